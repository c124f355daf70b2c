// The one contract of all stores. A store keeps sessions; a session keeps entries. Stores see sealed bytes and keyed
// numbers only: sealing happens inside the implementation, with the session's keys, so that each engine can batch it.

import type { Kind, Style } from "../types.ts";

/** sqlite completes at once, remote engines do not; callers await either. */
export type Awaitable<T> = T | Promise<T>;

/**
 * An id with its width in one number: nine digits as they are, twelve digits plus 10^12, fifteen digits plus 2*10^15.
 * See mask/identity.ts.
 */
export type Handle = number;

/** A value that is to have an entry. */
export interface NewEntry {
  /** Handles by preference: nine, twelve, fifteen digits (the first two may be left out by a setting). */
  readonly handles: readonly Handle[];
  /** Keyed hash of the exact bytes, below 2^52, independent of the handles: tells a known value from a collision. */
  readonly fingerprint: number;
  readonly kind: Kind;
  readonly value: Uint8Array;
  /** The style it is about to be written in: the entry's bit for it is set in the same step. */
  readonly style: Style;
  /** Space of a per-session counter (`angle:EMAIL`, `format:US_SSN`) from which the entry gets a number if it has none. */
  readonly counter?: string;
  /** Numbers from this one on are not given out (a format's space is used up): the entry gets none. */
  readonly counterLimit?: number;
  /** True for values that no rule finds again without their label: `literals()` returns them. */
  readonly literal: boolean;
}

/** What became of a NewEntry. */
export interface PutResult {
  readonly handle: Handle;
  /** The kind the entry has: that of the first write. */
  readonly kind: Kind;
  /** Number in the counter that was asked for, 1 and up; 0 when there is none. */
  readonly number: number;
  readonly created: boolean;
}

/** Handles that a value may have. */
export const CHOICES = 3;

/** The entries that values leave as, in columns. */
export interface Issues {
  readonly count: number;
  readonly handles: Float64Array;
  /** Numbers in the style's counter, 0 where there is none. */
  readonly numbers: Float64Array;
  readonly kinds: Kind[];
  /** 1 where the entry was made for the value. */
  readonly created: Uint8Array;
  set(at: number, handle: number, kind: Kind, number: number): void;
  /** Makes it `count` of them, which all hold nothing of use yet. */
  room(count: number): void;
}

/** NewEntries in columns, which are used again: what the store keeps it copies. */
export interface Columns {
  readonly count: number;
  /** The values one behind the other: number n lies between `ends[n]` and `ends[n + 1]`. */
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
  readonly kinds: readonly Kind[];
  readonly literal: Uint8Array;
  /** Bits of the styles they are about to be written in, see STYLE_BIT. */
  readonly styles: Uint8Array;
  /** CHOICES for each value, by preference; -1 stands for none. */
  readonly handles: Float64Array;
  readonly fingerprints: Float64Array;
  /** The counter of each value; empty where none has one. */
  readonly counters: readonly (CounterOf | undefined)[];
  /** Filled in by the store. */
  readonly issues: Issues;
}

/** See NewEntry. */
export interface CounterOf {
  readonly counter: string;
  readonly limit: number;
}

export interface Entry {
  readonly handle: Handle;
  readonly kind: Kind;
  readonly value: Uint8Array;
  /** Bit set of the styles it was written in, see STYLE_BIT. */
  readonly styles: number;
}

/** Entries in columns, in the order of the question. They are used again. */
export interface Entries {
  readonly count: number;
  readonly kinds: readonly Kind[];
  /** See Entry; -1 where there is none. */
  readonly styles: Int32Array;
  /** The values, each from its `froms` to its `tos`. */
  readonly bytes: Uint8Array;
  readonly froms: Int32Array;
  readonly tos: Int32Array;
  /** Makes it `count` entries, all of them none. */
  room(count: number): void;
  /** Entry `at` has the value `source[from, to)`, which is copied. */
  set(at: number, kind: Kind, styles: number, source: Uint8Array, from: number, to: number): void;
}

/** A value that is to be found wherever it stands. */
export interface StoredLiteral {
  readonly handle: Handle;
  readonly kind: Kind;
  readonly value: Uint8Array;
}

/**
 * Takes a literal; `value` is a view that is valid during the call only. False when it is not worth keeping in mind. `judged`: it was
 * found to be worth it before, by the same judge.
 */
export type EachLiteral = (literal: StoredLiteral, judged: boolean) => boolean;

/** The entries of one session. See `Store`. */
export interface SessionStore {
  /**
   * Finds or makes the entries, all or nothing, atomically against other processes: the first write of a handle wins, and
   * a value whose handle is taken by another fingerprint (or reserved) takes its next one. Returns after the write is
   * durable against a kill of the process. Same order as `entries`. Where a service has no transactions, a put that fails in
   * its middle may leave entries behind which nobody has seen; they are found by the next put of the same values.
   * @throws ClosemaskError `session-full` at the limit with `atLimit: refuse`; `store-*` when the engine fails.
   */
  put(entries: readonly NewEntry[]): Awaitable<PutResult[]>;
  /** The same in columns, for engines that gain by it: `columns.issues` holds what became of the values. */
  putColumns?(columns: Columns): undefined | Promise<undefined>;
  /**
   * Looks entries up by handle, null where there is none (or it expired). Counts as use. `wanted` holds the bit of the style that
   * each was seen in: a store that keeps copies asks behind one that lacks it.
   */
  get(handles: readonly Handle[], wanted?: ArrayLike<number>): Awaitable<(Entry | null)[]>;
  /** The same in columns, for engines that gain by it: the first `count` of `handles`. */
  getColumns?(handles: Float64Array, count: number, entries: Entries): undefined | Promise<undefined>;
  /** Looks entries up by counter and number. */
  getNumbered(keys: readonly { counter: string; number: number }[]): Awaitable<(Entry | null)[]>;
  /**
   * Marks handles, and numbers of counters, as never to be given to a value (they were seen in a text). Taken ones are left
   * alone. Bounded: returns how many of them could no longer be kept.
   */
  reserve(handles: readonly Handle[], numbers?: readonly { counter: string; number: number }[]): Awaitable<number>;
  /**
   * Hands over what has not expired of the newest `limit` values stored with `literal`, one by one, oldest first: there may
   * be many. An engine may remember which were worth keeping, by the number of whoever judges: it has another one when it would
   * judge otherwise.
   */
  literals(limit: number, each: EachLiteral, judge?: number): Awaitable<void>;
  /**
   * Keeps records that are no values beside the entries, sealed and bounded: the oldest go. For engines that can; whoever
   * writes them must do without.
   */
  addNotes?(records: readonly Uint8Array[]): Awaitable<void>;
  /** Hands over the records that are left, oldest first; each is valid during the call only. */
  notes?(each: (record: Uint8Array) => void): Awaitable<void>;
  /**
   * A number that is another one when entries were removed since it was last asked for: evicted, expired and replaced,
   * pruned, purged. Who remembers entries asks this before using them. Cheap; says nothing to another process. What this
   * process removed counts at once, and so does what others did where the store is a file; an engine that is asked over a
   * network may answer from what it heard within the last tenth of a second, so that a removal elsewhere is known that
   * much later, and a value may be written meanwhile as the placeholder that it had.
   */
  epoch(): Awaitable<number>;
  /**
   * The same for who keeps copies beyond the process: names what the session has lost so far, another text after each removal and
   * purge, in every process; "" where there is no session.
   */
  mark?(): Awaitable<string>;
  /** True for engines that may lose entries and numbers unasked, see Capabilities. */
  readonly forgets?: boolean;
}

/** What an engine can do besides finding and making entries, which all can. What it cannot do it refuses (`store-unable`). */
export interface Capabilities {
  /** Knows its sessions and their entries: `list`, `prune`, `dump`, `load` and `reseal`. */
  readonly lists: boolean;
  /** Counts entries and what is set aside: StoreLimits.maxEntries and the bound of `reserve` hold. */
  readonly counts: boolean;
  /** Gives numbers of counters. Otherwise every number is 0, and `getNumbered` finds nothing. */
  readonly numbers: boolean;
  /**
   * An entry is there until it expires, is evicted by the limits or purged, and `epoch` tells. An engine that may forget is
   * asked each time, and for the longest ids only: the first write of a shorter one could not be told from a later one.
   */
  readonly keeps: boolean;
}

/** Of engines that lack nothing. */
export const ABLE: Capabilities = { lists: true, counts: true, numbers: true, keeps: true };
/**
 * Texts of a session that are no values: sealed as entries are, sealed anew with them, gone with the session. They expire
 * `ttl` after they were written.
 */
export interface SessionTexts {
  /** Null where there is none, or it expired. @throws ClosemaskError `store-corrupt` */
  get(name: string): Awaitable<Uint8Array | null>;
  /** Makes the session when it is missing. */
  put(name: string, bytes: Uint8Array): Awaitable<void>;
  /** Names that begin so, in their order. */
  names(prefix: string): Awaitable<string[]>;
  remove(name: string): Awaitable<void>;
}

/** A text for export. */
export interface SessionText {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A session as listings show it. */
export interface SessionInfo {
  readonly name: string;
  readonly entries: number;
  readonly byKind: Readonly<Record<Kind, number>>;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly lastUsed: number;
  /** Sealed bytes. */
  readonly bytes: number;
  /** Handles and numbers. */
  readonly reserved: number;
  readonly evicted: number;
}

/** Where sessions live. All engines keep this contract. */
export interface Store {
  /** Name of the engine, for messages. */
  readonly type: string;
  readonly capabilities: Capabilities;
  /** Opens (and makes, unless `create: false`) a session. */
  session(name: string, options?: { create?: boolean }): Awaitable<SessionStore | null>;
  /** The texts of a session, for engines that can keep some; whoever writes them must do without, or say so. */
  texts?(session: string): SessionTexts;
  list(): Awaitable<SessionInfo[]>;
  /** Deletes a session for good. False when there is none. */
  purge(name: string): Awaitable<boolean>;
  /** Removes what expired; returns how many entries. */
  prune(): Awaitable<number>;
  /** All of a session for export, and back. Import is refused (`session-conflict`) when a handle is taken by another value. */
  dump(name: string): Awaitable<SessionDump | null>;
  load(dump: SessionDump): Awaitable<{ added: number; known: number }>;
  /**
   * Seals everything anew with the sealing key that writes, in steps that others can work between; returns how many
   * entries. Where it was ended, the next call goes on. `progress` hears of each step how many entries it was.
   */
  reseal(progress?: (entries: number) => void): Awaitable<number>;
  /**
   * How many entries (and whatever else is sealed) each sealing key has sealed, by its number; only for engines that also
   * refuse to write, with `key-wrong`, to whoever holds no ring as new as what wrote last.
   */
  sealedBy?(): Awaitable<ReadonlyMap<number, number>>;
  /** Number of the newest sealing key that has written, 0 for none; for the same engines. */
  newestKey?(): Awaitable<number>;
  /** For a quiet moment of a long-lived process: upkeep, for engines that need any. */
  idle?(): Awaitable<void>;
  close(): Awaitable<void>;
}

/** A session as plain data; only ever written sealed. */
export interface SessionDump {
  readonly name: string;
  readonly created: number;
  readonly entries: readonly {
    readonly handle: Handle;
    readonly fingerprint: number;
    readonly kind: Kind;
    readonly value: Uint8Array;
    readonly styles: number;
    readonly literal: boolean;
    readonly firstSeen: number;
    readonly lastUsed: number;
    readonly numbers: readonly { readonly counter: string; readonly number: number }[];
  }[];
  readonly reserved: readonly Handle[];
  readonly reservedNumbers: readonly { readonly counter: string; readonly number: number }[];
}

/** Bits per style. Three styles may fall back to `word`, so writing in them issues that form too. */
export const STYLE_BIT: Readonly<Record<Style, number>> = {
  dollar: 1,
  word: 2,
  bare: 4 | 2,
  angle: 8 | 2,
  format: 16 | 2,
};

/** Limits every store enforces. */
export interface StoreLimits {
  /** Milliseconds since the last use after which an entry is gone; 0 keeps for ever. */
  readonly ttl: number;
  readonly maxEntries: number;
  readonly atLimit: "refuse" | "evict";
}
