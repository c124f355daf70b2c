// The needles, in AssemblyScript: those of needles.ts, which says what the tables hold. Two filters, then a comparison.

let filter: usize = 0;
let keys: usize = 0;
let keyBits: u32 = 0;
let lists: usize = 0;
let listed: usize = 0;
let programs: usize = 0;
let program: usize = 0;
let sets: usize = 0;
/** Needles found, in order: end << 16 | anchor, eight bytes each, and the bytes of room for them. */
export let found: usize = 0;
export let foundEnd: usize = 0;
let room: usize = 0;

/** Takes ten settings from `at` on, four bytes each, in the order of pass-wasm.ts. */
export function setNeedles(at: usize): void {
  filter = load<u32>(at);
  keys = load<u32>(at, 4);
  keyBits = load<u32>(at, 8);
  lists = load<u32>(at, 12);
  listed = load<u32>(at, 16);
  programs = load<u32>(at, 20);
  program = load<u32>(at, 24);
  sets = load<u32>(at, 28);
  found = load<u32>(at, 32);
  room = load<u32>(at, 36);
}

/** Writes a place, to be kept when its bit is set. */
// @ts-ignore: decorator
@inline
function pass(to: usize, p: u32, bits: usize, place: u32): usize {
  store<u32>(to, p);
  return to + <usize>(((<u32>load<u8>(bits + <usize>(place >>> 3)) >>> (place & 7)) & 1) << 2);
}

/**
 * Writes the places of `[from, to)` where a window of the needles begins to `out`, four bytes each; returns the end of them. A
 * few places more get through both filters.
 */
export function screen(from: usize, to: usize, out: usize): usize {
  let last: usize = out;
  const stop: usize = to - 3;
  const first: usize = filter;
  // Sixteen places at a time: four loads make four windows each. Without branches: whether a place gets through cannot be foreseen.
  const small: v128 = i32x4.splat(0x20202020);
  const spread: v128 = i32x4.splat(0x9e3779b1);
  let p: usize = from;
  for (; p + 16 <= stop; p += 16) {
    const a: v128 = i32x4.shr_u(i32x4.mul(v128.or(v128.load(p), small), spread), 15);
    const b: v128 = i32x4.shr_u(i32x4.mul(v128.or(v128.load(p, 1), small), spread), 15);
    const c: v128 = i32x4.shr_u(i32x4.mul(v128.or(v128.load(p, 2), small), spread), 15);
    const d: v128 = i32x4.shr_u(i32x4.mul(v128.or(v128.load(p, 3), small), spread), 15);
    last = pass(last, <u32>p, first, i32x4.extract_lane(a, 0));
    last = pass(last, <u32>p + 1, first, i32x4.extract_lane(b, 0));
    last = pass(last, <u32>p + 2, first, i32x4.extract_lane(c, 0));
    last = pass(last, <u32>p + 3, first, i32x4.extract_lane(d, 0));
    last = pass(last, <u32>p + 4, first, i32x4.extract_lane(a, 1));
    last = pass(last, <u32>p + 5, first, i32x4.extract_lane(b, 1));
    last = pass(last, <u32>p + 6, first, i32x4.extract_lane(c, 1));
    last = pass(last, <u32>p + 7, first, i32x4.extract_lane(d, 1));
    last = pass(last, <u32>p + 8, first, i32x4.extract_lane(a, 2));
    last = pass(last, <u32>p + 9, first, i32x4.extract_lane(b, 2));
    last = pass(last, <u32>p + 10, first, i32x4.extract_lane(c, 2));
    last = pass(last, <u32>p + 11, first, i32x4.extract_lane(d, 2));
    last = pass(last, <u32>p + 12, first, i32x4.extract_lane(a, 3));
    last = pass(last, <u32>p + 13, first, i32x4.extract_lane(b, 3));
    last = pass(last, <u32>p + 14, first, i32x4.extract_lane(c, 3));
    last = pass(last, <u32>p + 15, first, i32x4.extract_lane(d, 3));
  }
  for (; p < stop; p++) last = pass(last, <u32>p, first, ((load<u32>(p) | 0x20202020) * 0x9e3779b1) >>> 15);
  const second: usize = filter + 0x4000;
  let next: usize = out;
  for (let at: usize = out; at < last; at += 4) {
    const p: u32 = load<u32>(at);
    const place: u32 = ((load<u32>(<usize>p) | 0x20202020) * 0x85ebca6b) >>> 15;
    store<u32>(next, p);
    next += <usize>(((<u32>load<u8>(second + <usize>(place >>> 3)) >>> (place & 7)) & 1) << 2);
  }
  return next;
}

/**
 * Compares the needles of the places `[first, last)`; those that lie in `[from, to)` and end behind `start` are kept. Ends are
 * counted from `text`.
 */
export function confirm(first: usize, last: usize, from: usize, to: usize, start: usize, text: usize): void {
  foundEnd = found;
  const mask: u32 = (<u32>1 << keyBits) - 1;
  for (let at: usize = first; at < last; at += 4) {
    const p: usize = <usize>load<u32>(at);
    const window: u32 = load<u32>(p) | 0x20202020;
    let slot: u32 = (window * 0x9e3779b1) >>> (32 - keyBits);
    let key: u32 = load<u32>(keys + (<usize>slot << 2));
    while (key !== 0 && key !== window) {
      slot = (slot + 1) & mask;
      key = load<u32>(keys + (<usize>slot << 2));
    }
    if (key !== 0) compare(<usize>load<u16>(lists + (<usize>slot << 1)), p, from, to, start, text);
  }
}

const LAST: u32 = 0x80000000;

/** Compares the needles of one window. */
function compare(first: usize, p: usize, from: usize, to: usize, start: usize, text: usize): void {
  let at: usize = listed + (first << 2);
  let entry: u32 = 0;
  do {
    entry = load<u32>(at);
    at += 4;
    const anchor: u32 = entry & 0xffff;
    const begin: usize = p - <usize>((entry >>> 16) & 0x7fff);
    const code: usize = programs + (<usize>anchor << 2);
    const length: usize = <usize>(load<u32>(code, 4) - load<u32>(code));
    const end: usize = begin + length;
    if (begin >= from && end <= to && end > start && matches(program + (<usize>load<u32>(code) << 1), begin, end))
      keep(<u32>(end - text), anchor);
  } while (entry < LAST);
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
