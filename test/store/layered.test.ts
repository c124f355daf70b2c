import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createIdentify } from "../../src/mask/identity.ts";
import { type NewEntry, type SessionStore, STYLE_BIT, type Store } from "../../src/mask/store.ts";
import { sessionKeys } from "../../src/store/keys.ts";
import { createLayeredStore, type LayeredStoreOptions } from "../../src/store/layered.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";
import { contract } from "./contract.ts";
import { entry, HOUR, refused, START, sessionOf, text } from "./contract-kit.ts";
import { openAt as openMemcached } from "./memcached-kit.ts";
import { newPrefix, openAt, RING } from "./redis-kit.ts";
import { isInstalled, type Memcached, named, type RedisServer, startMemcached, startRedis } from "./servers.ts";

const MEMORY = { maxBytes: 1 << 24, maxEntries: 10_000, evictAt: 0.8, rejectAt: 0.95, ttl: HOUR };
const LIMITS = { ttl: 0, maxEntries: 100_000, atLimit: "refuse" as const };
const WORD = [STYLE_BIT.word];
const DOLLAR = [STYLE_BIT.dollar];
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Counts the look-ups that reach a store. */
function counted(back: Store): { store: Store; gets: () => number } {
  let gets = 0;
  const wrap = (session: SessionStore): SessionStore => ({
    ...session,
    get(handles) {
      gets += handles.length;
      return session.get(handles);
    },
  });
  const store: Store = {
    ...back,
    async session(name, more) {
      const found = await back.session(name, more);
      return found && wrap(found);
    },
  };
  return { store, gets: () => gets };
}

describe.skipIf(!isInstalled("redis-server"))(named("layered", "redis-server"), () => {
  let server: RedisServer;
  let cache: Memcached;
  const folder = mkdtempSync(join(tmpdir(), "closemask-layered-"));
  const stores: Store[] = [];
  let files = 0;
  beforeAll(async () => {
    server = await startRedis();
    cache = await startMemcached(["-M"]);
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  afterAll(async () => {
    await server.end();
    await cache.end();
    rmSync(folder, { recursive: true });
  });

  const newPath = (): string => join(folder, `copies${files++}.db`);
  const fileAt = (path: string, more: Partial<LayeredStoreOptions["file"]> = {}, now = Date.now) => ({
    store: createSqliteStore({ path, ring: RING, limits: { ...LIMITS, atLimit: "evict" as const }, now }),
    ttl: HOUR,
    isFull: () => false,
    ...more,
  });
  const layer = (back: Store, more: Partial<LayeredStoreOptions> = {}): Store => {
    const store = createLayeredStore({ back, memory: MEMORY, ring: RING, limits: LIMITS, now: Date.now, ...more });
    stores.push(store);
    return store;
  };

  contract("layered", async ({ limits, now }) =>
    createLayeredStore({
      back: await openAt(server.port, { limits, now }),
      memory: MEMORY,
      file: fileAt(newPath(), {}, now as typeof Date.now),
      ring: RING,
      limits,
      now,
    }),
  );

  test("what was put or read is read from memory", async () => {
    const { store, gets } = counted(await openAt(server.port));
    const session = await sessionOf(layer(store));
    await session.put([entry(1), entry(2)]);
    expect(text(await session.get([1, 2], [...WORD, ...WORD]))).toEqual(["value 1", "value 2"]);
    expect(gets()).toBe(0);
    expect(await session.get([3], WORD)).toEqual([null]);
    expect(gets()).toBe(1);
  });

  test("a style that a copy does not know is asked for behind it", async () => {
    const prefix = newPrefix();
    const { store, gets } = counted(await openAt(server.port, { prefix }));
    const here = await sessionOf(layer(store));
    const there = await sessionOf(layer(await openAt(server.port, { prefix })));
    await here.put([entry(1)]);
    expect(text(await here.get([1], WORD))).toEqual(["value 1"]);
    await there.put([entry(1, { style: "dollar" })]);
    expect(await here.get([1], DOLLAR)).toMatchObject([{ styles: STYLE_BIT.word | STYLE_BIT.dollar }]);
    expect(gets()).toBe(1);
    expect(text(await here.get([1], DOLLAR))).toEqual(["value 1"]);
    expect(gets()).toBe(1);
  });

  test("another process finds the copies of the file, sealed", async () => {
    const prefix = newPrefix();
    const path = newPath();
    const first = layer(await openAt(server.port, { prefix }), { file: fileAt(path) });
    const { handle, value } = identified("bob@example.com");
    await (await sessionOf(first)).put([entryOf("bob@example.com")]);
    await first.close();
    stores.splice(0);
    const { store, gets } = counted(await openAt(server.port, { prefix }));
    const second = layer(store, { file: fileAt(path) });
    expect(text(await (await sessionOf(second)).get([handle], WORD))).toEqual([value]);
    expect(gets()).toBe(0);
    const bytes = readdirSync(folder)
      .filter((name) => join(folder, name).startsWith(path))
      .map((name) => readFileSync(join(folder, name)));
    expect(bytes.length).toBeGreaterThan(0);
    expect(Buffer.concat(bytes).includes("bob@example")).toBe(false);
  });

  test("what was purged elsewhere is in no layer any more", async () => {
    const prefix = newPrefix();
    const path = newPath();
    const session = await sessionOf(layer(await openAt(server.port, { prefix }), { file: fileAt(path) }));
    const { handle } = identified("bob@example.com");
    await session.put([entryOf("bob@example.com")]);
    expect(text(await session.get([handle], WORD))).toEqual(["bob@example.com"]);
    const other = await openAt(server.port, { prefix });
    stores.push(other);
    expect(await other.purge("default")).toBe(true);
    // What another client does is known a tenth of a second later.
    await wait(150);
    expect(await session.get([handle], WORD)).toEqual([null]);
    const later = layer(await openAt(server.port, { prefix }), { file: fileAt(path) });
    expect(await (await sessionOf(later)).get([handle], WORD)).toEqual([null]);
  });

  test("what the back has removed and given to another value is never restored from a copy", async () => {
    const prefix = newPrefix();
    const limits = { ttl: 10 * HOUR, maxEntries: 100, atLimit: "refuse" as const };
    let time = START;
    const now = () => time;
    const path = newPath();
    const session = await sessionOf(
      layer(await openAt(server.port, { prefix, limits, now }), {
        limits,
        now,
        file: fileAt(path, { ttl: 1000 * HOUR }, now),
        memory: { ...MEMORY, ttl: 1000 * HOUR },
      }),
    );
    await session.put([entry(1)]);
    expect(text(await session.get([1], WORD))).toEqual(["value 1"]);
    time += 11 * HOUR;
    const other = await openAt(server.port, { prefix, limits, now });
    stores.push(other);
    expect(await other.prune()).toBe(1);
    const rival = entry(1, { fingerprint: 99, value: Buffer.from("rival") });
    expect(await (await sessionOf(other)).put([rival])).toMatchObject([{ handle: 1, created: true }]);
    await wait(150);
    expect(text(await session.get([1], WORD))).toEqual(["rival"]);
  });

  test("a copy serves for its time only, and then its use counts", async () => {
    let time = START;
    const now = () => time;
    const { store, gets } = counted(createMemoryStore({ limits: LIMITS, now }));
    const session = await sessionOf(layer(store, { now }));
    await session.put([entry(1)]);
    time += HOUR - 1;
    await session.get([1], WORD);
    expect(gets()).toBe(0);
    time += 1;
    await session.get([1], WORD);
    expect(gets()).toBe(1);
  });

  test("of an entry that is used, the back hears in time", async () => {
    let time = START;
    const now = () => time;
    const limits = { ...LIMITS, ttl: 10 * HOUR };
    const session = await sessionOf(
      layer(createMemoryStore({ limits, now }), { limits, now, memory: { ...MEMORY, ttl: 1000 * HOUR } }),
    );
    await session.put([entry(1)]);
    for (let hour = 0; hour < 40; hour++) {
      time += HOUR;
      expect(text(await session.get([1], WORD))).toEqual(["value 1"]);
    }
  });

  test("a file that is full takes no more copies, and serves those it has", async () => {
    const prefix = newPrefix();
    const path = newPath();
    let isFull = false;
    const { store, gets } = counted(await openAt(server.port, { prefix }));
    const memory = { ...MEMORY, maxEntries: 1, rejectAt: 0.5 };
    const session = await sessionOf(layer(store, { memory, file: fileAt(path, { isFull: () => isFull }) }));
    const [one, two] = [identified("a@example.com"), identified("b@example.com")];
    await session.put([entryOf(one.value)]);
    isFull = true;
    await session.put([entryOf(two.value)]);
    expect(text(await session.get([one.handle], WORD))).toEqual([one.value]);
    expect(gets()).toBe(0);
    expect(text(await session.get([two.handle], WORD))).toEqual([two.value]);
    expect(gets()).toBe(1);
  });

  test("a file that cannot be used is done without, and said once", async () => {
    const warnings: unknown[] = [];
    const file = fileAt(newPath());
    await file.store.close();
    const broken: Store = {
      ...file.store,
      session: () => {
        throw new Error("disk");
      },
      close: () => {},
    };
    const back = await openAt(server.port);
    const session = await sessionOf(
      layer(back, { file: { ...file, store: broken }, warn: (error) => warnings.push(error) }),
    );
    await session.put([entry(1)]);
    await session.put([entry(2)]);
    expect(text(await session.get([1, 2, 3], [2, 2, 2]))).toEqual(["value 1", "value 2", null]);
    expect(warnings).toHaveLength(1);
  });

  test("a back that is away: an error, whatever the copies hold", async () => {
    const own = await startRedis();
    try {
      const session = await sessionOf(layer(await openAt(own.port, { timeout: 500 }), { file: fileAt(newPath()) }));
      await session.put([entry(1)]);
      await own.kill();
      await wait(150);
      await refused("store-failed", () => session.get([1], WORD));
      await refused("store-failed", () => session.put([entry(2)]));
    } finally {
      await own.end();
    }
  });

  test("over memcached: what that has forgotten is asked for behind a copy only when the copy has gone", async () => {
    const back = await openMemcached(cache.port);
    const store = layer(back);
    expect(store.capabilities).toEqual(back.capabilities);
    const session = await sessionOf(store);
    expect(session.forgets).toBe(true);
    await session.put([entry(1)]);
    expect(text(await session.get([1], WORD))).toEqual(["value 1"]);
    await refused("store-unable", () => store.list());
  });

  test("purge leaves no copy in the file", async () => {
    const path = newPath();
    const file = fileAt(path);
    const store = layer(await openAt(server.port), { file });
    const session = await sessionOf(store);
    await session.put([entryOf("bob@example.com")]);
    expect(existsSync(path)).toBe(true);
    expect((await file.store.list()).reduce((sum, { entries }) => sum + entries, 0)).toBe(1);
    await store.purge("default");
    expect(await file.store.list()).toEqual([]);
  });
});

/** The identity that the session `default` gives to a text. */
function identified(value: string): { value: string; handle: number; fingerprint: number } {
  const identity = createIdentify(sessionKeys(RING, "default").id)(Buffer.from(value));
  return { value, handle: identity.handles[0] as number, fingerprint: identity.fingerprint };
}

function entryOf(value: string): NewEntry {
  const { handle, fingerprint } = identified(value);
  return entry(1, { handles: [handle], fingerprint, value: Buffer.from(value) });
}
