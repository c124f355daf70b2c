// Runs a detector over a text in the regions that the filter would cut, in process: what detection costs without pipes,
// store and output.

import type { Block } from "../src/detect/build/block.ts";
import type { Detector } from "../src/detect/detector.ts";
import type { Candidate } from "../src/detect/resolve.ts";
import { createFramer } from "../src/text/framer.ts";

/** A pipe hands over no more at once. */
const CHUNK = 64 * 1024;

/** Scans `text` from end to end and hands over the spans of each region. */
export function scanAll(detector: Detector, text: Buffer, onSpans: (spans: readonly Candidate[]) => void): void {
  const framer = createFramer();
  let open: { block: Block; seen: number } | null = null;
  for (let at = 0; at < text.length; at += CHUNK) {
    framer.push(text.subarray(at, at + CHUNK));
    const last = at + CHUNK >= text.length;
    for (let frame = framer.next(last); frame !== null; frame = framer.next(last)) {
      // The buffer moves between regions; an open block starts where the next region does.
      const { from } = frame;
      const block = open === null ? null : { ...open.block, start: from, seen: from + open.seen };
      const result = detector.scan(frame, block);
      open = result.block === null ? null : { block: result.block, seen: result.block.seen - result.decided };
      onSpans(result.spans);
      framer.decided(result.decided);
    }
  }
}
