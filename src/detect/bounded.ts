// Runs work under a time budget. Regular expressions cannot be interrupted from within JavaScript; the virtual machine's
// watchdog can, also in code that was not made there. The machine is handed in.

import type { RunBounded } from "./custom.ts";

/** What is needed of `node:vm`. */
export interface Machine {
  readonly Script: new (code: string) => { runInContext(context: object, options: { timeout: number }): unknown };
  createContext(globals: object): object;
}

/** `load` is called at the first use: few runs have a pattern of their own. */
export function createRunBounded(load: () => Machine): RunBounded {
  let work: () => void = () => {};
  let run: ((ms: number) => void) | undefined;

  function open(): (ms: number) => void {
    const { Script, createContext } = load();
    const script = new Script("run()");
    const context = createContext({ run: () => work() });
    return (timeout) => void script.runInContext(context, { timeout });
  }

  return (step, ms) => {
    work = step;
    run ??= open();
    try {
      run(ms);
      return true;
    } catch (error) {
      // The error is of the other context, so it is no instance of this one's Error.
      if (typeof error === "object" && error !== null && Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT")
        return false;
      throw error;
    }
  };
}
