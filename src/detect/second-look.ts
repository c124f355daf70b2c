// The second look at lines that hold spans, with the spans blanked out: what a second pass over the masked text would find
// beside its placeholders is found now, so that masking twice masks nothing more. It picks the lines and the hits; asking the
// rules is the detector's business.

import { type Hidden, hide, type Range, stands } from "./hide.ts";
import type { Hits } from "./hits.ts";

/** What of a text may be looked at. Offsets are bytes. */
export interface Stretch {
  readonly bytes: Buffer;
  readonly lo: number;
  readonly hi: number;
}

/** Asks the finders about hit `h`, unless its anchor begins before `skipBefore`. */
type Ask = (h: number, skipBefore: number) => void;

/** The last `held` of the spans are held back; they count as spans that never stand alone. Spans are sorted and disjoint. */
export type SecondLook = (text: Stretch, spans: readonly Range[], held: number) => void;

export function createSecondLook(hits: Hits, ask: Ask): SecondLook {
  let hidden: Hidden = { kept: new Uint8Array(4096), restore() {} };

  /** Looks at lines `[start, end)` that hold these spans, from hit `from` on; returns the next hit. */
  function lookAt(
    { bytes, hi }: Stretch,
    spans: readonly Range[],
    before: number,
    start: number,
    end: number,
    from: number,
  ): number {
    const { count, ends } = hits;
    hidden = hide(bytes, spans, hi, hidden.kept);
    let h = from;
    while (h < count && (ends[h] as number) <= start) h++;
    // An anchor that touches a span is gone.
    let last = before;
    let near = 0;
    for (; h < count && (ends[h] as number) <= end; h++) {
      const stop = ends[h] as number;
      while (near < spans.length && (spans[near] as Range).end < stop) last = (spans[near++] as Range).end;
      if (near === spans.length || (spans[near] as Range).start >= stop) ask(h, last);
    }
    hidden.restore();
    return h;
  }

  return (text, spans, held) => {
    const { bytes, lo, hi } = text;
    let h = 0;
    for (let i = 0; i < spans.length && h < hits.count; i++) {
      const span = spans[i] as Range;
      // A line whose spans all stand alone reads the same without them.
      if (i < spans.length - held && stands(bytes, lo, hi, span)) continue;
      const start = lineStart(text, span.start);
      let end = lineEnd(text, span.end);
      let first = i;
      while (first > 0 && (spans[first - 1] as Range).end > start) first--;
      let next = i + 1;
      for (; next < spans.length && (spans[next] as Range).start < end; next++)
        if ((spans[next] as Range).end > end) end = lineEnd(text, (spans[next] as Range).end);
      const before = first > 0 ? (spans[first - 1] as Range).end : lo;
      h = lookAt(text, spans.slice(first, next), before, start, end, h);
      i = next - 1;
    }
  };
}

const NEWLINE = 10;

function lineStart({ bytes, lo }: Stretch, from: number): number {
  let at = from;
  while (at > lo && bytes[at - 1] !== NEWLINE) at--;
  return at;
}

function lineEnd({ bytes, hi }: Stretch, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 || at > hi ? hi : at;
}
