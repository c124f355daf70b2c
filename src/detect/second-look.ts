// The second look at lines that hold spans, with the spans blanked out: what a second pass over the masked text would find
// beside its placeholders is found now, so that masking twice masks nothing more. It picks the lines and the questions; asking the
// rules, and blanking, is the detector's business.

import { lookAnew, type Range, stands } from "./hide.ts";
import type { Asks } from "./hits.ts";

/** What of a text may be looked at. Offsets are bytes. */
export interface Stretch {
  readonly bytes: Uint8Array;
  readonly lo: number;
  readonly hi: number;
}

/** Asks question `a`, unless its anchor begins before `skipBefore`. */
type Ask = (a: number, skipBefore: number) => void;

/**
 * The spans that do not stand alone in their lines: those read otherwise without them. Judged in the text as it is; what no rule
 * has found is a block, and counts. Spans are sorted and disjoint.
 */
export function unsettled({ bytes, lo, hi }: Stretch, spans: readonly Range[]): number[] {
  const list: number[] = [];
  lookAnew();
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as Range;
    if (span.rule === undefined || !stands(bytes, lo, hi, span)) list.push(i);
  }
  return list;
}

/** The spans and the blocks beside them, up to the next span each. Both are sorted and disjoint. */
export function withBlocks(spans: readonly Range[], blocks: readonly Range[]): Range[] {
  const all: Range[] = [];
  let next = 0;
  for (const { start, end } of blocks) {
    while (next < spans.length && (spans[next] as Range).start < start) all.push(spans[next++] as Range);
    const from = Math.max(start, all.at(-1)?.end ?? start);
    const to = Math.min(end, spans[next]?.start ?? end);
    if (from < to) all.push({ start: from, end: to });
  }
  return all.concat(spans.slice(next));
}

/** Lines with spans that are looked at again. */
export interface Lines extends Range {
  /** Their spans, from the first one to that behind the last. */
  readonly first: number;
  readonly next: number;
}

/** The lines of the spans in `places`, in order. */
export function linesOf(text: Stretch, spans: readonly Range[], places: readonly number[]): Lines[] {
  const lines: Lines[] = [];
  let done = -1;
  for (const i of places) {
    // Its line is there with another span of it.
    if (i <= done) continue;
    const span = spans[i] as Range;
    const start = lineStart(text, span.start);
    let end = lineEnd(text, span.end);
    let first = i;
    while (first > 0 && (spans[first - 1] as Range).end > start) first--;
    let next = i + 1;
    for (; next < spans.length && (spans[next] as Range).start < end; next++)
      if ((spans[next] as Range).end > end) end = lineEnd(text, (spans[next] as Range).end);
    lines.push({ start, end, first, next });
    done = next - 1;
  }
  return lines;
}

/** Asks what there is to ask about lines, all spans being blanked out. */
export function lookAgain(lo: number, spans: readonly Range[], lines: readonly Lines[], asks: Asks, ask: Ask): void {
  const { count, ends } = asks;
  let a = 0;
  for (const { start, end, first, next } of lines) {
    let near = first;
    let last = near > 0 ? (spans[near - 1] as Range).end : lo;
    while (a < count && (ends[a] as number) <= start) a++;
    for (; a < count && (ends[a] as number) <= end; a++) {
      const stop = ends[a] as number;
      while (near < next && (spans[near] as Range).end < stop) last = (spans[near++] as Range).end;
      // An anchor that touches a span is gone.
      if (near === next || (spans[near] as Range).start >= stop) ask(a, last);
    }
  }
}

const NEWLINE = 10;

function lineStart({ bytes, lo }: Stretch, from: number): number {
  let at = from;
  while (at > lo && bytes[at - 1] !== NEWLINE) at--;
  return at;
}

/** The end of the line that `from` is in. */
export function lineEnd({ bytes, hi }: Omit<Stretch, "lo">, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 || at > hi ? hi : at;
}
