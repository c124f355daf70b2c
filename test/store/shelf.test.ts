import fc from "fast-check";
import { expect, test } from "vitest";
import { createShelf, type Shelf } from "../../src/store/shelf.ts";

type Pair = readonly [handle: number, page: number];

function columns(pairs: readonly Pair[]): [Float64Array, Uint32Array] {
  return [Float64Array.from(pairs, ([handle]) => handle), Uint32Array.from(pairs, ([, page]) => page)];
}

function content(shelf: Shelf): Pair[] {
  return shelf
    .parts()
    .flatMap(({ handles, pages }) => Array.from(handles, (handle, i): Pair => [handle, pages[i] ?? 0]));
}

test("merging and leaving out is that of a sorted map, over several parts", () => {
  const groups = fc.array(
    fc.record({ from: fc.nat(60_000), step: fc.integer({ min: 1, max: 7 }), count: fc.nat(20_000), page: fc.nat(9) }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(groups, fc.nat(9), (inserted, refused) => {
      const shelf = createShelf();
      const model = new Map<number, number>();
      for (const { from, step, count, page } of inserted) {
        const pairs = Array.from({ length: count }, (_, i): Pair => [from + i * step, page + 1]);
        shelf.insert(...columns(pairs));
        for (const [handle] of pairs) model.set(handle, page + 1);
      }
      const expected = [...model].sort(([a], [b]) => a - b);
      expect(content(shelf)).toEqual(expected);
      expect(expected.every(([handle, page]) => shelf.find(handle) === page)).toBe(true);
      expect(shelf.find(-1) + shelf.find(1e9)).toBe(0);
      shelf.retain((page) => page !== refused);
      expect(content(shelf)).toEqual(expected.filter(([, page]) => page !== refused));
    }),
    { numRuns: 30 },
  );
});

test("what was written in parts is the same when read in parts of any size", () => {
  const pairs = Array.from({ length: 40_000 }, (_, i): Pair => [i * 3, i + 1]);
  for (const size of [40_000, 16_384, 10_000, 7]) {
    const shelf = createShelf();
    for (let i = 0; i < pairs.length; i += size) shelf.append(...columns(pairs.slice(i, i + size)));
    expect(shelf.size).toBe(pairs.length);
    expect(content(shelf)).toEqual(pairs);
    shelf.insert(...columns([[1, 99]]));
    expect([shelf.find(1), shelf.find(3), shelf.find(119_997)]).toEqual([99, 2, 40_000]);
  }
});
