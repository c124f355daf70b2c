// Sets of words as bits: a few tens of kilobytes where a list of strings would take megabytes. A set may say yes to a word it
// does not hold, once in a hundred to once in ten thousand; it never says no to one that it holds. Nothing here knows what the words mean.

/** Letters up to here are folded; what lies beyond has no case or no accent. */
const FOLDED = 0x1f00;

let folds: Uint16Array | undefined;

/** By UTF-16 unit: the small letter without accent, 0 for marks and apostrophes, which are skipped. Made at the first call. */
export function foldTable(): Uint16Array {
  if (folds !== undefined) return folds;
  const table = new Uint16Array(FOLDED);
  for (let code = 0; code < FOLDED; code++) {
    const plain = String.fromCharCode(code).toLowerCase().normalize("NFD").charCodeAt(0);
    table[code] = plain < FOLDED ? plain : code;
  }
  for (let mark = 0x300; mark < 0x370; mark++) table[mark] = 0;
  for (const [from, to] of ["øo", "łl", "đd", "ðd", "þt", "ßs", "æa", "œo", "ıi", "ħh", "ŋn", "ʻ'"])
    for (const letter of [from as string, (from as string).toUpperCase()])
      table[letter.charCodeAt(0)] = (to as string).charCodeAt(0);
  table[0x27] = 0;
  folds = table;
  return table;
}

const SEED = 0x811c9dc5 | 0;
const STEP = 0x01000193;

/** 32 bits that stand for `text[start, end)` without case, accents, apostrophes and hyphens. */
export function hashWord(text: string, start: number, end: number): number {
  const fold = folds ?? foldTable();
  let hash = SEED;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const letter = code < FOLDED ? (fold[code] as number) : code;
    if (letter === 0 || letter === 0x2d || letter === 0x2019) continue;
    hash = Math.imul(hash ^ letter, STEP);
  }
  return finish(hash);
}

/** The last step of a hash: makes short words differ in all bits. */
function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}

export interface WordSet {
  /** Whether the set holds the word with this hash. */
  has(hash: number): boolean;
}

/** Bits for each word: one false yes in a hundred, in a few hundred, in ten thousand. */
export const ROUGH = 9;
export const FAIR = 12;
export const FINE = 19;

/** What `createWordSet` reads: bits for each word, a colon, the bits in base64. */
export function packWords(words: Iterable<string>, bits: number): string {
  const hashes = new Set<number>();
  for (const word of words) hashes.add(hashWord(word, 0, word.length));
  const bytes = new Uint8Array(Math.ceil((hashes.size * bits) / 8));
  const size = bytes.length * 8;
  for (const hash of hashes)
    for (let probe = probesOf(bits), at = hash >>> 0; probe > 0; probe--, at += stride(hash)) {
      const bit = at % size;
      bytes[bit >> 3] = (bytes[bit >> 3] as number) | (1 << (bit & 7));
    }
  return `${bits}:${Buffer.from(bytes).toString("base64")}`;
}

/** @param packed by `packWords` */
export function createWordSet(packed: string): WordSet {
  const colon = packed.indexOf(":");
  const probes = probesOf(Number(packed.slice(0, colon)));
  const bytes = Buffer.from(packed.slice(colon + 1), "base64");
  const size = bytes.length * 8;
  return {
    has(hash) {
      const step = stride(hash);
      for (let probe = probes, at = hash >>> 0; probe > 0; probe--, at += step) {
        const bit = at % size;
        if (((bytes[bit >> 3] as number) & (1 << (bit & 7))) === 0) return false;
      }
      return true;
    },
  };
}

/** Bits set for a word: the number that gives the fewest false answers. */
function probesOf(bits: number): number {
  return Math.round(bits * Math.LN2);
}

function stride(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) | 1) >>> 0;
}
