// The redis store: the Store contract over Redis or Valkey, for many machines at once. What the service sees: keyed hashes,
// times, counts and ciphertext; names too are only there sealed.

import { ClosemaskError } from "../errors.ts";
import { ABLE, type SessionDump, type SessionInfo, type Store, type StoreLimits } from "../mask/store.ts";
import { checkValue, type KeyRing } from "./keys.ts";
import { torn } from "./redis-error.ts";
import { createRedisLink, type RedisLink, type RedisLinkOptions } from "./redis-link.ts";
import { raiseMark, readMark } from "./redis-mark.ts";
import { SCRIPTS } from "./redis-scripts.ts";
import { createRedisSession, type RedisSession } from "./redis-session.ts";
import { createRedisTexts, type RedisTexts } from "./redis-texts.ts";
import { countSealed, dumpSession, loadSession, resealSession } from "./redis-transfer.ts";
import { checkSessionName } from "./session-name.ts";
import { createNames, type Names } from "./shared-seal.ts";

export interface RedisStoreOptions extends RedisLinkOptions {
  /** What the keys of this store begin with. */
  readonly prefix: string;
  readonly ring: KeyRing;
  readonly limits: StoreLimits;
  /** Milliseconds since 1970; left out, the server's clock counts. */
  readonly now?: () => number;
  /** Told once what an administrator should know: the server may drop entries, or cannot be asked. */
  readonly warn?: (message: string, hint: string) => void;
}

const FORMAT = "closemask 1";
/** Entries that one script removes. */
const PRUNED_AT_ONCE = 500;
const PREFIX = /^[\w.:-]{1,64}$/;

/** @throws ClosemaskError `store-*`, `key-wrong`, `usage`. */
export async function openRedisStore(options: RedisStoreOptions): Promise<Store> {
  const { prefix, ring, limits, now = null, warn } = options;
  if (!PREFIX.test(prefix)) {
    throw new ClosemaskError("config", "store.redis.prefix is not one", {
      hint: "use 1 to 64 letters, digits, dots, colons, dashes and underscores",
    });
  }
  const link = createRedisLink(options);
  try {
    await checkKey(link, prefix, ring);
    const policy = await evictionPolicy(link);
    if (policy !== null && warn !== undefined) {
      warn(`redis may drop entries: its maxmemory-policy is ${policy}`, "CONFIG SET maxmemory-policy noeviction");
    }
  } catch (error) {
    await link.close();
    throw error;
  }
  const names = createNames(ring);
  const sessions = new Map<string, RedisSession>();
  const registry = `${prefix}:sessions`;

  function sessionAt(name: string, hash: string): RedisSession {
    const register = async (): Promise<void> => {
      // A session that is made, be it anew after a purge, has no mark of its own yet.
      await raiseMark(link, prefix, ring);
      await link.command(registry, ["SADD", registry, hash]);
    };
    return createRedisSession({ link, name, keys: keysOf(prefix, hash), ring, names, limits, now, register });
  }

  function open(name: string): RedisSession {
    let opened = sessions.get(name);
    if (opened === undefined) {
      opened = sessionAt(name, names.sessionHash(name));
      sessions.set(name, opened);
    }
    return opened;
  }

  function texts(name: string): RedisTexts {
    checkSessionName(name);
    return createRedisTexts({ link, session: open(name), name, ring, names, limits });
  }

  async function make(name: string, created?: number): Promise<RedisSession> {
    const opened = open(name);
    await opened.ensure(created);
    return opened;
  }

  async function describeAll(): Promise<{ session: RedisSession; info: SessionInfo }[]> {
    const hashes = await link.command(registry, ["SMEMBERS", registry]);
    const found = await Promise.all((Array.isArray(hashes) ? hashes : []).map((hash) => describe(String(hash))));
    const there = found.filter((one) => one !== null);
    return there.sort((a, b) => (a.info.name < b.info.name ? -1 : 1));
  }

  async function describe(hash: string): Promise<{ session: RedisSession; info: SessionInfo } | null> {
    const nobody = sessionAt("", hash);
    const answer = await nobody.run(SCRIPTS.describe, [nobody.clock(), String(limits.ttl)]);
    if (answer === null) return null;
    const [, name, created, lastUsed, evicted, reserved, entries, bytes, ...kinds] = answer;
    if (!Buffer.isBuffer(name)) throw torn();
    const byKind: Record<string, number> = Object.create(null);
    for (let i = 0; i < kinds.length; i += 2) byKind[openName(names, kinds[i])] = Number(kinds[i + 1]);
    const opened = names.open(name);
    // A session's keys follow from its name: one that says another name was put there by somebody else.
    if (names.sessionHash(opened) !== hash) throw torn();
    return {
      session: open(opened),
      info: {
        name: opened,
        entries: Number(entries),
        byKind,
        created: Number(created),
        lastUsed: Number(lastUsed),
        bytes: Number(bytes),
        reserved: Number(reserved),
        evicted: Number(evicted),
      },
    };
  }

  async function prune(session: RedisSession): Promise<number> {
    for (let total = 0; ; ) {
      const answer = await session.run(
        SCRIPTS.prune,
        [session.clock(), String(limits.ttl), String(PRUNED_AT_ONCE)],
        true,
      );
      const gone = Number(answer?.[2] ?? 0);
      if (gone > 0) session.forgetRemovals();
      total += gone;
      if (gone < PRUNED_AT_ONCE) return total;
    }
  }

  async function each<T>(step: (session: RedisSession) => Promise<T>): Promise<T[]> {
    const results: T[] = [];
    for (const { session } of await describeAll()) results.push(await step(session));
    return results;
  }

  async function existing(name: string): Promise<RedisSession | null> {
    checkSessionName(name);
    const opened = open(name);
    return (await opened.exists()) ? opened : null;
  }

  return {
    type: "redis",
    capabilities: ABLE,
    session: async (name, { create = true } = {}) => {
      checkSessionName(name);
      return create ? await make(name) : await existing(name);
    },
    texts,
    list: async () => (await describeAll()).map(({ info }) => info),
    purge: async (name) => {
      checkSessionName(name);
      const opened = open(name);
      const answer = await link.script(SCRIPTS.purge, opened.keys, [], true);
      opened.forget();
      await link.command(registry, ["SREM", registry, names.sessionHash(name)]);
      return answer[2] === 1;
    },
    prune: async () => sum(await each(prune)),
    dump: async (name): Promise<SessionDump | null> => {
      const opened = await existing(name);
      return opened === null ? null : await dumpSession(link, opened, name, limits);
    },
    load: async (dump) => {
      checkSessionName(dump.name);
      return await loadSession(await make(dump.name, dump.created), dump, limits);
    },
    reseal: async (progress) => {
      await raiseMark(link, prefix, ring);
      for (const { info } of await describeAll()) await texts(info.name).reseal();
      return sum(await each((session) => resealSession(link, session, progress)));
    },
    sealedBy: async () => {
      const counts = new Map<number, number>();
      await each((session) => countSealed(session, counts));
      return counts;
    },
    newestKey: () => readMark(link, prefix),
    close: () => link.close(),
  };
}

/** The keys of a session, in one slot of a cluster, in the order that the scripts have them. */
function keysOf(prefix: string, hash: string): string[] {
  return [..."meiulkrcnts"].map((part) => `${prefix}:{${hash}}:${part}`);
}

function openName(names: Names, sealed: unknown): string {
  if (!Buffer.isBuffer(sealed)) throw torn();
  return names.open(sealed);
}

async function checkKey(link: RedisLink, prefix: string, ring: KeyRing): Promise<void> {
  const key = `${prefix}:check`;
  const own = `${FORMAT} ${Buffer.from(checkValue(ring)).toString("base64url")}`;
  // Read first: a server that is full lets nothing be written, and much be restored.
  let found = await link.command(key, ["GET", key]);
  if (found === null) {
    await link.command(key, ["SETNX", key, own]);
    found = await link.command(key, ["GET", key]);
  }
  checkMark(String(found), own);
}

function checkMark(found: string, own: string): void {
  if (found === own) return;
  if (found.startsWith("closemask ") && !found.startsWith(`${FORMAT} `)) {
    throw new ClosemaskError("store-newer", "the store was written by a newer closemask", {
      hint: "run `npm install -g closemask@latest`",
    });
  }
  throw new ClosemaskError("key-wrong", "this key is not the one the store was made with", {
    hint: "set CLOSEMASK_KEY to what `closemask keys export` prints on a machine that uses the store, or set another store.redis.prefix",
  });
}

/** The policy by which the server drops what it was given when its memory is full; null when it does not, or does not say. Of a cluster, one node is asked. */
async function evictionPolicy(link: RedisLink): Promise<string | null> {
  let text: string;
  try {
    text = String(await link.command(undefined, ["INFO", "memory"]));
  } catch (error) {
    // The ACL of a careful administrator.
    if (error instanceof ClosemaskError && error.cause instanceof Error && error.cause.message.startsWith("NOPERM"))
      return null;
    throw error;
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(text)?.[1];
  return policy === undefined || policy === "noeviction" ? null : policy;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
