// Values that stand before their name: `if ("…" == password)` and `"…".equals(password)`. Reads where such a value lies,
// does not judge it.

import { nameStart } from "../build/label.ts";
import { EQUALS, isQuote, textAt, type Value } from "../build/value.ts";
import { STOP, WORD } from "../charset.ts";

const SPACE = 0x20;
const PAREN = 0x28;

/** Longest value that is looked for. */
const REACH = 256;

/** Reads the value that is compared with the name around `at` into `out`; false where there is none, nearly always. */
export function comparedValue(bytes: Uint8Array, lo: number, at: number, out: Value): boolean {
  // Two bytes before the word reject all prose.
  let i = at;
  while (i > lo && WORD[bytes[i - 1] as number] === 1 && at - i < 64) i--;
  const least = i - 2;
  if (least < lo || !mayCompare(bytes[i - 1] as number, bytes[i - 2] as number)) return false;
  i = nameStart(bytes, lo, at);
  let end = -1;
  if (bytes[i - 1] === PAREN) {
    const method = METHODS.find((name) => i - name.length >= lo && textAt(bytes, i - name.length, i, name));
    if (method !== undefined) end = i - method.length;
  } else if (bytes[i - 1] === SPACE) {
    i--;
    const operator = i;
    while (i > lo && operator - i < 4 && (bytes[i - 1] === EQUALS || bytes[i - 1] === 0x21)) i--;
    if (operator - i >= 2) end = i > lo && bytes[i - 1] === SPACE ? i - 1 : i;
  }
  return end > lo && readBefore(bytes, lo, end, out);
}

const METHODS = [".equals(", ".equalsignorecase(", ".eq("];

/** The name stands behind ` == `, a method's parenthesis, or in a longer name. */
function mayCompare(last: number, before: number): boolean {
  if (last === SPACE) return before === EQUALS;
  return last === PAREN ? WORD[before] === 1 : last === 0x2e || last === 0x2d || last === 0x24;
}

/** Reads the quoted value that ends before `at`. */
function readBefore(bytes: Uint8Array, lo: number, at: number, out: Value): boolean {
  const quote = bytes[at - 1] as number;
  if (!isQuote(quote)) return false;
  const end = at - 1;
  const least = Math.max(lo, end - REACH);
  let from = end;
  while (from > least && bytes[from - 1] !== quote && STOP[bytes[from - 1] as number] === 0) from--;
  if (from <= least || bytes[from - 1] !== quote || from === end) return false;
  out.listed = false;
  out.join = "=";
  out.spaced = true;
  out.named = false;
  out.start = from;
  out.end = end;
  out.quote = quote;
  out.closed = true;
  return true;
}
