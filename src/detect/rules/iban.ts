// IBANs: country, its length, and MOD 97, in one piece or in groups of four. Upper case only: in lower case the shape is that
// of ordinary identifiers.

import { NUMBER_ANCHORS } from "../build/anchor.ts";
import { caption } from "../build/caption.ts";
import { DIGIT, UPPER, UPPER_ALNUM, WORD } from "../charset.ts";
import { IBAN_LENGTH, mod97 } from "../check/mod97.ts";
import type { Rule, Scan } from "../rule.ts";

const SPACE = 0x20;
const MINUS = 0x2d;
/** Length of the longest account number. */
const LONGEST = 34;

const ibanCaption = caption([
  "iban",
  "iban no",
  "account",
  "konto",
  "kontonummer",
  "bankverbindung",
  "compte",
  "cuenta",
  "conto",
]);

const iban: Rule = {
  id: "iban",
  kind: "IBAN",
  description: "international bank account number (ISO 13616, SWIFT registry lengths, MOD 97-10)",
  tier: "proof",
  confidence: 0.98,
  // Every account has a run of eight digits, or two groups of them: no shape of its own, whose letters would let the states
  // of the automaton multiply.
  anchors: NUMBER_ANCHORS.slice(0, 2),
  examples: {
    yes: [
      "IBAN «DE89 3704 0044 0532 0130 00».",
      "账户«GB82WEST12345698765432»，",
      '{"iban":"«NO9386011117947»"}',
      "IBAN: «DE89370400440532013001»",
    ],
    no: [
      { text: "DE89370400440532013001", why: "the checksum fails and no caption vouches for it" },
      { text: "GB82WEST123456987654321", why: "too long for its country" },
      { text: "build AE070331234567890123456x DE89ABC", why: "it goes on, or is too short" },
    ],
  },
  find(scan: Scan, hit: number): void {
    const { bytes, lo, hi } = scan;
    const at = headBefore(bytes, lo, hit);
    if (at < 0 || (at > lo && WORD[bytes[at - 1] as number] === 1)) return;
    const third = at + 4 < hi ? (bytes[at + 4] as number) : 0;
    if (UPPER_ALNUM[third] === 0 && third !== SPACE && third !== MINUS) return;
    const country = bytes.toString("latin1", at, at + 2);
    const length = IBAN_LENGTH.get(country);
    if (length === undefined) return;
    const separator = UPPER_ALNUM[third] === 1 ? 0 : third;
    let text = "";
    let i = at;
    while (i < hi && text.length < length) {
      const byte = bytes[i] as number;
      if (UPPER_ALNUM[byte] === 1) text += String.fromCharCode(byte);
      else if (separator === 0 || byte !== separator || text.length % 4 !== 0 || bytes[i - 1] === separator) return;
      i++;
    }
    if (text.length < length || (i < hi && WORD[bytes[i] as number] === 1)) return;
    if (mod97(text)) scan.add(iban, at, i, iban.confidence, "passed");
    else scan.add(iban, at, i, ibanCaption(bytes, lo, at) ? 0.6 : 0.15, "failed");
  },
};

/** Start of the country code of the account that a hit may belong to, in its own run or groups of four before; -1 without. */
function headBefore(bytes: Uint8Array, lo: number, hit: number): number {
  let i = hit;
  const least = Math.max(lo, hit - LONGEST);
  while (i > least && UPPER_ALNUM[bytes[i - 1] as number] === 1) i--;
  for (let groups = 0; groups < LONGEST / 4; groups++) {
    if (isHead(bytes, i)) return i;
    const separator = i > lo ? (bytes[i - 1] as number) : 0;
    if ((separator !== SPACE && separator !== MINUS) || i - 5 < lo) return -1;
    for (let k = i - 5; k < i - 1; k++) if (UPPER_ALNUM[bytes[k] as number] === 0) return -1;
    i -= 5;
  }
  return -1;
}

function isHead(bytes: Uint8Array, at: number): boolean {
  return (
    UPPER[bytes[at] as number] === 1 &&
    UPPER[bytes[at + 1] as number] === 1 &&
    DIGIT[bytes[at + 2] as number] === 1 &&
    DIGIT[bytes[at + 3] as number] === 1
  );
}

export const ibanRules: readonly Rule[] = [iban];
