// What a store does to its sessions besides reading and writing: removes what expired, evicts the longest unused, seals
// anew, counts. Each walks all slots of a session; inside the caller's write transaction.

import type { SessionInfo, StoreLimits } from "../mask/store.ts";
import { isExpiredAt } from "./limits.ts";
import { isDead, kindOf, type Slots, usedOf, viewSlots } from "./slots.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";
import { placeOf } from "./sqlite-pages.ts";
import { LAST, numberIn, rowOf } from "./sqlite-schema.ts";
import { shelve } from "./sqlite-shelf.ts";
import { type State, saveState } from "./sqlite-state.ts";

const NONE: ReadonlySet<number> = new Set();

/** Removes what expired; returns how many entries. The row is the caller's to save. */
export function expire(db: Database, state: State, limits: StoreLimits, now: number, keep = NONE): number {
  if (limits.ttl === 0) return 0;
  return remove(db, state, (used, place) => isExpiredAt(used, limits, now) && !keep.has(place));
}

/** Removes the `count` entries whose last use is longest ago, older pages first among equals. */
export function evict(db: Database, state: State, count: number, keep: ReadonlySet<number>): number {
  const times = new Float64Array(state.row.entries);
  let n = 0;
  for (const { page, slots } of pagesOf(db, state)) {
    for (let i = 0; i < slots.count && n < times.length; i++) {
      if (!isDead(slots, i) && !keep.has(placeOf(page, i))) times[n++] = usedOf(slots, i);
    }
  }
  if (n === 0) return 0;
  const sorted = times.subarray(0, n).sort();
  const limit = sorted[Math.min(count, n) - 1] ?? 0;
  let ties = Math.min(count, n) - sorted.indexOf(limit);
  return remove(db, state, (used, place) => {
    if (used > limit || keep.has(place)) return false;
    return used < limit || ties-- > 0;
  });
}

/** Expires a session and puts its index in order; returns how many entries went. */
export function prune(db: Database, state: State, limits: StoreLimits, now: number): number {
  const gone = expire(db, state, limits, now);
  if (gone === 0) return 0;
  shelve(db, state);
  saveState(db, state);
  return gone;
}

/** Seals some of the pages that an older key sealed; returns how many entries they hold, 0 when none is left. */
export function reseal(db: Database, state: State, newest: number): number {
  let entries = 0;
  const some = "SELECT no, slots FROM page WHERE no BETWEEN ? AND ? AND key <> ? LIMIT 250";
  const old = db.all(some, ...rangeOf(state), newest);
  for (const [no, blob] of old) {
    const slots = viewSlots(toBytes(blob));
    for (let i = 0; i < slots.count; i++) if (!isDead(slots, i)) entries++;
    state.pages.reseal(numberIn(toNumber(no)));
  }
  return entries;
}

export function describe(db: Database, state: State, name: string, limits: StoreLimits, now: number): SessionInfo {
  const counts = new Map<number, number>();
  let entries = 0;
  for (const { slots } of pagesOf(db, state)) {
    for (let i = 0; i < slots.count; i++) {
      if (isDead(slots, i) || isExpiredAt(usedOf(slots, i), limits, now)) continue;
      entries++;
      counts.set(kindOf(slots, i), (counts.get(kindOf(slots, i)) ?? 0) + 1);
    }
  }
  const sum = "SELECT coalesce(sum(length(sealed)), 0) FROM page WHERE no BETWEEN ? AND ?";
  const bytes = db.get(sum, ...rangeOf(state));
  const { created, used, reserved, evicted } = state.row;
  const byKind: Record<string, number> = Object.create(null);
  for (const [kind, count] of counts) byKind[db.kindName(kind)] = count;
  return { name, entries, byKind, created, lastUsed: used, bytes: toNumber(bytes?.[0]), reserved, evicted };
}

/** Every page of the session, oldest first. */
export function* pagesOf(db: Database, state: State): Iterable<{ page: number; slots: Slots; created: number }> {
  const all = "SELECT no, slots, created FROM page WHERE no BETWEEN ? AND ? ORDER BY no";
  for (const [no, blob, created] of db.each(all, ...rangeOf(state))) {
    yield { page: numberIn(toNumber(no)), slots: viewSlots(toBytes(blob)), created: toNumber(created) };
  }
}

function rangeOf({ row }: State): [number, number] {
  return [rowOf(row.no, 0), rowOf(row.no, LAST)];
}

// The doomed are gathered first: a table is not to change under a walk over it.
function remove(db: Database, state: State, isDoomed: (used: number, place: number) => boolean): number {
  const doomed = new Map<number, number[]>();
  let gone = 0;
  for (const { page, slots } of pagesOf(db, state)) {
    const found: number[] = [];
    for (let i = 0; i < slots.count; i++) {
      if (!isDead(slots, i) && isDoomed(usedOf(slots, i), placeOf(page, i))) found.push(i);
    }
    if (found.length > 0) doomed.set(page, found);
    gone += found.length;
  }
  for (const [page, slots] of doomed) state.pages.kill(page, slots);
  state.row.entries -= gone;
  state.row.gone += gone;
  return gone;
}
