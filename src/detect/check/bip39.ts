// Word lists and checksum of BIP-39 mnemonics. Needs no crypto module: at most 32 bytes are hashed, one block of SHA-256.

import { ENGLISH_WORDS, SIMPLIFIED_WORDS, TRADITIONAL_WORDS } from "./bip39-words.ts";

let english: ReadonlyMap<string, number> | undefined;
let chinese: ReadonlySet<string> | undefined;

/** Value of an English list word, undefined for any other. */
export function wordValue(word: string): number | undefined {
  english ??= new Map(
    ENGLISH_WORDS.trim()
      .split(/\s/)
      .map((text, i) => [text, i]),
  );
  return english.get(word);
}

/** One bit for each possible first four letters; they tell all list words apart. */
let beginnings: Uint8Array | undefined;

/** True when a list word has this beginning. Needs no string: it is asked for words of prose. */
export function beginsAsWord(code: number): boolean {
  beginnings ??= readBeginnings();
  return ((beginnings[code >> 3] as number) & (1 << (code & 7))) !== 0;
}

function readBeginnings(): Uint8Array {
  const bits = new Uint8Array(1 << 17);
  for (const word of ENGLISH_WORDS.trim().split(/\s/)) {
    const letters = Uint8Array.from(word, (letter) => letter.charCodeAt(0));
    const code = beginning(letters, 0, letters.length);
    bits[code >> 3] = (bits[code >> 3] as number) | (1 << (code & 7));
  }
  return bits;
}

/** The first four letters of a word of three and more, in five bits each. */
export function beginning(bytes: Uint8Array, start: number, end: number): number {
  const fourth = end - start > 3 ? (bytes[start + 3] as number) & 31 : 0;
  return (
    (((bytes[start] as number) & 31) << 15) |
    (((bytes[start + 1] as number) & 31) << 10) |
    (((bytes[start + 2] as number) & 31) << 5) |
    fourth
  );
}

/** True for a character of either Chinese list. */
export function isChineseWord(character: string): boolean {
  chinese ??= new Set(SIMPLIFIED_WORDS + TRADITIONAL_WORDS);
  return character !== "\n" && chinese.has(character);
}

/** True when the words have a size of the standard, are all in the English list, and end in their checksum. */
export function isMnemonic(words: readonly string[]): boolean {
  if (words.length % 3 !== 0 || words.length < 12 || words.length > 24) return false;
  const bits = new Uint8Array(words.length * 11);
  for (const [i, word] of words.entries()) {
    const value = wordValue(word);
    if (value === undefined) return false;
    for (let b = 0; b < 11; b++) bits[i * 11 + b] = (value >> (10 - b)) & 1;
  }
  const entropy = new Uint8Array((words.length * 4) / 3);
  for (let i = 0; i < entropy.length * 8; i++)
    entropy[i >> 3] = ((entropy[i >> 3] as number) << 1) | (bits[i] as number);
  const first = sha256Word(entropy);
  for (let b = 0; b < words.length / 3; b++)
    if (((first >>> (31 - b)) & 1) !== bits[entropy.length * 8 + b]) return false;
  return true;
}

const K = new Int32Array(64);
const H = new Int32Array(8);

/** Fractional parts of the cube and square roots of the first primes, FIPS 180-4 4.2.2 and 5.3.3. */
function constants(): void {
  let n = 0;
  for (let p = 2; n < 64; p++) {
    let prime = true;
    for (let d = 2; d * d <= p; d++) if (p % d === 0) prime = false;
    if (!prime) continue;
    const cube = Math.cbrt(p);
    const square = Math.sqrt(p);
    K[n] = Math.floor((cube - Math.floor(cube)) * 2 ** 32);
    if (n < 8) H[n] = Math.floor((square - Math.floor(square)) * 2 ** 32);
    n++;
  }
}

const W = new Int32Array(64);

function turn(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}

/** First 32 bits of the SHA-256 of at most 55 bytes. */
function sha256Word(message: Uint8Array): number {
  if (K[0] === 0) constants();
  W.fill(0);
  for (const [i, byte] of message.entries()) W[i >> 2] = (W[i >> 2] as number) | (byte << (24 - 8 * (i & 3)));
  const { length } = message;
  W[length >> 2] = (W[length >> 2] as number) | (0x80 << (24 - 8 * (length & 3)));
  W[15] = length * 8;
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15] as number;
    const y = W[i - 2] as number;
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    W[i] = ((W[i - 16] as number) + s0 + (W[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = H as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 =
      (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] as number) + (W[i] as number)) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  return (a + (H[0] as number)) | 0;
}
