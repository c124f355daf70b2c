// Runs work under a time budget. Regular expressions cannot be interrupted from within JavaScript; the virtual machine's
// watchdog can, also in code that was not made there.

import { createContext, Script } from "node:vm";

const call = new Script("work()");

/** Runs `work` and says whether it came to its end within `ms` milliseconds. */
export function runBounded(work: () => void, ms: number): boolean {
  try {
    call.runInContext(createContext({ work }), { timeout: ms });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}
