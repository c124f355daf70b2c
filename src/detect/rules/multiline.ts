// Labelled values of several lines: a quote that does not close on its line, and YAML block scalars. Decides where such a
// value begins and which lines belong to it; growth and bounds of blocks are build/block.ts.

import type { LineVerdict } from "../build/block.ts";
import { latin1 } from "../build/context.ts";

/** Lines and bytes of one value at most; what goes beyond is text again. */
const LINES_MAX = 64;
const BYTES_MAX = 16 * 1024;

const TRIPLE = 0x100;
const INDENT = 0x1000;

/** How a value of several lines begins at `from`; null when it ends on its line, or must not be followed. */
export function opensBlock(
  bytes: Buffer,
  lo: number,
  from: number,
  hi: number,
): { start: number; next: number; mark: number } | null {
  const first = bytes[from];
  if (first === 0x7c || first === 0x3e) return opensScalar(bytes, lo, from, hi);
  if (first !== 0x22 && first !== 0x27) return null;
  const newline = bytes.indexOf(10, from);
  if (newline < 0 || newline >= hi || newline - from > BYTES_MAX) return null;
  const triple = bytes[from + 1] === first && bytes[from + 2] === first;
  const start = from + (triple ? 3 : 1);
  if (closes(bytes, start, newline, first | (triple ? TRIPLE : 0)) >= 0) return null;
  const text = latin1(bytes, start, Math.min(newline, start + 64));
  // Three quotes and nothing behind them open a text, no value.
  if (triple && /^\\?\s*$/.test(text)) return null;
  // A key in PEM form is the private key rule's; an issued placeholder is nobody's.
  if (text.includes("-----BEGIN") || bytes.subarray(start, newline).includes(0)) return null;
  return { start: Math.min(start, newline), next: newline + 1, mark: first | (triple ? TRIPLE : 0) };
}

function opensScalar(
  bytes: Buffer,
  lo: number,
  from: number,
  hi: number,
): { start: number; next: number; mark: number } | null {
  const newline = bytes.indexOf(10, from);
  if (
    newline < 0 ||
    newline >= hi ||
    !/^[|>][-+1-9]{0,2}[ \t]*\r?$/.test(latin1(bytes, from, Math.min(newline, from + 8)))
  )
    return null;
  let line = from;
  while (line > lo && bytes[line - 1] !== 10) line--;
  let indent = line;
  while (bytes[indent] === 0x20 || bytes[indent] === HYPHEN) indent++;
  return { start: newline, next: newline + 1, mark: INDENT | Math.min(indent - line, 0xfff) };
}

const HYPHEN = 0x2d;

/** Judges one further line; see build/block.ts. */
export function blockLine(bytes: Buffer, from: number, to: number, mark: number, start: number): LineVerdict {
  if (to - start > BYTES_MAX || lines(bytes, start, from) > LINES_MAX) return "not";
  if ((mark & INDENT) !== 0) return inScalar(bytes, from, to, mark & 0xfff, start);
  const end = closes(bytes, from, to, mark);
  const text = latin1(bytes, from, Math.min(to, from + 200));
  if (end >= 0) {
    // `B="x"` closes no quote of the line before.
    return (mark & TRIPLE) === 0 && ASSIGNS.test(text) && text.indexOf("=") < end - from ? "not" : { end };
  }
  return (mark & TRIPLE) === 0 && (ASSIGNS.test(text) || LOGS.test(text)) ? "not" : "more";
}

function inScalar(bytes: Buffer, from: number, to: number, parent: number, start: number): LineVerdict {
  let i = from;
  while (i < to && bytes[i] === 0x20) i++;
  if (i >= to || bytes[i] === 0x0d) return "more";
  if (i - from <= parent || bytes[i] === 0) return "not";
  // The private key rule takes what begins as one.
  return bytes.subarray(start, from).every((byte) => byte <= 0x20) && latin1(bytes, i, i + 10) === "-----BEGIN"
    ? "not"
    : "more";
}

/** Offset of the closing quote in `[from, to)`, or -1. */
function closes(bytes: Uint8Array, from: number, to: number, mark: number): number {
  const quote = mark & 0xff;
  let slashes = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte === 0x5c) {
      slashes++;
      continue;
    }
    if (
      byte === quote &&
      slashes % 2 === 0 &&
      ((mark & TRIPLE) === 0 || (bytes[i + 1] === quote && bytes[i + 2] === quote))
    )
      return i;
    slashes = 0;
  }
  return -1;
}

function lines(bytes: Uint8Array, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) if (bytes[i] === 10) n++;
  return n;
}

/** A new assignment; the padding of base64 is none. */
const ASSIGNS = /^\s*(?:export\s+|- )?["']?[A-Za-z_][\w.-]{0,63}["']?\s*[:=]\s*[^\s=]/;
/** A log line, a comment or a section. */
const LOGS = /^(?:\[|\{|#|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|<|[A-Z][a-z]{2} +\d)/;
