// Packs new entries into pages and appends them, keeping index and literals in step. Inside the caller's write transaction.

import { PAGE_BYTES, PAGE_SLOTS } from "./seal.ts";
import { fillSlot, makeSlots, packInfo } from "./slots.ts";
import type { Database } from "./sqlite-database.ts";
import { placeOf } from "./sqlite-pages.ts";
import type { State } from "./sqlite-state.ts";

/** What a new entry says of itself. */
export interface Fresh {
  readonly fingerprint: number;
  readonly kind: string;
  readonly value: Uint8Array;
  readonly literal: boolean;
}

/**
 * New entries by number, in columns that serve from put to put: whatever is made anew for each value is copied by the
 * collector, whose young generation is about as large as what one put makes.
 */
export interface Batch {
  readonly count: number;
  readonly handles: Float64Array;
  readonly fingerprints: Float64Array;
  readonly used: Float64Array;
  readonly styles: Uint8Array;
  readonly literal: Uint8Array;
  /** Filled in when the entries are appended. */
  readonly places: Float64Array;
  readonly kinds: readonly string[];
  readonly values: readonly Uint8Array[];
  /** Returns the number of the entry. */
  add(handle: number, entry: Fresh, styles: number, used: number): number;
  clear(): void;
}

const FIRST_CAPACITY = 64;

export function createBatch(): Batch {
  let count = 0;
  let handles = new Float64Array(FIRST_CAPACITY);
  let fingerprints = new Float64Array(FIRST_CAPACITY);
  let used = new Float64Array(FIRST_CAPACITY);
  let places = new Float64Array(FIRST_CAPACITY);
  let styles = new Uint8Array(FIRST_CAPACITY);
  let literal = new Uint8Array(FIRST_CAPACITY);
  const kinds: string[] = [];
  const values: Uint8Array[] = [];

  function grow(): void {
    [handles, fingerprints, used, places] = [handles, fingerprints, used, places].map(doubled) as Four;
    const [oldStyles, oldLiteral] = [styles, literal];
    styles = new Uint8Array(2 * count);
    styles.set(oldStyles);
    literal = new Uint8Array(2 * count);
    literal.set(oldLiteral);
  }

  return {
    get count() {
      return count;
    },
    get handles() {
      return handles;
    },
    get fingerprints() {
      return fingerprints;
    },
    get used() {
      return used;
    },
    get styles() {
      return styles;
    },
    get literal() {
      return literal;
    },
    get places() {
      return places;
    },
    kinds,
    values,
    add(handle, entry, bits, at) {
      if (count === handles.length) grow();
      handles[count] = handle;
      fingerprints[count] = entry.fingerprint;
      used[count] = at;
      styles[count] = bits;
      literal[count] = entry.literal ? 1 : 0;
      kinds[count] = entry.kind;
      values[count] = entry.value;
      return count++;
    },
    clear() {
      count = 0;
      // Values are views of the caller's buffers, which are not to be kept for them.
      values.length = 0;
    },
  };
}

type Column = Float64Array<ArrayBuffer>;
type Four = [Column, Column, Column, Column];

function doubled(old: Column): Column {
  const larger = new Float64Array(2 * old.length);
  larger.set(old);
  return larger;
}

/** Appends entries that were first seen at `created`, and tells each its place. */
export function appendEntries(db: Database, state: State, batch: Batch, created: number): void {
  const { count } = batch;
  if (count === 0) return;
  const { handles, fingerprints, used, styles, literal, places, kinds } = batch;
  let page = state.row.pages + 1;
  for (let from = 0, to = 0; from < count; from = to, page++) {
    to = endOfPage(batch, from);
    const slots = makeSlots(to - from);
    for (let n = from; n < to; n++) {
      const handle = handles[n] as number;
      const isLiteral = literal[n] === 1;
      places[n] = placeOf(page, n - from);
      const info = packInfo(db.kindNo(kinds[n] as string), styles[n] as number, isLiteral);
      fillSlot(slots, n - from, handle, fingerprints[n] as number, used[n] as number, info);
      state.index.add(handle, page);
      state.tail.add(handle, page);
      if (isLiteral) db.run("INSERT INTO literal VALUES (?, ?)", state.row.no, places[n] as number);
    }
    state.pages.append(page, slots, batch, from, created);
  }
  state.row.pages = state.last = page - 1;
  state.row.entries += count;
}

function endOfPage({ values, count }: Batch, from: number): number {
  let bytes = (values[from] as Uint8Array).length;
  let to = from + 1;
  for (; to < count && to - from < PAGE_SLOTS; to++) {
    bytes += (values[to] as Uint8Array).length;
    if (bytes > PAGE_BYTES) break;
  }
  return to;
}
