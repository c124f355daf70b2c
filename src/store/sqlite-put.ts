// Writing entries: finds those the session has, gives the others their handles, numbers and pages, and makes room at the
// limit. Runs inside the caller's write transaction, with the session's state as of now.

import { CHOICES, type Columns, type StoreLimits } from "../mask/store.ts";
import { evictionSize, handlesUsedUp, isExpiredAt, sessionFull, touchStep } from "./limits.ts";
import {
  addStyles,
  findSlot,
  fingerprintOf,
  handleOf,
  isLiteral,
  kindOf,
  type Slots,
  setLiteral,
  setUsed,
  stylesOf,
  usedOf,
} from "./slots.ts";
import { addEntry, appendEntries, type Batch, createBatch } from "./sqlite-append.ts";
import type { Database } from "./sqlite-database.ts";
import { createNumbering } from "./sqlite-numbers.ts";
import { pageOf, placeOf, slotOf } from "./sqlite-pages.ts";
import { isReserved, reserveHandle } from "./sqlite-reserved.ts";
import { shelve } from "./sqlite-shelf.ts";
import { type State, saveState } from "./sqlite-state.ts";
import { evict, expire } from "./sqlite-upkeep.ts";

interface Put {
  readonly db: Database;
  readonly state: State;
  readonly columns: Columns;
  readonly limits: StoreLimits;
  readonly now: number;
  readonly desk: Desk;
}

/** What a session uses for every put again. */
export interface Desk {
  /** The entries to be made. */
  readonly batch: Batch;
  /** What becomes of each value: the number of a new entry, or KNOWN. */
  choices: Int32Array;
  /** Where the session has the others. */
  places: Float64Array;
}

const KNOWN = -1;
const NONE: readonly number[] = [];

export function createDesk(): Desk {
  return { batch: createBatch(), choices: new Int32Array(64), places: new Float64Array(64) };
}

/** Fills in `columns.issues`. */
export function putEntries(put: Put): void {
  const { db, state, columns, now, desk } = put;
  const { batch } = desk;
  batch.begin(columns.bytes, state.row.pages + 1);
  if (desk.choices.length < columns.count) {
    desk.choices = new Int32Array(2 * columns.count);
    desk.places = new Float64Array(2 * columns.count);
  }
  decide(put);
  appendEntries(db, state, batch, now);
  issue(put);
  if (columns.counters.length > 0) numberEntries(put);
  if (batch.count > 0 || now - state.row.used > touchStep(put.limits)) {
    state.row.used = now;
    shelve(db, state);
    saveState(db, state);
  }
}

/** Chooses the handles, and makes room for the new entries. */
function decide(put: Put): void {
  const { state, columns, desk } = put;
  const known = new Set<number>();
  const lapsed: number[] = [];
  state.index.warm(columns.handles, CHOICES * columns.count, CHOICES);
  for (let i = 0; i < columns.count; i++) {
    const choice = choose(put, i, lapsed);
    desk.choices[i] = choice;
    if (choice === KNOWN) known.add(desk.places[i] as number);
  }
  for (const place of lapsed) state.pages.kill(pageOf(place), [slotOf(place)]);
  state.row.entries -= lapsed.length;
  state.row.gone += lapsed.length;
  makeRoom(put, desk.batch.count, known);
}

/** The number of the new entry, or KNOWN with its place in `desk.places`. */
function choose(put: Put, i: number, lapsed: number[]): number {
  const { db, state, limits, now, columns } = put;
  const { batch, places } = put.desk;
  const fingerprint = columns.fingerprints[i] as number;
  let taken = NONE;
  for (let k = CHOICES * i; k < CHOICES * (i + 1); k++) {
    const handle = columns.handles[k] as number;
    if (handle < 0) continue;
    const page = state.index.find(handle);
    if (page > state.row.pages) {
      const own = batch.numberIn(page, handle);
      if (batch.fingerprints[own] === fingerprint) return joined(put, own, i);
      taken = [...taken, handle];
      continue;
    }
    const slots = page === 0 ? null : state.pages.slots(page);
    const slot = slots === null ? -1 : findSlot(slots, handle);
    if (slots !== null && slot >= 0) {
      if (fingerprintOf(slots, slot) !== fingerprint) {
        taken = [...taken, handle];
        continue;
      }
      places[i] = placeOf(page, slot);
      if (!isExpiredAt(usedOf(slots, slot), limits, now)) return KNOWN;
      lapsed.push(placeOf(page, slot));
    } else if (isReserved(db, state, handle)) {
      continue;
    }
    // A handle that a value had to pass over stays out of use when its owner is gone: else the value would get a second one.
    for (const other of taken) reserveHandle(db, state, other);
    const { kinds, ends } = columns;
    const kind = kinds[i] as string;
    const number = addEntry(state, batch, handle, fingerprint, kind, ends[i] as number, ends[i + 1] as number, now);
    return joined(put, number, i);
  }
  throw handlesUsedUp();
}

function joined({ columns, desk }: Put, own: number, i: number): number {
  desk.batch.setStyles(own, columns.styles[i] as number);
  if (columns.literal[i] === 1) desk.batch.setLiteral(own);
  return own;
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

/** Says what became of the values, and notes at the known ones that they were used. */
function issue(put: Put): void {
  const { db, state, columns, limits, now, desk } = put;
  const { handles, kinds, places } = desk.batch;
  const { issues } = columns;
  const changed = new Map<number, Slots>();
  let made = 0;
  issues.room(columns.count);
  for (let i = 0; i < columns.count; i++) {
    const choice = desk.choices[i] as number;
    if (choice !== KNOWN) {
      // New entries are numbered in order, so the first one with a number made it.
      const isNew = choice === made;
      if (isNew) made++;
      issues.created[i] = isNew ? 1 : 0;
      issues.set(i, handles[choice] as number, kinds[choice] as string, 0);
      desk.places[i] = places[choice] as number;
      continue;
    }
    const place = desk.places[i] as number;
    const page = pageOf(place);
    const slot = slotOf(place);
    // Asked for anew: making room may have emptied others of the same page.
    const slots = changed.get(page) ?? state.pages.slots(page);
    if (slots === null) throw new Error("a page that is in use is not there");
    issues.created[i] = 0;
    issues.set(i, handleOf(slots, slot), db.kindName(kindOf(slots, slot)), 0);
    const bits = columns.styles[i] as number;
    const isNewStyle = (stylesOf(slots, slot) & bits) !== bits;
    const isStale = now - usedOf(slots, slot) > touchStep(limits);
    const isNewLiteral = columns.literal[i] === 1 && !isLiteral(slots, slot);
    if (!isNewStyle && !isStale && !isNewLiteral) continue;
    if (isNewStyle) addStyles(slots, slot, bits);
    if (isStale) setUsed(slots, slot, now);
    if (isNewLiteral) setLiteral(slots, slot);
    if (isNewLiteral) db.run("INSERT INTO literal VALUES (?, ?)", state.row.no, place);
    state.pages.hold(page);
    changed.set(page, slots);
  }
  for (const [page, slots] of changed) state.pages.save(page, slots);
}

function numberEntries({ db, state, columns, desk }: Put): void {
  const { count, counters, issues } = columns;
  const numbering = createNumbering(db, state.row.no);
  for (let i = 0; i < count; i++) issues.numbers[i] = numbering.numberOf(counters[i], desk.places[i] as number);
  numbering.save();
}
