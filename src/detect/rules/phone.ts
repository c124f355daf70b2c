// Telephone numbers by the form of their own country: the North American plan, trunk forms, mobile numbers with a trunk zero.
// China has a file of its own, and so has what stands behind a plus; what only a caption gives away is in phone-captioned.ts.

import { type NumberMatch, number } from "../build/number.ts";
import { phoneCaption } from "../build/phone-caption.ts";
import { isChained, isPartOfName, namedByMachine } from "../build/surroundings.ts";
import { DIGIT, WORD } from "../charset.ts";
import { isSequence } from "../check/digits.ts";
import { NEEDS } from "../needs.ts";
import type { Rule, Scan } from "../rule.ts";

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;
const MINUS = 0x2d;
const DOT = 0x2e;

const northAmerican = number({
  id: "phone-north-america",
  kind: "PHONE",
  description: "number of the North American plan (area and exchange begin with 2 to 9)",
  shapes: ["3-3-4", "1-3-3-4", "10", "11"],
  needs: ([first]) => (first === 10 ? NEEDS.high : NEEDS.nothing),
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
        { text: "+2(415)555-2671", why: "a digit that is no 1 stands before the area" },
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
    // 123-456-7890 is made up, and written like a real one.
    const real = digits.charCodeAt(at) >= 0x32 && digits.charCodeAt(at + 3) >= 0x32 && digits[at + 1] !== "9";
    if (!real && !(groups > 1 && isSequence(digits.slice(at)))) return null;
    if (match.before === PLUS) return null;
    const { bytes, lo, hi } = scan;
    const start = bracketStart(bytes, lo, match);
    const bracket = start < match.start;
    // `+2(267)362-8910` begins before the bracket.
    if (bracket && start > lo && DIGIT[bytes[start - 1] as number] === 1) return null;
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
    ...["4-3-2-2", "3-3-2-2", "3-3-3", "2-3-3", "2-8", "3-7", "3-8", "4-6"],
  ],
  needs: () => NEEDS.zero,
  confidence: 0.6,
  get examples() {
    return {
      yes: [
        "携帯«090-1234-5678»",
        "mobile «07700 900873»",
        "or «0917-123-4567» in Manila",
        "Tel: «0161-123-4567»",
        "ara «0312 555 45 67»",
        "ring «(02) 9374 4000» or «(0161) 496 0000», «(0212) 555 45 67»",
      ],
      no: [
        { text: "07700900873 0123456789", why: "one run of digits needs a caption" },
        { text: "00-1234-5678 000-123-4567", why: "no area code begins with two zeros" },
        { text: "0917-123-4567-1 a.0917-123-4567", why: "it is part of a longer chain" },
        { text: "f(02) 9374 4000 (01) 9374 4000 (02)9374.4000", why: "a call of a function, no area, dots" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, separator, groups } = match;
    if (digits.charCodeAt(0) !== 0x30 || digits.charCodeAt(1) === 0x30 || digits.endsWith("X")) return null;
    if (separator === DOT || isChained(match)) return null;
    const { bytes, lo, hi } = scan;
    if (separator < 0)
      return isBracketed(bytes, lo, match) ? { confidence: 0.6, check: "none", start: match.start - 1 } : null;
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

/** An area with its zero in brackets, and one sort of separator behind it: `(0161) 496 0000`. */
function isBracketed(bytes: Uint8Array, lo: number, { start, end, before, digits }: NumberMatch): boolean {
  if (before !== OPEN || digits.length < 9 || (start - 1 > lo && WORD[bytes[start - 2] as number] === 1)) return false;
  let separator = 0;
  let area = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (DIGIT[byte] === 1) continue;
    if (byte === CLOSE) {
      if (area > 0) return false;
      area = i - start;
      if (bytes[i + 1] === SPACE) i++;
    } else if (byte === DOT || (separator > 0 && separator !== byte)) return false;
    else separator = byte;
  }
  // Of two digits: Australia, Japan and others; none is 01.
  return area > 2 || (area === 2 && digits[1] !== "1");
}

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

export const phoneRules: readonly Rule[] = [northAmerican, trunk, nationalMobile];
