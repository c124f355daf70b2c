// The gate before seed phrases, in AssemblyScript: words in a row that begin like words of BIP-39.

import { hasBit, isAscii, isDigit } from "./bytes.ts";

let heads: usize = 0;
// Stretches of words that are too short for a phrase, wherever one begins: of small letters, and of any.
let smallFrom: usize = 0;
let smallTo: usize = 0;
let anyFrom: usize = 0;
let anyTo: usize = 0;

export function setHeads(at: usize): void {
  heads = at;
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

function isHead(table: usize, at: usize): bool {
  const a: u32 = <u32>load<u8>(at);
  const b: u32 = <u32>load<u8>(at, 1);
  const c: u32 = <u32>load<u8>(at, 2);
  if ((a | b | c) >= 0x80) return true;
  return hasBit(table, ((a & 31) << 10) | ((b & 31) << 5) | (c & 31));
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
  const table: usize = small ? heads : heads + 4096;
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
    on = i - start >= 3 && i - start <= wordMost && start > gap && isHead(table, start);
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
    on = end - i >= 3 && end - i <= wordMost && isHead(table, i);
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
