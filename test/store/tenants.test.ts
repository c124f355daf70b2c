// Tenants over one store: name spaces and keys of their own, and no way from one to another.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createSession, type Session } from "../../src/mask/session.ts";
import type { Store, StoreLimits } from "../../src/mask/store.ts";
import { newRing, ringFromKey, rotateRing, sessionKeys, tenantRing } from "../../src/store/keys.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { storedName } from "../../src/store/session-name.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";
import { createTenantStore } from "../../src/store/tenants.ts";
import { exportSession, importSession } from "../../src/store/transfer.ts";
import { mask, unmask } from "../mask/kit.ts";
import { entry, refused, sessionOf, text } from "./contract-kit.ts";

const RING = newRing();
const LIMITS: StoreLimits = { ttl: 0, maxEntries: 100_000, atLimit: "refuse" };
const folder = mkdtempSync(join(tmpdir(), "closemask-tenants-"));
const open: Store[] = [];
afterAll(async () => {
  for (const store of open) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

let made = 0;
const ENGINES: readonly (readonly [string, () => Store])[] = [
  ["memory", () => createMemoryStore({ limits: LIMITS, now: Date.now })],
  [
    "sqlite",
    () => createSqliteStore({ path: join(folder, `${made++}.db`), ring: RING, limits: LIMITS, now: Date.now }),
  ],
];

function kept(store: Store): Store {
  open.push(store);
  return store;
}

async function sessionFor(store: Store, tenant: string | null, name = "default"): Promise<Session> {
  const session = await sessionOf(createTenantStore(store, tenant), name);
  return createSession({ store: session, idKey: sessionKeys(RING, name, tenant).id, style: "dollar" });
}

const tenantName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/);

describe.each(ENGINES)("%s", (_, make) => {
  test("no tenant restores what another masked, and the same value has other ids", async () => {
    const store = kept(make());
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.option(tenantName), { minLength: 2, maxLength: 4 }),
        fc.stringMatching(/^[a-z]{3,12}$/),
        async (tenants, user) => {
          const input = Buffer.from(`mail ${user}@acme.com now\n`);
          const masked: Buffer[] = [];
          for (const tenant of tenants) {
            masked.push(await mask(await sessionFor(store, tenant), input));
          }
          expect(new Set(masked.map(String)).size).toBe(tenants.length);
          for (const [i, reader] of tenants.entries()) {
            const session = await sessionFor(store, reader);
            for (const [j, wire] of masked.entries()) {
              const back = await unmask(session, wire);
              expect(back.toString()).toBe((i === j ? input : wire).toString());
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("list, purge, dump and load reach the tenant's own sessions only", async () => {
    const store = kept(make());
    const [acme, globex, none] = ["acme", "globex", null].map((tenant) => createTenantStore(store, tenant)) as [
      Store,
      Store,
      Store,
    ];
    for (const [n, view] of [acme, globex, none].entries()) await (await sessionOf(view, "case")).put([entry(n + 1)]);
    await (await sessionOf(acme, "other")).put([entry(9)]);
    const names = async (view: Store): Promise<string[]> => (await view.list()).map(({ name }) => name).sort();
    expect(await names(acme)).toEqual(["case", "other"]);
    expect(await names(globex)).toEqual(["case"]);
    expect(await names(none)).toEqual(["case"]);
    expect(await names(store)).toEqual(["acme/case", "acme/other", "case", "globex/case"]);
    expect(await globex.purge("other")).toBe(false);
    expect(await globex.purge("case")).toBe(true);
    expect(text(await (await sessionOf(acme, "case")).get([1]))).toEqual(["value 1"]);
    const dump = await acme.dump("case");
    expect(dump?.name).toBe("case");
    expect(await globex.dump("case")).toBeNull();
    if (dump !== null) expect(await none.load({ ...dump, name: "copy" })).toEqual({ added: 1, known: 0 });
    expect(await names(none)).toEqual(["case", "copy"]);
  });

  test.each(["globex/case", "/case", "../case", "a/b/c", ""])("a tenant cannot name %j", async (name) => {
    const view = createTenantStore(kept(make()), "acme");
    await refused("usage", () => view.session(name));
    await refused("usage", () => view.purge(name));
    await refused("usage", () => view.dump(name));
  });
});

test("keys of a tenant follow from ring and name, in one way", () => {
  const ring = rotateRing(ringFromKey(Buffer.alloc(32, 3)));
  const direct = sessionKeys(tenantRing(ring, "acme"), "case");
  expect(sessionKeys(ring, "case", "acme")).toEqual(direct);
  expect(sessionKeys(ring, storedName("acme", "case"))).toEqual(direct);
  expect(sessionKeys(ring, "case", null)).toEqual(sessionKeys(ring, "case"));
  // A known answer: a change here would make every tenant's sessions unreadable.
  expect(Buffer.from(direct.id).toString("hex")).toMatchInlineSnapshot(
    `"02e4498c06f01867cea8abc98b05516da6e0ec588f6569abceb2f2ebbd0abc0d"`,
  );
  const all = [ring, tenantRing(ring, "acme"), tenantRing(ring, "Acme")].flatMap((one) => {
    const { id, seal } = sessionKeys(one, "case");
    return [one.root, id, ...seal.values()].map((key) => Buffer.from(key).toString("hex"));
  });
  expect(new Set(all).size).toBe(all.length);
});

test.each(["", "a/b", ".hidden", "a".repeat(65), "zürich"])("%j is no tenant", async (name) => {
  await refused("usage", () => tenantRing(RING, name));
  await refused("usage", () => createTenantStore(createMemoryStore({ limits: LIMITS, now: Date.now }), name));
  await refused("usage", () => sessionKeys(RING, "case", name));
});

test("an export opens for its tenant only", async () => {
  const dump = { name: "case", created: 1, entries: [], reserved: [], reservedNumbers: [] };
  const bytes = exportSession(dump, tenantRing(RING, "acme"));
  expect(importSession(bytes, tenantRing(RING, "acme"))).toEqual(dump);
  for (const ring of [RING, tenantRing(RING, "globex")]) await refused("key-wrong", () => importSession(bytes, ring));
});

test("a row that was moved from one tenant to another does not open", async () => {
  const path = join(folder, "moved.db");
  const store = createSqliteStore({ path, ring: RING, limits: LIMITS, now: Date.now });
  await (await sessionOf(createTenantStore(store, "acme"))).put([entry(1)]);
  await store.close();
  const { DatabaseSync } = await import("node:sqlite");
  const sql = new DatabaseSync(path);
  sql.exec("UPDATE session SET name = 'globex/default' WHERE name = 'acme/default'");
  sql.close();
  const moved = kept(createSqliteStore({ path, ring: RING, limits: LIMITS, now: Date.now }));
  const session = await sessionOf(createTenantStore(moved, "globex"));
  await refused("store-corrupt", () => session.get([1]));
});
