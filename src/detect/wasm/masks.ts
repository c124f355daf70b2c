// What sixteen bytes are, as a bit for each, in AssemblyScript. Bytes beyond the text are read, and mean nothing.

import { VECTORS } from "./layout.ts";

// Bytes sixteen times over lie in the memory: V8 puts a constant of the code together anew at each use, by three instructions.
const CASE: usize = VECTORS;
const LETTERS: usize = VECTORS + 0x10;
const BEHIND_LETTERS: usize = VECTORS + 0x20;
const DIGITS: usize = VECTORS + 0x30;
const BEHIND_DIGITS: usize = VECTORS + 0x40;
const UNDERSCORE: usize = VECTORS + 0x50;
const DASH: usize = VECTORS + 0x60;
const DOT: usize = VECTORS + 0x70;
const BACKSLASH: usize = VECTORS + 0x80;
const NEWLINE: usize = VECTORS + 0x90;
const ZERO: usize = VECTORS + 0xa0;
const MARKS: usize = VECTORS + 0xb0;

export function setMasks(): void {
  v128.store(CASE, i8x16.splat(0x20));
  // What is taken off, so that letters, or digits, are the least numbers there are; and the next one behind them.
  v128.store(LETTERS, i8x16.splat(<i8>(0x61 + 0x80)));
  v128.store(BEHIND_LETTERS, i8x16.splat(<i8>(26 - 0x80)));
  v128.store(DIGITS, i8x16.splat(<i8>(0x30 + 0x80)));
  v128.store(BEHIND_DIGITS, i8x16.splat(<i8>(10 - 0x80)));
  v128.store(UNDERSCORE, i8x16.splat(0x5f));
  v128.store(DASH, i8x16.splat(0x2d));
  v128.store(DOT, i8x16.splat(0x2e));
  v128.store(BACKSLASH, i8x16.splat(0x5c));
  v128.store(NEWLINE, i8x16.splat(10));
  v128.store(ZERO, i8x16.splat(0));
  // The blank, comma, dot and bracket, by the lower half of a byte from 0x20 to 0x2f.
  v128.store(MARKS, i8x16(-1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, -1, 0, -1, 0));
}

// @ts-ignore: decorator
@inline
function small(bytes: v128): v128 {
  return i8x16.lt_s(i8x16.sub(bytes, v128.load(LETTERS)), v128.load(BEHIND_LETTERS));
}

// @ts-ignore: decorator
@inline
function letters(bytes: v128): v128 {
  return small(v128.or(bytes, v128.load(CASE)));
}

// @ts-ignore: decorator
@inline
function digits(bytes: v128): v128 {
  return i8x16.lt_s(i8x16.sub(bytes, v128.load(DIGITS)), v128.load(BEHIND_DIGITS));
}

// @ts-ignore: decorator
@inline
function same(bytes: v128, byte: usize): v128 {
  return i8x16.eq(bytes, v128.load(byte));
}

// @ts-ignore: decorator
@inline
function bitsOf(members: v128): u32 {
  return <u32>i8x16.bitmask(members);
}

/** Small letters. */
// @ts-ignore: decorator
@inline
export function smallAt(at: usize): u32 {
  return bitsOf(small(v128.load(at)));
}

/** Letters, and bytes beyond ASCII. */
// @ts-ignore: decorator
@inline
export function lettersAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return bitsOf(v128.or(bytes, letters(bytes)));
}

/** ASCII letters, digits and `_`. */
// @ts-ignore: decorator
@inline
export function wordAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return bitsOf(v128.or(v128.or(letters(bytes), digits(bytes)), same(bytes, UNDERSCORE)));
}

/** ASCII letters and digits. */
// @ts-ignore: decorator
@inline
export function alnumAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return bitsOf(v128.or(letters(bytes), digits(bytes)));
}

/** ASCII letters. */
// @ts-ignore: decorator
@inline
export function asciiAt(at: usize): u32 {
  return bitsOf(letters(v128.load(at)));
}

/** Digits. */
// @ts-ignore: decorator
@inline
export function digitsAt(at: usize): u32 {
  return bitsOf(digits(v128.load(at)));
}

/** Spaces and dashes. */
// @ts-ignore: decorator
@inline
export function blanksAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return bitsOf(v128.or(same(bytes, CASE), same(bytes, DASH)));
}

/** Dots and dashes. */
// @ts-ignore: decorator
@inline
export function jointsAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return bitsOf(v128.or(same(bytes, DOT), same(bytes, DASH)));
}

/** Dots. */
// @ts-ignore: decorator
@inline
export function dotsAt(at: usize): u32 {
  return bitsOf(same(v128.load(at), DOT));
}

/** Backslashes. */
// @ts-ignore: decorator
@inline
export function escapesAt(at: usize): u32 {
  return bitsOf(same(v128.load(at), BACKSLASH));
}

/** Line ends, and bytes of zero. */
// @ts-ignore: decorator
@inline
export function lineEndsAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return bitsOf(v128.or(same(bytes, NEWLINE), same(bytes, ZERO)));
}

/** What may stand between the small words of a seed phrase: blanks, commas, dots, brackets and digits. */
// @ts-ignore: decorator
@inline
export function betweenAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  // Bytes that are not from 0x20 to 0x2f are nowhere in the table.
  return bitsOf(v128.or(digits(bytes), i8x16.swizzle(v128.load(MARKS), v128.xor(bytes, v128.load(CASE)))));
}

/** The bits of 64 bytes. */
// @ts-ignore: decorator
@inline
export function wide(a: u32, b: u32, c: u32, d: u32): u64 {
  return <u64>(a | (b << 16)) | (<u64>(c | (d << 16)) << 32);
}
