// A few lines of text around a finding, for people: values are covered by the label of their kind, control characters are
// replaced, and long lines are cut. Pure; offsets are bytes.

import { labelOf } from "../detect/kinds.ts";
import type { Kind } from "../types.ts";

/** A range whose text is not shown. */
export interface Cover {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
}

/** A line as shown. */
export interface ShownLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The line of a finding; the finding stands at `[caret[0], caret[1])` of the text, in UTF-16 units. */
export interface MarkedLine extends ShownLine {
  readonly caret: readonly [number, number];
}

/** Bytes that are shown to either side of a finding, and of a line beside it. */
const SIDE = 80;
const LINE = 160;

/** The part of `covers` (sorted, disjoint) that touches `[start, end)`. */
export function coversIn<T extends Cover>(covers: readonly T[], start: number, end: number): readonly T[] {
  let low = 0;
  let high = covers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((covers[middle] as T).end <= start) low = middle + 1;
    else high = middle;
  }
  let stop = low;
  while (stop < covers.length && (covers[stop] as T).start < end) stop++;
  return covers.slice(low, stop);
}

/** A line beside a finding, from its start. */
export function showLine(bytes: Buffer, start: number, end: number, covers: readonly Cover[], reveal: boolean): string {
  const stop = cutBefore(bytes, start, lineEnd(bytes, start, end), start + LINE);
  const text = paint(bytes, start, stop, covers, reveal);
  return stop < end && end - stop > 1 ? `${text}…` : text;
}

/**
 * The line `[start, end)` around `found`, which starts in it and may go on behind it. `whole` is false when the line began
 * before `start`.
 */
export function showFinding(
  bytes: Buffer,
  start: number,
  end: number,
  found: Cover,
  covers: readonly Cover[],
  options: { readonly reveal: boolean; readonly whole: boolean },
): Omit<MarkedLine, "line"> {
  const { reveal, whole } = options;
  const stopAt = lineEnd(bytes, start, end);
  const foundEnd = Math.max(found.start, Math.min(found.end, stopAt));
  let from = Math.max(start, found.start - SIDE);
  // Neither inside a character nor inside a value.
  while (from > start && from < found.start && ((bytes[from] as number) & 0xc0) === 0x80) from++;
  const [first] = coversIn(covers, from, found.start);
  if (first !== undefined && first.start < from) from = Math.min(first.end, found.start);
  const stop = Math.max(foundEnd, cutBefore(bytes, foundEnd, stopAt, foundEnd + SIDE));
  const before = (from > start || !whole ? "…" : "") + paint(bytes, from, found.start, covers, reveal);
  const value = reveal ? clean(bytes.toString("utf8", found.start, foundEnd)) : `[${labelOf(found.kind)}]`;
  const after = paint(bytes, foundEnd, stop, covers, reveal);
  return {
    text: `${before}${value}${after}${stop < stopAt ? "…" : ""}`,
    caret: [before.length, before.length + Math.max(1, value.length)],
  };
}

/** Text with its values covered. A value that reaches out of the range is covered as far as it lies in it. */
function paint(bytes: Buffer, start: number, end: number, covers: readonly Cover[], reveal: boolean): string {
  if (start >= end) return "";
  if (reveal) return clean(bytes.toString("utf8", start, end));
  let text = "";
  let at = start;
  for (const cover of coversIn(covers, start, end)) {
    text += clean(bytes.toString("utf8", at, Math.max(at, cover.start)));
    text += `[${labelOf(cover.kind)}]`;
    at = Math.min(end, cover.end);
  }
  return text + clean(bytes.toString("utf8", at, end));
}

/** Characters that could move the cursor, change the terminal or turn the text around are replaced; a tab stays. */
export function clean(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Without the carriage return before the line end. */
function lineEnd(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === 13 ? end - 1 : end;
}

/** The first end of a character at or before `wanted`, within `[start, end]`. */
function cutBefore(bytes: Buffer, start: number, end: number, wanted: number): number {
  if (wanted >= end) return end;
  let stop = wanted;
  while (stop > start && ((bytes[stop] as number) & 0xc0) === 0x80) stop--;
  return stop;
}

/** UTF-16 units of `bytes[start, end)`, however broken; sums over parts are those of the whole. */
export function unitsIn(bytes: Buffer, start: number, end: number): number {
  let units = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
