import fc from "fast-check";
import { expect, test } from "vitest";
import { planWindows } from "../../../src/ner/onnx/windows.ts";

const words = (count: number): number[] => Array.from({ length: count }, () => 1);

test("a short row is one window", () => {
  expect(planWindows(words(5), { size: 10, overlap: 4 })).toEqual([{ from: 0, to: 5, keepFrom: 0, keepTo: 5 }]);
  expect(planWindows(words(10), { size: 10, overlap: 4 })).toHaveLength(1);
  expect(planWindows([], { size: 10, overlap: 4 })).toEqual([]);
});

test("each keeps what lies farther from an edge than in its neighbour", () => {
  expect(planWindows(words(16), { size: 10, overlap: 4 })).toEqual([
    { from: 0, to: 10, keepFrom: 0, keepTo: 8 },
    { from: 6, to: 16, keepFrom: 8, keepTo: 16 },
  ]);
});

test("a window begins at a word where one begins near", () => {
  const firsts = words(40).map((_, i) => (i % 3 === 0 ? 1 : 0));
  const [, second] = planWindows(firsts, { size: 24, overlap: 8 });
  expect(second?.from).toBe(15);
});

test("law: every token is kept once, from a window that holds it, with half the overlap around it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1), { maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 60 }),
      (firsts, size, overlap) => {
        const windows = planWindows(firsts, { size, overlap });
        let next = 0;
        const half = Math.min(overlap, size >> 1) >> 1;
        for (const { from, to, keepFrom, keepTo } of windows) {
          expect(keepFrom).toBe(next);
          expect(keepTo).toBeGreaterThan(keepFrom);
          expect(from).toBeLessThanOrEqual(keepFrom);
          expect(keepTo).toBeLessThanOrEqual(to);
          expect(to - from).toBeLessThanOrEqual(size);
          if (from > 0) expect(keepFrom - from).toBeGreaterThanOrEqual(half);
          if (to < firsts.length) expect(to - keepTo).toBeGreaterThanOrEqual(half);
          next = keepTo;
        }
        expect(next).toBe(firsts.length);
      },
    ),
  );
});
