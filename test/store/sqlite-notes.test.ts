// Notes of a session in the sqlite store: sealed, bounded, gone with their session, and never in the way of anything else.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, expect, test } from "vitest";
import { type KeyRing, ringFromKey, rotateRing, trimRing } from "../../src/store/keys.ts";
import { createSqliteStore, type SqliteStore } from "../../src/store/sqlite.ts";
import { entry, text } from "./contract-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-notes-"));
const RING = ringFromKey(new Uint8Array(32).fill(1));
const open: SqliteStore[] = [];
let files = 0;

afterEach(() => {
  for (const store of open.splice(0)) store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newPath = (): string => join(folder, `${files++}`, "store.db");

function openStore(path: string, { ring = RING, now = (): number => 1000, ttl = 0 } = {}): SqliteStore {
  const store = createSqliteStore({ path, ring, limits: { ttl, maxEntries: 1000, atLimit: "refuse" }, now });
  open.push(store);
  return store;
}

function notesOf(store: SqliteStore, name = "a"): string[] {
  const found: string[] = [];
  store.session(name)?.notes((record) => found.push(Buffer.from(record).toString()));
  return found;
}

const add = (store: SqliteStore, name: string, ...records: string[]): void =>
  store.session(name)?.addNotes(records.map((record) => Buffer.from(record)));

test("come back in order, in another process, and to their session only", async () => {
  const path = newPath();
  const first = openStore(path);
  expect(notesOf(first)).toEqual([]);
  add(first, "a", "one", "", "two");
  add(first, "b", "other");
  await first.session("a")?.put([entry(1)]);
  add(first, "a", "three");
  first.close();
  const second = openStore(path);
  expect(notesOf(second)).toEqual(["one", "", "two", "three"]);
  expect(notesOf(second, "b")).toEqual(["other"]);
  expect(text((await second.session("a")?.get([1])) ?? [])).toEqual(["value 1"]);
});

test("cannot be read in the file", () => {
  const path = newPath();
  const store = openStore(path);
  add(store, "a", "something about a text");
  store.close();
  expect(readFileSync(path).includes("something about")).toBe(false);
});

test("go with their session", () => {
  const path = newPath();
  const store = openStore(path);
  add(store, "a", "one");
  add(store, "b", "other");
  store.purge("a");
  expect(notesOf(store)).toEqual([]);
  expect(notesOf(store, "b")).toEqual(["other"]);
});

test("outlast a rotation of keys", () => {
  const path = newPath();
  const store = openStore(path);
  add(store, "a", "one");
  store.close();
  const rotated: KeyRing = rotateRing(RING);
  const next = openStore(path, { ring: rotated });
  next.reseal();
  next.close();
  expect(notesOf(openStore(path, { ring: trimRing(rotated) }))).toEqual(["one"]);
});

test("of which the key is gone, or which were altered, are left out", () => {
  const path = newPath();
  const store = openStore(path);
  add(store, "a", "one");
  add(store, "a", "two");
  store.close();
  const sql = new DatabaseSync(path);
  sql.exec("UPDATE note SET sealed = zeroblob(60) WHERE no = 1");
  sql.close();
  expect(notesOf(openStore(path))).toEqual(["two"]);
  const trimmed = openStore(newPath(), { ring: RING });
  trimmed.close();
  expect(notesOf(openStore(path, { ring: trimRing(rotateRing(RING)) }))).toEqual([]);
});

test("expire, and many small ones become few rows", () => {
  const path = newPath();
  let now = 0;
  const store = openStore(path, { now: () => now, ttl: 1000 });
  for (let i = 0; i < 300; i++) add(store, "a", `early ${i}`);
  now = 600;
  for (let i = 0; i < 300; i++) add(store, "a", `late ${i}`);
  expect(notesOf(store)).toHaveLength(600);
  now = 1200;
  expect(notesOf(store).every((note) => note.startsWith("late"))).toBe(true);
  const rows = new DatabaseSync(path);
  const [{ count } = { count: 0 }] = rows.prepare("SELECT count(*) AS count FROM note").all() as { count: number }[];
  rows.close();
  expect(count).toBeLessThan(10);
});

test("are bounded: the oldest go", () => {
  const store = openStore(newPath());
  const large = "x".repeat(1.5 * 1024 * 1024);
  for (const name of ["1", "2", "3", "4"]) add(store, "a", name + large);
  expect(notesOf(store).map((note) => note[0])).toEqual(["3", "4"]);
});
