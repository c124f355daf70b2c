// Decoding views: a second look at a stretch that hides its bytes in percent-encoding, JSON escapes, full-width digits,
// zero-width characters or wide spaces and dashes. What is found in the decoded bytes is reported as the range of the
// original ones. Bounded, and entered only where one of its own anchors occurs.

import { literal } from "./build/anchor.ts";
import { charset, DIGIT, HEX } from "./charset.ts";
import type { Detector } from "./detector.ts";
import type { Anchor, Scan } from "./rule.ts";

const E2 = literal("\u200b").slice(0, 2) as Anchor;
const ZERO_WIDTH = charset("\x8b-\x8d");

/** Encodings worth a second look: of the characters that values hinge on, not of every `%20`. */
export const VIEW_ANCHORS: readonly Anchor[] = [
  [...literal("%2"), charset("BDbd")],
  [...literal("%3"), charset("0-9ADad")],
  literal("%40"),
  [...literal("\\u00"), charset("2-7"), HEX],
  literal("\u00ad"),
  [...E2, ZERO_WIDTH],
  literal("\u2060"),
  literal("\ufeff"),
  [...(literal("\uff10").slice(0, 2) as Anchor), charset("\x90-\x99")],
  [...(literal("\uff10").slice(0, 2) as Anchor), charset("\xa0")],
  // Wide spaces and dashes matter between groups of digits only.
  [DIGIT, ...literal("\u00a0"), DIGIT],
  [DIGIT, ...(literal("\u2010").slice(0, 2) as Anchor), charset("\x90-\x95\xaf"), DIGIT],
  [DIGIT, ...literal("\u3000"), DIGIT],
  [DIGIT, ...literal("\uff0d"), DIGIT],
  [...literal("\uff0b"), DIGIT],
];

const SPACE = 0x20;
const MINUS = 0x2d;

/** Bytes to either side of an anchor that a view covers at most. */
const REACH = 2048;

export interface Views {
  /** Looks at the stretch around an anchor hit and adds what it finds. `all` asks for weak candidates too. */
  look(scan: Scan, at: number, end: number, all: boolean): void;
  reset(): void;
}

/** `make` builds the detector for decoded text; it is called at the first look. */
export function createViews(make: () => Detector): Views {
  let detector: Detector | null = null;
  let seenTo = -1;
  const decoded = Buffer.alloc(2 * REACH + 64);
  const origin = new Int32Array(2 * REACH + 65);
  return {
    reset() {
      seenTo = -1;
    },
    look(scan, at, end, all) {
      if (at < seenTo) return;
      const { bytes } = scan;
      const from = edge(bytes, at, Math.max(scan.lo, at - REACH), -1);
      const to = edge(bytes, end, Math.min(scan.hi, end + REACH), 1);
      seenTo = to;
      const length = decode(bytes, from, to, decoded, origin);
      detector ??= make();
      const text = decoded.subarray(0, length);
      const found = all
        ? detector.candidates(Buffer.from(text))
        : detector.scan({ bytes: text, lo: 0, from: 0, to: length, hi: length, final: true }).spans;
      for (const span of found) {
        const start = origin[span.start] as number;
        const stop = origin[span.end] as number;
        // Same length means that nothing in it was encoded: the plain scan reports it.
        if (stop - start !== span.end - span.start) scan.add(span.rule, start, stop, span.confidence, span.check);
      }
    },
  };
}

/** End of the line or the reach, whichever is nearer. */
function edge(bytes: Uint8Array, at: number, limit: number, step: 1 | -1): number {
  let i = at;
  if (step < 0) while (i > limit && bytes[i - 1] !== 10 && bytes[i - 1] !== 0) i--;
  else while (i < limit && bytes[i] !== 10 && bytes[i] !== 0) i++;
  return i;
}

/** Decodes `[from, to)`; `origin[k]` is where decoded byte k came from, `origin[length]` the end. Returns the length. */
function decode(bytes: Uint8Array, from: number, to: number, out: Uint8Array, origin: Int32Array): number {
  let n = 0;
  let i = from;
  while (i < to) {
    const byte = bytes[i] as number;
    let width = 1;
    let value = byte;
    if (byte === 0x25 && i + 2 < to && HEX[bytes[i + 1] as number] === 1 && HEX[bytes[i + 2] as number] === 1) {
      value = (hex(bytes[i + 1] as number) << 4) | hex(bytes[i + 2] as number);
      width = 3;
    } else if (byte === 0x5c && bytes[i + 1] === 0x75 && i + 5 < to && bytes[i + 2] === 0x30 && bytes[i + 3] === 0x30) {
      const high = bytes[i + 4] as number;
      if (HEX[high] === 1 && DIGIT[high] === 1 && high < 0x38 && HEX[bytes[i + 5] as number] === 1) {
        value = (hex(high) << 4) | hex(bytes[i + 5] as number);
        width = 6;
      }
    } else if (byte === 0xc2 && bytes[i + 1] === 0xad && i + 1 < to) {
      width = 2;
      value = -1;
    } else if (byte === 0xc2 && bytes[i + 1] === 0xa0 && i + 1 < to) {
      width = 2;
      value = SPACE;
    } else if (byte >= 0xe2 && i + 2 < to) {
      const second = bytes[i + 1] as number;
      const third = bytes[i + 2] as number;
      if (
        byte === 0xe2 &&
        ((second === 0x80 && third >= 0x8b && third <= 0x8d) || (second === 0x81 && third === 0xa0))
      ) {
        width = 3;
        value = -1;
      } else if (byte === 0xe2 && second === 0x80 && third >= 0x90 && third <= 0x95) {
        width = 3;
        value = MINUS;
      } else if (
        (byte === 0xe2 && second === 0x80 && third === 0xaf) ||
        (byte === 0xe3 && second === 0x80 && third === 0x80)
      ) {
        width = 3;
        value = SPACE;
      } else if (byte === 0xef && second === 0xbb && third === 0xbf) {
        width = 3;
        value = -1;
      } else if (byte === 0xef && second === 0xbc && third >= 0x81 && third <= 0xbf) {
        // U+FF01..FF3F are ASCII 0x21..0x5f.
        value = third - 0x60;
        width = 3;
      } else if (byte === 0xef && second === 0xbd && third >= 0x80 && third <= 0x9e) {
        value = third - 0x20;
        width = 3;
      }
    }
    if (value >= 0) {
      out[n] = value;
      origin[n] = i;
      n++;
    }
    i += width;
  }
  origin[n] = to;
  return n;
}

function hex(byte: number): number {
  return byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
}
