// The needles, in AssemblyScript: those of needles.ts, which says what the tables hold. Two filters, then a comparison.

import { FILTERS, SCRATCH } from "./layout.ts";

let slots: usize = 0;
let slotBits: u32 = 0;
let records: usize = 0;
let folds: usize = 0;
let programs: usize = 0;
let program: usize = 0;
let sets: usize = 0;
/** Needles found, in order: end << 16 | anchor, eight bytes each, and the bytes of room for them. */
export let found: usize = 0;
export let foundEnd: usize = 0;
let room: usize = 0;
// How windows are spread over the first filter, see needles.ts.
const SPREAD_LOW: u32 = 0x9e37;
const SPREAD_HIGH: u32 = 0x79b1;

/** Takes nine settings from `at` on, four bytes each, in the order of pass-wasm.ts. */
export function setNeedles(at: usize): void {
  slots = load<u32>(at);
  slotBits = load<u32>(at, 4);
  records = load<u32>(at, 8);
  folds = load<u32>(at, 12);
  programs = load<u32>(at, 16);
  program = load<u32>(at, 20);
  sets = load<u32>(at, 24);
  found = load<u32>(at, 28);
  room = load<u32>(at, 32);
  fillTables();
}

/** Windows that are looked up together: what is written of them stays near. */
const BLOCK: usize = 1024;
const SECOND_FILTER: usize = FILTERS + 0x4000;

// What is written of a block: the places in the first filter of sixteen windows, first of the even and then of the odd ones; the
// byte of the filter for each window; and the windows that are through, as numbers of two bytes.
const SLOTS: usize = SCRATCH;
const BYTES: usize = SLOTS + 32;
const THROUGH: usize = BYTES + BLOCK;
// Behind that, by eight bits, which of them are set, a byte each. And what all of a vector begins with: a constant in the code would
// be put together anew at each use.
const MEMBERS: usize = THROUGH + 2 * BLOCK + 16;
const CONSTANTS: usize = MEMBERS + 2048;

/** Fills what lies behind the block. */
function fillTables(): void {
  for (let bits: u32 = 0; bits < 256; bits++) {
    let at: usize = MEMBERS + (<usize>bits << 3);
    for (let k: u32 = 0; k < 8; k++) {
      store<u8>(at, <u8>k);
      at += <usize>((bits >>> k) & 1);
    }
  }
  v128.store(CONSTANTS, i8x16.splat(0x20));
  v128.store(CONSTANTS, i16x8.splat(<i16>SPREAD_LOW), 16);
  v128.store(CONSTANTS, i16x8.splat(<i16>SPREAD_HIGH), 32);
  v128.store(CONSTANTS, i8x16.splat(7), 48);
  v128.store(CONSTANTS, i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128), 64);
}

/** Looks up the window that begins `n` bytes behind the first of sixteen, and that `k` bytes behind the first of the block. */
// @ts-ignore: decorator
@inline
function lookUp(k: usize, n: usize): void {
  store<u8>(k + n, load<u8>(<usize>load<u16>(SLOTS + ((n & 1) << 4) + (n & ~1)), FILTERS), BYTES);
}

/**
 * Writes the places of `[from, to)` where a window of the needles begins to `out`, four bytes each; returns the end of them. A
 * few places more get through both filters.
 */
export function screen(from: usize, to: usize, out: usize): usize {
  let next: usize = out;
  for (let p: usize = from; p + 3 < to; p += BLOCK) {
    const left: usize = to - 3 - p;
    next = screenBlock(p, left < BLOCK ? left : BLOCK, next);
  }
  return next;
}

/** The same of `size` windows from `from` on, no more than a block. */
function screenBlock(from: usize, size: usize, out: usize): usize {
  const small: v128 = v128.load(CONSTANTS);
  const low: v128 = v128.load(CONSTANTS, 16);
  const high: v128 = v128.load(CONSTANTS, 32);
  // Sixteen windows at a time, without branches: whether one gets through cannot be foreseen. Bytes behind the text are read, and
  // mean nothing.
  for (let k: usize = 0; k < size; k += 16) {
    const p: usize = from + k;
    const a: v128 = i16x8.mul(v128.or(v128.load(p), small), low);
    const b: v128 = i16x8.mul(v128.or(v128.load(p, 1), small), low);
    const c: v128 = i16x8.mul(v128.or(v128.load(p, 2), small), high);
    const d: v128 = i16x8.mul(v128.or(v128.load(p, 3), small), high);
    v128.store(SLOTS, i16x8.shr_u(i16x8.add(a, c), 2));
    v128.store(SLOTS + 16, i16x8.shr_u(i16x8.add(b, d), 2));
    lookUp(k, 0);
    lookUp(k, 1);
    lookUp(k, 2);
    lookUp(k, 3);
    lookUp(k, 4);
    lookUp(k, 5);
    lookUp(k, 6);
    lookUp(k, 7);
    lookUp(k, 8);
    lookUp(k, 9);
    lookUp(k, 10);
    lookUp(k, 11);
    lookUp(k, 12);
    lookUp(k, 13);
    lookUp(k, 14);
    lookUp(k, 15);
  }
  // The bit of a window in its byte of the filter is said by its last byte.
  const seven: v128 = v128.load(CONSTANTS, 48);
  const powers: v128 = v128.load(CONSTANTS, 64);
  let through: usize = THROUGH;
  for (let k: usize = 0; k < size; k += 16) {
    const wanted: v128 = i8x16.swizzle(powers, v128.and(v128.load(from + k, 3), seven));
    let bits: u32 = <u32>i8x16.bitmask(i8x16.eq(v128.and(v128.load(k, BYTES), wanted), wanted));
    if (size - k < 16) bits &= (<u32>1 << <u32>(size - k)) - 1;
    through = list(through, bits & 0xff, k);
    through = list(through, bits >>> 8, k + 8);
  }
  let next: usize = out;
  for (let at: usize = THROUGH; at < through; at += 2) {
    const p: usize = from + <usize>load<u16>(at);
    const place: u32 = ((load<u32>(p) | 0x20202020) * 0x85ebca6b) >>> 15;
    store<u32>(next, <u32>p);
    next += <usize>(((<u32>load<u8>(<usize>(place >>> 3), SECOND_FILTER) >>> (place & 7)) & 1) << 2);
  }
  return next;
}

/** Writes the numbers of the bits that are set, from `first` on; returns the end of them. */
// @ts-ignore: decorator
@inline
function list(to: usize, bits: u32, first: usize): usize {
  v128.store(to, i16x8.add(v128.load8x8_u(<usize>bits << 3, MEMBERS), i16x8.splat(<i16>first)));
  return to + (<usize>i32.popcnt(bits) << 1);
}

const RECORD: usize = 16;
const HEAD: usize = 8;
const LONG: u32 = 1 << 24;
const SETS: u32 = 2 << 24;

/** Places and records of their slots that are compared together, four bytes each; and room for those of one place more. */
const PAIRS: usize = CONSTANTS + 80;
const PAIR: usize = 8;
const PAIRS_FULL: usize = PAIRS + 512 * PAIR;

/**
 * Compares the needles of the places `[first, last)`; those that lie in `[from, to)` and end behind `start` are kept. Ends are
 * counted from `text`.
 */
export function confirm(first: usize, last: usize, from: usize, to: usize, start: usize, text: usize): void {
  foundEnd = found;
  let at: usize = first;
  while (at < last) {
    at = pairUp(at, last);
    const alike: usize = compareHeads();
    for (let pair: usize = PAIRS; pair < alike; pair += PAIR) {
      const record: usize = <usize>load<u32>(pair, 4);
      const marks: u32 = load<u32>(record, HEAD);
      const begin: usize = <usize>load<u32>(pair) - <usize>((marks >>> 16) & 0xff);
      const end: usize = begin + <usize>((marks >>> 8) & 0xff);
      const anchor: u32 = <u32>load<u16>(record, 12);
      if (begin >= from && end <= to && end > start && ((marks & (LONG | SETS)) === 0 || hasRest(anchor, marks, begin, end)))
        keep(<u32>(end - text), anchor);
    }
  }
}

/** The end of the pairs. */
let paired: usize = 0;

/** Fills the pairs from the places `[first, last)`, until there are enough; returns the place behind those that it took. */
function pairUp(first: usize, last: usize): usize {
  const spare: u32 = 32 - slotBits;
  let next: usize = PAIRS;
  let at: usize = first;
  for (; at < last && next < PAIRS_FULL; at += 4) {
    const p: u32 = load<u32>(at);
    const slot: u32 = ((load<u32>(<usize>p) | 0x20202020) * 0x9e3779b1) >>> spare;
    let record: usize = records + RECORD * <usize>load<u16>(slots + (<usize>slot << 1));
    const stop: usize = next + PAIR * <usize>load<u8>(record, 14);
    // How many there are cannot be foreseen, but seldom are there more than four.
    do {
      store<u64>(next, (<u64>record << 32) | <u64>p);
      store<u64>(next, (<u64>(record + RECORD) << 32) | <u64>p, 8);
      store<u64>(next, (<u64>(record + 2 * RECORD) << 32) | <u64>p, 16);
      store<u64>(next, (<u64>(record + 3 * RECORD) << 32) | <u64>p, 24);
      record += 4 * RECORD;
      next += 4 * PAIR;
    } while (next < stop);
    next = stop;
  }
  paired = next;
  return at;
}

/** Keeps the pairs whose heads are in the text, in their order; returns the end of them. Without branches. */
function compareHeads(): usize {
  let next: usize = PAIRS;
  for (let pair: usize = PAIRS; pair < paired; pair += PAIR) {
    const both: u64 = load<u64>(pair);
    const record: usize = <usize>(both >> 32);
    const marks: u32 = load<u32>(record, HEAD);
    const begin: usize = <usize>both - <usize>((marks >>> 16) & 0xff);
    const folded: u64 = load<u64>(begin) | load<u64>(folds + (<usize>(marks & 0xff) << 3));
    store<u64>(next, both);
    next += <usize>(folded === load<u64>(record)) << 3;
  }
  return next;
}

/** Compares what the head of a record does not say. */
function hasRest(anchor: u32, marks: u32, begin: usize, end: usize): bool {
  const code: usize = program + (<usize>load<u32>(programs + (<usize>anchor << 2)) << 1);
  return (marks & SETS) !== 0 ? matches(code, begin, end) : matches(code + 2 * HEAD, begin + HEAD, end);
}

const FOLDED: u32 = 0x100;
const SET: u32 = 0x200;

function matches(code: usize, begin: usize, end: usize): bool {
  let at: usize = code;
  for (let p: usize = begin; p < end; p++) {
    const byte: u32 = <u32>load<u8>(p);
    const wanted: u32 = <u32>load<u16>(at);
    at += 2;
    if (wanted < FOLDED) {
      if (byte !== wanted) return false;
    } else if (wanted < SET) {
      if ((byte | 0x20) !== (wanted & 0xff)) return false;
    } else if (!has(wanted - SET, byte)) return false;
  }
  return true;
}

function has(set: u32, byte: u32): bool {
  return ((<u32>load<u8>(sets + (<usize>set << 5) + <usize>(byte >>> 3)) >>> (byte & 7)) & 1) !== 0;
}

/** Puts a needle in its place: they come nearly in order. */
function keep(end: u32, anchor: u32): void {
  const item: u64 = (<u64>end << 16) | <u64>anchor;
  let at: usize = foundEnd;
  if (at === found + room) unreachable();
  while (at > found && load<u64>(at - 8) > item) {
    store<u64>(at, load<u64>(at - 8));
    at -= 8;
  }
  store<u64>(at, item);
  foundEnd += 8;
}
