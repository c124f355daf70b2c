// Where a value may begin and end. Boundaries are decided here and nowhere else: most false alarms of other tools come
// from a missing one, and most broken JSON from taking the n of a \n for part of a value.

import { type Charset, charset, HEX, WORD } from "../charset.ts";

const BACKSLASH = 0x5c;
const ESC = 0x1b;
const BRACKET = 0x5b;
const SEMICOLON = 0x3b;
const LETTER_M = 0x6d;
const PERCENT = 0x25;

/**
 * Length of the escape sequence that ends right before `at` (`\n`, `\"`, `\u0022`, `%3D`, a terminal's colour), 0 where
 * there is none. Such a sequence is a boundary although its last byte looks like a letter or digit.
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
  return last === LETTER_M ? colourBefore(bytes, lo, at) : 0;
}

/** How source code and JSON write the escape character. */
const WRITTEN_ESC = ["\\x1b", "\\033", "\\e", "\\u001b", "\\x1B", "\\u001B"].map((text) => Buffer.from(text));

/** Length of a terminal's colour sequence (`ESC [ 1 ; 31 m`) right before `at`, 0 where there is none. */
function colourBefore(bytes: Uint8Array, lo: number, at: number): number {
  let i = at - 1;
  const least = Math.max(lo, at - 20);
  while (i > least && isColourByte(bytes[i - 1] as number)) i--;
  if (i - 2 < lo || bytes[i - 1] !== BRACKET) return 0;
  i--;
  if (bytes[i - 1] === ESC) return at - i + 1;
  for (const text of WRITTEN_ESC)
    if (i - text.length >= lo && text.every((byte, k) => bytes[i - text.length + k] === byte))
      return at - i + text.length;
  return 0;
}

function isColourByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === SEMICOLON;
}

function isEscapeLetter(byte: number): boolean {
  // n r t b f
  return byte === 0x6e || byte === 0x72 || byte === 0x74 || byte === 0x62 || byte === 0x66;
}

/** What stands before the word that holds the tail of an escape: `\\n`, `%3D`, a colour. */
export const ESCAPES = charset("\\\\%[;");

/** Bytes of an escape that may be taken for the beginning of a value. */
export const ESCAPE_MOST = 6;

/**
 * True where a value made of `set` may begin at `at`: the byte before is no member, or is the tail of an escape. How many
 * backslashes stand before it does not count here: JSON in a string of JSON writes a line break as `\\n`, and what would be
 * a word behind a backslash is no value.
 */
export function startsAt(bytes: Uint8Array, lo: number, at: number, set: Charset = WORD): boolean {
  const last = bytes[at - 1] as number;
  if (at <= lo || set[last] === 0 || escapeBefore(bytes, lo, at) > 0) return true;
  return at - 2 >= lo && bytes[at - 2] === BACKSLASH && isEscapeLetter(last);
}

/** True where a value made of `set` may end before `at`. */
export function endsAt(bytes: Uint8Array, hi: number, at: number, set: Charset = WORD): boolean {
  return at >= hi || set[bytes[at] as number] === 0;
}

/**
 * Where a value that was extended leftwards over letters really starts: past an escape letter (`\nbob@…` starts at the b),
 * past the two digits of a percent escape (`%3Dbob@…`), or past a terminal's colour (`ESC[93mbob@…`).
 */
export function skipEscape(bytes: Uint8Array, lo: number, start: number): number {
  const before = start > lo ? (bytes[start - 1] as number) : 0;
  if (before === BACKSLASH) {
    if (isEscapeLetter(bytes[start] as number) && escapeBefore(bytes, lo, start + 1) === 2) return start + 1;
    if (bytes[start] === 0x75 && escapeBefore(bytes, lo, start + 5) === 6) return start + 5;
  }
  if (before === PERCENT && HEX[bytes[start] as number] === 1 && HEX[bytes[start + 1] as number] === 1)
    return start + 2;
  if (before === BRACKET || before === SEMICOLON) {
    let end = start;
    while (end < start + 16 && isColourByte(bytes[end] as number)) end++;
    if (bytes[end] === LETTER_M && colourBefore(bytes, lo, end + 1) > 0) return end + 1;
  }
  return start;
}
