// Phrases of every language of BIP-39, made by the reference implementation, in several carriers and forms of Unicode.

import { hash } from "node:crypto";
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
import { describe, expect, test } from "vitest";
import { createDetector } from "../../../src/detect/detector.ts";
import { seedRules } from "../../../src/detect/rules/seed.ts";
import { seedLanguageRules } from "../../../src/detect/rules/seed-languages.ts";

const detector = createDetector({ rules: [...seedRules, ...seedLanguageRules], level: "balanced" });

function isCovered(before: string, value: string, after: string): boolean {
  const bytes = Buffer.from(before + value + after);
  const { length } = bytes;
  const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
  const start = Buffer.byteLength(before);
  const end = start + Buffer.byteLength(value);
  return spans.some((span) => span.start <= start && span.end >= end && span.end <= end + Buffer.byteLength(after));
}

/** Phrases of all sizes, decided by their number. */
function phrases(list: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    entropyToMnemonic(
      hash("sha256", Uint8Array.of(i), "buffer").subarray(0, 16 + 4 * (i % 5)),
      list as string[],
    ).normalize(i % 2 === 0 ? "NFC" : "NFD"),
  );
}

describe.each([
  ["Spanish", spanish],
  ["French", french],
  ["Italian", italian],
  ["Portuguese", portuguese],
  ["Czech", czech],
  ["Japanese", japanese],
  ["Korean", korean],
  ["simplified Chinese", simplified],
  ["traditional Chinese", traditional],
])("%s", (language, list) => {
  test("behind a label", () => {
    for (const phrase of phrases(list, 40)) {
      expect(isCovered("mnemonic: ", phrase, "\n")).toBe(true);
      expect(isCovered("助记词：", phrase, "。")).toBe(true);
      expect(isCovered('"seed_phrase":"', phrase, '"')).toBe(true);
    }
  });

  test("without a label, where the checksum holds, but for Korean", () => {
    const all = phrases(list, 100);
    const found = all.filter((phrase) => isCovered("x: ", phrase, ", y"));
    // Korean prose is words with spaces as well: anchors of its own would be too frequent.
    if (language === "Korean") expect(found).toEqual([]);
    else expect(found.length / all.length).toBeGreaterThan(0.95);
  });
});
