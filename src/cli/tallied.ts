// A filter's run in the audit log: what its machines count, and how it ended.

import type { Audit } from "../audit/create-audit.ts";
import { createTally, type Tally } from "../audit/tally.ts";
import { ClosemaskError } from "../errors.ts";
import { parseDuration } from "./config/units.ts";
import type { Machine } from "./filter.ts";
import type { Setup } from "./open.ts";

export interface TalliedOptions {
  readonly kind: "mask" | "restore";
  readonly session: string | undefined;
  readonly destination: "stdout" | "file" | "command";
  readonly rules?: ReadonlyMap<string, number>;
}

export interface Tallied {
  /** The machine, with an event now and then. */
  machine(machine: Machine & { readonly unresolved?: number }): Machine;
}

/** Runs a filter; without a log it is run as it is. */
export async function runTallied(
  setup: Setup,
  audit: Audit | null,
  options: TalliedOptions,
  run: (tallied: Tallied) => Promise<number>,
): Promise<number> {
  if (audit === null) return await run({ machine: (machine) => machine });
  const { kind, session, destination, rules } = options;
  const tally = createTally({
    audit,
    event: { kind, session, destination },
    ...(rules === undefined ? {} : { rules }),
    every: parseDuration(setup.config.audit.interval),
    now: () => performance.now(),
  });
  let code: number;
  try {
    code = await run({ machine: (machine) => watched(machine, tally) });
  } catch (error) {
    if (!(error instanceof ClosemaskError && error.code === "audit")) {
      tally.end("failed");
      const reason = error instanceof ClosemaskError ? error.code : "internal";
      audit.record({ kind: "refuse", action: "stop", outcome: "refused", session, destination, reason });
    }
    throw error;
  }
  tally.end("ok");
  return code;
}

function watched(machine: Machine, tally: Tally): Machine {
  tally.add(machine);
  const { plan, spots, position, lookAhead } = machine;
  return {
    ...(plan && { plan }),
    ...(spots && { spots }),
    ...(position && { position }),
    ...(lookAhead && { lookAhead }),
    async feed(chunk) {
      const result = await machine.feed(chunk);
      tally.step();
      return result;
    },
    end: () => machine.end(),
    get decided() {
      return machine.decided;
    },
    get judged() {
      return machine.judged ?? 0;
    },
    counts: machine.counts,
  };
}
