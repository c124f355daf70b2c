// Chinese identity numbers of persons and organisations: resident identity (GB 11643, 18 and 15 digits) and unified social
// credit code (GB 32100). A passing check needs no caption; a failing one is masked only behind one.

import { NUMBER_ANCHORS } from "../build/anchor.ts";
import { ESCAPES, startsAt } from "../build/boundary.ts";
import { caption } from "../build/caption.ts";
import { type NumberMatch, number } from "../build/number.ts";
import { isPartOfName } from "../build/surroundings.ts";
import { charset, DIGIT, WORD } from "../charset.ts";
import { gb11643, hasRegionAndDate } from "../check/gb11643.ts";
import { organisationCode, uscc } from "../check/uscc.ts";
import type { Rule, Scan } from "../rule.ts";

const idCaption = caption([
  ..."身份证,身份证号,身份证号码,身份證,身分证,身份号码,公民身份,公民身份号码,证件,证件号,证件号码,二代证,居住证,身份".split(
    ",",
  ),
  ..."id card,idcard,id number,id no,identity card,identity,identity number,identification,national id,citizen id,*id_card*,sfz,sfzh,idno".split(
    ",",
  ),
]);

const idCard = number({
  id: "cn-id-card",
  kind: "CN_ID_CARD",
  description: "Chinese resident identity number (GB 11643: region, date of birth, check character)",
  shapes: ["18", "6-8-4", "6-4-4-4", "6-4-2-2-4", "14-4", "6-12", "3-3-4-4-4", "4-4-4-4-2", "4-4-4-6"],
  tier: "proof",
  confidence: 0.98,
  get examples() {
    return {
      yes: [
        "我的身份证号是 «110101199003077775»",
        "身份证«11010119900307002X»，手机",
        "id «11010119900307002x».",
        "证件 «110101-19900307-4610»",
        "record «110101 19900307 4610» ok",
        "id card «110101.1990.0307.4610»",
      ],
      no: [
        { text: "110101199003077775", why: "the check character is wrong and no caption vouches for it" },
        { text: "110101199013071233 001101199003074610", why: "no such month, no such region" },
        { text: "a-1101011990030746101 1101011990030746100", why: "nineteen digits" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start } = match;
    if (match.joinedBefore === 0x2d || match.joinedBefore === 0x2e) return null;
    if (match.separator > 0 && match.joinedAfter === match.separator) return null;
    const structured = hasRegionAndDate(digits);
    if (structured && gb11643(digits))
      return { confidence: isPartOfName(match, scan.bytes, scan.lo, scan.hi) ? 0.6 : 0.98, check: "passed" };
    const named = idCaption(scan.bytes, scan.lo, start);
    if (named) return { confidence: structured ? 0.8 : 0.6, check: "failed" };
    return structured ? { confidence: 0.2, check: "failed" } : null;
  },
});

const oldIdCard = number({
  id: "cn-id-card-15",
  kind: "CN_ID_CARD",
  description: "Chinese resident identity number of 15 digits, issued until 1999",
  shapes: ["15"],
  tier: "form",
  confidence: 0.85,
  get examples() {
    return {
      yes: ["身份证号：«110101900307461»", "旧身份证«320501500101123»。", "id card «110101900307461»"],
      no: [
        { text: "110101900307461", why: "fifteen digits need a caption" },
        { text: "身份证号：1101019003074612", why: "sixteen digits" },
        { text: "订单110101900307461", why: "the caption names something else" },
      ],
    };
  },
  judge(match: NumberMatch, scan: Scan) {
    const { digits, start } = match;
    if (digits.endsWith("X") || match.joinedBefore !== 0 || match.joinedAfter !== 0) return null;
    const structured = hasRegionAndDate(digits);
    if (idCaption(scan.bytes, scan.lo, start)) return { confidence: structured ? 0.85 : 0.55, check: "none" };
    return structured ? { confidence: 0.3, check: "none" } : null;
  },
});

const CODE = charset("0-9A-HJ-NP-RTUW-Y");
const codeCaption = caption([
  ..."统一社会信用代码,信用代码,社会信用代码,税号,纳税人识别号,纳税识别号,组织机构代码,营业执照,营业执照号,注册号,uscc,credit code".split(
    ",",
  ),
  ..."社会组织代码,usci,tax no,taxpayer no,*credit_code*,信用代碼".split(","),
]);
const CODE_LENGTH = 18;
/** Departments that registered nearly all organisations, their categories, and a province. */
const REGISTERED = /^(?:1[1239]|5[1239]|9[123])(?:1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])/;

const creditCode: Rule = {
  id: "cn-credit-code",
  kind: "CREDIT_CODE",
  description: "Chinese unified social credit code (GB 32100)",
  tier: "proof",
  confidence: 0.95,
  // Registering department, category, and the region of six digits.
  get anchors() {
    return NUMBER_ANCHORS.slice(0, 1);
  },
  get examples() {
    return {
      yes: [
        "统一社会信用代码«91320507MA1WLGBX0B»",
        "社会组织代码«52100000500000784G»，",
        "信用代码：«91110000600007336F»",
        "vendor «91320507MA1WLGBX0B» approved",
      ],
      no: [
        { text: "91320507MA1WLGBX0C", why: "the check character is wrong and no caption vouches for it" },
        { text: "91320507MA1WLGBX0BA 1x91320507MA1WLGBX0B", why: "it is longer than a code" },
        { text: "91320507MA1WLGBI0B", why: "the letter I is not used" },
        { text: "snowflake 696799276430095947", why: "no such department, no such province" },
      ],
    };
  },
  // It is a word of its own, but for an escape.
  gateFor: () => [
    [
      { op: "inRun", set: WORD, least: CODE_LENGTH, most: CODE_LENGTH },
      { op: "run", set: CODE, least: CODE_LENGTH - 8 },
    ],
    [
      { op: "headed", set: ESCAPES },
      { op: "starts", set: WORD },
      { op: "run", set: CODE, least: CODE_LENGTH - 8 },
    ],
  ],
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const end = at + CODE_LENGTH;
    if (at > lo && DIGIT[bytes[at - 1] as number] === 1) return;
    if (end > hi || CODE[bytes[at + 17] as number] === 0 || CODE[bytes[at + 8] as number] === 0) return;
    if (end < hi && WORD[bytes[end] as number] === 1) return;
    for (let i = at + 8; i < end; i++) if (CODE[bytes[i] as number] === 0) return;
    if (!startsAt(bytes, lo, at)) return;
    const code = bytes.toString("latin1", at, end);
    if (uscc(code)) {
      // Digits alone pass one time in 31 by chance: ids of persons have the same length.
      const sure =
        /[A-Z]/.test(code) ||
        (REGISTERED.test(code) && organisationCode(code.slice(8, 17))) ||
        codeCaption(bytes, lo, at);
      scan.add(creditCode, at, end, sure ? creditCode.confidence : 0.2, "passed");
    } else scan.add(creditCode, at, end, codeCaption(bytes, lo, at) ? 0.65 : 0.1, "failed");
  },
};

export const identityCnRules: readonly Rule[] = [idCard, oldIdCard, creditCode];
