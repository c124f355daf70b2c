// Numbers of the United Kingdom and Ireland: health service, national insurance, taxpayer, driving licence, public service.

import { folded } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { behindCaption } from "../build/caption-gate.ts";
import { code } from "../build/code.ts";
import { idNumber } from "../build/id-number.ts";
import { pattern } from "../build/pattern.ts";
import { nhs, nino, pps, ukLicence, utr } from "../check/anglo.ts";
import type { Rule } from "../rule.ts";

const NINO_WORDS =
  "nino,ni number,ni no,national insurance,national insurance number,national insurance no,insurance number,insurance no,国民保险号,国民保险,英国社保号,numéro d'assurance nationale,número de seguro nacional";

/** In pairs, where no six digits stand together. */
const ninoSpaced = pattern({
  id: "uk-nino-spaced",
  kind: "UK_NINO",
  description: "UK national insurance number in pairs behind a caption",
  tier: "context",
  remembers: true,
  confidence: 0.9,
  anchors: [folded("nino"), folded("ni number"), folded("national insurance"), folded("ni no")],
  get behind() {
    return behindCaption([], 6, 80);
  },
  get pattern() {
    return new RegExp(
      `(?:nino|ni number|ni no|national insurance)${CAPTION_GAP}(?<value>[a-z]{2} ?(?:\\d\\d ?){3}[a-z])(?![A-Za-z0-9])`,
      "iy",
    );
  },
  ahead: 80,
  judge(value) {
    const sound = nino(value.replaceAll(" ", "").toUpperCase());
    return sound ? { confidence: 0.95, check: "passed" } : { confidence: 0.55, check: "failed" };
  },
  get examples() {
    return {
      yes: ["NINO: «AB 12 34 56 C»", "National Insurance number «jk 65 43 21 d»", "NI number is «CE 10 20 30 A»"],
      no: [
        { text: "AB 12 34 56 C", why: "pairs need a caption" },
        { text: "nino went 12 34 56", why: "no letters" },
        { text: "NI number AB 12 34 C", why: "too short" },
      ],
    };
  },
});

export const identityUkRules: readonly Rule[] = [
  idNumber({
    id: "uk-nhs",
    kind: "UK_NHS",
    description: "UK NHS number (NHS Data Dictionary: check digit mod 11)",
    shapes: ["3-3-4", "10"],
    words:
      "nhs,nhs no,nhs number,national health service,health service number,chi number,h&c number,patient nhs,英国医保号,国民保健号",
    check: nhs,
    odds: ({ groups, separator }) => (groups === 3 && separator === 0x20 ? "alone" : "often"),
    examples: () => ({
      yes: ["NHS number: «943 476 5919»", '"nhs":"«9203774610»"', "nhs no. «929-422-4589»", "«938 090 7699»"],
      no: [
        { text: "9434765919", why: "ten digits need a caption" },
        { text: "943 476 5918", why: "the check digit is wrong" },
        { text: "call 943 476 5919 now", why: "something else stands on the line" },
      ],
    }),
  }),
  code({
    id: "uk-nino",
    kind: "UK_NINO",
    description: "UK national insurance number (HMRC: prefixes in use, suffix A to D)",
    shape: /^[A-Z]{2}\d{6}[A-Z]$/,
    where: "head",
    words: NINO_WORDS,
    check: nino,
    odds: "alone",
    examples: () => ({
      yes: ["nino: «AB123456C»", "national insurance «jk654321d»", "«CE102030A»"],
      no: [
        { text: "BG123456C QQ123456C", why: "a prefix that is not in use" },
        { text: "AB123456E", why: "the suffix is A to D" },
        { text: "part AB123456C fits", why: "something else stands on the line" },
      ],
    }),
  }),
  ninoSpaced,
  idNumber({
    id: "uk-utr",
    kind: "UK_UTR",
    description: "UK unique taxpayer reference behind a caption (HMRC: check digit first)",
    shapes: ["10", "5-5"],
    words:
      "utr,utr no,utr number,unique taxpayer,unique taxpayer reference,taxpayer reference,tax reference,self assessment",
    check: utr,
    examples: () => ({
      yes: ["UTR «20200 64976»", "unique taxpayer reference: «7482056792»", '"utr":"«2818557256»"'],
      no: [
        { text: "7482056792", why: "ten digits need a caption" },
        { text: "UTR was sent in 2019 by post", why: "a year" },
        { text: "outra 7482056792", why: "another word" },
      ],
    }),
  }),
  code({
    id: "uk-driving-licence",
    kind: "DRIVER_LICENSE",
    description: "GB driving licence number (DVLA: name, day of birth, initials)",
    shape: /^[A-Z]{1,5}9{0,4}\d{6}[A-Z][A-Z9][0-9A-Z][A-Z]{2}$/,
    where: "head",
    words:
      "driving licence,driving license,driver licence,driver license,licence no,licence number,license number,dvla",
    check: ukLicence,
    odds: "rare",
    examples: () => ({
      yes: ["licence no «PATEL806159AB9XY»", "«DAVIE657102CJ9LM» on file", "dvla: «lee99503214j99ka»"],
      no: [
        { text: "PATEL899159AB9XY", why: "no such month" },
        { text: "PATEL806459AB9XY", why: "no such day" },
        { text: "PATEL806159AB9XYZ", why: "it is longer" },
      ],
    }),
  }),
  code({
    id: "ie-pps",
    kind: "IE_PPS",
    description: "Irish personal public service number (Revenue: check letter mod 23)",
    shape: /^\d{7}[A-W][A-IW]?$/,
    where: "tail",
    words: "pps,ppsn,pps no,pps number,personal public service,public service number",
    check: pps,
    odds: "alone",
    examples: () => ({
      yes: ["PPS number «1224262O»", "ppsn: «9651231g»", "«0749307F»", "PPSN «1234567FA»"],
      no: [
        { text: "1224262P", why: "the check letter is wrong" },
        { text: "batch 0749307F done", why: "something else stands on the line" },
        { text: "0749307F1", why: "it is longer" },
      ],
    }),
  }),
];
