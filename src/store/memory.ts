// The store for one process: the Store contract over maps, bounded by the same limits. Nothing is sealed, since nothing
// leaves the process's memory.

import type {
  Entry,
  NewEntry,
  PutResult,
  SessionDump,
  SessionInfo,
  SessionStore,
  SessionTexts,
  Store,
  StoreLimits,
} from "../mask/store.ts";
import { ABLE, STYLE_BIT } from "../mask/store.ts";
import {
  evictionSize,
  handlesUsedUp,
  importTooLarge,
  isExpiredAt,
  RESERVED_LIMIT,
  sessionConflict,
  sessionFull,
  touchStep,
} from "./limits.ts";
import { checkSessionName } from "./session-name.ts";

interface Held {
  readonly handle: number;
  readonly fingerprint: number;
  readonly kind: string;
  readonly value: Uint8Array;
  readonly firstSeen: number;
  styles: number;
  used: number;
  literal: boolean;
  readonly numbers: Map<string, number>;
}

interface Session {
  /** No two sessions of a store have the same, also not two lives of one. */
  readonly no: number;
  readonly created: number;
  used: number;
  evicted: number;
  /** Entries that are gone. */
  removed: number;
  /** In the order of first sight. */
  readonly entries: Map<number, Held>;
  readonly literals: Set<Held>;
  readonly reserved: Set<number>;
  readonly counters: Map<string, Counter>;
  /** How many numbers are reserved. */
  reservedNumbers: number;
  readonly texts: Map<string, { readonly bytes: Uint8Array; readonly written: number }>;
}

/** Below `next` nothing is free. */
interface Counter {
  next: number;
  readonly holders: Map<number, Held>;
  readonly reserved: Set<number>;
}

/** More than one session ever removes. */
const LIVES = 2 ** 32;

export interface MemoryStoreOptions {
  readonly limits: StoreLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A store that ends with the process. Every answer is there at once. */
export function createMemoryStore({ limits, now }: MemoryStoreOptions): Store {
  const sessions = new Map<string, Session>();
  const step = touchStep(limits);
  let made = 0;

  function ensure(name: string, created: number): Session {
    let session = sessions.get(name);
    if (session === undefined) {
      session = {
        no: ++made,
        created,
        used: created,
        evicted: 0,
        removed: 0,
        entries: new Map(),
        literals: new Set(),
        reserved: new Set(),
        counters: new Map(),
        reservedNumbers: 0,
        texts: new Map(),
      };
      sessions.set(name, session);
    }
    return session;
  }

  function isExpired(held: Held): boolean {
    return isExpiredAt(held.used, limits, now());
  }

  function toEntry(session: Session, held: Held | undefined): Entry | null {
    if (held === undefined || isExpired(held)) return null;
    if (now() - held.used > step) session.used = held.used = now();
    return { handle: held.handle, kind: held.kind, value: Uint8Array.from(held.value), styles: held.styles };
  }

  function open(name: string): SessionStore {
    return {
      put: (entries) => {
        const session = ensure(name, now());
        return putEntries(session, entries, limits, now());
      },
      get: (handles) => {
        const session = sessions.get(name);
        return handles.map((handle) => (session ? toEntry(session, session.entries.get(handle)) : null));
      },
      getNumbered: (keys) => {
        const session = sessions.get(name);
        return keys.map(({ counter, number }) =>
          session ? toEntry(session, session.counters.get(counter)?.holders.get(number)) : null,
        );
      },
      reserve: (handles, numbers = []) => reserve(ensure(name, now()), handles, numbers),
      literals: (limit, each) => {
        const literals = sessions.get(name)?.literals ?? new Set();
        let older = literals.size - limit;
        for (const held of literals) if (--older < 0 && !isExpired(held)) each(held, false);
      },
      epoch: () => {
        const session = sessions.get(name);
        return session === undefined ? 0 : session.no * LIVES + session.removed;
      },
    };
  }

  function texts(name: string): SessionTexts {
    checkSessionName(name);
    const find = (text: string) => {
      const found = sessions.get(name)?.texts.get(text);
      return found === undefined || isExpiredAt(found.written, limits, now()) ? null : found;
    };
    return {
      get: (text) => {
        const found = find(text);
        return found === null ? null : Uint8Array.from(found.bytes);
      },
      put: (text, bytes) => {
        ensure(name, now()).texts.set(text, { bytes: Uint8Array.from(bytes), written: now() });
      },
      names: (prefix) =>
        [...(sessions.get(name)?.texts.keys() ?? [])]
          .filter((text) => text.startsWith(prefix) && find(text) !== null)
          .sort(),
      remove: (text) => {
        sessions.get(name)?.texts.delete(text);
      },
    };
  }

  function describe(name: string, session: Session): SessionInfo {
    const live = [...session.entries.values()].filter((held) => !isExpired(held));
    const byKind: Record<string, number> = Object.create(null);
    let bytes = 0;
    for (const { kind, value } of live) {
      byKind[kind] = (byKind[kind] ?? 0) + 1;
      bytes += value.length;
    }
    const { created, used, evicted } = session;
    const reserved = reservedCount(session);
    return { name, entries: live.length, byKind, created, lastUsed: used, bytes, reserved, evicted };
  }

  return {
    type: "memory",
    capabilities: ABLE,
    session: (name, { create = true } = {}) => {
      checkSessionName(name);
      if (!create && !sessions.has(name)) return null;
      ensure(name, now());
      return open(name);
    },
    texts,
    list: () => [...sessions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, session]) => describe(name, session)),
    purge: (name) => {
      checkSessionName(name);
      return sessions.delete(name);
    },
    prune: () => {
      let gone = 0;
      for (const session of sessions.values()) {
        gone += expire(session, limits, now(), new Set());
        for (const [text, { written }] of session.texts)
          if (isExpiredAt(written, limits, now())) session.texts.delete(text);
      }
      return gone;
    },
    dump: (name) => {
      checkSessionName(name);
      const session = sessions.get(name);
      return session === undefined ? null : dumpSession(name, session, isExpired);
    },
    load: (dump) => {
      checkSessionName(dump.name);
      return loadSession(ensure(dump.name, dump.created), dump, limits);
    },
    reseal: () => 0,
    close: () => sessions.clear(),
  };
}

// First all decisions, then all changes: a put that is refused leaves nothing behind.
function putEntries(session: Session, entries: readonly NewEntry[], limits: StoreLimits, now: number): PutResult[] {
  const fresh = new Map<number, Held>();
  const known = new Set<Held>();
  const lapsed: Held[] = [];
  const passed: number[] = [];

  function choose(entry: NewEntry): { held: Held; created: boolean } {
    for (const handle of entry.handles) {
      const held = fresh.get(handle) ?? session.entries.get(handle);
      const same = held?.fingerprint === entry.fingerprint;
      if (held !== undefined && !same) {
        passed.push(handle);
        continue;
      }
      if (held !== undefined && (fresh.has(handle) || !isExpiredAt(held.used, limits, now))) {
        known.add(held);
        return { held, created: false };
      }
      if (held === undefined && session.reserved.has(handle)) continue;
      if (held !== undefined) lapsed.push(held);
      const made = makeHeld(entry, handle, now);
      fresh.set(handle, made);
      return { held: made, created: true };
    }
    throw handlesUsedUp();
  }

  const decisions = entries.map(choose);
  const over = (): number => session.entries.size - lapsed.length + fresh.size - limits.maxEntries;
  const keep = new Set([...known, ...lapsed]);
  if (over() > 0) expire(session, limits, now, keep);
  if (over() > 0 && limits.atLimit === "evict") evict(session, evictionSize(over(), limits), keep);
  if (over() > 0) throw sessionFull(limits);
  for (const held of lapsed) remove(session, held);
  // A handle passed over stays out of use when its owner is gone: else the value would get a second one.
  for (const handle of passed) session.reserved.add(handle);
  for (const held of fresh.values()) session.entries.set(held.handle, held);
  if (fresh.size > 0 || now - session.used > touchStep(limits)) session.used = now;
  return decisions.map(({ held, created }, i) => {
    const entry = entries[i];
    if (entry === undefined) return { handle: held.handle, kind: held.kind, number: 0, created };
    held.styles |= STYLE_BIT[entry.style];
    held.literal ||= entry.literal;
    if (held.literal) session.literals.add(held);
    if (now - held.used > touchStep(limits)) held.used = now;
    return { handle: held.handle, kind: held.kind, number: numberOf(session, held, entry), created };
  });
}

function makeHeld(entry: NewEntry, handle: number, now: number): Held {
  const { fingerprint, kind, value, literal } = entry;
  const common = {
    handle,
    fingerprint,
    kind,
    value: Uint8Array.from(value),
    literal,
    numbers: new Map<string, number>(),
  };
  return { ...common, firstSeen: now, used: now, styles: 0 };
}

function numberOf(session: Session, held: Held, { counter: name, counterLimit }: NewEntry): number {
  if (name === undefined) return 0;
  const has = held.numbers.get(name);
  if (has !== undefined) return has;
  const counter = counterOf(session, name);
  while (counter.reserved.has(counter.next)) counter.next++;
  if (counterLimit !== undefined && counter.next >= counterLimit) return 0;
  const number = counter.next++;
  held.numbers.set(name, number);
  counter.holders.set(number, held);
  return number;
}

function counterOf(session: Session, name: string): Counter {
  const counter = session.counters.get(name) ?? { next: 1, holders: new Map(), reserved: new Set() };
  session.counters.set(name, counter);
  return counter;
}

function reservedCount({ reserved, reservedNumbers }: Session): number {
  return reserved.size + reservedNumbers;
}

/** Returns how many found no room. */
function reserve(
  session: Session,
  handles: readonly number[],
  numbers: readonly { readonly counter: string; readonly number: number }[],
): number {
  const { entries, reserved } = session;
  const isFull = (): boolean => reservedCount(session) >= RESERVED_LIMIT;
  const refused = new Set<number | string>();
  for (const handle of handles) {
    if (entries.has(handle) || reserved.has(handle)) continue;
    if (isFull()) refused.add(handle);
    else reserved.add(handle);
  }
  for (const { counter: name, number } of numbers) {
    const counter = counterOf(session, name);
    if (number < counter.next || counter.reserved.has(number)) continue;
    if (isFull()) refused.add(`${name} ${number}`);
    else {
      counter.reserved.add(number);
      session.reservedNumbers++;
    }
  }
  return refused.size;
}

function expire(session: Session, limits: StoreLimits, now: number, keep: ReadonlySet<Held>): number {
  const gone = [...session.entries.values()].filter((held) => isExpiredAt(held.used, limits, now) && !keep.has(held));
  for (const held of gone) remove(session, held);
  return gone.length;
}

function evict(session: Session, count: number, keep: ReadonlySet<Held>): void {
  const candidates = [...session.entries.values()].filter((held) => !keep.has(held));
  const gone = candidates.sort((a, b) => a.used - b.used).slice(0, count);
  for (const held of gone) remove(session, held);
  session.evicted += gone.length;
}

function remove(session: Session, held: Held): void {
  session.removed++;
  session.entries.delete(held.handle);
  session.literals.delete(held);
  for (const [name, number] of held.numbers) session.counters.get(name)?.holders.delete(number);
}

function dumpSession(name: string, session: Session, isExpired: (held: Held) => boolean): SessionDump {
  const live = [...session.entries.values()].filter((held) => !isExpired(held));
  const entries = live.map(({ used, numbers, value, ...held }) => ({
    ...held,
    value: Uint8Array.from(value),
    lastUsed: used,
    numbers: [...numbers].map(([counter, number]) => ({ counter, number })),
  }));
  const reservedNumbers = [...session.counters].flatMap(([counter, { reserved }]) =>
    [...reserved].map((number) => ({ counter, number })),
  );
  return { name, created: session.created, entries, reserved: [...session.reserved], reservedNumbers };
}

function loadSession(session: Session, dump: SessionDump, limits: StoreLimits): { added: number; known: number } {
  const fresh: SessionDump["entries"][number][] = [];
  let conflicts = 0;
  for (const entry of dump.entries) {
    const held = session.entries.get(entry.handle);
    if (held === undefined) fresh.push(entry);
    if (held !== undefined && held.fingerprint !== entry.fingerprint) conflicts++;
    const given = entry.numbers.some(({ counter, number }) => number < (session.counters.get(counter)?.next ?? 1));
    if (held === undefined && given) conflicts++;
  }
  if (conflicts > 0) throw sessionConflict(conflicts);
  if (session.entries.size + fresh.length > limits.maxEntries) throw importTooLarge(limits);
  for (const { numbers, lastUsed, value, ...entry } of fresh.toSorted((a, b) => a.firstSeen - b.firstSeen)) {
    const held: Held = { ...entry, value: Uint8Array.from(value), used: lastUsed, numbers: new Map() };
    session.entries.set(held.handle, held);
    if (held.literal) session.literals.add(held);
    for (const { counter, number } of numbers) addNumber(session, held, counter, number);
  }
  reserve(session, dump.reserved, dump.reservedNumbers);
  return { added: fresh.length, known: dump.entries.length - fresh.length };
}

function addNumber(session: Session, held: Held, name: string, number: number): void {
  const counter = counterOf(session, name);
  counter.next = Math.max(counter.next, number + 1);
  // Reserved here or not: the text it was seen in was written where the entry comes from.
  if (counter.reserved.delete(number)) session.reservedNumbers--;
  counter.holders.set(number, held);
  held.numbers.set(name, number);
}
