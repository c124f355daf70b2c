// The published vectors of BIP-39, and the reference implementation as oracle.

import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { wordlist as simplified } from "@scure/bip39/wordlists/simplified-chinese.js";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { beginning, isChineseWord, isMnemonic, wordValue } from "../../../src/detect/check/bip39.ts";

describe("word lists", () => {
  test("are those of the standard", () => {
    expect(wordlist.map((word) => wordValue(word))).toEqual([...wordlist.keys()]);
    expect(simplified.every(isChineseWord)).toBe(true);
    expect(wordValue("closemask")).toBeUndefined();
    expect(isChineseWord("囧")).toBe(false);
  });
});

test("beginnings of list words are known: those asked first, which are looked for in the text, and those from the table", async () => {
  const codeOf = (text: string) => beginning(Buffer.from(text), 0, text.length);
  const codes = new Set(wordlist.map(codeOf));
  const others = ["ab", "bac", "ban", "zzz", "acti", "acts", "cta", "oo z", "ab{c", "\0\0\0\0", "ABAN", "abo"];
  const asked = [...wordlist, ...others];
  for (let i = 0; i < asked.length; i += 997) {
    vi.resetModules();
    const { beginsAsWord } = await import("../../../src/detect/check/bip39.ts");
    for (const text of [...asked.slice(i, i + 40), ...others, ...asked])
      expect(beginsAsWord(codeOf(text)), text).toBe(codes.has(codeOf(text)));
  }
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
