// The store in Redis or Valkey, for programs: an entry point of its own, with the client bundled, so that who keeps values elsewhere
// loads none of it.

import { ClosemaskError } from "../../errors.ts";
import type { Store } from "../../mask/store.ts";
import { openRedisStore } from "../../store/redis.ts";
import type { StoreParts } from "../options.ts";

export interface RedisOptions {
  /** Such as `redis://user:password@127.0.0.1:6379/0`; `rediss` is with TLS, `valkey` and `valkeys` mean the same. */
  readonly url: string;
  /** One server (default), the master that Sentinels know, or a cluster. */
  readonly mode?: "single" | "sentinel" | "cluster" | undefined;
  /** Further Sentinels, or nodes of the cluster. */
  readonly nodes?: readonly { readonly host: string; readonly port: number }[] | undefined;
  /** The name by which Sentinels know the master. */
  readonly master?: string | undefined;
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  /** Texts in PEM; `ca` beside the usual ones. Counts where the URL says TLS. */
  readonly tls?:
    | {
        readonly ca?: readonly string[];
        readonly cert?: string;
        readonly key?: string;
        readonly servername?: string;
      }
    | undefined;
  /** What the keys of this store begin with. Default `closemask`. */
  readonly prefix?: string | undefined;
  /** Replicas that must have a write before it counts. Default 0. */
  readonly replicas?: number | undefined;
  /** Milliseconds that a call may take, with all attempts. Default 10,000. */
  readonly timeout?: number | undefined;
  /** Told once what an administrator should know. Default nobody. */
  readonly warn?: ((message: string, hint: string) => void) | undefined;
}

/** Schemes, with whether they mean TLS. */
const SCHEMES: Readonly<Record<string, boolean>> = {
  "redis:": false,
  "rediss:": true,
  "valkey:": false,
  "valkeys:": true,
};

/**
 * For the option `store` of `createCloseMask`: connects at the first session.
 * @throws ClosemaskError `config` for an address that is none; when it connects, `store-*`, `key-wrong`
 */
export function redisStore(options: RedisOptions): (parts: StoreParts) => Promise<Store> {
  const { url, mode = "single", nodes = [], prefix = "closemask", replicas = 0, timeout = 10_000, ...rest } = options;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isTls = parsed === null ? undefined : SCHEMES[parsed.protocol];
  if (parsed === null || isTls === undefined) throw wrong("the address is not that of a Redis");
  const database = Number(/^\/?(\d{0,4})$/.exec(parsed.pathname)?.[1] ?? Number.NaN);
  if (Number.isNaN(database)) throw wrong("the address does not end in the number of a database");
  if (mode === "cluster" && database !== 0) throw wrong("a cluster has no databases, and the address names one");
  const port = parsed.port === "" ? (mode === "sentinel" ? 26_379 : 6379) : Number(parsed.port);
  const host = (parsed.hostname || "127.0.0.1").replace(/^\[(.*)\]$/, "$1");
  const { master, sentinelUsername, sentinelPassword, tls, warn } = rest;
  const [username, password] = [decoded(parsed.username), decoded(parsed.password)];
  return ({ ring, limits }) =>
    openRedisStore({
      mode,
      nodes: [{ host, port }, ...nodes],
      database,
      prefix,
      replicas,
      timeout,
      ring,
      limits,
      ...(username === "" ? {} : { username }),
      ...(password === "" ? {} : { password }),
      ...(master === undefined ? {} : { master }),
      ...(sentinelUsername === undefined ? {} : { sentinelUsername }),
      ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
      ...(isTls ? { tls: tls ?? {} } : {}),
      ...(warn === undefined ? {} : { warn }),
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong("user or password in the address is not percent-encoded as it must be");
  }
}

function wrong(message: string): ClosemaskError {
  return new ClosemaskError("config", message, { hint: "it is such as redis://user:password@127.0.0.1:6379/0" });
}
