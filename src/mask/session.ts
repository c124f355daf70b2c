// A session as the feeds see it: values in, placeholders out, and back. It keeps no text and opens no file; the store is
// handed in. A value is stored before its placeholder is given away.

import { labelOf } from "../detect/kinds.ts";
import type { Kind, Style } from "../types.ts";
import { createCache, createDoorkeeper } from "./cache.ts";
import { createIdentify, fromHandle } from "./identity.ts";
import { counterOf, type LookAlike, putPlaceholder, writePlaceholder } from "./placeholder.ts";
import { type Entry, type Handle, type NewEntry, type PutResult, type SessionStore, STYLE_BIT } from "./store.ts";
import { looseLabelStart } from "./tolerant.ts";
import { type Answers, createValueCache } from "./value-cache.ts";

/** A value on its way out. */
export interface Outgoing {
  /** May be a view of a buffer that is used again once `mask` has answered. */
  readonly value: Uint8Array;
  readonly kind: Kind;
  /** True when no rule finds it again without its label. */
  readonly literal: boolean;
}

/** The entry that a value leaves as. */
export interface Issued {
  readonly handle: Handle;
  readonly kind: Kind;
  /** Its number in the style's counter, 0 where it has none. */
  readonly number: number;
}

export interface Session {
  /**
   * Before a region: forgets what it remembers when entries are gone from the store, so that nothing is given out, restored
   * or taken for set aside which the store no longer knows. @throws ClosemaskError of the store
   */
  begin(): undefined | Promise<undefined>;
  /** The entries of values, in order, each stored before this returns. Synchronous when the store is. */
  mask(values: readonly Outgoing[]): readonly Issued[] | Promise<readonly Issued[]>;
  /** The entry of a value, `bytes[start, end)`, that this process has met lately. */
  known(bytes: Uint8Array, start: number, end: number): Issued | undefined;
  /**
   * Writes an entry's placeholder into `out` at `at`, where PLACEHOLDER_MAX bytes have room; returns its end. `glued`: it
   * has no boundary to either side, where the style's own form would run into its neighbours.
   */
  write(issued: Issued, glued: boolean, out: Uint8Array, at: number): number;
  /** What look-alikes stand for, in order; null for those that this session has not issued in that form. */
  restore(found: readonly LookAlike[], bytes: Buffer): (Restored | null)[] | Promise<(Restored | null)[]>;
  /** True for a look-alike that this process has set aside: it is not issued, and needs no further thought. */
  isReserved(found: LookAlike): boolean;
  /** Sets the handles of look-alikes aside, so that they are never given to a value. */
  reserve(found: readonly LookAlike[]): undefined | Promise<undefined>;
  /** See SessionStore. */
  literals: SessionStore["literals"];
}

/** An issued placeholder: where it really starts (a `word` may stand behind other letters) and its value. */
export interface Restored {
  readonly start: number;
  readonly value: Uint8Array;
  readonly kind: Kind;
}

export interface SessionOptions {
  readonly store: SessionStore;
  /** HMAC key of the session's ids. */
  readonly idKey: Uint8Array;
  readonly style: Style;
  /** Characters of a `dollar` id: 6, or 8 for sessions of more than some 10,000 values. Default 6. */
  readonly length?: 6 | 8;
  /**
   * How long a value or placeholder is remembered before the store is asked again, which counts as use: less than the ttl.
   * With 0 nothing is remembered: for stores that evict, where a put may take an entry that is only remembered. Default for
   * ever.
   */
  readonly refresh?: Refresh;
}

/** Both in milliseconds. */
export interface Refresh {
  readonly now: () => number;
  readonly after: number;
}

/** Bytes that each generation of the cache of restored values may hold. */
const CACHE = 4 * 1024 * 1024;
/** A larger value is looked up each time. */
const CACHED_VALUE_MAX = 64 * 1024;

/** A restored value, and the text it was restored from: the id alone does not say the label. */
interface Cached {
  readonly value: Uint8Array;
  readonly kind: Kind;
  readonly written: string;
  readonly since: number;
}

interface Remembered extends Issued {
  readonly since: number;
}

const FOREVER: Refresh = { now: () => 0, after: Number.POSITIVE_INFINITY };

export function createSession(options: SessionOptions): Session {
  const { store, style, refresh = FOREVER } = options;
  const identify = createIdentify(options.idKey, options.length === 8 ? 12 : 9);
  /** Styles that number their entries, and those without a closing mark. */
  const isCounted = style === "angle" || style === "format";
  const hasBoundary = style === "bare" || style === "format";
  const cachedMax = refresh.after > 0 ? CACHED_VALUE_MAX : -1;
  let out = createValueCache(rememberedAnswers);
  let back = createCache<number | string, Cached>(CACHE);
  const backAgain = createDoorkeeper();
  const reserved = new Set<string>();
  const taken = new Set<string>();
  const counters = new Map<Kind, Pick<NewEntry, "counter" | "counterLimit">>();
  /** Whether anything is remembered. */
  let holding = false;
  /** The store's epoch when it was last asked. */
  let epoch: number | undefined;

  function settleEpoch(found: number): undefined {
    if (found === epoch) return undefined;
    epoch = found;
    holding = false;
    out = createValueCache(rememberedAnswers);
    back = createCache(CACHE);
    reserved.clear();
    taken.clear();
    return undefined;
  }

  function isFresh(since: number): boolean {
    return refresh.now() - since < refresh.after;
  }

  function countersOf(kind: Kind): Pick<NewEntry, "counter" | "counterLimit"> {
    let found = counters.get(kind);
    if (found === undefined) {
      const counter = counterOf(style, kind, labelOf(kind));
      found = counter === undefined ? {} : { counter: counter.counter, counterLimit: counter.limit };
      counters.set(kind, found);
    }
    return found;
  }

  function toEntry({ value, kind, literal }: Outgoing): NewEntry {
    const { handles, fingerprint } = identify(value);
    const entry = { handles, fingerprint, kind, value, style, literal };
    return isCounted ? { ...entry, ...countersOf(kind) } : entry;
  }

  function remember(values: readonly Outgoing[], results: readonly PutResult[]): readonly Issued[] {
    if (results.length !== values.length) throw new TypeError("the store answered with another number of entries");
    const since = refresh.now();
    for (let i = 0; i < values.length; i++) {
      const { handle, kind, number } = results[i] as PutResult;
      const { value } = values[i] as Outgoing;
      if (value.length > cachedMax) continue;
      out.set(value, 0, value.length, { handle, kind, number, since });
      holding = true;
    }
    return results;
  }

  /** Whether `entry` was issued as the text of a look-alike, and where that text starts. */
  function accept(entry: Entry | null, hit: LookAlike, bytes: Buffer): Restored | null {
    if (entry === null) return null;
    const { value, kind, handle } = entry;
    const bit =
      hit.style === "word" || hit.style === "dollar" ? STYLE_BIT[hit.style] : STYLE_BIT[hit.style] & ~STYLE_BIT.word;
    if ((entry.styles & bit) === 0) return null;
    if (hit.loose === true) {
      const start = hit.style === "word" ? looseLabelStart(bytes, hit.start, hit.end, labelOf(kind)) : hit.start;
      return start < 0 ? null : { start, value, kind };
    }
    const written = writePlaceholder(hit.style, { label: labelOf(kind), handle, kind, number: hit.number });
    const start = startOf(written, hit, bytes);
    if (start < 0 && hit.anyLabel === true) {
      const behind = hit.end - fromHandle(handle).width - 1;
      const other = looseLabelStart(bytes, behind, hit.end, labelOf(kind));
      return other < 0 ? null : { start: other, value, kind };
    }
    if (start < 0) return null;
    if (backAgain(hit.handle ?? hit.number) && value.length <= cachedMax) {
      const kept = { value: copyOf(value), kind, written, since: refresh.now() };
      back.set(cacheKey(hit), kept, value.length + 2 * written.length);
      holding = true;
    }
    return { start, value, kind };
  }

  function fromCache(hit: LookAlike, bytes: Buffer): Restored | null {
    const cached = hit.loose === true ? undefined : back.get(cacheKey(hit));
    if (cached === undefined || !isFresh(cached.since)) return null;
    const start = startOf(cached.written, hit, bytes);
    return start < 0 ? null : { start, value: cached.value, kind: cached.kind };
  }

  return {
    begin() {
      if (!holding) return undefined;
      const found = store.epoch();
      return found instanceof Promise ? found.then(settleEpoch) : settleEpoch(found);
    },
    known(bytes, start, end) {
      const found = out.get(bytes, start, end);
      return found !== undefined && isFresh(found.since) ? found : undefined;
    },
    write({ handle, kind, number }, glued, target, at) {
      const entry = { label: labelOf(kind), handle, kind, number };
      return putPlaceholder(glued && hasBoundary ? "word" : style, entry, target, at);
    },
    mask(values) {
      if (values.length === 0) return [];
      const results = store.put(values.map(toEntry));
      return results instanceof Promise ? results.then((r) => remember(values, r)) : remember(values, results);
    },
    restore(found, bytes) {
      const answers: (Restored | null)[] = [];
      const byHandle: { hit: LookAlike; i: number }[] = [];
      const byNumber: { hit: LookAlike; i: number }[] = [];
      for (const [i, hit] of found.entries()) {
        const cached = fromCache(hit, bytes);
        answers.push(cached);
        // What was set aside is never issued, so it need not be looked up again.
        if (cached !== null || (reserved.size > 0 && reserved.has(keyOf(hit)))) continue;
        if (hit.handle !== null) byHandle.push({ hit, i });
        else if (hit.counter !== null) byNumber.push({ hit, i });
      }
      const settle = (asked: typeof byHandle, entries: (Entry | null)[]): void => {
        for (const [k, { hit, i }] of asked.entries()) {
          const entry = entries[k] ?? null;
          const answer = accept(entry, hit, bytes);
          answers[i] = answer;
          // Its id is a value's, under another label or in a style to come: nothing to set aside.
          if (entry !== null && answer === null) {
            taken.add(keyOf(hit));
            holding = true;
          }
        }
      };
      const first = byHandle.length === 0 ? [] : store.get(byHandle.map(({ hit }) => hit.handle as number));
      const second =
        byNumber.length === 0
          ? []
          : store.getNumbered(byNumber.map(({ hit }) => ({ counter: hit.counter as string, number: hit.number })));
      if (first instanceof Promise || second instanceof Promise) {
        return Promise.all([first, second]).then(([a, b]) => {
          settle(byHandle, a);
          settle(byNumber, b);
          return answers;
        });
      }
      settle(byHandle, first);
      settle(byNumber, second);
      return answers;
    },
    reserve(found) {
      const fresh = found.filter((hit) => !reserved.has(keyOf(hit)) && !taken.has(keyOf(hit)));
      if (taken.size > RESERVED_SEEN) taken.clear();
      if (fresh.length === 0) return undefined;
      if (reserved.size > RESERVED_SEEN) reserved.clear();
      for (const hit of fresh) reserved.add(keyOf(hit));
      holding = true;
      const handles = new Set(fresh.flatMap((hit) => (hit.handle === null ? [] : [hit.handle])));
      const numbers = fresh.flatMap((hit) =>
        hit.counter === null ? [] : [{ counter: hit.counter, number: hit.number }],
      );
      const done = store.reserve([...handles], numbers);
      return done instanceof Promise ? done.then(() => undefined) : undefined;
    },
    isReserved: (hit) => reserved.has(keyOf(hit)) || taken.has(keyOf(hit)),
    literals: (limit, each) => store.literals(limit, each),
  };
}

function rememberedAnswers(capacity: number): Answers<Remembered> {
  const handles = new Float64Array(capacity);
  const numbers = new Float64Array(capacity);
  const sinces = new Float64Array(capacity);
  const kinds: Kind[] = new Array<Kind>(capacity).fill("");
  return {
    get: (i) => ({
      handle: handles[i] as number,
      kind: kinds[i] as Kind,
      number: numbers[i] as number,
      since: sinces[i] as number,
    }),
    set(i, { handle, kind, number, since }) {
      handles[i] = handle;
      kinds[i] = kind;
      numbers[i] = number;
      sinces[i] = since;
    },
  };
}

/** Look-alikes that this process need not reserve twice. */
const RESERVED_SEEN = 20_000;

/** Where the text of a look-alike begins when it is `written`; -1 when it is not. A `word` may stand behind other letters. */
function startOf(written: string, hit: LookAlike, bytes: Buffer): number {
  const start = hit.end - written.length;
  if (hit.style === "word" ? start < hit.start : start !== hit.start) return -1;
  return bytes.toString("latin1", start, hit.end) === written ? start : -1;
}

function cacheKey(hit: LookAlike): number | string {
  return hit.handle ?? keyOf(hit);
}

/** Bytes of their own: those of Buffer's pool would keep 64 KB alive each. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function keyOf(hit: LookAlike): string {
  return hit.handle === null ? `${hit.counter}:${hit.number}` : `${hit.style}:${hit.handle}`;
}
