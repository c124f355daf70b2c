// The sidecar's log: lines with a time, in a file that is cut off when it is long. The process that runs in the background has
// the file as its stderr, so it is copied and emptied, never moved.

import { copyFileSync, existsSync, readFileSync, renameSync, statSync, truncateSync } from "node:fs";
import { writeError } from "../say.ts";

/** Bytes of the file, and how many older ones are kept. */
const LOG_MAX = 1024 * 1024;
const KEPT = 3;

/** Writes lines to stderr. `file` is what stderr goes to, where it is the log. */
export function createLog(file: string | undefined, write = writeError): (line: string) => void {
  return (line) => {
    if (file !== undefined) rotate(file);
    write(`${new Date().toISOString()} ${line.replace(/\p{Cc}/gu, " ")}\n`);
  };
}

function rotate(file: string): void {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < LOG_MAX) return;
    for (let n = KEPT - 1; n >= 1; n--) if (existsSync(`${file}.${n}`)) renameSync(`${file}.${n}`, `${file}.${n + 1}`);
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // A log that cannot be cut must not stop the sidecar.
  }
}

/** The last lines, of the file before too when this one has too few. */
export function lastLines(file: string, count: number): string[] {
  const lines = [`${file}.1`, file].flatMap((path) =>
    existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [],
  );
  return count === 0 ? [] : lines.slice(-count);
}
