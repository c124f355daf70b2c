// Where runs of letters end, in AssemblyScript, sixteen bytes at a time: how long a word is cannot be foreseen, and a loop over its
// bytes would guess wrong once for each.

import { digitsAt, lettersAt, smallAt, wordAt } from "./masks.ts";

/** Bytes that are looked at together. */
const WIDTH: usize = 16;
const ALL: u32 = 0xffff;

/** How many of the lowest bits are set, sixteen at most. */
// @ts-ignore: decorator
@inline
function lowest(bits: u32): usize {
  return <usize>i32.ctz(~bits);
}

/** How many of the highest of sixteen bits are set. */
// @ts-ignore: decorator
@inline
function highest(bits: u32): usize {
  return <usize>i32.clz(~(bits << 16));
}

// @ts-ignore: decorator
@inline
function least(one: usize, other: usize): usize {
  return one < other ? one : other;
}

/** Where the letters from `at` on end, small ones or any; no further than `hi`. */
// @ts-ignore: decorator
@inline
export function lettersEnd(at: usize, hi: usize, small: bool): usize {
  let i: usize = at;
  let bits: u32 = small ? smallAt(i) : lettersAt(i);
  while (bits === ALL && i < hi) {
    i += WIDTH;
    bits = small ? smallAt(i) : lettersAt(i);
  }
  return least(i + lowest(bits), hi);
}

/** Where the letters before `at` begin; no further than `lo`. */
// @ts-ignore: decorator
@inline
export function lettersStart(at: usize, lo: usize, small: bool): usize {
  let i: usize = at;
  let bits: u32 = small ? smallAt(i - WIDTH) : lettersAt(i - WIDTH);
  while (bits === ALL && i - lo > WIDTH) {
    i -= WIDTH;
    bits = small ? smallAt(i - WIDTH) : lettersAt(i - WIDTH);
  }
  return i - least(highest(bits), i - lo);
}

/** Where the word that goes on at `at` ends; no further than `hi`. */
export function wordEnd(at: usize, hi: usize): usize {
  let i: usize = at;
  let bits: u32 = wordAt(i);
  while (bits === ALL && i < hi) {
    i += WIDTH;
    bits = wordAt(i);
  }
  return least(i + lowest(bits), hi);
}

/** Where the word that ends at `at` begins; no further than `lo`. */
export function wordStart(at: usize, lo: usize): usize {
  let i: usize = at;
  let bits: u32 = wordAt(i - WIDTH);
  while (bits === ALL && i - lo > WIDTH) {
    i -= WIDTH;
    bits = wordAt(i - WIDTH);
  }
  return i - least(highest(bits), i - lo);
}

/** Where up to `most` digits from `at` on end; no further than `hi`. */
// @ts-ignore: decorator
@inline
export function digitsEnd(at: usize, hi: usize, most: usize): usize {
  return least(at + least(lowest(digitsAt(at)), most), hi);
}

/** Where up to `most` digits before `at` begin; no further than `lo`. */
// @ts-ignore: decorator
@inline
export function digitsStart(at: usize, lo: usize, most: usize): usize {
  return at - least(least(highest(digitsAt(at - WIDTH)), most), at - lo);
}
