// A process of its own for redis.test.ts: puts values by their numbers into a session and prints the handle of each, as JSON.
// Handles are few, so that values of two such processes want the same ones.

import { identityOf, openAt } from "./redis-kit.ts";

const [port, prefix, from, to] = process.argv.slice(2);
const store = await openAt(Number(port), { prefix: prefix ?? "" });
const session = await store.session("shared");
if (session === null) throw new Error("no session");
const given: Record<string, number> = {};
for (let n = Number(from); n < Number(to); n += 50) {
  const some = Array.from({ length: 50 }, (_, i) => n + i);
  const results = await session.put(some.map(identityOf));
  for (const [i, { handle }] of results.entries()) given[String(some[i])] = handle;
}
await store.close();
console.log(JSON.stringify(given));
