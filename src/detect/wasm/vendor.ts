// The gate before the rules of providers' names, in AssemblyScript: what names.ts asks.

import { hasBit } from "./bytes.ts";
import { GAPS } from "./layout.ts";
import { alnumAt, asciiAt, digitsAt, escapesAt, lineEndsAt, smallAt } from "./masks.ts";

let names: usize = 0;
let shorts: usize = 0;
let shortsEnd: usize = 0;
let held: usize = 0;

export function setNames(at: usize, shortsAt: usize, shortsSize: usize, heldAt: usize): void {
  names = at;
  shorts = shortsAt;
  shortsEnd = shortsAt + shortsSize;
  held = heldAt;
  for (let byte: u32 = 0; byte < 256; byte++) store<u8>(<usize>byte, <u8>sortOf(byte), GAPS);
}

const VENDOR_REACH: usize = 72;

const BLANK: u32 = 1;
const OPERATOR: u32 = 2;
const JOINT: u32 = 4;
const STRAYED_MOST: u32 = 3;
const STRAYED_LEAST: usize = 5;

/** What stands between the runs of a name and its value, as in names.ts. */
function sortOf(byte: u32): u32 {
  if (byte === 0x20 || byte === 9 || byte === 0x5c || byte === 0x22 || byte === 0x27 || byte === 0x60) return BLANK;
  if (byte === 0x3d || byte === 0x3a || byte === 0x3e || byte === 0x28 || byte === 0x2c || byte === 0x7c) return OPERATOR;
  if (
    (byte >= 0x2d && byte <= 0x2f) || // - . /
    byte === 0x5f ||
    byte === 0x3f ||
    byte === 0x26 ||
    byte === 0x5b ||
    byte === 0x5d ||
    byte === 0x7b ||
    byte === 0x3c ||
    byte === 0x2a ||
    byte === 0x29
  )
    return JOINT;
  return 0;
}

// @ts-ignore: decorator
@inline
function gapAt(at: usize): u32 {
  return <u32>load<u8>(<usize>load<u8>(at), GAPS);
}

/** `&quot;` */
function isEntity(at: usize): bool {
  return load<u32>(at) === 0x6f757126 && load<u16>(at, 4) === 0x3b74;
}

/** A digit is among so many bytes, less than 32. */
// @ts-ignore: decorator
@inline
function hasDigit(at: usize, length: usize): bool {
  const digits: u32 = digitsAt(at) | (digitsAt(at + 16) << 16);
  return (digits & (((<u32>1) << <u32>length) - 1)) !== 0;
}

export function isPromising(from: usize, hi: usize, more: bool, operators: u32): bool {
  const stop: usize = from + VENDOR_REACH;
  const limit: usize = stop < hi ? stop : hi;
  let gap: u32 = JOINT;
  let passed: u32 = 0;
  let strayed: u32 = 0;
  let i: usize = from;
  while (i < limit) {
    const start: usize = i;
    let run: u32 = alnumAt(i);
    if (run === 0xffff) run |= alnumAt(i + 16) << 16;
    const stretch: usize = <usize>i32.ctz(~run);
    const length: usize = stretch < limit - i ? stretch : limit - i;
    i += length;
    if (length >= 20 || (length >= 6 && hasDigit(start, length))) return true;
    if (i === limit) return length > 8 || (stop > hi && more);
    if (length >= STRAYED_LEAST && gap < OPERATOR) {
      strayed++;
      if (strayed > STRAYED_MOST) return false;
    }
    gap = 0;
    let sort: u32 = gapAt(i);
    while (sort !== 0 && i < limit) {
      gap |= sort;
      i += isEntity(i) ? 6 : 1;
      sort = gapAt(i);
    }
    const inValue: bool = passed > 0 && (gap & BLANK) === 0;
    if ((gap & OPERATOR) !== 0 && !inValue) {
      passed++;
      if (passed > operators) return false;
    }
    if (gap === 0 && i < limit) {
      const byte: u32 = <u32>load<u8>(i);
      if (passed === 0 || byte <= 0x20 || byte >= 0x7f) return false;
      gap = JOINT;
      i++;
    }
  }
  return stop > hi && more;
}

/** Bytes that are read of a name and what follows it. */
const NAME_READ: usize = 16;

export function hasName(lo: usize, hi: usize, earlier: bool, more: bool, end: usize): bool {
  if (more && end + NAME_READ > hi) return true;
  const least: usize = end - lo > VENDOR_REACH ? end - VENDOR_REACH : lo;
  const from: usize = lineStart(least, end);
  if (from === lo && earlier) return true;
  for (let p: usize = from; p < end; p += 16) {
    // Inside of a word no name begins but after a change of case; the letter of an escape is no part of one.
    let before: u32 = asciiAt(p - 1);
    let escapes: u32 = escapesAt(p - 2);
    if (p === lo) before &= ~1;
    if (p <= lo + 1) escapes &= p === lo ? ~3 : ~1;
    let starts: u32 = alnumAt(p) & ~(smallAt(p) & before & ~escapes);
    if (end - p < 16) starts &= ((<u32>1) << <u32>(end - p)) - 1;
    while (starts !== 0) {
      if (mayBeName(p + <usize>i32.ctz(starts))) return true;
      starts &= starts - 1;
    }
  }
  return false;
}

/** Where the line begins that goes on before `end`, or a text behind a byte of zero; no further than `least`. */
function lineStart(least: usize, end: usize): usize {
  let i: usize = end;
  while (i > least) {
    const ends: u32 = lineEndsAt(i - 16);
    if (ends !== 0) {
      const from: usize = i - <usize>i32.clz(ends << 16);
      return from > least ? from : least;
    }
    i -= 16;
  }
  return least;
}

const FILTER: usize = 4096;
const PAIRS: usize = 128;

// @ts-ignore: decorator
@inline
function pairOf(head: u32): u32 {
  return ((head & 31) << 5) | ((head >>> 8) & 31);
}

/** True where a name may begin with the letter or digit at `at`. */
function mayBeName(at: usize): bool {
  const head: u32 = load<u32>(at) | 0x20202020;
  const more: u32 = (load<u32>(at, 4) | 0x2020) & 0xffff;
  if (
    (hasBit(names, ((head * 0x9e3779b1) ^ (more * 0x85ebca6b)) >>> 17) ||
      hasBit(names + FILTER, (head * 0x9e3779b1) >>> 17)) &&
    isLong(at)
  )
    return true;
  if (!hasBit(names + 2 * FILTER, pairOf(head))) return false;
  for (let k: usize = shorts; k < shortsEnd; k += 8) {
    const mask: u32 = load<u32>(k, 4);
    if (((head ^ load<u32>(k)) & mask) === 0 && mayEnd(at + (mask > 0xffff ? 3 : 2))) return true;
  }
  return false;
}

function mayEnd(end: usize): bool {
  return <u32>load<u8>(end) - 0x61 >= 26 || hasBit(names + 2 * FILTER + PAIRS, pairOf(load<u32>(end) | 0x20202020));
}

const NAME_HEAD: u32 = 4;
const HELD: u32 = 12;
const PLACES: u32 = 1 << 12;

/** True for a name of four letters and more. */
function isLong(at: usize): bool {
  const head: u64 = load<u64>(at) | 0x2020202020202020;
  const tail: u32 = load<u32>(at, 8) | 0x20202020;
  for (let length: u32 = NAME_HEAD; length < HELD; length++) {
    const a: u64 = length < 8 ? head & (((<u64>1) << <u64>(length << 3)) - 1) : head;
    const b: u32 = length > 8 ? tail & (((<u32>1) << ((length - 8) << 3)) - 1) : 0;
    if (isHeld(a, b) && mayEnd(at + <usize>length)) return true;
  }
  return isHeld(head, tail);
}

function isHeld(head: u64, tail: u32): bool {
  let hash: u32 =
    (<u32>head * 0x9e3779b1) ^ ((<u32>(head >> 32) ^ 0x165667b1) * 0x85ebca6b) ^ ((tail ^ 0x27d4eb2f) * 0xc2b2ae35);
  hash = (hash ^ (hash >>> 15)) | 1;
  let place: u32 = (hash >>> 1) & (PLACES - 1);
  let found: u32 = load<u32>(held + (<usize>place << 2));
  while (found !== hash && found !== 0) {
    place = (place + 1) & (PLACES - 1);
    found = load<u32>(held + (<usize>place << 2));
  }
  return found === hash;
}
