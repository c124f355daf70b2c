// Key, store and session of the effective configuration. Apart from open.ts, so that one-way masking loads none of it.

import { statSync } from "node:fs";
import { ClosemaskError } from "../errors.ts";
import { createSession, type Refresh, type Session } from "../mask/session.ts";
import type { Awaitable, SessionStore, Store, StoreLimits } from "../mask/store.ts";
import type { LoadedKey } from "../store/key-sources.ts";
import { type KeyRing, sessionKeys, tenantRing } from "../store/keys.ts";
import { touchStep } from "../store/limits.ts";
import { createMemoryStore } from "../store/memory.ts";
import { openRotatingStore } from "../store/rotating.ts";
import { checkPlainName } from "../store/session-name.ts";
import { createSqliteStore } from "../store/sqlite.ts";
import { BUSY_TIMEOUT } from "../store/sqlite-open.ts";
import { isStoreThere } from "../store/store-file.ts";
import { createTenantStore } from "../store/tenants.ts";
import { recorded } from "./audit.ts";
import { refuseStore } from "./config/reserved.ts";
import { parseDuration } from "./config/units.ts";
import { checkHardened } from "./hardened.ts";
import { keepHeapSmall } from "./heap.ts";
import { openKey } from "./key.ts";
import { type Setup, storePath } from "./open.ts";

/** Bytes of a store from which its index alone makes a run a long one. */
const LARGE = 8 * 1024 * 1024;
/** Commands with a proxy. */
const SERVERS = ["serve", "run", "verify"];

export interface OpenStore {
  /** Of the tenant that the configuration names, or of none. */
  readonly store: Store;
  /** Its keys. */
  readonly ring: KeyRing;
  /** The same for all tenants: sessions as `storedName` makes them. */
  readonly all: { readonly store: Store; readonly ring: KeyRing };
  /** Tells of each newer ring that the process takes up while it runs. */
  readonly onRing: (listener: (ring: KeyRing) => void) => void;
  readonly refresh: Refresh;
  /** Where the key came from, in words. */
  readonly keySource: string;
}

export interface OpenSession extends OpenStore {
  readonly session: SessionStore;
  /** HMAC key of the session's ids. */
  readonly idKey: Uint8Array;
}

/** The key of a store that the configuration allows; made where there is none, unless `create` is false. @throws ClosemaskError `key-*`, `config` */
export async function openStoreKey(setup: Setup, create = true): Promise<LoadedKey> {
  const { config, paths, say } = setup;
  const refused = refuseStore(config);
  if (refused !== null) throw refused;
  if (config.store.type === "memory" && !LASTING.has(setup.command)) throw onlyInMemory(setup.command);
  checkHardened(config, setup.command);
  const key = await openKey({ config, paths, say, storePath: storePath(setup), create });
  if (key.made) await recorded(setup, key.ring, { kind: "key", action: "init", more: { source: key.source } });
  return key;
}

/** `key` where it is known already. @throws ClosemaskError `key-*`, `store-*` */
export async function openStore(setup: Setup, key?: LoadedKey): Promise<OpenStore> {
  const { config, paths, say } = setup;
  const path = storePath(setup);
  const { ring, describe } = key ?? (await openStoreKey(setup));
  say.debug(`key from ${describe}`);
  const { tenant = null } = config;
  const { ttl, maxEntries, atLimit } = config.store;
  const limits = { ttl: parseDuration(ttl), maxEntries, atLimit };
  const listeners: ((ring: KeyRing) => void)[] = [];
  const store = await openRotatingStore({
    ring,
    open: await engineOf(setup, limits),
    reload: async () => (await openKey({ config, paths, say, storePath: path, create: false })).ring,
    renewed(next) {
      say.debug("the key was rotated: its newer ring is in use");
      for (const tell of listeners) tell(next);
    },
  });
  return {
    store: createTenantStore(store, tenant),
    ring: tenant === null ? ring : tenantRing(ring, tenant),
    all: { store, ring },
    onRing: (listener) => void listeners.push(listener),
    refresh: { now: () => Date.now(), after: rememberedFor(limits) },
    keySource: describe,
  };
}

/** What opens the configured engine with a ring. */
async function engineOf(setup: Setup, limits: StoreLimits): Promise<(ring: KeyRing) => Awaitable<Store>> {
  const now = (): number => Date.now();
  const { type } = setup.config.store;
  if (type === "memory") {
    // It seals nothing: the same one serves every ring.
    const store = createMemoryStore({ limits, now });
    return () => store;
  }
  if (type !== "sqlite") {
    // In a bundle of its own: who keeps values in a file loads no client of a service.
    const { openRemoteStore } = await import("./remote-store.ts");
    return (ring) => openRemoteStore(setup, ring, limits, createSqliteStore);
  }
  const path = storePath(setup);
  // Before the first look-up, which loads the index of the session.
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGE) keepHeapSmall();
  // Who has many clients must not hold all of them up.
  if (SERVERS.includes(setup.command)) {
    const { createPatientStore } = await import("../store/patient.ts");
    return (ring) => createPatientStore(createSqliteStore({ path, ring, limits, now, waits: false }), BUSY_TIMEOUT);
  }
  return (ring) => createSqliteStore({ path, ring, limits, now });
}

/** Commands that mask and restore in one process. */
const LASTING: ReadonlySet<string> = new Set(["serve", "run", "chat"]);

function onlyInMemory(command: string): ClosemaskError {
  return new ClosemaskError(
    "config",
    `store.type memory ends with the process: ${command} would find nothing, or leave nothing`,
    {
      hint: "set store.type to sqlite; `closemask mask --no-store` keeps values for one run, and serve and chat can have them in memory",
    },
  );
}

/** As long as the store itself notes no second use; not at all where any put may evict. */
function rememberedFor(limits: StoreLimits): number {
  if (limits.atLimit === "evict") return 0;
  return limits.ttl === 0 ? Number.POSITIVE_INFINITY : touchStep(limits);
}

/** The session is made when it is missing. @throws ClosemaskError `usage`, `key-*`, `store-*` */
export async function openSession(setup: Setup): Promise<OpenSession> {
  const { session: name } = setup.config;
  checkPlainName(name);
  const opened = await openStore(setup);
  const session = await opened.store.session(name);
  if (session === null) throw new ClosemaskError("session-missing", "the session cannot be made");
  const idKey = sessionKeys(opened.ring, name).id;
  return { ...opened, session, idKey };
}

/** A session that is only read, and need not exist. */
export interface Restoring {
  readonly begin: Session["begin"];
  readonly restore: Session["restore"];
  readonly swap: Session["swap"];
  /** Looks whether it exists by now. */
  exists(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Makes nothing: a mistyped name must not become a session. `mask | unmask` start at the same time, so one that is missing is
 * looked for again with each placeholder; values are stored before their placeholders are written.
 * @throws ClosemaskError `usage`, `key-*`, `store-*`
 */
export async function openRestoring(setup: Setup): Promise<Restoring> {
  const { session: name, placeholder, store } = setup.config;
  checkPlainName(name);
  let opened: OpenStore | null = null;
  let session: Session | null = null;
  let told = false;

  async function look(): Promise<Session | null> {
    if (session !== null) return session;
    if (opened === null && store.type === "sqlite" && !isStoreThere(storePath(setup))) return null;
    opened ??= await openStore(setup);
    const found = await opened.store.session(name, { create: false });
    if (found === null) return null;
    const { ring, refresh } = opened;
    session = createSession({ store: found, idKey: sessionKeys(ring, name).id, style: placeholder.style, refresh });
    return session;
  }

  async function exists(): Promise<boolean> {
    if ((await look()) !== null) return true;
    if (!told) setup.say.warn(`there is no session ${name}`, "closemask sessions list");
    told = true;
    return false;
  }

  await look();
  return {
    exists,
    begin: () => session?.begin(),
    swap: (bytes, from, ...where) => (session === null ? from : session.swap(bytes, from, ...where)),
    restore(found, bytes, into) {
      if (session !== null) return session.restore(found, bytes, into);
      into.room(found.length);
      return exists().then((there) => (there && session !== null ? session.restore(found, bytes, into) : undefined));
    },
    async close() {
      await opened?.store.close();
    },
  };
}
