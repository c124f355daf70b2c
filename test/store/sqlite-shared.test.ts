// Connections of one file that take turns: what one has written, the others go by, be their index behind or not.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, expect, test } from "vitest";
import { STYLE_BIT, type StoreLimits } from "../../src/mask/store.ts";
import { ringFromKey } from "../../src/store/keys.ts";
import { createSqliteStore, type SqliteStore } from "../../src/store/sqlite.ts";
import { entry, sessionOf, text } from "./contract-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-shared-"));
const RING = ringFromKey(new Uint8Array(32).fill(1));
const FOREVER: StoreLimits = { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" };
const STYLES = STYLE_BIT.word | STYLE_BIT.bare;
const open: SqliteStore[] = [];
let files = 0;

afterEach(() => {
  for (const store of open.splice(0)) store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newPath(): string {
  return join(folder, `${files++}.db`);
}

function openAt(path: string, limits = FOREVER): SqliteStore {
  const store = createSqliteStore({ path, ring: RING, limits, now: () => 1_790_000_000_000 });
  open.push(store);
  return store;
}

test("keeps 30,000 entries findable over several shelves, in old and new connections", async () => {
  const path = newPath();
  const [writer, watcher] = [openAt(path), openAt(path)];
  const [writing, watching] = [await sessionOf(writer), await sessionOf(watcher)];
  // Spread as real ids are, but without repetition.
  const handleOf = (n: number): number => (n * 104_729) % 1_000_003;
  for (let n = 0; n < 30_000; n += 1000) {
    await writing.put(Array.from({ length: 1000 }, (_, i) => entry(n + i, { handles: [handleOf(n + i)] })));
    if (n % 10_000 === 0) expect(text(await watching.get([handleOf(n + 7)]))).toEqual([`value ${n + 7}`]);
  }
  const all = Array.from({ length: 30_000 }, (_, n) => n);
  for (const session of [watching, await sessionOf(openAt(path))]) {
    expect(text(await session.get(all.map(handleOf)))).toEqual(all.map((n) => `value ${n}`));
    expect(await session.get([1_000_004])).toEqual([null]);
  }
});

test("keeps what is left findable when the index was cleaned, also for one who was behind", async () => {
  const path = newPath();
  const limits = { ttl: 0, maxEntries: 12_000, atLimit: "evict" as const };
  const [writing, watching] = [await sessionOf(openAt(path, limits)), await sessionOf(openAt(path, limits))];
  for (let n = 0; n < 40_000; n += 500) {
    await writing.put(Array.from({ length: 500 }, (_, i) => entry(n + i)));
    if (n === 9000) expect(text(await watching.get([n]))).toEqual([`value ${n}`]);
  }
  const newest = Array.from({ length: 11_000 }, (_, i) => 39_999 - i);
  for (const session of [writing, watching, await sessionOf(openAt(path, limits))]) {
    expect(text(await session.get(newest))).toEqual(newest.map((n) => `value ${n}`));
    expect(await session.get([0, 9000, 27_000])).toEqual([null, null, null]);
    expect(await session.put([entry(39_000)])).toMatchObject([{ created: false }]);
  }
  const sql = new DatabaseSync(path);
  const { cleaned } = sql.prepare("SELECT shelf AS cleaned FROM session").get() ?? {};
  sql.close();
  expect(cleaned).toBeGreaterThan(1);
});

test("keeps what one put changes in more pages than memory holds", async () => {
  const path = newPath();
  const all = Array.from({ length: 60_000 }, (_, n) => n);
  const session = await sessionOf(openAt(path));
  await session.put(all.map((n) => entry(n)));
  await session.put(all.map((n) => entry((n * 7919) % all.length, { style: "bare" })));
  for (const other of [session, await sessionOf(openAt(path))]) {
    const found = await other.get(all);
    const wrong = found.filter((its, n) => its?.value.toString() !== `value ${n}` || its.styles !== STYLES);
    expect(wrong.length).toBe(0);
  }
});

test("what one sets aside or passes over, no other gives to a value", async () => {
  const path = newPath();
  const [one, other] = [await sessionOf(openAt(path)), await sessionOf(openAt(path))];
  for (let n = 1; n <= 20; n++) {
    const [giver, taker] = n % 2 === 0 ? [one, other] : [other, one];
    expect(await giver.reserve([n])).toBe(0);
    expect(await taker.put([entry(n)])).toMatchObject([{ handle: 1e12 + n }]);
    const rivals = [1, 2].map((fingerprint) => entry(n, { handles: [100 + n, 2e12 + n, 3e15 + n], fingerprint }));
    expect(await giver.put(rivals)).toMatchObject([{ handle: 100 + n }, { handle: 2e12 + n }]);
    expect(await taker.put(rivals)).toMatchObject([{ created: false }, { handle: 2e12 + n, created: false }]);
  }
  const [info] = open[0]?.list() ?? [];
  expect(info).toMatchObject({ entries: 60, reserved: 40 });
});
