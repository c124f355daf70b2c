// A store whose calls wait for other processes without holding up this one: what finds the store locked is called again a
// little later, and only who asked waits. For servers, over a store that itself waits for nothing.

import { setTimeout as wait } from "node:timers/promises";
import { ClosemaskError } from "../errors.ts";
import type { Awaitable, SessionStore, SessionTexts, Store } from "../mask/store.ts";

/** Milliseconds between two calls; the last one counts on. Others hold a lock for a few milliseconds as a rule. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25, 50] as const;

/**
 * `patience` in milliseconds; what is still locked then fails as it would have at once. Every call of `store` must be one that did
 * nothing when it failed. What the store does by itself in quiet moments is left to the next one.
 */
export function createPatientStore(store: Store, patience: number): Store {
  /** Answers at once where the store does. */
  function patiently<T>(call: () => Awaitable<T>): Awaitable<T> {
    let made: Awaitable<T>;
    try {
      made = call();
    } catch (error) {
      return isLocked(error) ? later(call, error) : fail(error);
    }
    return made instanceof Promise
      ? made.catch((error: unknown) => (isLocked(error) ? later(call, error) : fail(error)))
      : made;
  }

  async function later<T>(call: () => Awaitable<T>, first: unknown): Promise<T> {
    const until = performance.now() + patience;
    let last = first;
    for (let tries = 0; performance.now() < until; tries++) {
      await wait(PAUSES[Math.min(tries, PAUSES.length - 1)]);
      try {
        return await call();
      } catch (error) {
        if (!isLocked(error)) throw error;
        last = error;
      }
    }
    throw last;
  }

  function patientSession(session: SessionStore): SessionStore {
    const { putColumns, getColumns, addNotes, notes, mark, forgets = false } = session;
    return {
      ...(mark && { mark: () => patiently(() => mark()) }),
      ...(forgets && { forgets }),
      put: (entries) => patiently(() => session.put(entries)),
      get: (handles) => patiently(() => session.get(handles)),
      getNumbered: (keys) => patiently(() => session.getNumbered(keys)),
      reserve: (handles, numbers) => patiently(() => session.reserve(handles, numbers)),
      literals: (limit, each, judge) => patiently(() => session.literals(limit, each, judge)),
      epoch: () => patiently(() => session.epoch()),
      ...(putColumns && { putColumns: (columns) => patiently(() => putColumns(columns)) }),
      ...(getColumns && {
        getColumns: (handles, count, entries) => patiently(() => getColumns(handles, count, entries)),
      }),
      ...(addNotes && { addNotes: (records) => patiently(() => addNotes(records)) }),
      ...(notes && { notes: (each) => patiently(() => notes(each)) }),
    };
  }

  function patientTexts(texts: SessionTexts): SessionTexts {
    return {
      get: (name) => patiently(() => texts.get(name)),
      put: (name, bytes) => patiently(() => texts.put(name, bytes)),
      names: (prefix) => patiently(() => texts.names(prefix)),
      remove: (name) => patiently(() => texts.remove(name)),
    };
  }

  const { idle, newestKey, sealedBy, texts } = store;
  return {
    type: store.type,
    capabilities: store.capabilities,
    session(name, options) {
      const found = patiently(() => store.session(name, options));
      const patient = (session: SessionStore | null): SessionStore | null => session && patientSession(session);
      return found instanceof Promise ? found.then(patient) : patient(found);
    },
    list: () => patiently(() => store.list()),
    purge: (name) => patiently(() => store.purge(name)),
    prune: () => patiently(() => store.prune()),
    dump: (name) => patiently(() => store.dump(name)),
    load: (dump) => patiently(() => store.load(dump)),
    reseal: (progress) => patiently(() => store.reseal(progress)),
    ...(sealedBy && { sealedBy: () => patiently(() => sealedBy()) }),
    ...(newestKey && { newestKey: () => patiently(() => newestKey()) }),
    ...(texts && { texts: (session) => patientTexts(texts(session)) }),
    ...(idle && { idle: () => idle() }),
    close: () => store.close(),
  };
}

function isLocked(error: unknown): boolean {
  return error instanceof ClosemaskError && error.code === "store-locked";
}

function fail(error: unknown): never {
  throw error;
}
