// What a learned value hid from the rules: it was found behind them, and what it was glued to reads otherwise without it. A second
// pass over the masked text would find that, so it is found now. Looks at single lines, whatever else the region holds.

import type { Detector } from "../detect/detector.ts";
import { lookAnew, type Range, stands } from "../detect/hide.ts";
import { addSure, type Sure } from "../detect/hits.ts";
import type { Candidate } from "../detect/resolve.ts";
import type { Frame } from "../text/framer.ts";

const NEWLINE = 10;
/** A longer line is not looked at again. */
const LINE_MOST = 16 * 1024;

/** True for a learned value in `bytes[lo, hi)` that text runs up to. */
export function isGlued({ bytes, lo, hi }: Frame, { start, end }: Range): boolean {
  lookAnew();
  return !stands(bytes, lo, hi, { start, end });
}

/** What the rules find in the lines of the `glued` ones without them and the other spans; all are sorted and disjoint. */
export function laidBare(
  detector: Detector,
  frame: Frame,
  spans: readonly Candidate[],
  sure: Sure | null,
  glued: readonly Candidate[],
): Candidate[] {
  const { bytes, from, hi } = frame;
  const more: Candidate[] = [];
  const kept = sure === null ? null : copyOf(sure);
  let done = -1;
  for (const { start, end: stop } of glued) {
    if (start < done) continue;
    const newline = bytes.indexOf(NEWLINE, stop);
    const end = newline < 0 || newline >= hi ? hi : newline + 1;
    done = end;
    let lo = Math.max(from, start === 0 ? 0 : bytes.lastIndexOf(NEWLINE, start - 1) + 1);
    if (end - lo > LINE_MOST) continue;
    const inLine = spans.filter((span) => span.end > lo && span.start < end);
    // A block, or a value of a window before.
    if ((inLine[0] as Candidate).start < lo) lo = (inLine.shift() as Candidate).end;
    const scanned = detector.scan({ bytes, lo, from: lo, to: end, hi: end, final: false }, null, inLine);
    for (const span of scanned.spans) if (!touches(inLine, span) && !touchesSure(kept, span)) more.push(span);
  }
  if (sure !== null && kept !== null) {
    // The detector has used the columns for the lines.
    sure.count = 0;
    for (let k = 0; k < kept.count; k++)
      addSure(sure, kept.starts[k] as number, kept.ends[k] as number, kept.steps[k] as number);
  }
  return more;
}

function touches(spans: readonly Range[], { start, end }: Range): boolean {
  return spans.some((span) => span.start < end && span.end > start);
}

function touchesSure(sure: Sure | null, { start, end }: Range): boolean {
  for (let k = 0; sure !== null && k < sure.count && (sure.starts[k] as number) < end; k++)
    if ((sure.ends[k] as number) > start) return true;
  return false;
}

function copyOf({ count, starts, ends, steps }: Sure): Sure {
  return { count, starts: starts.slice(0, count), ends: ends.slice(0, count), steps: steps.slice(0, count) };
}
