// Opens a store on another machine as the configuration says. In a bundle of its own, which only those load who have such a
// store; what it throws is known outside by its name.

import { readFileSync, statSync } from "node:fs";
import { ClosemaskError } from "../errors.ts";
import type { Store, StoreLimits } from "../mask/store.ts";
import type { KeyRing } from "../store/keys.ts";
import { createLayeredStore, type FileLayer } from "../store/layered.ts";
import { type MemcachedStoreOptions, openMemcachedStore } from "../store/memcached.ts";
import { openRedisStore } from "../store/redis.ts";
import type { RedisAddress } from "../store/redis-link.ts";
import type { SqliteStoreOptions } from "../store/sqlite.ts";
import type { Config } from "./config/schema.ts";
import { parseDuration } from "./config/units.ts";
import { copiesPath, expandPath, type Setup, storePath } from "./open.ts";

/** @throws ClosemaskError `config`, `store-*`, `key-wrong` */
export async function openRemoteStore(
  setup: Setup,
  ring: KeyRing,
  limits: StoreLimits,
  openFile: OpenFile,
): Promise<Store> {
  const { type } = setup.config.store;
  return type === "layered"
    ? await openLayered(setup, ring, limits, openFile)
    : await openEngine(type, setup, ring, limits, openFile);
}

/** How a SQLite file is opened; handed in, since it is no part of this bundle. */
export type OpenFile = (options: SqliteStoreOptions) => Store;

type Engine = Exclude<Config["store"]["type"], "layered" | "memory">;

async function openEngine(
  engine: Config["store"]["type"],
  setup: Setup,
  ring: KeyRing,
  limits: StoreLimits,
  openFile: OpenFile,
): Promise<Store> {
  const { config, say } = setup;
  const warn = (message: string, hint: string): void => say.warn(message, hint);
  // 0 means never for durations; a call must end.
  const timeout = parseDuration(config.store.timeout) || FOREVER;
  switch (engine as Engine) {
    case "sqlite":
      return openFile({ path: storePath(setup), ring, limits, now: Date.now });
    case "redis": {
      const { prefix, replicas } = config.store.redis;
      return await openRedisStore({ ...redisAddress(config.store), prefix, replicas, timeout, ring, limits, warn });
    }
    case "memcached": {
      const { prefix } = config.store.memcached;
      const address = memcachedAddress(config.store);
      return await openMemcachedStore({ ...address, prefix, timeout, ring, limits, now: Date.now, warn });
    }
    case "dynamodb": {
      const { openDynamodb } = await import("./dynamodb-store.ts");
      return await openDynamodb(setup, ring, limits, timeout);
    }
  }
}

async function openLayered(setup: Setup, ring: KeyRing, limits: StoreLimits, openFile: OpenFile): Promise<Store> {
  const { layered } = setup.config.store;
  const { maxMb, ttl, ...memory } = layered.memory;
  const back = await openEngine(layered.back, setup, ring, limits, openFile);
  return createLayeredStore({
    back,
    memory: { ...memory, maxBytes: maxMb * MB, ttl: parseDuration(ttl) },
    ...(layered.sqlite.enabled ? { file: fileLayer(setup, ring, openFile) } : {}),
    ring,
    limits,
    now: Date.now,
    warn: () =>
      setup.say.warn("the file of copies cannot be used", "check store.layered.sqlite.path, or remove that file"),
  });
}

const MB = 1 << 20;
/** Milliseconds that the size of the file is remembered. */
const SIZE_AGE = 1000;

function fileLayer(setup: Setup, ring: KeyRing, openFile: OpenFile): FileLayer {
  const { back, sqlite } = setup.config.store.layered;
  if (back === "sqlite") {
    throw new ClosemaskError("config", "store.layered.sqlite keeps copies of a store on another machine", {
      hint: "set store.layered.sqlite.enabled to false, or store.layered.back to redis, memcached or dynamodb",
    });
  }
  const path = copiesPath(setup);
  const ttl = parseDuration(sqlite.ttl);
  const limits = { ttl, maxEntries: sqlite.maxEntries, atLimit: "evict" as const };
  let [isFull, until] = [false, 0];
  return {
    store: openFile({ path, ring, limits, now: Date.now }),
    ttl: ttl === 0 ? Number.POSITIVE_INFINITY : ttl,
    isFull() {
      const now = performance.now();
      if (now < until) return isFull;
      until = now + SIZE_AGE;
      isFull = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= sqlite.maxMb * MB;
      return isFull;
    },
  };
}

/** @throws ClosemaskError `config` */
export function memcachedAddress({
  url,
  memcached,
}: Config["store"]): Pick<MemcachedStoreOptions, "servers" | "login"> {
  const parsed = url !== undefined && URL.canParse(url) ? new URL(url) : null;
  if (url !== undefined && parsed?.protocol !== "memcached:") {
    throw new ClosemaskError("config", "store.url is not the address of a memcached", { hint: MEMCACHED_HINT });
  }
  const first =
    parsed === null ? [] : [{ host: bare(parsed.hostname || "127.0.0.1"), port: Number(parsed.port || "11211") }];
  const username = memcached.username ?? (parsed === null ? undefined : decoded(parsed.username));
  const password = memcached.password ?? (parsed === null ? undefined : decoded(parsed.password));
  if ((username === undefined) !== (password === undefined)) {
    throw new ClosemaskError("config", "memcached needs both a user and a password, or neither", {
      hint: MEMCACHED_HINT,
    });
  }
  return {
    servers: [...first, ...memcached.servers.map(nodeOf)],
    ...(username === undefined || password === undefined ? {} : { login: { username, password } }),
  };
}

const MEMCACHED_HINT = "store.url is such as memcached://user:password@127.0.0.1:11211";

/** The longest that a timer of Node can wait. */
const FOREVER = 2 ** 31 - 1;

/** Schemes of store.url, with whether they mean TLS. */
const SCHEMES: Readonly<Record<string, boolean>> = {
  "redis:": false,
  "rediss:": true,
  "valkey:": false,
  "valkeys:": true,
};

/** @throws ClosemaskError `config` */
export function redisAddress({ url = "", redis }: Config["store"]): RedisAddress {
  const { mode, master, sentinelUsername, sentinelPassword } = redis;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isTls = parsed === null ? undefined : SCHEMES[parsed.protocol];
  if (parsed === null || isTls === undefined) throw wrong("store.url is not the address of a Redis");
  const database = Number(/^\/?(\d{0,4})$/.exec(parsed.pathname)?.[1] ?? Number.NaN);
  if (Number.isNaN(database)) throw wrong("store.url does not end in the number of a database");
  if (mode === "cluster" && database !== 0) throw wrong("a cluster has no databases, and store.url names one");
  const port = parsed.port === "" ? (mode === "sentinel" ? 26_379 : 6379) : Number(parsed.port);
  const nodes = [{ host: bare(parsed.hostname || "127.0.0.1"), port }, ...redis.nodes.map(nodeOf)];
  const username = redis.username ?? decoded(parsed.username);
  const password = redis.password ?? decoded(parsed.password);
  return {
    mode,
    nodes,
    database,
    master,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(isTls ? { tls: tlsOf(redis) } : {}),
  };
}

function tlsOf({ ca, cert, key, servername }: Config["store"]["redis"]): NonNullable<RedisAddress["tls"]> {
  return {
    ...(ca === undefined ? {} : { ca: [readPem("ca", ca)] }),
    ...(cert === undefined ? {} : { cert: readPem("cert", cert) }),
    ...(key === undefined ? {} : { key: readPem("key", key) }),
    ...(servername === undefined ? {} : { servername }),
  };
}

function readPem(setting: string, path: string): string {
  try {
    return readFileSync(expandPath(path), "utf8");
  } catch (cause) {
    throw new ClosemaskError("config", `the file of store.redis.${setting} cannot be read`, {
      hint: "check the path and its permissions",
      cause,
    });
  }
}

function nodeOf(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(":");
  return { host: bare(text.slice(0, colon)), port: Number(text.slice(colon + 1)) };
}

/** An IPv6 address without its brackets. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

function decoded(text: string): string | undefined {
  if (text === "") return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong("user or password in store.url is not percent-encoded as it must be");
  }
}

function wrong(message: string): ClosemaskError {
  return new ClosemaskError("config", message, { hint: "store.url is such as redis://user:password@127.0.0.1:6379/0" });
}
