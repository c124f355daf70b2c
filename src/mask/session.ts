// A session as the feeds see it: values in, placeholders out, and back. It keeps no text and opens no file; the store is
// handed in. A value is stored before its placeholder is given away.

import { labelOf } from "../detect/kinds.ts";
import type { Kind, Style } from "../types.ts";
import { createCache, createDoorkeeper } from "./cache.ts";
import { putColumns, type ValueColumns } from "./columns.ts";
import { createIdentifyAll } from "./identity.ts";
import { counterOf, type LookAlike, putPlaceholder, writePlaceholder } from "./placeholder.ts";
import { type CounterOf, type Entry, type Issues, type SessionStore, STYLE_BIT } from "./store.ts";
import { looseLabelStart } from "./tolerant.ts";
import { createValueCache } from "./value-cache.ts";

export interface Session {
  /**
   * Before a region: forgets what it remembers when entries are gone from the store, so that nothing is given out, restored
   * or taken for set aside which the store no longer knows. @throws ClosemaskError of the store
   */
  begin(): undefined | Promise<undefined>;
  /** Finds or makes the entries of values, each stored before this returns: `values.issues`. Synchronous when the store is. */
  mask(values: ValueColumns): undefined | Promise<undefined>;
  /** The entry of a value, `bytes[start, end)`, that this process has met lately, as `into` at `at`; false when it has not. */
  known(bytes: Uint8Array, start: number, end: number, hash: number, into: Issues, at: number): boolean;
  /**
   * Writes an entry's placeholder into `out` at `to`, where PLACEHOLDER_MAX bytes have room; returns its end. `glued`: it
   * has no boundary to either side, where the style's own form would run into its neighbours.
   */
  write(issues: Issues, at: number, glued: boolean, out: Uint8Array, to: number): number;
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

const FOREVER: Refresh = { now: () => 0, after: Number.POSITIVE_INFINITY };

export function createSession(options: SessionOptions): Session {
  const { store, style, refresh = FOREVER } = options;
  const identifyAll = createIdentifyAll(options.idKey, options.length === 8 ? 12 : 9);
  /** Styles that number their entries, and those without a closing mark. */
  const isCounted = style === "angle" || style === "format";
  const hasBoundary = style === "bare" || style === "format";
  const cachedMax = refresh.after > 0 ? CACHED_VALUE_MAX : -1;
  let out = createValueCache(rememberedAnswers);
  let back = createCache<number | string, Cached>(CACHE);
  const backAgain = createDoorkeeper();
  const reserved = new Set<string>();
  const taken = new Set<string>();
  /** What `write` writes, used again. */
  const written = { label: "", kind: "", handle: 0, number: 0 };
  const counters = new Map<Kind, CounterOf | undefined>();
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

  function addCounters({ count, kinds, counters: wanted }: ValueColumns): void {
    for (let i = 0; i < count; i++) {
      const kind = kinds[i] as Kind;
      if (!counters.has(kind)) counters.set(kind, counterOf(style, kind, labelOf(kind)));
      wanted[i] = counters.get(kind);
    }
  }

  function remember({ count, bytes, ends, hashes, issues }: ValueColumns): undefined {
    if (issues.count !== count) throw new TypeError("the store answered with another number of entries");
    const since = refresh.now();
    for (let i = 0; i < count; i++) {
      const start = ends[i] as number;
      const end = ends[i + 1] as number;
      if (end - start > cachedMax) continue;
      const number = out.add(bytes, start, end, hashes[i] as number);
      if (number < 0) continue;
      out.answers.keep(number, issues, i, since);
      holding = true;
    }
    return undefined;
  }

  /** Whether `entry` was issued as the text of a look-alike, and where that text starts. */
  function accept(entry: Entry | null, hit: LookAlike, bytes: Buffer): Restored | null {
    if (entry === null) return null;
    const { value, kind, handle } = entry;
    const bit =
      hit.style === "word" || hit.style === "dollar" ? STYLE_BIT[hit.style] : STYLE_BIT[hit.style] & ~STYLE_BIT.word;
    if ((entry.styles & bit) === 0) return null;
    if (hit.loose === true) {
      const start = hit.style === "word" ? looseLabelStart(bytes, hit.start, labelOf(kind)) : hit.start;
      return start < 0 ? null : { start, value, kind };
    }
    const written = writePlaceholder(hit.style, { label: labelOf(kind), handle, kind, number: hit.number });
    const start = startOf(written, hit, bytes);
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
    known(bytes, start, end, hash, into, at) {
      const number = out.find(bytes, start, end, hash);
      return number >= 0 && isFresh(out.answers.since(number)) && out.answers.give(number, into, at);
    },
    write({ handles, kinds, numbers }, at, glued, target, to) {
      const kind = kinds[at] as Kind;
      written.label = labelOf(kind);
      written.kind = kind;
      written.handle = handles[at] as number;
      written.number = numbers[at] as number;
      return putPlaceholder(glued && hasBoundary ? "word" : style, written, target, to);
    },
    mask(values) {
      if (values.count === 0) return undefined;
      identifyAll(values);
      values.styles.fill(STYLE_BIT[style], 0, values.count);
      if (isCounted) addCounters(values);
      const done = putColumns(store, values, style);
      return done instanceof Promise ? done.then(() => remember(values)) : remember(values);
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

/** What a session keeps of values: the entry of each and since when. */
function rememberedAnswers(capacity: number): Remembered {
  return new Remembered(capacity);
}

class Remembered {
  private readonly handles: Float64Array;
  private readonly numbers: Float64Array;
  private readonly sinces: Float64Array;
  private readonly kinds: Kind[];

  constructor(capacity: number) {
    this.handles = new Float64Array(capacity);
    this.numbers = new Float64Array(capacity);
    this.sinces = new Float64Array(capacity);
    this.kinds = new Array<Kind>(capacity).fill("");
  }

  since(number: number): number {
    return this.sinces[number] as number;
  }

  keep(number: number, { handles, numbers, kinds }: Issues, at: number, since: number): void {
    this.handles[number] = handles[at] as number;
    this.numbers[number] = numbers[at] as number;
    this.kinds[number] = kinds[at] as Kind;
    this.sinces[number] = since;
  }

  give(number: number, into: Issues, at: number): true {
    into.set(at, this.handles[number] as number, this.kinds[number] as Kind, this.numbers[number] as number);
    return true;
  }

  take(to: number, from: Remembered, at: number): void {
    this.handles[to] = from.handles[at] as number;
    this.numbers[to] = from.numbers[at] as number;
    this.kinds[to] = from.kinds[at] as Kind;
    this.sinces[to] = from.sinces[at] as number;
  }
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
