// Opens a store on another machine as the configuration says. In a bundle of its own, which only those load who have such a
// store; what it throws is known outside by its name.

import { readFileSync } from "node:fs";
import { ClosemaskError } from "../errors.ts";
import type { Store, StoreLimits } from "../mask/store.ts";
import type { KeyRing } from "../store/keys.ts";
import { openRedisStore } from "../store/redis.ts";
import type { RedisAddress } from "../store/redis-link.ts";
import type { Config } from "./config/schema.ts";
import { parseDuration } from "./config/units.ts";
import { expandPath, type Setup } from "./open.ts";

/** @throws ClosemaskError `config`, `store-*`, `key-wrong` */
export async function openRemoteStore({ config, say }: Setup, ring: KeyRing, limits: StoreLimits): Promise<Store> {
  const { redis, timeout } = config.store;
  return await openRedisStore({
    ...redisAddress(config.store),
    prefix: redis.prefix,
    replicas: redis.replicas,
    // 0 means never for durations; a call must end.
    timeout: parseDuration(timeout) || FOREVER,
    ring,
    limits,
    warn: (message, hint) => say.warn(message, hint),
  });
}

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
