// Where runs of letters end, in AssemblyScript, sixteen bytes at a time: how long a word is cannot be foreseen, and a loop over its
// bytes would guess wrong once for each. Bytes beyond the text are read, and mean nothing.

/** Bits of those of the sixteen bytes from `at` on that are small letters. */
// @ts-ignore: decorator
@inline
export function smallAt(at: usize): u32 {
  const letters: v128 = i8x16.sub(v128.load(at), i8x16.splat(0x61));
  return <u32>i8x16.bitmask(i8x16.lt_u(letters, i8x16.splat(26)));
}

/** The same of letters, and of bytes beyond ASCII. */
// @ts-ignore: decorator
@inline
export function lettersAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  const letters: v128 = i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61));
  return <u32>i8x16.bitmask(v128.or(bytes, i8x16.lt_u(letters, i8x16.splat(26))));
}

/** The same of ASCII letters, digits and `_`. */
// @ts-ignore: decorator
@inline
function wordAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  const letters: v128 = i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61));
  const digits: v128 = i8x16.sub(bytes, i8x16.splat(0x30));
  const either: v128 = v128.or(i8x16.lt_u(letters, i8x16.splat(26)), i8x16.lt_u(digits, i8x16.splat(10)));
  return <u32>i8x16.bitmask(v128.or(either, i8x16.eq(bytes, i8x16.splat(0x5f))));
}

/** The same of ASCII letters and digits. */
// @ts-ignore: decorator
@inline
export function alnumAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  const letters: v128 = i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61));
  const digits: v128 = i8x16.sub(bytes, i8x16.splat(0x30));
  return <u32>i8x16.bitmask(v128.or(i8x16.lt_u(letters, i8x16.splat(26)), i8x16.lt_u(digits, i8x16.splat(10))));
}

/** The same of ASCII letters. */
// @ts-ignore: decorator
@inline
export function asciiAt(at: usize): u32 {
  const letters: v128 = i8x16.sub(v128.or(v128.load(at), i8x16.splat(0x20)), i8x16.splat(0x61));
  return <u32>i8x16.bitmask(i8x16.lt_u(letters, i8x16.splat(26)));
}

/** The same of spaces and dashes. */
// @ts-ignore: decorator
@inline
export function blanksAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return <u32>i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x2d))));
}

/** The same of backslashes. */
// @ts-ignore: decorator
@inline
export function escapesAt(at: usize): u32 {
  return <u32>i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x5c)));
}

/** The same of line ends, and of bytes of zero. */
// @ts-ignore: decorator
@inline
export function lineEndsAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return <u32>i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(10)), i8x16.eq(bytes, i8x16.splat(0))));
}

/** The same of digits. */
// @ts-ignore: decorator
@inline
export function digitsAt(at: usize): u32 {
  return <u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(10)));
}

/** The same of dots and dashes. */
// @ts-ignore: decorator
@inline
export function jointsAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  return <u32>i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(0x2d)), i8x16.eq(bytes, i8x16.splat(0x2e))));
}

/** The same of what may stand between the small words of a seed phrase: blanks, commas, dots, brackets and digits. */
// @ts-ignore: decorator
@inline
export function betweenAt(at: usize): u32 {
  const bytes: v128 = v128.load(at);
  const digits: v128 = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  // By the lower half of a byte from 0x20 to 0x2f; others are nowhere in the table.
  const marks: v128 = i8x16(-1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, -1, 0, -1, 0);
  return <u32>i8x16.bitmask(v128.or(digits, i8x16.swizzle(marks, v128.xor(bytes, i8x16.splat(0x20)))));
}

/** The bits of 64 bytes. */
// @ts-ignore: decorator
@inline
export function wide(a: u32, b: u32, c: u32, d: u32): u64 {
  return <u64>(a | (b << 16)) | (<u64>(c | (d << 16)) << 32);
}

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
