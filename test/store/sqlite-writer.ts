// A process that puts values into a store: node sqlite-writer.ts <path> <from> <to> <batch>. Prints the number of each batch
// after it is acknowledged, at the end one line `handles` with all of them. Run by sqlite-process.test.ts.

import { ringFromKey } from "../../src/store/keys.ts";
import { createSqliteStore } from "../../src/store/sqlite.ts";

const [path = "", from = "0", to = "0", batch = "500"] = process.argv.slice(2);
const store = createSqliteStore({
  path,
  ring: ringFromKey(new Uint8Array(32).fill(1)),
  limits: { ttl: 0, maxEntries: 1_000_000, atLimit: "refuse" },
  now: Date.now,
});
const session = store.session("default");
if (session === null) throw new Error("no session");
const handles: number[] = [];
for (let n = Number(from); n < Number(to); n += Number(batch)) {
  const entries = Array.from({ length: Math.min(Number(batch), Number(to) - n) }, (_, i) => ({
    // Few first handles, so that processes fight for them as well.
    handles: [(n + i) % 15_000, 1e12 + n + i],
    fingerprint: n + i,
    kind: "EMAIL",
    value: Buffer.from(`value ${n + i}`),
    style: "word" as const,
    literal: false,
  }));
  for (const { handle } of await session.put(entries)) handles.push(handle);
  process.stdout.write(`${n}\n`);
}
store.close();
process.stdout.write(`handles ${JSON.stringify(handles)}\n`);
