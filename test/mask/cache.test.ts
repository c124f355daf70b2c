// A bounded cache that never answers wrongly, and its doorkeeper.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createCache, createDoorkeeper } from "../../src/mask/cache.ts";

test("an answer is always the last value that was set", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean()), { maxLength: 200 }), (steps) => {
      const cache = createCache<number, number>(3000);
      const truth = new Map<number, number>();
      for (const [i, [key, write]] of steps.entries()) {
        if (write) {
          cache.set(key, i, 10);
          truth.set(key, i);
          expect(cache.get(key)).toBe(i);
        } else expect([undefined, truth.get(key)]).toContain(cache.get(key));
      }
    }),
  );
});

test("what is used stays, what is not goes, and the last entry stays whatever its size", () => {
  const cache = createCache<string, number>(10_000);
  cache.set("used", 1, 0);
  cache.set("unused", 2, 0);
  for (let i = 0; i < 500; i++) {
    cache.set(`other ${i}`, i, 100);
    expect(cache.get("used")).toBe(1);
  }
  expect(cache.get("unused")).toBeUndefined();
  cache.set("huge", 3, 1_000_000);
  expect(cache.get("huge")).toBe(3);
});

test("the doorkeeper knows who was there, not who was not", () => {
  const again = createDoorkeeper();
  expect([7, 8, 7, 8, 9].map(again)).toEqual([false, false, true, true, false]);
  let known = 0;
  for (let i = 0; i < 200_000; i++) if (again(1_000_000 + i)) known++;
  expect(known).toBe(0);
});
