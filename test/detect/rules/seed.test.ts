// Mnemonics without a label: how many of the possible ones are found, and what a text full of list words costs.

import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { expect, test } from "vitest";
import { createDetector } from "../../../src/detect/detector.ts";
import { seedRules } from "../../../src/detect/rules/seed.ts";

const detector = createDetector({ rules: seedRules });

function find(text: string): string[] {
  const bytes = Buffer.from(text);
  return detector
    .scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true })
    .spans.map((s) => bytes.toString("utf8", s.start, s.end));
}

test.each([16, 20, 24, 28, 32])("phrases of %i bytes of entropy are found without a label", (size) => {
  let state = size;
  let missed = 0;
  for (let n = 0; n < 500; n++) {
    const entropy = Uint8Array.from({ length: size }, () => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state >> 16;
    });
    const phrase = entropyToMnemonic(entropy, wordlist);
    if (find(`My wallet: "${phrase}"`)[0] !== phrase) missed++;
  }
  // One in 1,600 has no word that the anchors know; see the comment there.
  expect(missed).toBeLessThanOrEqual(2);
});

test("a text of nothing but list words is examined once, not once a word", () => {
  const text = "zebra abandon ".repeat(20_000);
  const before = performance.now();
  expect(find(text)).toBeDefined();
  // Takes 40 ms where it took a minute.
  expect(performance.now() - before).toBeLessThan(5000);
});
