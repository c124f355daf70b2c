// The gate before seed phrases, in AssemblyScript: words in a row of the lists of BIP-39.

import { isAscii, isDigit } from "./bytes.ts";

/** See listed.ts. */
let table: usize = 0;
const ENGLISH: u32 = 1 << 12;
const LATIN: u32 = 1 << 14;
// Stretches of words that are too short for a phrase, wherever one begins: of small letters, and of any.
let smallFrom: usize = 0;
let smallTo: usize = 0;
let anyFrom: usize = 0;
let anyTo: usize = 0;

export function setWords(at: usize): void {
  table = at;
}

/** To be called where the text is another one. */
export function forgetWords(): void {
  smallFrom = 0;
  smallTo = 0;
  anyFrom = 0;
  anyTo = 0;
}

// @ts-ignore: decorator
@inline
function isLetter(byte: u32, small: bool): bool {
  return small ? byte - 0x61 < 26 : byte >= 0x80 || isAscii(byte);
}

// @ts-ignore: decorator
@inline
function isBetween(byte: u32, small: bool): bool {
  return byte === 0x20 || (small && (byte === 0x2c || byte === 0x2e || byte === 0x29 || isDigit(byte)));
}

/** True for a word of a list, and where an accent hides what it is. Bytes behind the text are there, and mean nothing. */
function mayBeListed(start: usize, end: usize, small: bool): bool {
  if (!small) for (let p: usize = start; p < end; p++) if (load<u8>(p) >= 0x80) return true;
  let key: u64 = load<u64>(start) | 0x2020202020202020;
  if (end - start < 8) key &= (<u64>1 << (<u64>(end - start) << 3)) - 1;
  let hash: u32 = (<u32>key * 0x9e3779b1) ^ ((<u32>(key >> 32) ^ 0x165667b1) * 0x85ebca6b);
  hash = (hash ^ (hash >>> 15)) | 1;
  const places: usize = small ? table : table + (<usize>ENGLISH << 2);
  const mask: u32 = (small ? ENGLISH : LATIN) - 1;
  let at: u32 = (hash >>> 1) & mask;
  let found: u32 = load<u32>(places + (<usize>at << 2));
  while (found !== hash && found !== 0) {
    at = (at + 1) & mask;
    found = load<u32>(places + (<usize>at << 2));
  }
  return found === hash;
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
  const gapMost: usize = small ? 6 : 1;
  const wordMost: usize = small ? 8 : 48;
  let stop: usize = at;
  let count: u32 = 0;
  let i: usize = at;
  let on: bool = true;
  while (on) {
    const gap: usize = i;
    while (i < hi && i - gap < gapMost && isBetween(<u32>load<u8>(i), small)) i++;
    const start: usize = i;
    while (i < hi && isLetter(<u32>load<u8>(i), small)) i++;
    if (i === hi && more) return true;
    stop = start;
    on = i - start >= 3 && i - start <= wordMost && start > gap && mayBeListed(start, i, small);
    if (on) {
      count++;
      if (count === 12) return true;
    }
  }
  i = at;
  // The space at `at` may be the last byte of a gap.
  while (i > lo && at + 1 - i < gapMost && isBetween(<u32>load<u8>(i - 1), small)) i--;
  on = i > lo;
  let first: usize = at;
  while (on) {
    const end: usize = i;
    while (i > lo && isLetter(<u32>load<u8>(i - 1), small)) i--;
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
  } else {
    anyFrom = first;
    anyTo = stop;
  }
  return false;
}
