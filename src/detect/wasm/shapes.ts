// The shapes, in AssemblyScript: the automaton of automaton.ts walked by four cursors at once, each over a quarter of the text, since
// each step of a cursor waits for its last one. A text visits a few hundred of the states, so the table is filled in as it is
// walked, from the sparse form, and its rows are numbered by first visit.

/** Bytes of a hit: where the anchor ends, from the start of the text, and the state that says which ones it is. */
export const HIT: u32 = 8;
/** An entry of the table is a row's number, with this bit where anchors end. */
const ENDS: u32 = 0x8000;
const UNKNOWN: u32 = 0xffff;

// See `Sparse` in automaton.ts.
let root: usize = 0;
let like: usize = 0;
let froms: usize = 0;
let on: usize = 0;
let to: usize = 0;
export let accepting: u32 = 0;
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

/** Takes eleven settings from `at` on, four bytes each, in the order of pass-wasm.ts. */
export function setShapes(at: usize): void {
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

// @ts-ignore: decorator
@inline
function least(one: u32, other: u32): u32 {
  return one < other ? one : other;
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
  let b: u32 = warmed(text + <usize>quarter, least(warm, before + quarter));
  let c: u32 = warmed(text + 2 * <usize>quarter, least(warm, before + 2 * quarter));
  let d: u32 = warmed(text + 3 * <usize>quarter, least(warm, before + 3 * quarter));
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
