// What closemask says to people: on stderr, prefixed, lower case, with a hint that can be typed. Results never go through
// here, and no value of the user's may.

import { appendFileSync, writeSync } from "node:fs";
import { ClosemaskError, EXIT } from "../errors.ts";
import { isTerminal } from "./terminal.ts";

export type LogLevel = "quiet" | "info" | "debug";

export interface Say {
  /** Always said, also when quiet. */
  error(message: string, hint?: string): void;
  /** Something to know; not when quiet. */
  warn(message: string, hint?: string): void;
  info(message: string): void;
  debug(message: string): void;
  readonly level: LogLevel;
}

export interface SayOptions {
  readonly level?: LogLevel | undefined;
  /** Messages are appended here too, with the time. Made with mode 0600. */
  readonly file?: string | undefined;
  readonly write?: (text: string) => void;
  readonly colors?: boolean;
}

/** Red, yellow, faint. Written out: `node:util` costs a start two milliseconds. */
const COLOR = { error: "\u001b[31m", warn: "\u001b[33m", info: "\u001b[2m", debug: "\u001b[2m" } as const;

const RANK: Readonly<Record<LogLevel, number>> = { quiet: 0, info: 1, debug: 2 };

export function createSay(options: SayOptions = {}): Say {
  const { level = "info", file, write = writeError } = options;
  let { colors } = options;
  let failed = false;

  function put(severity: "error" | "warn" | "info" | "debug", message: string, hint = ""): void {
    colors ??= wantsColors();
    const prefix = colors ? `${COLOR[severity]}closemask:\u001b[0m` : "closemask:";
    write(`${prefix} ${oneLine(message)}\n${hint === "" ? "" : `  hint: ${oneLine(hint)}\n`}`);
    if (file === undefined || failed) return;
    const line = `${new Date().toISOString()} ${severity} ${oneLine(message)}${hint === "" ? "" : ` (${oneLine(hint)})`}\n`;
    try {
      appendFileSync(file, line, { mode: 0o600 });
    } catch {
      // A full disk must not stop the filter; stderr has the message.
      failed = true;
      write("closemask: cannot write the log file\n");
    }
  }

  return {
    level,
    error: (message, hint) => put("error", message, hint),
    warn(message, hint) {
      if (RANK[level] >= RANK.info) put("warn", message, hint);
    },
    info(message) {
      if (RANK[level] >= RANK.info) put("info", message);
    },
    debug(message) {
      if (RANK[level] >= RANK.debug) put("debug", message);
    },
  };
}

/** Says what went wrong and returns the exit code. Unknown errors are defects: they show where, not with what. */
export function reportError(error: unknown, say: Say): number {
  if (isKnown(error)) {
    say.error(error.message, error.hint);
    return error.exitCode;
  }
  if (isBrokenPipe(error)) return EXIT.ok;
  say.error(`internal error: ${describeDefect(error)}`, "please report this with the lines above; they hold no values");
  return EXIT.internal;
}

// By name: the bundles of the command line each have the class.
function isKnown(error: unknown): error is ClosemaskError {
  return error instanceof ClosemaskError || (error instanceof Error && error.name === "ClosemaskError");
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}

/**
 * Name, code and frames of an error. Messages of parsers and of Node's argument checks quote what they were given, so only
 * those of the language's own plain errors are shown.
 */
function describeDefect(error: unknown): string {
  if (!(error instanceof Error)) return "something that is no error was thrown";
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const plain = code === "" && (error instanceof TypeError || error instanceof ReferenceError);
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [`${error.name}${code}${plain ? `: ${error.message}` : ""}`, ...frames].join("\n");
}

function oneLine(text: string): string {
  // Frames of a stack stay lines; nothing else may forge one, or move the cursor.
  return text.replace(/(?!\n)\p{Cc}/gu, " ");
}

function wantsColors(): boolean {
  return isTerminal(2) && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}

/** Writes to stderr at once. A closed `process.stderr` would end the process by an event. */
export function writeError(text: string): void {
  const bytes = Buffer.from(text);
  let at = 0;
  for (let tries = 0; at < bytes.length && tries < 1000; ) {
    try {
      at += writeSync(2, bytes, at);
    } catch (error) {
      // A terminal that others made non-blocking is full for a moment; anything else means that nobody listens.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return;
      tries++;
      Atomics.wait(PAUSE, 0, 0, 2);
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
