// The literals of a session, oldest first: from the copy what that has, and from the pages what came behind it.

import { ClosemaskError } from "../errors.ts";
import type { EachLiteral, StoredLiteral, StoreLimits } from "../mask/store.ts";
import type { SessionKeys } from "./keys.ts";
import { isExpiredAt } from "./limits.ts";
import { handleOf, usedOf } from "./slots.ts";
import { type Database, toNumber } from "./sqlite-database.ts";
import {
  createLessonWriter,
  isWorthKeeping,
  keepLessons,
  type LessonRange,
  type Lessons,
  type LessonWriter,
  readLessons,
} from "./sqlite-lessons.ts";
import { mixedUp, pageOf, slotOf } from "./sqlite-pages.ts";
import type { State, StateHolder } from "./sqlite-state.ts";

export interface LiteralsOptions {
  readonly db: Database;
  readonly state: StateHolder;
  readonly name: string;
  readonly keys: SessionKeys;
  readonly limits: StoreLimits;
  readonly now: number;
  /** See `SessionStore.literals`. */
  readonly limit: number;
  readonly each: EachLiteral;
  readonly judge: number | undefined;
}

/** What was handed over, for a copy. */
interface Heard extends LessonRange {
  /** From a copy, and how many from the pages: those of them that are worth keeping. */
  readonly copy: Lessons | null;
  readonly read: number;
  readonly fresh: LessonWriter;
}

/** Hands literals over, and keeps a copy of them when many pages had to be opened. */
export function readLiterals(options: LiteralsOptions): void {
  const { db, state, name, keys, limit, judge } = options;
  if (limit <= 0) return;
  const found = db.read(() => {
    const current = state.current();
    return current === null ? null : { row: { ...current.row }, heard: handOver(options, current) };
  });
  if (found === null || judge === undefined) return;
  const { row, heard } = found;
  if (!isWorthKeeping(heard.read, heard.copy !== null)) return;
  try {
    db.write(() => {
      const now = state.current()?.row;
      // Others may have removed some of them meanwhile.
      if (now === undefined || now.no !== row.no || now.gone !== row.gone || now.shelf !== row.shelf) return;
      keepLessons(db, { no: row.no, name, keys }, judge, heard, heard.fresh.behind(heard.copy, heard.first));
    });
  } catch (error) {
    // Without it the next start takes as long as this one.
    if (!(error instanceof ClosemaskError)) throw error;
  }
}

const NEWEST = "SELECT place FROM literal WHERE session = ? ORDER BY place DESC LIMIT 1 OFFSET ?";
const BEHIND = "SELECT place FROM literal WHERE session = ? AND place >= ? AND place > ?";

function handOver({ db, name, keys, limits, now, limit, each, judge }: LiteralsOptions, { row, pages }: State): Heard {
  const first = toNumber(db.get(NEWEST, row.no, limit - 1)?.[0] ?? 0);
  const copy = judge === undefined ? null : readLessons(db, { no: row.no, name, keys }, judge, first);
  const fresh = createLessonWriter();
  let through = copy?.through ?? 0;
  let read = 0;

  /** What of a literal stands in its page; null when it has expired. */
  function inPage(place: number): { literal: StoredLiteral; used: number } | null {
    const page = pageOf(place);
    const slot = slotOf(place);
    const slots = pages.load(page);
    // Slots serve for the next page: what is needed of them is read first.
    const used = slots === null ? 0 : usedOf(slots, slot);
    if (slots === null || isExpiredAt(used, limits, now)) return null;
    const literal = pages.value(page, slot, handleOf(slots, slot));
    if (literal === null) throw mixedUp();
    return { literal, used };
  }

  for (let i = 0; copy !== null && i < copy.count; i++) {
    const place = copy.places[i] as number;
    if (place < first) continue;
    const used = copy.used[i] as number;
    // It may have been used since.
    const found = isExpiredAt(used, limits, now) ? inPage(place)?.literal : copy.literal(i);
    if (found !== undefined) each(found, true);
  }
  for (const [value] of db.each(BEHIND, row.no, first, through)) {
    const place = toNumber(value);
    const found = inPage(place);
    read++;
    if (found !== null && each(found.literal, false)) fresh.add(found.literal, place, found.used);
    through = place;
  }
  return { first, through, copy, read, fresh };
}
