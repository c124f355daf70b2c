import { expect, test } from "vitest";
import { entropy } from "../../../src/detect/check/entropy.ts";

test.each([
  ["", 0],
  ["aaaa", 0],
  ["abab", 1],
  ["abcd", 2],
  ["0123456789abcdef", 4],
  ["aab", 0.9183],
])("bits a byte of %j", (text, bits) => {
  const bytes = Buffer.from(`xy${text}z`);
  expect(entropy(bytes, 2, 2 + text.length)).toBeCloseTo(bits, 4);
  // The counts of one call do not leak into the next.
  expect(entropy(bytes, 2, 2 + text.length)).toBeCloseTo(bits, 4);
});
