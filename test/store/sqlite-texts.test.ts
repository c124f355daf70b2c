// Sealed texts beside the entries of a session: bound to session and name, renewed by rotation, gone with the session.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { type KeyRing, newRing, rotateRing, trimRing } from "../../src/store/keys.ts";
import { createSqliteStore, type SqliteStore } from "../../src/store/sqlite.ts";

const DAY = 24 * 60 * 60 * 1000;

interface Bench {
  readonly path: string;
  now: number;
  open(ring: KeyRing): SqliteStore;
}

function makeBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), "closemask-texts-"));
  const path = join(folder, "sessions.db");
  const opened: SqliteStore[] = [];
  onTestFinished(() => {
    for (const store of opened) store.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const bench: Bench = {
    path,
    now: 1000 * DAY,
    open(ring) {
      const limits = { ttl: 30 * DAY, maxEntries: 1000, atLimit: "refuse" as const };
      const store = createSqliteStore({ path, ring, limits, now: () => bench.now });
      opened.push(store);
      return store;
    },
  };
  return bench;
}

const textOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString());

describe("texts", () => {
  test("come back as they were, by session and name, and are not readable in the file", () => {
    const bench = makeBench();
    const ring = newRing();
    const store = bench.open(ring);
    const texts = store.texts("one");
    expect([texts.get("a"), texts.names("")]).toEqual([null, []]);
    texts.put("talk 1", Buffer.from("a secret that is long enough"));
    texts.put("talk 2", Buffer.from("second"));
    texts.put("talk 2", Buffer.from("second again"));
    texts.put("lists", Buffer.from("{}"));
    store.texts("two").put("talk 1", Buffer.from("of two"));
    store.close();
    const again = bench.open(ring).texts("one");
    expect(again.names("talk ")).toEqual(["talk 1", "talk 2"]);
    expect(textOf(again.get("talk 1"))).toBe("a secret that is long enough");
    expect(textOf(again.get("talk 2"))).toBe("second again");
    again.remove("talk 2");
    expect(again.names("talk ")).toEqual(["talk 1"]);
    expect(readFileSync(bench.path).includes("a secret that is long enough")).toBe(false);
  });

  test("what was moved to another name or altered does not open", () => {
    const bench = makeBench();
    const ring = newRing();
    const store = bench.open(ring);
    store.texts("one").put("a", Buffer.from("text of a"));
    store.close();
    const raw = new DatabaseSync(bench.path);
    raw.exec("UPDATE sealed_text SET name = 'b'");
    raw.close();
    expect(() => bench.open(ring).texts("one").get("b")).toThrow(expect.objectContaining({ code: "store-corrupt" }));
  });

  test("rotation seals them anew, so that the old key is not needed", () => {
    const bench = makeBench();
    const ring = newRing();
    const store = bench.open(ring);
    store.texts("one").put("a", Buffer.from("text"));
    store.close();
    const rotated = rotateRing(ring);
    const second = bench.open(rotated);
    second.reseal();
    expect(textOf(second.texts("one").get("a"))).toBe("text");
    second.close();
    expect(textOf(bench.open(trimRing(rotated)).texts("one").get("a"))).toBe("text");
  });

  test("they expire as values do, and purging the session removes them", () => {
    const bench = makeBench();
    const ring = newRing();
    const store = bench.open(ring);
    const texts = store.texts("one");
    texts.put("old", Buffer.from("text"));
    bench.now += 20 * DAY;
    texts.put("new", Buffer.from("text"));
    bench.now += 20 * DAY;
    expect([texts.get("old"), texts.names("")]).toEqual([null, ["new"]]);
    store.purge("one");
    expect(texts.names("")).toEqual([]);
    store.close();
    const raw = new DatabaseSync(bench.path);
    expect(raw.prepare("SELECT count(*) AS n FROM sealed_text").get()).toEqual({ n: 0 });
    raw.close();
  });
});
