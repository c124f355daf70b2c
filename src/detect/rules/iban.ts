// IBANs: country, its length, and MOD 97, in one piece or in groups of four. Upper case only: in lower case the shape is that
// of ordinary identifiers.

import { caption } from "../build/caption.ts";
import { charset, DIGIT, UPPER, UPPER_ALNUM, WORD } from "../charset.ts";
import { IBAN_LENGTH, mod97 } from "../check/mod97.ts";
import type { Rule, Scan } from "../rule.ts";

const SPACE = 0x20;
const MINUS = 0x2d;

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
  anchors: [[UPPER, UPPER, DIGIT, DIGIT, charset("0-9A-Z -")]],
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
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    if (at > lo && WORD[bytes[at - 1] as number] === 1) return;
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

export const ibanRules: readonly Rule[] = [iban];
