// Telephone numbers by their own form: Chinese mobile and landline numbers, the North American plan, trunk forms of other
// countries, and everything behind a plus. Numbers that only a caption gives away are in phone-captioned.ts.

import { literal } from "../build/anchor.ts";
import { caption } from "../build/caption.ts";
import { type NumberMatch, number } from "../build/number.ts";
import { PHONE_WORDS } from "../build/phone-caption.ts";
import { isPartOfName, namedByMachine } from "../build/surroundings.ts";
import { charset, DIGIT, runEnd, WORD } from "../charset.ts";
import { callingCode } from "../check/calling-code.ts";
import type { Rule, Scan } from "../rule.ts";

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;

const phoneCaption = caption(PHONE_WORDS);

/** Joined by a dash or dot to further digits: a date, a version, a serial. */
function isChained(match: NumberMatch): boolean {
  return (
    match.joinedBefore === MINUS ||
    match.joinedAfter === MINUS ||
    match.joinedBefore === DOT ||
    match.joinedAfter === DOT
  );
}

const chineseMobile = number({
  id: "phone-cn-mobile",
  kind: "PHONE",
  description: "Chinese mobile number, with +86, 86 or 0086",
  shapes: ["11", "3-4-4", "3-8", "7-4", "2-11", "4-11", "13", "15", "2-3-4-4", "4-3-4-4"],
  confidence: 0.8,
  get examples() {
    return {
      yes: [
        "电话«13812345678»，或«138 1234 5678»",
        "call «186-1234-5678» now",
        "手机：«0086 18912345678»，«86 189-1234-5678»",
        "«+86-186-1234-5678»",
        '{"mobile":"«8613812345678»"}',
        "北京店-«13604770960»",
        "联系 «138.1234.5678»",
        "GET /users/«13812345678»/orders",
        "«138.1234.5678», «138-1234 5678»",
      ],
      no: [
        { text: "12812345678 1381234567 138123456789", why: "no mobile prefix or a wrong length" },
        { text: "offset=13812345678 order_id: 13812345678", why: "the name says that it counts or identifies" },
        { text: "node-13812345678 13812345678.log 0.13812345678", why: "it is part of a name or a fraction" },
        { text: "a13812345678 13812345678b", why: "letters touch it" },
        { text: "42 1381234 5678 90", why: "two numbers of a table" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, before, separator } = match;
    let prefix = 0;
    if (digits.length === 13 && digits.startsWith("86")) prefix = 2;
    else if (digits.length === 15 && digits.startsWith("0086")) prefix = 4;
    else if (digits.length !== 11) return null;
    if (digits.charCodeAt(prefix) !== 0x31 || digits.charCodeAt(prefix + 1) < 0x33 || digits.endsWith("X")) return null;
    // Mixed separators do where the groups are the usual ones; dots only around three groups: other shapes are versions.
    if (separator === DOT && match.groups !== 3) return null;
    if (separator === -1 && prefix === 0 && (match.groups !== 3 || holdsAny(scan.bytes, match))) return null;
    const { bytes, lo, hi } = scan;
    if (before === PLUS) return prefix === 2 ? { confidence: 0.95, check: "none", start: match.start - 1 } : null;
    if (phoneCaption(bytes, lo, match.start)) return { confidence: 0.95, check: "none" };
    if (isChained(match) || before === DOT) return null;
    // `1746810 3181` are two numbers of a table.
    if (match.groups === 2 && separator === SPACE && runEnd(bytes, match.start, match.end, DIGIT) - match.start === 7)
      return null;
    if (isPartOfName(match, bytes, lo, hi)) {
      // A segment of a path is often the account that it is about.
      return before === SLASH ? { confidence: 0.5, check: "none" } : null;
    }
    if (match.groups === 1 && namedByMachine(bytes, lo, match.start)) return { confidence: 0.35, check: "none" };
    if (prefix === 2 && match.groups === 1) return { confidence: 0.45, check: "none" };
    return { confidence: match.groups > 1 ? 0.7 : 0.75, check: "none" };
  },
});

/** A bracket, or a dot beside another separator. */
function holdsAny(bytes: Uint8Array, { start, end }: NumberMatch): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === CLOSE || bytes[i] === DOT) return true;
  return false;
}

const chineseLandline = number({
  id: "phone-cn-landline",
  kind: "PHONE",
  description: "Chinese landline with area code, or a 400 or 800 service number",
  shapes: [
    "3-8",
    "4-7",
    "4-8",
    "3-4-4",
    "4-4-4",
    "4-3-4",
    "3-3-4",
    "3-4-3",
    "3-8-3",
    "3-8-4",
    "4-8-3",
    "4-8-4",
    "4-7-3",
    "4-7-4",
    "10",
  ],
  confidence: 0.7,
  get examples() {
    return {
      yes: [
        "电话:«010-65980408-8001» 传真:«021-68804868»",
        "客服«400-810-8888»或«400-8108-888»，座机(«0571»)88888888".replace("(«0571»)88888888", "«(0571)88888888»"),
        "«0755-26991234»",
      ],
      no: [
        { text: "010-12345678 0755-16991234", why: "no exchange begins with 0 or 1" },
        { text: "0312-20261120-88 x-010-65980408", why: "it is part of a longer chain" },
        { text: "4008108888 seq 400 810 8888", why: "without dashes a caption is needed" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, separator, groups } = match;
    if (separator === DOT || digits.endsWith("X")) return null;
    const { bytes, lo, hi } = scan;
    if (digits.length === 10 && (digits.startsWith("400") || digits.startsWith("800"))) {
      if (separator === MINUS && groups === 3) {
        if (isChained(match) || isPartOfName(match, bytes, lo, hi)) return null;
        return { confidence: digits.startsWith("400") ? 0.7 : 0.6, check: "none" };
      }
      return phoneCaption(bytes, lo, match.start) ? { confidence: 0.85, check: "none" } : null;
    }
    if (groups === 1 || digits.charCodeAt(0) !== 0x30) return null;
    const three = digits[1] === "1" ? digits[2] === "0" : digits[1] === "2";
    const area = three ? 3 : 4;
    if (!three && (digits.charCodeAt(1) < 0x33 || digits.charCodeAt(1) > 0x39)) return null;
    const exchange = digits.charCodeAt(area) - 0x30;
    const length = digits.length - area;
    if (exchange < 2 || exchange > 8 || length < 7 || (three && length === 7)) return null;
    if (isChained(match)) return null;
    const start = match.before === OPEN && separator === -1 ? match.start - 1 : match.start;
    if (phoneCaption(bytes, lo, start)) return { confidence: 0.9, check: "none", start };
    if (isPartOfName(match, bytes, lo, hi)) return null;
    return { confidence: separator === MINUS || start < match.start ? 0.6 : 0.35, check: "none", start };
  },
});

const northAmerican = number({
  id: "phone-north-america",
  kind: "PHONE",
  description: "number of the North American plan (area and exchange begin with 2 to 9)",
  shapes: ["3-3-4", "1-3-3-4", "10", "11"],
  confidence: 0.8,
  get examples() {
    return {
      yes: [
        "call «(415) 555-2671» or «415-555-2671», «415.555.2671»",
        "toll free «1-800-555-6666», «1 (877) 609-2233»",
        "phone: «4155552671», _: «(415)555-0132»",
        "OFFICE - «1(516)733-3989»",
      ],
      no: [
        { text: "115-555-2671 415-155-2671", why: "area and exchange cannot begin with 1" },
        { text: "2026-415-555-2671 415-555-2671-8 a-415-555-2671", why: "it is part of a longer chain" },
        { text: "id 4155552671 at 1763640000", why: "ten digits need a caption" },
        { text: "415.555.2671.3 0.415.555.2671", why: "it is a version" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, separator, groups } = match;
    if (digits.endsWith("X")) return null;
    const at = digits.length - 10;
    if (at === 1 && digits.charCodeAt(0) !== 0x31) return null;
    if (digits.charCodeAt(at) < 0x32 || digits.charCodeAt(at + 3) < 0x32 || digits[at + 1] === "9") return null;
    if (match.before === PLUS) return null;
    const { bytes, lo, hi } = scan;
    const start = bracketStart(bytes, lo, match);
    const bracket = start < match.start;
    if (groups > 1 && isChained(match)) return null;
    if (groups === 1 && (match.joinedBefore !== 0 || match.joinedAfter === DOT || match.joinedAfter === MINUS))
      return null;
    if (phoneCaption(bytes, lo, start)) return { confidence: groups === 1 ? 0.8 : 0.95, check: "none", start };
    if (groups === 1) return { confidence: 0.15, check: "none" };
    if (bracket) return { confidence: 0.85, check: "none", start };
    if (separator === -1 || isPartOfName(match, bytes, lo, hi)) return null;
    if (separator === SPACE)
      return { confidence: match.joinedBefore === 0 && match.joinedAfter === 0 ? 0.5 : 0.3, check: "none" };
    return { confidence: separator === MINUS ? 0.75 : 0.65, check: "none" };
  },
});

/** Start with the bracket of an area code and a leading 1: `(415) …`, `1 (415) …`, `1(415)…`. */
function bracketStart(bytes: Uint8Array, lo: number, match: NumberMatch): number {
  let at = match.start;
  if (match.before !== OPEN || match.groups < 3) return at;
  at--;
  let one = at - 1;
  if (one > lo && (bytes[one] === SPACE || bytes[one] === MINUS)) one--;
  if (one >= lo && bytes[one] === 0x31 && (one === lo || WORD[bytes[one - 1] as number] === 0)) at = one;
  return at;
}

const trunk = number({
  id: "phone-trunk",
  kind: "PHONE",
  description: "national number with a trunk zero: Japan, United Kingdom, France, Germany and others",
  shapes: [
    ...["3-4-4", "2-4-4", "4-2-4", "3-3-4", "5-6", "5-3-3", "4-3-4", "4-7", "4-3-3", "4-8", "11", "10"],
    ...["4-3-2-2", "3-3-2-2", "3-3-3", "2-3-3"],
  ],
  confidence: 0.6,
  get examples() {
    return {
      yes: [
        "携帯«090-1234-5678»",
        "mobile «07700 900873»",
        "or «0917-123-4567» in Manila",
        "Tel: «0161-123-4567»",
        "ara «0312 555 45 67»",
      ],
      no: [
        { text: "07700900873 0123456789", why: "one run of digits needs a caption" },
        { text: "00-1234-5678 000-123-4567", why: "no area code begins with two zeros" },
        { text: "0917-123-4567-1 a.0917-123-4567", why: "it is part of a longer chain" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, separator, groups } = match;
    if (digits.charCodeAt(0) !== 0x30 || digits.charCodeAt(1) === 0x30 || separator < 0 || digits.endsWith("X"))
      return null;
    if (separator === DOT || isChained(match)) return null;
    const { bytes, lo, hi } = scan;
    if (phoneCaption(bytes, lo, match.start)) return { confidence: 0.85, check: "none" };
    if (isPartOfName(match, bytes, lo, hi) || match.joinedBefore !== 0 || match.joinedAfter !== 0) return null;
    if (groups === 1) return { confidence: 0.2, check: "none" };
    // 0312 123 45 67 is written so in Turkey and nowhere else.
    if (groups === 4 && digits.length === 11) return { confidence: 0.55, check: "none" };
    if (digits.length < 10) return { confidence: 0.3, check: "none" };
    if (separator === MINUS) return { confidence: groups > 2 ? 0.6 : 0.4, check: "none" };
    return { confidence: digits[1] === "7" && groups === 2 && digits.length === 11 ? 0.55 : 0.35, check: "none" };
  },
});

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
  const trunk = !country.zero && dialled[country.code] === ZERO && count > country.code ? 1 : 0;
  const rest = count - country.code - trunk;
  if (rest < country.least || rest > country.most) return false;
  if (country.first > 0 && ((country.first >> ((dialled[country.code + trunk] as number) - ZERO)) & 1) === 0)
    return false;
  if (dialled[0] === 0x31) return (dialled[1] as number) >= 0x32 && (dialled[4] as number) >= 0x32;
  return true;
}

/**
 * Mobile numbers of eleven digits with their trunk zero, in one run: Philippines 09, United Kingdom 07, Pakistan 03, Korea 010, Japan
 * and Nigeria 070, 080, 090, Nigeria 081, 091. Ordinary numbers have no leading zero.
 */
const NATIONAL_MOBILE = /^0(?:9\d|7[1-9]|3[0-4]|10(?=[2-9])|[78]0(?=[1-9])|81)\d{8}$/;

const nationalMobile = number({
  id: "phone-mobile-national",
  kind: "PHONE",
  description: "mobile number of eleven digits with a trunk zero, in one run: Philippines, United Kingdom and others",
  shapes: ["11"],
  confidence: 0.55,
  get examples() {
    return {
      yes: ["«09171234567»", "sms «07700900873» sent", '{"to":"«08031234567»"}', "연락 «01023456789»"],
      no: [
        { text: "00012345678 04412345678", why: "a padded number, no such prefix" },
        { text: "id=09171234567 order: 07700900873", why: "the name says that it identifies something else" },
        { text: "0.09171234567 a-09171234567 09171234567-1", why: "a fraction, or part of a name" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, before } = match;
    if (!NATIONAL_MOBILE.test(digits) || isChained(match) || before === DOT || before === PLUS) return null;
    const { bytes, lo, hi } = scan;
    if (phoneCaption(bytes, lo, match.start)) return { confidence: 0.9, check: "none" };
    if (match.joinedBefore !== 0 || match.joinedAfter !== 0 || isPartOfName(match, bytes, lo, hi)) return null;
    return { confidence: namedByMachine(bytes, lo, match.start) ? 0.3 : 0.55, check: "none" };
  },
});

export const phoneRules: readonly Rule[] = [
  chineseMobile,
  chineseLandline,
  northAmerican,
  trunk,
  nationalMobile,
  international,
];
