// Runs work under a time budget. Regular expressions cannot be interrupted from within JavaScript; the virtual machine's
// watchdog can, also in code that was not made there.

import type { Context, Script } from "node:vm";

let work: () => void = () => {};
// Made at the first use: few runs have a pattern of their own.
let engine: { readonly script: Script; readonly context: Context } | undefined;

/** Runs `step` and says whether it came to its end within `ms` milliseconds; it is broken off otherwise. */
export function runBounded(step: () => void, ms: number): boolean {
  work = step;
  engine ??= createEngine();
  try {
    engine.script.runInContext(engine.context, { timeout: ms });
    return true;
  } catch (error) {
    // The error is of the other context, so it is no instance of this one's Error.
    if (typeof error === "object" && error !== null && Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      return false;
    throw error;
  }
}

function createEngine(): { script: Script; context: Context } {
  // Taken from the process when it is needed: importing it would cost every start.
  const vm = process.getBuiltinModule("node:vm");
  return { script: new vm.Script("run()"), context: vm.createContext({ run: () => work() }) };
}
