// The connection to Redis: one server, a master that Sentinels know, or a cluster. Sends scripts and commands, as buffers in
// both directions; what a script means is none of its business.

import {
  createClient,
  createCluster,
  RESP_TYPES,
  type RedisArgument,
  type RedisClientOptions,
  type RedisFunctions,
  type RedisModules,
  type RedisScripts,
} from "@redis/client";
import { ClosemaskError } from "../errors.ts";
import { judgeRedis, redisError } from "./redis-error.ts";
import type { Script } from "./redis-scripts.ts";
import { createRetrying } from "./retrying.ts";

export interface RedisAddress {
  readonly mode: "single" | "sentinel" | "cluster";
  /** Servers, Sentinels or nodes of the cluster; the first one that answers counts. Never empty. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** Path of a socket instead of nodes, for a single server. */
  readonly socket?: string;
  readonly username?: string;
  readonly password?: string;
  /** Number of the database; 0 in a cluster. */
  readonly database?: number;
  /** The name by which Sentinels know the master. */
  readonly master?: string;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  /** Undefined: no TLS. Texts in PEM; `ca` beside the usual ones. */
  readonly tls?: {
    readonly ca?: readonly string[];
    readonly cert?: string;
    readonly key?: string;
    readonly servername?: string;
  };
}

export interface RedisLinkOptions extends RedisAddress {
  /** Milliseconds that a call may take, attempts and waits together. */
  readonly timeout: number;
  /** Replicas that must have a write before it counts; 0 asks none. */
  readonly replicas: number;
}

type Argument = RedisArgument;
/** With buffers for all strings. */
export type Reply = Buffer | number | null | Reply[];

export interface RedisLink {
  /** All keys lie in one slot. A script that writes is answered when the replicas have it. @throws ClosemaskError */
  script(script: Script, keys: readonly string[], args: readonly Argument[], writes: boolean): Promise<Reply[]>;
  /** @throws ClosemaskError */
  command(key: string | undefined, args: readonly Argument[]): Promise<Reply>;
  close(): Promise<void>;
}

/** One of the three kinds of client. */
interface Connection {
  send(key: string | undefined, args: readonly Argument[]): Promise<Reply>;
  close(): Promise<void>;
  destroy(): void;
}

type ClientOptions = RedisClientOptions<RedisModules, RedisFunctions, RedisScripts, 2>;

/** A connection that is not there after so long is tried anew, in milliseconds. */
const CONNECT_TIMEOUT = 5000;

const COMMAND = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.SIMPLE_STRING]: Buffer } } as const;

export function createRedisLink(options: RedisLinkOptions): RedisLink {
  const { timeout, replicas } = options;
  const retrying = createRetrying<Connection>({
    connect: () => connect(options),
    disconnect: (connection) => connection.close(),
    judge: judgeRedis,
    translate: redisError,
    timeout,
  });

  async function evaluate(
    connection: Connection,
    { source, sha }: Script,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<Reply> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await connection.send(keys[0], ["EVALSHA", sha, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return await connection.send(keys[0], ["EVAL", source, ...rest]);
    }
  }

  return {
    script: (script, keys, args, writes) =>
      retrying.run(async (connection) => {
        const answer = await evaluate(connection, script, keys, args);
        if (!Array.isArray(answer))
          throw new ClosemaskError("store-failed", "redis answered a script with something else");
        if (writes && replicas > 0) await waitFor(connection, keys[0], replicas, timeout);
        return answer;
      }),
    command: (key, args) => retrying.run((connection) => connection.send(key, args)),
    close: () => retrying.close(),
  };
}

// All that this connection wrote before counts.
async function waitFor(
  connection: Connection,
  key: string | undefined,
  replicas: number,
  timeout: number,
): Promise<void> {
  const have = await connection.send(key, ["WAIT", String(replicas), String(Math.ceil(timeout / 2))]);
  if (typeof have === "number" && have >= replicas) return;
  throw new ClosemaskError("store-failed", `fewer than ${replicas} replicas of redis have taken the write in time`, {
    hint: "check them with `redis-cli info replication`, or lower store.redis.replicas",
  });
}

async function connect(options: RedisLinkOptions): Promise<Connection> {
  const { nodes, mode } = options;
  if (mode !== "single") return await (mode === "cluster" ? connectCluster(options) : connectSentinel(options));
  let failed: unknown;
  for (const node of nodes) {
    try {
      return await connectSingle(options, node);
    } catch (error) {
      failed = error;
      if (judgeRedis(error) === "lasting") break;
    }
  }
  throw failed;
}

/** Reconnecting and waiting is done above: a client that lost its connection is given up. */
function clientOptions(options: RedisLinkOptions): ClientOptions {
  const { username, password, database, tls } = options;
  const common = { connectTimeout: CONNECT_TIMEOUT, reconnectStrategy: false as const };
  return {
    RESP: 2,
    disableOfflineQueue: true,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined || database === 0 ? {} : { database }),
    socket: tls === undefined ? common : { ...common, ...tlsOptions(tls) },
  } as ClientOptions;
}

function tlsOptions({ ca, cert, key, servername }: NonNullable<RedisAddress["tls"]>): object {
  return {
    tls: true,
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
  };
}

async function connectSingle(options: RedisLinkOptions, node: RedisAddress["nodes"][number]): Promise<Connection> {
  const { socket, ...rest } = clientOptions(options);
  const place =
    options.socket === undefined ? { host: node.host, port: node.port } : { path: options.socket, tls: false };
  const client = createClient({ ...rest, socket: { ...socket, ...place } } as ClientOptions);
  // Whatever is reported so also refuses a call.
  client.on("error", () => {});
  await client.connect();
  return {
    send: (_, args) => client.sendCommand<Reply>(args, COMMAND),
    close: () => client.close(),
    destroy: () => client.destroy(),
  };
}

async function connectCluster(options: RedisLinkOptions): Promise<Connection> {
  const { username, password, ...defaults } = clientOptions(options);
  const cluster = createCluster({
    rootNodes: options.nodes.map((socket) => ({ socket })),
    defaults: {
      ...defaults,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
    RESP: 2,
    minimizeConnections: true,
  } as Parameters<typeof createCluster>[0]);
  cluster.on("error", () => {});
  cluster.on("node-error", () => {});
  await cluster.connect();
  return {
    send: (key, args) => cluster.sendCommand<Reply>(key, false, [...args], COMMAND),
    close: async () => {
      await cluster.close();
    },
    destroy: () => {
      cluster.destroy();
    },
  };
}

/**
 * Asks the Sentinels who the master is, as they want to be asked (https://redis.io/docs/reference/sentinel-clients/). Done anew
 * for each connection, so that a fail-over needs no more than a connection that breaks.
 */
async function connectSentinel(options: RedisLinkOptions): Promise<Connection> {
  const { sentinelUsername: username, sentinelPassword: password, master = "mymaster" } = options;
  const { username: _, password: __, database: ___, ...plain } = options;
  const asking = {
    ...plain,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
  let failed: unknown = new Error("no sentinel answered");
  for (const node of options.nodes) {
    try {
      const sentinel = await connectSingle(asking, node);
      const answer = await sentinel
        .send(undefined, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", master])
        .finally(() => sentinel.destroy());
      if (!Array.isArray(answer)) throw unknownMaster();
      const [host, port] = answer;
      return await connectMaster(options, { host: String(host), port: Number(String(port)) });
    } catch (error) {
      failed = error;
    }
  }
  throw failed;
}

async function connectMaster(options: RedisLinkOptions, node: RedisAddress["nodes"][number]): Promise<Connection> {
  const connection = await connectSingle(options, node);
  const role = await connection.send(undefined, ["ROLE"]);
  if (Array.isArray(role) && String(role[0]) === "master") return connection;
  connection.destroy();
  throw new Error("what the sentinel called the master is none yet");
}

function unknownMaster(): ClosemaskError {
  return new ClosemaskError("store-open", "the sentinels know no master of that name", {
    hint: "set store.redis.master to the name in `redis-cli -p 26379 sentinel masters`",
  });
}
