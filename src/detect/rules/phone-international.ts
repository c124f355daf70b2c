// Telephone numbers behind a plus (ITU-T E.164), judged by the lengths and first digits of their country.

import { literal } from "../build/anchor.ts";
import { charset, DIGIT, runEnd, WORD } from "../charset.ts";
import { callingCode } from "../check/calling-code.ts";
import { fitsPlan, NO_TRUNK } from "../check/phone-plan.ts";
import type { Rule, Scan } from "../rule.ts";

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;

const international: Rule = {
  id: "phone-international",
  kind: "PHONE",
  description: "number behind a plus with a calling code and a plausible length (ITU-T E.164)",
  tier: "form",
  confidence: 0.85,
  get anchors() {
    return [
      [...literal("+"), charset("1-9"), DIGIT],
      [...literal("+1"), ...literal(" ")],
      [...literal("+1"), ...literal("-")],
      [...literal("+1"), ...literal("(")],
      [...literal("+1"), ...literal(".")],
      [...literal("+1"), ...literal(")")],
      [...literal("+7"), ...literal(")")],
      [...literal("+7"), ...literal(" ")],
      [...literal("+7"), ...literal("(")],
      [...literal("+7"), ...literal("-")],
    ];
  },
  get examples() {
    return {
      yes: [
        "Telefon: «+49 171 1234567», «+44 (0)7123 129683»",
        "«(+55)1537027523» or «(+1) 415-555-2671» or «+1 (415) 555-2671» or «+1-415-555-2671».",
        "打«+8613812345678»、«+86 10 59081185»、«+86-0755-26991234»",
        "«+33 (0)4 64 04 62 70», «+45 12-34-56-78»",
        "sms to «+12025550123»: code",
      ],
      no: [
        { text: "12:00:00 +0000 +02:00 UTC+8 +123", why: "an offset of a time zone" },
        { text: "45+31-339243873 a+4917112345678 1.5e+1234567890", why: "a sum or an exponent" },
        { text: "+4412 +1234567890123456 +999123456789", why: "too short, too long, no such country" },
        { text: "+35236450.6", why: "a fraction with its sign" },
        { text: "+1 1763640000 +10000000000", why: "area codes of the North American plan begin with 2 to 9" },
        { text: "+36 20 123 456 +971 51 123 4567", why: "too short for a mobile number, no such prefix" },
        { text: "+97301234567", why: "Bahrain has no trunk zero" },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const before = at > lo ? (bytes[at - 1] as number) : 0;
    if (WORD[before] === 1 || before === PLUS || before === CLOSE) return;
    const end = internationalEnd(bytes, at + 1, hi);
    if (end < 0 || isFraction(bytes, at, end)) return;
    const start = before === OPEN && closes(bytes, at, end) ? at - 1 : at;
    scan.add(international, start, end, international.confidence, "none");
  },
};

/** `+35236450.6` is a number with a sign. */
function isFraction(bytes: Uint8Array, at: number, end: number): boolean {
  const dot = runEnd(bytes, at + 1, end, DIGIT);
  return bytes[dot] === DOT && end - dot <= 3 && runEnd(bytes, dot + 1, end, DIGIT) === end;
}

/** True when the bracket before the plus is closed inside the number: `(+55)1537027523`. */
function closes(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if (bytes[i] === OPEN) return false;
    if (bytes[i] === CLOSE) return true;
  }
  return false;
}

const DIGITS_MAX = 15;

/** The digits that are dialled, and how many. */
const dialled = new Uint8Array(2 * DIGITS_MAX + 2);
let count = 0;

/** End of the number whose calling code begins at `from`, or -1. Takes as many groups as its country allows. */
function internationalEnd(bytes: Uint8Array, from: number, hi: number): number {
  count = 0;
  let best = -1;
  let i = from;
  while (count <= DIGITS_MAX) {
    const start = i;
    i = runEnd(bytes, start, Math.min(hi, start + DIGITS_MAX + 1), DIGIT);
    if (i === start) break;
    // A trunk zero in brackets is written but not dialled.
    if (!(i - start === 1 && bytes[start] === ZERO && bytes[start - 1] === OPEN && bytes[i] === CLOSE))
      for (let k = start; k < i; k++) dialled[count++] = bytes[k] as number;
    if ((i >= hi || WORD[bytes[i] as number] === 0 || isExtension(bytes, i, hi)) && isDialled()) best = i;
    const gap = gapEnd(bytes, i, hi);
    if (gap < 0) break;
    i = gap;
  }
  return best;
}

function isExtension(bytes: Uint8Array, at: number, hi: number): boolean {
  return ((bytes[at] as number) | 0x20) === 0x78 && at + 1 < hi && DIGIT[bytes[at + 1] as number] === 1;
}

/** Start of the next group behind at most two separators, brackets closed or opened once; -1 where there is none. */
function gapEnd(bytes: Uint8Array, at: number, hi: number): number {
  for (let i = at; i < hi && i - at <= 3; i++) {
    const byte = bytes[i] as number;
    if (DIGIT[byte] === 1) return i > at ? i : -1;
    if (byte !== SPACE && byte !== MINUS && byte !== DOT && byte !== OPEN && byte !== CLOSE) return -1;
    if (i > at && byte === bytes[i - 1]) return -1;
  }
  return -1;
}

function isDialled(): boolean {
  const country = callingCode(dialled, count);
  if (country === null) return false;
  // Some write the trunk zero all the same: it is none of the national number's digits.
  const slip = dialled[country.code] === ZERO && !country.zero && count > country.code;
  const from = country.code + (slip ? 1 : 0);
  if (count - from < country.least || count - from > country.most) return false;
  if (country.first > 0 && ((country.first >> ((dialled[from] as number) - ZERO)) & 1) === 0) return false;
  if (dialled[0] === 0x31) return (dialled[1] as number) >= 0x32 && (dialled[4] as number) >= 0x32;
  const code = codeOf(country.code);
  if (slip && NO_TRUNK.has(code)) return false;
  // A number that counts up is made up, and masked like one that is not.
  return fitsPlan(code, dialled, from, count) || countsUp(from);
}

function countsUp(from: number): boolean {
  for (let i = 0; i < 5; i++) if (from + i >= count || dialled[from + i] !== 0x31 + i) return false;
  return true;
}

/** The calling code itself, of so many digits. */
function codeOf(length: number): number {
  let code = 0;
  for (let i = 0; i < length; i++) code = code * 10 + (dialled[i] as number) - ZERO;
  return code;
}

export const phoneInternationalRules: readonly Rule[] = [international];
