// Writes src/detect/check/bip39-lists.gen.ts: the word lists of BIP-39 beyond English and Chinese, packed to plain ASCII. Run by
// `npm run generate`; a test compares. The lists themselves never change.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const target = fileURLToPath(new URL("../src/detect/check/bip39-lists.gen.ts", import.meta.url));
const LATIN = ["spanish", "french", "italian", "portuguese", "czech"];
/** What stands for the first character of a shifted list: digits and spaces stay free. */
const BASE = 0x28;

/** @param {string} name @returns {Promise<string[]>} */
async function wordsOf(name) {
  return (await import(`@scure/bip39/wordlists/${name}.js`)).wordlist;
}

/**
 * Words without accents, each as the length that it shares with the one before and what follows.
 * @param {string[]} words
 */
function frontCoded(words) {
  let before = "";
  return words
    .map((word) => {
      const plain = word.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
      let shared = 0;
      while (shared < 9 && shared < plain.length - 1 && plain[shared] === before[shared]) shared++;
      before = plain;
      return shared + plain.slice(shared);
    })
    .join("");
}

/**
 * Each character as one of ASCII; words are separated by spaces.
 * @param {string[]} words @param {"NFKC" | "NFKD"} form @param {(code: number) => number} indexOf
 */
function shifted(words, form, indexOf) {
  const letter = (/** @type {string} */ text) => String.fromCharCode(BASE + indexOf(text.codePointAt(0) ?? 0));
  return words.map((word) => [...word.normalize(form)].map(letter).join("")).join(" ");
}

/**
 * The first three letters of all words, the first of them a capital, each with the lists that have them: a bit each, from
 * `0` on. @param {string[][]} lists
 */
function beginningsOf(lists) {
  /** @type {Map<string, number>} */
  const bits = new Map();
  for (const [n, words] of lists.entries())
    for (const word of words) {
      const [first = "", second = "", third = ""] = word.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
      const beginning = first.toUpperCase() + second + third;
      bits.set(beginning, (bits.get(beginning) ?? 0) | (1 << n));
    }
  return [...bits]
    .map(([beginning, set]) => beginning + String.fromCharCode(0x30 + set))
    .sort()
    .join("");
}

/** Letters of Hangul: 19 leading consonants, 21 vowels, final consonants. @param {number} code */
const jamo = (code) => (code < 0x1161 ? code - 0x1100 : code < 0x11a8 ? 19 + code - 0x1161 : 40 + code - 0x11a8);

/** The text of the generated file. */
export async function generateWords() {
  const lists = [];
  const latin = await Promise.all(LATIN.map(wordsOf));
  for (const [n, words] of latin.entries()) lists.push([LATIN[n], frontCoded(words)]);
  lists.push(["beginnings", beginningsOf(latin)]);
  lists.push(["japanese", shifted(await wordsOf("japanese"), "NFKC", (code) => code - 0x3041)]);
  lists.push(["korean", shifted(await wordsOf("korean"), "NFKD", jamo)]);
  const lines = lists.map(([name, text]) => `export const ${name?.toUpperCase()} = ${JSON.stringify(text)};\n`);
  return `// Generated from the lists of BIP-39 by scripts/words.js; do not edit. bip39-languages.ts says how they are packed.\n\n${lines.join("\n")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await generateWords();
  if (readFileSync(target, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(target, text);
}
