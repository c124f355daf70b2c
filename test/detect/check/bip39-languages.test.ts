// The packed word lists against those of the reference implementation, and its phrases as oracle.

import { readFileSync } from "node:fs";
import { entropyToMnemonic } from "@scure/bip39";
import { wordlist as czech } from "@scure/bip39/wordlists/czech.js";
import { wordlist as french } from "@scure/bip39/wordlists/french.js";
import { wordlist as italian } from "@scure/bip39/wordlists/italian.js";
import { wordlist as japanese } from "@scure/bip39/wordlists/japanese.js";
import { wordlist as korean } from "@scure/bip39/wordlists/korean.js";
import { wordlist as portuguese } from "@scure/bip39/wordlists/portuguese.js";
import { wordlist as simplified } from "@scure/bip39/wordlists/simplified-chinese.js";
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js";
import { wordlist as traditional } from "@scure/bip39/wordlists/traditional-chinese.js";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { generateWords } from "../../../scripts/words.js";
import { endsInChecksum } from "../../../src/detect/check/bip39.ts";
import { type Script, wordValues } from "../../../src/detect/check/bip39-languages.ts";

const LISTS: readonly (readonly [string, Script, readonly string[]])[] = [
  ["Spanish", "latin", spanish],
  ["French", "latin", french],
  ["Italian", "latin", italian],
  ["Portuguese", "latin", portuguese],
  ["Czech", "latin", czech],
  ["Japanese", "japanese", japanese],
  ["Korean", "korean", korean],
  ["simplified Chinese", "chinese", simplified],
  ["traditional Chinese", "chinese", traditional],
];

test("the generated file is up to date", async () => {
  const file = new URL("../../../src/detect/check/bip39-lists.gen.ts", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(await generateWords());
});

test("beginnings of the Latin lists are known: those asked first, which are looked for in a text, and those from the table", async () => {
  const latin = LISTS.filter(([, script]) => script === "latin");
  const plain = (word: string) => word.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const bits = new Map<string, number>();
  for (const [n, [, , words]] of latin.entries())
    for (const word of words) {
      const key = plain(word).slice(0, 3);
      bits.set(key, (bits.get(key) ?? 0) | (1 << n));
    }
  const asked = [...bits.keys(), "aaa", "zzz", "xyz", "qqq", "a1b", "tak", "THE"];
  for (let i = 0; i < asked.length; i += 499) {
    vi.resetModules();
    const { latinLists } = await import("../../../src/detect/check/bip39-languages.ts");
    for (const text of [...asked.slice(i, i + 60), ...asked])
      expect(latinLists(Buffer.from(text), 0), text).toBe(bits.get(text.toLowerCase()) ?? 0);
  }
});

describe.each(LISTS)("%s", (_, script, list) => {
  test("the list is that of the standard, in any form of Unicode", () => {
    for (const form of ["NFC", "NFD", "NFKC", "NFKD"] as const) {
      const values = wordValues(
        list.map((word) => word.normalize(form)),
        script,
      );
      expect(values).toContainEqual([...list.keys()]);
    }
  });

  test("phrases of the reference end in their checksum", () => {
    const entropy = fc.constantFrom(16, 20, 24, 28, 32).chain((n) => fc.uint8Array({ minLength: n, maxLength: n }));
    fc.assert(
      fc.property(entropy, (bytes) => {
        const words = entropyToMnemonic(bytes, list as string[]).split(/[ \u3000]/);
        expect(wordValues(words, script).some(endsInChecksum)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

test("words of no list have no values", () => {
  expect(wordValues(["closemask", "wallet"], "latin")).toEqual([]);
});
