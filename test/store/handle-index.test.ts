import fc from "fast-check";
import { expect, test } from "vitest";
import { createHandleIndex } from "../../src/store/handle-index.ts";

const handle = fc.oneof(
  fc.nat(50),
  fc.nat(1e9),
  fc.integer({ min: 2 ** 32 - 3, max: 2 ** 32 + 3 }),
  fc.integer({ min: 1e12, max: 2e12 }),
  fc.integer({ min: 2e15, max: 3e15 }),
);
const addition = fc.record({ handle, page: fc.integer({ min: 1, max: 0xffffffff }) });

test("behaves like a map, whatever it was made for", () => {
  const additions = fc.array(addition, { maxLength: 600, size: "max" });
  fc.assert(
    fc.property(additions, fc.array(handle), fc.nat(2000), (added, others, expected) => {
      const index = createHandleIndex(expected);
      const model = new Map<number, number>();
      const half = added.length >> 1;
      for (const [n, next] of added.entries()) {
        if (n < half) index.add(next.handle, next.page);
        model.set(next.handle, next.page);
      }
      const rest = added.slice(half);
      index.addAll(
        Float64Array.from(rest, (next) => next.handle),
        Uint32Array.from(rest, (next) => next.page),
      );
      for (const wanted of [...model.keys(), ...others]) expect(index.find(wanted)).toBe(model.get(wanted) ?? 0);
      const listed = new Map<number, number>();
      index.each((found, page) => listed.set(found, page));
      expect([listed, index.size]).toEqual([model, model.size]);
    }),
  );
});

test.each([
  ["one after the other", (n: number) => n],
  ["with one low part", (n: number) => (n + 1) * 2 ** 32],
  ["of twelve digits", (n: number) => 1e12 + n * 1024],
])("handles %s are found in few steps, not one by one", (_, handleOf) => {
  const index = createHandleIndex();
  const start = performance.now();
  for (let n = 0; n < 200_000; n++) index.add(handleOf(n), n + 1);
  for (let n = 0; n < 200_000; n++) expect1(index.find(handleOf(n)), n + 1);
  for (let n = 200_000; n < 400_000; n++) expect1(index.find(handleOf(n)), 0);
  expect(performance.now() - start).toBeLessThan(4000);
});

function expect1(actual: number, wanted: number): void {
  if (actual !== wanted) throw new Error(`found ${actual}`);
}
