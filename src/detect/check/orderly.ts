// Values that somebody typed in order to show a form: the alphabet, the digits one after the other, both in turns
// (`a1b2c3d4`, `AbCdEf`). Of random characters one in thirteen follows the one before.

import { DIGIT, LETTER } from "../charset.ts";

/** Bytes of a value that are looked at. */
const TEXT_MAX = 200;
/** Fewer steps say nothing. */
const LEAST_STEPS = 9;
/** Letters by their number, from `a`. */
const F = 5;
const Z = 25;

/** What `read` saw. */
let steps = 0;
let ordered = 0;
/** Steps in no order before the first that is in order. */
let strays = 0;

/** Counts the steps from letter to letter and from digit to digit: both may take turns, and a letter stand in both cases. */
function read(bytes: Uint8Array, start: number, end: number): void {
  const stop = Math.min(end, start + TEXT_MAX);
  let letter = -1;
  let digit = -1;
  let written = 0;
  steps = 0;
  ordered = 0;
  strays = 0;
  for (let i = start; i < stop; i++) {
    const byte = bytes[i] as number;
    if (DIGIT[byte] === 1) {
      const next = byte - 0x30;
      if (digit >= 0) {
        steps++;
        if (next === (digit + 1) % 10 || (digit === 9 && next === 1)) ordered++;
      }
      digit = next;
    } else if (LETTER[byte] === 1) {
      const next = (byte | 0x20) - 0x61;
      if (letter >= 0) {
        steps++;
        // Hex digits begin again behind f.
        const again = next === 0 && (letter === F || letter === Z);
        if (next === letter + 1 || (next === letter && byte !== written) || again) ordered++;
        else if (ordered === 0) strays++;
      }
      letter = next;
      written = byte;
    }
  }
}

/** True when nearly every letter of `[start, end)` is the next of the alphabet, and every digit the next number. */
export function isOrderly(bytes: Uint8Array, start: number, end: number): boolean {
  read(bytes, start, end);
  return steps >= LEAST_STEPS && ordered * 5 >= steps * 4;
}

/** True when most of it is in order; for values that have a format's beginning, but not its form. */
export function isMostlyOrderly(bytes: Uint8Array, start: number, end: number): boolean {
  read(bytes, start, end);
  return steps >= LEAST_STEPS && ordered * 5 >= steps * 3;
}

/** The same, behind letters in no order, as prefixes of formats are: `dapi12345678…`. */
export function isOrderlyForm(bytes: Uint8Array, start: number, end: number): boolean {
  return isMostlyOrderly(bytes, start, end) && strays >= 2;
}
