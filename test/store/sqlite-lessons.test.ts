// What a session has learned is read from one sealed copy: the same values as from their pages, whatever happens to those.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import type { SessionStore, StoreLimits } from "../../src/mask/store.ts";
import { type KeyRing, ringFromKey, rotateRing, trimRing } from "../../src/store/keys.ts";
import { createSqliteStore, type SqliteStore } from "../../src/store/sqlite.ts";
import { entry, sessionOf } from "./contract-kit.ts";

const DAY = 24 * 60 * 60 * 1000;
const RING = ringFromKey(new Uint8Array(32).fill(3));
const JUDGE = 7;

interface Bench {
  readonly path: string;
  now: number;
  open(ring?: KeyRing): SqliteStore;
}

function makeBench(limits: Partial<StoreLimits> = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), "closemask-lessons-"));
  const opened: SqliteStore[] = [];
  onTestFinished(() => {
    for (const store of opened) store.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const bench: Bench = {
    path: join(folder, "sessions.db"),
    now: 1000 * DAY,
    open(ring = RING) {
      const all = { ttl: 30 * DAY, maxEntries: 100_000, atLimit: "refuse" as const, ...limits };
      const store = createSqliteStore({ path: bench.path, ring, limits: all, now: () => bench.now });
      opened.push(store);
      return store;
    },
  };
  return bench;
}

const learned = (from: number, to: number): Parameters<SessionStore["put"]>[0] =>
  Array.from({ length: to - from }, (_, i) => ({ ...entry(from + i), literal: true }));

interface Heard {
  readonly texts: string[];
  /** Of them, those that had been judged before. */
  readonly judged: number;
}

/** What a new connection hears, as whoever keeps all but some. */
async function heard(store: SqliteStore, judge: number | null = JUDGE, limit = 50_000): Promise<Heard> {
  const texts: string[] = [];
  let judged = 0;
  await (await sessionOf(store)).literals(
    limit,
    ({ value }, before) => {
      const text = Buffer.from(value).toString();
      if (before) judged++;
      texts.push(text);
      return !text.endsWith("9");
    },
    ...(judge === null ? [] : [judge]),
  );
  return { texts, judged };
}

function copies(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'lesson'").get();
    return table === undefined ? 0 : Number(db.prepare("SELECT count(*) AS n FROM lesson").get()?.n);
  } finally {
    db.close();
  }
}

const textsOf = (from: number, to: number): string[] =>
  learned(from, to).map(({ value }) => Buffer.from(value).toString());
const kept = (texts: readonly string[]): string[] => texts.filter((text) => !text.endsWith("9"));

async function filled(bench: Bench, count = 300): Promise<void> {
  const store = bench.open();
  await (await sessionOf(store)).put(learned(0, count));
  store.close();
}

test("the second reader hears from the copy what the first one kept", async () => {
  const bench = makeBench();
  await filled(bench);
  expect(await heard(bench.open())).toEqual({ texts: textsOf(0, 300), judged: 0 });
  expect(copies(bench.path)).toBe(1);
  const again = kept(textsOf(0, 300));
  expect(await heard(bench.open())).toEqual({ texts: again, judged: again.length });
});

test("few values need no copy, and who does not judge neither makes nor reads one", async () => {
  const bench = makeBench();
  await filled(bench, 100);
  await heard(bench.open());
  expect(copies(bench.path)).toBe(0);
  const store = bench.open();
  await (await sessionOf(store)).put(learned(100, 300));
  expect(await heard(store, null)).toMatchObject({ judged: 0 });
  expect(copies(bench.path)).toBe(0);
});

test("another judge hears all of them anew", async () => {
  const bench = makeBench();
  await filled(bench);
  await heard(bench.open());
  expect(await heard(bench.open(), JUDGE + 1)).toEqual({ texts: textsOf(0, 300), judged: 0 });
  expect(await heard(bench.open(), JUDGE)).toEqual({ texts: textsOf(0, 300), judged: 0 });
});

test("what comes behind the copy is heard too; much of it has the copy made anew", async () => {
  const bench = makeBench();
  await filled(bench);
  await heard(bench.open());
  const first = kept(textsOf(0, 300));
  const store = bench.open();
  await (await sessionOf(store)).put(learned(300, 310));
  expect(await heard(bench.open())).toEqual({ texts: [...first, ...textsOf(300, 310)], judged: first.length });
  await (await sessionOf(store)).put(learned(310, 1000));
  expect(await heard(bench.open())).toEqual({ texts: [...first, ...textsOf(300, 1000)], judged: first.length });
  const all = kept(textsOf(0, 1000));
  expect(await heard(bench.open())).toEqual({ texts: all, judged: all.length });
});

test("an entry that becomes a literal later is heard, though it lies before the copy's end", async () => {
  const bench = makeBench();
  const store = bench.open();
  const session = await sessionOf(store);
  await session.put([entry(5000)]);
  await session.put(learned(0, 300));
  await heard(bench.open());
  await session.put([{ ...entry(5000), literal: true }]);
  expect((await heard(bench.open())).texts).toContain(Buffer.from(entry(5000).value).toString());
});

test("the newest count; who wants more than the copy has gets more", async () => {
  const bench = makeBench();
  await filled(bench);
  expect((await heard(bench.open(), JUDGE, 200)).texts).toEqual(textsOf(100, 300));
  expect(await heard(bench.open(), JUDGE, 150)).toMatchObject({ texts: kept(textsOf(150, 300)) });
  expect((await heard(bench.open())).texts).toEqual(textsOf(0, 300));
});

test("what has expired is not heard; what was used since is", async () => {
  const bench = makeBench();
  await filled(bench);
  await heard(bench.open());
  bench.now += 20 * DAY;
  const store = bench.open();
  await (await sessionOf(store)).put(learned(40, 44));
  bench.now += 15 * DAY;
  expect((await heard(bench.open())).texts).toEqual(kept(textsOf(40, 44)));
});

test.each(["expired", "evicted", "purged"])("the copy goes with values that are %s", async (how) => {
  const bench = makeBench(how === "evicted" ? { maxEntries: 320, atLimit: "evict" } : {});
  await filled(bench);
  await heard(bench.open());
  expect(copies(bench.path)).toBe(1);
  const store = bench.open();
  if (how === "expired") {
    bench.now += 31 * DAY;
    await store.prune();
  } else if (how === "evicted") {
    bench.now += DAY;
    await (await sessionOf(store)).put(Array.from({ length: 100 }, (_, i) => entry(7000 + i)));
  } else await store.purge("default");
  expect(copies(bench.path)).toBe(0);
});

test("rotation needs no copy of before: it goes when the session is sealed anew", async () => {
  const bench = makeBench();
  await filled(bench);
  await heard(bench.open());
  const rotated = rotateRing(RING);
  const store = bench.open(rotated);
  await store.reseal();
  store.close();
  expect(copies(bench.path)).toBe(0);
  const trimmed = trimRing(rotated);
  expect((await heard(bench.open(trimmed))).texts).toEqual(textsOf(0, 300));
  expect(await heard(bench.open(trimmed))).toMatchObject({ judged: 270 });
});

test("a copy that was altered is as good as none", async () => {
  const bench = makeBench();
  await filled(bench);
  await heard(bench.open());
  const db = new DatabaseSync(bench.path);
  db.exec("UPDATE lesson SET sealed = zeroblob(length(sealed))");
  db.close();
  expect(await heard(bench.open())).toEqual({ texts: textsOf(0, 300), judged: 0 });
  expect(await heard(bench.open())).toMatchObject({ judged: 270 });
});
