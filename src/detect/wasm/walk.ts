// The inner loop of the one pass, in AssemblyScript: the automaton of automaton.ts walked by four cursors at once, each over
// a quarter of the text. Each step of a cursor waits for its last one, so four take hardly longer than one. Memory is laid
// out and filled by pass.ts; nothing is allocated here.

/** Bytes of a hit: where the anchor ends, from the start of the text, and the state that says which one it is. */
const HIT: u32 = 8;

// @ts-ignore: decorator
@inline
function step(next: usize, shift: u32, classes: usize, state: u32, at: usize): u32 {
  const column: u32 = <u32>load<u8>(classes + <usize>load<u8>(at));
  return <u32>load<u16>(next + (<usize>((state << shift) | column) << 1));
}

/** State of a cursor that begins at `at`: what the `warm` bytes before it lead to. */
function warmed(next: usize, shift: u32, classes: usize, at: usize, warm: u32): u32 {
  let state: u32 = 0;
  for (let p: usize = at - <usize>warm; p < at; p++) state = step(next, shift, classes, state, p);
  return state;
}

// @ts-ignore: decorator
@inline
function note(to: usize, end: u32, state: u32): usize {
  store<u32>(to, end);
  store<u32>(to, state, 4);
  return to + HIT;
}

/**
 * Walks `[text, text + 4 * quarter)` from state `first`. The hits of quarter k are written from
 * `hits + k * quarter * 8` on, which is room for one at every byte; how many there are goes to `counts + 4 * k`. A quarter
 * is at least `warm` bytes long.
 */
export function walk(
  classes: usize,
  next: usize,
  shift: u32,
  accepting: u32,
  text: usize,
  quarter: u32,
  first: u32,
  warm: u32,
  hits: usize,
  counts: usize,
): void {
  const room: usize = <usize>(quarter * HIT);
  let a: u32 = first;
  let b: u32 = warmed(next, shift, classes, text + <usize>quarter, warm);
  let c: u32 = warmed(next, shift, classes, text + 2 * <usize>quarter, warm);
  let d: u32 = warmed(next, shift, classes, text + 3 * <usize>quarter, warm);
  let toA: usize = hits;
  let toB: usize = hits + room;
  let toC: usize = hits + 2 * room;
  let toD: usize = hits + 3 * room;
  for (let i: u32 = 0; i < quarter; i++) {
    const at: usize = text + <usize>i;
    a = step(next, shift, classes, a, at);
    b = step(next, shift, classes, b, at + <usize>quarter);
    c = step(next, shift, classes, c, at + 2 * <usize>quarter);
    d = step(next, shift, classes, d, at + 3 * <usize>quarter);
    if (a >= accepting) toA = note(toA, i + 1, a);
    if (b >= accepting) toB = note(toB, i + 1 + quarter, b);
    if (c >= accepting) toC = note(toC, i + 1 + 2 * quarter, c);
    if (d >= accepting) toD = note(toD, i + 1 + 3 * quarter, d);
  }
  store<u32>(counts, <u32>((toA - hits) / HIT));
  store<u32>(counts, <u32>((toB - hits - room) / HIT), 4);
  store<u32>(counts, <u32>((toC - hits - 2 * room) / HIT), 8);
  store<u32>(counts, <u32>((toD - hits - 3 * room) / HIT), 12);
}
