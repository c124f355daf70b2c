// The contents of a JSON string, decoded to bytes and mapped back. Half of a surrogate pair becomes the three bytes that it
// would have (WTF-8), so that nothing is lost on the way; what was decoded is for looking at, never for sending.

import { widthOf, writeCodePoint } from "../text/wtf8.ts";

const BACKSLASH = 0x5c;
/** Up to here a loop is faster than a call. */
const BY_HAND = 48;

/** Decodes `bytes[from, to)`, the inside of a valid JSON string, into `out` at `at`; returns the end. Never longer than it was. */
export function decodeLiteral(bytes: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  let end = at;
  let i = from;
  if (to - from > BY_HAND) {
    const part = bytes.subarray(from, to);
    const plain = part.indexOf(BACKSLASH);
    i = plain < 0 ? to : from + plain;
    out.set(plain < 0 ? part : part.subarray(0, plain), at);
    end += i - from;
  }
  while (i < to) {
    const byte = bytes[i] as number;
    if (byte !== BACKSLASH) {
      out[end++] = byte;
      i++;
      continue;
    }
    const width = escapeWidth(bytes, i, to);
    end = writeCodePoint(out, end, codePointAt(bytes, i, width));
    i += width;
  }
  return end;
}

/**
 * Where places of the decoded text stand in the literal. `places` are offsets from its start, in rising order; each is moved
 * behind the escape that it lies in.
 */
export function literalOffsets(bytes: Uint8Array, from: number, to: number, places: readonly number[]): number[] {
  const place = createPlace(bytes, from, to);
  return places.map((wanted) => {
    place.move(to, wanted);
    return place.at;
  });
}

/** The other way: which places of the decoded text, from its start, places in the bytes have. Rising order. */
export function decodedOffsets(bytes: Uint8Array, from: number, to: number, places: readonly number[]): number[] {
  const place = createPlace(bytes, from, to);
  return places.map((wanted) => {
    place.move(Math.min(to, wanted), Number.POSITIVE_INFINITY);
    return place.decoded;
  });
}

/** A place in a literal, and how many bytes of decoded text stand before it. */
interface Place {
  readonly at: number;
  readonly decoded: number;
  /** Goes on until one of them is reached, or passed by the escape that it lies in. */
  move(at: number, decoded: number): void;
}

function createPlace(bytes: Uint8Array, from: number, to: number): Place {
  let at = from;
  let decoded = 0;
  /** The next backslash; before it both count alike. */
  let slash = nextEscape(bytes, from, to);
  return {
    get at() {
      return at;
    },
    get decoded() {
      return decoded;
    },
    move(untilAt, untilDecoded) {
      while (at < untilAt && decoded < untilDecoded) {
        if (at < slash) {
          const plain = Math.min(slash - at, untilAt - at, untilDecoded - decoded);
          at += plain;
          decoded += plain;
          continue;
        }
        const width = escapeWidth(bytes, at, to);
        decoded += widthOf(codePointAt(bytes, at, width));
        at += width;
        slash = nextEscape(bytes, at, to);
      }
    },
  };
}

function nextEscape(bytes: Uint8Array, from: number, to: number): number {
  const near = Math.min(to, from + BY_HAND);
  let i = from;
  while (i < near && bytes[i] !== BACKSLASH) i++;
  if (i < near || i >= to) return i;
  const found = bytes.subarray(i, to).indexOf(BACKSLASH);
  return found < 0 ? to : i + found;
}

/** Bytes of the escape at `i`; two halves of a pair are one. */
function escapeWidth(bytes: Uint8Array, i: number, to: number): number {
  if (bytes[i + 1] !== 0x75) return 2;
  const unit = hexAt(bytes, i + 2);
  if (unit < 0xd800 || unit > 0xdbff || i + 12 > to || bytes[i + 6] !== BACKSLASH || bytes[i + 7] !== 0x75) return 6;
  const low = hexAt(bytes, i + 8);
  return low >= 0xdc00 && low <= 0xdfff ? 12 : 6;
}

function codePointAt(bytes: Uint8Array, i: number, width: number): number {
  if (width === 12) return 0x10000 + ((hexAt(bytes, i + 2) - 0xd800) << 10) + hexAt(bytes, i + 8) - 0xdc00;
  if (width === 6) return hexAt(bytes, i + 2);
  const letter = bytes[i + 1] as number;
  switch (letter) {
    case 0x62:
      return 8;
    case 0x66:
      return 12;
    case 0x6e:
      return 10;
    case 0x72:
      return 13;
    case 0x74:
      return 9;
    default:
      return letter;
  }
}

function hexAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i] as number;
    value = value * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return value;
}
