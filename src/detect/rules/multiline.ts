// Labelled values of several lines: a quote that does not close on its line, YAML block scalars, and XML elements whose text
// has a line of its own. Decides where such a value begins and which lines belong to it; growth and bounds of blocks are
// build/block.ts.

import type { LineVerdict } from "../build/block.ts";
import { latin1 } from "../build/context.ts";
import { isSpace } from "../build/value.ts";
import { charset } from "../charset.ts";
import { isCommonWord, isExpression, isName, isStandIn, look } from "../check/secrecy.ts";

/** Lines and bytes of one value at most; what goes beyond is text again. */
const LINES_MAX = 64;
const BYTES_MAX = 16 * 1024;

const TRIPLE = 0x100;
const INDENT = 0x1000;
const ELEMENT = 0x2000;
const PASSWORD = 1;

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

/** An element that a newline follows at `newline`; `password` says what its name promises. */
export function opensText(newline: number, password: boolean): { start: number; next: number; mark: number } {
  return { start: newline, next: newline + 1, mark: ELEMENT | (password ? PASSWORD : 0) };
}

/** The one line of an element's text: no tag, no reference, and for a key no word. */
function inElement(bytes: Buffer, from: number, to: number, password: boolean, start: number): LineVerdict {
  let i = from;
  while (i < to && isSpace(bytes[i])) i++;
  let end = to;
  while (end > i && (bytes[end - 1] as number) <= 0x20 && bytes[end - 1] !== 0) end--;
  // A second line ends the value, whatever it holds.
  if (!bytes.subarray(start, from).every((byte) => byte <= 0x20 && byte !== 0)) return "not";
  if (end - i < 3 || end - i > ELEMENT_MAX) return "not";
  for (let k = i; k < end; k++) if (IN_ELEMENT[bytes[k] as number] === 0) return "not";
  if (isStandIn(bytes, i, end, 0) || isExpression(bytes, i, end, end) || isCommonWord(bytes, i, end)) return "not";
  if (password) return "more";
  const l = look(bytes, i, end);
  return l.length >= 12 && l.digits >= 2 && l.distinct >= 6 && !isName(bytes, i, end) ? "more" : "not";
}

const ELEMENT_MAX = 1024;
/** What a secret in an element consists of: no space, no tag. */
const IN_ELEMENT = charset("!-;=?-~");

/** Judges one further line; see build/block.ts. */
export function blockLine(bytes: Buffer, from: number, to: number, mark: number, start: number): LineVerdict {
  if (to - start > BYTES_MAX || lines(bytes, start, from) > LINES_MAX) return "not";
  if ((mark & ELEMENT) !== 0) return inElement(bytes, from, to, (mark & PASSWORD) !== 0, start);
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
