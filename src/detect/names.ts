// Whether a provider's name may begin somewhere: what build/vendor-dispatch.ts asks first, written so that the pass can ask it too.

import { GLUED_STEMS } from "./build/vendor-name.ts";
import { isDigit, isLetter } from "./byte.ts";

/** Bytes before the end of an anchor in which a provider's name counts, and behind it in which the value begins. */
export const VENDOR_REACH = 72;
/** Bytes that a name is looked for by; a shorter one must end there. */
export const NAME_HEAD = 4;
/** A name of so many letters is told from words that begin alike by all of them. */
const LONG = 6;

const FILTER_BITS = 15;
/** Bytes of a filter, and of a table of pairs. */
const FILTER = 1 << (FILTER_BITS - 3);
const PAIRS = 128;
/** Where the bits of the tables of pairs begin. */
const SHORTS = 8 * 2 * FILTER;
const STEMS = SHORTS + 8 * PAIRS;

/** Letters of a name that the table of names has at most, and its places, a power of two. */
const HELD = 12;
const PLACES = 1 << 12;

/** Compiled names. */
export interface Names {
  /**
   * One bit for each beginning of a long name; then one for each head of a name of four or five letters; then one for the first two
   * letters of a shorter one; then for those of a stem.
   */
  readonly beginnings: Uint8Array;
  /** Hashes of the names of four letters and more: what a filter lets through is looked up here. */
  readonly held: Uint32Array;
  /** Short names: head, and which bits of it count. */
  readonly shorts: Uint32Array;
}

/** Compiles names; of their letters the case does not count. */
export function createNames(texts: readonly string[]): Names {
  const beginnings = new Uint8Array(2 * FILTER + 2 * PAIRS);
  const held = new Uint32Array(PLACES);
  const shorts = new Map<string, number[]>();
  const set = (place: number): void => {
    beginnings[place >> 3] = (beginnings[place >> 3] as number) | (1 << (place & 7));
  };
  for (const text of texts) {
    if (text.length >= NAME_HEAD) hold(held, text);
    if (text.length >= LONG) set(slotOf(headOf(text), headOf(text.slice(NAME_HEAD, LONG)) & 0xffff));
    else if (text.length >= NAME_HEAD) set(8 * FILTER + slotOf(headOf(text), 0));
    else {
      set(SHORTS + pairOf(headOf(text)));
      shorts.set(text, [headOf(text), maskOf(text)]);
    }
  }
  // A stem may follow a name without a joint, as in `datadogkey`; another letter makes a short name the beginning of another word.
  for (const stem of GLUED_STEMS.split("|")) set(STEMS + pairOf(headOf(stem)));
  return { beginnings, held, shorts: Uint32Array.from([...shorts.values()].flat()) };
}

function hold(held: Uint32Array, text: string): void {
  const hash = hashAt(Buffer.from(text), 0, Math.min(HELD, text.length));
  let place = placeOf(hash);
  while (held[place] !== 0 && held[place] !== hash) place = (place + 1) & (PLACES - 1);
  held[place] = hash;
}

function isHeld(held: Uint32Array, hash: number): boolean {
  for (let place = placeOf(hash); held[place] !== 0; place = (place + 1) & (PLACES - 1))
    if (held[place] === hash) return true;
  return false;
}

function placeOf(hash: number): number {
  return (hash >>> 1) & (PLACES - 1);
}

/** A hash of the first letters at a place, whatever their case; never 0. */
function hashAt(bytes: Uint8Array, at: number, length: number): number {
  const words = [0, 0, 0];
  for (let k = 0; k < length; k++)
    words[k >> 2] = (words[k >> 2] as number) | (((bytes[at + k] as number) | 0x20) << (8 * (k & 3)));
  const [a = 0, b = 0, c = 0] = words;
  const hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b ^ 0x165667b1, 0x85ebca6b) ^ Math.imul(c ^ 0x27d4eb2f, 0xc2b2ae35);
  return ((hash ^ (hash >>> 15)) | 1) >>> 0;
}

/** The first bytes of a name as one number; what it lacks counts as space. */
export function headOf(text: string): number {
  let head = 0;
  for (let k = Math.min(text.length, NAME_HEAD) - 1; k >= 0; k--) head = (head << 8) | text.charCodeAt(k);
  return fold(head);
}

/** The bits of a head that a short name decides. */
export function maskOf(text: string): number {
  return (1 << (8 * text.length)) - 1;
}

/** The head at a place of a text. */
export function headAt(bytes: Uint8Array, at: number): number {
  return fold(
    (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24),
  );
}

function fold(head: number): number {
  return (head | 0x20202020) >>> 0;
}

/** False where no name of four bytes and more begins. */
function mayBeLong(names: Names, bytes: Uint8Array, at: number): boolean {
  const { beginnings, held } = names;
  const head = headAt(bytes, at);
  if (
    !has(beginnings, slotOf(head, headAt(bytes, at + NAME_HEAD) & 0xffff)) &&
    !has(beginnings, 8 * FILTER + slotOf(head, 0))
  )
    return false;
  for (let length = NAME_HEAD; length < HELD; length++)
    if (isHeld(held, hashAt(bytes, at, length)) && mayEnd(names, bytes, at + length)) return true;
  return isHeld(held, hashAt(bytes, at, HELD));
}

/** False where a name that ends before `end` goes on in small letters that are no stem: then it is another word. */
function mayEnd({ beginnings }: Names, bytes: Uint8Array, end: number): boolean {
  const next = bytes[end] as number;
  return !(next >= 0x61 && next <= 0x7a) || has(beginnings, STEMS + pairOf(headAt(bytes, end)));
}

/** False where no shorter one does. */
function mayBeShort({ beginnings }: Names, head: number): boolean {
  return has(beginnings, SHORTS + pairOf(head));
}

/** What stands between the runs of a name and its value; 0 ends it. */
const GAP = new Uint8Array(256);
const BLANK = 1;
const OPERATOR = 2;
const JOINT = 4;
for (const [sort, bytes] of [
  [BLANK, " \t\\\"'`"],
  [OPERATOR, "=:>(,|"],
  [JOINT, "-_./?&[]{<*)"],
] as const)
  for (const byte of Buffer.from(bytes)) GAP[byte] = sort;

/** Words of prose behind a name before a value no longer belongs to it; short ones do not count. */
const STRAYED_MOST = 3;
const STRAYED_LEAST = 5;

/**
 * False for most text behind an anchor: no run of letters and digits that could be a value, or part of one, begins soon, with
 * no more than `operators` before it and no other words than a name has.
 */
export function isPromising(bytes: Uint8Array, from: number, hi: number, operators: number): boolean {
  const limit = Math.min(hi, from + VENDOR_REACH);
  let gap = JOINT;
  let passed = 0;
  let strayed = 0;
  for (let i = from; i < limit; ) {
    const start = i;
    let digits = 0;
    for (; i < limit && isAlnum(bytes[i] as number); i++) if (isDigit(bytes[i] as number)) digits++;
    const length = i - start;
    if ((length >= 6 && digits > 0) || length >= 20) return true;
    // The head of a value that goes on behind the window.
    if (i === limit) return length > 8;
    if (length >= STRAYED_LEAST && (gap & (OPERATOR | JOINT)) === 0 && ++strayed > STRAYED_MOST) return false;
    gap = 0;
    for (
      let sort = GAP[bytes[i] as number] as number;
      sort !== 0 && i < limit;
      sort = GAP[bytes[i] as number] as number
    ) {
      gap |= sort;
      i += isEntity(bytes, i) ? 6 : 1;
    }
    // A value may hold operators, as long as nothing is blank.
    const inValue = passed > 0 && (gap & BLANK) === 0;
    if ((gap & OPERATOR) !== 0 && !inValue && ++passed > operators) return false;
    if (gap !== 0 || i >= limit) continue;
    // Signs belong to a value, never to a name.
    if (passed === 0 || (bytes[i] as number) <= 0x20 || (bytes[i] as number) >= 0x7f) return false;
    gap = JOINT;
    i++;
  }
  return false;
}

function isAlnum(byte: number): boolean {
  return isDigit(byte) || isLetter(byte);
}

const ENTITY = [...Buffer.from("&quot;")];

/** A quotation mark as HTML writes it. */
function isEntity(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === ENTITY[0] && ENTITY.every((byte, k) => bytes[at + k] === byte);
}

/** Start of the stretch of a line before `end` in which a name counts. */
export function reachBack(bytes: Uint8Array, least: number, end: number): number {
  let from = end;
  while (from > least && bytes[from - 1] !== NEWLINE && bytes[from - 1] !== 0) from--;
  return from;
}

/** True inside a word, where no name begins but after a change of case; the letter of an escape is no part of one. */
export function isInside(bytes: Uint8Array, lo: number, at: number): boolean {
  const byte = bytes[at] as number;
  return at > lo && isLetter(bytes[at - 1] as number) && byte >= 0x61 && byte <= 0x7a && bytes[at - 2] !== BACKSLASH;
}

const NEWLINE = 10;
const BACKSLASH = 0x5c;

/** True where a name may begin at `at`. */
export function mayBeName(names: Names, bytes: Uint8Array, at: number): boolean {
  const first = bytes[at] as number;
  if (!isLetter(first) && !isDigit(first)) return false;
  if (mayBeLong(names, bytes, at)) return true;
  const head = headAt(bytes, at);
  if (!mayBeShort(names, head)) return false;
  const { shorts } = names;
  for (let k = 0; k < shorts.length; k += 2) {
    const mask = shorts[k + 1] as number;
    if (((head ^ (shorts[k] as number)) & mask) !== 0) continue;
    if (mayEnd(names, bytes, at + (mask > 0xffff ? 3 : 2))) return true;
  }
  return false;
}

function has(table: Uint8Array, place: number): boolean {
  return (((table[place >> 3] as number) >> (place & 7)) & 1) === 1;
}

function slotOf(head: number, more: number): number {
  return (Math.imul(head, 0x9e3779b1) ^ Math.imul(more, 0x85ebca6b)) >>> (32 - FILTER_BITS);
}

function pairOf(head: number): number {
  return ((head & 31) << 5) | ((head >> 8) & 31);
}
