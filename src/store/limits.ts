// What the limits mean, the same for every store: when an entry has expired, how coarse its last use is kept, how many go at
// once when a session is full, and the errors of a full session.

import { ClosemaskError } from "../errors.ts";
import type { StoreLimits } from "../mask/store.ts";

/** Handles and numbers, taken together, that a session keeps out of use because they were seen in a text. */
export const RESERVED_LIMIT = 100_000;

const HOUR = 3_600_000;

/** A use within this many milliseconds after the last one noted is not written down. */
export function touchStep(limits: StoreLimits): number {
  return limits.ttl === 0 ? HOUR : Math.min(limits.ttl / 10, HOUR);
}

export function isExpiredAt(used: number, limits: StoreLimits, now: number): boolean {
  return limits.ttl > 0 && used + limits.ttl <= now;
}

/** How many entries to evict when `needed` must go: finding the oldest is a pass over the session, so more go at once. */
export function evictionSize(needed: number, limits: StoreLimits): number {
  return Math.max(needed, Math.floor(limits.maxEntries / 64));
}

export function sessionFull(limits: StoreLimits): ClosemaskError {
  if (limits.atLimit === "refuse") return importTooLarge(limits);
  const message = `a stretch of text has more new values than the ${limits.maxEntries} entries that the session may have`;
  return new ClosemaskError("session-full", message, {
    hint: "raise `store.maxEntries`: what is masked at once must fit",
  });
}

/** The same where nothing is evicted for what comes, as for an import. */
export function importTooLarge(limits: StoreLimits): ClosemaskError {
  return new ClosemaskError("session-full", `the session has reached its limit of ${limits.maxEntries} entries`, {
    hint: "raise `store.maxEntries`, set `store.atLimit` to evict, or use another session with `--session <name>`",
  });
}

/** Every id that a value could take is taken. */
export function handlesUsedUp(): ClosemaskError {
  return new ClosemaskError("session-full", "every id of a value is taken in this session", {
    hint: "use another session with `--session <name>`",
  });
}

/** An import that would give one id to two values. */
export function sessionConflict(count: number): ClosemaskError {
  return new ClosemaskError(
    "session-conflict",
    `${count} of the ids or numbers belong to other values in this session`,
    {
      hint: "delete the session here with `closemask sessions purge <name>`, or set CLOSEMASK_STORE_PATH to another file and import there",
    },
  );
}
