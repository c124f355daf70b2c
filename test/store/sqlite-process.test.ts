// The sqlite store under real processes: several writers, a writer that is killed, a file made by two at once.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ringFromKey } from "../../src/store/keys.ts";
import { createSqliteStore, type SqliteStore } from "../../src/store/sqlite.ts";
import { literalsOf, sessionOf } from "./contract-kit.ts";

const WRITER = join(import.meta.dirname, "sqlite-writer.ts");
const folder = mkdtempSync(join(tmpdir(), "closemask-process-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Writer {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<unknown>;
}

function write(path: string, from: number, to: number, batch = 500): Writer {
  const child = spawn(process.execPath, [WRITER, path, String(from), String(to), String(batch)]);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return { child, output: () => output, ended: once(child, "close") };
}

function handlesOf(writer: Writer): number[] {
  const line = writer
    .output()
    .split("\n")
    .find((text) => text.startsWith("handles "));
  if (line === undefined) throw new Error(writer.output());
  return JSON.parse(line.slice("handles ".length));
}

function open(path: string): SqliteStore {
  return createSqliteStore({
    path,
    ring: ringFromKey(new Uint8Array(32).fill(1)),
    limits: { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" },
    now: Date.now,
  });
}

test("four processes that put the same 20,000 values agree on one handle for each", { timeout: 120_000 }, async () => {
  const path = join(folder, "four.db");
  const writers = [0, 1, 2, 3].map(() => write(path, 0, 20_000));
  await Promise.all(writers.map(({ ended }) => ended));
  const [first = [], ...others] = writers.map(handlesOf);
  expect(first).toHaveLength(20_000);
  expect(new Set(first).size).toBe(20_000);
  for (const other of others) expect(other).toEqual(first);
  const store = open(path);
  const found = await (await sessionOf(store)).get(first);
  expect(found.every((entry, n) => entry !== null && Buffer.from(entry.value).toString() === `value ${n}`)).toBe(true);
  expect(store.list()).toMatchObject([{ entries: 20_000 }]);
  store.close();
});

test("what was acknowledged is there after kill -9", { timeout: 60_000 }, async () => {
  const path = join(folder, "killed.db");
  const writer = write(path, 0, 1_000_000, 50);
  while (writer.output().split("\n").length < 100) {
    expect(writer.child.exitCode, writer.output()).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  writer.child.kill("SIGKILL");
  await writer.ended;
  const batches = writer.output().split("\n").slice(0, -1).map(Number);
  const last = (batches.at(-1) ?? 0) + 50;
  const store = open(path);
  const session = await sessionOf(store);
  const again = await session.put(
    Array.from({ length: last }, (_, n) => ({
      handles: [n % 15_000, 1e12 + n],
      fingerprint: n,
      kind: "EMAIL",
      value: Buffer.from(`value ${n}`),
      style: "word" as const,
      literal: false,
    })),
  );
  expect(again.filter(({ created }) => created)).toEqual([]);
  store.close();
});

test.each(["no file", "an empty file"])(
  "three processes that make the store of %s at once get through, ten times",
  {
    timeout: 120_000,
  },
  async (there) => {
    for (let round = 0; round < 10; round++) {
      const path = join(folder, `${there}-${round}`, "store.db");
      if (there === "an empty file") {
        mkdirSync(dirname(path));
        writeFileSync(path, "");
      }
      const writers = [write(path, 0, 100), write(path, 0, 100), write(path, 0, 100)];
      await Promise.all(writers.map(({ ended }) => ended));
      const [one, ...others] = writers.map(handlesOf);
      for (const other of others) expect(other).toEqual(one);
    }
  },
);

test("a process sees at once what another one writes and purges", async () => {
  const path = join(folder, "seen.db");
  const [here, there] = [open(path), open(path)];
  const entries = [1, 2].map((n) => ({
    handles: [n],
    fingerprint: n,
    kind: "EMAIL",
    value: Buffer.from(`value ${n}`),
    style: "word" as const,
    literal: true,
  }));
  const [mine, theirs] = [await sessionOf(here), await sessionOf(there)];
  expect(await theirs.get([1])).toEqual([null]);
  await mine.put(entries);
  expect(await theirs.get([1])).toMatchObject([{ styles: 2 }]);
  expect(await mine.get([1])).toMatchObject([{ styles: 2 }]);
  await theirs.put(entries.map((entry) => ({ ...entry, style: "dollar" as const })));
  expect(await mine.get([1])).toMatchObject([{ styles: 3 }]);
  here.purge("default");
  expect(await theirs.get([1, 2])).toEqual([null, null]);
  expect(await theirs.put(entries)).toMatchObject([{ created: true }, { created: true }]);
  expect(await mine.get([2])).toMatchObject([{ styles: 2 }]);
  expect(await literalsOf(mine, 9)).toHaveLength(2);
  here.close();
  there.close();
});
