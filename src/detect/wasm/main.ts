// The one pass over a text, in AssemblyScript: needles and shapes, put in the order of their ends, and the gates before those
// whom they ask. Memory is laid out by pass-wasm.ts and zero at first; nothing is allocated here.

import { forget, isOpen, setGates } from "./gate.ts";
import { confirm, found, foundEnd, screen, setNeedles } from "./needles.ts";
import { setMasks } from "./masks.ts";
import { NOTHING, SPAN, setSpots, sortOf, spot, spotFrom, spotTo } from "./spot.ts";
import { endedIn, HIT, setShapes, walk } from "./shapes.ts";

export { confirm, screen, walk };

/** Anchors of accepting states: where those of each begin, and the anchors. */
let firsts: usize = 0;
let ended: usize = 0;
// Whom anchors ask, see `Plan` in plan.ts.
let lengths: usize = 0;
let asked: usize = 0;
let gateIds: usize = 0;
/** Where hits are merged to, and the bytes of room there and for questions. */
let merged: usize = 0;
let room: usize = 0;
/** What is certain: how many, then start, end and step of each, four bytes each. */
let certain: usize = 0;
let certainRoom: usize = 0;
const CERTAIN: usize = 12;

/** Takes the addresses and numbers of pass-wasm.ts from `at`, four bytes each, in the order in which they are listed there. */
export function setup(at: usize): void {
  setMasks();
  setShapes(at);
  setNeedles(at + 32);
  firsts = load<u32>(at, 68);
  ended = load<u32>(at, 72);
  lengths = load<u32>(at, 76);
  asked = load<u32>(at, 80);
  gateIds = load<u32>(at, 84);
  merged = load<u32>(at, 88);
  room = load<u32>(at, 92);
  setGates(at + 96);
  setSpots(at + 144);
  certain = load<u32>(at, 172);
  certainRoom = load<u32>(at, 176);
}

/**
 * Puts the hits `[first, last)` of `walk` and the needles in the order of their ends, and of the anchors' numbers where those are
 * equal: end and anchor, four bytes each, to `out`. Returns the end of them.
 */
export function merge(first: usize, last: usize, out: usize): usize {
  let next: usize = out;
  let needle: usize = found;
  for (let at: usize = first; at < last; at += HIT) {
    const end: u32 = load<u32>(at);
    const state: u32 = endedIn(load<u32>(at, 4));
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
 * Values of the sorts in `spots`, a bit each, are decided about where that can be: then nobody is asked for them.
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
  spots: u32,
): usize {
  let next: usize = out;
  let sure: usize = certain + 4;
  /** What is decided about may not reach back before this. */
  let done: usize = lo;
  forget();
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
      const gate: u32 = <u32>load<u16>(gateIds + (<usize>step << 1));
      if (gate === 0 || isOpen(gate, lo, hi, earlier, more, begin, place)) {
        const sort: u32 = spots === 0 ? 0 : sortOf(step);
        let decided: u32 = 0;
        if (sort !== 0 && ((spots >>> sort) & 1) !== 0 && begin >= done && sure < certain + certainRoom) {
          decided = spot(sort, lo, hi, begin, place);
          if (decided === SPAN && spotFrom < done) decided = 0;
        }
        if (decided === SPAN) {
          store<u32>(sure, <u32>(spotFrom - text));
          store<u32>(sure, <u32>(spotTo - text), 4);
          store<u32>(sure, step, 8);
          sure += CERTAIN;
          done = spotTo;
        } else if (decided !== NOTHING) {
          if (next === out + room) unreachable();
          store<u32>(next, end);
          store<u32>(next, step, 4);
          next += HIT;
        }
      }
      step++;
    }
  }
  store<u32>(certain, <u32>((sure - certain) / CERTAIN));
  return next;
}
