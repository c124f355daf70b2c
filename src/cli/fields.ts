// `--fields`: of a line of JSON only the named values may be touched. A line that is no JSON is masked as text.

import type { Candidate } from "../detect/resolve.ts";
import { type ByteRange, createFieldFinder } from "../text/field-finder.ts";
import type { Frame } from "../text/framer.ts";
import { parseFields } from "../text/json-paths.ts";

/** Cuts spans to the selected fields of their lines. @throws ClosemaskError `usage` for a path that cannot be read. */
export function createFieldFilter(paths: string): (frame: Frame, spans: Candidate[]) => Candidate[] {
  const find = createFieldFinder(parseFields(paths));
  return (frame, spans) => {
    const { bytes, from, hi } = frame;
    const kept: Candidate[] = [];
    let ranges: readonly ByteRange[] | null = null;
    let lineEnd = -1;
    for (const span of spans) {
      if (span.start >= lineEnd) {
        const start = Math.max(from, bytes.lastIndexOf(10, span.start) + 1);
        const newline = bytes.indexOf(10, span.start);
        lineEnd = newline < 0 || newline > hi ? hi : newline;
        ranges = frame.inside ? null : find(bytes, start, lineEnd);
      }
      if (ranges === null) kept.push(span);
      else {
        for (const [start, end] of ranges) {
          if (start < span.end && end > span.start) {
            kept.push({ ...span, start: Math.max(start, span.start), end: Math.min(end, span.end) });
          }
        }
      }
    }
    return kept;
  };
}
