// Values on their way into a store, and what they leave as, in columns that serve for region after region: nothing is made
// for a value, of which a region may hold thousands. Knows no text and no store.

import type { Kind, Style } from "../types.ts";
import {
  CHOICES,
  type Columns,
  type CounterOf,
  type Issues,
  type NewEntry,
  type PutResult,
  type SessionStore,
  STYLE_BIT,
} from "./store.ts";
import { hashOf } from "./value-cache.ts";

/** Columns that are being filled. */
export interface ValueColumns extends Columns {
  readonly counters: (CounterOf | undefined)[];
  /** `hashOf` each value. */
  readonly hashes: Int32Array;
  /** Number of the value `bytes[start, end)` among the first some thousand ones, -1 when it is not. `hash` is `hashOf` it. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number;
  /** Adds a value that is not in the columns; its number. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, kind: Kind): number;
  setLiteral(number: number): void;
  clear(): void;
}

const FIRST_CAPACITY = 64;
const FIRST_ROOM = 4096;
/** Places of the table that finds values again; half of them are used. What finds none is asked for twice. */
const PLACES = 4096;
const PROBES = 16;

export function createIssues(): Issues {
  return new IssueColumns();
}

// Classes, since they are read for every value.

class IssueColumns implements Issues {
  count = 0;
  handles = new Float64Array(FIRST_CAPACITY);
  numbers = new Float64Array(FIRST_CAPACITY);
  created = new Uint8Array(FIRST_CAPACITY);
  readonly kinds: Kind[] = [];

  room(count: number): void {
    this.count = count;
    if (count <= this.handles.length) return;
    const capacity = Math.max(count, 2 * this.handles.length);
    this.handles = new Float64Array(capacity);
    this.numbers = new Float64Array(capacity);
    this.created = new Uint8Array(capacity);
  }

  set(at: number, handle: number, kind: Kind, number: number): void {
    this.handles[at] = handle;
    this.numbers[at] = number;
    this.kinds[at] = kind;
  }
}

export function createValueColumns(): ValueColumns {
  return new Filled();
}

class Filled implements ValueColumns {
  count = 0;
  bytes = new Uint8Array(FIRST_ROOM);
  ends = new Int32Array(FIRST_CAPACITY + 1);
  literal = new Uint8Array(FIRST_CAPACITY);
  styles = new Uint8Array(FIRST_CAPACITY);
  handles = new Float64Array(CHOICES * FIRST_CAPACITY);
  fingerprints = new Float64Array(FIRST_CAPACITY);
  readonly kinds: Kind[] = [];
  readonly counters: (CounterOf | undefined)[] = [];
  readonly issues = createIssues();
  hashes = new Int32Array(FIRST_CAPACITY);
  /** Number of a value and one; 0 where none is. */
  private readonly places = new Uint16Array(PLACES);

  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    for (let probe = 0; probe < PROBES; probe++) {
      const number = (this.places[(hash + probe) & (PLACES - 1)] as number) - 1;
      if (number < 0) return -1;
      if (this.hashes[number] === hash && this.holds(number, bytes, start, end)) return number;
    }
    return -1;
  }

  add(bytes: Uint8Array, start: number, end: number, hash: number, kind: Kind): number {
    const number = this.count;
    const at = this.ends[number] as number;
    const until = at + end - start;
    if (number === this.literal.length) this.grow();
    if (until > this.bytes.length) this.growBytes(until);
    const own = this.bytes;
    for (let i = start, to = at; i < end; i++) own[to++] = bytes[i] as number;
    this.ends[number + 1] = until;
    this.kinds[number] = kind;
    this.literal[number] = 0;
    this.hashes[number] = hash;
    if (2 * number < PLACES) this.place(number, hash);
    this.count = number + 1;
    return number;
  }

  setLiteral(number: number): void {
    this.literal[number] = 1;
  }

  clear(): void {
    if (this.count > 0) this.places.fill(0);
    this.count = 0;
    this.counters.length = 0;
  }

  private place(number: number, hash: number): void {
    for (let probe = 0; probe < PROBES; probe++) {
      const at = (hash + probe) & (PLACES - 1);
      if (this.places[at] !== 0) continue;
      this.places[at] = number + 1;
      return;
    }
  }

  private holds(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.bytes;
    let at = this.ends[number] as number;
    if ((this.ends[number + 1] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== own[at++]) return false;
    return true;
  }

  private grow(): void {
    const capacity = 2 * this.literal.length;
    this.ends = copied(this.ends, new Int32Array(capacity + 1));
    this.literal = copied(this.literal, new Uint8Array(capacity));
    this.styles = copied(this.styles, new Uint8Array(capacity));
    this.handles = copied(this.handles, new Float64Array(CHOICES * capacity));
    this.fingerprints = copied(this.fingerprints, new Float64Array(capacity));
    this.hashes = copied(this.hashes, new Int32Array(capacity));
  }

  private growBytes(needed: number): void {
    this.bytes = copied(this.bytes, new Uint8Array(Math.max(needed, 2 * this.bytes.length)));
  }
}

function copied<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Puts values into a store, in columns where it takes them. */
export function putColumns(store: SessionStore, columns: Columns, style: Style): undefined | Promise<undefined> {
  if (store.putColumns !== undefined) return store.putColumns(columns);
  const done = store.put(toEntries(columns, style));
  if (done instanceof Promise) return done.then((results) => takeResults(columns, results));
  return takeResults(columns, done);
}

function toEntries(
  { count, bytes, ends, kinds, literal, handles, fingerprints, counters }: Columns,
  style: Style,
): NewEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const own = handles.subarray(CHOICES * i, CHOICES * (i + 1));
    const counter = counters[i];
    return {
      handles: [...own].filter((handle) => handle >= 0),
      fingerprint: fingerprints[i] as number,
      kind: kinds[i] as Kind,
      value: bytes.subarray(ends[i], ends[i + 1]),
      style,
      literal: literal[i] === 1,
      ...(counter === undefined ? {} : { counter: counter.counter, counterLimit: counter.limit }),
    };
  });
}

function takeResults({ issues }: Columns, results: readonly PutResult[]): undefined {
  issues.room(results.length);
  for (const [i, { handle, kind, number, created }] of results.entries()) {
    issues.set(i, handle, kind, number);
    issues.created[i] = created ? 1 : 0;
  }
  return undefined;
}

/** Entries as objects, put into columns. */
export function fillColumns(columns: ValueColumns, entries: readonly NewEntry[]): void {
  columns.clear();
  for (const { value, kind, literal, style, handles, fingerprint, counter, counterLimit } of entries) {
    const n = columns.add(value, 0, value.length, hashOf(value, 0, value.length), kind);
    if (literal) columns.setLiteral(n);
    columns.styles[n] = STYLE_BIT[style];
    columns.fingerprints[n] = fingerprint;
    for (let k = 0; k < CHOICES; k++) columns.handles[CHOICES * n + k] = handles[k] ?? -1;
    if (counter !== undefined) columns.counters[n] = { counter, limit: counterLimit ?? Number.POSITIVE_INFINITY };
  }
}

/** What became of the entries, as objects. */
export function resultsOf({ count, handles, kinds, numbers, created }: Issues): PutResult[] {
  return Array.from({ length: count }, (_, i) => ({
    handle: handles[i] as number,
    kind: kinds[i] as Kind,
    number: numbers[i] as number,
    created: created[i] === 1,
  }));
}
