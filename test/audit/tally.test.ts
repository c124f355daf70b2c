// One event for some time, with what came since the one before.

import { expect, test } from "vitest";
import type { AuditEvent } from "../../src/audit/event.ts";
import { createTally } from "../../src/audit/tally.ts";

function tallied(every: number) {
  const events: AuditEvent[] = [];
  const clock = { now: 0 };
  const counts = new Map<string, number>();
  const machine = { counts, decided: 0, unresolved: 0 };
  const audit = {
    record: (event: AuditEvent) => void events.push(event),
    pseudonym: (name: string) => name,
    counts: new Map(),
    lost: () => new Map(),
    upkeep() {},
    close: async () => {},
  };
  const tally = createTally({ audit, event: { kind: "mask" }, every, now: () => clock.now });
  tally.add(machine);
  return { events, clock, counts, machine, tally };
}

test("nothing before a second, then what there is, then nothing until the time is over", () => {
  const { events, clock, counts, machine, tally } = tallied(5000);
  counts.set("EMAIL", 2);
  tally.step();
  expect(events).toEqual([]);
  clock.now = 1000;
  machine.decided = 100;
  tally.step();
  expect(events.map(({ action, counts, more }) => [action, [...(counts ?? [])], more])).toEqual([
    ["part", [["EMAIL", 2]], { bytes: 100, ms: 1000 }],
  ]);
  clock.now = 5999;
  counts.set("EMAIL", 3).set("IP", 1);
  tally.step();
  expect(events).toHaveLength(1);
  clock.now = 6000;
  tally.step();
  expect([...(events[1]?.counts ?? [])]).toEqual([
    ["EMAIL", 1],
    ["IP", 1],
  ]);
});

test("no event where nothing was found, but for the last", () => {
  const { events, clock, machine, tally } = tallied(10);
  clock.now = 5000;
  machine.decided = 7;
  tally.step();
  expect(events).toEqual([]);
  tally.end("failed");
  expect(events).toMatchObject([{ action: "end", outcome: "failed", more: { bytes: 7, ms: 5000 } }]);
});
