// The other languages of BIP-39: value of a word in each list. Lists are packed and read when a phrase first looks like one of
// theirs. Accents and the forms of Unicode do not count, as people type them.

import { CZECH, FRENCH, ITALIAN, JAPANESE, KOREAN, PORTUGUESE, SPANISH } from "./bip39-lists.gen.ts";
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

/** Read from the packed lists as they are: making their words would cost as much as all that is looked at otherwise. */
function readTongues(): Uint8Array {
  const table = new Uint8Array(1 << 15);
  for (const [n, packed] of LATIN.entries()) {
    const letters = [0, 0, 0];
    let at = 0;
    const note = (): void => {
      const [a = 0, b = 0, c = 0] = letters;
      const place = (a << 10) | (b << 5) | c;
      table[place] = (table[place] as number) | (1 << n);
    };
    for (let i = 0; i < packed.length; i++) {
      const code = packed.charCodeAt(i);
      if (code <= 0x39) {
        if (i > 0) note();
        at = code - 0x30;
      } else {
        if (at < 3) letters[at] = code & 31;
        at++;
      }
    }
    note();
  }
  return table;
}

/**
 * The Latin lists, as bits, that have a word beginning like the one at `start`; all of them where an accent stands in the
 * way. Needs no string: it is asked for words of prose.
 */
export function latinLists(bytes: Uint8Array, start: number): number {
  const [a, b, c] = [bytes[start] as number, bytes[start + 1] as number, bytes[start + 2] as number];
  if (a >= 0x80 || b >= 0x80 || c >= 0x80) return (1 << LATIN.length) - 1;
  tongues ??= readTongues();
  return tongues[((a & 31) << 10) | ((b & 31) << 5) | (c & 31)] as number;
}

/** One bit for each possible first three letters of a word of any Latin list. */
export function latinHeads(): Uint8Array {
  tongues ??= readTongues();
  const heads = new Uint8Array(1 << 12);
  for (const [code, lists] of tongues.entries())
    if (lists !== 0) heads[code >> 3] = (heads[code >> 3] as number) | (1 << (code & 7));
  return heads;
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
