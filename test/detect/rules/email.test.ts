// E-mail addresses at the end of what a rule may look at.

import { expect, test } from "vitest";
import { createDetector } from "../../../src/detect/detector.ts";
import { emailRules } from "../../../src/detect/rules/email.ts";

const detector = createDetector({ rules: emailRules });

test("a domain that ends the text in the middle of a top-level domain is no address, and no error", () => {
  for (const text of ["a@b.中", "a@b.р", "a@b.公", "a@b.みん"])
    expect(detector.candidates(Buffer.from(text)), text).toEqual([]);
});

test("a top-level domain counts up to the end of the region, not behind it", () => {
  const bytes = Buffer.from("a@b.中国");
  const scan = (hi: number): number => detector.scan({ bytes, lo: 0, from: 0, to: hi, hi, final: true }).spans.length;
  expect(scan(bytes.length)).toBe(1);
  expect(scan(bytes.length - 3)).toBe(0);
});
