// The one pass over a text, in AssemblyScript. Two ways of looking at each byte: a filter of windows for the needles
// (needles.ts), which asks nothing of the byte before; and the automaton of the shapes (automaton.ts), walked by four cursors
// at once, each over a quarter of the text, since each step of a cursor waits for its last one. A text visits a few hundred
// of the states, so the table is filled in as it is walked, from the sparse form, and its rows are numbered by first visit.
// What both have found is put in the order of ends. Memory is laid out by pass.ts and zero at first; nothing is allocated here.

import { isOpen, setGates } from "./gate";

/** Bytes of a hit of a shape: where the anchor ends, from the start of the text, and the state that says which ones it is. */
const HIT: u32 = 8;
/** An entry of the table is a row's number, with this bit where anchors end. */
const ENDS: u32 = 0x8000;
const UNKNOWN: u32 = 0xffff;

// The shapes, see `Sparse` in automaton.ts.
let root: usize = 0;
let like: usize = 0;
let froms: usize = 0;
let on: usize = 0;
let to: usize = 0;
let accepting: u32 = 0;
/** Class of each byte. */
let classes: usize = 0;
/** Entries by class, a row for each visited state. */
let rows: usize = 0;
let shift: u32 = 0;
/** The entry of each state, 0 for those not visited yet. */
let entries: usize = 0;
/** The state of each row. */
let states: usize = 0;
let count: u32 = 0;
/** Anchors of accepting states: where those of each begin, and the anchors. */
let firsts: usize = 0;
let ended: usize = 0;

// The needles, see `Needles` in needles.ts.
let filter: usize = 0;
let keys: usize = 0;
let keyBits: u32 = 0;
let lists: usize = 0;
let listed: usize = 0;
let programs: usize = 0;
let program: usize = 0;
let sets: usize = 0;
/** Needles found, in order: end << 16 | anchor, eight bytes each. */
let found: usize = 0;
let foundEnd: usize = 0;
/** Bytes of room for them, and for all that is found at `merged`. */
let room: usize = 0;
let merged: usize = 0;

// Whom anchors ask, see `Plan` in plan.ts.
let lengths: usize = 0;
let asked: usize = 0;
let doors: usize = 0;

/** Takes the addresses and numbers of pass.ts from `at`, four bytes each, in the order in which they are listed there. */
export function setup(at: usize): void {
  root = load<u32>(at);
  like = load<u32>(at, 4);
  froms = load<u32>(at, 8);
  on = load<u32>(at, 12);
  to = load<u32>(at, 16);
  accepting = load<u32>(at, 20);
  classes = load<u32>(at, 24);
  rows = load<u32>(at, 28);
  shift = load<u32>(at, 32);
  entries = load<u32>(at, 36);
  states = load<u32>(at, 40);
  firsts = load<u32>(at, 44);
  ended = load<u32>(at, 48);
  filter = load<u32>(at, 52);
  keys = load<u32>(at, 56);
  keyBits = load<u32>(at, 60);
  lists = load<u32>(at, 64);
  listed = load<u32>(at, 68);
  programs = load<u32>(at, 72);
  program = load<u32>(at, 76);
  sets = load<u32>(at, 80);
  found = load<u32>(at, 84);
  room = load<u32>(at, 88);
  merged = load<u32>(at, 92);
  lengths = load<u32>(at, 96);
  asked = load<u32>(at, 100);
  doors = load<u32>(at, 104);
  setGates(
    load<u32>(at, 108),
    load<u32>(at, 112),
    load<u32>(at, 116),
    load<u32>(at, 120),
    load<u32>(at, 124),
    load<u32>(at, 128),
    load<u32>(at, 132),
    load<u32>(at, 136),
    load<u32>(at, 140),
    load<u32>(at, 144),
  );
}

/** The entry of a state; its row is there from now on. */
function entryOf(state: u32): u32 {
  const known: u32 = <u32>load<u16>(entries + (<usize>state << 1));
  if (known !== 0) return known;
  count++;
  const entry: u32 = state >= accepting ? count | ENDS : count;
  store<u16>(entries + (<usize>state << 1), <u16>entry);
  store<u16>(states + (<usize>count << 1), <u16>state);
  memory.fill(rows + (<usize>count << (shift + 1)), 0xff, <usize>2 << shift);
  return entry;
}

// @ts-ignore: decorator
@inline
function stateOf(row: u32): u32 {
  return <u32>load<u16>(states + (<usize>row << 1));
}

/** Where a state goes in a class, by the sparse form. */
function targetOf(from: u32, column: u32): u32 {
  let state: usize = <usize>from;
  while (state !== 0) {
    const end: u32 = load<u32>(froms + ((state + 1) << 2));
    for (let k: u32 = load<u32>(froms + (state << 2)); k < end; k++) {
      if (<u32>load<u8>(on + <usize>k) === column) return <u32>load<u16>(to + (<usize>k << 1));
    }
    state = <usize>load<u16>(like + (state << 1));
  }
  return <u32>load<u16>(root + (<usize>column << 1));
}

/** Finds out where a row goes in a class, and writes it down. */
function learn(row: u32, column: u32): u32 {
  const entry: u32 = entryOf(targetOf(stateOf(row), column));
  store<u16>(rows + (<usize>((row << shift) | column) << 1), <u16>entry);
  return entry;
}

// @ts-ignore: decorator
@inline
function columnAt(table: usize, at: usize): u32 {
  return <u32>load<u8>(table + <usize>load<u8>(at));
}

// @ts-ignore: decorator
@inline
function entryAt(table: usize, width: u32, row: u32, column: u32): u32 {
  return <u32>load<u16>(table + (<usize>((row << width) | column) << 1));
}

/** Row of a cursor that begins at `at`: what the `warm` bytes before it lead to. */
function warmed(at: usize, warm: u32): u32 {
  let row: u32 = entryOf(0);
  for (let p: usize = at - <usize>warm; p < at; p++) {
    const column: u32 = columnAt(classes, p);
    let entry: u32 = entryAt(rows, shift, row, column);
    if (entry === UNKNOWN) entry = learn(row, column);
    row = entry & ~ENDS;
  }
  return row;
}

// @ts-ignore: decorator
@inline
function note(to: usize, end: u32, row: u32): usize {
  store<u32>(to, end);
  store<u32>(to, stateOf(row), 4);
  return to + HIT;
}

/**
 * Walks `size` bytes from `text` on; what the `before` bytes before it lead to is where it begins, and `warm` bytes are enough
 * for any state. The last quarter has what is left by division. The hits of quarter k are written from `hits + k * (size / 4) * 8`
 * on, which is room for one at every byte; how many there are goes to `counts + 4 * k`.
 */
export function walk(text: usize, size: u32, before: u32, warm: u32, hits: usize, counts: usize): void {
  const quarter: u32 = size >> 2;
  const room: usize = <usize>(quarter * HIT);
  // What the loop reads at each step is kept out of the globals.
  const byClass: usize = classes;
  const table: usize = rows;
  const width: u32 = shift;
  let a: u32 = warmed(text, before);
  let b: u32 = warmed(text + <usize>quarter, warm);
  let c: u32 = warmed(text + 2 * <usize>quarter, warm);
  let d: u32 = warmed(text + 3 * <usize>quarter, warm);
  let toA: usize = hits;
  let toB: usize = hits + room;
  let toC: usize = hits + 2 * room;
  let toD: usize = hits + 3 * room;
  for (let i: u32 = 0; i < quarter; i++) {
    const atA: usize = text + <usize>i;
    const atB: usize = atA + <usize>quarter;
    const atC: usize = atB + <usize>quarter;
    const atD: usize = atC + <usize>quarter;
    let nextA: u32 = entryAt(table, width, a, columnAt(byClass, atA));
    let nextB: u32 = entryAt(table, width, b, columnAt(byClass, atB));
    let nextC: u32 = entryAt(table, width, c, columnAt(byClass, atC));
    let nextD: u32 = entryAt(table, width, d, columnAt(byClass, atD));
    // Few bytes end an anchor: one question for all four.
    if (((nextA | nextB | nextC | nextD) & ENDS) !== 0) {
      if (nextA === UNKNOWN) nextA = learn(a, columnAt(byClass, atA));
      if ((nextA & ENDS) !== 0) {
        nextA &= ~ENDS;
        toA = note(toA, i + 1, nextA);
      }
      if (nextB === UNKNOWN) nextB = learn(b, columnAt(byClass, atB));
      if ((nextB & ENDS) !== 0) {
        nextB &= ~ENDS;
        toB = note(toB, i + 1 + quarter, nextB);
      }
      if (nextC === UNKNOWN) nextC = learn(c, columnAt(byClass, atC));
      if ((nextC & ENDS) !== 0) {
        nextC &= ~ENDS;
        toC = note(toC, i + 1 + 2 * quarter, nextC);
      }
      if (nextD === UNKNOWN) nextD = learn(d, columnAt(byClass, atD));
      if ((nextD & ENDS) !== 0) {
        nextD &= ~ENDS;
        toD = note(toD, i + 1 + 3 * quarter, nextD);
      }
    }
    a = nextA;
    b = nextB;
    c = nextC;
    d = nextD;
  }
  for (let i: u32 = 4 * quarter; i < size; i++) {
    const column: u32 = columnAt(byClass, text + <usize>i);
    let next: u32 = entryAt(table, width, d, column);
    if (next === UNKNOWN) next = learn(d, column);
    d = next & ~ENDS;
    if ((next & ENDS) !== 0) toD = note(toD, i + 1, d);
  }
  store<u32>(counts, <u32>((toA - hits) / HIT));
  store<u32>(counts, <u32>((toB - hits - room) / HIT), 4);
  store<u32>(counts, <u32>((toC - hits - 2 * room) / HIT), 8);
  store<u32>(counts, <u32>((toD - hits - 3 * room) / HIT), 12);
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

/**
 * Puts the hits of `walk` and the needles in the order of their ends, and of the anchors' numbers where those are equal: end
 * and anchor, four bytes each, to `out`. Returns the end of them. `offset` is added to each end.
 */
export function merge(hits: usize, quarter: u32, counts: usize, out: usize): usize {
  let next: usize = out;
  let needle: usize = found;
  for (let k: u32 = 0; k < 4; k++) {
    let at: usize = hits + <usize>(k * quarter * HIT);
    const last: usize = at + <usize>(load<u32>(counts + <usize>(k << 2)) * HIT);
    while (at < last) {
      const end: u32 = load<u32>(at);
      const state: u32 = load<u32>(at, 4) - accepting;
      at += HIT;
      let a: u32 = <u32>load<u16>(firsts + (<usize>state << 1));
      const stop: u32 = <u32>load<u16>(firsts + (<usize>state << 1), 2);
      while (a < stop) {
        const anchor: u32 = <u32>load<u16>(ended + (<usize>a << 1));
        a++;
        const item: u64 = (<u64>end << 16) | <u64>anchor;
        while (needle < foundEnd && load<u64>(needle) < item) {
          next = put(next, load<u64>(needle));
          needle += 8;
        }
        next = put(next, item);
      }
    }
  }
  while (needle < foundEnd) {
    next = put(next, load<u64>(needle));
    needle += 8;
  }
  return next;
}

// @ts-ignore: decorator
@inline
function put(to: usize, item: u64): usize {
  if (to === merged + room) unreachable();
  store<u32>(to, <u32>(item >> 16));
  store<u32>(to, <u32>(item & 0xffff), 4);
  return to + HIT;
}

/**
 * Asks the gates of the hits `[first, last)` that `merge` has put in order, and writes to `out` where an anchor ends and whom it
 * asks, four bytes each. Returns the end of them. The text is `[lo, hi)`; `earlier` and `more`: there is some before and behind.
 */
export function sift(
  first: usize,
  last: usize,
  text: usize,
  lo: usize,
  hi: usize,
  earlier: bool,
  more: bool,
  out: usize,
): usize {
  let next: usize = out;
  for (let at: usize = first; at < last; at += HIT) {
    const end: u32 = load<u32>(at);
    const anchor: usize = <usize>load<u32>(at, 4);
    let step: u32 = <u32>load<u16>(asked + (anchor << 1));
    const stop: u32 = <u32>load<u16>(asked + (anchor << 1), 2);
    const place: usize = text + <usize>end;
    let begin: usize = place - <usize>load<u8>(lengths + anchor);
    // The line break before the text is none of its bytes.
    if (begin < lo) begin = lo;
    while (step < stop) {
      const gate: u32 = <u32>load<u16>(doors + (<usize>step << 1));
      if (gate === 0 || isOpen(gate, lo, hi, earlier, more, begin, place)) {
        if (next === out + room) unreachable();
        store<u32>(next, end);
        store<u32>(next, step, 4);
        next += HIT;
      }
      step++;
    }
  }
  return next;
}
