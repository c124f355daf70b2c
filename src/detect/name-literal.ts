// Names as known values: which of them a session remembers, and where one counts as the same name again. Bytes of UTF-8 that may
// be anything else.

import type { Kind } from "../types.ts";

const NAMES: ReadonlySet<Kind> = new Set(["PERSON", "ORGANIZATION", "LOCATION", "ADDRESS"]);

/** True for kinds whose values are names: as known values they count where they stand alone. */
export function isNameKind(kind: Kind): boolean {
  return NAMES.has(kind);
}

const SHORTEST = 6;
const LONGEST = 512;

/** True for a name, `bytes[start, end)`, that is found again without an engine: two Chinese characters, six letters. */
export function isMemorableName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < SHORTEST || end - start > LONGEST) return false;
  for (let i = start; i < end; i++) if ((bytes[i] as number) < 0x20) return false;
  return true;
}

/**
 * True for a known name, `bytes[start, end)`, that does not go on to either side. Scripts that are written without blanks have no
 * such boundary; an escaped line end, `\n`, is one, and so is `hi`, where the text ends.
 */
export function standsAlone(bytes: Uint8Array, start: number, end: number, hi: number): boolean {
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  if (isAlphabetic(first) && endsWord(bytes, start)) return false;
  return end >= hi || !isAlphabetic(bytes[end] as number) || !isAlphabeticEnd(bytes, last, end);
}

/** The first byte of a letter or digit of an alphabet: ASCII, or one that takes two bytes. */
function isAlphabetic(byte: number): boolean {
  return isAscii(byte) || isTwoByteLead(byte);
}

function isAlphabeticEnd(bytes: Uint8Array, last: number, end: number): boolean {
  return isAscii(last) || (end >= 2 && last >= 0x80 && last < 0xc0 && isTwoByteLead(bytes[end - 2] as number));
}

/** Whether a word ends right before `at`. */
function endsWord(bytes: Uint8Array, at: number): boolean {
  if (at === 0) return false;
  const before = bytes[at - 1] as number;
  if (at >= 2 && bytes[at - 2] === BACKSLASH && ESCAPES.includes(before)) return false;
  return isAlphabeticEnd(bytes, before, at);
}

/** From é to the end of Arabic; signs such as « are before it. */
function isTwoByteLead(byte: number): boolean {
  return byte >= 0xc3 && byte <= 0xdf;
}

function isAscii(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

const BACKSLASH = 0x5c;
const ESCAPES = [0x6e, 0x72, 0x74];
