// What look-alikes stand for, in columns that serve again: restoring a value makes nothing that outlives it. Knows no text
// and no store.

import type { Kind } from "../types.ts";
import type { Entries, Entry, SessionStore } from "./store.ts";

/** Answers to look-alikes, in their order. */
export interface Restorations {
  /** Where the placeholder really starts (a `word` may stand behind other letters), -1 where the text is none. */
  readonly starts: Int32Array;
  readonly kinds: Kind[];
  /** The values: `values[i]` from `froms[i]` to `tos[i]`. Valid until the next call. */
  readonly values: Uint8Array[];
  readonly froms: Int32Array;
  readonly tos: Int32Array;
  /** Used by the session, for one call at a time. */
  readonly work: Work;
  /** Makes it `count` answers, all of them none. */
  room(count: number): void;
  set(at: number, start: number, kind: Kind, value: Uint8Array, from: number, to: number): void;
}

/** The look-alikes that the store is asked for, and what it says. */
export interface Work {
  readonly handles: Float64Array;
  /** Bits of the styles that they were seen in. */
  readonly wanted: Uint8Array;
  readonly numbered: { counter: string; number: number }[];
  /** Index of the look-alike behind each question. */
  readonly byHandle: Int32Array;
  readonly byNumber: Int32Array;
  readonly entries: Entries;
  /** Those that are asked for by number. */
  readonly others: Entries;
}

const FIRST_CAPACITY = 64;
const FIRST_ROOM = 4096;

export function createRestorations(): Restorations {
  return new Answers();
}

// Classes, since they are read for every value.

class Answers implements Restorations {
  starts = new Int32Array(FIRST_CAPACITY);
  froms = new Int32Array(FIRST_CAPACITY);
  tos = new Int32Array(FIRST_CAPACITY);
  readonly kinds: Kind[] = [];
  readonly values: Uint8Array[] = [];
  readonly work = new Questions();

  room(count: number): void {
    if (count > this.starts.length) {
      const capacity = Math.max(count, 2 * this.starts.length);
      this.starts = new Int32Array(capacity);
      this.froms = new Int32Array(capacity);
      this.tos = new Int32Array(capacity);
    }
    this.starts.fill(-1, 0, count);
    this.work.room(count);
  }

  set(at: number, start: number, kind: Kind, value: Uint8Array, from: number, to: number): void {
    this.starts[at] = start;
    this.kinds[at] = kind;
    this.values[at] = value;
    this.froms[at] = from;
    this.tos[at] = to;
  }
}

class Questions implements Work {
  handles = new Float64Array(FIRST_CAPACITY);
  wanted = new Uint8Array(FIRST_CAPACITY);
  byHandle = new Int32Array(FIRST_CAPACITY);
  byNumber = new Int32Array(FIRST_CAPACITY);
  readonly numbered: { counter: string; number: number }[] = [];
  readonly entries = createEntries();
  readonly others = createEntries();

  room(count: number): void {
    this.numbered.length = 0;
    if (count <= this.handles.length) return;
    const capacity = Math.max(count, 2 * this.handles.length);
    this.handles = new Float64Array(capacity);
    this.wanted = new Uint8Array(capacity);
    this.byHandle = new Int32Array(capacity);
    this.byNumber = new Int32Array(capacity);
  }
}

export function createEntries(): Entries {
  return new EntryColumns();
}

class EntryColumns implements Entries {
  count = 0;
  bytes: Uint8Array = new Uint8Array(FIRST_ROOM);
  froms = new Int32Array(FIRST_CAPACITY);
  tos = new Int32Array(FIRST_CAPACITY);
  styles = new Int32Array(FIRST_CAPACITY);
  readonly kinds: Kind[] = [];
  private end = 0;

  room(count: number): void {
    this.count = count;
    this.end = 0;
    if (count > this.styles.length) {
      const capacity = Math.max(count, 2 * this.styles.length);
      this.froms = new Int32Array(capacity);
      this.tos = new Int32Array(capacity);
      this.styles = new Int32Array(capacity);
    }
    this.styles.fill(-1, 0, count);
  }

  set(at: number, kind: Kind, styles: number, source: Uint8Array, from: number, to: number): void {
    const end = this.end + to - from;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    const { bytes } = this;
    if (to - from > BY_HAND) bytes.set(source.subarray(from, to), this.end);
    else for (let i = from, own = this.end; i < to; i++) bytes[own++] = source[i] as number;
    this.kinds[at] = kind;
    this.styles[at] = styles;
    this.froms[at] = this.end;
    this.tos[at] = end;
    this.end = end;
  }
}

/** Up to here a loop is faster than a call. */
const BY_HAND = 64;

/** Looks entries up, in columns where the store has them. `wanted` as in SessionStore. */
export function getEntries(
  store: SessionStore,
  handles: Float64Array,
  count: number,
  entries: Entries,
  wanted?: Uint8Array,
): undefined | Promise<undefined> {
  if (store.getColumns !== undefined) return store.getColumns(handles, count, entries);
  const found = store.get([...handles.subarray(0, count)], wanted);
  return found instanceof Promise ? found.then((all) => fillEntries(entries, all)) : fillEntries(entries, found);
}

/** Looks entries up by counter and number. */
export function getNumbered(
  store: SessionStore,
  numbered: Work["numbered"],
  entries: Entries,
): undefined | Promise<undefined> {
  const found = store.getNumbered(numbered);
  return found instanceof Promise ? found.then((all) => fillEntries(entries, all)) : fillEntries(entries, found);
}

/** Entries as objects, put into columns. */
function fillEntries(entries: Entries, found: readonly (Entry | null)[]): undefined {
  entries.room(found.length);
  for (const [i, entry] of found.entries()) {
    if (entry !== null) entries.set(i, entry.kind, entry.styles, entry.value, 0, entry.value.length);
  }
  return undefined;
}
