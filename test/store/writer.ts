// A process of its own for the tests of engines: puts values by their numbers into a session and prints the handle of each, as
// JSON. Handles are few, so that values of two such processes want the same ones.

import type { Store } from "../../src/mask/store.ts";
import { identityOf } from "./redis-kit.ts";

const [engine, place = "", prefix = "", from, to, length] = process.argv.slice(2);

async function open(): Promise<Store> {
  if (engine === "memcached") {
    const { openAt } = await import("./memcached-kit.ts");
    return await openAt(place.split(",").map(Number), { prefix });
  }
  const { openAt } = await import("./dynamodb-kit.ts");
  return await openAt(place, { prefix, timeout: 60_000 });
}

const store = await open();
const session = await store.session("shared");
if (session === null) throw new Error("no session");
const given: Record<string, number> = {};
const numbers: Record<string, number> = {};
for (let n = Number(from); n < Number(to); n += 25) {
  const some = Array.from({ length: 25 }, (_, i) => n + i);
  const counter = store.capabilities.numbers ? { counter: "angle:EMAIL" } : {};
  const results = await session.put(
    some.map((one) => {
      const entry = identityOf(one);
      return { ...entry, ...counter, handles: length === "longest" ? entry.handles.slice(-1) : entry.handles };
    }),
  );
  for (const [i, { handle, number }] of results.entries()) {
    given[String(some[i])] = handle;
    numbers[String(some[i])] = number;
  }
}
await store.close();
console.log(JSON.stringify({ given, numbers }));
