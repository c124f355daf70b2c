// Remembers what was found in a text, so that a block that comes again is not looked at again. Keys are keyed hashes and entries
// are ranges: no text and no name is kept.

import { hash } from "node:crypto";
import type { Entity } from "./engine.ts";

export interface EntityCache {
  keyOf(text: string): string;
  get(key: string): readonly Entity[] | undefined;
  set(key: string, entities: readonly Entity[]): void;
}

/** What an entry costs besides its entities, and what each of these costs, in bytes. */
const ENTRY = 250;
const ENTITY = 80;

/** @param secret 16 bytes and more, of this process alone. @param limit bytes that are kept, about */
export function createEntityCache(secret: Uint8Array, limit: number): EntityCache {
  const start = Buffer.from(secret).toString("latin1");
  // Two generations: the older one goes when the younger has half of the room.
  let young = new Map<string, readonly Entity[]>();
  let old = young;
  let used = 0;

  function set(key: string, entities: readonly Entity[]): void {
    used += ENTRY + ENTITY * entities.length;
    if (used > limit / 2) {
      old = young;
      young = new Map();
      used = ENTRY + ENTITY * entities.length;
    }
    young.set(key, entities);
  }

  return {
    keyOf: (text) => hash("sha256", start + text, "binary"),
    get(key) {
      const found = young.get(key);
      if (found !== undefined || old === young) return found;
      const before = old.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    set,
  };
}
