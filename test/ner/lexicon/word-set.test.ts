import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateNames } from "../../../scripts/names.js";
import { createWordSet, FINE, hashWord, packWords, ROUGH } from "../../../src/ner/lexicon/word-set.ts";

const hash = (word: string): number => hashWord(word, 0, word.length);
const words = Array.from({ length: 5000 }, (_, n) => `word${n.toString(36)}`);
const others = Array.from({ length: 20_000 }, (_, n) => `other${n.toString(36)}`);

test.each([
  ["rough", ROUGH, 0.03],
  ["fine", FINE, 0.001],
])("a %s set holds all its words and few others", (_, bits, most) => {
  const set = createWordSet(packWords(words, bits));
  expect(words.filter((word) => !set.has(hash(word)))).toEqual([]);
  expect(others.filter((word) => set.has(hash(word))).length / others.length).toBeLessThan(most);
});

test.each([
  ["José", "JOSE"],
  ["O'Brien", "obrien"],
  ["O’Brien", "O'Brien"],
  ["Jean-Luc", "jeanluc"],
  ["Łukasz", "lukasz"],
  ["Nguyễn", "nguyen"],
  ["Jose\u0301", "José"],
])("%s and %s are one word", (one, other) => {
  expect(hash(one)).toBe(hash(other));
});

test("words of other scripts differ", () => {
  expect(new Set(["王伟", "伟王", "王", "오", "Иван", "ivan"].map(hash)).size).toBe(6);
});

test("the generated lists are those of the packages", () => {
  for (const [name, text] of Object.entries(generateNames()))
    expect(readFileSync(new URL(`../../../src/ner/lexicon/${name}`, import.meta.url), "utf8") === text, name).toBe(
      true,
    );
}, 30_000);
