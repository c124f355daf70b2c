// Redis on several machines: a cluster whose slots move, and a master that is lost and followed by its replica.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "./contract.ts";
import { entry, refused, sessionOf, text } from "./contract-kit.ts";
import { newPrefix, openAt } from "./redis-kit.ts";
import { isInstalled, named, type RedisServer, type Several, startCluster, startSentinels } from "./servers.ts";

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.skipIf(!isInstalled("redis-server"))(named("a redis cluster", "redis-server"), () => {
  let cluster: Several;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.end());

  contract("redis cluster", ({ limits, now }) => openAt(0, { mode: "cluster", nodes: cluster.nodes, limits, now }));

  test("nodes that may drop entries are warned about", async () => {
    const policy = (name: string): void => {
      for (const { cli } of cluster.servers) cli("config", "set", "maxmemory-policy", name);
    };
    const warnings: string[] = [];
    policy("allkeys-random");
    const warn = (message: string): void => void warnings.push(message);
    await (await openAt(0, { mode: "cluster", nodes: cluster.nodes, warn })).close();
    policy("noeviction");
    expect(warnings).toEqual(["redis may drop entries: its maxmemory-policy is allkeys-random"]);
  });

  test("sessions lie on all nodes", async () => {
    const prefix = newPrefix();
    const store = await openAt(0, { mode: "cluster", nodes: cluster.nodes, prefix });
    const names = Array.from({ length: 12 }, (_, i) => `session-${i}`);
    for (const name of names) await (await sessionOf(store, name)).put([entry(1)]);
    expect((await store.list()).map(({ name }) => name)).toEqual(names.toSorted());
    await store.close();
    for (const { cli } of cluster.servers) expect(cli("--scan", "--pattern", `${prefix}:{*}:m`).trim()).not.toBe("");
  });

  test("a session whose slot moves in mid-stream loses nothing", async () => {
    const prefix = newPrefix();
    const store = await openAt(0, { mode: "cluster", nodes: cluster.nodes, prefix });
    // A name of its own, for the slot follows from it: what is to move are its keys alone.
    const session = await sessionOf(store, "moving");
    await session.put([entry(0)]);
    const acknowledged = [0];
    let stop = false;
    const writing = (async () => {
      for (let n = 1; !stop; n += 10) {
        const results = await session.put(Array.from({ length: 10 }, (_, i) => entry(n + i, { literal: true })));
        acknowledged.push(...results.map(({ handle }) => handle));
      }
    })();
    for (let turn = 0; turn < 2; turn++) {
      await wait(50);
      await moveSlotOf(prefix, cluster.servers);
    }
    await wait(100);
    stop = true;
    await writing;
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(text(await session.get(acknowledged))).toEqual(acknowledged.map((n) => `value ${n}`));
    expect(await store.list()).toMatchObject([{ entries: acknowledged.length }]);
    await store.close();
  });
});

/** Moves the slot of a session, key by key, to a node that has not had it. */
async function moveSlotOf(prefix: string, servers: readonly RedisServer[]): Promise<void> {
  const find = (server: RedisServer): string => server.cli("--scan", "--pattern", `${prefix}:{*}:m`).trim();
  const from = servers.find((server) => find(server) !== "") as RedisServer;
  const to = servers.find((server) => server !== from) as RedisServer;
  const slot = from.cli("cluster", "keyslot", find(from)).trim();
  const idOf = (server: RedisServer): string => server.cli("cluster", "myid").trim();
  to.cli("cluster", "setslot", slot, "importing", idOf(from));
  from.cli("cluster", "setslot", slot, "migrating", idOf(to));
  for (;;) {
    const [key] = from.cli("cluster", "getkeysinslot", slot, "1").trim().split("\n");
    if (key === undefined || key === "") break;
    expect(from.cli("migrate", "127.0.0.1", String(to.port), key, "0", "5000").trim()).toMatch(/OK|NOKEY/);
    // Others are asked in between: half of the keys are here, half there.
    await wait(10);
  }
  for (const server of servers) server.cli("cluster", "setslot", slot, "node", idOf(to));
}

describe.skipIf(!isInstalled("redis-server"))(named("redis behind sentinels", "redis-server"), () => {
  let watched: Awaited<ReturnType<typeof startSentinels>>;
  beforeAll(async () => {
    watched = await startSentinels();
  }, 60_000);
  afterAll(() => watched.end());

  test("a name that the sentinels do not know", async () => {
    const error = await refused("store-open", () =>
      openAt(0, { mode: "sentinel", nodes: watched.nodes, master: "other" }),
    );
    expect(error.hint).toContain("store.redis.master");
  });

  test("a sentinel that is away is passed over", async () => {
    const { end } = watched.servers[2] as RedisServer;
    await end();
    const store = await openAt(0, { mode: "sentinel", nodes: watched.nodes, master: "watched" });
    expect(await (await sessionOf(store, "early")).put([entry(1)])).toMatchObject([{ created: true }]);
    await store.close();
  });

  test("a master that is lost in mid-stream: its replica goes on, and has all that was acknowledged", async () => {
    const where = {
      mode: "sentinel" as const,
      nodes: watched.nodes,
      master: "watched",
      prefix: newPrefix(),
      timeout: 40_000,
    };
    const careful = await openAt(0, { ...where, replicas: 1 });
    const session = await sessionOf(careful);
    const acknowledged: number[] = [];
    let stop = false;
    // Ends with an error where no replica is left to have the last write.
    const writing = (async () => {
      for (let n = 0; !stop; n += 10) {
        const results = await session.put(Array.from({ length: 10 }, (_, i) => entry(n + i)));
        acknowledged.push(...results.map(({ handle }) => handle));
        await wait(1);
      }
    })().catch((error: unknown) => error);
    await wait(300);
    await watched.master.kill();
    const store = await openAt(0, where);
    const after = await sessionOf(store);
    expect(await after.put([entry(1_000_001)])).toMatchObject([{ created: true }]);
    expect(watched.replica.cli("role")).toMatch(/^master/);
    stop = true;
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(text(await after.get(acknowledged))).toEqual(acknowledged.map((n) => `value ${n}`));
    await careful.close();
    await store.close();
    await writing;
  }, 90_000);
});
