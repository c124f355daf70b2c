// Offsets of services: code points become UTF-16 units, and what does not stand where it is said to stand is looked for.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createUnitsOf, placeAll } from "../../src/ner/offsets.ts";

const text = fc.string({ unit: fc.constantFrom("a", " ", "é", "张", "👍", "🏽", "\ud83d", "e\u0301"), maxLength: 40 });

test("a code point's offset is that of the text before it", () => {
  fc.assert(
    fc.property(text, (whole) => {
      const points = [...whole];
      const unitsOf = createUnitsOf(whole);
      for (let i = 0; i <= points.length; i++) expect(unitsOf(i)).toBe(points.slice(0, i).join("").length);
      expect(unitsOf(points.length + 1)).toBeNull();
    }),
  );
});

test("any slice by code points is found where it is said to be", () => {
  fc.assert(
    fc.property(text, fc.nat(40), fc.nat(40), (whole, a, b) => {
      const points = [...whole];
      const [start = 0, end = 0] = [Math.min(a, points.length), Math.min(b, points.length)].sort((x, y) => x - y);
      const value = points.slice(start, end).join("");
      fc.pre(value.trim() !== "");
      const [placed] = placeAll(whole, [{ start, end, value }]);
      expect(placed?.moved).toBe(false);
      expect(whole.slice(placed?.place?.start, placed?.place?.end)).toBe(value);
    }),
  );
});

test("a value with any wrong offsets is found, or is not in the text", () => {
  fc.assert(
    fc.property(text, text, fc.nat(60), fc.nat(60), (whole, value, start, end) => {
      const [placed] = placeAll(whole, [{ start, end, value }]);
      if (placed?.place == null) expect(value.trim() === "" || !whole.includes(value)).toBe(true);
      else expect(whole.slice(placed.place.start, placed.place.end)).toBe(value);
    }),
  );
});

test("each claim of a value has a place of its own, the nearest one", () => {
  const whole = "👍 Ann and Ann and Ann";
  const at = [3, 11, 19];
  const placed = placeAll(whole, [
    { start: 2, end: 5, value: "Ann" },
    { start: 18, end: 21, value: "Bob" },
    { start: 19, end: 22, value: "Ann" },
    { start: 11, end: 14, value: "Ann" },
  ]);
  expect(placed.map(({ place }) => place?.start)).toEqual([at[0], undefined, at[2], at[1]]);
  expect(placed.map(({ moved }) => moved)).toEqual([false, true, true, true]);
});

test("a claim without a value counts when it holds anything", () => {
  const [inside, blank, beyond, empty] = placeAll("ab 张", [
    { start: 3, end: 4 },
    { start: 2, end: 3 },
    { start: 3, end: 9 },
    { start: 1, end: 1 },
  ]);
  expect(inside?.place).toEqual({ start: 3, end: 4 });
  for (const claim of [blank, beyond, empty]) expect(claim?.place).toBeNull();
});
