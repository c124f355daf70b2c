// The part of the stores' contract about texts that are no values, for engines that keep some.

import { describe, expect, test } from "vitest";
import type { SessionTexts, Store } from "../../src/mask/store.ts";
import { createBench, entry, HOUR, type MakeStore, sessionOf } from "./contract-kit.ts";

function textsOf(store: Store, session = "default"): SessionTexts {
  const texts = store.texts?.(session);
  if (texts === undefined) throw new Error(`${store.type} keeps no texts`);
  return texts;
}

const read = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString());

export function textsContract(name: string, make: MakeStore): void {
  describe(`texts of a session: ${name}`, () => {
    const bench = createBench(make);

    test("texts come back as they were, by session and name", async () => {
      const store = await bench.store();
      const texts = textsOf(store, "one");
      expect([await texts.get("a"), await texts.names("")]).toEqual([null, []]);
      await texts.put("talk 2", Buffer.from("second"));
      await texts.put("talk 1", Buffer.from("first"));
      await texts.put("talk 2", Buffer.from("second again"));
      await texts.put("lists", new Uint8Array(300_000).fill(7));
      await textsOf(store, "two").put("talk 1", Buffer.from("of two"));
      expect(await texts.names("talk ")).toEqual(["talk 1", "talk 2"]);
      expect(await texts.names("")).toEqual(["lists", "talk 1", "talk 2"]);
      expect(read(await texts.get("talk 1"))).toBe("first");
      expect(read(await texts.get("talk 2"))).toBe("second again");
      expect((await texts.get("lists"))?.length).toBe(300_000);
      expect(read(await textsOf(store, "two").get("talk 1"))).toBe("of two");
      await texts.remove("talk 2");
      await texts.remove("talk 2");
      expect([await texts.get("talk 2"), await texts.names("talk ")]).toEqual([null, ["talk 1"]]);
      // The session is there, and has no values.
      expect((await store.list()).map(({ name, entries }) => [name, entries])).toEqual([
        ["one", 0],
        ["two", 0],
      ]);
    });

    test("texts expire after they were written, and go with their session", async () => {
      const store = await bench.store({ ttl: 30 * HOUR });
      await (await sessionOf(store, "one")).put([entry(1)]);
      const texts = textsOf(store, "one");
      await texts.put("old", Buffer.from("text"));
      bench.now += 20 * HOUR;
      await texts.put("new", Buffer.from("text"));
      bench.now += 20 * HOUR;
      expect([await texts.get("old"), await texts.names("")]).toEqual([null, ["new"]]);
      expect(await store.purge("one")).toBe(true);
      expect([await texts.get("new"), await texts.names("")]).toEqual([null, []]);
      await texts.put("new", Buffer.from("of another life"));
      expect(read(await texts.get("new"))).toBe("of another life");
    });
  });
}
