// One process at a time puts files aside. A lock whose owner has died is taken away from it.

import { closeSync, openSync, statSync, unlinkSync } from "node:fs";

/** Milliseconds after which the owner of a lock must have died: what is done under it takes less than one second. */
const STALE = 10_000;

/** Runs `step` under the lock; false when somebody else has it. `now` in milliseconds since 1970. */
export function underLock(path: string, now: number, step: () => void): boolean {
  if (!take(path)) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && now - stat.mtimeMs < STALE) return false;
    remove(path);
    if (!take(path)) return false;
  }
  try {
    step();
  } finally {
    remove(path);
  }
  return true;
}

function take(path: string): boolean {
  try {
    closeSync(openSync(path, "wx", 0o600));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody took it for stale.
  }
}
