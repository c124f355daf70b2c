import { expect, test } from "vitest";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE62, LOWER_HEX } from "../../../src/detect/charset.ts";
import { isMostlyOrderly, isOrderly, isOrderlyForm } from "../../../src/detect/check/orderly.ts";

const ask = (check: typeof isOrderly, text: string): boolean => {
  const bytes = Buffer.from(`q7${text}7q`);
  return check(bytes, 2, 2 + text.length);
};

test.each([
  "abcdef0123456789",
  "a1b2c3d4e5f6g7h8",
  "AbCdEfGhIjKl",
  "aAbBcC1dD2eE3",
  "1234567890ab-cdef-1234",
  "yzabcdefabcdef",
])("%j is in order", (text) => {
  expect(ask(isOrderly, text)).toBe(true);
  expect(ask(isMostlyOrderly, text)).toBe(true);
  expect(ask(isOrderlyForm, text)).toBe(false);
});

test.each(["dapi1234567890abcdef12", "zyq_sk_abcdefghijklmnop"])("%j is in order behind a prefix", (text) => {
  expect(ask(isOrderlyForm, text)).toBe(true);
});

test.each(["", "abc", "123456789", "aaaaaaaaaaaaaaaa", "qwertzuiopasdfgh", "9876543210fedcba"])("%j is not", (text) => {
  expect(ask(isMostlyOrderly, text)).toBe(false);
  expect(ask(isOrderly, text)).toBe(false);
});

test("no random value is", () => {
  for (let seed = 0; seed < 2000; seed++)
    for (const set of [BASE62, LOWER_HEX]) expect(ask(isMostlyOrderly, sample(set, 24, seed))).toBe(false);
});
