// Telephone numbers that their grouping gives away: five pairs as in France, and an extension behind a number of North America.

import { literal } from "../build/anchor.ts";
import { pattern } from "../build/pattern.ts";
import { charset, DIGIT } from "../charset.ts";
import type { Rule } from "../rule.ts";

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

export const phoneGroupRules: readonly Rule[] = [pairs, extended];
