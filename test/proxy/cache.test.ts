// A bounded cache that never answers wrongly.

import fc from "fast-check";
import { expect, test } from "vitest";
import { createCache } from "../../src/proxy/cache.ts";

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
