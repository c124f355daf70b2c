// The shapes, in AssemblyScript: the automaton of automaton.ts walked by six cursors at once, since each step of a cursor waits
// for its last one. A text visits a few hundred of the states, so the table is filled in as it is walked, from the sparse form,
// and its rows are numbered by first visit.

import { COLUMNS, ROWS } from "./layout.ts";

/** Bytes of a hit: where the anchor ends, from the start of the text, and the entry that says which ones it is. */
export const HIT: usize = 8;
/** An entry of the table is a row's number, with this bit where anchors end. */
const ENDS: u32 = 0x8000;
const UNKNOWN: u32 = 0xffff;

/** A row has 128 entries, two bytes each; the column of a byte is twice its class. */
const ROW_BITS: u32 = 8;

const CURSORS: usize = 6;
/** Bytes that a cursor goes at most before they all begin anew: code that was made better meanwhile is used from then on. */
const STRIDE: usize = 8 * 1024;

// See `Sparse` in automaton.ts.
let root: usize = 0;
let like: usize = 0;
let froms: usize = 0;
let on: usize = 0;
let to: usize = 0;
let accepting: u32 = 0;
/** The entry of each state, 0 for those not visited yet. */
let entries: usize = 0;
/** The state of each row. */
let states: usize = 0;
let count: u32 = 0;

/** Takes eight settings from `at` on, four bytes each, in the order of pass-wasm.ts. */
export function setShapes(at: usize): void {
  root = load<u32>(at);
  like = load<u32>(at, 4);
  froms = load<u32>(at, 8);
  on = load<u32>(at, 12);
  to = load<u32>(at, 16);
  accepting = load<u32>(at, 20);
  entries = load<u32>(at, 24);
  states = load<u32>(at, 28);
}

/** The entry of a state; its row is there from now on. */
function entryOf(state: u32): u32 {
  const known: u32 = <u32>load<u16>(entries + (<usize>state << 1));
  if (known !== 0) return known;
  count++;
  const entry: u32 = state >= accepting ? count | ENDS : count;
  store<u16>(entries + (<usize>state << 1), <u16>entry);
  store<u16>(states + (<usize>count << 1), <u16>state);
  memory.fill(ROWS + (<usize>count << ROW_BITS), 0xff, <usize>1 << ROW_BITS);
  return entry;
}

// @ts-ignore: decorator
@inline
function stateOf(row: u32): u32 {
  return <u32>load<u16>(states + (<usize>row << 1));
}

/** Which of the accepting states the entry of a hit leads to. */
// @ts-ignore: decorator
@inline
export function endedIn(entry: u32): u32 {
  return stateOf(entry & ~ENDS) - accepting;
}

/** Where a state goes in a class, by the sparse form. */
function targetOf(from: u32, kind: u32): u32 {
  let state: usize = <usize>from;
  while (state !== 0) {
    const end: u32 = load<u32>(froms + ((state + 1) << 2));
    for (let k: u32 = load<u32>(froms + (state << 2)); k < end; k++) {
      if (<u32>load<u8>(on + <usize>k) === kind) return <u32>load<u16>(to + (<usize>k << 1));
    }
    state = <usize>load<u16>(like + (state << 1));
  }
  return <u32>load<u16>(root + (<usize>kind << 1));
}

/** Finds out where a row goes at a byte, and writes it down. */
function learn(row: u32, at: usize): u32 {
  const column: u32 = columnAt(at);
  const entry: u32 = entryOf(targetOf(stateOf(row), column >>> 1));
  store<u16>(<usize>((row << ROW_BITS) + column), <u16>entry, ROWS);
  return entry;
}

// @ts-ignore: decorator
@inline
function columnAt(at: usize): u32 {
  return <u32>load<u8>(<usize>load<u8>(at), COLUMNS);
}

// @ts-ignore: decorator
@inline
function entryAt(row: u32, at: usize): u32 {
  return <u32>load<u16>(<usize>((row << ROW_BITS) + columnAt(at)), ROWS);
}

/** Row of a cursor that begins at `at`: what the `warm` bytes before it lead to. */
function warmed(at: usize, warm: usize): u32 {
  let row: u32 = entryOf(0);
  for (let p: usize = at - warm; p < at; p++) row = knownAt(row, p) & ~ENDS;
  return row;
}

// @ts-ignore: decorator
@inline
function least(one: usize, other: usize): usize {
  return one < other ? one : other;
}

/**
 * Walks `size` bytes from `text` on; what the `before` bytes before it lead to is where it begins, and `warm` bytes are enough
 * for any state. Hits are written from `hits` on; returns the end of them. There must be room for one at every byte, and for those
 * of six cursors behind that.
 */
export function walk(text: usize, size: usize, before: usize, warm: usize, hits: usize): usize {
  const stop: usize = text + size;
  begin = text;
  rooms = hits + HIT * size;
  row = warmed(text, least(warm, before));
  let last: usize = hits;
  let at: usize = text;
  while (stop - at >= CURSORS) {
    const stride: usize = least((stop - at) / CURSORS, STRIDE);
    last = walkAll(at, stride, least(warm, before + at + stride - text), last);
    at += CURSORS * stride;
  }
  for (; at < stop; at++) {
    let next: u32 = entryAt(row, at);
    if (next === UNKNOWN) next = learn(row, at);
    last = note(last, at, next);
    row = next & ~ENDS;
  }
  return last;
}

/** Where the text begins. */
let begin: usize = 0;
/** Where cursors write their hits, but for the first one: each has room for one at every byte of its own. */
let rooms: usize = 0;
/** The row that the walk has come to. */
let row: u32 = 0;
// Where the next hit of each cursor goes. Globals, since the inner loop has no registers left.
let toA: usize = 0;
let toB: usize = 0;
let toC: usize = 0;
let toD: usize = 0;
let toE: usize = 0;
let toF: usize = 0;

// @ts-ignore: decorator
@inline
function roomOf(cursor: usize): usize {
  return rooms + HIT * STRIDE * cursor;
}

/** Writes a hit, to be kept when anchors end at the entry. */
// @ts-ignore: decorator
@inline
function note(to: usize, at: usize, entry: u32): usize {
  store<u32>(to, <u32>(at - begin) + 1);
  store<u32>(to, entry, 4);
  return to + <usize>((entry >>> 15) << 3);
}

/** Walks `stride` bytes with each cursor, the first one from `from` on; returns the end of the hits. */
function walkAll(from: usize, stride: usize, warm: usize, last: usize): usize {
  let a: u32 = row;
  let b: u32 = warmed(from + stride, warm);
  let c: u32 = warmed(from + 2 * stride, warm);
  let d: u32 = warmed(from + 3 * stride, warm);
  let e: u32 = warmed(from + 4 * stride, warm);
  let f: u32 = warmed(from + 5 * stride, warm);
  toA = last;
  toB = roomOf(1);
  toC = roomOf(2);
  toD = roomOf(3);
  toE = roomOf(4);
  toF = roomOf(5);
  const stop: usize = from + stride;
  for (let at: usize = from; at < stop; at++) {
    // What is rare is kept out of this loop, and out of its registers.
    while (true) {
      const nextA: u32 = entryAt(a, at);
      const nextB: u32 = entryAt(b, at + stride);
      const nextC: u32 = entryAt(c, at + 2 * stride);
      const nextD: u32 = entryAt(d, at + 3 * stride);
      const nextE: u32 = entryAt(e, at + 4 * stride);
      const nextF: u32 = entryAt(f, at + 5 * stride);
      // Few bytes end an anchor: one question for all.
      if (((nextA | nextB | nextC | nextD | nextE | nextF) & ENDS) !== 0) break;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
      e = nextE;
      f = nextF;
      at++;
      if (at === stop) break;
    }
    if (at === stop) break;
    // Which of them it is cannot be foreseen: all write, and those that have found something keep it.
    const nextA: u32 = knownAt(a, at);
    const nextB: u32 = knownAt(b, at + stride);
    const nextC: u32 = knownAt(c, at + 2 * stride);
    const nextD: u32 = knownAt(d, at + 3 * stride);
    const nextE: u32 = knownAt(e, at + 4 * stride);
    const nextF: u32 = knownAt(f, at + 5 * stride);
    toA = note(toA, at, nextA);
    toB = note(toB, at + stride, nextB);
    toC = note(toC, at + 2 * stride, nextC);
    toD = note(toD, at + 3 * stride, nextD);
    toE = note(toE, at + 4 * stride, nextE);
    toF = note(toF, at + 5 * stride, nextF);
    a = nextA & ~ENDS;
    b = nextB & ~ENDS;
    c = nextC & ~ENDS;
    d = nextD & ~ENDS;
    e = nextE & ~ENDS;
    f = nextF & ~ENDS;
  }
  row = f;
  let next: usize = toA;
  next = append(next, roomOf(1), toB);
  next = append(next, roomOf(2), toC);
  next = append(next, roomOf(3), toD);
  next = append(next, roomOf(4), toE);
  return append(next, roomOf(5), toF);
}

/** The entry of a row at a byte, which is found out where it is not known yet. */
// @ts-ignore: decorator
@inline
function knownAt(row: u32, at: usize): u32 {
  const entry: u32 = entryAt(row, at);
  return entry === UNKNOWN ? learn(row, at) : entry;
}

/** Puts the hits `[from, to)` behind others. */
function append(last: usize, from: usize, to: usize): usize {
  memory.copy(last, from, to - from);
  return last + (to - from);
}
