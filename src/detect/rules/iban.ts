// IBANs: country, its length, and MOD 97, in one piece or in groups of four. In lower case the shape is that of ordinary
// identifiers, so a caption must stand before it.

import { NUMBER_ANCHORS } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { caption } from "../build/caption.ts";
import { latin1 } from "../build/context.ts";
import { type Charset, DIGIT, LOWER, LOWER_ALNUM, runStart, UPPER, UPPER_ALNUM, WORD } from "../charset.ts";
import { fitsBank, IBAN_LENGTH, mod97 } from "../check/mod97.ts";
import { pairsOf } from "../gate.ts";
import type { Rule, Scan } from "../rule.ts";

const SPACE = 0x20;
const MINUS = 0x2d;
/** Length of the longest account number. */
const LONGEST = 34;

const ibanCaption = caption([
  "iban",
  "iban no",
  "iban账号",
  "iban账户",
  "iban口座",
  "account",
  "konto",
  "kontonummer",
  "bankverbindung",
  "compte",
  "cuenta",
  "conta",
  "conto",
  "rekening",
  "rekeningnummer",
  "numer konta",
  "银行账号",
  "银行账户",
  "银行帐号",
  "銀行帳號",
  "国际银行账号",
  "口座番号",
  "계좌번호",
]);

const iban: Rule = {
  id: "iban",
  kind: "IBAN",
  description: "international bank account number (ISO 13616, SWIFT registry lengths, MOD 97-10)",
  tier: "proof",
  confidence: 0.98,
  // Every account has a run of eight digits, or two groups of them: no shape of its own, whose letters would let the states
  // of the automaton multiply.
  get anchors() {
    return NUMBER_ANCHORS.slice(0, 2);
  },
  gateFor: () => [[{ op: "head", pairs: pairsOf(IBAN_LENGTH.keys()) }]],
  get examples() {
    return {
      yes: [
        "IBAN «DE89 3704 0044 0532 0130 00».",
        "账户«GB82WEST12345698765432»，",
        '{"iban":"«NO9386011117947»"}',
        String.raw`{"text":"to\n«NO9386011117947»\tnow"}`,
        "IBAN: «DE89370400440532013001»",
        "to «MD24 AG00 0225 1000 1310 4168» today",
        "iban: «de89370400440532013000», IBAN是«gb82 west 1234 5698 7654 32»",
      ],
      no: [
        { text: "DE89370400440532013001", why: "the checksum fails and no caption vouches for it" },
        { text: "de89370400440532013000", why: "without a caption small letters are an identifier" },
        { text: "IBAN: DE00000000000000000000", why: "a blank" },
        { text: "PS072435171802145240705922007", why: "no bank of its state is written so" },
        { text: "GB82WEST123456987654321", why: "too long for its country" },
        { text: "build AE070331234567890123456x DE89ABC", why: "it goes on, or is too short" },
      ],
    };
  },
  find(scan: Scan, hit: number): void {
    if (!findIn(scan, hit, UPPER, UPPER_ALNUM)) findIn(scan, hit, LOWER, LOWER_ALNUM);
  },
};

/** Looks for the account number around a run of digits, in letters of one case; false when there is none. */
function findIn(scan: Scan, hit: number, letters: Charset, alnum: Charset): boolean {
  const { bytes, lo } = scan;
  let at = hit;
  const least = Math.max(lo, hit - LONGEST);
  while (at > least && alnum[bytes[at - 1] as number] === 1) at--;
  // The country may stand in a group before, and a bank's letters may look like one: MD24 AG00 0225 1000 1310 4168.
  let failed = -1;
  let failedEnd = -1;
  for (let groups = 0; groups < LONGEST / 4; groups++) {
    const end = isHead(bytes, at, letters) ? accountEnd(scan, at, alnum) : -1;
    if (end > 0) {
      const text = compact(bytes, at, end);
      if (mod97(text) && fitsBank(text)) {
        const sure = letters === UPPER || ibanCaption(bytes, lo, at);
        scan.add(iban, at, end, sure ? iban.confidence : 0.3, "passed");
        return true;
      }
      failed = at;
      failedEnd = end;
    }
    const separator = at > lo ? (bytes[at - 1] as number) : 0;
    if ((separator !== SPACE && separator !== MINUS) || at - 5 < lo) break;
    if (runStart(bytes, at - 5, at - 1, alnum) > at - 5) break;
    at -= 5;
  }
  if (failed < 0 || BLANK.test(compact(bytes, failed, failedEnd))) return false;
  scan.add(iban, failed, failedEnd, ibanCaption(bytes, lo, failed) ? 0.6 : 0.15, "failed");
  return true;
}

/** A country and zeros: a form to be filled in. */
const BLANK = /^[A-Z]{2}(\d)\1+$/;

/** End of the account number at `at` when its length fits its country, in one run or in groups of four; else -1. */
function accountEnd(scan: Scan, at: number, alnum: Charset): number {
  const { bytes, lo, hi } = scan;
  if (at + 4 >= hi || !startsAt(bytes, lo, at)) return -1;
  const length = IBAN_LENGTH.get(latin1(bytes, at, at + 2).toUpperCase());
  if (length === undefined) return -1;
  const fifth = bytes[at + 4] as number;
  const separator = alnum[fifth] === 1 ? 0 : fifth;
  if (separator !== 0 && separator !== SPACE && separator !== MINUS) return -1;
  let count = 0;
  let i = at;
  for (; i < hi && count < length; i++) {
    const byte = bytes[i] as number;
    if (alnum[byte] === 1) count++;
    else if (separator === 0 || byte !== separator || count % 4 !== 0 || bytes[i - 1] === separator) return -1;
  }
  return count < length || (i < hi && WORD[bytes[i] as number] === 1) ? -1 : i;
}

function compact(bytes: Buffer, from: number, to: number): string {
  return latin1(bytes, from, to).replace(/[ -]/g, "").toUpperCase();
}

function isHead(bytes: Uint8Array, at: number, letters: Charset): boolean {
  return (
    letters[bytes[at] as number] === 1 &&
    letters[bytes[at + 1] as number] === 1 &&
    DIGIT[bytes[at + 2] as number] === 1 &&
    DIGIT[bytes[at + 3] as number] === 1
  );
}

export const ibanRules: readonly Rule[] = [iban];
