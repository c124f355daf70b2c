// The mark of a Redis store without a server: what is asked of it, and what follows.

import { expect, test } from "vitest";
import { newRing, rotateRing } from "../../src/store/keys.ts";
import type { RedisLink } from "../../src/store/redis-link.ts";
import { raiseMark, readMark } from "../../src/store/redis-mark.ts";
import { refused } from "./contract-kit.ts";

test("is 0 at first, raised by newer rings, and read without raising it", async () => {
  const hash = new Map<string, string>();
  const link = {
    command: async (_key: string, [name, key = "", field = "", value = ""]: readonly string[]) => {
      const at = `${key} ${field}`;
      if (name === "HMGET") return [hash.get(at) ?? null];
      hash.set(at, value);
      return 1;
    },
  } as unknown as RedisLink;
  const ring = newRing();
  expect(await readMark(link, "p")).toBe(0);
  await raiseMark(link, "p", rotateRing(ring));
  expect([await readMark(link, "p"), await readMark(link, "other")]).toEqual([2, 0]);
  await refused("key-wrong", () => raiseMark(link, "p", ring));
  expect(await readMark(link, "p")).toBe(2);
});
