// A value that has its line to itself: an answer to a question, a field of a form, an entry of a list. Nothing beside it says
// what it is, but nothing says that it is something else.

import { charset } from "../charset.ts";
import type { Scan } from "../rule.ts";

/** Punctuation and white space that may stand around it at most. */
const AROUND_MOST = 16;
const AROUND = charset(" \t\r\"'`[](){}<>,;:.*|-");
const NEWLINE = 10;

/** What follows an element of a list in code, unless it is in quotes. */
const LIST = charset(",;");

/** Longest value that is looked for alone on a line, and longest such line. */
const VALUE_MOST = 32;
export const LINE_MOST = VALUE_MOST + 2 * AROUND_MOST;

/** False where the line around `at` is too long to hold a value alone: the cheapest test there is. */
export function mayStandAlone({ bytes, lo, hi }: Scan, at: number): boolean {
  const most = LINE_MOST;
  let from = at;
  const least = Math.max(lo, at - most);
  while (from > least && bytes[from - 1] !== NEWLINE) from--;
  let to = at;
  while (to < hi && to - from <= most && bytes[to] !== NEWLINE) to++;
  return to - from <= most;
}

/** True when the line holds the value `[start, end)` and punctuation only; a bare number of a list in code is not meant. */
export function standsAlone(scan: Scan, start: number, end: number): boolean {
  const { bytes, lo, hi } = scan;
  let i = start;
  while (i > lo && start - i < AROUND_MOST && AROUND[bytes[i - 1] as number] === 1) i--;
  // A NUL is where a value was blanked out: it does not stand alone.
  if (i > lo && bytes[i - 1] !== NEWLINE) return false;
  if (end < hi && LIST[bytes[end] as number] === 1) return false;
  i = end;
  while (i < hi && i - end < AROUND_MOST && AROUND[bytes[i] as number] === 1) i++;
  return i >= hi || bytes[i] === NEWLINE;
}
