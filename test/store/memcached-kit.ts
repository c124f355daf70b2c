// A store over a memcached of the tests: each has a prefix of its own, so that one server serves all.

import type { Store } from "../../src/mask/store.ts";
import { ringFromKey } from "../../src/store/keys.ts";
import { type MemcachedStoreOptions, openMemcachedStore } from "../../src/store/memcached.ts";

export const RING = ringFromKey(new Uint8Array(32).fill(1));
let prefixes = 0;

export function newPrefix(): string {
  return `test${prefixes++}`;
}

export function openAt(ports: number | readonly number[], more: Partial<MemcachedStoreOptions> = {}): Promise<Store> {
  return openMemcachedStore({
    servers: [ports].flat().map((port) => ({ host: "127.0.0.1", port })),
    timeout: 10_000,
    prefix: newPrefix(),
    ring: RING,
    limits: { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" },
    now: Date.now,
    ...more,
  });
}
