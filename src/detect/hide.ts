// Spans blanked out for a second look at their lines. It fills bytes with NUL and brings them back; what is looked for
// meanwhile is the detector's business.

import { charset, DIGIT, WORD } from "./charset.ts";
import { SEPARATOR } from "./phrase.ts";
import type { Rule } from "./rule.ts";

/**
 * True for a span between hard boundaries: what stands beyond them reads the same without it. A space before a digit is none, nor
 * one where a seed phrase may go on: numbers are written in groups and behind their captions, phrases in words.
 */
export function stands(bytes: Uint8Array, lo: number, hi: number, { start, end, rule }: Range): boolean {
  if (start > lo && !begins(bytes, lo, start - 1)) return false;
  if (end < hi && !ends(bytes, lo, hi, end)) return false;
  // What only its label bounds may have taken in the word before a blank.
  if (
    rule?.tier === "context" &&
    end < hi &&
    JOINING[bytes[end] as number] === 1 &&
    LOWER[bytes[end - 1] as number] === 1
  )
    return false;
  return wordsBefore(bytes, lo, start) + wordsBehind(bytes, hi, end) < PHRASE;
}

/** Words beside a span that may be those of a seed phrase: one less than the shortest has. */
const PHRASE = 11;
const WORD_LEAST = 3;
const WORD_MOST = 8;

/** Words of small letters, with one blank behind each, that end before `at`. */
function wordsBefore(bytes: Uint8Array, lo: number, at: number): number {
  let count = 0;
  for (let i = at - 1; i > lo && JOINING[bytes[i] as number] === 1 && count < PHRASE; i--) {
    const end = i;
    while (i > lo && end - i <= WORD_MOST && LOWER[bytes[i - 1] as number] === 1) i--;
    if (end - i < WORD_LEAST || end - i > WORD_MOST) return count;
    count++;
  }
  return count;
}

/** The same behind `at`. */
function wordsBehind(bytes: Uint8Array, hi: number, at: number): number {
  let count = 0;
  for (let i = at; i < hi && JOINING[bytes[i] as number] === 1 && count < PHRASE; ) {
    const start = ++i;
    while (i < hi && i - start <= WORD_MOST && LOWER[bytes[i] as number] === 1) i++;
    if (i - start < WORD_LEAST || i - start > WORD_MOST) return count;
    count++;
  }
  return count;
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
const SLASH = 0x2f;
const SPACE = 0x20;
const AT = 0x40;
const BRACE = 0x7b;
const CLOSE = 0x29;

/** `at` is the byte before a span. A value that is not masked may run through everything but blanks, and does not run up to these. */
function begins(bytes: Uint8Array, lo: number, at: number): boolean {
  const byte = bytes[at] as number;
  // Groups of digits go on over a space.
  if (JOINING[byte] === 1 && at > lo) {
    const before = bytes[at - 1] as number;
    if (DIGIT[bytes[at + 1] as number] === 1 && (DIGIT[before] === 1 || isBehindGroup(bytes, lo, at))) return false;
    if (before === EQUALS) return isNamed(bytes, lo, at - 2 > lo && bytes[at - 2] === SPACE ? at - 2 : at - 1);
  }
  if (BLANK[byte] === 1) return true;
  // Chinese goes on in words, other scripts may in phrases.
  if (byte >= 0x80) return at - 2 >= lo && isChinese(bytes[at - 2] as number, bytes[at - 1] as number);
  if (byte === EQUALS) return isNamed(bytes, lo, at);
  if (byte === COLON) return isUser(bytes, lo, at);
  if (OPENING[byte] === 0) return false;
  if (at <= lo || BLANK[bytes[at - 1] as number] === 1) return true;
  if (QUOTE[byte] === 0) return false;
  return bytes[at - 1] === COLON ? isMember(bytes, lo, at - 1) : bytes[at - 1] === EQUALS && isNamed(bytes, lo, at - 1);
}

/** Before `at` a bracket closes behind a digit: groups of digits go on over it, and over one blank behind it. */
function isBehindGroup(bytes: Uint8Array, lo: number, at: number): boolean {
  return at - 2 >= lo && bytes[at - 1] === CLOSE && DIGIT[bytes[at - 2] as number] === 1;
}

/** A character of three bytes that begins so is Han, or a mark of Chinese. */
function isChinese(first: number, second: number): boolean {
  return (first >= 0xe4 && first <= 0xe9) || (first === 0xe3 && second === 0x80) || (first === 0xef && second === 0xbc);
}

/** The user of a web address stands before `at`, `scheme://name`, and that between boundaries. */
function isUser(bytes: Uint8Array, lo: number, at: number): boolean {
  const from = nameStart(bytes, lo, at, KEY_MOST) - 3;
  if (from < lo || bytes[from] !== COLON || bytes[from + 1] !== SLASH || bytes[from + 2] !== SLASH) return false;
  const scheme = nameStart(bytes, lo, from, NAME_MOST);
  return scheme < from && (scheme === lo || begins(bytes, lo, scheme - 1));
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
  if (MARK[byte] === 1) return (at + 1 >= hi || BLANK[bytes[at + 1] as number] === 1) && isProse(bytes, lo, at);
  if (byte === AT) return true;
  if (byte >= 0xe3) return isWide(bytes, hi, at) && !isInAddress(bytes, lo, at);
  // A number behind the span may have its caption in it.
  if (JOINING[byte] === 1)
    return at + 1 >= hi || WORD[bytes[at - 1] as number] === 0 || DIGIT[bytes[at + 1] as number] === 0;
  if (byte === CLOSE) return !goesOnBehindBracket(bytes, hi, at);
  return CLOSING[byte] === 1 || BLANK[byte] === 1;
}

/** The bracket at `at` closes between two groups of digits. */
function goesOnBehindBracket(bytes: Uint8Array, hi: number, at: number): boolean {
  if (DIGIT[bytes[at - 1] as number] === 0 || at + 1 >= hi) return false;
  const next = bytes[at + 1] as number;
  return DIGIT[next] === 1 || (SEPARATOR[next] === 1 && at + 2 < hi && DIGIT[bytes[at + 2] as number] === 1);
}

/** Bytes of a sentence that are looked through for what prose has not. */
const SENTENCE = 256;
const MARK = charset(".,;!?");
const CODE = charset("\"'`\\<>{}");
/** The sets that decide, in the order of wasm/stands.ts, which does the same. */
export const STANDING: readonly Uint8Array[] = [
  ...[BLANK, JOINING, OPENING, CLOSING, BEHIND_QUOTE, NAME, ENDS_VALUE, BEFORE_OBJECT],
  ...[MARK, CODE],
];
const NEWLINE = 10;

/**
 * What was seen before a place, in a text whose spans are judged in their order: in a long line many of them ask the same, and what
 * was looked through for the last one is not looked through again.
 */
interface Seen {
  /** Up to where it was looked; -1 for nowhere. */
  to: number;
  /** Where that stands which was looked for, the last one before a place behind which nothing counts; -1 where none does. */
  at: number;
}

const code: Seen = { to: -1, at: -1 };
const slashes: Seen = { to: -1, at: -1 };

/** Before spans are judged: the text may be another one. */
export function lookAnew(): void {
  code.to = -1;
  slashes.to = -1;
}

/** Nothing in the line before `at` opens a text that could go on behind it. */
function isProse(bytes: Uint8Array, lo: number, at: number): boolean {
  const least = Math.max(lo, at - SENTENCE);
  const from = resumed(code, least, at);
  for (let i = at - 1; i >= from; i--) {
    const byte = bytes[i] as number;
    if (byte !== NEWLINE && CODE[byte] === 0) continue;
    code.at = byte === NEWLINE ? -1 : i;
    break;
  }
  return code.at < least;
}

/** Two slashes stand before `at`, and no blank between: an address may go on, whatever is in it. */
function isInAddress(bytes: Uint8Array, lo: number, at: number): boolean {
  const least = Math.max(lo, at - SENTENCE);
  const from = resumed(slashes, least, at);
  for (let i = at - 1; i > least && i >= from; i--) {
    const byte = bytes[i] as number;
    if (byte !== SLASH && BLANK[byte] === 0) continue;
    if (byte === SLASH && bytes[i - 1] !== SLASH) continue;
    slashes.at = byte === SLASH ? i : -1;
    break;
  }
  return slashes.at > least;
}

/** From where on to look, up to `at`; forgets what does not reach so far. */
function resumed(seen: Seen, least: number, at: number): number {
  const from = seen.to > least && seen.to <= at ? seen.to : least;
  if (from === least) seen.at = -1;
  seen.to = at;
  return from;
}

/** Marks of Chinese and Japanese that end a clause. */
const WIDE = ["，", "。", "；", "、", "！", "？", "）", "」"].map((mark) => Buffer.from(mark));

function isWide(bytes: Uint8Array, hi: number, at: number): boolean {
  for (let k = 0; k < WIDE.length; k++) if (startsWith(bytes, hi, at, WIDE[k] as Uint8Array)) return true;
  return false;
}

function startsWith(bytes: Uint8Array, hi: number, at: number, mark: Uint8Array): boolean {
  if (at + mark.length > hi) return false;
  for (let k = 0; k < mark.length; k++) if (bytes[at + k] !== mark[k]) return false;
  return true;
}

export interface Hidden {
  /** Where the bytes are kept; used again by the next call of the same detector. */
  readonly kept: Uint8Array;
  restore(): void;
}

export interface Range {
  readonly start: number;
  readonly end: number;
  /** Of a span: what found it. */
  readonly rule?: Pick<Rule, "tier">;
}

/** Fills disjoint ranges with NUL, in order and up to `hi`; `restore` brings the bytes back. */
export function hide(bytes: Buffer, ranges: readonly Range[], hi: number, room: Uint8Array): Hidden {
  const from = ranges[0]?.start ?? hi;
  const to = Math.min(hi, ranges.at(-1)?.end ?? hi);
  // All that lies between is kept too: one copy there and one back.
  const kept = to - from <= room.length ? room : new Uint8Array(Math.max(2 * room.length, to - from));
  if (to > from) kept.set(bytes.subarray(from, to));
  for (let k = 0; k < ranges.length; k++) {
    const { start, end } = ranges[k] as Range;
    const stop = Math.min(end, hi);
    for (let i = start; i < stop; i++) bytes[i] = 0;
  }
  return {
    kept,
    restore() {
      if (to > from) bytes.set(kept.subarray(0, to - from), from);
    },
  };
}
