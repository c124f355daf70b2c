// Speed of the sqlite store: put of new values in batches, get of random known handles and the time to open a session, at
// 0, 200,000 and 1,000,000 entries. Run with `node bench/store.ts [folder]`; the folder decides which disk is measured.

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewEntry } from "../src/mask/store.ts";
import { ringFromKey } from "../src/store/keys.ts";
import { createSqliteStore } from "../src/store/sqlite.ts";

const BATCH = 512;
const GETS = 100_000;
const STAGES = [100_000, 200_000, 400_000, 700_000, 1_000_000];
const encoder = new TextEncoder();

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), "closemask-bench-"));
const options = {
  path: join(folder, "store.db"),
  ring: ringFromKey(new Uint8Array(32).fill(7)),
  limits: { ttl: 30 * 86_400_000, maxEntries: 2_000_000, atLimit: "refuse" as const },
  now: Date.now,
};

function entryOf(n: number): NewEntry {
  const hash = createHash("sha256").update(String(n)).digest();
  const handles = [hash.readUInt32LE(0) % 1e9, 1e12 + (hash.readUIntLE(4, 6) % 1e12), 2e15 + hash.readUIntLE(10, 6)];
  const value = encoder.encode(`person.${n}@example.com`);
  return { handles, fingerprint: hash.readUIntLE(16, 6), kind: "EMAIL", value, style: "word", literal: n % 1000 === 0 };
}

function rate(count: number, ms: number): string {
  return `${Math.round(count / ms)
    .toString()
    .padStart(4)} k/s`;
}

const store = createSqliteStore(options);
const session = store.session("default");
if (session === null) throw new Error("no session");
const handles: number[] = [];
for (let stage = 0; stage < STAGES.length; stage++) {
  const until = STAGES[stage] ?? 0;
  const from = handles.length;
  let putMs = 0;
  let worst = 0;
  while (handles.length < until) {
    const batch = Array.from({ length: BATCH }, (_, i) => entryOf(handles.length + i));
    const start = performance.now();
    const results = session.put(batch);
    const took = performance.now() - start;
    putMs += took;
    worst = Math.max(worst, took);
    for (const { handle } of await results) handles.push(handle);
  }
  const wanted = Array.from({ length: GETS }, () => handles[Math.floor(Math.random() * handles.length)] ?? 0);
  let start = performance.now();
  for (let i = 0; i < GETS; i += BATCH) await session.get(wanted.slice(i, i + BATCH));
  const getMs = performance.now() - start;
  start = performance.now();
  await session.literals(1000, () => true);
  const literalMs = performance.now() - start;
  start = performance.now();
  const other = createSqliteStore(options);
  const openMs = performance.now() - start;
  await other.session("default")?.get([handles[0] ?? 0]);
  const firstMs = performance.now() - start;
  other.close();
  const rss = process.memoryUsage().rss >> 20;
  console.log(
    `${handles.length} entries: put ${rate(handles.length - from, putMs)} (worst batch ${worst.toFixed(0)} ms), get ${rate(GETS, getMs)}, ` +
      `1000 literals ${literalMs.toFixed(1)} ms, open ${openMs.toFixed(1)} ms, first get ${firstMs.toFixed(1)} ms, rss ${rss} MB, file ${statSync(options.path).size >> 20} MB`,
  );
}
store.close();
rmSync(folder, { recursive: true });
