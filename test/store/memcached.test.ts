import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { NewEntry, Store } from "../../src/mask/store.ts";
import { ringFromKey } from "../../src/store/keys.ts";
import { contract } from "./contract.ts";
import { entry, literalsOf, refused, sessionOf, text } from "./contract-kit.ts";
import { newPrefix, openAt } from "./memcached-kit.ts";
import { identityOf } from "./redis-kit.ts";
import { type Relay, startRelay } from "./relay.ts";
import { freePort, isInstalled, type Memcached, named, startMemcached } from "./servers.ts";
import { putAtOnce } from "./several-processes.ts";

const LACKS = { lists: false, counts: false, numbers: false, keeps: false };
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A value as sessions hand it to an engine that forgets: with its longest handle only. */
function longest(n: number, more: Partial<NewEntry> = {}): NewEntry {
  const one = identityOf(n);
  return { ...one, handles: one.handles.slice(-1), ...more };
}

describe.skipIf(!isInstalled("memcached"))(named("memcached", "memcached"), () => {
  const servers: Memcached[] = [];
  const own: Memcached[] = [];
  const relays: Relay[] = [];
  const stores: Store[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 3; i++) servers.push(await startMemcached(["-M"]));
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const relay of relays.splice(0)) await relay.end();
    for (const server of own.splice(0)) await server.end();
  });
  afterAll(async () => {
    for (const server of servers) await server.end();
  });

  const port = (): number => (servers[0] as Memcached).port;
  const open = async (ports: number | readonly number[], more: Parameters<typeof openAt>[1] = {}): Promise<Store> => {
    const store = await openAt(ports, more);
    stores.push(store);
    return store;
  };
  const start = async (settings: readonly string[] = ["-M"]): Promise<Memcached> => {
    const server = await startMemcached(settings);
    own.push(server);
    return server;
  };
  const relayTo = async (target: number): Promise<Relay> => {
    const relay = await startRelay(target);
    relays.push(relay);
    return relay;
  };

  contract("memcached", ({ limits, now }) => openAt(port(), { limits, now }), { capabilities: LACKS });

  test("the service sees neither a value nor a name", async () => {
    const relay = await relayTo(port());
    const store = await open(relay.port, { prefix: "seen" });
    const session = await sessionOf(store, "secret-session");
    await session.put([
      entry(1, { kind: "CODENAME", literal: true }),
      entry(2, { value: Buffer.from("bob@example.com") }),
    ]);
    await session.reserve([7]);
    await session.get([1, 2]);
    await literalsOf(session, 9);
    const all = relay.seen();
    expect(all.includes("closemask 1 ")).toBe(true);
    expect(all.includes("seen.")).toBe(true);
    for (const word of ["bob", "value 1", "secret-session", "CODENAME", "EMAIL"])
      expect(all.includes(word)).toBe(false);
  });

  test("an entry that is moved to another id does not open", async () => {
    const prefix = newPrefix();
    const relay = await relayTo(port());
    const session = await sessionOf(await open(relay.port, { prefix }));
    await session.put([entry(1), entry(2)]);
    const keys = [
      ...relay
        .seen()
        .toString("latin1")
        .matchAll(/add (\S+\.e[12]) 0 0 (\d+)\r\n/g),
    ];
    const [from, to] = [keys[0]?.[1] as string, keys[1]?.[1] as string];
    const { connectMemcached, storing } = await import("../../src/store/memcached-link.ts");
    const direct = await connectMemcached({ host: "127.0.0.1", port: port() }, undefined);
    const bytes = (await direct.gets([from])).get(from)?.bytes as Buffer;
    expect(await direct.lines([storing("set", to, bytes, 0)])).toEqual(["STORED"]);
    await direct.close();
    await refused("store-corrupt", () => session.get([2]));
  });

  test("another key sees nothing of a store, and is refused", async () => {
    const prefix = newPrefix();
    await sessionOf(await open(port(), { prefix }));
    const ring = ringFromKey(new Uint8Array(32).fill(2));
    const error = await refused("key-wrong", () => openAt(port(), { prefix, ring }));
    expect(error.hint).toContain("keys export");
  });

  test("several servers share the values, whatever their order", async () => {
    const prefix = newPrefix();
    const ports = servers.map((server) => server.port);
    const session = await sessionOf(await open(ports, { prefix }));
    const entries = Array.from({ length: 300 }, (_, n) => longest(n));
    const handles = (await session.put(entries)).map(({ handle }) => handle);
    const others = await sessionOf(await open(ports.toReversed(), { prefix }));
    expect(text(await others.get(handles))).toEqual(entries.map(({ value }) => Buffer.from(value).toString()));
    // Each alone has a part of them.
    const counts = await Promise.all(
      ports.map(async (one) => {
        const { connectMemcached } = await import("../../src/store/memcached-link.ts");
        const direct = await connectMemcached({ host: "127.0.0.1", port: one }, undefined);
        const items = Number((await direct.stats("")).get("curr_items"));
        await direct.close();
        return items;
      }),
    );
    for (const count of counts) expect(count).toBeGreaterThan(50);
  });

  test("processes that mask the same values at once: one id for a value, one value for an id", async () => {
    const prefix = newPrefix();
    const ports = servers.map((server) => server.port);
    const ranges = [
      [0, 1000],
      [0, 1000],
      [250, 1250],
    ] as const;
    const { handles } = await putAtOnce("memcached", ports.join(","), prefix, ranges);
    expect(handles.size).toBe(1250);
    // Hundreds were not given their first choice.
    expect([...handles.values()].filter((handle) => handle >= 1e12).length).toBeGreaterThan(300);
    const session = await sessionOf(await open(ports, { prefix }), "shared");
    expect(text(await session.get([...handles.values()]))).toEqual([...handles.keys()].map((n) => `value ${n}`));
    expect(
      (await session.put([...handles.keys()].map((n) => identityOf(Number(n))))).some(({ created }) => created),
    ).toBe(false);
  }, 120_000);

  test("what one process purges, the others start anew", async () => {
    const prefix = newPrefix();
    const [one, other] = [await open(port(), { prefix }), await open(port(), { prefix })];
    const [mine, theirs] = [await sessionOf(one), await sessionOf(other)];
    await mine.put([entry(1)]);
    expect(text(await theirs.get([1]))).toEqual(["value 1"]);
    expect(await one.purge("default")).toBe(true);
    // What another client does is known a tenth of a second later.
    await wait(150);
    expect(await theirs.get([1])).toEqual([null]);
    expect(await theirs.put([entry(2)])).toMatchObject([{ created: true }]);
    expect(await mine.put([entry(2)])).toMatchObject([{ created: false }]);
  });

  test("a session that another process makes, and makes anew, is found at once", async () => {
    const prefix = newPrefix();
    const [one, other] = [await open(port(), { prefix }), await open(port(), { prefix })];
    for (let n = 0; n < 20; n++) {
      const name = `case-${n}`;
      expect(await other.session(name, { create: false })).toBeNull();
      const mine = await sessionOf(one, name);
      await mine.put([entry(n)]);
      const theirs = await other.session(name, { create: false });
      expect(text((await theirs?.get([n])) ?? [])).toEqual([`value ${n}`]);
      await one.purge(name);
      await mine.put([entry(n + 1)]);
      expect(text((await theirs?.get([n + 1])) ?? [])).toEqual([`value ${n + 1}`]);
    }
  });

  test("what nobody uses goes by itself", async () => {
    const limits = { ttl: 500, maxEntries: 1000, atLimit: "refuse" as const };
    // By this clock it never expires: only the server can have removed it.
    const session = await sessionOf(await open(port(), { limits, now: () => 1_790_000_000_000 }));
    await session.put([entry(1)]);
    for (let found = [{}] as unknown[]; found[0] !== null; await wait(50)) found = await session.get([1]);
    expect(await session.put([entry(1)])).toMatchObject([{ created: true }]);
  });

  describe("faults", () => {
    test("a server that is killed and started again: all is forgotten, no id means another value, lost ones come back", async () => {
      const server = await start();
      const session = await sessionOf(await open(server.port));
      const before = (await session.put(Array.from({ length: 500 }, (_, n) => longest(n)))).map(({ handle }) => handle);
      await server.kill();
      const pending = session.put([longest(600)]);
      await wait(200);
      await server.restart();
      expect(await pending).toMatchObject([{ created: true }]);
      expect(new Set(await session.get(before))).toEqual(new Set([null]));
      // In another order, and only some of them.
      const again = Array.from({ length: 250 }, (_, n) => 499 - n);
      const results = await session.put(again.map((n) => longest(n)));
      expect(results.map(({ handle }) => handle)).toEqual(again.map((n) => before[n]));
      const found = text(await session.get(before));
      for (const [n, value] of found.entries()) expect(value).toBe(n >= 250 ? `value ${n}` : null);
    });

    test("a server that stays away: an error in time, nothing given out", async () => {
      const server = await start();
      const session = await sessionOf(await open(server.port, { timeout: 1500 }));
      await session.put([entry(1)]);
      await server.kill();
      const error = await refused("store-failed", () => session.put([entry(2)]));
      expect(error.hint).toContain("store.url");
      await refused("store-failed", () => session.get([1]));
    });

    test("nobody at the address", async () => {
      const gone = await freePort();
      await refused("store-failed", () => openAt(gone, { timeout: 300 }));
    });

    test("a server that is slow by a second is waited for", async () => {
      const relay = await relayTo(port());
      const session = await sessionOf(await open(relay.port));
      await session.put([entry(1)]);
      relay.delay = 1000;
      const [put, got] = await Promise.all([session.put([entry(2)]), session.get([1])]);
      expect(put).toMatchObject([{ handle: 2, created: true }]);
      expect(text(got)).toEqual(["value 1"]);
    });

    test("a connection that is cut is made anew", async () => {
      const relay = await relayTo(port());
      const session = await sessionOf(await open(relay.port));
      await session.put([entry(1)]);
      relay.cut();
      const put = session.put([entry(2)]);
      await wait(200);
      relay.mend();
      expect(await put).toMatchObject([{ handle: 2 }]);
      expect(text(await session.get([1, 2]))).toEqual(["value 1", "value 2"]);
    });

    test("memory that is full is an error when the server may drop nothing, and what is there is restored", async () => {
      const server = await start(["-M", "-m", "2"]);
      const warnings: string[] = [];
      const session = await sessionOf(await open(server.port, { warn: (message) => warnings.push(message) }));
      const acknowledged: number[] = [];
      const fill = async (): Promise<void> => {
        for (let n = 0; n < 20_000; n += 50) {
          const some = Array.from({ length: 50 }, (_, i) => longest(n + i, { value: large(n + i) }));
          acknowledged.push(...(await session.put(some)).map(({ handle }) => handle));
        }
      };
      const error = await refused("store-full", fill);
      expect(error.hint).toContain("-m");
      expect(acknowledged.length).toBeGreaterThan(100);
      const found = await session.get(acknowledged);
      expect(found.every((one, n) => one !== null && large(n).equals(one.value))).toBe(true);
      expect(warnings).toEqual([]);
    }, 120_000);

    test("a server that drops entries: a lost one is not restored or comes back with its id, never as another value", async () => {
      const server = await start(["-m", "2"]);
      const warnings: string[] = [];
      const session = await sessionOf(await open(server.port, { warn: (message) => warnings.push(message) }));
      expect(warnings).toEqual(["memcached drops entries when its memory is full"]);
      const handles: number[] = [];
      for (let n = 0; n < 3000; n += 50) {
        const some = Array.from({ length: 50 }, (_, i) => longest(n + i, { value: large(n + i) }));
        handles.push(...(await session.put(some)).map(({ handle }) => handle));
      }
      const found = await session.get(handles);
      const lost = found.flatMap((one, n) => (one === null ? [n] : []));
      expect(lost.length).toBeGreaterThan(100);
      for (const [n, one] of found.entries()) if (one !== null) expect(large(n).equals(one.value)).toBe(true);
      const some = lost.slice(0, 50);
      const again = await session.put(some.map((n) => longest(n, { value: large(n) })));
      expect(again.map(({ handle }) => handle)).toEqual(some.map((n) => handles[n]));
    }, 120_000);

    test("a value that is larger than the server takes", async () => {
      const session = await sessionOf(await open(port()));
      const error = await refused("store-failed", () => session.put([entry(1, { value: randomBytes(1_100_000) })]));
      expect(error.hint).toContain("-I");
      expect(await session.put([entry(2)])).toMatchObject([{ created: true }]);
    });

    test("a wrong password, none, and the right one", async () => {
      const folder = mkdtempSync(join(tmpdir(), "closemask-memcached-"));
      try {
        const file = join(folder, "users");
        writeFileSync(file, "masker:right-one\n", { mode: 0o600 });
        const server = await start(["-M", "-Y", file]);
        for (const login of [undefined, { username: "masker", password: "wrong-one" }]) {
          const error = await refused("store-open", () => openAt(server.port, login === undefined ? {} : { login }));
          expect(`${error.message} ${error.hint}`).not.toContain("wrong-one");
        }
        const login = { username: "masker", password: "right-one" };
        const session = await sessionOf(await open(server.port, { login }));
        expect(await session.put([entry(1)])).toMatchObject([{ handle: 1 }]);
        const bad = { username: "a b", password: "x" };
        await refused("config", () => openAt(server.port, { login: bad }));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    test("something else than a memcached", async () => {
      const relay = await relayTo(await freePort());
      await refused("store-failed", () => openAt(relay.port, { timeout: 300 }));
    });
  });

  test.each(["a{b", "", "ä", "x".repeat(65), "a b"])("%j is no prefix", async (prefix) => {
    await refused("config", () => openAt(port(), { prefix }));
  });
});

/** A value that fills a server of two megabytes soon; the same for the same number. */
function large(n: number): Buffer {
  return Buffer.from(`value ${n} `.repeat(80));
}
