// Reads a file line by line, in bounded memory.

import { closeSync, openSync, readSync } from "node:fs";

export interface FileLine {
  readonly text: string;
  /** Counts from 1. */
  readonly no: number;
  /** False for a last line without its end. */
  readonly whole: boolean;
}

const CHUNK = 1024 * 1024;
/** Longer lines are no lines of a log, and are read as far as this. */
const LONGEST = 256 * 1024;

/** @throws what the system throws */
export function* readLines(path: string): Generator<FileLine> {
  const fd = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(CHUNK);
  let rest = Buffer.alloc(0);
  let no = 0;
  try {
    for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) {
      const bytes = rest.length === 0 ? buffer.subarray(0, n) : Buffer.concat([rest, buffer.subarray(0, n)]);
      let from = 0;
      for (let to = bytes.indexOf(10); to >= 0; to = bytes.indexOf(10, from)) {
        yield { text: bytes.toString("utf8", from, Math.min(to, from + LONGEST)), no: ++no, whole: true };
        from = to + 1;
      }
      rest = Buffer.from(bytes.subarray(from, from + LONGEST));
    }
    if (rest.length > 0) yield { text: rest.toString("utf8"), no: ++no, whole: false };
  } finally {
    closeSync(fd);
  }
}
