// Sets of bytes as look-up tables: the alphabet of tokens, boundaries and anchors. Text is bytes here; the bytes of
// non-ASCII characters are 0x80 and above and belong to no set unless one asks for them.

/** `table[byte]` is 1 for members. Treat as read-only. */
export type Charset = Uint8Array;

/** Builds a set from a class body as in a regular expression, without brackets: `charset("A-Za-z0-9_-")`. */
export function charset(spec: string): Charset {
  const table = new Uint8Array(256);
  for (let i = 0; i < spec.length; i++) {
    const from = spec.charCodeAt(i);
    if (spec[i + 1] === "-" && i + 2 < spec.length) {
      const to = spec.charCodeAt(i + 2);
      for (let b = from; b <= to; b++) table[b] = 1;
      i += 2;
    } else table[from] = 1;
  }
  return table;
}

export const DIGIT = charset("0-9");
export const HEX = charset("0-9a-fA-F");
export const LOWER_HEX = charset("0-9a-f");
export const UPPER = charset("A-Z");
export const LETTER = charset("A-Za-z");
export const NOT_LETTER: Charset = LETTER.map((member) => 1 - member);
export const LOWER = charset("a-z");
export const LOWER_ALNUM = charset("a-z0-9");
export const UPPER_ALNUM = charset("A-Z0-9");
export const BASE62 = charset("A-Za-z0-9");
export const NOT_BASE62: Charset = BASE62.map((member) => 1 - member);
export const WORD = charset("A-Za-z0-9_");
export const BASE64 = charset("A-Za-z0-9+/");
export const BASE64URL = charset("A-Za-z0-9_-");
/** Base64url with padding at any place, as some generators write it. */
export const PADDED = charset("A-Za-z0-9_=-");
/** Base 62 and hyphens: UUIDs and groups. */
export const DASHED = charset("A-Za-z0-9-");
export const BASE32 = charset("A-Z2-7");
/** What fills up base64. */
export const PAD = charset("=");
/** Both base64 alphabets with padding: what an opaque token may consist of. */
export const TOKEN = charset("A-Za-z0-9+/=_.~-");

/** Base64 of both alphabets without padding: where a short prefix is no beginning. */
export const OPAQUE = charset("A-Za-z0-9+/_-");

/** End of what a rule may look at: a newline, or the NUL that stands where an issued placeholder was blanked out. */
export const STOP = charset("\n\0");

/** Longest run of members of `set` from `from`, not beyond `to`; returns its end. */
export function runEnd(bytes: Uint8Array, from: number, to: number, set: Charset): number {
  let i = from;
  while (i < to && set[bytes[i] as number] === 1) i++;
  return i;
}

/** Longest run of members of `set` that ends at `to`, not before `from`; returns its start. */
export function runStart(bytes: Uint8Array, from: number, to: number, set: Charset): number {
  let i = to;
  while (i > from && set[bytes[i - 1] as number] === 1) i--;
  return i;
}
