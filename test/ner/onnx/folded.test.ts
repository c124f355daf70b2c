import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFold } from "../../../src/ner/onnx/folded.ts";

/** As BERT's uncased normalizers do it. */
const lower = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]/gu, (c) => (/\s/.test(c) ? " " : ""))
    .replace(/(\p{Script=Han})/gu, " $1 ")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();

/** What the text is of which a part of the folded one was made. */
function origin(text: string, normalize: (text: string) => string, part: string): string {
  const folded = createFold(normalize)(text);
  const at = folded.text.indexOf(part);
  expect(at, part).toBeGreaterThanOrEqual(0);
  return text.slice(folded.from?.[at], folded.to?.[at + part.length - 1]);
}

describe("a folded text", () => {
  test("is the text itself without a normalizer", () => {
    expect(createFold(null)("Zoë")).toEqual({ text: "Zoë" });
  });

  test.each([
    ["Frau Zoë Müller kam", "muller", "Müller"],
    ["Frau Zoe\u0308 kam", "zoe", "Zoe\u0308"],
    ["das ist 张三。", "张", "张"],
    ["a\u200bb\u0007c d", "bc", "b\u0007c"],
    ["😀 Alice", "alice", "Alice"],
    ["İstanbul", "istanbul", "İstanbul"],
    ["ΟΔΟΣ ΣΟΦΙΑΣ", "σοφιασ", "ΣΟΦΙΑΣ"],
  ])("%j: %j stands for %j", (text, part, whole) => {
    expect(origin(text, lower, part)).toBe(whole);
  });

  test("a word whose letters depend on each other is all one", () => {
    const normalize = (text: string): string => text.replaceAll("``", '"');
    expect(origin("a ``b` d", normalize, '"b`')).toBe("``b`");
  });

  test("space between words stays where a normalizer cuts it off", () => {
    const fold = createFold((text) => (/^\s*$/.test(text) ? "" : text.trim()));
    expect(fold("a  b\n").text).toBe("a b ");
  });

  test("what is composed of several characters is one", () => {
    const text = "\u1112\u1161\u11ab e\u0301";
    expect(origin(text, (t) => t.normalize("NFC"), "한")).toBe("\u1112\u1161\u11ab");
    expect(origin(text, (t) => t.normalize("NFC"), "é")).toBe("e\u0301");
  });

  test("law: ranges rise, lie in the text, and hold what they stand for", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const { text: folded, from, to } = createFold(lower)(text);
        expect(from?.length).toBe(folded.length);
        for (let i = 0; i < folded.length; i++) {
          const [start, end] = [from?.[i] as number, to?.[i] as number];
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(text.length);
          if (i > 0) expect(start).toBeGreaterThanOrEqual(from?.[i - 1] as number);
          if (/\S/.test(folded[i] as string)) expect(lower(text.slice(start, end))).toContain(folded[i]);
        }
      }),
    );
  });
});
