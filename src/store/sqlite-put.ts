// Writing entries: finds those the session has, gives the others their handles, numbers and pages, and makes room at the
// limit. Runs inside the caller's write transaction, with the session's state as of now.

import { type NewEntry, type PutResult, STYLE_BIT, type StoreLimits } from "../mask/store.ts";
import { evictionSize, handlesUsedUp, isExpiredAt, sessionFull, touchStep } from "./limits.ts";
import {
  addStyles,
  findSlot,
  fingerprintOf,
  isLiteral,
  kindOf,
  type Slots,
  setLiteral,
  setUsed,
  stylesOf,
  usedOf,
} from "./slots.ts";
import { appendEntries } from "./sqlite-append.ts";
import { type Database, toNumber } from "./sqlite-database.ts";
import { createNumbering } from "./sqlite-numbers.ts";
import { placeOf } from "./sqlite-pages.ts";
import { type State, saveState, shelve } from "./sqlite-state.ts";
import { evict, expire } from "./sqlite-upkeep.ts";

interface Put {
  readonly db: Database;
  readonly state: State;
  readonly entries: readonly NewEntry[];
  readonly limits: StoreLimits;
  readonly now: number;
}

/** An entry to be made, with all that the batch says of it. */
interface Fresh {
  readonly handle: number;
  readonly entry: NewEntry;
  styles: number;
  literal: boolean;
  place: number;
}

/** An entry the session has. */
interface Known {
  readonly page: number;
  readonly slot: number;
  readonly slots: Slots;
}

interface Decision {
  readonly handle: number;
  readonly created: boolean;
  readonly fresh: Fresh | null;
  readonly known: Known | null;
}

export function putEntries(put: Put): PutResult[] {
  const { db, state, now } = put;
  const { decisions, fresh, known, lapsed } = decide(put);
  for (const { page, slot } of lapsed) state.pages.kill(page, [slot]);
  state.row.entries -= lapsed.length;
  state.row.gone += lapsed.length;
  makeRoom(put, fresh.length, known);
  append(put, fresh);
  update(put, decisions);
  const numbers = numberEntries(put, decisions);
  if (fresh.length > 0 || now - state.row.used > touchStep(put.limits)) {
    state.row.used = now;
    shelve(db, state);
    saveState(db, state);
  }
  return decisions.map(({ handle, created, fresh: made, known: found }, i) => ({
    handle,
    kind: made === null ? db.kindName(found === null ? 0 : kindOf(found.slots, found.slot)) : made.entry.kind,
    number: numbers[i] ?? 0,
    created,
  }));
}

function decide({ db, state, entries, limits, now }: Put): {
  decisions: Decision[];
  fresh: Fresh[];
  known: Set<number>;
  lapsed: Known[];
} {
  const pending = new Map<number, Fresh>();
  const known = new Set<number>();
  const lapsed: Known[] = [];

  function choose(entry: NewEntry): Decision {
    const passed: number[] = [];
    for (const handle of entry.handles) {
      const own = pending.get(handle);
      if (own !== undefined) {
        if (own.entry.fingerprint === entry.fingerprint) return joined(own, entry);
        passed.push(handle);
        continue;
      }
      const found = find(state, handle);
      if (found !== null) {
        if (fingerprintOf(found.slots, found.slot) !== entry.fingerprint) {
          passed.push(handle);
          continue;
        }
        if (!isExpiredAt(usedOf(found.slots, found.slot), limits, now)) {
          known.add(placeOf(found.page, found.slot));
          return { handle, created: false, fresh: null, known: found };
        }
        lapsed.push(found);
      } else if (isReserved(db, state, handle)) {
        continue;
      }
      for (const taken of passed) passOver(taken);
      const made: Fresh = { handle, entry, styles: STYLE_BIT[entry.style], literal: entry.literal, place: 0 };
      pending.set(handle, made);
      return { handle, created: true, fresh: made, known: null };
    }
    throw handlesUsedUp();
  }

  // A handle that a value had to pass over stays out of use when its owner is gone: else the value would get a second one.
  function passOver(handle: number): void {
    db.run("INSERT OR IGNORE INTO reserved VALUES (?, ?)", state.row.no, handle);
    state.row.reserved += toNumber(db.get("SELECT changes()")?.[0]);
  }

  return { decisions: entries.map(choose), fresh: [...pending.values()], known, lapsed };
}

function joined(own: Fresh, entry: NewEntry): Decision {
  own.styles |= STYLE_BIT[entry.style];
  own.literal ||= entry.literal;
  return { handle: own.handle, created: false, fresh: own, known: null };
}

function find(state: State, handle: number): Known | null {
  const page = state.index.find(handle);
  if (page === 0) return null;
  const slots = state.pages.slots(page);
  if (slots === null) return null;
  const slot = findSlot(slots, handle);
  return slot < 0 ? null : { page, slot, slots };
}

function isReserved(db: Database, state: State, handle: number): boolean {
  if (state.row.reserved === 0) return false;
  return db.get("SELECT 1 FROM reserved WHERE session = ? AND handle = ?", state.row.no, handle) !== undefined;
}

function makeRoom({ db, state, limits, now }: Put, needed: number, protectedPlaces: ReadonlySet<number>): void {
  const over = (): number => state.row.entries + needed - limits.maxEntries;
  if (over() <= 0) return;
  expire(db, state, limits, now, protectedPlaces);
  if (over() <= 0) return;
  if (limits.atLimit === "evict") {
    const gone = evict(db, state, evictionSize(over(), limits), protectedPlaces);
    state.row.evicted += gone;
  }
  if (over() > 0) throw sessionFull(limits);
}

function append({ db, state, now }: Put, fresh: readonly Fresh[]): void {
  const slots = fresh.map(({ handle, entry, styles, literal }) => ({
    handle,
    fingerprint: entry.fingerprint,
    kind: entry.kind,
    value: entry.value,
    styles,
    literal,
    used: now,
  }));
  const places = appendEntries(db, state, slots, now);
  fresh.forEach((made, i) => {
    made.place = places[i] ?? 0;
  });
}

// Slots are asked for anew: making room may have emptied others of the same page.
function update({ db, state, entries, limits, now }: Put, decisions: readonly Decision[]): void {
  const pages = new Map<number, Slots | null>();
  const changed = new Set<number>();
  decisions.forEach(({ known }, i) => {
    const entry = entries[i];
    if (known === null || entry === undefined) return;
    const { page, slot } = known;
    if (!pages.has(page)) pages.set(page, state.pages.slots(page));
    const slots = pages.get(page);
    if (!slots) return;
    const bit = STYLE_BIT[entry.style];
    if ((stylesOf(slots, slot) & bit) !== bit) {
      addStyles(slots, slot, bit);
      changed.add(page);
    }
    if (now - usedOf(slots, slot) > touchStep(limits)) {
      setUsed(slots, slot, now);
      changed.add(page);
    }
    if (entry.literal && !isLiteral(slots, slot)) {
      setLiteral(slots, slot);
      changed.add(page);
      db.run("INSERT INTO literal VALUES (?, ?)", state.row.no, placeOf(page, slot));
    }
  });
  for (const page of changed) {
    const slots = pages.get(page);
    if (slots) state.pages.save(page, slots);
  }
}

function numberEntries({ db, state, entries }: Put, decisions: readonly Decision[]): number[] {
  const numbering = createNumbering(db, state.row.no);
  const numbers = decisions.map(({ fresh, known }, i) => {
    const entry = entries[i];
    if (entry?.counter === undefined) return 0;
    return numbering.numberOf(entry, fresh === null ? placeOf(known?.page ?? 0, known?.slot ?? 0) : fresh.place);
  });
  numbering.save();
  return numbers;
}
