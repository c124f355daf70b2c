import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, expect, test } from "vitest";
import type { SessionStore, Store } from "../../src/mask/store.ts";
import { ringFromKey } from "../../src/store/keys.ts";
import { createPatientStore } from "../../src/store/patient.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";
import { contract } from "./contract.ts";
import { type ContractSetup, entry, refused, sessionOf, text } from "./contract-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-patient-"));
const RING = ringFromKey(new Uint8Array(32).fill(1));
const FOREVER = { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" as const };
const open: { close(): unknown }[] = [];
let files = 0;

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function patient(path: string, patience: number, { limits, now }: ContractSetup): Store {
  return createPatientStore(createSqliteStore({ path, ring: RING, limits, now, waits: false }), patience);
}

contract("sqlite, patient", (setup) => patient(newPath(), 10_000, setup));

function newPath(): string {
  return join(folder, `${files++}`, "store.db");
}

/** A session, and another connection that has the lock of its file. */
async function locked(patience: number): Promise<{ session: SessionStore; store: Store; other: DatabaseSync }> {
  const path = newPath();
  const store = patient(path, patience, { limits: FOREVER, now: Date.now });
  const session = await sessionOf(store);
  await session.put([entry(1)]);
  const other = new DatabaseSync(path);
  open.push(other, store);
  other.exec("BEGIN IMMEDIATE");
  return { session, store, other };
}

test("while another process holds the lock, calls that write wait and this process goes on", async () => {
  const { session, other } = await locked(60_000);
  const puts = [2, 3].map((n) => session.put([entry(n)]));
  const reserved = session.reserve([77]);
  let done = 0;
  for (const under of [...puts, reserved]) void Promise.resolve(under).then(() => done++);
  // Reading needs no lock, and is answered as the store does.
  expect(text(session.get([1, 2]) as never)).toEqual(["value 1", null]);
  expect(session.epoch()).toBeTypeOf("number");
  await wait(80);
  expect(done).toBe(0);
  other.exec("ROLLBACK");
  expect((await Promise.all(puts)).flat().map(({ handle, created }) => [handle, created])).toEqual([
    [2, true],
    [3, true],
  ]);
  expect(await reserved).toBe(0);
  expect(text(await session.get([2, 3]))).toEqual(["value 2", "value 3"]);
});

test("patience ends: the call fails, nothing is written, and the next one works", async () => {
  const { session, other } = await locked(60);
  const error = await refused("store-locked", () => session.put([entry(2)]));
  expect(error.exitCode).toBe(3);
  other.exec("ROLLBACK");
  expect(text(await session.get([2]))).toEqual([null]);
  expect((await session.put([entry(2)]))[0]?.created).toBe(true);
});

test("a session is made when the lock is free", async () => {
  const { store, other } = await locked(60_000);
  const made = store.session("other");
  await wait(30);
  other.exec("ROLLBACK");
  expect(await (await made)?.put([entry(9)])).toMatchObject([{ handle: 9, created: true }]);
});

test("what fails for another reason fails at once", async () => {
  const { store, other } = await locked(60_000);
  other.exec("ROLLBACK");
  await refused("usage", () => store.session("no name"));
});
