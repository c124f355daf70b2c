// The summary that --stats prints: how many values of which kinds, in how much text.

import type { Machine } from "./filter.ts";
import { size } from "./progress.ts";

/** `masked 3 values (2 EMAIL, 1 PHONE) in 1.2 KB`, and the place of a store that is not on this machine. */
export function summary(verb: string, machines: readonly Machine[], place = ""): string {
  const counts = new Map<string, number>();
  let bytes = 0;
  for (const machine of machines) {
    bytes += machine.decided;
    for (const [kind, n] of machine.counts) counts.set(kind, (counts.get(kind) ?? 0) + n);
  }
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  const kinds = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([kind, n]) => `${n} ${kind}`);
  return `${verb} ${total} ${total === 1 ? "value" : "values"}${total === 0 ? "" : ` (${kinds.join(", ")})`} in ${size(bytes)}${place === "" ? "" : `, ${place}`}`;
}
