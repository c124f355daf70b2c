// A value that has its line to itself: an answer to a question, a field of a form, an entry of a list. Nothing beside it says
// what it is, but nothing says that it is something else.

import { charset } from "../charset.ts";
import type { Scan } from "../rule.ts";

/** Punctuation and white space that may stand around it at most. */
const AROUND_MOST = 16;
const AROUND = charset(" \t\r\"'`[](){}<>,;:.*|-");
const NEWLINE = 10;

/** True when the line holds the value `[start, end)` and punctuation only. */
export function standsAlone(scan: Scan, start: number, end: number): boolean {
  const { bytes, lo, hi } = scan;
  let i = start;
  while (i > lo && start - i < AROUND_MOST && AROUND[bytes[i - 1] as number] === 1) i--;
  // A NUL is where a value was blanked out: it does not stand alone.
  if (i > lo && bytes[i - 1] !== NEWLINE) return false;
  i = end;
  while (i < hi && i - end < AROUND_MOST && AROUND[bytes[i] as number] === 1) i++;
  return i >= hi || bytes[i] === NEWLINE;
}
