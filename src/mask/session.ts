// A session as the feeds see it: values in, placeholders out, and back. It keeps no text and opens no file; the store is
// handed in. A value is stored before its placeholder is given away.

import { labelOf } from "../detect/kinds.ts";
import type { Kind, Style } from "../types.ts";
import { createCache } from "./cache.ts";
import { createIdentify } from "./identity.ts";
import { counterOf, type LookAlike, writePlaceholder } from "./placeholder.ts";
import { type Entry, type NewEntry, type SessionStore, STYLE_BIT } from "./store.ts";

/** A value on its way out. `text` is the latin1 view of its bytes. */
export interface Outgoing {
  readonly text: string;
  readonly kind: Kind;
  /** True when no rule finds it again without its label. */
  readonly literal: boolean;
}

/** How a value leaves. `plain` is the form for places where the style's own would run into its neighbours. */
export interface Placeholder {
  readonly bytes: Buffer;
  readonly plain: Buffer;
  readonly kind: Kind;
}

export interface Session {
  /** Placeholders of values, in order, each stored before this returns. Synchronous when the store is. */
  mask(values: readonly Outgoing[]): Placeholder[] | Promise<Placeholder[]>;
  /** The placeholder of a value that this process has met lately. */
  known(text: string): Placeholder | undefined;
  /** What look-alikes stand for, in order; null for those that this session has not issued in that form. */
  restore(found: readonly LookAlike[], bytes: Buffer): (Restored | null)[] | Promise<(Restored | null)[]>;
  /** Sets the handles of look-alikes aside, so that they are never given to a value. */
  reserve(found: readonly LookAlike[]): undefined | Promise<undefined>;
  literals(limit: number): ReturnType<SessionStore["literals"]>;
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
}

/** Characters of keys each of the two caches keeps at most twice. */
const CACHE = 8 * 1024 * 1024;

export function createSession(options: SessionOptions): Session {
  const { store, style } = options;
  const identify = createIdentify(options.idKey, options.length === 8 ? 12 : 9);
  const out = createCache<Placeholder>(CACHE);
  const back = createCache<{ value: Uint8Array; kind: Kind; written: string }>(CACHE);
  const reserved = new Set<string>();

  function toEntry(value: Outgoing): NewEntry {
    const bytes = Buffer.from(value.text, "latin1");
    const counter = counterOf(style, value.kind, labelOf(value.kind));
    return {
      ...identify(bytes),
      kind: value.kind,
      value: bytes,
      style,
      literal: value.literal,
      ...(counter === undefined ? {} : { counter: counter.counter, counterLimit: counter.limit }),
    };
  }

  function remember(values: readonly Outgoing[], results: Awaited<ReturnType<SessionStore["put"]>>): Placeholder[] {
    return values.map((value, i) => {
      const result = results[i];
      if (result === undefined) throw new TypeError("the store answered with too few entries");
      const entry = { label: labelOf(result.kind), handle: result.handle, kind: result.kind, number: result.number };
      const bytes = Buffer.from(writePlaceholder(style, entry));
      const placeholder = {
        bytes,
        plain: style === "bare" || style === "format" ? Buffer.from(writePlaceholder("word", entry)) : bytes,
        kind: result.kind,
      };
      out.set(value.text, placeholder);
      return placeholder;
    });
  }

  /** Whether `entry` was issued as the text of a look-alike, and where that text starts. */
  function accept(entry: Entry | null, hit: LookAlike, bytes: Buffer): Restored | null {
    if (entry === null) return null;
    const bit =
      hit.style === "word" || hit.style === "dollar" ? STYLE_BIT[hit.style] : STYLE_BIT[hit.style] & ~STYLE_BIT.word;
    if ((entry.styles & bit) === 0) return null;
    if (hit.loose === true) return { start: hit.start, value: entry.value, kind: entry.kind };
    const written = writePlaceholder(hit.style, {
      label: labelOf(entry.kind),
      handle: entry.handle,
      kind: entry.kind,
      number: hit.number,
    });
    const start = hit.end - written.length;
    if (start < hit.start || bytes.toString("latin1", start, hit.end) !== written) return null;
    if (hit.style !== "word" && start !== hit.start) return null;
    back.set(keyOf(hit), { value: entry.value, kind: entry.kind, written });
    return { start, value: entry.value, kind: entry.kind };
  }

  function fromCache(hit: LookAlike, bytes: Buffer): Restored | null {
    const cached = hit.loose === true ? undefined : back.get(keyOf(hit));
    if (cached === undefined) return null;
    const start = hit.end - cached.written.length;
    // The id alone does not say the label: the text must be the very one that was issued.
    if (start < hit.start || bytes.toString("latin1", start, hit.end) !== cached.written) return null;
    return hit.style === "word" || start === hit.start ? { start, value: cached.value, kind: cached.kind } : null;
  }

  return {
    known: (text) => out.get(text),
    mask(values) {
      if (values.length === 0) return [];
      const results = store.put(values.map(toEntry));
      return results instanceof Promise ? results.then((r) => remember(values, r)) : remember(values, results);
    },
    restore(found, bytes) {
      const answers: (Restored | null)[] = found.map((hit) => fromCache(hit, bytes));
      // What was set aside is never issued, so it need not be looked up again.
      const open = found.flatMap((hit, i) => (answers[i] === null && !reserved.has(keyOf(hit)) ? [{ hit, i }] : []));
      const byHandle = open.filter(({ hit }) => hit.handle !== null);
      const byNumber = open.filter(({ hit }) => hit.counter !== null);
      const settle = (asked: typeof open, entries: (Entry | null)[]): void => {
        for (const [k, { hit, i }] of asked.entries()) answers[i] = accept(entries[k] ?? null, hit, bytes);
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
      const fresh = found.filter((hit) => !reserved.has(keyOf(hit)));
      if (fresh.length === 0) return undefined;
      if (reserved.size > RESERVED_SEEN) reserved.clear();
      for (const hit of fresh) reserved.add(keyOf(hit));
      const handles = new Set(fresh.flatMap((hit) => (hit.handle === null ? [] : [hit.handle])));
      const numbers = fresh.flatMap((hit) =>
        hit.counter === null ? [] : [{ counter: hit.counter, number: hit.number }],
      );
      const done = store.reserve([...handles], numbers);
      return done instanceof Promise ? done.then(() => undefined) : undefined;
    },
    literals: (limit) => store.literals(limit),
  };
}

/** Look-alikes that this process need not reserve twice. */
const RESERVED_SEEN = 100_000;

function keyOf(hit: LookAlike): string {
  return hit.handle === null ? `${hit.counter}:${hit.number}` : `${hit.style}:${hit.handle}`;
}
