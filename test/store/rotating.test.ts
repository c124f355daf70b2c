// A store whose ring changes under it: what needs a newer one gets it, at most one store more is opened for it, and none is
// closed under a call.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SessionStore, Store, StoreLimits } from "../../src/mask/store.ts";
import { type KeyRing, newRing, prepareRing, ringIsOld, rotateRing, trimRing } from "../../src/store/keys.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { openRotatingStore } from "../../src/store/rotating.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";
import { contract } from "./contract.ts";
import { entry, refused, sessionOf, text } from "./contract-kit.ts";

const LIMITS: StoreLimits = { ttl: 0, maxEntries: 100_000, atLimit: "refuse" };
const folder = mkdtempSync(join(tmpdir(), "closemask-rotating-"));
const open: Store[] = [];
let files = 0;

afterAll(async () => {
  for (const store of open) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

// What the wrapper is around keeps its word.
contract("sqlite over a ring that may change", ({ limits, now }) => {
  const ring = newRing();
  return openRotatingStore({
    ring,
    open: (of) => createSqliteStore({ path: join(folder, `${files++}.db`), ring: of, limits, now }),
    reload: async () => ring,
  });
});

interface World {
  ring: KeyRing;
  readonly store: Store;
  readonly opened: KeyRing[];
  readonly told: KeyRing[];
  loads: number;
}

async function world(ring: KeyRing, path = join(folder, `${files++}.db`)): Promise<World> {
  const [opened, told]: [KeyRing[], KeyRing[]] = [[], []];
  const made = { ring, opened, told, loads: 0 };
  const store = await openRotatingStore({
    ring,
    open(of) {
      opened.push(of);
      return createSqliteStore({ path, ring: of, limits: LIMITS, now: Date.now });
    },
    reload: async () => {
      made.loads++;
      return made.ring;
    },
    renewed: (next) => told.push(next),
  });
  open.push(store);
  return Object.assign(made, { store });
}

test("writes and reads go on through rotation, sealing anew and retiring; epochs never repeat", async () => {
  const path = join(folder, "shared.db");
  const first = newRing();
  const here = await world(first, path);
  const session = await sessionOf(here.store);
  await session.put([entry(1)]);
  const epochs = new Set([await session.epoch()]);
  let { ring } = here;
  for (let n = 2; n <= 4; n++) {
    ring = rotateRing(ring);
    const other = createSqliteStore({ path, ring, limits: LIMITS, now: Date.now });
    expect(other.reseal()).toBe(n - 1);
    here.ring = ring;
    await session.put([entry(n)]);
    expect(text(await session.get([1, n]))).toEqual(["value 1", `value ${n}`]);
    expect(other.reseal()).toBe(0);
    expect([...other.sealedBy()]).toEqual([[n, n]]);
    ring = trimRing(ring);
    other.close();
    epochs.add(await session.epoch());
    expect(epochs.size).toBe(n);
  }
  expect(here.told.map(({ sealing }) => sealing.length)).toEqual([2, 2, 2]);
  expect(here.loads).toBe(3);
});

test("many calls at once that need the newer ring read it once", async () => {
  const path = join(folder, "many.db");
  const here = await world(newRing(), path);
  const session = await sessionOf(here.store);
  await session.put(Array.from({ length: 50 }, (_, n) => entry(n)));
  here.ring = rotateRing(here.ring);
  const other = createSqliteStore({ path, ring: here.ring, limits: LIMITS, now: Date.now });
  other.reseal();
  other.close();
  const calls = Array.from({ length: 20 }, async (_, n) => [
    ...text(await session.get([n])),
    (await session.put([entry(100 + n)]))[0]?.created,
  ]);
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, n) => [`value ${n}`, true]));
  expect([here.loads, here.opened.length]).toEqual([1, 2]);
});

test("a ring that is no newer, or another key, changes nothing: the first error stays", async () => {
  const path = join(folder, "refused.db");
  const here = await world(newRing(), path);
  const session = await sessionOf(here.store);
  await session.put([entry(1)]);
  const ring = rotateRing(here.ring);
  const other = createSqliteStore({ path, ring, limits: LIMITS, now: Date.now });
  other.reseal();
  other.close();
  expect((await refused("key-wrong", () => session.put([entry(2)]))).message).toContain("a newer sealing key");
  here.ring = newRing();
  await refused("key-wrong", () => session.put([entry(2)]));
  expect(here.opened.length).toBe(1);
  here.ring = ring;
  expect((await session.put([entry(2)]))[0]?.created).toBe(true);
});

test("a key that waits writes from when the store says that it does, and not before", async () => {
  const path = join(folder, "waiting.db");
  const here = await world(prepareRing(newRing()), path);
  const session = await sessionOf(here.store);
  await session.put([entry(1)]);
  const other = createSqliteStore({ path, ring: rotateRing(here.ring), limits: LIMITS, now: Date.now });
  expect([...other.sealedBy()]).toEqual([[1, 1]]);
  other.reseal();
  await session.put([entry(2)]);
  expect([...other.sealedBy()]).toEqual([[2, 2]]);
  other.close();
});

test("other errors pass, and ask nobody", async () => {
  const here = await world(newRing());
  await refused("usage", () => here.store.session("../x"));
  expect(here.loads).toBe(0);
});

test("the store of before is closed when its last call has ended", async () => {
  const events: string[] = [];
  const gate = Promise.withResolvers<void>();
  const base = newRing();
  const made = (name: string): Store => {
    const inner = createMemoryStore({ limits: LIMITS, now: Date.now });
    const session = async (): Promise<SessionStore> => {
      const there = await sessionOf(inner);
      return {
        ...there,
        put: (entries) => {
          if (name === "old") throw ringIsOld();
          return there.put(entries);
        },
        get: async (handles) => {
          if (name === "old") await gate.promise;
          events.push(`got from ${name}`);
          return await there.get(handles);
        },
      };
    };
    return { ...inner, session, close: () => void events.push(`closed ${name}`) };
  };
  const names = ["old", "new"];
  const store = await openRotatingStore({
    ring: base,
    open: () => made(names.shift() ?? ""),
    reload: async () => rotateRing(base),
  });
  const session = await sessionOf(store);
  const slow = session.get([1]);
  await session.put([entry(1)]);
  expect(events).toEqual([]);
  gate.resolve();
  await slow;
  expect(events).toEqual(["got from old", "closed old"]);
  expect(text(await session.get([1]))).toEqual(["value 1"]);
  await store.close();
  expect(events.slice(2)).toEqual(["got from new", "closed new"]);
});
