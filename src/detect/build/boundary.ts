// Where a value may begin and end. Boundaries are decided here and nowhere else: most false alarms of other tools come
// from a missing one, and most broken JSON from taking the n of a \n for part of a value.

import { type Charset, HEX, WORD } from "../charset.ts";

const BACKSLASH = 0x5c;
const PERCENT = 0x25;

/**
 * Length of the escape sequence that ends right before `at` (`\n`, `\"`, `\u0022`, `%3D`), 0 where there is none. Such a
 * sequence is a boundary although its last byte looks like a letter or digit.
 */
export function escapeBefore(bytes: Uint8Array, lo: number, at: number): number {
  const last = bytes[at - 1] as number;
  if (at - 2 >= lo && bytes[at - 2] === BACKSLASH && isEscapeLetter(last)) {
    // \\n is an escaped backslash and an n, so the backslashes before count.
    let slashes = 1;
    while (at - 2 - slashes >= lo && bytes[at - 2 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 1) return 2;
  }
  if (at - 3 >= lo && bytes[at - 3] === PERCENT && HEX[last] === 1 && HEX[bytes[at - 2] as number] === 1) return 3;
  if (at - 6 >= lo && bytes[at - 6] === BACKSLASH && bytes[at - 5] === 0x75) {
    for (let i = at - 4; i < at; i++) if (HEX[bytes[i] as number] === 0) return 0;
    return 6;
  }
  return 0;
}

function isEscapeLetter(byte: number): boolean {
  // n r t b f
  return byte === 0x6e || byte === 0x72 || byte === 0x74 || byte === 0x62 || byte === 0x66;
}

/** True where a value made of `set` may begin at `at`: the byte before is no member, or is the tail of an escape. */
export function startsAt(bytes: Uint8Array, lo: number, at: number, set: Charset = WORD): boolean {
  return at <= lo || set[bytes[at - 1] as number] === 0 || escapeBefore(bytes, lo, at) > 0;
}

/** True where a value made of `set` may end before `at`. */
export function endsAt(bytes: Uint8Array, hi: number, at: number, set: Charset = WORD): boolean {
  return at >= hi || set[bytes[at] as number] === 0;
}

/**
 * Where a value that was extended leftwards over letters really starts: past an escape letter (`\nbob@…` starts at the b),
 * or past the two digits of a percent escape (`%3Dbob@…`).
 */
export function skipEscape(bytes: Uint8Array, lo: number, start: number): number {
  const before = start > lo ? (bytes[start - 1] as number) : 0;
  if (before === BACKSLASH) {
    if (isEscapeLetter(bytes[start] as number) && escapeBefore(bytes, lo, start + 1) === 2) return start + 1;
    if (bytes[start] === 0x75 && escapeBefore(bytes, lo, start + 5) === 6) return start + 5;
  }
  if (before === PERCENT && HEX[bytes[start] as number] === 1 && HEX[bytes[start + 1] as number] === 1)
    return start + 2;
  return start;
}
