// The pass in TypeScript: what runs before WebAssembly is worth making, and where it cannot be had.

import { sparsely, walkShapes, walkSparsely } from "./automaton.ts";
import { isOpen } from "./gate-open.ts";
import type { Range } from "./hide.ts";
import { addAsk, addHit, createHits, type Found, type Hits, insertHit } from "./hits.ts";
import { findNeedles } from "./needles.ts";
import type { Pass } from "./pass.ts";
import type { Plan } from "./plan.ts";

/** Bytes of text from which the large table of the automaton is worth making. */
const WORTH = 8 * 1024;

/** Finds nothing certain: all is asked. */
export function createPlainPass(plan: Plan): Pass {
  const { needles, shapes } = plan;
  let sparse = shapes.sparse;
  const { firstAccepting, firsts, ended } = shapes;
  const pass: Pass = {
    run(bytes, from, to, found) {
      const { hits } = found;
      hits.count = 0;
      found.asks.count = 0;
      found.sure.count = 0;
      if (to <= from) return;
      const note = (end: number, state: number): void => {
        const stop = firsts[state - firstAccepting + 1] as number;
        for (let k = firsts[state - firstAccepting] as number; k < stop; k++) addHit(hits, end, ended[k] as number);
      };
      // The large table is not made for texts as short as the views'.
      if (to - from < WORTH) {
        sparse ??= sparsely(shapes);
        walkSparsely(shapes, sparse, bytes, from, to, note);
      } else walkShapes(shapes, bytes, from, to, note);
      const count = hits.count;
      others.count = 0;
      findNeedles(needles, bytes, from, to, (end, anchor) => insertHit(others, end, anchor));
      if (others.count > 0) mergeInto(hits, count);
      askGates(plan, bytes, from, to, found);
    },
    askAgain(bytes, from, to, found, spots = 0, lines) {
      if (spots !== 0) found.sure.count = 0;
      askGates(plan, bytes, from, to, found, lines);
    },
    hitsOf: ({ hits }) => hits,
    adopt() {},
    // It keeps nothing.
    beside: () => pass,
  };
  return pass;
}

/** Fills the questions of all hits that end behind `from`, in one of `lines`, and have an open gate. */
export function askGates(
  plan: Plan,
  bytes: Uint8Array,
  from: number,
  to: number,
  { hits, asks }: Found,
  lines: readonly Range[] = [{ start: from, end: to }],
): void {
  const { lengths, first, gateIds, gates } = plan;
  const window = { bytes, lo: from, hi: to };
  asks.count = 0;
  let line = 0;
  for (let h = 0; h < hits.count; h++) {
    const end = hits.ends[h] as number;
    while (line < lines.length && (lines[line] as Range).end < end) line++;
    if (line === lines.length) break;
    if (end <= from || end <= (lines[line] as Range).start) continue;
    const anchor = hits.anchors[h] as number;
    // The line break before the text is none of its bytes.
    const at = Math.max(from, end - (lengths[anchor] as number));
    const stop = first[anchor + 1] as number;
    for (let step = first[anchor] as number; step < stop; step++)
      if (isOpen(gates, gateIds[step] as number, window, at, end)) addAsk(asks, end, step);
  }
}

/** Needles found, before they are put among the shapes. Used by one call at a time. */
const others = createHits();

/** Puts `others` among the hits, from behind. */
function mergeInto(hits: Hits, count: number): void {
  for (let k = 0; k < others.count; k++) addHit(hits, 0, 0);
  let left = count - 1;
  let right = others.count - 1;
  for (let to = hits.count - 1; right >= 0; to--) {
    const end = others.ends[right] as number;
    const anchor = others.anchors[right] as number;
    const before = left >= 0 ? (hits.ends[left] as number) : -1;
    if (before > end || (before === end && (hits.anchors[left] as number) > anchor)) {
      hits.ends[to] = before;
      hits.anchors[to] = hits.anchors[left] as number;
      left--;
    } else {
      hits.ends[to] = end;
      hits.anchors[to] = anchor;
      right--;
    }
  }
}
