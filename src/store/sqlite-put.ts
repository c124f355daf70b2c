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
import { shelve } from "./sqlite-shelf.ts";
import { type State, saveState } from "./sqlite-state.ts";
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
  readonly fingerprint: number;
  readonly kind: string;
  readonly value: Uint8Array;
  readonly used: number;
  styles: number;
  literal: boolean;
  place: number;
}

/** An entry the session has. */
interface Known {
  readonly handle: number;
  readonly page: number;
  readonly slot: number;
  readonly slots: Slots;
}

/** What becomes of each entry, in order, with what follows from it. */
interface Decisions {
  readonly chosen: readonly (Fresh | Known)[];
  /** For each entry whether it is the one that made the new entry. */
  readonly created: readonly boolean[];
  readonly fresh: readonly Fresh[];
  readonly known: ReadonlySet<number>;
  readonly lapsed: readonly Known[];
}

export function putEntries(put: Put): PutResult[] {
  const { db, state, now } = put;
  const { chosen, created, fresh, known, lapsed } = decide(put);
  for (const { page, slot } of lapsed) state.pages.kill(page, [slot]);
  state.row.entries -= lapsed.length;
  state.row.gone += lapsed.length;
  makeRoom(put, fresh.length, known);
  appendEntries(db, state, fresh, now);
  if (known.size > 0) update(put, chosen);
  const numbers = numberEntries(put, chosen);
  if (fresh.length > 0 || now - state.row.used > touchStep(put.limits)) {
    state.row.used = now;
    shelve(db, state);
    saveState(db, state);
  }
  const results: PutResult[] = [];
  for (let i = 0; i < chosen.length; i++) {
    const entry = chosen[i] as Fresh | Known;
    const kind = isKnown(entry) ? db.kindName(kindOf(entry.slots, entry.slot)) : entry.kind;
    results.push({ handle: entry.handle, kind, number: numbers?.[i] ?? 0, created: created[i] as boolean });
  }
  return results;
}

function isKnown(entry: Fresh | Known): entry is Known {
  return "slots" in entry;
}

function decide({ db, state, entries, limits, now }: Put): Decisions {
  const pending = new Map<number, Fresh>();
  const known = new Set<number>();
  const lapsed: Known[] = [];
  const chosen: (Fresh | Known)[] = [];
  const created: boolean[] = [];
  const fresh: Fresh[] = [];
  for (const entry of entries) {
    const { length } = fresh;
    chosen.push(choose(entry));
    created.push(fresh.length > length);
  }
  return { chosen, created, fresh, known, lapsed };

  function choose(entry: NewEntry): Fresh | Known {
    const { fingerprint } = entry;
    let passed: number[] | null = null;
    for (const handle of entry.handles) {
      const own = pending.get(handle);
      if (own !== undefined) {
        if (own.fingerprint === fingerprint) return joined(own, entry);
        passed = [...(passed ?? []), handle];
        continue;
      }
      const found = find(state, handle);
      if (found !== null) {
        if (fingerprintOf(found.slots, found.slot) !== fingerprint) {
          passed = [...(passed ?? []), handle];
          continue;
        }
        if (!isExpiredAt(usedOf(found.slots, found.slot), limits, now)) {
          known.add(placeOf(found.page, found.slot));
          return found;
        }
        lapsed.push(found);
      } else if (isReserved(db, state, handle)) {
        continue;
      }
      for (const taken of passed ?? []) passOver(taken);
      const { kind, value, style, literal } = entry;
      const made: Fresh = { handle, fingerprint, kind, value, used: now, styles: STYLE_BIT[style], literal, place: 0 };
      pending.set(handle, made);
      fresh.push(made);
      return made;
    }
    throw handlesUsedUp();
  }

  // A handle that a value had to pass over stays out of use when its owner is gone: else the value would get a second one.
  function passOver(handle: number): void {
    db.run("INSERT OR IGNORE INTO reserved VALUES (?, ?)", state.row.no, handle);
    state.row.reserved += toNumber(db.get("SELECT changes()")?.[0]);
  }
}

function joined(own: Fresh, entry: NewEntry): Fresh {
  own.styles |= STYLE_BIT[entry.style];
  own.literal ||= entry.literal;
  return own;
}

function find(state: State, handle: number): Known | null {
  const page = state.index.find(handle);
  if (page === 0) return null;
  const slots = state.pages.slots(page);
  if (slots === null) return null;
  const slot = findSlot(slots, handle);
  return slot < 0 ? null : { handle, page, slot, slots };
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

// Slots are asked for anew: making room may have emptied others of the same page.
function update({ db, state, entries, limits, now }: Put, chosen: readonly (Fresh | Known)[]): void {
  const pages = new Map<number, Slots | null>();
  const changed = new Set<number>();
  chosen.forEach((known, i) => {
    const entry = entries[i];
    if (!isKnown(known) || entry === undefined) return;
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

/** The numbers of the entries, in order; null where none asks for one. */
function numberEntries({ db, state, entries }: Put, chosen: readonly (Fresh | Known)[]): number[] | null {
  if (!entries.some((entry) => entry.counter !== undefined)) return null;
  const numbering = createNumbering(db, state.row.no);
  const numbers = chosen.map((entry, i) => {
    const place = isKnown(entry) ? placeOf(entry.page, entry.slot) : entry.place;
    return numbering.numberOf(entries[i] as NewEntry, place);
  });
  numbering.save();
  return numbers;
}
