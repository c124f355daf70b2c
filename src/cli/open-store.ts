// Key, store and session of the effective configuration. Apart from open.ts, so that one-way masking loads none of it.

import { ClosemaskError } from "../errors.ts";
import type { SessionStore, Store } from "../mask/store.ts";
import { type KeyRing, sessionKeys } from "../store/keys.ts";
import { checkSessionName } from "../store/session-name.ts";
import { createSqliteStore } from "../store/sqlite.ts";
import { parseDuration } from "./config/units.ts";
import { openKey } from "./key.ts";
import { type Setup, storePath } from "./open.ts";

export interface OpenStore {
  readonly store: Store;
  readonly ring: KeyRing;
}

export interface OpenSession extends OpenStore {
  readonly session: SessionStore;
  /** HMAC key of the session's ids. */
  readonly idKey: Uint8Array;
}

/** @throws ClosemaskError `key-*`, `store-*` */
export async function openConfiguredStore(setup: Setup): Promise<OpenStore> {
  const { config, paths, say } = setup;
  if (config.store.type !== "sqlite") {
    throw new ClosemaskError("config", `store.type ${config.store.type} is not part of this version`, {
      hint: 'set store.type to "sqlite"',
    });
  }
  const path = storePath(setup);
  const { ring, describe } = await openKey({ config, paths, say, storePath: path });
  say.debug(`key from ${describe}`);
  const { ttl, maxEntries, atLimit } = config.store;
  const limits = { ttl: parseDuration(ttl), maxEntries, atLimit };
  return { store: createSqliteStore({ path, ring, limits, now: () => Date.now() }), ring };
}

/** The session is made when it is missing. @throws ClosemaskError `usage`, `key-*`, `store-*` */
export async function openConfiguredSession(setup: Setup): Promise<OpenSession> {
  const { session: name } = setup.config;
  checkSessionName(name);
  const opened = await openConfiguredStore(setup);
  const session = await opened.store.session(name);
  if (session === null) throw new ClosemaskError("session-missing", "the session cannot be made");
  return { ...opened, session, idKey: sessionKeys(opened.ring, name).id };
}
