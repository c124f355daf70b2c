// What a Redis can do to its clients: go and come back, hang, be full, refuse, forget.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../src/mask/store.ts";
import { entry, refused, sessionOf, text } from "./contract-kit.ts";
import { ALLOWED, newPrefix, openAt } from "./redis-kit.ts";
import { isInstalled, named, type RedisServer, startRedis } from "./servers.ts";

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.skipIf(!isInstalled("redis-server"))(named("faults of redis", "redis-server"), () => {
  const servers: RedisServer[] = [];
  const stores: Store[] = [];
  const start = async (settings: readonly string[] = []): Promise<RedisServer> => {
    const server = await startRedis(settings);
    servers.push(server);
    return server;
  };
  const open = async (port: number, more: Parameters<typeof openAt>[1] = {}): Promise<Store> => {
    const store = await openAt(port, more);
    stores.push(store);
    return store;
  };
  let server: RedisServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const one of servers) await one.end();
  });

  test("a server that is killed in mid-stream and started again: nothing acknowledged is lost, nobody notices", async () => {
    const own = await start();
    const store = await open(own.port);
    const session = await sessionOf(store);
    const acknowledged: number[] = [];
    let stop = false;
    const writing = (async () => {
      for (let n = 0; !stop; n += 10) {
        const results = await session.put(Array.from({ length: 10 }, (_, i) => entry(n + i)));
        acknowledged.push(...results.map(({ handle }) => handle));
      }
    })();
    for (let turn = 0; turn < 3; turn++) {
      await wait(60);
      await own.kill();
      await wait(100);
      await own.restart();
    }
    await wait(100);
    stop = true;
    await writing;
    expect(acknowledged.length).toBeGreaterThan(30);
    expect(text(await session.get(acknowledged))).toEqual(acknowledged.map((n) => `value ${n}`));
    expect((await store.list())[0]?.entries).toBe(acknowledged.length);
  });

  test("a server that stays away: an error in time, nothing given out; then all is as before", async () => {
    const own = await start();
    const session = await sessionOf(await open(own.port, { timeout: 2000 }));
    await session.put([entry(1)]);
    await own.kill();
    const from = performance.now();
    const error = await refused("store-failed", () => session.put([entry(2)]));
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(error.hint).toContain("store.url");
    await refused("store-failed", () => session.get([1]));
    await own.restart();
    expect(text(await session.get([1, 2]))).toEqual(["value 1", null]);
    expect(await session.put([entry(2)])).toMatchObject([{ created: true }]);
  });

  test("nobody at the address", async () => {
    const own = await start();
    await own.kill();
    await refused("store-failed", () => openAt(own.port, { timeout: 300 }));
  });

  test("a server that is slow by a second is waited for", async () => {
    const own = await start();
    const session = await sessionOf(await open(own.port));
    await session.put([entry(1)]);
    process.kill(own.pid, "SIGSTOP");
    const put = session.put([entry(2)]);
    const got = session.get([1]);
    await wait(1000);
    process.kill(own.pid, "SIGCONT");
    expect(await put).toMatchObject([{ handle: 2, created: true }]);
    expect(text(await got)).toEqual(["value 1"]);
  });

  test("a server that hangs is an error in time, and is used again when it answers", async () => {
    const own = await start();
    const session = await sessionOf(await open(own.port, { timeout: 2000 }));
    process.kill(own.pid, "SIGSTOP");
    await refused("store-failed", () => session.put([entry(1)]));
    process.kill(own.pid, "SIGCONT");
    await wait(100);
    expect(await session.put([entry(2)])).toMatchObject([{ handle: 2 }]);
  });

  test("memory that is full refuses whole puts, and what is there can still be restored", async () => {
    const own = await start(["--maxmemory", "3mb", "--maxmemory-policy", "noeviction"]);
    const warnings: string[] = [];
    const prefix = newPrefix();
    const store = await open(own.port, { prefix, warn: (message) => warnings.push(message) });
    const session = await sessionOf(store);
    const acknowledged: number[] = [];
    const fill = async (): Promise<void> => {
      for (let n = 1; n < 20_000; n += 100) {
        await session.put(Array.from({ length: 100 }, (_, i) => entry(n + i, { literal: i === 0, counter: "c" })));
        acknowledged.push(...Array.from({ length: 100 }, (_, i) => n + i));
      }
    };
    const error = await refused("store-full", fill);
    expect(error.hint).toContain("maxmemory");
    expect(acknowledged.length).toBeGreaterThan(100);
    const next = (acknowledged.at(-1) ?? 0) + 1;
    expect(text(await session.get([...acknowledged, next]))).toEqual([...acknowledged.map((n) => `value ${n}`), null]);
    expect((await store.list())[0]?.entries).toBe(acknowledged.length);
    // Who comes now restores too, and masks what is known.
    const later = await sessionOf(await open(own.port, { prefix }));
    expect(text(await later.get([7]))).toEqual(["value 7"]);
    expect(await later.put([entry(7), entry(1, { counter: "c" })])).toMatchObject([{ created: false }, { number: 1 }]);
    own.cli("config", "set", "maxmemory", "0");
    expect(await session.put([entry(next, { counter: "c" })])).toMatchObject([{ created: true, number: next }]);
    expect(warnings).toEqual([]);
  });

  test("a server that may drop entries is warned about", async () => {
    const own = await start(["--maxmemory-policy", "allkeys-lru"]);
    const warnings: string[] = [];
    await open(own.port, { warn: (message) => warnings.push(message) });
    expect(warnings).toEqual(["redis may drop entries: its maxmemory-policy is allkeys-lru"]);
  });

  test.each([..."meiur"])(
    "a session of which redis has dropped the part %s gives nothing out until it is purged",
    async (part) => {
      const prefix = newPrefix();
      const store = await open(server.port, { prefix });
      const session = await sessionOf(store);
      await session.put([entry(1)]);
      await session.reserve([7]);
      const dropped = server.cli("--scan", "--pattern", `${prefix}:{*}:${part}`).trim();
      expect(server.cli("del", dropped).trim()).toBe("1");
      const error = await refused("store-corrupt", () => session.put([entry(2)]));
      expect(error.hint).toContain("noeviction");
      expect(await store.purge("default")).toBe(true);
      expect(await session.put([entry(2)])).toMatchObject([{ created: true }]);
    },
  );

  test("a wrong password, and a right one", async () => {
    const own = await start(["--requirepass", "right one"]);
    for (const password of ["wrong one", undefined]) {
      const from = performance.now();
      const error = await refused("store-open", () => openAt(own.port, password === undefined ? {} : { password }));
      expect(`${error.message} ${error.hint}`).not.toContain("wrong one");
      // Trying again would change nothing.
      expect(performance.now() - from).toBeLessThan(5000);
    }
    const session = await sessionOf(await open(own.port, { password: "right one" }));
    expect(await session.put([entry(1)])).toMatchObject([{ handle: 1 }]);
  });

  test("a user who may only what docs/scale.md says, on the keys of the prefix", async () => {
    const commands = ALLOWED.map((name) => `+${name}`);
    server.cli("acl", "setuser", "masker", "on", ">secret", "~masker:*", ...commands);
    const login = { username: "masker", password: "secret" };
    const store = await open(server.port, { ...login, prefix: "masker" });
    const session = await sessionOf(store);
    await session.put([entry(1, { literal: true, counter: "c" })]);
    await session.reserve([7], [{ counter: "c", number: 9 }]);
    expect(text(await session.getNumbered([{ counter: "c", number: 1 }]))).toEqual(["value 1"]);
    const dump = await store.dump("default");
    expect(dump?.entries).toHaveLength(1);
    if (dump !== null) await store.load({ ...dump, name: "copy" });
    await store.prune();
    await store.reseal();
    expect((await store.list()).map(({ name }) => name)).toEqual(["copy", "default"]);
    expect(await store.purge("default")).toBe(true);
    await refused("store-open", () => openAt(server.port, { ...login, prefix: "other" }));
  });

  test("a master that is cut off from its replica acknowledges nothing, whether the client asks for it or the master", async () => {
    const master = await start(["--min-replicas-to-write", "1", "--min-replicas-max-lag", "1"]);
    const replica = await start(["--replicaof", "127.0.0.1", String(master.port)]);
    const isLinked = (): boolean => master.cli("info", "replication").includes("min_slaves_good_slaves:1");
    const linked = async (): Promise<void> => {
      while (!isLinked()) await wait(50);
    };
    await linked();
    const prefix = newPrefix();
    const careful = await sessionOf(await open(master.port, { prefix, replicas: 1, timeout: 3000 }));
    const other = await sessionOf(await open(master.port, { prefix, timeout: 3000 }));
    expect(await careful.put([entry(1)])).toMatchObject([{ created: true }]);
    process.kill(replica.pid, "SIGSTOP");
    // At once, when the master still takes the replica to be there.
    await refused("store-failed", () => careful.put([entry(2)]));
    while (isLinked()) await wait(50);
    const error = await refused("store-failed", () => other.put([entry(3)]));
    expect(error.message).toContain("min-replicas-to-write");
    expect(text(await other.get([1, 3]))).toEqual(["value 1", null]);
    process.kill(replica.pid, "SIGCONT");
    await linked();
    for (const session of [careful, other]) await session.put([entry(2), entry(3)]);
    expect(text(await careful.get([1, 2, 3]))).toEqual(["value 1", "value 2", "value 3"]);
  });

  test("replicas that are asked for and not there", async () => {
    const session = await sessionOf(await open(server.port));
    await session.put([entry(1)]);
    await refused("store-failed", async () => sessionOf(await open(server.port, { replicas: 1, timeout: 2000 })));
  });
});
