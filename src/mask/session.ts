// A session as the feeds see it: values in, placeholders out, and back. It keeps no text and opens no file; the store is
// handed in. A value is stored before its placeholder is given away.

import { labelOf } from "../detect/kinds.ts";
import { ClosemaskError } from "../errors.ts";
import type { Kind, Style } from "../types.ts";
import { putColumns, type ValueColumns } from "./columns.ts";
import { createDoorkeeper } from "./doorkeeper.ts";
import { createIdentifyAll, fromHandle } from "./identity.ts";
import type { Output } from "./output.ts";
import { counterOf, type LookAlike, PLACEHOLDER_MAX, putPlaceholder } from "./placeholder.ts";
import { createQuick } from "./quick.ts";
import { createIssuedCache, createRestoredCache, weightOf } from "./remembered.ts";
import { getEntries, getNumbered, type Restorations } from "./restored.ts";
import { CHOICES, type CounterOf, type Entries, type Issues, type SessionStore, STYLE_BIT } from "./store.ts";
import { looseLabelStart } from "./tolerant.ts";
import { hashOf } from "./value-cache.ts";

/** Values in, placeholders out, and back. For machines; programs use `createCloseMask`. */
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
  /** Finds out what look-alikes stand for; nothing, where this session has not issued them in that form. */
  restore(found: readonly LookAlike[], bytes: Buffer, into: Restorations): undefined | Promise<undefined>;
  /**
   * Writes `bytes[from, to)` with values in place of placeholders that came before, up to where something else may be one; adds up what was
   * put back by kind. Returns how far it came, beyond `to` when a placeholder is. Of what follows up to `end` nothing is written.
   */
  swap(bytes: Uint8Array, from: number, to: number, end: number, into: Output, counts: Map<Kind, number>): number;
  /** True for a look-alike that this process has set aside: it is not issued, and needs no further thought. */
  isReserved(found: LookAlike): boolean;
  /** Sets the handles of look-alikes aside, so that they are never given to a value. */
  reserve(found: readonly LookAlike[]): undefined | Promise<undefined>;
  /** See SessionStore. */
  literals: SessionStore["literals"];
}

/** Where entries are kept, and how they are written. */
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

/** A larger value is looked up each time. */
const CACHED_VALUE_MAX = 64 * 1024;

const FOREVER: Refresh = { now: () => 0, after: Number.POSITIVE_INFINITY };

/**
 * A session over one of a store: ids, placeholders and what is remembered of both.
 * @throws ClosemaskError `config` when the store cannot have what the style needs.
 */
export function createSession(options: SessionOptions): Session {
  const { store, style } = options;
  const forgets = store.forgets === true;
  if (forgets && (style === "angle" || style === "format")) throw numberless(style);
  const refresh = forgets ? NOTHING : (options.refresh ?? FOREVER);
  const identify = createIdentifyAll(options.idKey, options.length === 8 && !forgets ? 12 : 9);
  const identifyAll = forgets ? longestOnly(identify) : identify;
  /** Styles that number their entries, and those without a closing mark. */
  const isCounted = style === "angle" || style === "format";
  const hasBoundary = style === "bare" || style === "format";
  const cachedMax = refresh.after > 0 ? CACHED_VALUE_MAX : -1;
  let out = createIssuedCache();
  let back = createRestoredCache();
  const quick = createQuick(refresh.after);
  const backAgain = createDoorkeeper();
  const reserved = new Set<string>();
  const taken = new Set<string>();
  /** What is written, used again. */
  const scratch = new Uint8Array(PLACEHOLDER_MAX);
  const written = { label: "", kind: "", handle: 0, number: 0 };
  const counters = new Map<Kind, CounterOf | undefined>();
  /** The time as of the last call that asked the store for something; asking the clock for each value would cost more. */
  let now = refresh.now();
  /** Whether anything is remembered. */
  let holding = false;
  /** The store's epoch when it was last asked. */
  let epoch: number | undefined;
  /** False while answers are taken in that were asked for in another epoch: of a store that lets others work meanwhile. */
  let current = true;

  function settleEpoch(found: number): undefined {
    if (found === epoch) return undefined;
    epoch = found;
    holding = false;
    out = createIssuedCache();
    back = createRestoredCache();
    quick.forget();
    reserved.clear();
    taken.clear();
    return undefined;
  }

  /** Takes the answers of a store in that let others work meanwhile. */
  function whenDone(asked: Promise<unknown>, take: () => undefined): Promise<undefined> {
    const then = epoch;
    return asked.then(() => {
      current = epoch === then;
      try {
        return take();
      } finally {
        current = true;
      }
    });
  }

  function isFresh(since: number): boolean {
    return now - since < refresh.after;
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
    now = refresh.now();
    for (let i = 0; i < count; i++) {
      const start = ends[i] as number;
      const end = ends[i + 1] as number;
      if (end - start > cachedMax || !current) continue;
      const number = out.add(bytes, start, end, hashes[i] as number);
      if (number < 0) continue;
      out.answers.keep(number, issues, i, now);
      holding = true;
    }
    return undefined;
  }

  /** Answers for a look-alike whose entry is there, unless it was not issued as that text. */
  function accept(entries: Entries, k: number, hit: LookAlike, bytes: Buffer, into: Restorations, i: number): boolean {
    if (((entries.styles[k] as number) & bitOf(hit)) === 0) return false;
    const kind = entries.kinds[k] as Kind;
    const from = entries.froms[k] as number;
    const to = entries.tos[k] as number;
    const exact = hit.loose === true ? -1 : startOf(hit, kind, bytes);
    const start = exact < 0 ? looseStartOf(hit, kind, bytes) : exact;
    if (start < 0) return false;
    into.set(i, start, kind, entries.bytes, from, to);
    if (exact >= 0 && current && backAgain(hit.handle ?? hit.number) && to - from <= cachedMax) {
      if (hit.style === "dollar") quick.keep(bytes, hit.start, hit.end, kind, entries.bytes, from, to, now);
      const number = back.add(bytes, hit.start, hit.end, hashOf(bytes, hit.start, hit.end), weightOf(to - from));
      if (number < 0) return true;
      back.answers.keep(number, hit, start, kind, entries.bytes.slice(from, to), now);
      holding = true;
    }
    return true;
  }

  /** Where the text of a look-alike begins when it is exactly an entry's; -1 when it is not. A `word` may stand behind other letters. */
  function startOf(hit: LookAlike, kind: Kind, bytes: Buffer): number {
    written.label = labelOf(kind);
    written.kind = kind;
    // Of an entry that was found by its number the handle plays no part: its style writes the number.
    written.handle = hit.handle ?? 0;
    written.number = hit.number;
    const length = putPlaceholder(hit.style, written, scratch, 0);
    const start = hit.end - length;
    if (hit.style === "word" ? start < hit.start : start !== hit.start) return -1;
    for (let k = 0; k < length; k++) if (scratch[k] !== bytes[start + k]) return -1;
    return start;
  }

  /** The same for a bent form, and for a `word` under another label. */
  function looseStartOf(hit: LookAlike, kind: Kind, bytes: Buffer): number {
    if (hit.loose !== true && hit.anyLabel !== true) return -1;
    if (hit.style !== "word" || hit.handle === null) return hit.start;
    const behind = hit.loose === true ? hit.start : hit.end - fromHandle(hit.handle).width - 1;
    return looseLabelStart(bytes, behind, hit.end, labelOf(kind));
  }

  function fromCache(hit: LookAlike, bytes: Buffer, into: Restorations, i: number): boolean {
    if (hit.loose === true) return false;
    const number = back.find(bytes, hit.start, hit.end, hashOf(bytes, hit.start, hit.end));
    if (number < 0) return false;
    const since = back.answers.since(number);
    if (!isFresh(since) || !back.answers.give(number, hit, into, i)) return false;
    if (hit.style === "dollar" && quick.hasLost) {
      const value = into.values[i] as Uint8Array;
      quick.keep(bytes, hit.start, hit.end, into.kinds[i] as Kind, value, 0, value.length, since);
    }
    return true;
  }

  function settle(
    asked: Int32Array,
    count: number,
    entries: Entries,
    found: readonly LookAlike[],
    bytes: Buffer,
    into: Restorations,
  ): undefined {
    if (entries.count !== count) throw new TypeError("the store answered with another number of entries");
    for (let k = 0; k < count; k++) {
      if (entries.styles[k] === -1) continue;
      const i = asked[k] as number;
      const hit = found[i] as LookAlike;
      if (accept(entries, k, hit, bytes, into, i)) continue;
      if (!current) continue;
      // Its id is a value's, under another label or in a style to come: nothing to set aside.
      taken.add(keyOf(hit));
      holding = true;
    }
    return undefined;
  }

  return {
    begin() {
      now = refresh.now();
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
      values.issues.room(0);
      identifyAll(values);
      values.styles.fill(STYLE_BIT[style], 0, values.count);
      if (isCounted) addCounters(values);
      const done = putColumns(store, values, style);
      return done instanceof Promise ? whenDone(done, () => remember(values)) : remember(values);
    },
    restore(found, bytes, into) {
      now = refresh.now();
      into.room(found.length);
      const { handles, wanted, byHandle, byNumber, numbered, entries, others } = into.work;
      let count = 0;
      for (let i = 0; i < found.length; i++) {
        const hit = found[i] as LookAlike;
        // What was set aside is never issued, so it need not be looked up again.
        if (fromCache(hit, bytes, into, i) || (reserved.size > 0 && reserved.has(keyOf(hit)))) continue;
        if (hit.handle !== null) {
          handles[count] = hit.handle;
          wanted[count] = bitOf(hit);
          byHandle[count++] = i;
        } else if (hit.counter !== null) {
          byNumber[numbered.length] = i;
          numbered.push({ counter: hit.counter, number: hit.number });
        }
      }
      const first = count === 0 ? undefined : getEntries(store, handles, count, entries, wanted);
      const second = numbered.length === 0 ? undefined : getNumbered(store, numbered, others);
      const both = (): undefined => {
        if (count > 0) settle(byHandle, count, entries, found, bytes, into);
        if (numbered.length > 0) settle(byNumber, numbered.length, others, found, bytes, into);
      };
      return first === undefined && second === undefined ? both() : whenDone(Promise.all([first, second]), both);
    },
    swap: (bytes, from, to, end, into, counts) => quick.run(bytes, from, to, end, into, counts, now),
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
    literals: (limit, each, judge) => store.literals(limit, each, judge),
  };
}

/** Remembers nothing: what the store has forgotten must not be given out. */
const NOTHING: Refresh = { now: () => 0, after: 0 };

/**
 * Leaves a value its fifteen digits. Which of two values has a shorter id depends on who came first, and a store that forgets may
 * say otherwise later: then an old placeholder would be restored to another value.
 */
function longestOnly(identifyAll: (columns: ValueColumns) => void): (columns: ValueColumns) => void {
  return (columns) => {
    identifyAll(columns);
    const { handles, count } = columns;
    for (let i = 0; i < CHOICES * count; i++) if (i % CHOICES !== CHOICES - 1) handles[i] = -1;
  };
}

function numberless(style: Style): ClosemaskError {
  return new ClosemaskError("config", `the store keeps no counters, which placeholders in the style ${style} need`, {
    hint: "set placeholder.style to dollar or word, or use a store that keeps what it has: sqlite, redis, dynamodb",
  });
}

/** The bit that an entry must have to have been issued in the style of a look-alike. */
function bitOf({ style }: LookAlike): number {
  return style === "word" || style === "dollar" ? STYLE_BIT[style] : STYLE_BIT[style] & ~STYLE_BIT.word;
}

/** Look-alikes that this process need not reserve twice. */
const RESERVED_SEEN = 20_000;

function keyOf(hit: LookAlike): string {
  return hit.handle === null ? `${hit.counter}:${hit.number}` : `${hit.style}:${hit.handle}`;
}
