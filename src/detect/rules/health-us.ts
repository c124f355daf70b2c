// Numbers of US health care: providers (NPI), prescribers (DEA), beneficiaries of Medicare (MBI), laboratories (CLIA).

import { folded } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { behindCaption } from "../build/caption-gate.ts";
import { code } from "../build/code.ts";
import { idNumber } from "../build/id-number.ts";
import { pattern } from "../build/pattern.ts";
import { charset, DIGIT, LETTER, NOT_LETTER } from "../charset.ts";
import { dea, mbi, npi } from "../check/anglo.ts";
import type { Rule } from "../rule.ts";

/** Without S, L, O, I, B and Z. */
const MBI_LETTER = charset("AC-HJKMNP-RT-Yac-hjkmnp-rt-y");
const MBI_ALNUM = charset("0-9AC-HJKMNP-RT-Yac-hjkmnp-rt-y");
const DASH = charset("-");

/** Seconds since 1970 begin so, in this decade and the next. */
const EPOCH = /^1[4-9]/;

/** The first digit that follows begins an identifier: neither a caption nor what stands behind it has one. */
function beginsMbi(bytes: Uint8Array, end: number, to: number): boolean {
  let i = end;
  while (i < to && DIGIT[bytes[i] as number] === 0) i++;
  return i + 1 < to && LETTER[bytes[i + 1] as number] === 1;
}

export const healthUsRules: readonly Rule[] = [
  idNumber({
    id: "us-npi",
    kind: "US_NPI",
    description: "US national provider identifier (CMS: Luhn with the prefix 80840)",
    shapes: ["10", "4-3-3"],
    words:
      "npi,npis,npi no,national provider,national provider identifier,provider id,provider identifier,provider no,provider number,医疗服务提供者编号,医疗服务提供者识别号",
    check: npi,
    odds: ({ digits, groups }) => (groups === 1 && EPOCH.test(digits) ? "often" : "alone"),
    examples: () => ({
      yes: ["NPI «1369162957»", "provider identifier: «1544-052-065»", "«1234567893»"],
      no: [
        { text: "1369162958", why: "the check digit is wrong" },
        { text: "1763640000 1763640008", why: "seconds since 1970" },
        { text: "user 1234567893 logged in", why: "something else stands on the line" },
      ],
    }),
  }),
  code({
    id: "us-dea",
    kind: "US_DEA",
    description: "US DEA registration number (type of registrant, letter, check digit)",
    shape: /^[A-Z][A-Z9]\d{7}$/,
    where: "head",
    words:
      "dea,dea no,dea number,dea registration,dea license,dea licence,medical certificate,prescriber,certificate,certificate number,medical license,medical licence,dea注册号,美国缉毒局注册号",
    check: dea,
    odds: "alone",
    examples: () => ({
      yes: ["DEA number: «BH3375791»", "prescriber «BH1903574» signed", "«BH0677558»", "«BH3375791», «BH1903574»"],
      no: [
        { text: "BH3375792", why: "the check digit is wrong" },
        { text: "flight BH3375791 left", why: "something else stands on the line" },
        { text: "ZH3375791", why: "no such registrant" },
      ],
    }),
  }),
  code({
    id: "us-mbi",
    kind: "US_MBI",
    description: "US Medicare beneficiary identifier (CMS: position of letters and digits)",
    shape: /^\d[A-Z][0-9A-Z]\d[A-Z][0-9A-Z]\d[A-Z]{2}\d{2}$/,
    where: [[DASH, MBI_LETTER, MBI_ALNUM, DIGIT, DASH]],
    words:
      "mbi,medicare,medicare id,medicare no,medicare number,medicare beneficiary,beneficiary id,beneficiary identifier",
    check: mbi,
    odds: "rare",
    examples: () => ({
      yes: ["Medicare number «3AH4-C27-DE83»", "MBI: «3ah4-c87-de71»", "bill to «3AH4-C97-DE69» today"],
      no: [
        { text: "0AH4-C27-DE83", why: "the first digit is never 0" },
        { text: "3AH4-SE7-DE83 3SH4C27DE83", why: "the letter S is not used" },
        { text: "3AH4-C27-DE83-9 x3AH4C27DE83", why: "it is longer" },
      ],
    }),
  }),
  pattern({
    id: "us-mbi-captioned",
    kind: "US_MBI",
    description: "US Medicare beneficiary identifier without dashes behind a caption",
    tier: "context",
    remembers: true,
    anchors: [folded("medicare"), folded("mbi"), folded("beneficiary")],
    before: NOT_LETTER,
    get behind() {
      return behindCaption(["beneficiary", "identifier", "id", "number", "no", "claim"], 5, 96);
    },
    get pattern() {
      return new RegExp(
        `(?<![a-z])(?:medicare|mbi|beneficiary)(?:[ _-]?(?:beneficiary|identifier|id|number|no|claim)){0,3}${CAPTION_GAP}(?<value>\\d[a-z][0-9a-z]\\d[a-z][0-9a-z]\\d[a-z]{2}\\d{2})(?![A-Za-z0-9])`,
        "iy",
      );
    },
    ahead: 96,
    may: beginsMbi,
    judge: (value) =>
      mbi(value.toUpperCase()) ? { confidence: 0.95, check: "passed" } : { confidence: 0.55, check: "failed" },
    get examples() {
      return {
        yes: ["Medicare number «3AH4C27DE83»", "MBI: «3ah4c87de71»", '"medicare_beneficiary_id":"«3AH4C97DE69»"'],
        no: [
          { text: "3AH4C27DE83", why: "no caption" },
          { text: "Medicare covers 3AH4C27DE83", why: "the caption does not stand before it" },
          { text: "MBI 3AH4C27DE8", why: "too short" },
        ],
      };
    },
  }),
  code({
    id: "us-clia",
    kind: "US_CLIA",
    description: "US CLIA number of a laboratory behind a caption (CMS: two digits, D, seven digits)",
    shape: /^\d\dD\d{7}$/,
    where: "head",
    words: "clia,clia no,clia number,clia id,laboratory,lab id",
    examples: () => ({
      yes: ["CLIA «05D0642827»", "CLIA number: «11D1030855»", '"clia_number":"«45D2049872»"'],
      no: [
        { text: "05D0642827", why: "no caption" },
        { text: "CLIA 05D064282", why: "too short" },
        { text: "CLIA waived 05D0642827", why: "the caption does not stand before the code" },
      ],
    }),
  }),
];
