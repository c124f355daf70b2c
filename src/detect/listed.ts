// Whether a word stands in a list of BIP-39, for gates: a table of hashes, which may say yes to another word once in millions.
// wasm/words.ts reads the same table.

/** Letters of a word that count; all lists tell their words apart by fewer, as far as they are longer. */
const LETTERS = 8;
/** Places of the table of English, and of the one of the other Latin lists behind it: powers of two. */
const ENGLISH_PLACES = 1 << 12;
const LATIN_PLACES = 1 << 14;
/** A word is in one of two rows of so many places, so that a question is two rows, whatever is found there. */
const ROW = 4;

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

/** Where the two rows of a hash begin. Cuckoo hashing, R. Pagh and F. Rodler (2001). */
function rowsOf(hash: number, places: number): readonly [number, number] {
  const rows = places / ROW;
  return [ROW * ((hash >>> 1) & (rows - 1)), ROW * ((hash >>> 16) & (rows - 1))];
}

function fill(places: Uint32Array, words: readonly string[]): void {
  for (const word of words) put(places, wordHash(Buffer.from(word), 0, word.length) >>> 0);
}

function put(places: Uint32Array, hash: number): void {
  let homeless = hash;
  let row = -1;
  for (let moves = 0; moves < places.length; moves++) {
    const rows = rowsOf(homeless, places.length);
    for (const first of rows)
      for (let at = first; at < first + ROW; at++)
        if (places[at] === 0 || places[at] === homeless) {
          places[at] = homeless;
          return;
        }
    // One of those that are there has to go to its other row.
    row = rows[0] === row ? rows[1] : rows[0];
    const at = row + (moves % ROW);
    const other = places[at] as number;
    places[at] = homeless;
    homeless = other;
  }
  throw new RangeError("too many words for a table");
}

/** True for a word of English, or of one of the other lists. */
export function isListed(table: Uint32Array, english: boolean, bytes: Uint8Array, start: number, end: number): boolean {
  const hash = wordHash(bytes, start, end) >>> 0;
  const first = english ? 0 : ENGLISH_PLACES;
  for (const row of rowsOf(hash, english ? ENGLISH_PLACES : LATIN_PLACES))
    for (let at = first + row; at < first + row + ROW; at++) if (table[at] === hash) return true;
  return false;
}
