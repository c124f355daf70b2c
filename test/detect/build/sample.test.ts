import fc from "fast-check";
import { expect, test } from "vitest";
import { sample, sampleUuid } from "../../../src/detect/build/sample.ts";
import { BASE62, DIGIT, LOWER_HEX } from "../../../src/detect/charset.ts";

test("a sample has the length and the alphabet asked for, and no character twice in a row", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.nat(), (length, seed) => {
      const text = sample(DIGIT, length, seed);
      expect(text).toMatch(/^\d*$/);
      expect(text).toHaveLength(length);
      expect(text).not.toMatch(/(.)\1/);
    }),
  );
});

test("the seed decides the sample", () => {
  expect(sample(BASE62, 40, 7)).toBe(sample(BASE62, 40, 7));
  expect(new Set(Array.from({ length: 500 }, (_, seed) => sample(BASE62, 12, seed))).size).toBe(500);
});

test("a uuid has the form of version 4", () => {
  expect(sampleUuid(LOWER_HEX, 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});
