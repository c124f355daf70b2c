// The gate before seed phrases, in AssemblyScript: words in a row of the lists of BIP-39.

import { isDigit } from "./bytes.ts";
import { highest, lettersAt, lettersEnd, lettersStart, lowest, smallAt } from "./runs.ts";

/** See listed.ts. */
let table: usize = 0;
const ENGLISH: u32 = 1 << 12;
const LATIN: u32 = 1 << 14;
// Stretches of words that are too short for a phrase, wherever one begins: of small letters, and of any.
let smallFrom: usize = 0;
let smallTo: usize = 0;
let anyFrom: usize = 0;
let anyTo: usize = 0;
// Where the word ends that was found to be in no list, or too short or too long.
let smallBroken: usize = 0;
let anyBroken: usize = 0;

export function setWords(at: usize): void {
  table = at;
}

/** To be called where the text is another one. */
export function forgetWords(): void {
  smallFrom = 0;
  smallTo = 0;
  anyFrom = 0;
  anyTo = 0;
  smallBroken = 0;
  anyBroken = 0;
}

// @ts-ignore: decorator
@inline
function isBetween(byte: u32, small: bool): bool {
  return byte === 0x20 || (small && (byte === 0x2c || byte === 0x2e || byte === 0x29 || isDigit(byte)));
}

/** True for a word of ASCII in the list, by its first letters. Bytes behind the text are there, and mean nothing. */
// @ts-ignore: decorator
@inline
function isListed(start: usize, length: usize, small: bool): bool {
  const spare: u64 = length < 8 ? <u64>(8 - length) << 3 : 0;
  const key: u64 = (load<u64>(start) | 0x2020202020202020) & (u64.MAX_VALUE >> spare);
  let hash: u32 = (<u32>key * 0x9e3779b1) ^ ((<u32>(key >> 32) ^ 0x165667b1) * 0x85ebca6b);
  hash = (hash ^ (hash >>> 15)) | 1;
  const places: usize = small ? table : table + (<usize>ENGLISH << 2);
  const rows: u32 = (small ? ENGLISH : LATIN) / 4 - 1;
  const one: v128 = v128.load(places + (<usize>((hash >>> 1) & rows) << 4));
  const other: v128 = v128.load(places + (<usize>((hash >>> 16) & rows) << 4));
  const wanted: v128 = i32x4.splat(hash);
  return v128.any_true(v128.or(i32x4.eq(one, wanted), i32x4.eq(other, wanted)));
}

/** True for a word of a list, and where an accent hides what it is. */
function mayBeListed(start: usize, end: usize, small: bool): bool {
  return (!small && isBeyond(start, end)) || isListed(start, end - start, small);
}

/** True for a word of ASCII, or none, that is too short, too long or not in the list. Without branches. */
// @ts-ignore: decorator
@inline
function isNone(start: usize, length: usize, small: bool): bool {
  return ((<i32>(length < 3) | <i32>(length > mostOf(small)) | (<i32>isListed(start, length, small) ^ 1)) & 1) !== 0;
}

// @ts-ignore: decorator
@inline
function mostOf(small: bool): usize {
  return small ? 8 : 48;
}

const NEAR: usize = 16;

/** The most frequent case: a space at `at`, and neither the word behind it nor what ends before it can be of a phrase. */
function isApart(lo: usize, hi: usize, at: usize, small: bool): bool {
  if (at < lo + NEAR || at + NEAR + 2 > hi || load<u8>(at) !== 0x20) return false;
  const behind: u32 = small ? smallAt(at + 1) : lettersAt(at + 1);
  const before: u32 = small ? smallAt(at - NEAR) : lettersAt(at - NEAR);
  const length: usize = lowest(behind);
  const earlier: usize = highest(before);
  if (((<i32>(length === 0) | <i32>(length === NEAR) | <i32>(earlier === NEAR)) & 1) !== 0) return false;
  // What is no letter may be a part of the gap, or hide what a word is.
  if (small) {
    if (earlier === 0 && isBetween(<u32>load<u8>(at - 1), true)) return false;
  } else if (isBeyond(at - earlier, at + 1 + length)) return false;
  if ((<i32>isNone(at + 1, length, small) & <i32>isNone(at - earlier, earlier, small)) === 0) return false;
  if (small) {
    smallFrom = at;
    smallTo = at + 1;
    smallBroken = at + 1 + length;
  } else {
    anyFrom = at;
    anyTo = at + 1;
    anyBroken = at + 1 + length;
  }
  return true;
}

/** A byte of `[start, end)` is beyond ASCII. */
function isBeyond(start: usize, end: usize): bool {
  let from: usize = start;
  for (; from + 16 < end; from += 16) if (i8x16.bitmask(v128.load(from)) !== 0) return true;
  return (i8x16.bitmask(v128.load(from)) & (((<i32>1) << <i32>(end - from)) - 1)) !== 0;
}

export function words(
  lo: usize,
  hi: usize,
  earlier: bool,
  more: bool,
  at: usize,
  small: bool,
): bool {
  if (small ? at >= smallFrom && at < smallTo : at >= anyFrom && at < anyTo) return false;
  if (isApart(lo, hi, at, small)) return false;
  const gapMost: usize = small ? 6 : 1;
  const wordMost: usize = mostOf(small);
  const known: usize = small ? smallBroken : anyBroken;
  let broken: usize = known;
  let stop: usize = at;
  let count: u32 = 0;
  let i: usize = at;
  let on: bool = true;
  while (on) {
    const gap: usize = i;
    while (i < hi && i - gap < gapMost && isBetween(<u32>load<u8>(i), small)) i++;
    const start: usize = i;
    i = lettersEnd(start, hi, small);
    if (i === hi && more) return true;
    stop = start;
    on = i - start >= 3 && i - start <= wordMost && start > gap && mayBeListed(start, i, small);
    if (on) {
      count++;
      if (count === 12) return true;
    } else if (start > gap) broken = i;
  }
  i = at;
  // The space at `at` may be the last byte of a gap.
  while (i > lo && at + 1 - i < gapMost && isBetween(<u32>load<u8>(i - 1), small)) i--;
  on = i > lo;
  let first: usize = at;
  while (on) {
    const end: usize = i;
    if (end === known) break;
    i = lettersStart(end, lo, small);
    if (i === lo && earlier) return true;
    on = end - i >= 3 && end - i <= wordMost && mayBeListed(i, end, small);
    if (on) {
      count++;
      if (count === 12) return true;
      first = i;
      const gap: usize = i;
      while (i > lo && gap - i < gapMost && isBetween(<u32>load<u8>(i - 1), small)) i--;
      on = i < gap;
    }
  }
  if (small) {
    smallFrom = first;
    smallTo = stop;
    smallBroken = broken;
  } else {
    anyFrom = first;
    anyTo = stop;
    anyBroken = broken;
  }
  return false;
}
