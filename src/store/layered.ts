// The layered store: copies in memory, and in a SQLite file of this machine, in front of the store that decides. That one is asked
// for all that makes or changes an entry, and each time whether something was removed; what the layers save is reading values again.

import { createHash } from "node:crypto";
import { createIdentify } from "../mask/identity.ts";
import type { Columns, Entry, Handle, NewEntry, PutResult, SessionStore, Store, StoreLimits } from "../mask/store.ts";
import { STYLE_BIT } from "../mask/store.ts";
import type { Style } from "../types.ts";
import { type KeyRing, sessionKeys } from "./keys.ts";
import { type Copies, createCopies, type MemoryLimits } from "./layered-memory.ts";

export interface LayeredStoreOptions {
  /** The store that decides. */
  readonly back: Store;
  readonly memory: MemoryLimits;
  readonly file?: FileLayer;
  readonly ring: KeyRing;
  /** Those of the back. */
  readonly limits: StoreLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told once when the file cannot be used: it is gone without then. */
  readonly warn?: (error: unknown) => void;
}

/** Copies in a store of this machine, which holds nothing else. */
export interface FileLayer {
  readonly store: Store;
  /** Milliseconds that a copy serves at most. */
  readonly ttl: number;
  /** True when it takes no more copies. */
  isFull(): boolean;
}

/** An entry that is to be copied. */
interface Fresh {
  readonly handle: Handle;
  readonly kind: string;
  readonly value: Uint8Array;
  readonly styles: number;
}

/** Styles by the one bit that only they have; those that fall back to `word` are written after it. */
const STYLES: readonly (readonly [Style, number])[] = (["word", "dollar", "bare", "angle", "format"] as const).map(
  (style) => [style, style === "word" ? STYLE_BIT.word : STYLE_BIT[style] & ~STYLE_BIT.word],
);

export function createLayeredStore(options: LayeredStoreOptions): Store {
  const { back, file, now } = options;
  const sessions = new Map<string, LayeredSession>();
  const copies = createCopies({ ...options.memory, ttl: servesFor(options.memory.ttl, options.limits) }, now);
  let isFileSound = true;

  function open(name: string, behind: SessionStore): LayeredSession {
    let opened = sessions.get(name);
    if (opened === undefined) {
      opened = createLayeredSession({ ...options, name, behind, copies, attempt });
      sessions.set(name, opened);
    }
    return opened;
  }

  /** A step on the file; what goes wrong there is no reason to fail. */
  async function attempt<T>(step: (layer: FileLayer) => Promise<T>): Promise<T | null> {
    if (file === undefined || !isFileSound) return null;
    try {
      return await step(file);
    } catch (error) {
      isFileSound = false;
      options.warn?.(error);
      return null;
    }
  }

  const forget = async (name: string): Promise<void> => {
    await sessions.get(name)?.forget();
  };

  return {
    type: "layered",
    capabilities: back.capabilities,
    async session(name, more) {
      const behind = await back.session(name, more);
      return behind === null ? null : open(name, behind);
    },
    list: () => back.list(),
    async purge(name) {
      await forget(name);
      return await back.purge(name);
    },
    async prune() {
      for (const name of sessions.keys()) await forget(name);
      await attempt(async ({ store }) => store.prune());
      return await back.prune();
    },
    dump: (name) => back.dump(name),
    load: (dump) => back.load(dump),
    async reseal(progress) {
      await attempt(async ({ store }) => store.reseal());
      return await back.reseal(progress);
    },
    ...(back.newestKey && { newestKey: () => back.newestKey?.() ?? 0 }),
    ...(back.sealedBy && { sealedBy: () => back.sealedBy?.() ?? new Map() }),
    ...(back.texts && { texts: back.texts }),
    async idle() {
      await attempt(async ({ store }) => store.idle?.());
      await back.idle?.();
    },
    async close() {
      await attempt(async ({ store }) => store.close());
      await back.close();
    },
  };
}

/** A use that a copy serves is not known to the back, so a copy serves a tenth of an entry's life at most. */
function servesFor(ttl: number, limits: StoreLimits): number {
  const own = ttl === 0 ? Number.POSITIVE_INFINITY : ttl;
  return limits.ttl === 0 ? own : Math.min(own, limits.ttl / 10);
}

interface LayeredSession extends SessionStore {
  /** Drops all copies. */
  forget(): Promise<void>;
}

interface SessionOptions extends LayeredStoreOptions {
  readonly name: string;
  readonly behind: SessionStore;
  readonly copies: Copies;
  attempt<T>(step: (layer: FileLayer) => Promise<T>): Promise<T | null>;
}

function createLayeredSession(options: SessionOptions): LayeredSession {
  const { name, behind, copies, ring, limits, now, attempt, file } = options;
  const identify = createIdentify(sessionKeys(ring, name).id);
  let mark = "";
  /** Session of the file layer that holds the copies. */
  let copied = "";

  /** What the back has lost so far; copies of another state of it are dropped. */
  async function settle(): Promise<void> {
    const found = behind.mark === undefined ? `epoch ${await behind.epoch()}` : await behind.mark();
    if (found !== mark) {
      copies.drop(name);
      mark = found;
    }
    if (file === undefined || behind.mark === undefined) return;
    const period = servesFor(file.ttl, limits);
    const turn = Number.isFinite(period) ? Math.floor(now() / period) : 0;
    const wanted = `copy-${createHash("sha256").update(`${name}\n${mark}\n${turn}`).digest("hex").slice(0, 32)}`;
    if (wanted === copied) return;
    const before = copied;
    copied = wanted;
    if (before !== "") await attempt(async ({ store }) => store.purge(before));
  }

  /** From the file, what is there in the wanted style. */
  async function fromFile(handles: readonly Handle[], wanted: ArrayLike<number>): Promise<(Entry | null)[] | null> {
    return await attempt(async ({ store }) => {
      const session = await store.session(copied, { create: false });
      if (session === null) return null;
      const found = await session.get(handles);
      return found.map((entry, i) => (entry !== null && (entry.styles & (wanted[i] ?? 0)) !== 0 ? entry : null));
    });
  }

  async function keep(fresh: readonly Fresh[]): Promise<void> {
    if (fresh.length === 0 || mark === "") return;
    copies.add(name, fresh);
    if (behind.mark === undefined) return;
    await attempt(async ({ store, isFull }) => {
      if (isFull()) return;
      const session = await store.session(copied);
      if (session === null) return;
      const entries = fresh.flatMap(({ handle, kind, value, styles }): NewEntry[] => {
        const { fingerprint } = identify(value);
        const common = { handles: [handle], fingerprint, kind, value, literal: false };
        return STYLES.filter(([, bit]) => (styles & bit) !== 0).map(([style]) => ({ ...common, style }));
      });
      await session.put(entries);
    });
  }

  async function get(handles: readonly Handle[], wanted?: ArrayLike<number>): Promise<(Entry | null)[]> {
    if (wanted === undefined) return await behind.get(handles);
    await settle();
    const out = handles.map((handle, i): Entry | null => {
      const copy = copies.get(name, handle);
      if (copy === null || (copy.styles & (wanted[i] ?? 0)) === 0) return null;
      return { handle, kind: copy.kind, value: Uint8Array.from(copy.value), styles: copy.styles };
    });
    const missing = (): number[] => out.flatMap((entry, i) => (entry === null ? [i] : []));
    const ask = async (places: readonly number[]): Promise<readonly (Entry | null)[] | null> =>
      places.length === 0
        ? null
        : await fromFile(
            places.map((i) => handles[i] as Handle),
            places.map((i) => wanted[i] ?? 0),
          );
    const first = missing();
    const filed = (await ask(first)) ?? [];
    for (const [k, entry] of filed.entries()) if (entry !== null) out[first[k] as number] = entry;
    copies.add(
      name,
      filed.filter((entry) => entry !== null),
    );
    const rest = missing();
    if (rest.length === 0) return out;
    const found = await behind.get(rest.map((i) => handles[i] as Handle));
    for (const [k, entry] of found.entries()) out[rest[k] as number] = entry;
    await keep(found.filter((entry) => entry !== null));
    return out;
  }

  async function put(entries: readonly NewEntry[]): Promise<PutResult[]> {
    const results = await behind.put(entries);
    await settle();
    await keep(
      results.map(({ handle, kind }, i) => {
        const { value, style } = entries[i] as NewEntry;
        return { handle, kind, value, styles: STYLE_BIT[style] };
      }),
    );
    return results;
  }

  async function putColumns(columns: Columns): Promise<undefined> {
    await behind.putColumns?.(columns);
    await settle();
    const { count, bytes, ends, styles, issues } = columns;
    await keep(
      Array.from({ length: count }, (_, i) => ({
        handle: issues.handles[i] as Handle,
        kind: issues.kinds[i] as string,
        value: bytes.subarray(ends[i], ends[i + 1]),
        styles: styles[i] as number,
      })),
    );
    return undefined;
  }

  return {
    put,
    ...(behind.putColumns === undefined ? {} : { putColumns }),
    get,
    getNumbered: (keys) => behind.getNumbered(keys),
    reserve: (handles, numbers) => behind.reserve(handles, numbers),
    literals: (limit, each, judge) => behind.literals(limit, each, judge),
    ...(behind.addNotes === undefined ? {} : { addNotes: behind.addNotes.bind(behind) }),
    ...(behind.notes === undefined ? {} : { notes: behind.notes.bind(behind) }),
    epoch: () => behind.epoch(),
    ...(behind.mark === undefined ? {} : { mark: behind.mark.bind(behind) }),
    ...(behind.forgets === undefined ? {} : { forgets: behind.forgets }),
    async forget() {
      copies.drop(name);
      const before = copied;
      copied = "";
      mark = "";
      if (before !== "") await attempt(async ({ store }) => store.purge(before));
    },
  };
}
