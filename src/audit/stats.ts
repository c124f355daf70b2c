// The summary for those who have to answer for it: how many values of which kind went where on which day, and what was refused or
// let through.

import { countsOf, type LoggedEvent } from "./select.ts";

/** One row; days are those of UTC. */
export interface StatsRow {
  readonly day: string;
  /** Kind of the event. */
  readonly event: string;
  readonly destination: string;
  /** Kind of the values, or the reason of a refusal; empty for events that have neither. */
  readonly kind: string;
  readonly events: number;
  readonly values: number;
}

/** Sorted by day, event, destination and kind. */
export function statsOf(events: Iterable<LoggedEvent>): StatsRow[] {
  const rows = new Map<string, StatsRow>();

  function add(row: Omit<StatsRow, "events">): void {
    const { day, event, destination, kind, values } = row;
    const key = JSON.stringify([day, event, destination, kind]);
    const before = rows.get(key);
    rows.set(key, { ...row, events: (before?.events ?? 0) + 1, values: (before?.values ?? 0) + values });
  }

  for (const { event } of events) {
    const base = {
      day: textOf(event.time).slice(0, 10),
      event: textOf(event.kind),
      destination: textOf(event.destination),
    };
    // The log's own say nothing of values, but for what was lost.
    if (event.kind === "audit" && event.action !== "lost") continue;
    const counts = Object.entries(countsOf(event));
    for (const [kind, values] of counts) add({ ...base, kind, values });
    if (counts.length === 0) add({ ...base, kind: textOf(event.reason), values: 0 });
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
