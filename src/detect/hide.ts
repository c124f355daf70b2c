// Spans blanked out for a second look at their lines. It fills bytes with NUL and brings them back; what is looked for
// meanwhile is the detector's business.

import { charset, DIGIT, WORD } from "./charset.ts";

/**
 * True for a span between hard boundaries: what stands beyond them reads the same without it. A space before a digit, or
 * between two small letters, is none: numbers are written in groups and behind their captions, phrases in words.
 */
export function stands(bytes: Uint8Array, lo: number, hi: number, { start, end }: Range): boolean {
  return (start <= lo || begins(bytes, lo, hi, start - 1)) && (end >= hi || ends(bytes, lo, hi, end));
}

const LOWER = charset("a-z");
const BLANK = charset(" \t\r\n\0");
/** Of the blanks, those that groups of digits and words have between them. */
const JOINING = charset(" \t\0");
const OPENING = charset("'\"(<[");
const CLOSING = charset(")>]");
const QUOTE = charset("\"'");
/** What stands behind the quotation mark that ends a text in code, JSON or a log. */
const BEHIND_QUOTE = charset(" \t\r\n,:;)}]>");
const NAME = charset("A-Za-z0-9_.-");
/** A longer name before an equals sign may be a value that goes on. */
const NAME_MOST = 16;
const KEY_MOST = 32;
/** What ends a member or an element of JSON before a comma, and what an object begins behind. */
const ENDS_VALUE = charset('"}]0-9el');
const BEFORE_OBJECT = charset(" \t\r\n:,[{(");
const EQUALS = 0x3d;
const COLON = 0x3a;
const COMMA = 0x2c;
const BRACE = 0x7b;

/** `at` is the byte before a span. A value that is not masked may run through everything but blanks, and does not run up to these. */
function begins(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  const byte = bytes[at] as number;
  if (BLANK[byte] === 1) return !joins(bytes, lo, hi, at);
  if (byte === EQUALS) return isNamed(bytes, lo, at);
  if (OPENING[byte] === 0) return false;
  if (at <= lo || BLANK[bytes[at - 1] as number] === 1) return true;
  if (QUOTE[byte] === 0) return false;
  return bytes[at - 1] === COLON ? isMember(bytes, lo, at - 1) : bytes[at - 1] === EQUALS && isNamed(bytes, lo, at - 1);
}

/** A short name without digits, with a blank before it, stands before `at`. */
function isNamed(bytes: Uint8Array, lo: number, at: number): boolean {
  const from = nameStart(bytes, lo, at, NAME_MOST);
  for (let i = from; i < at; i++) if (DIGIT[bytes[i] as number] === 1) return false;
  return from < at && (from === lo || BLANK[bytes[from - 1] as number] === 1);
}

/** The key of a member of JSON stands before `at`, and before it the beginning of the object or the end of another value. */
function isMember(bytes: Uint8Array, lo: number, at: number): boolean {
  const quote = bytes[at - 1] as number;
  if (at - 1 <= lo || QUOTE[quote] === 0) return false;
  const from = nameStart(bytes, lo, at - 1, KEY_MOST) - 1;
  if (from < lo || bytes[from] !== quote) return false;
  if (from === lo || BLANK[bytes[from - 1] as number] === 1) return true;
  const before = from - 1 > lo ? (bytes[from - 2] as number) : 0x20;
  if (bytes[from - 1] === COMMA) return ENDS_VALUE[before] === 1;
  return bytes[from - 1] === BRACE && BEFORE_OBJECT[before] === 1;
}

function nameStart(bytes: Uint8Array, lo: number, at: number, most: number): number {
  let from = at;
  while (from > lo && at - from <= most && NAME[bytes[from - 1] as number] === 1) from--;
  return from;
}

function ends(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  const byte = bytes[at] as number;
  if (QUOTE[byte] === 1) return at + 1 >= hi || BEHIND_QUOTE[bytes[at + 1] as number] === 1;
  return CLOSING[byte] === 1 || (BLANK[byte] === 1 && !joins(bytes, lo, hi, at));
}

function joins(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  if (at <= lo || at + 1 >= hi || JOINING[bytes[at] as number] === 0) return false;
  const before = bytes[at - 1] as number;
  const after = bytes[at + 1] as number;
  if (DIGIT[after] === 1) return WORD[before] === 1;
  return LOWER[before] === 1 && LOWER[after] === 1;
}

export interface Hidden {
  /** Where the bytes are kept; used again by the next call of the same detector. */
  readonly kept: Uint8Array;
  restore(): void;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Fills disjoint ranges with NUL, up to `hi`; `restore` brings the bytes back. */
export function hide(bytes: Buffer, ranges: readonly Range[], hi: number, room: Uint8Array): Hidden {
  let size = 0;
  for (const { start, end } of ranges) size += Math.min(end, hi) - start;
  const kept = size <= room.length ? room : new Uint8Array(2 * size);
  let n = 0;
  for (const { start, end } of ranges) {
    for (let i = start; i < end && i < hi; i++) {
      kept[n++] = bytes[i] as number;
      bytes[i] = 0;
    }
  }
  return {
    kept,
    restore() {
      let k = 0;
      for (const { start, end } of ranges) for (let i = start; i < end && i < hi; i++) bytes[i] = kept[k++] as number;
    },
  };
}
