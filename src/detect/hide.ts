// Spans blanked out for a second look at their lines. It fills bytes with NUL and brings them back; what is looked for
// meanwhile is the detector's business.

import { charset, DIGIT } from "./charset.ts";

/**
 * True for a span between hard boundaries: what stands beyond them reads the same without it. A space between two digits or
 * two small letters is none, since numbers are written in groups and phrases in words.
 */
export function stands(bytes: Uint8Array, lo: number, hi: number, { start, end }: Range): boolean {
  return (
    (start <= lo || (BEFORE[bytes[start - 1] as number] === 1 && !joins(bytes, lo, hi, start - 1))) &&
    (end >= hi || (BEHIND[bytes[end] as number] === 1 && !joins(bytes, lo, hi, end)))
  );
}

const LOWER = charset("a-z");
/** Of the boundaries, those that groups of digits and words have between them. */
const JOINING = charset(" \t\0");
const BEFORE = charset(" \t\r\n\0=\"'(<[");
const BEHIND = charset(" \t\r\n\0\"'>)]");

function joins(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  if (at <= lo || at + 1 >= hi || JOINING[bytes[at] as number] === 0) return false;
  const before = bytes[at - 1] as number;
  const after = bytes[at + 1] as number;
  return (DIGIT[before] === 1 && DIGIT[after] === 1) || (LOWER[before] === 1 && LOWER[after] === 1);
}

export interface Hidden {
  /** Where the bytes are kept; used again by the next call of the same detector. */
  readonly kept: Uint8Array;
  restore(): void;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Fills disjoint ranges with NUL, up to `hi`; `restore` brings the bytes back. */
export function hide(bytes: Buffer, ranges: readonly Range[], hi: number, room: Uint8Array): Hidden {
  let size = 0;
  for (const { start, end } of ranges) size += Math.min(end, hi) - start;
  const kept = size <= room.length ? room : new Uint8Array(2 * size);
  let n = 0;
  for (const { start, end } of ranges) {
    for (let i = start; i < end && i < hi; i++) {
      kept[n++] = bytes[i] as number;
      bytes[i] = 0;
    }
  }
  return {
    kept,
    restore() {
      let k = 0;
      for (const { start, end } of ranges) for (let i = start; i < end && i < hi; i++) bytes[i] = kept[k++] as number;
    },
  };
}
