// A store over a key ring that may change while the process runs: of any engine. Where a call meets what only a newer ring
// opens, or may write, the ring is read again from where it came, the store is opened with it, and the call is made again.

import { ClosemaskError } from "../errors.ts";
import type { Awaitable, SessionStore, SessionTexts, Store } from "../mask/store.ts";
import { isRingOld, type KeyRing, rotateRing, waitingKey } from "./keys.ts";

export interface RotatingOptions {
  readonly ring: KeyRing;
  /** Opens the store with a ring; the first time with `ring`. */
  readonly open: (ring: KeyRing) => Awaitable<Store>;
  /** Reads the ring again. @throws ClosemaskError `key-*` */
  readonly reload: () => Promise<KeyRing>;
  /** Another ring is in use from now on. */
  readonly renewed?: (ring: KeyRing) => void;
}

/** A store with the ring it was opened with. */
interface Generation {
  readonly no: number;
  readonly ring: KeyRing;
  readonly store: Store;
  /** Calls under way: the store of before is closed when the last one ends. */
  busy: number;
}

/** Rotations that one call may meet. */
const ROUNDS = 3;
/** Above any number of epochs that one generation has. */
const EPOCHS = 2 ** 32;

/** @throws what `open` throws */
export async function openRotatingStore(options: RotatingOptions): Promise<Store> {
  const { reload, open, renewed } = options;
  let current: Generation = { no: 0, ring: options.ring, store: await open(options.ring), busy: 0 };
  let renewing: Promise<boolean> | null = null;

  /** Makes the call, and again with a newer ring where this one will not do. Synchronous when the store is. */
  function attempt<T>(call: (generation: Generation) => Awaitable<T>): Awaitable<T> {
    const generation = current;
    try {
      const result = call(generation);
      return result instanceof Promise
        ? held(generation, result).catch((error) => again(error, generation, call))
        : result;
    } catch (error) {
      return again(error, generation, call);
    }
  }

  async function again<T>(
    error: unknown,
    failed: Generation,
    call: (generation: Generation) => Awaitable<T>,
  ): Promise<T> {
    let last = error;
    let generation = failed;
    for (let rounds = 0; rounds < ROUNDS; rounds++) {
      if (!(last instanceof ClosemaskError) || last.code !== "key-wrong" || !(await renew(generation, last))) break;
      generation = current;
      try {
        return await held(generation, Promise.resolve(call(generation)));
      } catch (next) {
        last = next;
      }
    }
    throw last;
  }

  async function held<T>(generation: Generation, result: Promise<T>): Promise<T> {
    generation.busy++;
    try {
      return await result;
    } finally {
      generation.busy--;
      if (generation !== current && generation.busy === 0) await generation.store.close();
    }
  }

  /** True when there is another ring than that of `failed` by now. */
  function renew(failed: Generation, error: unknown): Promise<boolean> {
    if (failed !== current) return Promise.resolve(true);
    renewing ??= replace(error).finally(() => {
      renewing = null;
    });
    return renewing;
  }

  async function replace(error: unknown): Promise<boolean> {
    const before = current;
    let ring = await reload();
    // Another root is another key: its store would be another one.
    if (!sameBytes(ring.root, before.ring.root)) return false;
    if (sameSealing(ring, before.ring)) {
      // The key that was prepared for this has begun to write, on another machine: it may here too.
      if (!isRingOld(error) || waitingKey(ring) === null) return false;
      ring = rotateRing(ring);
    }
    current = { no: before.no + 1, ring, store: await open(ring), busy: 0 };
    renewed?.(ring);
    if (before.busy === 0) await before.store.close();
    return true;
  }

  async function session(name: string, options: { create?: boolean } = {}): Promise<SessionStore | null> {
    const first = await attempt((generation) => opened(generation, name, options));
    if (first === null) return null;
    let known = { no: current.no, session: first };

    /** The session in the store of a generation. */
    function at(generation: Generation): Awaitable<SessionStore> {
      if (known.no === generation.no) return known.session;
      return opened(generation, name, options).then((found) => {
        if (found === null) throw new ClosemaskError("session-missing", "the session was purged meanwhile");
        known = { no: generation.no, session: found };
        return found;
      });
    }

    const use = <T>(step: (session: SessionStore, generation: Generation) => Awaitable<T>): Awaitable<T> =>
      attempt((generation) => {
        const found = at(generation);
        return found instanceof Promise ? found.then((there) => step(there, generation)) : step(found, generation);
      });
    const none = (done: Awaitable<unknown>): undefined | Promise<undefined> =>
      done instanceof Promise ? done.then(() => undefined) : undefined;

    return {
      put: (entries) => use((inner) => inner.put(entries)),
      get: (handles) => use((inner) => inner.get(handles)),
      getNumbered: (keys) => use((inner) => inner.getNumbered(keys)),
      reserve: (handles, numbers) => use((inner) => inner.reserve(handles, numbers)),
      literals: (limit, each, judge) => use((inner) => inner.literals(limit, each, judge)),
      // Another generation remembers nothing, so its number must not be one that was said before.
      epoch: () =>
        use((inner, { no }) => {
          const epoch = inner.epoch();
          return epoch instanceof Promise ? epoch.then((found) => no * EPOCHS + found) : no * EPOCHS + epoch;
        }),
      ...(first.putColumns && { putColumns: (columns) => none(use((inner) => inner.putColumns?.(columns))) }),
      ...(first.getColumns && {
        getColumns: (handles, count, entries) => none(use((inner) => inner.getColumns?.(handles, count, entries))),
      }),
      ...(first.mark && { mark: () => use((inner) => inner.mark?.() ?? "") }),
      ...(first.forgets === true && { forgets: true }),
      ...(first.addNotes && { addNotes: (records) => use((inner) => inner.addNotes?.(records)) }),
      ...(first.notes && { notes: (each) => use((inner) => inner.notes?.(each)) }),
    };
  }

  const { store } = current;
  return {
    type: store.type,
    capabilities: store.capabilities,
    session,
    list: () => attempt((generation) => generation.store.list()),
    purge: (name) => attempt((generation) => generation.store.purge(name)),
    prune: () => attempt((generation) => generation.store.prune()),
    dump: (name) => attempt((generation) => generation.store.dump(name)),
    load: (dump) => attempt((generation) => generation.store.load(dump)),
    reseal: (progress) => attempt((generation) => generation.store.reseal(progress)),
    ...(store.sealedBy && { sealedBy: () => attempt((generation) => generation.store.sealedBy?.() ?? new Map()) }),
    ...(store.newestKey && { newestKey: () => attempt((generation) => generation.store.newestKey?.() ?? 0) }),
    ...(store.idle && { idle: () => attempt((generation) => generation.store.idle?.()) }),
    ...(store.texts && { texts }),
    close: () => current.store.close(),
  };

  function texts(name: string): SessionTexts {
    const use = <T>(step: (texts: SessionTexts) => Awaitable<T>): Awaitable<T> =>
      attempt(({ store: { texts: of } }) => {
        if (of === undefined) throw new TypeError("a store of one engine is one of another by now");
        return step(of(name));
      });
    return {
      get: (text) => use((inner) => inner.get(text)),
      put: (text, bytes) => use((inner) => inner.put(text, bytes)),
      names: (prefix) => use((inner) => inner.names(prefix)),
      remove: (text) => use((inner) => inner.remove(text)),
    };
  }
}

async function opened(
  { store }: Generation,
  name: string,
  options: { create?: boolean },
): Promise<SessionStore | null> {
  return await store.session(name, options);
}

function sameSealing(a: KeyRing, b: KeyRing): boolean {
  const numbers = ({ sealing, writing }: KeyRing): string => `${sealing.map(({ no }) => no).join()} ${writing}`;
  return numbers(a) === numbers(b);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b);
}
