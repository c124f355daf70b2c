// Passports and travel permits. Their numbers look like many another code, so a caption must stand right before, or the number has
// a line to itself and a form that states issue.

import { LINE_MOST, standsAlone } from "../build/alone.ts";
import { folded, LETTER_DIGITS, literal, NOT_WORD } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { code } from "../build/code.ts";
import { latin1, utf8 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { DIGIT, runEnd, UPPER, WORD } from "../charset.ts";
import { isSequence } from "../check/digits.ts";
import { mrzCheck } from "../check/mrz.ts";
import type { Gate } from "../gate.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";

const TAIL = utf8("号码|号|证|證|番号");
const NUMBER = String.raw`(?<value>(?=(?:[A-Za-z]{0,8}\d){3})(?:[A-Za-z]{1,3} ?\d{5,9}[A-Za-z0-9]{0,2}|\d{7,9}[A-Za-z]{0,2}|[A-Za-z][A-Za-z0-9]{7,8}))(?![A-Za-z0-9_])`;

/** Which may follow the word in the languages that put it there. */
const NATIONAL = ["español", "española", "italiano", "français", "brasileiro", "português", "mexicano", "argentino"]
  .map(utf8)
  .join("|");

const passport = pattern({
  id: "passport",
  kind: "PASSPORT",
  description: "passport number behind a caption (ICAO 9303: up to nine letters and digits)",
  tier: "context",
  remembers: true,
  confidence: 0.75,
  get anchors() {
    return [
      ...["passport", "reisepass", "pasaporte", "passeport", "passaporto", "passaporte", "paspoort"].map(folded),
      ...["travel document", "travel doc "].map(folded),
      ...["护照", "護照", "パスポート", "旅券", "여권"].map(literal),
    ];
  },
  get pattern() {
    return new RegExp(
      `(?:pass(?:port[eo]?|aporto|aporte|eport)|reisepass(?:nummer)?|pasaporte|paspoort|travel doc(?:ument)?|${["护照", "護照", "パスポート", "旅券", "여권"].map(utf8).join("|")})(?:${TAIL})?(?: (?:card|book|n\\.|${NATIONAL}))?${CAPTION_GAP}${NUMBER}`,
      "iy",
    );
  },
  ahead: 96,
  get examples() {
    return {
      yes: [
        "my travel document is «A12803456»",
        "passaporto n. «YA7654321»",
        "护照号«G12345678»",
        "护照号码：«E12345678»，",
        "Passport No. «C01X00T47»",
        "Mi pasaporte es «AAA123456»",
        '"passport":"«512345678»"',
      ],
      no: [
        { text: "版本V20250101已发布 E12345678", why: "no caption" },
        { text: "passport expired in 20261120", why: "something else stands between" },
        { text: "passport-js 0.7.0 passport-oauth2", why: "a package" },
        { text: "passport photo 12345", why: "too short, and a word between" },
      ],
    };
  },
});

const PERMITS = ["通行证", "通行證", "台胞证", "台胞證", "回乡证", "回鄉證", "入台证", "入台證"];

const permit = pattern({
  id: "travel-permit",
  kind: "PASSPORT",
  description: "travel permit of Hong Kong, Macau or Taiwan residents behind a caption",
  tier: "context",
  remembers: true,
  confidence: 0.75,
  get anchors() {
    return PERMITS.map(literal);
  },
  get pattern() {
    return new RegExp(
      `(?:${PERMITS.map(utf8).join("|")})(?:${TAIL})?${CAPTION_GAP}(?<value>[A-Za-z]\\d{8}(?:\\d{2})?|C[A-Z]\\d{7}|\\d{8}(?:\\d{2})?)(?![A-Za-z0-9_])`,
      "iy",
    );
  },
  ahead: 80,
  get examples() {
    return {
      yes: [
        "港澳通行证：«C12345678»",
        "往来港澳通行证号«CA1234567»",
        "来往内地通行证号码«H1234567890»。",
        "台胞证«12345678»",
      ],
      no: [
        { text: "通行证已办理 C12345678", why: "something else stands between" },
        { text: "港澳通行证：C1234567", why: "too short" },
        { text: "C12345678", why: "no caption" },
      ],
    };
  },
});

/**
 * Nine characters: one letter and eight digits (United States, Germany, Korea), two and seven (Italy), three and six (Spain); or the
 * Korean form since 2021; or the Indian one, which knows no 0 at its ends. One small letter may open a hash: of those that have nine characters, one in some
 * hundred has two or three letters, all at its head.
 */
const ISSUED =
  /(?<![A-Za-z0-9_./+@#-])(?:[A-Z]\d{8}|[A-Z]{2}\d{7}|[A-Z]{3}\d{6}|[MSRODG]\d{3}[A-Za-z]\d{4}|[A-PR-WY][1-9]\d{5}[1-9]|[a-z]{2}\d{7}|[A-Za-z]{3}\d{6})(?![A-Za-z0-9_/+@#-])/y;
/** Letters before a day or month, as V20260131; articles, patents, films, genes and the numbers that offices and machines count by. */
const OTHERS =
  /^[A-Z]{1,3}(?:19|20)\d\d(?:0[1-9]|1[0-2])|^(?:KB|US|EP|WO|TT|NM|RS|ID|ISO|CVE|N[OR]|[SP]N|[PS]O|PMC|GS[EM]|[SE]RR|IMG|DSC|INV|ORD|REF|SKU|RE[QV]|INC|CHG|TKT|LOG|RUN|JOB|DOC|BUG|RFC)\d/i;

/** A word of so many letters and digits on a line that may have nothing else. */
function wordAlone(least: number, most: number): Gate {
  return [
    [
      { op: "inRun", set: WORD, least, most },
      { op: "line", most: LINE_MOST },
    ],
  ];
}

const alone = pattern({
  id: "passport-alone",
  kind: "PASSPORT",
  description: "passport number that has its line to itself: letters and digits as several states issue them",
  tier: "context",
  confidence: 0.5,
  anchors: [LETTER_DIGITS[0] as Anchor, [UPPER, DIGIT, DIGIT, DIGIT, UPPER]],
  pattern: ISSUED,
  back: 3,
  ahead: 16,
  alone: true,
  gateFor: () => wordAlone(8, 9),
  judge: (value, scan, start, end) =>
    OTHERS.test(value) || isSequence(value.slice(1)) || !standsAlone(scan, start, end)
      ? null
      : { confidence: 0.5, check: "none" },
  get examples() {
    return {
      yes: [
        "«A12803456»",
        "«xdb987614»",
        "name:\n«YB7625341»\n",
        '"«XDB987614»"',
        "«M901G7890»",
        "[«C3590543»]",
        "«ab1280345»",
      ],
      no: [
        { text: "part A12803456 of YB7625341", why: "other words on the line" },
        {
          text: "A12345678\nV20260131\nKB5034441\na12803456\ntt0111161\nINV280345",
          why: "a sequence, a day, an article, what may be a hash, a film, a bill",
        },
        { text: "A128034567\nABCD12345\nM901GG890", why: "no state issues these" },
      ],
    };
  },
});

const SERIAL = /^[CFGHJ-NPRTV-Z](?=[A-Z0-9]*\d[A-Z])[0-9CFGHJ-NPRTV-Z]{7}\d$/;
const SERIAL_LENGTH = 9;

const serial: Rule = {
  id: "passport-serial-alone",
  kind: "PASSPORT",
  description:
    "serial of a German passport or identity card that has its line to itself: no vowels, the last digit checks the others",
  tier: "context",
  confidence: 0.5,
  get anchors() {
    return [
      [NOT_WORD, UPPER, DIGIT, DIGIT, UPPER],
      [NOT_WORD, UPPER, UPPER, DIGIT, DIGIT, DIGIT, DIGIT],
    ];
  },
  gateFor: () => wordAlone(SERIAL_LENGTH, SERIAL_LENGTH),
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    const end = at + SERIAL_LENGTH;
    if (!startsAt(bytes, lo, at) || runEnd(bytes, at, Math.min(hi, end + 1), WORD) !== end) return;
    const value = latin1(bytes, at, end);
    if (!SERIAL.test(value) || !mrzCheck(value.slice(0, -1), value.slice(-1)) || !standsAlone(scan, at, end)) return;
    scan.add(serial, at, end, serial.confidence, "passed");
  },
  get examples() {
    return {
      yes: ["«C01X00T41»", '"«T46R31084»"', "name:\n«L22N083P0»\n"],
      no: [
        { text: "C01X00T42\nL22N083P1", why: "the check digit is wrong" },
        { text: "part C01X00T41 of", why: "other words on the line" },
        { text: "A01X00T43\nC01X00T4\nC01X00T410", why: "a vowel, too short, too long" },
      ],
    };
  },
};

/** With the caption behind the number too: `AAA123456 es mi número de pasaporte`. */
const coded = code({
  id: "passport-code",
  kind: "PASSPORT",
  description: "passport number of one to three letters and six to eight digits, before or behind a caption",
  shape: /^[A-Z]{1,3}\d{6,8}$/,
  where: [LETTER_DIGITS[0] as Anchor],
  words:
    "passport,passport no,passport number,passport card,travel document,pasaporte,número de pasaporte,no de pasaporte,passeport,numéro de passeport,passaporto,numero di passaporto,numero del passaporto,passaporte,número do passaporte,número de passaporte,reisepass,reisepassnummer,passnummer,pass nr,paspoort,paspoortnummer,pas nr,pasaport,pasaport no,pasaport numarası,paszport,numer paszportu,паспорт,номер паспорта,护照,护照号,护照号码,護照,護照號碼,パスポート,パスポート番号,旅券,旅券番号,여권,여권번호",
  examples: () => ({
    yes: [
      "«AAA123456» es mi número de pasaporte",
      "«A12803456» is my passport number",
      "Reisepassnummer: «F12803456»",
      "pasaport no «U12803456»",
    ],
    no: [
      { text: "A12803456 was sent, the passport office said", why: "the caption does not follow" },
      { text: "passport AB12345", why: "too short" },
      { text: "bypassport A12803456", why: "another word" },
    ],
  }),
});

export const passportRules: readonly Rule[] = [passport, permit, coded, alone, serial];
