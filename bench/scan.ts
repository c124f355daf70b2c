// Runs a detector over a whole buffer in regions, in process: what detection costs without pipes, store and output.

import type { Block } from "../src/detect/build/block.ts";
import type { Detector } from "../src/detect/detector.ts";
import type { Candidate } from "../src/detect/resolve.ts";

const REGION = 256 * 1024;
const OVERLAP = 64 * 1024;
const LOOK_BACK = 4096;

/** Scans `bytes` from end to end and hands over the spans of each region. */
export function scanAll(detector: Detector, bytes: Buffer, onSpans: (spans: readonly Candidate[]) => void): void {
  let from = 0;
  let reach = 0;
  let block: Block | null = null;
  while (from < bytes.length) {
    // An open block comes again, so the region must reach further than the last one did.
    const limit = Math.min(bytes.length, Math.max(from, reach) + REGION);
    const newline = limit === bytes.length ? limit - 1 : bytes.lastIndexOf(10, limit - 1);
    const whole = newline >= Math.max(from, reach);
    const to = whole ? newline + 1 : limit;
    const hi = whole ? to : Math.min(bytes.length, to + OVERLAP);
    const lo = from > 0 && bytes[from - 1] !== 10 ? Math.max(0, from - LOOK_BACK) : from;
    const result = detector.scan({ bytes, lo, from, to, hi, final: !whole || to === bytes.length }, block);
    onSpans(result.spans);
    ({ block } = result);
    from = result.decided;
    reach = to;
  }
}
