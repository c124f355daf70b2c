// A store over a Redis of the tests: each has a prefix of its own, so that one server serves all.

import { createHash } from "node:crypto";
import type { NewEntry, Store } from "../../src/mask/store.ts";
import { ringFromKey } from "../../src/store/keys.ts";
import { openRedisStore, type RedisStoreOptions } from "../../src/store/redis.ts";
import { entry } from "./contract-kit.ts";

export const RING = ringFromKey(new Uint8Array(32).fill(1));
let prefixes = 0;

export function newPrefix(): string {
  return `test${prefixes++}`;
}

export function openAt(port: number, more: Partial<RedisStoreOptions> = {}): Promise<Store> {
  return openRedisStore({
    mode: "single",
    nodes: [{ host: "127.0.0.1", port }],
    prefix: newPrefix(),
    timeout: 10_000,
    replicas: 0,
    ring: RING,
    limits: { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" },
    ...more,
  });
}

/** Value number `n`, with so few first handles that thousands collide. */
export function identityOf(n: number): NewEntry {
  const digest = createHash("sha256").update(String(n)).digest();
  return entry(n, {
    handles: [digest.readUInt32BE(0) % 997, 1e12 + (digest.readUInt32BE(4) % 99_991), 2e15 + n],
    fingerprint: digest.readUIntBE(8, 6),
  });
}

/** Commands that a user of Redis needs; docs/scale.md says the same, and test/cli/scale.test.ts compares. */
export const ALLOWED = (
  "evalsha,eval,get,setnx,sadd,srem,smembers,info,wait,time,hget,hset,hmget,hdel,hlen,hexists,hgetall," +
  "hincrby,hstrlen,hscan,sismember,scard,sscan,zadd,zcard,zscore,zmscore,zrange,zrangebyscore,zrem,exists,unlink," +
  "pexpireat,persist,role"
).split(",");
