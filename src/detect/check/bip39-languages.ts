// The other languages of BIP-39: value of a word in each list. Lists are packed and read when a phrase first looks like one of
// theirs. Accents and the forms of Unicode do not count, as people type them.

import { BEGINNINGS, CZECH, FRENCH, ITALIAN, JAPANESE, KOREAN, PORTUGUESE, SPANISH } from "./bip39-lists.gen.ts";
import { SIMPLIFIED_WORDS, TRADITIONAL_WORDS } from "./bip39-words.ts";

export type Script = "latin" | "japanese" | "korean" | "chinese";

/** A list, read at its first use. */
interface WordList {
  readonly script: Script;
  readonly read: () => string[];
  values?: ReadonlyMap<string, number>;
}

const LATIN: readonly string[] = [SPANISH, FRENCH, ITALIAN, PORTUGUESE, CZECH];

const LISTS: readonly WordList[] = [
  ...LATIN.map((packed): WordList => ({ script: "latin", read: () => unfold(packed) })),
  { script: "japanese", read: () => unshift(JAPANESE, (index) => 0x3041 + index) },
  { script: "korean", read: () => unshift(KOREAN, jamo) },
  ...[SIMPLIFIED_WORDS, TRADITIONAL_WORDS].map(
    (text): WordList => ({ script: "chinese", read: () => [...text.replace(/\s/g, "")] }),
  ),
];

/** Each word is a digit, how many letters it shares with the one before, and the rest. */
function unfold(packed: string): string[] {
  let before = "";
  return Array.from(packed.matchAll(/(\d)(\D+)/g), ([, shared, rest]) => {
    before = before.slice(0, Number(shared)) + rest;
    return before;
  });
}

/** Each letter is a character of ASCII from `(` on. */
function unshift(packed: string, codeOf: (index: number) => number): string[] {
  return packed
    .split(" ")
    .map((word) => String.fromCodePoint(...[...word].map((letter) => codeOf(letter.charCodeAt(0) - 0x28))))
    .map(normal);
}

function jamo(index: number): number {
  return index < 19 ? 0x1100 + index : index < 40 ? 0x1161 + index - 19 : 0x11a8 + index - 40;
}

/** A word as the lists have it: small letters without accents, kana and Hangul composed. */
function normal(word: string): string {
  if (/^[a-z]+$/.test(word)) return word;
  return word
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase();
}

/** A bit for each Latin list, by the first three letters of its words, five bits of each. */
let tongues: Uint8Array | undefined;

function readTongues(): Uint8Array {
  const table = new Uint8Array(1 << 15);
  for (let i = 0; i < BEGINNINGS.length; i += 4)
    table[
      ((BEGINNINGS.charCodeAt(i) & 31) << 10) |
        ((BEGINNINGS.charCodeAt(i + 1) & 31) << 5) |
        (BEGINNINGS.charCodeAt(i + 2) & 31)
    ] = BEGINNINGS.charCodeAt(i + 3) - 0x30;
  return table;
}

/** Words that are looked for in the text of the beginnings: a short input has few, and the table would take longer. */
const FEW = 64;
let asked = 0;

function listsOf(a: number, b: number, c: number): number {
  if (!isLetter(a) || !isLetter(b) || !isLetter(c)) return 0;
  const at = BEGINNINGS.indexOf(String.fromCharCode(a & 0x5f, b | 0x20, c | 0x20));
  return at < 0 ? 0 : BEGINNINGS.charCodeAt(at + 3) - 0x30;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/**
 * The Latin lists, as bits, that have a word beginning like the one at `start`; all of them where an accent stands in the
 * way. Needs no string: it is asked for words of prose.
 */
export function latinLists(bytes: Uint8Array, start: number): number {
  const [a, b, c] = [bytes[start] as number, bytes[start + 1] as number, bytes[start + 2] as number];
  if (a >= 0x80 || b >= 0x80 || c >= 0x80) return (1 << LATIN.length) - 1;
  if (tongues === undefined && asked++ < FEW) return listsOf(a, b, c);
  tongues ??= readTongues();
  return tongues[((a & 31) << 10) | ((b & 31) << 5) | (c & 31)] as number;
}

/** The words of all Latin lists, in small letters without accents. */
export function latinWords(): string[] {
  return LATIN.flatMap((packed) => unfold(packed).map(normal));
}

/** Values of the words in each list of a script that has any of them; undefined for words that it does not have. */
export function wordValues(words: readonly string[], script: Script): (number | undefined)[][] {
  const plain = words.map(normal);
  return LISTS.filter((list) => list.script === script)
    .map((list) => {
      list.values ??= new Map(list.read().map((word, i) => [word, i]));
      const { values } = list;
      return plain.map((word) => values.get(word));
    })
    .filter((values) => values.some((value) => value !== undefined));
}
