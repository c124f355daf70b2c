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

const LISTS: readonly WordList[] = [
  ...[SPANISH, FRENCH, ITALIAN, PORTUGUESE, CZECH].map(
    (packed): WordList => ({ script: "latin", read: () => unfold(packed) }),
  ),
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
