// A store as one tenant sees it: a name space of its own, whose sessions nobody else can name, over a store that several
// share. Each tenant's keys follow from its name (`tenantRing`), so that not even a mix-up of rows would open.

import type { Awaitable, SessionDump, SessionInfo, Store } from "../mask/store.ts";
import { splitName, storedName } from "./session-name.ts";
import { hasTexts } from "./sqlite-texts.ts";

/**
 * The view of `tenant`, or of the sessions of no tenant with null. `list`, `purge`, `dump` and `load` reach its own sessions
 * only; `prune`, `reseal`, `idle` and `close` are for all of the store, as they are upkeep. Use it with the keys of
 * `tenantRing(ring, tenant)`, or `sessionKeys(ring, name, tenant)`.
 * @throws ClosemaskError `usage` when it is no name of a tenant
 */
export function createTenantStore(store: Store, tenant: string | null): Store {
  const at = (name: string): string => storedName(tenant, name);
  // Checked at once, not with the first session.
  at("default");

  const own = (infos: readonly SessionInfo[]): SessionInfo[] =>
    infos.flatMap((info) => {
      const named = splitName(info.name);
      return named.tenant === tenant ? [{ ...info, name: named.session }] : [];
    });

  const view: Store = {
    ...store,
    session: (name, options) => store.session(at(name), options),
    list: () => after(store.list(), own),
    purge: (name) => store.purge(at(name)),
    dump: (name) => after(store.dump(at(name)), (dump): SessionDump | null => dump && { ...dump, name }),
    load: (dump) => store.load({ ...dump, name: at(dump.name) }),
  };
  if (!hasTexts(store)) return view;
  return Object.assign(view, { texts: (session: string) => store.texts(at(session)) });
}

/** Without a promise where there is none. */
function after<T, U>(result: Awaitable<T>, then: (result: T) => U): Awaitable<U> {
  return result instanceof Promise ? result.then(then) : then(result);
}
