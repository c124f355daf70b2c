// A command that closemask runs: its environment, its signals, its end.

import type { ChildProcess } from "node:child_process";
import { EXIT } from "../errors.ts";
import type { Say } from "./say.ts";
import { codeOf, reasonOf } from "./stdio.ts";
import { isTerminal } from "./terminal.ts";

/** What shells answer for a command that is not there, and for one that cannot be run. */
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
/** A signal n ends a command with this and n. */
const SIGNALLED = 128;

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
/** The keyboard sends these to every process of the terminal's foreground, so the command has them already. */
const FROM_KEYBOARD: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT"];

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when it did not start. */
  readonly error?: unknown;
}

/** How it ends; never rejects. */
export function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.on("exit", (code, signal) => resolve({ code, signal }));
    // Also emitted for a signal that could not be sent; then it has begun.
    child.on("error", (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
  });
}

/** The command's own: what opens the store is none of its business, and a build that prints its environment would print it. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const { CLOSEMASK_KEY: _, CLOSEMASK_PASSPHRASE: __, ...env } = process.env;
  return env;
}

/** Says why a command did not start; returns what shells answer then. */
export function notRun(file: string, error: unknown, say: Say): number {
  const code = codeOf(error);
  const missing = code === "ENOENT";
  say.error(`cannot run ${file}: ${missing ? "command not found" : reasonOf(code)}`);
  return missing ? NOT_FOUND : NOT_RUNNABLE;
}

/** Passes signals on to the child until what it returns is called. */
export function forwardSignals(child: ChildProcess): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (FROM_KEYBOARD.includes(signal) && [0, 1, 2].some(isTerminal)) return;
    child.kill(signal);
  };
  for (const signal of FORWARDED) {
    try {
      process.on(signal, onSignal);
    } catch {
      // Not every system has every signal.
    }
  }
  return () => {
    for (const signal of FORWARDED) process.off(signal, onSignal);
  };
}

/** Its code, or what shells answer for a signal. */
export function exitCodeOf({ code, signal }: End): number {
  return signal === null ? (code ?? EXIT.internal) : SIGNALLED + signalNumber(signal);
}

function signalNumber(signal: NodeJS.Signals): number {
  return process.getBuiltinModule("node:os").constants.signals[signal] ?? 0;
}
