// What the two parts of the stores' contract share: a clock, stores that are closed behind each test, and entries.

import { afterEach, expect } from "vitest";
import type { ClosemaskError } from "../../src/errors.ts";
import type { NewEntry, SessionStore, Store, StoreLimits } from "../../src/mask/store.ts";

export interface ContractSetup {
  readonly limits: StoreLimits;
  readonly now: () => number;
}

export const START = 1_790_000_000_000;
export const HOUR = 3_600_000;
const FOREVER: StoreLimits = { ttl: 0, maxEntries: 100_000, atLimit: "refuse" };

export function entry(n: number, more: Partial<NewEntry> = {}): NewEntry {
  return {
    handles: [n, 1e12 + n, 2e15 + n],
    fingerprint: n * 7919 + 1,
    kind: "EMAIL",
    value: Buffer.from(`value ${n}`),
    style: "word",
    literal: false,
    ...more,
  };
}

export type MakeStore = (setup: ContractSetup) => Store | Promise<Store>;

/** Stores over one clock, which starts anew with each test. */
export interface Bench {
  /** Milliseconds since 1970. */
  now: number;
  store(limits?: Partial<StoreLimits>): Promise<Store>;
  session(limits?: Partial<StoreLimits>): Promise<SessionStore>;
}

/** Call it inside of a `describe`. */
export function createBench(make: MakeStore): Bench {
  const open: Store[] = [];
  const bench: Bench = {
    now: START,
    async store(limits = {}) {
      const store = await make({ limits: { ...FOREVER, ...limits }, now: () => bench.now });
      open.push(store);
      return store;
    },
    session: async (limits) => sessionOf(await bench.store(limits)),
  };
  afterEach(async () => {
    bench.now = START;
    for (const store of open.splice(0)) await store.close();
  });
  return bench;
}

export async function sessionOf(store: Store, name = "default"): Promise<SessionStore> {
  const session = await store.session(name);
  if (session === null) throw new Error(`no session ${name}`);
  return session;
}

export function text(entries: readonly ({ value: Uint8Array } | null)[]): (string | null)[] {
  return entries.map((found) => (found === null ? null : Buffer.from(found.value).toString()));
}

/** The ClosemaskError of that code which the step throws or rejects with. */
export async function refused(code: string, step: () => unknown): Promise<ClosemaskError> {
  const error = await (async () => step())().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: "ClosemaskError", code });
  return error as ClosemaskError;
}

/** What `literals` hands over, oldest first. */
export async function literalsOf(session: SessionStore, limit: number): Promise<{ handle: number; text: string }[]> {
  const found: { handle: number; text: string }[] = [];
  await session.literals(limit, ({ handle, value }) => {
    found.push({ handle, text: Buffer.from(value).toString() });
    return true;
  });
  return found;
}
