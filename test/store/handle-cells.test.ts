import fc from "fast-check";
import { expect, test } from "vitest";
import { Cells, NARROW } from "../../src/store/handle-cells.ts";

/** Pages of one word with the handle, those that need a second column, and those beyond. */
const page = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1, max: 2 ** 20 }),
  fc.integer({ min: 1, max: 0xffffffff }),
);

test.each([
  ["spread", (n: number) => (n * 0x2545f491) % NARROW],
  ["one after the other", (n: number) => n],
  ["a thousand apart", (n: number) => (n * 1024) % NARROW],
  ["alike but for their highest digits", (n: number) => ((n * 2 ** 15) % NARROW) + (n >>> 15)],
])("behaves like a map, with handles %s", (_, handleOf) => {
  const scenario = fc.record({
    pages: fc.array(page, { minLength: 1, maxLength: 200 }),
    count: fc.nat(12_000),
    expected: fc.constantFrom(0, 1000, 50_000),
  });
  fc.assert(
    fc.property(scenario, ({ pages, count, expected }) => {
      const refused = new Map<number, number>();
      const cells = new Cells(expected, (handle, its) => refused.set(handle, its));
      const model = new Map<number, number>();
      const set = (handle: number, its: number): void => {
        if (cells.set(handle, its)) model.set(handle, its);
        else model.delete(handle);
      };
      for (let n = 0; n < count; n++) set(handleOf(n), pages[n % pages.length] as number);
      for (let n = 0; n < count; n += 3) set(handleOf(n), pages[(n + 1) % pages.length] as number);
      for (const [handle, its] of refused) {
        expect([model.get(handle), cells.find(handle)]).toEqual([its, 0]);
        model.delete(handle);
      }
      for (const [handle, its] of model)
        if (cells.find(handle) !== its) expect([handle, cells.find(handle)]).toEqual(its);
      for (let n = count; n < count + 500; n++) if (cells.find(handleOf(n)) !== 0) expect(handleOf(n)).toBe(-1);
      const listed = new Map<number, number>();
      cells.each((handle, its) => listed.set(handle, its));
      expect(cells.size).toBe(model.size);
      expect(listed.size).toBe(model.size);
      for (const [handle, its] of listed) if (model.get(handle) !== its) expect([handle, its]).toBe(model.get(handle));
    }),
    { numRuns: 30 },
  );
});

test("has room for a million handles in their word", () => {
  const cells = new Cells(0, () => expect.fail("a handle is refused"));
  for (let n = 0; n < 1_000_000; n++) if (!cells.set((n * 999_983) % 1e9, 1 + (n >>> 6))) expect.fail();
  for (let n = 0; n < 1_000_000; n++) if (cells.find((n * 999_983) % 1e9) !== 1 + (n >>> 6)) expect.fail();
  expect(cells.size).toBe(1_000_000);
});
