// What stands around a labelled value, or what it looks like, when it is no secret: names in code, captions, counts.

import { cjkStop } from "../build/value.ts";

/** Names in code: letters and digits that begin with a letter, joined by `_`. */
export function isIdentifier(bytes: Buffer, start: number, end: number): boolean {
  const text = bytes.toString("latin1", start, Math.min(end, start + 64));
  // Two expressions rather than one of nested repetitions, which would take exponential time.
  return /^[A-Za-z_]+\d{0,3}$/.test(text) && !/.[A-Z](?![a-z_])/.test(text);
}

/** One capitalised word: a caption of a form. */
export function isCaption(bytes: Buffer, start: number, end: number): boolean {
  return /^[A-Z][a-z]+$/.test(bytes.toString("latin1", start, Math.min(end, start + 64)));
}

/** `pass: 120, fail: 3` counts tests. */
export function countsTests(bytes: Buffer, start: number, end: number): boolean {
  return /fail|total|skip|error/i.test(bytes.toString("latin1", Math.max(0, start - 48), end + 48));
}

/** A number is followed by what it counts. */
export function unit(bytes: Buffer, end: number, hi: number): boolean {
  if (end >= hi) return false;
  const byte = bytes[end] as number;
  if (byte >= 0xe3 && byte <= 0xe9) return !cjkStop(bytes, end);
  return byte === 0x20 && UNITS.test(bytes.toString("latin1", end + 1, Math.min(hi, end + 12)));
}

const UNITS =
  /^(?:char|digit|day|attempt|hour|minute|second|time|byte|bit|letter|symbol|or |of |and |to |more |year|month|user|item)/i;

export function endsLine(bytes: Uint8Array, end: number, hi: number): boolean {
  let i = end;
  while (i < hi && (bytes[i] === 0x20 || bytes[i] === 0x0d || bytes[i] === 0x09)) i++;
  return i >= hi || bytes[i] === 10 || bytes[i] === 0x23;
}
