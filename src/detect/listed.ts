// Whether a word stands in a list of BIP-39, for gates: a table of hashes, which may say yes to another word once in millions.
// wasm/words.ts reads the same table.

/** Letters of a word that count; all lists tell their words apart by fewer, as far as they are longer. */
const LETTERS = 8;
/** Places of the table of English, and of the one of the other Latin lists behind it: powers of two. */
export const ENGLISH_PLACES = 1 << 12;
export const LATIN_PLACES = 1 << 14;

/** A hash of the first letters of `bytes[start, end)`, whatever their case; never 0. */
export function wordHash(bytes: Uint8Array, start: number, end: number): number {
  let head = 0;
  let tail = 0;
  for (let i = start, k = 0; i < end && k < LETTERS; i++, k++) {
    const letter = (bytes[i] as number) | 0x20;
    if (k < 4) head |= letter << (8 * k);
    else tail |= letter << (8 * k - 32);
  }
  const hash = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail ^ 0x165667b1, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) | 1;
}

/** The table of English words, then that of the words of other languages, in letters without accents. */
export function wordTable(english: readonly string[], latin: readonly string[]): Uint32Array {
  const table = new Uint32Array(ENGLISH_PLACES + LATIN_PLACES);
  fill(table.subarray(0, ENGLISH_PLACES), english);
  fill(table.subarray(ENGLISH_PLACES), latin);
  return table;
}

function fill(places: Uint32Array, words: readonly string[]): void {
  for (const word of words) {
    const hash = wordHash(Buffer.from(word), 0, word.length) >>> 0;
    let at = (hash >>> 1) & (places.length - 1);
    while (places[at] !== 0 && places[at] !== hash) at = (at + 1) & (places.length - 1);
    places[at] = hash;
  }
}

/** True for a word of English, or of one of the other lists. */
export function isListed(table: Uint32Array, english: boolean, bytes: Uint8Array, start: number, end: number): boolean {
  const hash = wordHash(bytes, start, end) >>> 0;
  const first = english ? 0 : ENGLISH_PLACES;
  const mask = (english ? ENGLISH_PLACES : LATIN_PLACES) - 1;
  for (let at = (hash >>> 1) & mask; ; at = (at + 1) & mask) {
    const found = table[first + at] as number;
    if (found === hash) return true;
    if (found === 0) return false;
  }
}
