// Placeholders hidden from an engine: what it finds is mapped back, and never holds any part of one.

import fc from "fast-check";
import { expect, test } from "vitest";
import { hideRuns, NEUTRAL } from "../../src/ner/hidden.ts";

const pieces = fc.array(fc.constantFrom("\0", "\0\0\0\0", "a", " ", "Ann", "张", "👍", "item", "."), { maxLength: 20 });

test("text without placeholders stays as it is", () => {
  const { text, back } = hideRuns("Ann said so");
  expect(text).toBe("Ann said so");
  expect(back(0, 3)).toEqual([{ start: 0, end: 3 }]);
});

test("each run is one word of its own", () => {
  expect(hideRuns("mail \0\0\0\0\0 to Ann").text).toBe(`mail ${NEUTRAL} to Ann`);
  expect(hideRuns("x\0\0y").text).toBe(`x ${NEUTRAL} y`);
  expect(hideRuns("请联系\0\0。").text).toBe(`请联系${NEUTRAL}。`);
});

test("whatever is found in the hidden text is mapped to the same characters, without placeholders", () => {
  fc.assert(
    fc.property(pieces, fc.nat(120), fc.nat(120), (parts, a, b) => {
      const original = parts.join("");
      const { text, back } = hideRuns(original);
      expect(text).not.toContain("\0");
      const [start = 0, end = 0] = [Math.min(a, text.length), Math.min(b, text.length)].sort((x, y) => x - y);
      fc.pre(start < end);
      let last = 0;
      let found = "";
      for (const place of back(start, end)) {
        expect(place.start).toBeGreaterThanOrEqual(last);
        expect(place.end).toBeGreaterThan(place.start);
        found += original.slice(place.start, place.end);
        last = place.end;
      }
      expect(found).not.toContain("\0");
      // The rest of the stretch is neutral words, and blanks around them.
      let at = 0;
      for (const unit of found) {
        at = text.slice(start, end).indexOf(unit, at);
        expect(at).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("everything outside of placeholders can be found", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const original = parts.join("");
      const { text, back } = hideRuns(original);
      const found = back(0, text.length).map(({ start, end }) => original.slice(start, end));
      expect(found.join("")).toBe(original.replaceAll("\0", ""));
    }),
  );
});
