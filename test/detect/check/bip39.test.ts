// The published vectors of BIP-39, and the reference implementation as oracle.

import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { wordlist as simplified } from "@scure/bip39/wordlists/simplified-chinese.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isChineseWord, isMnemonic, wordValue } from "../../../src/detect/check/bip39.ts";

describe("word lists", () => {
  test("are those of the standard", () => {
    expect(wordlist.map((word) => wordValue(word))).toEqual([...wordlist.keys()]);
    expect(simplified.every(isChineseWord)).toBe(true);
    expect(wordValue("closemask")).toBeUndefined();
    expect(isChineseWord("囧")).toBe(false);
  });
});

describe("isMnemonic", () => {
  test.each([
    ["zero entropy", `${"abandon ".repeat(11)}about`, true],
    ["all ones", `${"zoo ".repeat(11)}wrong`, true],
    ["24 words", `${"abandon ".repeat(23)}art`, true],
    ["a wrong last word", `${"abandon ".repeat(11)}zoo`, false],
    ["thirteen words", `${"abandon ".repeat(12)}about`, false],
    ["a word of no list", `${"abandon ".repeat(11)}closemask`, false],
  ])("%s", (_, phrase, expected) => {
    expect(isMnemonic(phrase.split(" "))).toBe(expected);
  });

  test("agrees with the reference for any entropy", () => {
    const entropy = fc.constantFrom(16, 20, 24, 28, 32).chain((n) => fc.uint8Array({ minLength: n, maxLength: n }));
    fc.assert(
      fc.property(entropy, (bytes) => {
        expect(isMnemonic(entropyToMnemonic(bytes, wordlist).split(" "))).toBe(true);
      }),
    );
  });
});
