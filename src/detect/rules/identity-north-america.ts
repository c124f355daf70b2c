// Tax and social numbers of the United States and Canada beside the social security number. Nine digits are everywhere: only
// written groups with check digits count without a caption.

import { code } from "../build/code.ts";
import { idNumber } from "../build/id-number.ts";
import { ein, itin, sin } from "../check/anglo.ts";
import type { Rule } from "../rule.ts";

export const identityNorthAmericaRules: readonly Rule[] = [
  idNumber({
    id: "us-itin",
    kind: "US_ITIN",
    description: "US individual taxpayer identification number (IRS: 9xx, group in the ranges issued)",
    shapes: ["3-2-4", "9", "3-6", "5-4"],
    words:
      "itin,individual taxpayer,taxpayer id,taxpayer identification,tax id,tax identification,tin,个人纳税识别号,个人纳税人识别号",
    check: itin,
    // Three, two and four digits that begin with 9 are written for no other reason.
    odds: ({ groups, separator }) => (groups === 3 && separator === 0x2d ? "rare" : groups === 2 ? "alone" : "often"),
    examples: () => ({
      yes: ["ITIN «975-78-3002»", "taxpayer id: «922798813»", "my number «980-75-5437»."],
      no: [
        { text: "912-34-5678 900-93-1234", why: "the group was never issued" },
        { text: "922798813", why: "nine digits need a caption" },
        { text: "part-975-78-3002-11", why: "it is part of a longer name" },
      ],
    }),
  }),
  idNumber({
    id: "us-ein",
    kind: "US_EIN",
    description: "US employer identification number behind a caption (IRS: prefix in use)",
    shapes: ["2-7", "9"],
    words:
      "ein,fein,employer identification,employer id,federal tax id,federal id,business tax id,company tax id,tax id,tin,tax identification,雇主识别号,雇主身份识别号",
    check: ein,
    examples: () => ({
      yes: ["EIN: «58-1853461»", "federal tax id «33-3081153»", '"ein": "«631976606»"'],
      no: [
        { text: "58-1853461", why: "two groups need a caption" },
        { text: "ein 1234567 und ein 12345678", why: "too short, and the German article" },
        { text: "tracking 58-1853461", why: "the caption names something else" },
      ],
    }),
  }),
  idNumber({
    id: "ca-sin",
    kind: "CA_SIN",
    description: "Canadian social insurance number (Luhn, first digit of persons)",
    shapes: ["3-3-3", "9"],
    words:
      "sin,sin no,social insurance,social insurance number,canadian sin,nas,assurance sociale,加拿大社会保险号,加拿大社保号",
    check: sin,
    odds: ({ groups, separator }) => (groups === 3 && separator !== 0x2e ? "alone" : "often"),
    mixed: false,
    examples: () => ({
      yes: ["SIN «595 127 150»", "mon NAS: «526-025-119»", '"sin":"«565878980»"', "«595-127-150»"],
      no: [
        { text: "595127150", why: "nine digits need a caption" },
        { text: "595 127 151 pieces in 526-025-118", why: "the check digit is wrong" },
        { text: "row 595 127 150 of the table", why: "something else stands on the line" },
      ],
    }),
  }),
  code({
    id: "ca-health-card",
    kind: "HEALTH_ID",
    description:
      "Canadian health card behind a caption: Ontario (10 digits, version), Quebec (4 letters, 8 digits), 9 or 10 digits",
    shape: /^(?:\d{10}[A-Z]{2}|[A-Z]{4}\d{8})$/,
    where: "both",
    words:
      "ohip,health card,health card number,health insurance,ramq,nam,assurance maladie,carte santé,hcn,version code",
    examples: () => ({
      yes: ["OHIP «1234567890AB»", "health card: «9876543217-XY»", "RAMQ «TREM12345678»"],
      no: [
        { text: "1234567890AB", why: "no caption" },
        { text: "TREM12345678", why: "no caption" },
        { text: "OHIP covers 1234567890AB", why: "the caption does not stand before the code" },
      ],
    }),
  }),
];
