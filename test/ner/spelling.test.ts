// Capitals and headlines in a spelling that a model understands, at the same offsets.

import fc from "fast-check";
import { expect, test } from "vitest";
import { respell } from "../../src/ner/spelling.ts";

test.each([
  ["JOHN SMITH CALLED FROM PARIS", "John Smith Called from Paris"],
  ["DEAR MR. O'NEIL,", "Dear Mr. O'neil,"],
  ["The Meeting With Alice Smith Is At Noon", "The Meeting with Alice Smith is at Noon"],
  ["Alice Smith", "Alice Smith"],
  ["Alice Smith went to Paris", "Alice Smith went to Paris"],
  ["IBM", "IBM"],
  ["first\nJOHN SMITH HERE", "first\nJohn Smith Here"],
  ["Regards\\nAlice Smith", "Regards  Alice Smith"],
  ["C:\\network\\things", "C:\\network\\things"],
  ["张三说 OK", "张三说 OK"],
  [`key ${"aB3/".repeat(32)} of Ann`, `key ${" ".repeat(128)} of Ann`],
  ["İSTANBUL ŞUBESİ", "İstanbul Şubesİ"],
])("%j", (text, expected) => {
  expect(respell(text)).toHaveLength(text.length);
  expect(respell(text).normalize("NFC")).toBe(expected.normalize("NFC"));
});

test("the length stays, and other spellings of the same letters are all that changes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const seen = respell(text);
      expect(seen).toHaveLength(text.length);
      const points = [...seen];
      for (const [i, point] of [...text].entries())
        if (points[i] !== point) expect([point.toLowerCase(), " "]).toContain(points[i]);
    }),
  );
});
