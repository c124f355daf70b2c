// The contract of all stores as one suite. Each engine's test calls it with a function that makes an empty store over the
// given clock and limits; what only one engine has is tested in its own file. A case that an engine cannot be held to, since it
// says that it lacks what that needs, is skipped by name.

import fc from "fast-check";
import { describe, expect } from "vitest";
import { ABLE, type Capabilities, STYLE_BIT } from "../../src/mask/store.ts";
import { createCases } from "./contract-cases.ts";
import {
  createBench,
  entry,
  HOUR,
  literalsOf,
  type MakeStore,
  refused,
  START,
  sessionOf,
  text,
} from "./contract-kit.ts";
import { numbersContract } from "./contract-numbers.ts";

export interface ContractOptions {
  /** What the engine says of itself. Default: all. */
  readonly capabilities?: Capabilities;
  /** Handles and numbers that `make`'s stores set aside at most. Default 100,000. */
  readonly reservedLimit?: number;
  /** Entries of the largest put. Default 5000. */
  readonly many?: number;
  /** Sequences of steps that are compared with a plain map. Default 40. */
  readonly runs?: number;
}

export function contract(name: string, make: MakeStore, options: ContractOptions = {}): void {
  const { capabilities = ABLE, reservedLimit = 100_000, many = 5000, runs = 40 } = options;
  describe(`the store contract: ${name}`, () => {
    const bench = createBench(make);
    const test = createCases(name, capabilities);

    test("says what it can", async () => {
      expect((await bench.store()).capabilities).toEqual(capabilities);
    });

    test("a new entry is made once and found from then on", async () => {
      const session = await bench.session();
      expect(await session.put([entry(1)])).toEqual([{ handle: 1, kind: "EMAIL", number: 0, created: true }]);
      expect(await session.put([entry(1)])).toEqual([{ handle: 1, kind: "EMAIL", number: 0, created: false }]);
      expect(text(await session.get([1]))).toEqual(["value 1"]);
    });

    test("the kind is that of the first write", async () => {
      const session = await bench.session();
      await session.put([entry(1)]);
      expect(await session.put([entry(1, { kind: "PERSON" })])).toMatchObject([{ kind: "EMAIL", created: false }]);
      expect(await session.get([1])).toMatchObject([{ kind: "EMAIL" }]);
    });

    test("the same value twice in one put is one entry", async () => {
      const session = await bench.session();
      const results = await session.put([entry(1), entry(2), entry(1, { style: "dollar" })]);
      expect(results.map((result) => [result.handle, result.created])).toEqual([
        [1, true],
        [2, true],
        [1, false],
      ]);
      expect(await session.get([1])).toMatchObject([{ styles: STYLE_BIT.word | STYLE_BIT.dollar }]);
    });

    test("an unknown handle and an empty request", async () => {
      const session = await bench.session();
      expect(await session.get([404])).toEqual([null]);
      expect(await session.get([])).toEqual([]);
      expect(await session.put([])).toEqual([]);
      expect(await session.getNumbered([{ counter: "none", number: 1 }])).toEqual([null]);
    });

    test("values are bytes: empty, not UTF-8, of the largest size", async () => {
      const session = await bench.session();
      const values = [new Uint8Array(0), Uint8Array.of(0, 255, 10, 13), new Uint8Array(300_000).fill(65)];
      await session.put(values.map((value, i) => entry(i + 1, { value })));
      const found = await session.get([3, 1, 2]);
      expect(
        found.map((e) =>
          Buffer.from(e?.value ?? [])
            .toString("hex")
            .slice(0, 20),
        ),
      ).toEqual(["41414141414141414141", "", "00ff0a0d"]);
      expect(found[0]?.value.length).toBe(300_000);
    });

    test("what the caller does to its bytes afterwards changes nothing", async () => {
      const session = await bench.session();
      const value = Buffer.from("before");
      await session.put([entry(1, { value })]);
      value.fill(0);
      const [found] = await session.get([1]);
      found?.value.fill(0);
      expect(text(await session.get([1]))).toEqual(["before"]);
    });

    test("thousands of entries in one put", async () => {
      const session = await bench.session();
      const entries = Array.from({ length: many }, (_, i) => entry(i * 3 + 1));
      const results = await session.put(entries);
      expect(results.every((result, i) => result.created && result.handle === i * 3 + 1)).toBe(true);
      const found = text(await session.get(entries.map(({ handles }) => handles[0] ?? 0).reverse()));
      expect(found).toEqual(entries.map(({ value }) => Buffer.from(value).toString()).reverse());
    });

    test("a value whose handle is taken gets its next one, and keeps it", async () => {
      const session = await bench.session();
      const rival = entry(1, { fingerprint: 99, value: Buffer.from("rival"), handles: [1, 1e12 + 5, 2e15 + 5] });
      await session.put([entry(1)]);
      expect(await session.put([rival])).toMatchObject([{ handle: 1e12 + 5, created: true }]);
      expect(await session.put([rival])).toMatchObject([{ handle: 1e12 + 5, created: false }]);
      expect(text(await session.get([1, 1e12 + 5]))).toEqual(["value 1", "rival"]);
    });

    test("a collision within one put", async () => {
      const session = await bench.session();
      const rivals = [1, 2, 3].map((n) => entry(1, { fingerprint: n, value: Buffer.from(`v${n}`) }));
      const results = await session.put(rivals);
      expect(results.map(({ handle }) => handle)).toEqual([1, 1e12 + 1, 2e15 + 1]);
      await refused("session-full", () => session.put([entry(1, { fingerprint: 4 })]));
    });

    test("repetitions and collisions far apart in one put, among values of every length", async () => {
      const session = await bench.session();
      const values = Array.from({ length: Math.min(many, 1500) }, (_, n) => {
        const value = Buffer.from(`value ${n}`.padEnd(n % 97 === 0 ? 5000 : n % 61, "v"));
        // Every tenth one has the first handle of another, which stands up to a thousand values before it.
        const first = n % 10 === 9 ? Math.floor(n / 3) * 7 : n * 7;
        return entry(n, { fingerprint: n, value, handles: [first, 1e12 + n, 2e15 + n] });
      });
      const repeated = values.filter((_, n) => n % 4 === 1);
      const results = await session.put([...values, ...repeated]);
      const owners = new Set<number>();
      for (const [n, { handles }] of values.entries()) {
        const own = handles.find((handle) => !owners.has(handle)) as number;
        owners.add(own);
        expect(results[n]).toMatchObject({ handle: own, created: true });
      }
      const again = results.slice(values.length).map(({ handle, created }) => ({ handle, created }));
      const known = results.slice(0, values.length).filter((_, n) => n % 4 === 1);
      expect(again).toEqual(known.map(({ handle }) => ({ handle, created: false })));
      const found = text(await session.get(results.map(({ handle }) => handle)));
      expect(found).toEqual([...values, ...repeated].map(({ value }) => Buffer.from(value).toString()));
    });

    for (const pruned of [false, true]) {
      test(
        `a value keeps its second handle when the first one's owner is gone (pruned: ${pruned})`,
        pruned ? ["lists"] : [],
        async () => {
          const store = await bench.store({ ttl: 10 * HOUR });
          const session = await sessionOf(store);
          const rival = entry(1, { fingerprint: 99, value: Buffer.from("rival") });
          await session.put([entry(1)]);
          bench.now += 6 * HOUR;
          await session.put([rival]);
          bench.now += 5 * HOUR;
          if (pruned) expect(await store.prune()).toBe(1);
          expect(await session.put([rival])).toMatchObject([{ handle: 1e12 + 1, created: false }]);
        },
      );
    }

    test("styles add up", async () => {
      const session = await bench.session();
      await session.put([entry(1, { style: "word" }), entry(2, { style: "format" })]);
      await session.put([entry(1, { style: "dollar" })]);
      const found = await session.get([1, 2]);
      expect(found.map((e) => e?.styles)).toEqual([STYLE_BIT.word | STYLE_BIT.dollar, STYLE_BIT.format]);
    });

    test("literals come oldest first, the newest up to the limit, and never leave out one that became literal later", async () => {
      const session = await bench.session();
      await session.put([1, 2, 3, 4].map((n) => entry(n, { literal: n !== 2 })));
      bench.now += 1;
      await session.put([entry(5, { literal: true })]);
      expect((await literalsOf(session, 10)).map(({ handle }) => handle)).toEqual([1, 3, 4, 5]);
      expect((await literalsOf(session, 2)).map((literal) => literal.text)).toEqual(["value 4", "value 5"]);
      expect(await literalsOf(session, 0)).toEqual([]);
      await session.put([entry(2, { literal: true })]);
      expect((await literalsOf(session, 10)).map(({ handle }) => handle).sort()).toEqual([1, 2, 3, 4, 5]);
    });

    test("an expired entry is gone at once, everywhere", ["lists", "numbers"], async () => {
      const store = await bench.store({ ttl: 10 * HOUR });
      const session = await sessionOf(store);
      await session.put([entry(1, { literal: true, counter: "c" }), entry(2)]);
      bench.now += 10 * HOUR;
      expect(await session.get([1, 2])).toEqual([null, null]);
      expect(await session.getNumbered([{ counter: "c", number: 1 }])).toEqual([null]);
      expect(await literalsOf(session, 5)).toEqual([]);
      expect(await store.list()).toMatchObject([{ entries: 0, byKind: {} }]);
      expect((await store.dump("default"))?.entries).toEqual([]);
      expect(await store.prune()).toBe(2);
      expect(await store.prune()).toBe(0);
    });

    test("use puts expiry off", async () => {
      const session = await bench.session({ ttl: 10 * HOUR });
      await session.put([entry(1), entry(2), entry(3)]);
      bench.now += 9 * HOUR;
      await session.get([1]);
      await session.put([entry(2)]);
      bench.now += 9 * HOUR;
      expect(text(await session.get([1, 2, 3]))).toEqual(["value 1", "value 2", null]);
    });

    for (const pruned of [false, true]) {
      test(
        `an expired value that is seen again has its id again, as a fresh entry (pruned: ${pruned})`,
        ["lists", "numbers"],
        async () => {
          const store = await bench.store({ ttl: HOUR });
          const session = await sessionOf(store);
          await session.put([entry(1, { style: "dollar", literal: true, counter: "c" }), entry(2)]);
          bench.now += 2 * HOUR;
          if (pruned) expect(await store.prune()).toBe(2);
          expect(await session.put([entry(1, { counter: "c" })])).toEqual([
            { handle: 1, kind: "EMAIL", number: 2, created: true },
          ]);
          expect(await session.get([1])).toMatchObject([{ styles: STYLE_BIT.word }]);
          expect(await literalsOf(session, 5)).toEqual([]);
          expect(await session.getNumbered([{ counter: "c", number: 1 }])).toEqual([null]);
          expect(await store.list()).toMatchObject([{ entries: 1 }]);
        },
      );
    }

    test("an expired value that is seen again has its id again, and none of its styles", async () => {
      const session = await bench.session({ ttl: HOUR });
      await session.put([entry(1, { style: "dollar", literal: true }), entry(2)]);
      bench.now += 2 * HOUR;
      expect(await session.get([1, 2])).toEqual([null, null]);
      expect(await literalsOf(session, 5)).toEqual([]);
      expect(await session.put([entry(1)])).toMatchObject([{ handle: 1, created: true }]);
      expect(await session.get([1])).toMatchObject([{ styles: STYLE_BIT.word }]);
      expect(await literalsOf(session, 5)).toEqual([]);
    });

    test("a full session refuses the whole put and says what to do", ["counts"], async () => {
      const store = await bench.store({ maxEntries: 3 });
      const session = await sessionOf(store);
      await session.put([entry(1), entry(2)]);
      const error = await refused("session-full", () =>
        session.put([entry(1, { style: "dollar" }), entry(3), entry(4)]),
      );
      expect(error.hint).toContain("store.maxEntries");
      expect(await session.get([3])).toEqual([null]);
      expect(await session.get([1])).toMatchObject([{ styles: STYLE_BIT.word }]);
      expect(await session.put([entry(2), entry(3)])).toMatchObject([{ created: false }, { created: true }]);
    });

    test("a full session first gives up what has expired", ["counts"], async () => {
      const session = await bench.session({ maxEntries: 2, ttl: 10 * HOUR });
      await session.put([entry(1)]);
      bench.now += 6 * HOUR;
      await session.put([entry(2)]);
      bench.now += 5 * HOUR;
      expect(await session.put([entry(3)])).toMatchObject([{ created: true }]);
      expect(text(await session.get([1, 2, 3]))).toEqual([null, "value 2", "value 3"]);
    });

    test("a full session that evicts lets the longest unused go, and counts them", ["counts", "lists"], async () => {
      const store = await bench.store({ maxEntries: 3, atLimit: "evict" });
      const session = await sessionOf(store);
      for (const n of [1, 2, 3]) {
        await session.put([entry(n, { literal: true })]);
        bench.now += 2 * HOUR;
      }
      await session.get([1]);
      await session.put([entry(4), entry(5)]);
      expect(text(await session.get([1, 2, 3, 4, 5]))).toEqual(["value 1", null, null, "value 4", "value 5"]);
      expect((await literalsOf(session, 5)).map(({ handle }) => handle)).toEqual([1]);
      expect(await store.list()).toMatchObject([{ entries: 3, evicted: 2 }]);
      expect(await session.put([entry(2)])).toMatchObject([{ handle: 2, created: true }]);
    });

    test("eviction never takes an entry of the same put", ["counts"], async () => {
      const session = await bench.session({ maxEntries: 3, atLimit: "evict" });
      await session.put([1, 2, 3].map((n) => entry(n)));
      expect(await session.put([entry(1), entry(4)])).toMatchObject([{ created: false }, { created: true }]);
      expect(text(await session.get([1, 2, 3, 4]))).toEqual(["value 1", null, "value 3", "value 4"]);
      await refused("session-full", () => session.put([1, 6, 7, 8].map((n) => entry(n))));
    });

    test("sessions are separate, listed by name, and found or made", ["lists"], async () => {
      const store = await bench.store();
      expect(await store.session("b", { create: false })).toBeNull();
      const b = await sessionOf(store, "b");
      bench.now += 5;
      const a = await sessionOf(store, "a");
      await b.put([entry(1, { kind: "PERSON" }), entry(2)]);
      expect(await a.get([1])).toEqual([null]);
      expect(await store.session("b", { create: false })).not.toBeNull();
      const [first, second] = await store.list();
      expect(first).toMatchObject({ name: "a", entries: 0, bytes: 0, created: START + 5 });
      expect(second).toMatchObject({
        name: "b",
        entries: 2,
        byKind: { PERSON: 1, EMAIL: 1 },
        created: START,
        lastUsed: START + 5,
      });
      expect(second?.bytes).toBeGreaterThan(0);
    });

    test("sessions are separate, and found or made", async () => {
      const store = await bench.store();
      expect(await store.session("b", { create: false })).toBeNull();
      const [a, b] = [await sessionOf(store, "a"), await sessionOf(store, "b")];
      await b.put([entry(1), entry(2)]);
      expect(await a.get([1])).toEqual([null]);
      expect(await a.put([entry(1)])).toMatchObject([{ created: true }]);
      expect(await store.session("b", { create: false })).not.toBeNull();
    });

    test("what is not a session name is refused", async () => {
      for (const bad of ["", ".x", "/b", "a/", "a/b/c", "x".repeat(65), "é", "a\n"]) {
        const store = await bench.store();
        await refused("usage", () => store.session(bad));
        await refused("usage", () => store.purge(bad));
        await refused("usage", () => store.dump(bad));
        await refused("usage", () =>
          store.load({ name: bad, created: 0, entries: [], reserved: [], reservedNumbers: [] }),
        );
      }
    });

    if (!capabilities.lists) {
      test("what it cannot do it refuses, with what else to do", async () => {
        const store = await bench.store();
        const dump = { name: "default", created: 0, entries: [], reserved: [], reservedNumbers: [] };
        const steps = [
          () => store.list(),
          () => store.prune(),
          () => store.dump("default"),
          () => store.load(dump),
          () => store.reseal(),
        ];
        for (const step of steps) {
          const error = await refused("store-unable", step);
          expect(error.hint).not.toBe("");
        }
      });
    }

    test("purge leaves nothing that is found", async () => {
      const store = await bench.store();
      const session = await sessionOf(store);
      await session.put([entry(1, { literal: true })]);
      await session.reserve([7]);
      expect(await store.purge("default")).toBe(true);
      expect(await store.purge("default")).toBe(false);
      expect(await store.session("default", { create: false })).toBeNull();
      expect(await session.get([1])).toEqual([null]);
      expect(await literalsOf(session, 5)).toEqual([]);
      expect(await session.put([entry(7), entry(1)])).toMatchObject([
        { handle: 7, created: true },
        { handle: 1, created: true },
      ]);
    });

    test("purge leaves nothing, and an open session starts anew", ["lists", "numbers"], async () => {
      const store = await bench.store();
      const session = await sessionOf(store);
      await session.put([entry(1, { literal: true, counter: "c" })]);
      await session.reserve([7], [{ counter: "c", number: 2 }]);
      expect(await store.purge("default")).toBe(true);
      expect(await store.purge("default")).toBe(false);
      expect(await store.list()).toEqual([]);
      expect(await session.get([1])).toEqual([null]);
      expect(await literalsOf(session, 5)).toEqual([]);
      const again = [entry(7, { counter: "c" }), entry(8, { counter: "c" })];
      expect(await session.put(again)).toMatchObject([
        { handle: 7, number: 1, created: true },
        { handle: 8, number: 2 },
      ]);
      expect(text(await session.get([1, 7]))).toEqual([null, "value 7"]);
      expect(await store.list()).toMatchObject([{ reserved: 0 }]);
    });

    test("behaves like a plain map, whatever is put and looked up", async () => {
      const step = fc.record({
        values: fc.array(fc.nat(40), { maxLength: 12 }),
        looked: fc.array(fc.nat(60), { maxLength: 8 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const session = await bench.session();
          const model = new Map<number, number>();
          for (const { values, looked } of steps) {
            // Ten first handles for forty values: collisions are the rule here.
            const results = await session.put(
              values.map((n) => entry(n, { handles: [n % 10, 1e12 + (n % 20), 2e15 + n] })),
            );
            results.forEach(({ handle, created }, i) => {
              const n = values[i] ?? -1;
              expect(created).toBe(![...model.values()].includes(n));
              if (!created) expect(model.get(handle)).toBe(n);
              model.set(handle, n);
            });
            expect(new Set(model.values()).size).toBe(model.size);
            const handles = [
              ...looked.map((n) => n % 10),
              ...looked.map((n) => 1e12 + (n % 20)),
              ...looked.map((n) => 2e15 + n),
            ];
            const expected = handles.map((handle) => (model.has(handle) ? `value ${model.get(handle)}` : null));
            expect(text(await session.get(handles))).toEqual(expected);
          }
        }),
        { numRuns: runs },
      );
    });
  });
  numbersContract(name, make, capabilities, reservedLimit);
}
