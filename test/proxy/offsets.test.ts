import fc from "fast-check";
import { expect, test } from "vitest";
import { invertEdits, type LengthEdit, mapOffset } from "../../src/proxy/offsets.ts";

const edits: fc.Arbitrary<LengthEdit[]> = fc
  .array(fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 9 }), fc.nat(9)), { maxLength: 6 })
  .map((list) => {
    let at = 0;
    return list.map(([gap, length, becomes]) => {
      const start = at + gap;
      at = start + length;
      return { start, length, becomes };
    });
  });

test("a place outside of edits selects the same text, and comes back", () => {
  fc.assert(
    fc.property(edits, fc.nat(80), (list, offset) => {
      fc.pre(!list.some(({ start, length }) => offset > start && offset < start + length));
      // Letters are places, stars are what was put in.
      const source = [...Array(120).keys()].map((i) => String.fromCharCode(0x100 + i)).join("");
      let target = "";
      let at = 0;
      for (const { start, length, becomes } of list) {
        target += source.slice(at, start) + "*".repeat(becomes);
        at = start + length;
      }
      target += source.slice(at);
      const moved = mapOffset(list, offset, "start");
      const starts = list.find(({ start }) => start === offset);
      if (starts === undefined) expect(target[moved]).toBe(source[offset]);
      else expect(target.slice(moved, moved + starts.becomes)).toBe("*".repeat(starts.becomes));
      // Where nothing was put in, two places became one.
      fc.pre(list.every(({ becomes }) => becomes > 0));
      expect(mapOffset(invertEdits(list), moved, "start")).toBe(offset);
    }),
  );
});

test("a place inside an edit goes to its start or its end", () => {
  const list = [{ start: 3, length: 5, becomes: 10 }];
  expect([4, 5, 7].map((offset) => mapOffset(list, offset, "start"))).toEqual([3, 3, 3]);
  expect([4, 5, 7].map((offset) => mapOffset(list, offset, "end"))).toEqual([13, 13, 13]);
  expect([3, 8].map((offset) => mapOffset(list, offset, "end"))).toEqual([3, 13]);
});
