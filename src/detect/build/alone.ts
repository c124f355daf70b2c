// A value that has its line to itself: an answer to a question, a field of a form, an entry of a list. Nothing beside it says
// what it is, but nothing says that it is something else.

import { charset, STOP } from "../charset.ts";
import type { Scan } from "../rule.ts";
import { latin1 } from "./context.ts";

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
export function standsAlone(
  { bytes, lo, hi }: { readonly bytes: Uint8Array; readonly lo: number; readonly hi: number },
  start: number,
  end: number,
): boolean {
  let i = start;
  while (i > lo && start - i < AROUND_MOST && AROUND[bytes[i - 1] as number] === 1) i--;
  // A NUL is where a value was blanked out: it does not stand alone.
  if (i > lo && bytes[i - 1] !== NEWLINE) return false;
  if (end < hi && LIST[bytes[end] as number] === 1) return false;
  i = end;
  while (i < hi && i - end < AROUND_MOST && AROUND[bytes[i] as number] === 1) i++;
  return i >= hi || bytes[i] === NEWLINE;
}

/** Longest line that is looked at for a list of values. */
const LIST_MOST = 128;

/** True when the line of `[start, end)` is a list of codes that have their letters and digits where this one has them. */
export function standsAmongAlike({ bytes, lo, hi }: Scan, start: number, end: number): boolean {
  let from = start;
  while (from > lo && end - from <= LIST_MOST && STOP[bytes[from - 1] as number] === 0) from--;
  let to = end;
  while (to < hi && to - from <= LIST_MOST && STOP[bytes[to] as number] === 0) to++;
  if (to - from > LIST_MOST) return false;
  // A NUL is where a value was blanked out, which may have been none of the list.
  if ((from > lo && bytes[from - 1] === 0) || (to < hi && bytes[to] === 0)) return false;
  const look = lookOf(latin1(bytes, start, end));
  const values = latin1(bytes, from, to).match(/[^\s,;|"']+/g) ?? [];
  return values.length > 1 && values.every((value) => lookOf(value) === look);
}

function lookOf(text: string): string {
  return text.replace(/[A-Za-z]/g, "A").replace(/\d/g, "0");
}
