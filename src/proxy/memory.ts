// What the proxy remembers between requests: how texts went out and came in, and what the rules found in them. Keys are
// keyed hashes and entries are ranges and placeholders, so that no text and no value is kept. What a model wrote is handed on as
// records, so that it may outlast this process; the rest does not: texts are scanned anew then, and get the same placeholders.

import { createHash, type Hash, hash } from "node:crypto";
import type { Candidate } from "../detect/resolve.ts";
import type { Handle } from "../mask/store.ts";
import type { Kind } from "../types.ts";
import { createCache } from "./cache.ts";
import { readRecord, writeRecord } from "./memory-record.ts";
import type { Origin } from "./origin.ts";

/** A stretch of a client text that left, or came, in another form. Offsets are bytes of UTF-8. */
export interface SentEdit {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
  /** How it was written, where that is not what the session writes: a model's own spelling, a redaction. */
  readonly wire?: Uint8Array | undefined;
}

/** What a text is to whom: texts of different sessions and providers, and of user and model, are not the same. */
export interface Sender {
  readonly sessionName: string;
  readonly provider: string;
  /** True for what the model writes. */
  readonly authored: boolean;
}

/** The beginning of all keys of one sort. */
export type Prefix = Buffer;

export interface Memory {
  sender(sender: Sender): Prefix;
  /** For parts of bodies that left as they came, by the place that they had. */
  part(sessionName: string, provider: string, place: string): Prefix;
  /** For what the rules of a version find. */
  rules(version: string): Prefix;
  keyOf(prefix: Prefix, bytes: Uint8Array, from: number, to: number): string;
  /** The same key for a text that comes in pieces. */
  begin(prefix: Prefix): KeyHash;
  /** How a text left or came before; undefined when it did not. */
  sent(key: string): readonly SentEdit[] | undefined;
  /** `session`: it is to outlast this process, with that session. */
  remember(key: string, edits: readonly SentEdit[], session?: string): void;
  found(key: string): readonly Candidate[] | undefined;
  rememberFound(key: string, spans: readonly Candidate[]): void;
  /** Entries that were JSON numbers at a client. */
  isNumber(sessionName: string, handle: Handle): boolean;
  /** False while there are none in any session. */
  readonly hasNumbers: boolean;
  rememberNumber(sessionName: string, handle: Handle): void;
  /** For values of a session. */
  values(sessionName: string): Prefix;
  /** How a value stood in what went up: of each way the last time, the latest last. */
  origins(key: string): readonly Origin[] | undefined;
  rememberOrigin(key: string, origin: Origin): void;
  /** Takes in what an earlier process kept. What is no record is left out. */
  recall(sessionName: string, record: Uint8Array): void;
}

/** The same memory, in which texts that went otherwise are not known: for when it was decided otherwise about values since. */
export function apart(memory: Memory, by: string): Memory {
  const named = (sessionName: string): string => `${sessionName}\0${by}`;
  return {
    ...memory,
    sender: (sender) => memory.sender({ ...sender, sessionName: named(sender.sessionName) }),
    part: (sessionName, provider, place) => memory.part(named(sessionName), provider, place),
  };
}

export interface KeyHash {
  add(bytes: Uint8Array): void;
  end(): string;
}

export interface MemoryOptions {
  /** 32 random bytes, or a key derived for this. */
  readonly key: Uint8Array;
  /** Bytes that are kept at most, about. Default 64 MB. */
  readonly limit?: number;
  /** Takes what is to outlast this process. */
  readonly keep?: ((sessionName: string, record: Uint8Array) => void) | undefined;
}

const LIMIT = 64 * 1024 * 1024;
/** What an edit costs beside its bytes. */
const EDIT = 96;
const KEY = 32;
/** Ways in which one value stood. */
const ORIGINS_MAX = 8;
/** Beginnings that need not be made again: a few for each session, provider and endpoint. */
const PREFIXES_MAX = 4096;

export function createMemory({ key, limit = LIMIT, keep }: MemoryOptions): Memory {
  // Each cache keeps up to twice what it is told.
  const sent = createCache<string, readonly SentEdit[]>(limit / 4);
  const found = createCache<string, readonly Candidate[]>(limit / 4);
  const numbers = createCache<string, true>(1024 * 1024);
  const origins = createCache<string, readonly Origin[]>(1024 * 1024);
  let hasNumbers = false;
  const putNumber = (sessionName: string, handle: Handle): void => {
    numbers.set(`${sessionName} ${handle}`, true, KEY);
    hasNumbers = true;
  };
  const scratch = Buffer.alloc(64 * 1024);
  const prefixes = new Map<string, Prefix>();
  const prefix = (...parts: readonly string[]): Prefix => {
    const name = parts.map((part) => `${part.length}:${part}`).join("");
    let made = prefixes.get(name);
    if (made === undefined) {
      made = createHash("sha256").update(key).update(name).digest();
      if (prefixes.size >= PREFIXES_MAX) prefixes.clear();
      prefixes.set(name, made);
    }
    return made;
  };
  const digestOf = (sum: Hash): string => sum.digest("binary");
  const put = (id: string, edits: readonly SentEdit[]): void => {
    let bytes = KEY;
    for (const { wire } of edits) bytes += EDIT + (wire?.length ?? 0);
    sent.set(id, edits, bytes);
  };
  return {
    sender: ({ sessionName, provider, authored }) => prefix("sent", authored ? "model" : "user", sessionName, provider),
    part: (sessionName, provider, place) => prefix("part", sessionName, provider, place),
    rules: (version) => prefix("found", version),
    keyOf(start, bytes, from, to) {
      const length = start.length + to - from;
      // One call over bytes that lie together costs a third of a hash object.
      if (length > scratch.length) {
        return digestOf(createHash("sha256").update(start).update(bytes.subarray(from, to)));
      }
      scratch.set(start);
      scratch.set(bytes.subarray(from, to), start.length);
      return hash("sha256", scratch.subarray(0, length), "binary");
    },
    begin(start) {
      const sum = createHash("sha256").update(start);
      return {
        add: (bytes) => void sum.update(bytes),
        end: () => digestOf(sum),
      };
    },
    sent: (id) => sent.get(id),
    remember(id, edits, session) {
      // A text comes many times: in pieces, as a whole, and again in the next answer.
      const isNew = keep !== undefined && session !== undefined && !isSame(sent.get(id), edits);
      put(id, edits);
      if (isNew) keep(session, writeRecord({ key: id, edits }));
    },
    found: (id) => found.get(id),
    rememberFound: (id, spans) => found.set(id, spans, KEY + EDIT * spans.length),
    isNumber: (sessionName, handle) => numbers.get(`${sessionName} ${handle}`) === true,
    get hasNumbers() {
      return hasNumbers;
    },
    rememberNumber(sessionName, handle) {
      if (numbers.get(`${sessionName} ${handle}`) !== undefined) return;
      putNumber(sessionName, handle);
      keep?.(sessionName, writeRecord({ number: handle }));
    },
    values: (sessionName) => prefix("value", sessionName),
    origins: (id) => origins.get(id),
    rememberOrigin(id, origin) {
      const before = origins.get(id) ?? [];
      const last = before.at(-1);
      if (last !== undefined && isSameOrigin(last, origin)) return;
      const after = [...before.filter((other) => !isSameOrigin(other, origin)), origin].slice(-ORIGINS_MAX);
      origins.set(id, after, KEY + EDIT * after.length);
    },
    recall(sessionName, bytes) {
      const record = readRecord(bytes);
      if (record === null) return;
      if ("number" in record) putNumber(sessionName, record.number);
      else put(record.key, record.edits);
    },
  };
}

function isSameOrigin(one: Origin, other: Origin): boolean {
  return one.depth === other.depth && one.rounds === other.rounds;
}

function isSame(before: readonly SentEdit[] | undefined, after: readonly SentEdit[]): boolean {
  if (before === undefined || before.length !== after.length) return false;
  return after.every(({ start, end, wire }, i) => {
    const other = before[i] as SentEdit;
    if (start !== other.start || end !== other.end) return false;
    if (wire === undefined || other.wire === undefined) return wire === other.wire;
    return Buffer.compare(wire, other.wire) === 0;
  });
}
