// Generalised UTF-8 (WTF-8): the engine's bytes when the input was in another encoding. A lone surrogate has its three-byte
// form, and 0x110000 to 0x1100FF (four bytes, beyond Unicode) are free for marks of our own. Only for transcoding: text that
// is UTF-8 already passes through the engine untouched.

/** More bytes are needed to tell. */
export const INCOMPLETE = -1;
/** Not generalised UTF-8. */
export const MALFORMED = -2;

/** The highest mark. */
const HIGHEST = 0x1100ff;

/** The code point at `i` of `bytes`, of which the first `end` count; INCOMPLETE or MALFORMED where there is none. */
export function readCodePoint(bytes: Uint8Array, i: number, end: number): number {
  const lead = bytes[i] ?? 0;
  if (lead < 0x80) return lead;
  if (lead < 0xc2 || lead > 0xf4) return MALFORMED;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let codePoint = lead & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    if (i + k >= end) return INCOMPLETE;
    const next = bytes[i + k] ?? 0;
    if ((next & 0xc0) !== 0x80) return MALFORMED;
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  if (codePoint > HIGHEST || widthOf(codePoint) !== length) return MALFORMED;
  return codePoint;
}

/** Bytes that a code point takes. */
export function widthOf(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

/** Writes a code point at `at` and returns the offset behind it; `out` must have room. */
export function writeCodePoint(out: Uint8Array, at: number, codePoint: number): number {
  if (codePoint < 0x80) {
    out[at] = codePoint;
    return at + 1;
  }
  if (codePoint < 0x800) {
    out[at] = 0xc0 | (codePoint >> 6);
    out[at + 1] = 0x80 | (codePoint & 0x3f);
    return at + 2;
  }
  if (codePoint < 0x10000) {
    out[at] = 0xe0 | (codePoint >> 12);
    out[at + 1] = 0x80 | ((codePoint >> 6) & 0x3f);
    out[at + 2] = 0x80 | (codePoint & 0x3f);
    return at + 3;
  }
  out[at] = 0xf0 | (codePoint >> 18);
  out[at + 1] = 0x80 | ((codePoint >> 12) & 0x3f);
  out[at + 2] = 0x80 | ((codePoint >> 6) & 0x3f);
  out[at + 3] = 0x80 | (codePoint & 0x3f);
  return at + 4;
}
