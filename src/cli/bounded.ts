// Runs work under a time budget. Regular expressions cannot be interrupted from within JavaScript; the virtual machine's
// watchdog can, also in code that was not made there.

import { type Context, createContext, Script } from "node:vm";

let work: () => void = () => {};
// Made at the first use: few runs have a pattern of their own.
let engine: { readonly script: Script; readonly context: Context } | undefined;

/** Runs `step` and says whether it came to its end within `ms` milliseconds; it is broken off otherwise. */
export function runBounded(step: () => void, ms: number): boolean {
  work = step;
  engine ??= { script: new Script("run()"), context: createContext({ run: () => work() }) };
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
