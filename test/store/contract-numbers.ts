// The second part of the contract of all stores: what is set aside, numbers of counters, dumps, and the epoch.

import { describe, expect } from "vitest";
import type { Capabilities, NewEntry, SessionStore, Store } from "../../src/mask/store.ts";
import { createCases } from "./contract-cases.ts";
import { createBench, entry, HOUR, literalsOf, type MakeStore, refused, sessionOf, text } from "./contract-kit.ts";

export function numbersContract(
  name: string,
  make: MakeStore,
  capabilities: Capabilities,
  reservedLimit: number,
): void {
  describe(`the store contract, numbers and dumps: ${name}`, () => {
    const bench = createBench(make);
    const test = createCases(name, capabilities);

    test("a reserved handle is never given, a taken one stays", async () => {
      const session = await bench.session();
      await session.put([entry(1)]);
      expect(await session.reserve([1, 2, 2, 3])).toBe(0);
      expect(await session.reserve([2, 3])).toBe(0);
      expect(await session.put([entry(1), entry(2)])).toMatchObject([{ handle: 1 }, { handle: 1e12 + 2 }]);
      expect(await session.get([2])).toEqual([null]);
    });

    test("the set of reserved handles is bounded", ["counts", "lists"], async () => {
      const store = await bench.store();
      const session = await sessionOf(store);
      const many = Array.from({ length: reservedLimit + 10 }, (_, i) => i + 1);
      expect(await session.reserve(many)).toBe(10);
      expect(await store.list()).toMatchObject([{ reserved: reservedLimit }]);
    });

    test("a reserved number is never given, one that was given stays", ["numbers"], async () => {
      const session = await bench.session();
      const counter = "angle:EMAIL";
      await session.put([entry(1, { counter })]);
      const seen = [1, 2, 3, 5, 3].map((number) => ({ counter, number }));
      expect(await session.reserve([], [...seen, { counter: "angle:PERSON", number: 1 }])).toBe(0);
      expect(await session.reserve([], seen)).toBe(0);
      const results = await session.put([1, 2, 3, 4].map((n) => entry(n, { counter })));
      expect(results.map(({ number }) => number)).toEqual([1, 4, 6, 7]);
      expect(await session.put([entry(5, { counter: "angle:PERSON" })])).toMatchObject([{ number: 2 }]);
      expect(text(await session.getNumbered([1, 2, 3, 4, 5].map((number) => ({ counter, number }))))).toEqual([
        "value 1",
        null,
        null,
        "value 2",
        null,
      ]);
    });

    test("reserved numbers do not lift a counter's limit", ["numbers"], async () => {
      const session = await bench.session();
      await session.reserve(
        [],
        [1, 2].map((number) => ({ counter: "c", number })),
      );
      const limited = { counter: "c", counterLimit: 4 };
      expect(await session.put([entry(1, limited), entry(2, limited)])).toMatchObject([{ number: 3 }, { number: 0 }]);
    });

    test("reserved handles and numbers have one bound", ["counts", "lists", "numbers"], async () => {
      const store = await bench.store();
      const session = await sessionOf(store);
      const many = Array.from({ length: reservedLimit / 2 }, (_, i) => i + 1);
      expect(
        await session.reserve(
          many,
          many.map((number) => ({ counter: "c", number })),
        ),
      ).toBe(0);
      expect(
        await session.reserve(
          [reservedLimit],
          [1, reservedLimit, reservedLimit].map((number) => ({ counter: "c", number })),
        ),
      ).toBe(2);
      expect(await store.list()).toMatchObject([{ reserved: reservedLimit }]);
      expect(await session.put([entry(reservedLimit + 1, { counter: "c" })])).toMatchObject([
        { number: reservedLimit / 2 + 1 },
      ]);
    });

    test("counters give each entry one number", ["numbers"], async () => {
      const session = await bench.session();
      const counter = "angle:EMAIL";
      const numbers = async (...entries: NewEntry[]): Promise<number[]> =>
        (await session.put(entries)).map((result) => result.number);
      expect(await numbers(entry(1, { counter }), entry(2, { counter }), entry(1, { counter }))).toEqual([1, 2, 1]);
      expect(await numbers(entry(3), entry(2, { counter }), entry(3, { counter: "format:X" }))).toEqual([0, 2, 1]);
      expect(await numbers(entry(3, { counter }))).toEqual([3]);
      expect(await numbers(entry(4, { counter, counterLimit: 4 }), entry(2, { counter, counterLimit: 1 }))).toEqual([
        0, 2,
      ]);
      expect(text(await session.getNumbered([2, 1, 4].map((number) => ({ counter, number }))))).toEqual([
        "value 2",
        "value 1",
        null,
      ]);
      expect(text(await session.getNumbered([{ counter: "format:X", number: 1 }]))).toEqual(["value 3"]);
    });

    if (!capabilities.numbers) {
      test("gives no numbers, and finds none", async () => {
        const session = await bench.session();
        expect(await session.put([entry(1, { counter: "c" })])).toMatchObject([{ handle: 1, number: 0 }]);
        expect(await session.getNumbered([{ counter: "c", number: 1 }])).toEqual([null]);
        expect(await session.reserve([], [{ counter: "c", number: 1 }])).toBe(0);
      });
    }

    test("dump and load carry a session over whole", ["lists", "numbers"], async () => {
      const from = await bench.store();
      const session = await sessionOf(from);
      await session.put([entry(1, { literal: true, counter: "c" }), entry(2, { kind: "PERSON" })]);
      bench.now += 2 * HOUR;
      await session.put([entry(2, { style: "dollar" }), entry(3, { literal: true, counter: "c" })]);
      await session.reserve(
        [9],
        [3, 8].map((number) => ({ counter: "c", number })),
      );
      const dump = await from.dump("default");
      expect(dump).not.toBeNull();
      if (dump === null) return;
      expect(await from.dump("none")).toBeNull();

      const to = await bench.store();
      expect(await to.load(dump)).toEqual({ added: 3, known: 0 });
      expect(await to.load(dump)).toEqual({ added: 0, known: 3 });
      expect(sorted(await to.dump("default"))).toEqual(sorted(dump));
      const copy = await sessionOf(to);
      expect((await literalsOf(copy, 5)).map(({ handle }) => handle)).toEqual([1, 3]);
      expect(text(await copy.getNumbered([{ counter: "c", number: 2 }]))).toEqual(["value 3"]);
      expect(await copy.put([entry(4, { counter: "c" }), entry(9)])).toMatchObject([
        { number: 4 },
        { handle: 1e12 + 9 },
      ]);
      expect(await to.list()).toMatchObject([{ reserved: 3 }]);
    });

    test("load gives an entry back its number, though it was reserved here", ["lists", "numbers"], async () => {
      const from = await bench.store();
      await (await sessionOf(from)).put([entry(1, { counter: "c" })]);
      const dump = await from.dump("default");
      if (dump === null) throw new Error("no dump");
      const to = await bench.store();
      const session = await sessionOf(to);
      await session.reserve(
        [],
        [1, 2].map((number) => ({ counter: "c", number })),
      );
      await to.load(dump);
      expect(text(await session.getNumbered([{ counter: "c", number: 1 }]))).toEqual(["value 1"]);
      expect(await to.list()).toMatchObject([{ reserved: 1 }]);
      expect(await session.put([entry(2, { counter: "c" })])).toMatchObject([{ number: 3 }]);
    });

    test("load refuses a conflict and changes nothing", ["lists"], async () => {
      const from = await bench.store();
      await (await sessionOf(from)).put([entry(1), entry(2)]);
      const dump = await from.dump("default");
      if (dump === null) throw new Error("no dump");
      const to = await bench.store();
      const session = await sessionOf(to);
      await session.put([entry(2, { fingerprint: 5, value: Buffer.from("other") })]);
      await refused("session-conflict", () => to.load(dump));
      expect(text(await session.get([1, 2]))).toEqual([null, "other"]);
    });

    test("load refuses a number that another entry has had", ["lists", "numbers"], async () => {
      const from = await bench.store();
      await (await sessionOf(from)).put([entry(1, { counter: "c" })]);
      const dump = await from.dump("default");
      if (dump === null) throw new Error("no dump");
      const to = await bench.store();
      await (await sessionOf(to)).put([entry(2, { counter: "c" })]);
      await refused("session-conflict", () => to.load(dump));
    });

    test("load refuses more than the session may hold", ["lists", "counts"], async () => {
      const from = await bench.store();
      await (await sessionOf(from)).put([entry(1), entry(2)]);
      const dump = await from.dump("default");
      if (dump === null) throw new Error("no dump");
      await refused("session-full", async () => (await bench.store({ maxEntries: 1 })).load(dump));
    });

    describe("the epoch", () => {
      test("stays while nothing is removed", ["keeps", "lists", "numbers"], async () => {
        const store = await bench.store({ ttl: 10 * HOUR });
        const session = await sessionOf(store);
        await session.put([entry(1, { counter: "c" })]);
        const before = await session.epoch();
        await session.put([entry(1, { style: "dollar" }), entry(2, { literal: true })]);
        await session.reserve([9], [{ counter: "c", number: 4 }]);
        await session.get([1, 404]);
        expect(await store.prune()).toBe(0);
        await (await sessionOf(store, "other")).put([entry(1)]);
        await store.purge("other");
        expect(await session.epoch()).toBe(before);
      });

      const removals = [
        ["pruned", ["lists"], (store: Store) => store.prune()],
        ["expired and replaced", [], (_: Store, session: SessionStore) => session.put([entry(1)])],
        [
          "expired to make room",
          ["counts"],
          (_: Store, session: SessionStore) => session.put([4, 5, 6].map((n) => entry(n))),
        ],
        ["purged", [], (store: Store) => store.purge("default")],
      ] as const;
      for (const [how, needs, remove] of removals)
        test(`changes when entries are ${how}`, needs, async () => {
          const store = await bench.store({ ttl: HOUR, maxEntries: 3 });
          const session = await sessionOf(store);
          await session.put([entry(1), entry(2)]);
          const before = await session.epoch();
          bench.now += 2 * HOUR;
          expect(await session.epoch()).toBe(before);
          await remove(store, session);
          expect(await session.epoch()).not.toBe(before);
        });

      test("changes when entries are evicted", ["counts"], async () => {
        const session = await bench.session({ maxEntries: 3, atLimit: "evict" });
        await session.put([1, 2, 3].map((n) => entry(n)));
        const before = await session.epoch();
        await session.put([entry(4)]);
        expect(await session.epoch()).not.toBe(before);
      });

      test("never comes back, however often a session is purged and made again", async () => {
        const store = await bench.store();
        const session = await sessionOf(store);
        const seen: number[] = [];
        for (let i = 0; i < 5; i++) {
          await session.put([entry(1)]);
          seen.push(await session.epoch());
          await store.purge("default");
        }
        expect(new Set(seen).size).toBe(seen.length);
      });
    });
  });
}

function sorted(dump: Awaited<ReturnType<Store["dump"]>>): unknown {
  const entries = dump?.entries.toSorted((a, b) => a.handle - b.handle);
  return { ...dump, entries: entries?.map((e) => ({ ...e, value: Buffer.from(e.value).toString() })) };
}
