// What number rules need besides the lengths of the groups, in AssemblyScript: the same as needs.ts, which says what it means.

import { hasBit, isAscii, isWord } from "./bytes.ts";

const NAMED: u32 = 1;
const ALONE: u32 = 2;
const UNDOTTED: u32 = 4;
const FREE: u32 = 8;
const ZERO: u32 = 16;
const HIGH: u32 = 32;
const BRACKET: u32 = 64;
const NOTHING: u32 = 128;
const APART: u32 = 256;
const NAMED_APART: u32 = 512;

// The tables of `createPairs`.
const TAILS: usize = 512;
const INNER: usize = 1024;
const UNCLOSED: usize = 1536;
const GAPS: usize = 2048;
const GAPS_BITS: u32 = 512;
const WORDS: usize = 2112;
const WORDS_BITS: u32 = 32768;

const WORD_MOST: usize = 32;
const GAP_WORD_MOST: usize = 7;
const PUNCTUATION_MOST: usize = 24;
const AROUND_MOST: usize = 16;
const SPACE: u32 = 0x20;
const AT: u32 = 0x40;
const BEYOND: u32 = 0x80;

let tails: usize = 0;

export function setTails(at: usize): void {
  tails = at;
}

// @ts-ignore: decorator
@inline
function half(byte: u32): u32 {
  return (byte & 31) | ((byte & 0x40) >>> 1);
}

// @ts-ignore: decorator
@inline
function hasPair(table: usize, first: u32, second: u32): bool {
  return hasBit(table, (half(first) << 6) | half(second));
}

/** A bit for each byte below 64, and for each from there to 128. */
// @ts-ignore: decorator
@inline
function isIn(low: u64, high: u64, byte: u32): bool {
  return byte < BEYOND && (((byte < 64 ? low : high) >> <u64>(byte & 63)) & 1) !== 0;
}

/** ` \t:=#"'()[]<>{}|.,*_/\~-` */
// @ts-ignore: decorator
@inline
function isPunctuation(byte: u32): bool {
  return isIn(0x7400f78d00000200, 0x78000000b8000000, byte);
}

/** ` \t\r"'`[](){}<>,;:.*|-`: what may stand around a number alone on its line. */
// @ts-ignore: decorator
@inline
function isAround(byte: u32): bool {
  return isIn(0x5c00778500002200, 0x3800000128000000, byte);
}

/** What joins a number to a name. */
// @ts-ignore: decorator
@inline
function isJoint(byte: u32): bool {
  return isIn(0x0400e03800000000, 0x4000000000000001, byte);
}

/** True when the number `[start, end)` may have one of its needs; `dotted` and `joined` as in needs.ts. */
export function isMet(
  needs: u32,
  lo: usize,
  hi: usize,
  earlier: bool,
  more: bool,
  start: usize,
  end: usize,
  dotted: bool,
  joined: bool,
): bool {
  if ((needs & NOTHING) !== 0) return true;
  if ((needs & APART) !== 0 && !joined) return true;
  const first: u32 = <u32>load<u8>(start);
  if ((needs & ZERO) !== 0 && first === 0x30) return true;
  if ((needs & HIGH) !== 0 && first >= 0x32) return true;
  if ((needs & BRACKET) !== 0) {
    if (start > lo ? load<u8>(start - 1) === 0x28 : earlier) return true;
    if (load<u8>(start, 2) === 0x29) return true;
  }
  const free: u32 = dotted ? FREE : FREE | UNDOTTED;
  if ((needs & free) !== 0 && !isPartOfName(lo, hi, start, end)) return true;
  if ((needs & ALONE) !== 0 && !dotted && isAlone(lo, hi, earlier, more, start, end)) return true;
  if ((needs & NAMED) === 0 && ((needs & NAMED_APART) === 0 || joined)) return false;
  return mayBeCaptioned(lo, earlier, start) || mayBeFollowed(hi, more, end);
}

function isPartOfName(lo: usize, hi: usize, start: usize, end: usize): bool {
  if (start >= lo + 2) {
    const before = <u32>load<u8>(start - 1);
    const first = <u32>load<u8>(start - 2);
    if ((isJoint(before) && isWord(first)) || (before === AT && first === 0)) return true;
  }
  return end + 1 < hi && isJoint(<u32>load<u8>(end)) && isWord(<u32>load<u8>(end, 1));
}

function isAlone(lo: usize, hi: usize, earlier: bool, more: bool, start: usize, end: usize): bool {
  let i: usize = start;
  while (i > lo && start - i < AROUND_MOST && isAround(<u32>load<u8>(i - 1))) i--;
  if (i > lo && load<u8>(i - 1) !== 10) return false;
  if (i === lo && earlier) return true;
  if (end < hi && (load<u8>(end) === 0x2c || load<u8>(end) === 0x3b)) return false;
  i = end;
  while (i < hi && i - end < AROUND_MOST && isAround(<u32>load<u8>(i))) i++;
  return i >= hi || load<u8>(i) === 10;
}

/** True when a caption may end before `start`. */
function mayBeCaptioned(lo: usize, earlier: bool, start: usize): bool {
  let i: usize = start;
  while (start - i <= PUNCTUATION_MOST) {
    if (i < lo + 2) return i > lo || earlier;
    const last: u32 = <u32>load<u8>(i - 1);
    const before: u32 = <u32>load<u8>(i - 2);
    if ((before | last) >= BEYOND) return true;
    if (hasPair(tails, before, last) && (!isAscii(last) || endsCaption(lo, earlier, i))) return true;
    if (!isPunctuation(last)) return false;
    i--;
  }
  return false;
}

/** True when the letters before `end` may be the last ones of a caption. */
function endsCaption(lo: usize, earlier: bool, end: usize): bool {
  let from: usize = end;
  while (from > lo && end - from < WORD_MOST && isAscii(<u32>load<u8>(from - 1))) from--;
  if (end - from === WORD_MOST || (from > lo ? <u32>load<u8>(from - 1) >= BEYOND : earlier)) return true;
  return (
    hasBit(tails + WORDS, hashOf(from, end) & (WORDS_BITS - 1)) ||
    endsIn(tails + INNER, from, end) ||
    endsInGap(from, end, true)
  );
}

function endsIn(table: usize, from: usize, end: usize): bool {
  return end - from < 2 || hasPair(table, <u32>load<u8>(end - 2), <u32>load<u8>(end - 1));
}

/** True when a word of a gap may end before `end`, and with `glued` the end of a caption, or another such word, right before it. */
function endsInGap(from: usize, end: usize, glued: bool): bool {
  for (let start: usize = end - 2; start >= from && end - start <= GAP_WORD_MOST; start--) {
    if (hasBit(tails + GAPS, hashOf(start, end) & (GAPS_BITS - 1))) {
      if (!glued || endsIn(tails + UNCLOSED, from, start) || endsInGap(from, start, false)) return true;
    }
  }
  return false;
}

/** A hash of letters, whatever their case. */
function hashOf(from: usize, to: usize): u32 {
  let hash: u32 = 0;
  for (let p: usize = from; p < to; p++) hash = hash * 31 + (<u32>load<u8>(p) | 0x20);
  hash *= 0x9e3779b1;
  return hash ^ (hash >>> 15);
}

/** True when a verb may stand behind a space at `end`. */
function mayBeFollowed(hi: usize, more: bool, end: usize): bool {
  if (end + 2 >= hi) return more;
  if (<u32>load<u8>(end) !== SPACE) return false;
  const first: u32 = <u32>load<u8>(end, 1);
  return first >= BEYOND || hasPair(tails + TAILS, first, <u32>load<u8>(end, 2));
}
