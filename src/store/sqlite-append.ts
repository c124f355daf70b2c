// Packs new entries into pages and appends them, keeping index and literals in step. Inside the caller's write transaction.

import { PAGE_BYTES, PAGE_SLOTS, SLOT_COST, type ValueColumns } from "./seal.ts";
import { fillSlot, makeSlots, packInfo } from "./slots.ts";
import type { Database } from "./sqlite-database.ts";
import { pageOf, placeOf } from "./sqlite-pages.ts";
import type { State } from "./sqlite-state.ts";

/**
 * New entries by number, in columns that serve from put to put: whatever is made anew for each value is copied by the
 * collector, whose young generation is about as large as what one put makes.
 */
export interface Batch extends ValueColumns {
  readonly count: number;
  readonly handles: Float64Array;
  readonly fingerprints: Float64Array;
  readonly used: Float64Array;
  readonly styles: Uint8Array;
  readonly literal: Uint8Array;
  /** Where each will be. */
  readonly places: Float64Array;
  readonly kinds: string[];
  /** For the table of literals: session and place of each that is one, as they are appended. */
  readonly literals: number[];
  /** Empties it for entries whose values stand in `bytes` and whose first page has the number `page`. */
  begin(bytes: Uint8Array, page: number): void;
  /** Adds an entry; its number. */
  add(handle: number, fingerprint: number, kind: string, start: number, end: number, used: number): number;
  /** The number of the entry that has the handle, in a page from the first one on. */
  numberIn(page: number, handle: number): number;
  setStyles(number: number, styles: number): void;
  setLiteral(number: number): void;
}

const FIRST_CAPACITY = 64;
const NOTHING = new Uint8Array(0);

export function createBatch(): Batch {
  return new NewEntries();
}

/** A class, since it is read for every value. */
class NewEntries implements Batch {
  count = 0;
  bytes: Uint8Array = NOTHING;
  handles = new Float64Array(FIRST_CAPACITY);
  fingerprints = new Float64Array(FIRST_CAPACITY);
  used = new Float64Array(FIRST_CAPACITY);
  places = new Float64Array(FIRST_CAPACITY);
  starts = new Int32Array(FIRST_CAPACITY);
  ends = new Int32Array(FIRST_CAPACITY);
  styles = new Uint8Array(FIRST_CAPACITY);
  literal = new Uint8Array(FIRST_CAPACITY);
  readonly kinds: string[] = [];
  readonly literals: number[] = [];
  /** The first page, and the number of the first entry of each. */
  private first = 0;
  private readonly firsts: number[] = [];
  private page = 0;
  private slot = 0;
  private pageBytes = 0;

  begin(bytes: Uint8Array, page: number): void {
    this.count = 0;
    this.literals.length = 0;
    this.bytes = bytes;
    this.first = page;
    this.firsts.length = 0;
    this.firsts.push(0);
    this.page = page;
    this.slot = 0;
    this.pageBytes = 0;
  }

  add(handle: number, fingerprint: number, kind: string, start: number, end: number, used: number): number {
    const { count } = this;
    if (count === this.handles.length) this.grow();
    this.handles[count] = handle;
    this.fingerprints[count] = fingerprint;
    this.used[count] = used;
    this.starts[count] = start;
    this.ends[count] = end;
    this.styles[count] = 0;
    this.literal[count] = 0;
    this.kinds[count] = kind;
    this.places[count] = this.nextPlace(SLOT_COST + end - start);
    this.count = count + 1;
    return count;
  }

  numberIn(page: number, handle: number): number {
    let number = this.firsts[page - this.first] as number;
    while (number < this.count && this.handles[number] !== handle) number++;
    return number;
  }

  /** The next slot of the last page, or the first one of a new page when it is full. */
  private nextPlace(bytes: number): number {
    if (this.slot > 0 && (this.slot === PAGE_SLOTS || this.pageBytes + bytes > PAGE_BYTES)) {
      this.page++;
      this.firsts.push(this.count);
      this.slot = 0;
      this.pageBytes = 0;
    }
    this.pageBytes += bytes;
    return placeOf(this.page, this.slot++);
  }

  setStyles(number: number, styles: number): void {
    this.styles[number] = (this.styles[number] as number) | styles;
  }

  setLiteral(number: number): void {
    this.literal[number] = 1;
  }

  private grow(): void {
    const capacity = 2 * this.count;
    this.handles = copied(this.handles, new Float64Array(capacity));
    this.fingerprints = copied(this.fingerprints, new Float64Array(capacity));
    this.used = copied(this.used, new Float64Array(capacity));
    this.places = copied(this.places, new Float64Array(capacity));
    this.starts = copied(this.starts, new Int32Array(capacity));
    this.ends = copied(this.ends, new Int32Array(capacity));
    this.styles = copied(this.styles, new Uint8Array(capacity));
    this.literal = copied(this.literal, new Uint8Array(capacity));
  }
}

function copied<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Adds an entry to the batch, and its handle to the index. What the transaction undoes, the state forgets. */
export function addEntry(
  { index }: State,
  batch: Batch,
  handle: number,
  fingerprint: number,
  kind: string,
  start: number,
  end: number,
  used: number,
): number {
  const number = batch.add(handle, fingerprint, kind, start, end, used);
  index.add(handle, pageOf(batch.places[number] as number));
  return number;
}

/** Appends the entries of a batch, which were first seen at `created`. */
export function appendEntries(db: Database, state: State, batch: Batch, created: number): void {
  const { count, handles, fingerprints, used, styles, literal, places, kinds } = batch;
  if (count === 0) return;
  let page = 0;
  for (let from = 0, to = 0; from < count; from = to) {
    page = pageOf(places[from] as number);
    to = from + 1;
    while (to < count && pageOf(places[to] as number) === page) to++;
    const slots = makeSlots(to - from);
    for (let n = from; n < to; n++) {
      const handle = handles[n] as number;
      const isLiteral = literal[n] === 1;
      const info = packInfo(db.kindNo(kinds[n] as string), styles[n] as number, isLiteral);
      fillSlot(slots, n - from, handle, fingerprints[n] as number, used[n] as number, info);
      state.tail.add(handle, page);
      if (isLiteral) batch.literals.push(state.row.no, places[n] as number);
    }
    state.pages.append(page, slots, batch, from, created);
  }
  insertLiterals(db, batch.literals);
  state.row.pages = state.last = page;
  state.row.entries += count;
}

/** Rows that one statement inserts: calling one takes longer than inserting a row. */
const AT_ONCE = 16;
const ONE = "INSERT INTO literal VALUES (?, ?)";
const MANY = ONE + ", (?, ?)".repeat(AT_ONCE - 1);

/** Inserts literals, each a session and a place. */
function insertLiterals(db: Database, literals: readonly number[]): void {
  let at = 0;
  for (; at + 2 * AT_ONCE <= literals.length; at += 2 * AT_ONCE) db.run(MANY, ...literals.slice(at, at + 2 * AT_ONCE));
  for (; at < literals.length; at += 2) db.run(ONE, literals[at] as number, literals[at + 1] as number);
}
