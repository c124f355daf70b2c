import fc from "fast-check";
import { expect, test } from "vitest";
import { createHandleIndex } from "../../src/store/handle-index.ts";

const handle = fc.oneof(
  fc.nat(50),
  fc.nat(1e9),
  fc.integer({ min: 1e12, max: 2e12 }),
  fc.integer({ min: 2e15, max: 3e15 }),
);
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ handle, page: fc.integer({ min: 1, max: 0xffffffff }) }) },
  { weight: 1, arbitrary: fc.constant("merge" as const) },
);

test("behaves like a map, merged or not", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: "max" }), fc.array(handle), (steps, others) => {
      const index = createHandleIndex();
      const model = new Map<number, number>();
      for (const next of steps) {
        if (next === "merge") index.merge();
        else {
          index.add(next.handle, next.page);
          model.set(next.handle, next.page);
        }
      }
      for (const wanted of [...model.keys(), ...others]) expect(index.find(wanted)).toBe(model.get(wanted) ?? 0);
      index.merge();
      const again = createHandleIndex(index.shelf);
      expect([again.tail, again.shelf.size]).toEqual([0, model.size]);
      for (const wanted of [...model.keys(), ...others]) expect(again.find(wanted)).toBe(model.get(wanted) ?? 0);
    }),
  );
});

test("a merge can leave pages out", () => {
  const index = createHandleIndex();
  for (let n = 1; n <= 3000; n++) index.add(n * 17, n);
  index.merge();
  for (let n = 1; n <= 10; n++) index.add(n * 17, 5000 + n);
  index.merge((page) => page % 2 === 0);
  expect(index.shelf.size).toBe(1500);
  expect([index.find(17 * 2), index.find(17 * 3), index.find(17 * 11), index.find(17 * 12)]).toEqual([5002, 0, 0, 12]);
});

test("a lopsided snapshot is searched in few steps, not one by one", () => {
  const index = createHandleIndex();
  for (let n = 0; n < 200_000; n++) index.add(n, 1);
  for (let n = 0; n < 10; n++) index.add(2e15 + n * 1e12, 2);
  index.merge();
  const start = performance.now();
  for (let n = 0; n < 200_000; n++) expect1(index.find(n), 1);
  expect(index.find(2e15 + 3e12)).toBe(2);
  expect(performance.now() - start).toBeLessThan(2000);
});

function expect1(actual: number, wanted: number): void {
  if (actual !== wanted) throw new Error(`found ${actual}`);
}
