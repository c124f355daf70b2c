// The gate before seed phrases, in AssemblyScript: words in a row of the lists of BIP-39.

import { isDigit } from "./bytes.ts";
import { betweenAt, lettersAt, smallAt } from "./masks.ts";
import { lettersEnd, lettersStart } from "./runs.ts";

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
  const missing: i32 = 8 - <i32>length;
  const spare: i32 = (missing & ~(missing >> 31)) << 3;
  const key: u64 = (load<u64>(start) | 0x2020202020202020) & (u64.MAX_VALUE >> <u64>spare);
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

// @ts-ignore: decorator
@inline
function mostOf(small: bool): usize {
  return small ? 8 : 48;
}

/** 1 for a word of ASCII in the list, and neither too short nor too long, else 0. Without branches. */
// @ts-ignore: decorator
@inline
function asWord(start: usize, length: usize, small: bool): u32 {
  return <u32>(length >= 3) & <u32>(length <= mostOf(small)) & <u32>isListed(start, length, small);
}

const NEAR: usize = 32;
const GAP_MOST: usize = 6;

// @ts-ignore: decorator
@inline
function least(one: usize, other: usize): usize {
  return one < other ? one : other;
}

/** How many of the lowest bits are set, and of the highest. */
// @ts-ignore: decorator
@inline
function lowest(bits: u32): usize {
  return <usize>i32.ctz(~bits);
}

// @ts-ignore: decorator
@inline
function highest(bits: u32): usize {
  return <usize>i32.clz(~bits);
}

/**
 * True where it is quickly seen that a space at `at` stands in no phrase of small words: one of the three words behind it is of no
 * phrase, and one of the two before it. All five are looked up before one of them is asked for, since none can be foreseen.
 */
function isApartSmall(lo: usize, hi: usize, at: usize): bool {
  if (at < lo + NEAR || at + 2 * NEAR > hi || load<u8>(at) !== 0x20) return false;
  const next: usize = at + 1;
  const letters: u32 = smallAt(next) | (smallAt(next + 16) << 16);
  const between: u32 = betweenAt(next) | (betweenAt(next + 16) << 16);
  const length1: usize = lowest(letters);
  const gap1: usize = lowest(between >>> <u32>length1);
  const start2: usize = length1 + least(gap1, GAP_MOST);
  const length2: usize = lowest(letters >>> <u32>start2);
  const gap2: usize = lowest(between >>> <u32>(start2 + length2));
  const start3: usize = start2 + length2 + least(gap2, GAP_MOST);
  const length3: usize = lowest(letters >>> <u32>start3);
  const one: u32 = asWord(next, length1, true);
  const two: u32 = one & <u32>(gap1 > 0) & asWord(next + start2, length2, true);
  const three: u32 = two & <u32>(gap2 > 0) & asWord(next + start3, length3, true);

  const first: usize = at - NEAR;
  const lettersBefore: u32 = smallAt(first) | (smallAt(first + 16) << 16);
  const betweenBefore: u32 = betweenAt(first) | (betweenAt(first + 16) << 16);
  // The space at `at` belongs to the gap.
  const end4: usize = least(highest(betweenBefore), GAP_MOST - 1);
  const length4: usize = highest(lettersBefore << <u32>end4);
  const start4: usize = end4 + length4;
  const gap4: usize = highest(betweenBefore << <u32>start4);
  const end5: usize = start4 + least(gap4, GAP_MOST);
  const length5: usize = highest(lettersBefore << <u32>end5);
  const four: u32 = asWord(at - start4, length4, true);
  const five: u32 = four & <u32>(gap4 > 0) & asWord(at - end5 - length5, length5, true);

  // The word behind that is of no phrase.
  const start: usize = two !== 0 ? start3 : one !== 0 ? start2 : 0;
  const stop: usize = start + (two !== 0 ? length3 : one !== 0 ? length2 : length1);
  if ((three | five | <u32>(stop >= NEAR - 1) | <u32>(length1 === 0)) !== 0) return false;
  smallFrom = four !== 0 ? at - start4 : at;
  smallTo = next + start;
  if (one === 0 || (two !== 0 ? gap2 : gap1) !== 0) smallBroken = next + stop;
  return true;
}

/** The same for words of any letters, one space apart: neither the word behind `at` nor the one before it is of a phrase. */
function isApartAny(lo: usize, hi: usize, at: usize): bool {
  if (at < lo + NEAR || at + NEAR > hi || load<u8>(at) !== 0x20) return false;
  const length: usize = lowest(lettersAt(at + 1));
  const before: usize = highest(lettersAt(at - 16) << 16);
  if ((<u32>(length === 0) | <u32>(length === 16) | <u32>(before === 16)) !== 0) return false;
  // A letter beyond ASCII hides what a word is.
  if (isBeyond(at - before, at + 1 + length)) return false;
  if ((asWord(at + 1, length, false) | asWord(at - before, before, false)) !== 0) return false;
  anyFrom = at;
  anyTo = at + 1;
  anyBroken = at + 1 + length;
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
  if (small ? isApartSmall(lo, hi, at) : isApartAny(lo, hi, at)) return false;
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
