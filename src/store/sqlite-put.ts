// Writing entries: finds those the session has, gives the others their handles, numbers and pages, and makes room at the
// limit. Runs inside the caller's write transaction, with the session's state as of now.

import { type NewEntry, type PutResult, STYLE_BIT, type StoreLimits } from "../mask/store.ts";
import { evictionSize, handlesUsedUp, isExpiredAt, sessionFull, touchStep } from "./limits.ts";
import { createPending, type Pending } from "./pending.ts";
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
import { appendEntries, type Batch, createBatch } from "./sqlite-append.ts";
import type { Database } from "./sqlite-database.ts";
import { createNumbering } from "./sqlite-numbers.ts";
import { placeOf } from "./sqlite-pages.ts";
import { isReserved, reserveHandle } from "./sqlite-reserved.ts";
import { shelve } from "./sqlite-shelf.ts";
import { type State, saveState } from "./sqlite-state.ts";
import { evict, expire } from "./sqlite-upkeep.ts";

interface Put {
  readonly db: Database;
  readonly state: State;
  readonly entries: readonly NewEntry[];
  readonly limits: StoreLimits;
  readonly now: number;
  readonly desk: Desk;
}

/** What a session uses for every put again. */
export interface Desk {
  /** The entries to be made. */
  readonly batch: Batch;
  readonly pending: Pending;
}

/** An entry the session has. */
interface Known {
  readonly handle: number;
  readonly page: number;
  readonly slot: number;
  readonly slots: Slots;
}

/** What becomes of each entry, in order: the number of a new one in the batch, or what the session has. */
type Choice = number | Known;

const NONE: readonly number[] = [];

export function createDesk(): Desk {
  return { batch: createBatch(), pending: createPending() };
}

export function putEntries(put: Put): PutResult[] {
  const { db, state, now, desk } = put;
  const { batch } = desk;
  batch.clear();
  desk.pending.clear();
  const choices = decide(put);
  appendEntries(db, state, batch, now);
  if (batch.count < choices.length) update(put, choices);
  const numbers = numberEntries(put, choices);
  if (batch.count > 0 || now - state.row.used > touchStep(put.limits)) {
    state.row.used = now;
    shelve(db, state);
    saveState(db, state);
  }
  const results = toResults(put, choices, numbers);
  batch.clear();
  return results;
}

function toResults({ db, desk }: Put, choices: readonly Choice[], numbers: readonly number[] | null): PutResult[] {
  const { handles, kinds } = desk.batch;
  const results: PutResult[] = [];
  let made = 0;
  for (let i = 0; i < choices.length; i++) {
    const choice = choices[i] as Choice;
    const number = numbers === null ? 0 : (numbers[i] as number);
    if (typeof choice === "number") {
      // New entries are numbered in order, so the first one with a number made it.
      const created = choice === made;
      if (created) made++;
      results.push({ handle: handles[choice] as number, kind: kinds[choice] as string, number, created });
    } else {
      const kind = db.kindName(kindOf(choice.slots, choice.slot));
      results.push({ handle: choice.handle, kind, number, created: false });
    }
  }
  return results;
}

/** Chooses the handles, and makes room for the new entries. */
function decide(put: Put): Choice[] {
  const { state, entries } = put;
  const known = new Set<number>();
  const lapsed: Known[] = [];
  const choices: Choice[] = [];
  for (let i = 0; i < entries.length; i++) {
    const choice = choose(put, entries[i] as NewEntry, lapsed);
    choices.push(choice);
    if (typeof choice !== "number") known.add(placeOf(choice.page, choice.slot));
  }
  for (const { page, slot } of lapsed) state.pages.kill(page, [slot]);
  state.row.entries -= lapsed.length;
  state.row.gone += lapsed.length;
  makeRoom(put, put.desk.batch.count, known);
  return choices;
}

function choose(put: Put, entry: NewEntry, lapsed: Known[]): Choice {
  const { db, state, limits, now } = put;
  const { batch, pending } = put.desk;
  const { handles, fingerprint } = entry;
  let taken: readonly number[] = NONE;
  for (let k = 0; k < handles.length; k++) {
    const handle = handles[k] as number;
    const own = pending.find(handle);
    if (own >= 0) {
      if (batch.fingerprints[own] === fingerprint) return joined(batch, own, entry);
      taken = [...taken, handle];
      continue;
    }
    const found = find(state, handle);
    if (found !== null) {
      if (fingerprintOf(found.slots, found.slot) !== fingerprint) {
        taken = [...taken, handle];
        continue;
      }
      if (!isExpiredAt(usedOf(found.slots, found.slot), limits, now)) return found;
      lapsed.push(found);
    } else if (isReserved(db, state, handle)) {
      continue;
    }
    // A handle that a value had to pass over stays out of use when its owner is gone: else the value would get a second one.
    for (const other of taken) reserveHandle(db, state, other);
    const number = batch.add(handle, entry, STYLE_BIT[entry.style], now);
    pending.add(handle, number);
    return number;
  }
  throw handlesUsedUp();
}

function joined(batch: Batch, own: number, entry: NewEntry): number {
  batch.styles[own] = (batch.styles[own] as number) | STYLE_BIT[entry.style];
  if (entry.literal) batch.literal[own] = 1;
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
function update({ db, state, entries, limits, now }: Put, choices: readonly Choice[]): void {
  const pages = new Map<number, Slots | null>();
  const changed = new Set<number>();
  choices.forEach((known, i) => {
    const entry = entries[i];
    if (typeof known === "number" || entry === undefined) return;
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
function numberEntries({ db, state, entries, desk }: Put, choices: readonly Choice[]): number[] | null {
  if (!entries.some((entry) => entry.counter !== undefined)) return null;
  const numbering = createNumbering(db, state.row.no);
  const numbers = choices.map((choice, i) => {
    const place =
      typeof choice === "number" ? (desk.batch.places[choice] as number) : placeOf(choice.page, choice.slot);
    return numbering.numberOf(entries[i] as NewEntry, place);
  });
  numbering.save();
  return numbers;
}
