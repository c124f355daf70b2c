// Key and store of an instance, as the options say: opened once, at the first session.

import { ClosemaskError } from "../errors.ts";
import type { Refresh } from "../mask/session.ts";
import type { Store, StoreLimits } from "../mask/store.ts";
import { type KeyRing, newRing, parseRing, ringFromKey } from "../store/keys.ts";
import { touchStep } from "../store/limits.ts";
import { createMemoryStore } from "../store/memory.ts";
import { createSqliteStore } from "../store/sqlite.ts";
import type { CloseMaskOptions, KeyOption, StoreOption } from "./options.ts";

export interface OpenedStore {
  readonly store: Store;
  readonly ring: KeyRing;
  /** How long what the store said may be remembered. */
  readonly refresh: Refresh;
  /** False for one that the program handed in. */
  readonly isOwn: boolean;
}

/** @throws ClosemaskError `key-*`, `store-*` */
export async function openStore(options: CloseMaskOptions): Promise<OpenedStore> {
  const { store: wanted = { type: "memory" }, ttl = 0, maxEntries = 1_000_000, atLimit = "refuse" } = options;
  const now = options.now ?? Date.now;
  const limits: StoreLimits = { ttl, maxEntries, atLimit };
  const ring = await ringOf(options.key, wanted);
  const refresh = { now, after: rememberedFor(limits) };
  if (typeof wanted === "function") return { store: await wanted({ ring, limits, now }), ring, refresh, isOwn: true };
  // Limits of a store that was handed in are not known: each value is asked for, which counts as use.
  if ("session" in wanted) return { store: wanted, ring, refresh: { now, after: 0 }, isOwn: false };
  const store =
    wanted.type === "memory"
      ? createMemoryStore({ limits, now })
      : createSqliteStore({ path: wanted.path, ring, limits, now });
  return { store, ring, refresh, isOwn: true };
}

/** As long as the store itself notes no second use; not at all where any put may evict. */
function rememberedFor(limits: StoreLimits): number {
  if (limits.atLimit === "evict") return 0;
  return limits.ttl === 0 ? Number.POSITIVE_INFINITY : touchStep(limits);
}

async function ringOf(option: KeyOption | undefined, store: StoreOption): Promise<KeyRing> {
  if (option === undefined) {
    if (typeof store !== "function" && store.type === "memory") return newRing();
    throw new ClosemaskError("key-missing", "a store that outlives the process needs a key", {
      hint: "pass `key`: 32 random bytes that you keep, or what `closemask keys export` prints",
    });
  }
  const key = typeof option === "function" ? await option() : option;
  if (typeof key === "string") return parseRing(key);
  if (!(key instanceof Uint8Array)) return key;
  if (key.length !== 32) {
    throw new ClosemaskError("key-invalid", "the key is not 32 bytes long", { hint: "crypto.randomBytes(32)" });
  }
  return ringFromKey(key);
}
