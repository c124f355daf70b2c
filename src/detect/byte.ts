// What a single byte is, for loops in which a table would be looked up once.

/** An ASCII digit. */
export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** An ASCII letter. */
export function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** An ASCII letter or digit, or an underscore: WORD of charset.ts. */
export function isWord(byte: number): boolean {
  return isDigit(byte) || byte === 0x5f || isLetter(byte);
}
