// The table of values and the cache over it behave like a map that forgets: what they give is always what was put.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answers, createValueCache, createValueTable, hashOf } from "../../src/mask/value-cache.ts";

/** The value with other bytes on both sides, as it stands in a text. */
function within(text: string): { bytes: Uint8Array; start: number; end: number } {
  const bytes = Buffer.from(`<<${text}>`, "latin1");
  return { bytes, start: 2, end: bytes.length - 1 };
}

function hash(text: string): number {
  const { bytes, start, end } = within(text);
  return hashOf(bytes, start, end);
}

describe("the hash", () => {
  test("depends on the value alone, not on where it stands", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(9), (value, offset) => {
        const bytes = Buffer.concat([Buffer.alloc(offset, 1), value, Buffer.alloc(3, 2)]);
        expect(hashOf(bytes, offset, offset + value.length)).toBe(hashOf(value, 0, value.length));
      }),
    );
  });

  test("of long values depends on their length and on both ends", () => {
    const middle = "m".repeat(200);
    const hashes = [`a${middle}z`, `b${middle}z`, `a${middle}y`, `a${middle}mz`].map(hash);
    expect(new Set(hashes).size).toBe(4);
  });
});

describe("the table", () => {
  const find = (table: ReturnType<typeof createValueTable>, text: string): number => {
    const { bytes, start, end } = within(text);
    return table.find(bytes, start, end, hash(text));
  };
  const add = (table: ReturnType<typeof createValueTable>, text: string, as = hash(text)): number => {
    const { bytes, start, end } = within(text);
    return table.add(bytes, start, end, as);
  };

  test("numbers values in the order they were added, like a map, until it is full or cleared", () => {
    const step = fc.oneof(
      { weight: 30, arbitrary: fc.string({ maxLength: 12 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const table = createValueTable(16, 100);
        const model = new Map<string, number>();
        for (const value of steps) {
          if (value === null) {
            table.clear();
            model.clear();
          } else if (find(table, value) < 0) {
            expect(model.has(value)).toBe(false);
            const number = add(table, value);
            if (number >= 0) expect(number).toBe(model.size);
            if (number >= 0) model.set(value, number);
          }
          for (const [known, number] of model) expect(find(table, known)).toBe(number);
        }
      }),
    );
  });

  test("is full at its capacity, and when its bytes are used up", () => {
    const few = createValueTable(4, 1000);
    expect(["a", "b", "c", "d", "e"].map((text) => add(few, text))).toEqual([0, 1, 2, 3, -1]);
    const short = createValueTable(4, 10);
    expect(["12345", "123456", "67890", "", "x"].map((text) => add(short, text))).toEqual([0, -1, 1, 2, -1]);
    few.clear();
    expect([find(few, "a"), add(few, "e"), find(few, "e")]).toEqual([-1, 0, 0]);
  });

  test("tells values of one hash apart, and takes no more of them than it would look through", () => {
    const table = createValueTable(64, 1000);
    const texts = Array.from({ length: 20 }, (_, n) => `v${n}`);
    const numbers = texts.map((text) => add(table, text, 7));
    expect(numbers.filter((number) => number >= 0)).toHaveLength(16);
    for (const [n, text] of texts.entries()) {
      const { bytes, start, end } = within(text);
      expect(table.find(bytes, start, end, 7)).toBe(numbers[n]);
    }
  });

  test("finds long values that differ only in the middle", () => {
    const table = createValueTable(4, 1000);
    const [one, two] = ["1", "2"].map((c) => `${"a".repeat(60)}${c}${"z".repeat(60)}`) as [string, string];
    expect(hash(one)).toBe(hash(two));
    expect([add(table, one), add(table, two), find(table, one), find(table, two)]).toEqual([0, 1, 0, 1]);
  });
});

/** Answers that are numbers. */
interface Numbers extends Answers<Numbers> {
  readonly column: Float64Array;
}

function numbers(capacity: number): Numbers {
  const column = new Float64Array(capacity);
  return {
    column,
    take(to, from, at) {
      column[to] = from.column[at] as number;
      return 1;
    },
  };
}

describe("the cache", () => {
  type Cache = ReturnType<typeof createValueCache<Numbers>>;
  const get = (cache: Cache, text: string): number | undefined => {
    const { bytes, start, end } = within(text);
    const number = cache.find(bytes, start, end, hash(text));
    return number < 0 ? undefined : cache.answers.column[number];
  };
  const set = (cache: Cache, text: string, value: number): void => {
    const { bytes, start, end } = within(text);
    const number = cache.add(bytes, start, end, hash(text));
    if (number >= 0) cache.answers.column[number] = value;
  };

  test("gives what was set last, or nothing", () => {
    const step = fc.record({ text: fc.string({ maxLength: 5 }), value: fc.option(fc.nat()) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
        const cache = createValueCache(numbers, 8, 64);
        const model = new Map<string, number>();
        for (const { text, value } of steps) {
          if (value === null) {
            const found = get(cache, text);
            if (found !== undefined) expect(found).toBe(model.get(text));
          } else {
            set(cache, text, value);
            model.set(text, value);
            expect(get(cache, text)).toBe(value);
          }
        }
      }),
    );
  });

  test("forgets what was not used for two generations, and keeps what is", () => {
    const cache = createValueCache(numbers, 8, 1000);
    set(cache, "used", 1);
    set(cache, "left", 2);
    for (let n = 0; n < 40; n++) {
      set(cache, `n${n}`, n);
      expect(get(cache, "used")).toBe(1);
    }
    expect(get(cache, "left")).toBeUndefined();
    expect(get(cache, "n39")).toBe(39);
  });

  test("what moved to the younger generation is the one that counts from then on", () => {
    const cache = createValueCache(numbers, 4, 1000);
    set(cache, "x", 1);
    for (let n = 0; n < 4; n++) set(cache, `n${n}`, n);
    set(cache, "x", 2);
    expect(get(cache, "x")).toBe(2);
  });

  test("leaves out values that would fill it", () => {
    const cache = createValueCache(numbers, 8, 800);
    set(cache, "y".repeat(100), 1);
    set(cache, "z".repeat(101), 2);
    expect([get(cache, "y".repeat(100)), get(cache, "z".repeat(101))]).toEqual([1, undefined]);
  });

  test("turns to a new generation when the answers of one weigh too much", () => {
    const kept = (heaviest: number): number => {
      const cache = createValueCache(numbers, 64, 10_000, heaviest);
      const texts = Array.from({ length: 40 }, (_, n) => `n${n}`);
      for (const text of texts) {
        const { bytes, start, end } = within(text);
        cache.answers.column[cache.add(bytes, start, end, hash(text), 2)] = 7;
      }
      return texts.filter((text) => get(cache, text) === 7).length;
    };
    expect(kept(1000)).toBeGreaterThan(30);
    expect(kept(10)).toBeLessThan(20);
    expect(kept(10)).toBeGreaterThan(2);
  });

  test("owns its bytes", () => {
    const cache = createValueCache(numbers);
    const { bytes, start, end } = within("value");
    const number = cache.add(bytes, start, end, hash("value"));
    cache.answers.column[number] = 5;
    bytes.fill(0);
    expect(get(cache, "value")).toBe(5);
    expect(cache.find(bytes, start, end, hash("value"))).toBe(-1);
  });
});
