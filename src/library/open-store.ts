// Key and store of an instance, as the options say: opened once, at the first session.

import { ClosemaskError } from "../errors.ts";
import { isObject } from "../mask/option-shape.ts";
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
  if (typeof wanted === "function") {
    const store = await wanted({ ring, limits, now });
    if (!isStore(store)) throw new ClosemaskError("store-open", "what the function of `store` made is no store");
    return { store, ring, refresh, isOwn: true };
  }
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
  const key = typeof option === "function" ? await broughtBy(option) : option;
  if (!isKey(key)) {
    throw new ClosemaskError("key-invalid", "what was brought as the key is none", {
      hint: "32 bytes, what `closemask keys export` prints, or a ring",
    });
  }
  if (typeof key === "string") return parseRing(key);
  if (!(key instanceof Uint8Array)) return key;
  if (key.length !== 32) {
    throw new ClosemaskError("key-invalid", "the key is not 32 bytes long", { hint: "crypto.randomBytes(32)" });
  }
  return ringFromKey(key);
}

/** Its own errors may hold what it knows of the key, so only the fact is told. */
async function broughtBy(bring: Extract<KeyOption, () => unknown>): Promise<unknown> {
  try {
    return await bring();
  } catch (error) {
    if (error instanceof ClosemaskError) throw error;
    throw new ClosemaskError("key-source", "the function that brings the key failed", {
      hint: "`open` may be called again; catch errors within the function to see them",
    });
  }
}

/** Whether it has the form of one. */
export function isKey(key: unknown): key is Uint8Array | string | KeyRing {
  if (typeof key === "string" || key instanceof Uint8Array) return true;
  if (!isObject(key)) return false;
  const { root, sealing } = key;
  const isSealing = (each: unknown): boolean =>
    isObject(each) && Number.isSafeInteger(each.no) && each.key instanceof Uint8Array;
  return root instanceof Uint8Array && Array.isArray(sealing) && sealing.length > 0 && sealing.every(isSealing);
}

/** Whether it has the methods of one. */
export function isStore(store: unknown): store is Store {
  return isObject(store) && typeof store.session === "function" && typeof store.close === "function";
}
