import { execFile, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../src/mask/store.ts";
import { ringFromKey, rotateRing, trimRing } from "../../src/store/keys.ts";
import { contract } from "./contract.ts";
import { entry, literalsOf, refused, sessionOf, text } from "./contract-kit.ts";
import { textsContract } from "./contract-texts.ts";
import { identityOf, newPrefix, openAt, RING } from "./redis-kit.ts";
import { freePort, isInstalled, isThere, type RedisServer, startRedis } from "./servers.ts";

const run = promisify(execFile);
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Debian 12 has no package of Valkey, so that even CI may be without it; .ci/run installs it where there is one.
const SERVERS = [
  { name: "redis", program: "redis-server", is: isInstalled("redis-server") },
  { name: "valkey", program: "valkey-server", is: isThere("valkey-server") },
];

describe.each(
  SERVERS.map((one) => ({
    ...one,
    name: one.is ? one.name : `${one.name} (skipped: ${one.program} is not installed)`,
  })),
)("$name", ({ name, program, is }) => {
  describe.skipIf(!is)("as a store", () => {
    const startServer = (settings: readonly string[] = []): Promise<RedisServer> =>
      startRedis(settings, undefined, program);
    let server: RedisServer;
    const stores: Store[] = [];
    beforeAll(async () => {
      server = await startServer();
    });
    afterEach(async () => {
      for (const store of stores.splice(0)) await store.close();
    });
    afterAll(() => server.end());

    const open = async (more: Parameters<typeof openAt>[1] = {}): Promise<Store> => {
      const store = await openAt(server.port, more);
      stores.push(store);
      return store;
    };

    contract(name, ({ limits, now }) => openAt(server.port, { limits, now }));
    textsContract(name, ({ limits, now }) => openAt(server.port, { limits, now }));

    describe("texts", () => {
      test("are bound to their names, sealed anew by a rotation, and start anew where the session was purged", async () => {
        const prefix = newPrefix();
        const [one, other] = [await open({ prefix }), await open({ prefix })];
        await one.texts?.("s").put("a", Buffer.from("text of a"));
        await other.texts?.("s").put("b", Buffer.from("text of b"));
        const ring = rotateRing(RING);
        const rotated = await open({ prefix, ring });
        await rotated.reseal();
        const trimmed = (await open({ prefix, ring: trimRing(ring) })).texts?.("s");
        expect(String(Buffer.from((await trimmed?.get("a")) ?? []))).toBe("text of a");
        const key = server.cli("--scan", "--pattern", `${prefix}:{*}:t`).trim();
        const swap =
          "local all = redis.call('HGETALL', KEYS[1]) redis.call('HSET', KEYS[1], all[1], all[4], all[3], all[2]) return #all";
        expect(server.cli("eval", swap, "1", key).trim()).toBe("4");
        await refused("store-corrupt", () => trimmed?.get("a"));
        await rotated.purge("s");
        expect(server.cli("--scan", "--pattern", `${prefix}:{*}:[tx]`).trim()).toBe("");
        await rotated.texts?.("s").put("c", Buffer.from("another life"));
        expect(await rotated.texts?.("s").names("")).toEqual(["c"]);
      });
    });

    describe("what the service sees", () => {
      test("is neither a value nor a name, in memory or on disk", async () => {
        const own = await startServer();
        try {
          const store = await openAt(own.port, { prefix: "seen" });
          const session = await sessionOf(store, "secret-session");
          const literal = { kind: "CODENAME", counter: "angle:CODENAME", literal: true };
          await session.put([entry(1, literal), entry(2, { value: Buffer.from("bob@example.com") })]);
          await session.reserve([], [{ counter: "angle:OTHER", number: 4 }]);
          await store.close();
          const files = readdirSync(own.folder, { recursive: true, withFileTypes: true }).filter((file) =>
            file.isFile(),
          );
          const all = Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
          expect(all.includes("closemask 1 ")).toBe(true);
          for (const word of ["bob", "value 1", "secret-session", "CODENAME", "EMAIL", "angle", "OTHER"]) {
            expect(all.includes(word)).toBe(false);
          }
        } finally {
          await own.end();
        }
      });

      test("cannot be given back under another id", async () => {
        const prefix = newPrefix();
        const session = await sessionOf(await open({ prefix }));
        await session.put([entry(1), entry(2)]);
        const key = server.cli("--scan", "--pattern", `${prefix}:{*}:e`).trim();
        const script =
          "local all = redis.call('HGETALL', KEYS[1]) redis.call('HSET', KEYS[1], all[1], all[4], all[3], all[2]) return #all";
        expect(server.cli("eval", script, "1", key).trim()).toBe("4");
        await refused("store-corrupt", () => session.get([1]));
      });
    });

    describe("several clients of one store", () => {
      test("another key is refused, with what to do", async () => {
        const prefix = newPrefix();
        await open({ prefix });
        const ring = ringFromKey(new Uint8Array(32).fill(2));
        const error = await refused("key-wrong", () => openAt(server.port, { prefix, ring }));
        expect(error.hint).toContain("keys export");
      });

      test("what one purges, the others start anew, under another salt", async () => {
        const prefix = newPrefix();
        const [one, other] = [await open({ prefix }), await open({ prefix })];
        const [mine, theirs] = [await sessionOf(one), await sessionOf(other)];
        await mine.put([entry(1, { counter: "c" })]);
        expect(text(await theirs.get([1]))).toEqual(["value 1"]);
        const before = await theirs.epoch();
        expect(await one.purge("default")).toBe(true);
        // What another client does is known a tenth of a second later.
        await wait(150);
        expect(await theirs.epoch()).not.toBe(before);
        expect(await theirs.get([1])).toEqual([null]);
        expect(await theirs.put([entry(2, { counter: "c" })])).toMatchObject([{ handle: 2, number: 1, created: true }]);
        expect(await mine.put([entry(3, { counter: "c", kind: "PERSON" })])).toMatchObject([{ number: 2 }]);
        expect(await theirs.put([entry(3)])).toMatchObject([{ kind: "PERSON", created: false }]);
        expect(text(await mine.get([2, 3]))).toEqual(["value 2", "value 3"]);
        expect(await literalsOf(mine, 9)).toEqual([]);
        expect((await one.list()).map(({ name }) => name)).toEqual(["default"]);
      });

      test("processes that mask the same values at once: one id for a value, one value for an id", async () => {
        const prefix = newPrefix();
        const writer = join(import.meta.dirname, "redis-writer.ts");
        const isLong = process.env.CLOSEMASK_LONG === "1";
        const count = isLong ? 100_000 : 3000;
        const starts = isLong ? [0, 0, 0, 0, 1, 2, 3, 4] : [0, 0, 1];
        const ranges = starts.map((start) => [(start * count) / 10, count] as const);
        const outputs = await Promise.all(
          ranges.map(([from, to]) =>
            run(process.execPath, [writer, String(server.port), prefix, String(from), String(to)], {
              maxBuffer: 1 << 26,
            }),
          ),
        );
        const given = new Map<string, number>();
        for (const { stdout } of outputs) {
          for (const [n, handle] of Object.entries<number>(JSON.parse(stdout))) {
            expect(given.get(n) ?? handle).toBe(handle);
            given.set(n, handle);
          }
        }
        expect(given.size).toBe(count);
        expect(new Set(given.values()).size).toBe(count);
        // Thousands were not given their first choice.
        expect([...given.values()].filter((handle) => handle >= 1e12).length).toBeGreaterThan(1500);
        const session = await sessionOf(await open({ prefix }), "shared");
        const numbers = [...given.keys()];
        expect(text(await session.get([...given.values()]))).toEqual(numbers.map((n) => `value ${n}`));
        expect((await session.put(numbers.map((n) => identityOf(Number(n))))).some(({ created }) => created)).toBe(
          false,
        );
      }, 600_000);

      test("many calls at once on one connection", async () => {
        const session = await sessionOf(await open());
        const puts = Array.from({ length: 200 }, (_, n) => session.put([entry(n), entry(n % 7)]));
        for (const [n, results] of (await Promise.all(puts)).entries()) {
          expect(results.map(({ handle }) => handle)).toEqual([n, n % 7]);
        }
        const gets = await Promise.all(Array.from({ length: 200 }, (_, n) => session.get([n])));
        expect(gets.flatMap((found) => text(found))).toEqual(Array.from({ length: 200 }, (_, n) => `value ${n}`));
      });
    });

    describe("a call that goes in several pieces", () => {
      const some = (from: number, to: number, more = {}): ReturnType<typeof entry>[] =>
        Array.from({ length: to - from }, (_, i) => entry(from + i, more));

      test("is stored wholly or not at all where it may not fit", async () => {
        const limits = { ttl: 0, maxEntries: 1000, atLimit: "refuse" as const };
        const store = await open({ limits });
        const session = await sessionOf(store);
        await session.put(some(0, 700));
        await refused("session-full", () => session.put(some(600, 1200)));
        expect((await store.list())[0]?.entries).toBe(700);
        // What is known takes no room.
        const results = await session.put([...some(0, 700), ...some(700, 1000)]);
        expect(results.map(({ created }) => created)).toEqual(Array.from({ length: 1000 }, (_, n) => n >= 700));
        await refused("session-full", () => session.put(some(0, 1001)));
      });

      test("evicts what it did not bring itself", async () => {
        const limits = { ttl: 0, maxEntries: 1000, atLimit: "evict" as const };
        const session = await sessionOf(await open({ limits }));
        await session.put(some(0, 900));
        await session.put(some(5000, 5800));
        const there = text(await session.get(some(5000, 5800).map(({ handles }) => handles[0] as number)));
        expect(there.filter((value) => value === null)).toEqual([]);
      });

      test("takes each value's place by the order of the call, across pieces and lives", async () => {
        const store = await open();
        const session = await sessionOf(store);
        const values = [...some(0, 300), ...some(0, 300, { kind: "PERSON" }), ...some(300, 310, { counter: "c" })];
        // Same first handle as a value of an earlier piece.
        const rival = entry(9999, { handles: [5, 1e12 + 9999, 2e15 + 9999] });
        for (const round of [1, 2]) {
          const results = await session.put([...values, rival]);
          expect(results.slice(0, 300).every(({ created, kind }) => created && kind === "EMAIL")).toBe(true);
          expect(results.slice(300, 600).some(({ created, kind }) => created || kind !== "EMAIL")).toBe(false);
          expect(results.slice(600, 610).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
          expect(results.at(-1)).toMatchObject({ handle: 1e12 + 9999, created: true });
          if (round === 1) await store.purge("default");
        }
      });
    });

    test("the server's clock counts, and what nobody uses goes by itself", async () => {
      const prefix = newPrefix();
      const limits = { ttl: 400, maxEntries: 1000, atLimit: "refuse" as const };
      const store = await open({ prefix, limits });
      const session = await sessionOf(store);
      await session.put([entry(1, { counter: "c" })]);
      expect(await store.list()).toMatchObject([{ entries: 1 }]);
      expect(Math.abs(((await store.list())[0]?.created ?? 0) - Date.now())).toBeLessThan(60_000);
      const keys = (): number =>
        server.cli("--scan", "--pattern", `${prefix}:{*}:[eiulk]`).trim().split("\n").filter(Boolean).length;
      expect(keys()).toBeGreaterThan(2);
      await wait(800);
      expect(keys()).toBe(0);
      expect(await session.get([1])).toEqual([null]);
      // Its number stays given, lest an old text be restored to another value.
      expect(await session.put([entry(2, { counter: "c" })])).toMatchObject([{ number: 2 }]);
      expect(await store.prune()).toBe(0);
      expect(await session.getNumbered([{ counter: "c", number: 1 }])).toEqual([null]);
    });

    test("reseal seals everything with the newest key, and the old one is not needed any more", async () => {
      const prefix = newPrefix();
      const session = await sessionOf(await open({ prefix }));
      await session.put(Array.from({ length: 1500 }, (_, n) => entry(n)));
      const ring = rotateRing(RING);
      const rotated = await open({ prefix, ring });
      expect(text(await (await sessionOf(rotated)).get([7]))).toEqual(["value 7"]);
      expect(await rotated.reseal()).toBe(1500);
      expect(await rotated.reseal()).toBe(0);
      const fresh = await sessionOf(await open({ prefix, ring: trimRing(ring) }));
      expect(text(await fresh.get([0, 1499]))).toEqual(["value 0", "value 1499"]);
      const error = await refused("key-wrong", () => session.get([7]));
      expect(error.message).toContain("sealing key 2");
    });

    test("who holds an older ring writes nothing more, not into another session either, nor into one made anew", async () => {
      const prefix = newPrefix();
      const old = await open({ prefix });
      const session = await sessionOf(old);
      await session.put([entry(1)]);
      const ring = rotateRing(RING);
      const rotated = await open({ prefix, ring });
      await rotated.reseal();
      expect([...((await rotated.sealedBy?.()) ?? [])]).toEqual([[2, 1]]);
      expect((await refused("key-wrong", () => session.put([entry(2)]))).message).toContain("a newer sealing key");
      await refused("key-wrong", () => session.reserve([77]));
      await refused("key-wrong", () => old.session("another"));
      await rotated.purge("default");
      await refused("key-wrong", () => session.put([entry(2)]));
      expect(await rotated.list()).toEqual([]);
      expect(await (await sessionOf(rotated)).put([entry(2)])).toMatchObject([{ created: true }]);
    });

    test.each(["a{b", "", "ä", "x".repeat(65)])("%j is no prefix", async (prefix) => {
      await refused("config", () => openAt(server.port, { prefix }));
    });

    test("another database of the server is another store", async () => {
      const prefix = newPrefix();
      const session = await sessionOf(await open({ prefix, database: 3 }));
      await session.put([entry(1)]);
      expect(await (await sessionOf(await open({ prefix }))).get([1])).toEqual([null]);
      expect(text(await (await sessionOf(await open({ prefix, database: 3 }))).get([1]))).toEqual(["value 1"]);
    });

    test("over TLS, with certificates on both sides", async () => {
      const pems = await makeCertificates(server.folder);
      const port = await freePort();
      const at = (name: string): string => join(server.folder, name);
      const files = [
        "--tls-cert-file",
        at("own.pem"),
        "--tls-key-file",
        at("own.key"),
        "--tls-ca-cert-file",
        at("ca.pem"),
      ];
      const secure = await startServer(["--tls-port", String(port), ...files]);
      try {
        const own = { cert: pems.cert, key: pems.key };
        await wait(200);
        const store = await openAt(port, { tls: { ca: [pems.ca], ...own } });
        expect(await (await sessionOf(store)).put([entry(1)])).toMatchObject([{ created: true }]);
        await store.close();
        await refused("store-open", () => openAt(port, { tls: own, timeout: 5000 }));
        // Whether the server's alert comes before it hangs up is chance.
        const bare = openAt(port, { tls: { ca: [pems.ca] }, timeout: 300 });
        await expect(bare).rejects.toMatchObject({ code: expect.stringMatching(/^store-(?:open|failed)$/) });
        await refused("store-failed", () => openAt(port, { timeout: 300 }));
      } finally {
        await secure.end();
      }
    });
  });
});

/** A certificate authority of the test's own, and one certificate for both sides. */
async function makeCertificates(folder: string): Promise<{ ca: string; cert: string; key: string }> {
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl: ${stderr}`);
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority");
  openssl(
    "req",
    ...curve,
    "-keyout",
    "own.key",
    "-out",
    "own.csr",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=IP:127.0.0.1",
  );
  openssl(
    "x509",
    "-req",
    "-in",
    "own.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-copy_extensions",
    "copy",
    "-out",
    "own.pem",
  );
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return { ca: read("ca.pem"), cert: read("own.pem"), key: read("own.key") };
}
