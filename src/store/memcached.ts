// The memcached store: sessions as items of one or more servers. memcached forgets what it likes when its memory is full, and all
// when it ends; it cannot say what it has. So it is asked each time, gives no numbers, and has ids that depend on nothing it
// could forget.

import type { Store } from "../mask/store.ts";
import type { Item, Items, NewItem } from "./items.ts";
import { checkPrefix, type ItemsStoreOptions, openItemsStore } from "./items-store.ts";
import { judgeMemcached, MemcachedReply, memcachedError } from "./memcached-error.ts";
import {
  checkLogin,
  connectMemcached,
  type FoundValue,
  type Login,
  type MemcachedConnection,
  type MemcachedServer,
  storing,
} from "./memcached-link.ts";
import { createRetrying, type Retrying } from "./retrying.ts";

export interface MemcachedStoreOptions extends Omit<ItemsStoreOptions, "items" | "reservedLimit"> {
  /** Never empty. Every machine must have the same ones; their order does not matter. */
  readonly servers: readonly MemcachedServer[];
  readonly login?: Login;
  /** Milliseconds that a call may take, attempts and waits together. */
  readonly timeout: number;
  /** Told once what an administrator should know: a server drops entries when its memory is full. */
  readonly warn?: (message: string, hint: string) => void;
}

/** Keys of one command, and values that are sent before their answers are awaited. */
const KEYS_AT_ONCE = 200;
const VALUES_AT_ONCE = 1000;
/** Longer times to live are moments, not spans. */
const LONGEST_SPAN = 30 * 86_400;

/** @throws ClosemaskError `store-*`, `key-wrong`, `config` */
export async function openMemcachedStore(options: MemcachedStoreOptions): Promise<Store> {
  checkPrefix(options.prefix, "store.memcached.prefix");
  if (options.login !== undefined) checkLogin(options.login);
  const nodes = options.servers.map((server) => createNode(server, options));
  const items = createMemcachedItems(nodes);
  const store = await openItemsStore({ ...options, items });
  try {
    if (options.warn !== undefined && (await mayEvict(nodes))) {
      options.warn("memcached drops entries when its memory is full", "start it with -M, and with enough memory: -m");
    }
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

interface Node {
  readonly name: string;
  readonly link: Retrying<MemcachedConnection>;
}

function createNode(server: MemcachedServer, { login, timeout }: MemcachedStoreOptions): Node {
  const link = createRetrying<MemcachedConnection>({
    connect: () => connectMemcached(server, login),
    disconnect: (connection) => connection.close(),
    judge: judgeMemcached,
    translate: memcachedError,
    timeout,
  });
  return { name: `${server.host}:${server.port}`, link };
}

/** True where one of the servers does; one that does not say is taken at its word. */
async function mayEvict(nodes: readonly Node[]): Promise<boolean> {
  const answers = await Promise.all(
    nodes.map(({ link }) =>
      link.run(async (connection) => {
        try {
          return (await connection.stats("settings")).get("evictions");
        } catch (error) {
          if (error instanceof MemcachedReply) return undefined;
          throw error;
        }
      }),
    ),
  );
  return answers.includes("on");
}

function createMemcachedItems(nodes: readonly Node[]): Items {
  const keyOf = (group: string, name: string): string => `${group}.${name}`;

  /** Hands each server those that are its own, in pieces; the answers are in the order of the keys. */
  async function spread<T>(
    keys: readonly string[],
    size: number,
    step: (connection: MemcachedConnection, places: readonly number[]) => Promise<readonly T[]>,
  ): Promise<T[]> {
    const out: T[] = [];
    const byNode = new Map<Node, number[]>();
    for (const [i, key] of keys.entries()) {
      const node = nodeOf(nodes, key);
      const places = byNode.get(node) ?? [];
      places.push(i);
      byNode.set(node, places);
    }
    await Promise.all(
      [...byNode].map(async ([{ link }, places]) => {
        for (let from = 0; from < places.length; from += size) {
          const piece = places.slice(from, from + size);
          const answers = await link.run((connection) => step(connection, piece));
          for (const [k, i] of piece.entries()) out[i] = answers[k] as T;
        }
      }),
    );
    return out;
  }

  /** True where the answer is STORED. */
  function store(keys: readonly string[], commands: readonly Buffer[]): Promise<boolean[]> {
    return spread(keys, VALUES_AT_ONCE, async (connection, places) => {
      const answers = await connection.lines(places.map((i) => commands[i] as Buffer));
      return answers.map((answer) => {
        if (answer instanceof MemcachedReply) throw answer;
        return answer === "STORED";
      });
    });
  }

  return {
    type: "memcached",
    async get(group, names) {
      const keys = names.map((name) => keyOf(group, name));
      const found = await spread<FoundValue | undefined>(keys, KEYS_AT_ONCE, async (connection, places) => {
        const values = await connection.gets([...new Set(places.map((i) => keys[i] as string))]);
        return places.map((i) => values.get(keys[i] as string));
      });
      return found.map((value): Item | null =>
        value ? { bytes: value.bytes, version: value.unique, tallies: {} } : null,
      );
    },
    add: (group, items) =>
      store(
        items.map(({ name }) => keyOf(group, name)),
        items.map(({ name, bytes, lasts }) => storing("add", keyOf(group, name), bytes, secondsOf(lasts))),
      ),
    swap: (group, items) =>
      store(
        items.map(({ name }) => keyOf(group, name)),
        items.map(({ name, bytes, lasts, version }) =>
          storing("cas", keyOf(group, name), bytes, secondsOf(lasts), version),
        ),
      ),
    async remove(group, names) {
      const keys = names.map((name) => keyOf(group, name));
      await spread(keys, VALUES_AT_ONCE, async (connection, places) => {
        const answers = await connection.lines(places.map((i) => Buffer.from(`delete ${keys[i]}\r\n`)));
        for (const answer of answers) if (answer instanceof MemcachedReply) throw answer;
        return answers;
      });
    },
    async close() {
      await Promise.all(nodes.map(({ link }) => link.close()));
    },
  };
}

function secondsOf(lasts: NewItem["lasts"]): number {
  const seconds = Math.ceil(lasts / 1000);
  return seconds > LONGEST_SPAN ? Math.ceil(Date.now() / 1000) + seconds : seconds;
}

/** The server of a key: the one with the highest number for it, so that a server less moves only its own keys. */
function nodeOf(nodes: readonly Node[], key: string): Node {
  const [first] = nodes as [Node];
  if (nodes.length === 1) return first;
  let [best, highest] = [first, -1];
  for (const node of nodes) {
    const number = fnv(`${node.name} ${key}`);
    if (number > highest) [best, highest] = [node, number];
  }
  return best;
}

/** FNV-1a with a last mixing (http://www.isthe.com/chongo/tech/comp/fnv/): names differ in their last letters only. */
function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
