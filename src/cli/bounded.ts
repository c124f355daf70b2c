// Runs work under a time budget. Regular expressions cannot be interrupted from within JavaScript; the virtual machine's
// watchdog can, also in code that was not made there.

import { createContext, Script } from "node:vm";

const script = new Script("run()");
let work: () => void = () => {};
const context = createContext({ run: () => work() });

/** Runs `step` and says whether it came to its end within `ms` milliseconds; it is broken off otherwise. */
export function runBounded(step: () => void, ms: number): boolean {
  work = step;
  try {
    script.runInContext(context, { timeout: ms });
    return true;
  } catch (error) {
    // The error is of the other context, so it is no instance of this one's Error.
    if (typeof error === "object" && error !== null && Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      return false;
    throw error;
  }
}
