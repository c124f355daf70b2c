// Whether a store's file is there, without loading what opens one.

import { statSync } from "node:fs";

/**
 * False also for an empty file, as `mktemp` makes them: it is yet to become a store. An empty one with a write-ahead log beside it is
 * what is left of a store.
 */
export function isStoreThere(path: string): boolean {
  return sizeOf(path) > 0 || sizeOf(`${path}-wal`) > 0;
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // A folder on the way that nobody may look into: what opens the file says so.
    return 0;
  }
}
