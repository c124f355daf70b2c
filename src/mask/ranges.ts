// Ranges of a text that nothing may alter: issued placeholders.

import type { Candidate } from "../detect/resolve.ts";

/** `[start, end)` in bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What of spans lies outside of the ranges and says something. Both are in order. */
export function without(spans: readonly Candidate[], ranges: readonly Range[], bytes: Buffer): Candidate[] {
  const parts: Candidate[] = [];
  let first = 0;
  for (const span of spans) {
    while (first < ranges.length && (ranges[first] as Range).end <= span.start) first++;
    let at = span.start;
    for (let i = first; i < ranges.length && (ranges[i] as Range).start < span.end; i++) {
      const { start, end } = ranges[i] as Range;
      if (start > at && says(bytes, at, start)) parts.push({ ...span, start: at, end: start });
      at = Math.max(at, end);
    }
    if (at === span.start) parts.push(span);
    else if (at < span.end && says(bytes, at, span.end)) parts.push({ ...span, start: at });
  }
  return parts;
}

function says(bytes: Buffer, start: number, end: number): boolean {
  return /[\p{L}\p{N}]/u.test(bytes.toString("utf8", start, end));
}
