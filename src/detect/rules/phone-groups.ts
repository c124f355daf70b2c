// Telephone numbers that their grouping gives away: five pairs as in France, the bracketed area of Brazil, and an extension behind
// a number of North America.

import { literal } from "../build/anchor.ts";
import { type NumberMatch, number } from "../build/number.ts";
import { pattern } from "../build/pattern.ts";
import { isChained } from "../build/surroundings.ts";
import { charset, DIGIT, WORD } from "../charset.ts";
import { isDay } from "../check/digits.ts";
import { NEEDS } from "../needs.ts";
import type { Rule, Scan } from "../rule.ts";

const pairs = pattern({
  id: "phone-pairs",
  kind: "PHONE",
  description: "national number in five pairs, as in France and Belgium",
  tier: "form",
  confidence: 0.6,
  get anchors() {
    // That of dots is one of IPv4's anchors too.
    return [" ", "."].map((gap) => [
      ...literal(gap),
      ...[DIGIT, DIGIT, ...literal(gap)],
      ...[DIGIT, DIGIT, ...literal(gap)],
      DIGIT,
    ]);
  },
  back: 12,
  // Behind the first pair, which begins with a zero; the rest of the fourth and the fifth follow.
  gateFor: () => [
    [
      { op: "behind", over: charset("1-9"), joints: charset(""), set: charset("0") },
      { op: "run", set: DIGIT, least: 1 },
      { op: "soon", set: DIGIT, least: 3, within: 4 },
    ],
  ],
  judge: (value) => {
    // 01 02 03 04 05 counts.
    const [a = 0, b = 0, c = 0, d = 0] = value.split(/[ .]/).map(Number);
    return b - a === c - b && c - b === d - c ? null : { confidence: 0.6, check: "none" };
  },
  // A sixth pair makes it a dump of bytes or a serial.
  pattern:
    /(?<![\w.+:/-]|[0-9A-Fa-f]{2}[ .]|[0-9A-Fa-f]{4}:[ \t])(?<value>0[1-9]([ .])\d\d\2\d\d\2\d\d\2\d\d)(?![\w:/-]|[ .][0-9A-Fa-f]{2}\b)/y,
  get examples() {
    return {
      yes: ["appelez le «01 44 55 66 77»", "tél. «06.12.34.56.78», merci", "«04 91 00 11 22»"],
      no: [
        { text: "00000010: 01 44 55 66 77 88 99 aa", why: "a dump of bytes" },
        { text: "  8cb74f:\t02 50 68 86 06 \tmov", why: "bytes of a program behind their address" },
        { text: "<Buffer 01 02 03 04 05>", why: "bytes that count up" },
        { text: "01 44.55 66 77, 01 44 55 66", why: "two separators, four pairs" },
        { text: "v01.44.55.66.77.1 10 44 55 66 77", why: "a version, no zero" },
      ],
    };
  },
});

const extended = pattern({
  id: "phone-extension",
  kind: "PHONE",
  description: "number of the North American plan with an extension: 415-555-2671x12",
  tier: "form",
  confidence: 0.75,
  get anchors() {
    return [[DIGIT, DIGIT, DIGIT, DIGIT, charset("xX"), DIGIT]];
  },
  pattern: /(?<![\w.-]|\d[ -])(?<value>\+?(?:1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}[xX]\d{1,6})(?![\w-])/y,
  back: 20,
  get examples() {
    return {
      yes: ["office «(415) 555-2671x12»", "«+1-415-555-2671x4040»", "Fax: «415.555.2671x90»"],
      no: [
        { text: "1920x1080 and 4096x4096", why: "a size" },
        { text: "415555x2671 4155552671x12", why: "no groups" },
        { text: "9-415-555-2671x12", why: "it is part of a longer chain" },
      ],
    };
  },
});

/** Areas of Brazil, and what stands behind one: a mobile number begins with 9, a landline with 2 to 8. */
const BRAZILIAN = /^(?:1[1-9]|2[12478]|3[1-57-8]|4[1-9]|5[13-5]|6[1-9]|7[13-579]|8[1-9]|9[1-9])(?:9\d{8}|[2-8]\d{7})$/;
const OPEN = 0x28;
const CLOSE = 0x29;
const MINUS = 0x2d;

const brazilian = number({
  id: "phone-brazil",
  kind: "PHONE",
  description: "Brazilian number with its area in brackets, one of which may be missing (ANATEL)",
  shapes: ["2-5-4", "2-4-4", "2-8", "2-9"],
  needs: () => NEEDS.bracket,
  confidence: 0.6,
  get examples() {
    return {
      yes: ["ligue «(11) 98765-4321» hoje", "«(41) 3232-4545»", "«(21)987654321», («19 32324545»"],
      no: [
        { text: "(20) 98765-4321 (11) 18765-4321 (11) 1232-4545", why: "no such area, no such subscriber" },
        { text: "11 98765-4321, 11 32324545", why: "no bracket" },
        { text: "f(11) 32324545 (11) 20251126", why: "a call of a function, a day" },
        { text: "(11) 98765-4321-7 (11) 3232-4545.9", why: "it is part of a longer chain" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, groups, separator, start } = match;
    const opened = match.before === OPEN;
    if ((!opened && separator !== -1) || isChained(match) || !BRAZILIAN.test(digits)) return null;
    const { bytes, lo } = scan;
    const from = opened ? start - 1 : start;
    if (from > lo && WORD[bytes[from - 1] as number] === 1) return null;
    const closed = bytes[start + 2] === CLOSE;
    if (groups === 3 ? bytes[match.end - 5] !== MINUS : isWrittenDay(digits.slice(2))) return null;
    if (!opened && !closed) return null;
    return { confidence: opened && closed ? 0.65 : 0.5, check: "none", start: opened && closed ? from : start };
  },
});

/** `20251126` */
function isWrittenDay(digits: string): boolean {
  const year = Number(digits.slice(0, 4));
  return digits.length === 8 && year < 2100 && isDay(year, Number(digits.slice(4, 6)), Number(digits.slice(6)));
}

export const phoneGroupRules: readonly Rule[] = [pairs, extended, brazilian];
