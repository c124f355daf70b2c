// Sessions over a store that may forget: ids that depend on nothing it could have forgotten, and nothing remembered beside it.

import { expect, test } from "vitest";
import { createValueColumns } from "../../src/mask/columns.ts";
import { FIFTEEN } from "../../src/mask/identity.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import type { SessionStore, Store } from "../../src/mask/store.ts";
import { hashOf } from "../../src/mask/value-cache.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import type { Style } from "../../src/types.ts";

const KEY = new Uint8Array(32).fill(3);
const VALUES = Array.from({ length: 300 }, (_, n) => `user${n}@acme.com`);

function newStore(): Store {
  return createMemoryStore({ limits: { ttl: 0, maxEntries: 1000, atLimit: "refuse" }, now: () => 0 });
}

async function sessionOver(store: Store, style: Style, length: 6 | 8 = 6): Promise<Session> {
  const found = (await store.session("default")) as SessionStore;
  return createSession({ store: { ...found, forgets: true }, idKey: KEY, style, length });
}

async function handlesOf(session: Session, values: readonly string[]): Promise<number[]> {
  const columns = createValueColumns();
  for (const value of values) {
    const bytes = Buffer.from(value);
    columns.add(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length), "EMAIL");
  }
  await session.begin();
  await session.mask(columns);
  return [...columns.issues.handles.subarray(0, values.length)];
}

test.each([6, 8] as const)("every value has its fifteen digits, whoever came first (length %s)", async (length) => {
  const first = await handlesOf(await sessionOver(newStore(), "dollar", length), VALUES);
  for (const handle of first) expect(handle).toBeGreaterThanOrEqual(FIFTEEN);
  const again = await handlesOf(await sessionOver(newStore(), "word", length), VALUES.toReversed());
  expect(again.toReversed()).toEqual(first);
});

test("what the store has forgotten is stored again before its placeholder is given out", async () => {
  const store = newStore();
  const session = await sessionOver(store, "dollar");
  const [handle] = await handlesOf(session, ["bob@acme.com"]);
  await store.purge("default");
  const bytes = Buffer.from("bob@acme.com");
  const columns = createValueColumns();
  expect(session.known(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length), columns.issues, 0)).toBe(false);
  expect(await handlesOf(session, ["bob@acme.com"])).toEqual([handle]);
  const again = (await store.session("default")) as SessionStore;
  expect(await again.get([handle as number])).toMatchObject([{ kind: "EMAIL" }]);
});

test.each(["angle", "format"] as const)("%s needs numbers, and is refused", async (style) => {
  await expect(sessionOver(newStore(), style)).rejects.toMatchObject({ name: "ClosemaskError", code: "config" });
});
