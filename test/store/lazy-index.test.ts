import fc from "fast-check";
import { expect, test } from "vitest";
import { createLazyIndex, type ShelfRows } from "../../src/store/lazy-index.ts";

const handle = fc.oneof(fc.nat(60), fc.nat(1e9), fc.integer({ min: 2 ** 32 - 3, max: 2 ** 32 + 3 }), fc.nat(2e12));
const pair = fc.tuple(handle, fc.integer({ min: 1, max: 0xffffffff }));
const row = fc.array(pair, { minLength: 1, maxLength: 40 });

type Pair = readonly [handle: number, page: number];

/** Rows that count how often they are gone through. */
function shelf(rows: readonly (readonly Pair[])[]): ShelfRows & { readonly runs: number } {
  let runs = 0;
  return {
    size: rows.flat().length,
    get runs() {
      return runs;
    },
    each(visit) {
      runs++;
      for (const pairs of rows) {
        const handles = Float64Array.from(pairs, ([wanted]) => wanted);
        visit(handles, () => Uint32Array.from(pairs, ([, page]) => page));
        // They are valid until the visit ends.
        handles.fill(-1);
      }
    },
  };
}

const step = fc.oneof(
  fc.record({ do: fc.constant("find" as const), handle }),
  fc.record({ do: fc.constant("add" as const), pair }),
  fc.record({ do: fc.constant("addAll" as const), pairs: row }),
  fc.record({ do: fc.constant("warm" as const), handles: fc.array(handle, { maxLength: 300 }), step: fc.nat(3) }),
  fc.record({ do: fc.constant("each" as const) }),
);

test("behaves like a map with what is on disk and what came behind it, loaded or not", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.array(step, { maxLength: 40 }), (rows, steps) => {
      const index = createLazyIndex(shelf(rows));
      const model = new Map(rows.flat());
      const check = (wanted: number): void => expect(index.find(wanted)).toBe(model.get(wanted) ?? 0);
      for (const taken of steps) {
        if (taken.do === "find") check(taken.handle);
        else if (taken.do === "add") {
          index.add(...taken.pair);
          model.set(...taken.pair);
        } else if (taken.do === "addAll") {
          index.addAll(
            Float64Array.from(taken.pairs, ([wanted]) => wanted),
            Uint32Array.from(taken.pairs, ([, page]) => page),
          );
          for (const [wanted, page] of taken.pairs) model.set(wanted, page);
        } else if (taken.do === "warm") {
          index.warm(Float64Array.from(taken.handles), taken.handles.length, taken.step + 1);
          for (const wanted of taken.handles) check(wanted);
        } else {
          const listed = new Map<number, number>();
          index.each((found, page) => listed.set(found, page));
          expect(listed).toEqual(model);
          expect(index.size).toBe(model.size);
        }
      }
      for (const wanted of model.keys()) check(wanted);
    }),
  );
});

test("a few questions leave the shelf on disk, more of them have it loaded once", () => {
  const rows = shelf([Array.from({ length: 5000 }, (_, n) => [n * 7, n + 1] as const)]);
  const index = createLazyIndex(rows);
  index.warm(Float64Array.of(7, 14, 15), 3, 1);
  expect([7, 14, 15, 7].map((wanted) => index.find(wanted))).toEqual([2, 3, 0, 2]);
  expect(rows.runs).toBe(1);
  for (let n = 0; n < 100; n++) expect(index.find(n * 7)).toBe(n + 1);
  const { runs } = rows;
  for (let n = 100; n < 5000; n++) expect(index.find(n * 7)).toBe(n + 1);
  expect(runs).toBeLessThan(12);
  expect(rows.runs).toBe(runs);
});

test("who asks for much at once gets it from memory", () => {
  const rows = shelf([Array.from({ length: 5000 }, (_, n) => [n * 7, n + 1] as const)]);
  const index = createLazyIndex(rows);
  index.warm(
    Float64Array.from({ length: 1000 }, (_, n) => n * 7),
    1000,
    1,
  );
  index.find(3);
  index.find(4);
  expect(rows.runs).toBe(1);
});
