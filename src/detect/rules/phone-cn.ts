// Chinese telephone numbers: mobile ones, with the prefixes of China, and landlines with their area codes.

import { type NumberMatch, number } from "../build/number.ts";
import { phoneCaption } from "../build/phone-caption.ts";
import { isChained, isPartOfName, namedByMachine } from "../build/surroundings.ts";
import { DIGIT, runEnd } from "../charset.ts";
import { isSequence } from "../check/digits.ts";
import { NEEDS } from "../needs.ts";
import type { Rule, Scan } from "../rule.ts";

const PLUS = 0x2b;
const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;

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
  // Those of ten digits may be service numbers.
  needs: (groups) =>
    groups.reduce((sum, length) => sum + length) === 10
      ? groups.length === 1
        ? NEEDS.high
        : NEEDS.nothing
      : NEEDS.zero,
  confidence: 0.7,
  get examples() {
    return {
      yes: [
        "电话:«010-65980408-8001» 传真:«021-68804868»",
        "客服«400-810-8888»或«400-8108-888»，座机(«0571»)88888888".replace("(«0571»)88888888", "«(0571)88888888»"),
        "«0755-26991234», «010-12345678»",
      ],
      no: [
        { text: "010-18345678 0755-16991234", why: "no exchange begins with 0 or 1" },
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
    // 010-12345678 is made up, and written like a real one.
    const real = exchange >= 2 && exchange <= 8;
    if ((!real && !isSequence(digits.slice(area))) || length < 7 || (three && length === 7)) return null;
    if (isChained(match)) return null;
    const start = match.before === OPEN && separator === -1 ? match.start - 1 : match.start;
    if (phoneCaption(bytes, lo, start)) return { confidence: 0.9, check: "none", start };
    if (isPartOfName(match, bytes, lo, hi)) return null;
    return { confidence: separator === MINUS || start < match.start ? 0.6 : 0.35, check: "none", start };
  },
});

export const phoneCnRules: readonly Rule[] = [chineseMobile, chineseLandline];
