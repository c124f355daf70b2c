// Word lists and checksum of BIP-39 mnemonics.

import { hash } from "node:crypto";
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

/** Beginnings that are looked for in the text of the list: a short input has few, and the table would take longer. */
const FEW = 64;
let asked = 0;

/** True when a list word has this beginning. Makes no string of long texts: it is asked for words of prose. */
export function beginsAsWord(code: number): boolean {
  if (beginnings === undefined && asked++ < FEW) return stands(code);
  beginnings ??= readBeginnings();
  return ((beginnings[code >> 3] as number) & (1 << (code & 7))) !== 0;
}

/** The English list. */
export function englishWords(): string[] {
  return ENGLISH_WORDS.trim().split(/\s/);
}

function readBeginnings(): Uint8Array {
  const bits = new Uint8Array(1 << 17);
  const { length } = ENGLISH_WORDS;
  for (let i = 0; i < length; i++) {
    let code = 0;
    let letters = 0;
    for (let unit = ENGLISH_WORDS.charCodeAt(i); unit > SPACE && i < length; unit = ENGLISH_WORDS.charCodeAt(++i))
      if (letters++ < 4) code = (code << 5) | (unit & 31);
    if (letters === 0) continue;
    if (letters === 3) code <<= 5;
    bits[code >> 3] = (bits[code >> 3] as number) | (1 << (code & 7));
  }
  return bits;
}

const SPACE = 0x20;

function stands(code: number): boolean {
  const fourth = code & 31;
  const letters = [(code >> 15) & 31, (code >> 10) & 31, (code >> 5) & 31, ...(fourth === 0 ? [] : [fourth])];
  if (letters.some((letter) => letter < 1 || letter > 26)) return false;
  const text = String.fromCharCode(...letters.map((letter) => letter | 0x60));
  for (let at = ENGLISH_WORDS.indexOf(text); at >= 0; at = ENGLISH_WORDS.indexOf(text, at + 1)) {
    const whole = fourth !== 0 || ENGLISH_WORDS.charCodeAt(at + 3) <= SPACE;
    if (whole && ENGLISH_WORDS.charCodeAt(at - 1) <= SPACE) return true;
  }
  return false;
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
  return endsInChecksum(words.map(wordValue));
}

/** True when the values of words are those of entropy and its checksum, in a size of the standard. */
export function endsInChecksum(values: readonly (number | undefined)[]): boolean {
  const { length } = values;
  if (length % 3 !== 0 || length < 12 || length > 24) return false;
  const bits = new Uint8Array(length * 11);
  for (const [i, value] of values.entries()) {
    if (value === undefined) return false;
    for (let b = 0; b < 11; b++) bits[i * 11 + b] = (value >> (10 - b)) & 1;
  }
  const entropy = new Uint8Array((length * 4) / 3);
  for (let i = 0; i < entropy.length * 8; i++)
    entropy[i >> 3] = ((entropy[i >> 3] as number) << 1) | (bits[i] as number);
  const first = hash("sha256", entropy, "buffer")[0] as number;
  for (let b = 0; b < length / 3; b++) if (((first >>> (7 - b)) & 1) !== bits[entropy.length * 8 + b]) return false;
  return true;
}
