import { expect, test } from "vitest";
import { looksRandom } from "../../../src/detect/check/looks-random.ts";

test("digits are counted within the range only", () => {
  const bytes = Buffer.from("12ab3cd45");
  expect(looksRandom(5)(bytes, 0, bytes.length)).toBe(true);
  expect(looksRandom(6)(bytes, 0, bytes.length)).toBe(false);
  expect(looksRandom(1)(bytes, 2, 7)).toBe(true);
  expect(looksRandom(2)(bytes, 2, 7)).toBe(false);
  expect(looksRandom(0)(bytes, 0, 0)).toBe(true);
});
