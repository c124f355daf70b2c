import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { checkValue, type KeyRing, ringFromKey, rotateRing, trimRing } from "../../src/store/keys.ts";
import { createSqliteStore, type SqliteStore } from "../../src/store/sqlite.ts";
import { readCheckValue } from "../../src/store/sqlite-open.ts";
import { isStoreThere } from "../../src/store/store-file.ts";
import { contract } from "./contract.ts";
import { entry, refused, sessionOf, text } from "./contract-kit.ts";
import { textsContract } from "./contract-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-store-"));
const RING = ringFromKey(new Uint8Array(32).fill(1));
const open: SqliteStore[] = [];
const windows = process.platform === "win32";
let files = 0;

afterEach(() => {
  for (const store of open.splice(0)) store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

contract("sqlite", ({ limits, now }) => createSqliteStore({ path: newPath(), ring: RING, limits, now }));
textsContract("sqlite", ({ limits, now }) => createSqliteStore({ path: newPath(), ring: RING, limits, now }));

function newPath(): string {
  return join(folder, `${files++}`, "store.db");
}

function openStore(path: string, ring: KeyRing = RING): SqliteStore {
  const limits = { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" as const };
  const store = createSqliteStore({ path, ring, limits, now: Date.now });
  open.push(store);
  return store;
}

/** A closed store with entries 1 to `count`. */
async function filled(count = 3): Promise<string> {
  const path = newPath();
  const store = openStore(path);
  await (await sessionOf(store)).put(Array.from({ length: count }, (_, i) => entry(i + 1)));
  store.close();
  return path;
}

function everything(path: string): Buffer {
  const dir = join(path, "..");
  return Buffer.concat(readdirSync(dir).map((name) => readFileSync(join(dir, name))));
}

test("a file whose database has smaller pages is read and written", async () => {
  const path = await filled();
  const other = `${path}.small`;
  const sql = new DatabaseSync(path);
  sql.exec(`PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM; PRAGMA journal_mode = WAL`);
  expect(sql.prepare("PRAGMA page_size").get()).toEqual({ page_size: 4096 });
  sql.close();
  copyFileSync(path, other);
  const session = await sessionOf(openStore(other));
  const entries = Array.from({ length: 1000 }, (_, n) => entry(n + 1));
  const results = await session.put(entries);
  expect(results.filter(({ created }) => !created).map(({ handle }) => handle)).toEqual([1, 2, 3]);
  expect(text(await session.get(results.map(({ handle }) => handle)))).toEqual(
    entries.map(({ value }) => Buffer.from(value).toString()),
  );
});

describe("the file", () => {
  test.skipIf(process.platform === "win32")(
    "is private, with its log and its folder, whatever the umask (not on Windows)",
    async () => {
      const path = newPath();
      const old = process.umask(0o022);
      try {
        const session = await sessionOf(openStore(path));
        await session.put([entry(1)]);
        const mode = (name: string): string => (statSync(name).mode & 0o777).toString(8);
        expect([path, `${path}-wal`, `${path}-shm`, join(path, "..")].map(mode)).toEqual(["600", "600", "600", "700"]);
        expect(readdirSync(join(path, "..")).sort()).toEqual(["store.db", "store.db-shm", "store.db-wal"]);
      } finally {
        process.umask(old);
      }
    },
  );

  test("holds no value, neither in the database nor in its log", async () => {
    const path = newPath();
    const store = openStore(path);
    const values = ["ada.lovelace@example.org", "Björk Guðmundsdóttir", "x".repeat(20_000)];
    await (await sessionOf(store)).put(
      values.map((value, i) => entry(i + 1, { value: Buffer.from(value), literal: true })),
    );
    for (const value of values) expect(everything(path).includes(value.slice(0, 12))).toBe(false);
    store.close();
    for (const value of values) expect(everything(path).includes(value.slice(0, 12))).toBe(false);
  });

  test("keeps its entries over closing", async () => {
    const path = await filled();
    expect(text(await (await sessionOf(openStore(path))).get([1, 2, 3, 4]))).toEqual([
      "value 1",
      "value 2",
      "value 3",
      null,
    ]);
  });

  test("after a purge the salt that its pages need is nowhere", async () => {
    const path = newPath();
    const store = openStore(path);
    for (let n = 0; n < 30; n++) await (await sessionOf(store, `s${n}`)).put([entry(n)]);
    const reader = new DatabaseSync(path);
    const salts = reader
      .prepare("SELECT salt FROM salt")
      .all()
      .map((row) => Buffer.from(row.salt as Uint8Array));
    reader.close();
    expect(salts).toHaveLength(30);
    for (let n = 0; n < 30; n++) expect(store.purge(`s${n}`)).toBe(true);
    const bytes = everything(path);
    expect(salts.filter((salt) => bytes.includes(salt))).toEqual([]);
  });

  test("its log does not grow without end", async () => {
    const path = newPath();
    const store = openStore(path);
    const session = await sessionOf(store);
    for (let n = 0; n < 200; n++) {
      await session.put(
        Array.from({ length: 20 }, (_, i) => entry(n * 20 + i, { value: new Uint8Array(20_000).fill(n) })),
      );
    }
    expect(statSync(path).size).toBeGreaterThan(60 << 20);
    expect(statSync(`${path}-wal`).size).toBeLessThan(36 << 20);
    store.idle();
  });
});

test("a quiet moment removes what expired, but not at every call", async () => {
  const path = newPath();
  let clock = 1_790_000_000_000;
  const store = createSqliteStore({
    path,
    ring: RING,
    limits: { ttl: 100_000, maxEntries: 10, atLimit: "refuse" },
    now: () => clock,
  });
  open.push(store);
  await (await sessionOf(store)).put([entry(1), entry(2)]);
  const pages = (): number => {
    const sql = new DatabaseSync(path);
    const { count } = sql.prepare("SELECT count(*) AS count FROM page").get() ?? {};
    sql.close();
    return Number(count);
  };
  store.idle();
  expect(pages()).toBe(1);
  clock += 100_000;
  store.idle();
  expect(pages()).toBe(0);
});

test("a look-up in a session that nobody used for long writes its use down when the store closes", async () => {
  const path = newPath();
  let clock = 1_790_000_000_000;
  const limits = { ttl: 100_000, maxEntries: 10, atLimit: "refuse" as const };
  const openAt = (): SqliteStore => createSqliteStore({ path, ring: RING, limits, now: () => clock });
  const first = openAt();
  await (await sessionOf(first)).put([entry(1), entry(2)]);
  clock += 90_000;
  await (await sessionOf(first)).get([1]);
  first.close();
  clock += 90_000;
  const second = openAt();
  open.push(second);
  expect(text(await (await sessionOf(second)).get([1, 2]))).toEqual(["value 1", null]);
});

test("part of a page can expire: what is left stays readable, what is gone leaves the sealed bytes", async () => {
  const path = newPath();
  let clock = 1_790_000_000_000;
  const limits = { ttl: 100_000, maxEntries: 100, atLimit: "refuse" as const };
  const store = createSqliteStore({ path, ring: RING, limits, now: () => clock });
  open.push(store);
  const session = await sessionOf(store);
  await session.put(Array.from({ length: 20 }, (_, i) => entry(i + 1, { value: Buffer.alloc(300, i) })));
  const [before] = store.list();
  clock += 90_000;
  await session.put([entry(3), entry(20)]);
  clock += 20_000;
  expect(store.prune()).toBe(18);
  const found = await session.get([1, 3, 19, 20]);
  expect(found.map((e) => e?.value[0])).toEqual([undefined, 2, undefined, 19]);
  const [after] = store.list();
  expect(before?.bytes).toBeGreaterThan(6000);
  expect(after?.bytes).toBeLessThan(1200);
  expect(await session.put([entry(1), entry(3)])).toMatchObject([{ created: true }, { created: false }]);
});

describe("the key", () => {
  test("another key is an error that names the fix, and the store stays as it was", async () => {
    const path = await filled();
    const error = await refused("key-wrong", () => openStore(path, ringFromKey(new Uint8Array(32).fill(2))));
    expect(error.hint).toContain("CLOSEMASK_KEY");
    expect(text(await (await sessionOf(openStore(path))).get([1]))).toEqual(["value 1"]);
  });

  test("its check value can be read without it, so that no new key is made for a store that has one", async () => {
    expect(readCheckValue(newPath())).toBeNull();
    expect(readCheckValue(await filled())).toEqual(checkValue(RING));
  });

  test("rotation keeps every id; sealing anew lets the old key go", async () => {
    const path = await filled(100);
    const rotated = rotateRing(RING);
    const store = openStore(path, rotated);
    const session = await sessionOf(store);
    await session.put([entry(200)]);
    expect(text(await session.get([1, 200]))).toEqual(["value 1", "value 200"]);
    expect(await session.put([entry(1)])).toMatchObject([{ handle: 1, created: false }]);
    expect(store.reseal()).toBe(100);
    expect(store.reseal()).toBe(0);
    expect(text(await session.get([100]))).toEqual(["value 100"]);
    store.close();
    const trimmed = await sessionOf(openStore(path, trimRing(rotated)));
    expect(text(await trimmed.get([1, 100, 200]))).toEqual(["value 1", "value 100", "value 200"]);
  });

  test("a ring without the page's sealing key is said to be the wrong one", async () => {
    const path = await filled();
    const session = await sessionOf(openStore(path, trimRing(rotateRing(RING))));
    const error = await refused("key-wrong", () => session.get([1]));
    expect(error.message).toContain("sealing key 1");
  });
});

describe("damage", () => {
  test("a header of garbage", async () => {
    const path = await filled();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 0, 100);
    writeFileSync(path, bytes);
    await refused("store-corrupt", () => openStore(path));
  });

  test("an empty file is a new store, also behind a link, and private", async () => {
    const path = newPath();
    mkdirSync(join(path, ".."));
    writeFileSync(path, "", { mode: 0o644 });
    const links = windows ? [] : [`${path}.link`, `${path}.nowhere`];
    if (!windows) symlinkSync(path, `${path}.link`);
    if (!windows) symlinkSync(`${path}.target`, `${path}.nowhere`);
    for (const place of [path, ...links]) {
      expect(isStoreThere(place)).toBe(place === `${path}.link`);
      const store = openStore(place);
      await (await sessionOf(store)).put([entry(1)]);
      store.close();
      expect(text(await (await sessionOf(openStore(place))).get([1]))).toEqual(["value 1"]);
      expect(readCheckValue(place)).toEqual(checkValue(RING));
      if (!windows) expect(statSync(place).mode & 0o777).toBe(0o600);
    }
  });

  test.skipIf(windows)("a device is no store, and keeps its mode (not on Windows)", async () => {
    const { mode } = statSync("/dev/null");
    await refused("store-corrupt", () => openStore("/dev/null"));
    expect(statSync("/dev/null").mode).toBe(mode);
  });

  test("an empty file with a log beside it is what is left of a store", async () => {
    const path = newPath();
    mkdirSync(join(path, ".."));
    writeFileSync(path, "");
    writeFileSync(`${path}-wal`, "x");
    expect(isStoreThere(path)).toBe(true);
    await refused("store-corrupt", () => openStore(path));
    expect(readFileSync(`${path}-wal`, "utf8")).toBe("x");
  });

  test("a database of another program", async () => {
    const path = newPath();
    mkdirSync(join(path, ".."));
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE header(name, value)");
    other.close();
    await refused("store-corrupt", () => openStore(path));
  });

  test("one flipped bit in a sealed page", async () => {
    const path = await filled();
    change(path, (sql) => {
      const sealed = Buffer.from(sql.prepare("SELECT sealed FROM page").get()?.sealed as Uint8Array);
      sealed[20] = (sealed[20] ?? 0) ^ 1;
      sql.prepare("UPDATE page SET sealed = ?").run(sealed);
    });
    const session = await sessionOf(openStore(path));
    await refused("store-corrupt", () => session.get([1]));
  });

  test("a sealed page put in another's place", async () => {
    const path = await filled();
    const store = openStore(path);
    await (await sessionOf(store)).put([entry(9)]);
    store.close();
    change(path, (sql) =>
      sql.exec("UPDATE page SET sealed = (SELECT sealed FROM page WHERE no % 256 = 2) WHERE no % 256 = 1"),
    );
    const session = await sessionOf(openStore(path));
    await refused("store-corrupt", () => session.get([1]));
    expect(text(await session.get([9]))).toEqual(["value 9"]);
  });

  test("slots whose handles were swapped give no wrong value", async () => {
    const path = await filled(2);
    change(path, (sql) => {
      const slots = Buffer.from(sql.prepare("SELECT slots FROM page").get()?.slots as Uint8Array);
      slots.writeDoubleLE(2, 0);
      slots.writeDoubleLE(1, 8);
      sql.prepare("UPDATE page SET slots = ?").run(slots);
    });
    const session = await sessionOf(openStore(path));
    await refused("store-corrupt", () => session.get([1]));
  });

  test("slots of an impossible size", async () => {
    const path = await filled(2);
    change(path, (sql) => sql.exec("UPDATE page SET slots = x'00112233'"));
    const session = await sessionOf(openStore(path)).catch((error: unknown) => error);
    await refused("store-corrupt", () =>
      session instanceof Error ? Promise.reject(session) : (session as Awaited<ReturnType<typeof sessionOf>>).get([1]),
    );
  });

  test("a newer version", async () => {
    const path = await filled();
    change(path, (sql) => sql.exec("UPDATE header SET value = 99 WHERE name = 'version'"));
    const error = await refused("store-newer", () => openStore(path));
    expect(error.hint).toContain("npm install");
  });
});

function change(path: string, step: (sql: DatabaseSync) => void): void {
  const sql = new DatabaseSync(path);
  step(sql);
  sql.close();
}

describe("the disk", () => {
  test("a folder that cannot be made", async () => {
    const path = join(await filled(), "below-a-file", "store.db");
    await refused("store-open", () => openStore(path));
  });

  test("a store in use by a writer that does not end", { timeout: 30_000 }, async () => {
    const path = await filled();
    const session = await sessionOf(openStore(path));
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await refused("store-locked", () => session.put([entry(7)]));
    other.exec("ROLLBACK");
    other.close();
    expect(await session.put([entry(7)])).toMatchObject([{ created: true }]);
  });

  const mounts = canMount();

  test.skipIf(!mounts)("full (a small tmpfs; needs the right to mount)", async () => {
    await mounted("size=1m", async (root) => {
      const path = join(root, "store.db");
      const session = await sessionOf(openStore(path));
      await session.put([entry(1)]);
      const error = await refused("store-full", async () => {
        for (let n = 2; n < 500; n++) await session.put([entry(n, { value: new Uint8Array(20_000).fill(n) })]);
      });
      expect(error.hint).toContain("space");
      expect(text(await session.get([1]))).toEqual(["value 1"]);
      for (const store of open.splice(0)) store.close();
    });
  });

  test.skipIf(!mounts)("read-only (a remounted tmpfs; needs the right to mount)", async () => {
    const source = await filled();
    await mounted("size=4m", async (root) => {
      const path = join(root, "store.db");
      copyFileSync(source, path);
      execFileSync("mount", ["-o", "remount,ro", root]);
      const error = await (async () => (await sessionOf(openStore(path))).put([entry(9)]))().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ name: "ClosemaskError", code: expect.stringMatching(/^store-(readonly|open)$/) });
      for (const store of open.splice(0)) store.close();
    });
  });

  test.skipIf(process.getuid?.() === 0)("read-only (by mode; root does not mind modes)", async () => {
    const path = await filled();
    chmodSync(path, 0o400);
    const session = await sessionOf(openStore(path));
    await refused("store-readonly", () => session.put([entry(9)]));
  });
});

function canMount(): boolean {
  const root = mkdtempSync(join(tmpdir(), "closemask-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", root], { stdio: "ignore" });
    execFileSync("umount", [root], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function mounted(options: string, step: (root: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "closemask-mount-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", root]);
  try {
    await step(root);
  } finally {
    for (const store of open.splice(0)) store.close();
    execFileSync("umount", [root]);
    rmSync(root, { recursive: true, force: true });
  }
}
