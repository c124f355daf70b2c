// Sums up what a filter does, so that there is one event for some seconds and one at the end, and not one a value.

import type { Audit } from "./create-audit.ts";
import type { AuditEvent } from "./event.ts";

/** What a machine has done so far. */
export interface Counted {
  readonly counts: ReadonlyMap<string, number>;
  /** Bytes of input that it is done with. */
  readonly decided: number;
  /** Placeholders that stand for nothing. */
  readonly unresolved?: number;
}

export interface TallyOptions {
  readonly audit: Audit;
  /** What all events have in common. */
  readonly event: Pick<AuditEvent, "session" | "destination"> & { readonly kind: "mask" | "restore" };
  /** Values by rule, where the machines count them. */
  readonly rules?: ReadonlyMap<string, number>;
  /** Milliseconds between two events. */
  readonly every: number;
  /** Milliseconds from any start. */
  readonly now: () => number;
}

export interface Tally {
  add(machine: Counted): void;
  /** After each piece of input. @throws ClosemaskError `audit` as `record` does */
  step(): void;
  /** The last event, which is written also when there was nothing. @throws ClosemaskError `audit` */
  end(outcome: AuditEvent["outcome"]): void;
}

interface Sums {
  readonly counts: ReadonlyMap<string, number>;
  readonly rules: ReadonlyMap<string, number>;
  readonly bytes: number;
  readonly unresolved: number;
}

/** Milliseconds until the first event of a run, at most. */
const FIRST = 1000;
const NOTHING: Sums = { counts: new Map(), rules: new Map(), bytes: 0, unresolved: 0 };

export function createTally({ audit, event, rules = new Map(), every, now }: TallyOptions): Tally {
  const machines: Counted[] = [];
  const started = now();
  let told = NOTHING;
  let toldAt = started;
  // The first event comes soon: a run that is killed has said what it began with.
  let last = started + Math.min(every, FIRST) - every;

  function sums(): Sums {
    const counts = new Map<string, number>();
    let bytes = 0;
    let unresolved = 0;
    for (const machine of machines) {
      for (const [kind, count] of machine.counts) counts.set(kind, (counts.get(kind) ?? 0) + count);
      bytes += machine.decided;
      unresolved += machine.unresolved ?? 0;
    }
    return { counts, rules: new Map(rules), bytes, unresolved };
  }

  function tell(action: "part" | "end", outcome: AuditEvent["outcome"], all: Sums): void {
    const restored = event.kind === "restore" ? { unresolved: all.unresolved - told.unresolved } : {};
    const since = toldAt;
    toldAt = now();
    last = toldAt;
    const more = { bytes: all.bytes - told.bytes, ms: Math.round(toldAt - since), ...restored };
    const before = told;
    told = all;
    audit.record({
      ...event,
      action,
      outcome,
      counts: difference(all.counts, before.counts),
      rules: difference(all.rules, before.rules),
      more,
    });
  }

  return {
    add(machine) {
      machines.push(machine);
    },
    step() {
      if (now() - last < every) return;
      const all = sums();
      if (total(all.counts) > total(told.counts)) tell("part", "ok", all);
    },
    end(outcome) {
      tell("end", outcome, sums());
    },
  };
}

function difference(all: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): Map<string, number> {
  const more = new Map<string, number>();
  for (const [key, count] of all) {
    const by = count - (before.get(key) ?? 0);
    if (by > 0) more.set(key, by);
  }
  return more;
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
