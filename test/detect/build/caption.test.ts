// Captions are read backwards over bytes; an expression over the text says the same.

import fc from "fast-check";
import { expect, test } from "vitest";
import { CAPTION_GAP, caption, isGap } from "../../../src/detect/build/caption.ts";
import { CONTEXT_REACH, utf8 } from "../../../src/detect/build/context.ts";
import { PHONE_WORDS } from "../../../src/detect/build/phone-caption.ts";

const WORDS = [...PHONE_WORDS, "carta di credito", "*credit_card*", "*ip", "cc", "mac地址", "v6"];

/** The words as an expression: what they mean, said in another way. */
function expression(words: readonly string[]): RegExp {
  const sources = words.map((word) => {
    const bare = utf8(word.replaceAll("*", "")).replaceAll(" ", "[ _-]?");
    const ascii = /^[\x20-\x7e]+$/.test(bare);
    const before = ascii && !word.startsWith("*") ? "(?<![A-Za-z])" : "";
    return `${before}${bare}${ascii && !word.endsWith("*") ? "(?![A-Za-z])" : ""}`;
  });
  return new RegExp(`(?:${sources.join("|")})${CAPTION_GAP}$`, "i");
}

/** What stands on the line before `start`, as far as it counts. */
function before(bytes: Buffer, lo: number, start: number): string {
  const from = Math.max(lo, start - CONTEXT_REACH);
  const text = bytes.toString("latin1", from, start);
  return text.slice(Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\0")) + 1);
}

const glue = fc.constantFrom(..." \t:=#\"'()[]<>{}|.,*_/\\~-", "\n", "\0", "a", "Z", "7", "：", "，", "号", "É");
const joining = fc.constantFrom("number", "NO", "is", "the", "id", "número", "código", "n°", "号", "は", "（");
const words = fc
  .constantFrom(...WORDS)
  .chain((word) => fc.constantFrom(word, word.toUpperCase(), word.replaceAll(" ", "_"), word.replaceAll(" ", "")))
  .map((word) => word.replaceAll("*", ""));
const parts = fc
  .oneof({ arbitrary: glue, weight: 4 }, { arbitrary: joining, weight: 3 }, words)
  .map((s) => Buffer.from(s));
const bytes = fc.oneof(
  { arbitrary: parts, weight: 20 },
  fc.uint8Array({ maxLength: 3 }).map((b) => Buffer.from(b)),
);
const lines = fc
  .oneof(fc.array(bytes, { maxLength: 10 }), fc.array(bytes, { minLength: 20, maxLength: 40 }))
  .map((list) => Buffer.concat(list));

test("a caption stands where the expression of its words matches", () => {
  const stands = caption(WORDS);
  const oracle = expression(WORDS);
  fc.assert(
    fc.property(words, lines, fc.nat({ max: 3 }), fc.nat({ max: 3 }), (word, line, cut, short) => {
      const text = Buffer.concat([Buffer.from(word), line]);
      const start = Math.max(0, text.length - short);
      const lo = Math.min(cut, start);
      expect(stands(text, lo, start)).toBe(oracle.test(before(text, lo, start)));
    }),
    { numRuns: 5_000 },
  );
});

test("a gap of 24 parts is one, of 25 none", () => {
  const stands = caption(["ssn"]);
  const asked = (gap: string): boolean => stands(Buffer.from(`ssn${gap}`), 0, 3 + gap.length);
  expect(asked(".".repeat(24))).toBe(true);
  expect(asked(".".repeat(25))).toBe(false);
  expect(asked(`${".".repeat(22)}is `)).toBe(true);
});

test("letters and a gap are what an expression takes for them", () => {
  const oracle = new RegExp(`^[A-Za-z]{0,10}${CAPTION_GAP}$`, "i");
  const letters = fc.constantFrom("", "s", "numbers", "ABCDEFGHIJ", "abcdefghijk").map((s) => Buffer.from(s));
  fc.assert(
    fc.property(letters, lines, (head, line) => {
      const text = Buffer.concat([head, line]).subarray(0, 40);
      expect(isGap(text, 0, text.length, 10)).toBe(oracle.test(text.toString("latin1")));
    }),
    { numRuns: 5_000 },
  );
});
