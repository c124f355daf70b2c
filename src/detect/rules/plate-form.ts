// Licence plates with a form of their own, of Britain, Germany, Turkey, India and Nigeria: they count behind a word on vehicles, and
// without one where they have a line to themselves. Anchored on their shape, because the words on vehicles are too common.

import { standsAlone } from "../build/alone.ts";
import { caption, inCases } from "../build/caption.ts";
import { latin1, utf8 } from "../build/context.ts";
import { charset, DIGIT, runEnd, runStart, UPPER, WORD } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const words = caption(
  inCases(
    "registration,registration no,vehicle registration,vehicle,vehicle no,vehicle reg,reg,reg no,reg number,car,car reg,vrm,vrn,rto,rc no,mot,dvla,plate,plate no,number plate,licence plate,license plate,*kennzeichen,kfz,kfz nr,nummernschild,fahrzeug,plaka,plaka no,plakası,plaka numarası,araç,immatriculation,matrícula,targa,kenteken",
  ),
);

const GAP = "[ -]";
/** Letters of the districts, umlauts among them. */
const DISTRICT = `(?:[A-Z]|${["Ä", "Ö", "Ü"].map(utf8).join("|")}){1,3}`;
/** As they are issued: I, Q and Z are left out where they look like digits; the year has two codes, from 51 on in autumn. */
const BRITISH = [
  `[A-HJ-PR-Y]{2}(?:0[2-9]|[12]\\d|5[1-9]|[67]\\d)${GAP}?[A-HJ-PR-Z]{3}`,
  `[A-HJ-NPR-TV-Y]\\d{2,3}${GAP}?[A-HJ-PR-Y][A-HJ-PR-Z]{2}`,
  `[A-HJ-PR-Z]{3}${GAP}?\\d{2,3}[A-HJ-NPR-TV-Y]`,
];
const GERMAN = `${DISTRICT}${GAP}[A-Z]{1,2}${GAP}\\d{2,4}[EH]?`;
/** 81 provinces. */
const TURKISH = `(?:0[1-9]|[1-7]\\d|8[01])${GAP}?(?:[A-PR-VYZ]${GAP}?\\d{3,5}|[A-PR-VYZ]{2,3}${GAP}?\\d{2,4})`;
const INDIAN = `[A-Z]{2}${GAP}?\\d{1,2}${GAP}?[A-Z]{1,3}${GAP}?\\d{4}`;
const NIGERIAN = `[A-Z]{3}${GAP}?\\d{3}[A-Z]{2}`;

const SPACED = charset(" -");

/** Longest plate in bytes, and longest of its groups. */
const LONGEST = 16;
const GROUP_MOST = 10;

let form: RegExp | undefined;

const plateForm: Rule = {
  id: "license-plate-form",
  kind: "LICENSE_PLATE",
  description:
    "licence plate of Britain, Germany, Turkey, India or Nigeria by its form, behind a word on vehicles or alone on its line",
  tier: "form",
  confidence: 0.75,
  get anchors() {
    return [
      [UPPER, SPACED, DIGIT, DIGIT],
      [UPPER, DIGIT, DIGIT, SPACED, UPPER],
      [UPPER, DIGIT, DIGIT, DIGIT, SPACED, UPPER],
      [UPPER, DIGIT, DIGIT, UPPER],
      [UPPER, DIGIT, DIGIT, DIGIT, UPPER],
      [UPPER, DIGIT, DIGIT, DIGIT, DIGIT],
    ];
  },
  get examples() {
    return {
      yes: [
        "reg «LN14 HGT»",
        "«AB12CDE»",
        "«P423 BCD»",
        "VRM: «KPX 231M»",
        "«M-XY 999»",
        "Fahrzeug «MIL EF 1234E» steht",
        "«34 ABC 1234»",
        "araç plakası «06 JK 567»",
        "vehicle no. «MH 12 AB 1234»",
        "«APP 456CV»",
      ],
      no: [
        { text: "on LN14 HGT we saw 34 ABC 1234", why: "no word on vehicles, and other words on the line" },
        { text: "AB35 ABC\nI123 BCD\n99 ABC 123", why: "no such year, letter or province" },
        { text: "RFC 7231\nUTF-16\nSHA-256\nM-12", why: "too few groups" },
        { text: "car-AB12-CDE-7 car AB12CDEF", why: "it is part of a longer name" },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes, lo, hi } = scan;
    // Most hits lie in long runs, such as base64.
    const head = runStart(bytes, Math.max(lo, at - GROUP_MOST), at, WORD);
    if (runEnd(bytes, at, Math.min(hi, head + GROUP_MOST + 1), WORD) - head > GROUP_MOST) return;
    // A letter, a joint and digits: another group stands before, or a letter ends it.
    if (SPACED[bytes[at + 1] as number] === 1 && (head === lo || SPACED[bytes[head - 1] as number] === 0)) {
      const tail = runEnd(bytes, at + 2, Math.min(hi, at + LONGEST), WORD);
      if (UPPER[bytes[tail - 1] as number] === 0) return;
    }
    form ??= new RegExp(
      `(?<![A-Za-z0-9_./+@-])(?:${[...BRITISH, INDIAN, NIGERIAN, GERMAN, TURKISH].join("|")})(?![A-Za-z0-9_/+@-]|\\.[A-Za-z0-9])`,
      "y",
    );
    const from = Math.max(lo, at - LONGEST);
    const window = latin1(bytes, from, Math.min(hi, at + LONGEST));
    for (let start = Math.max(from, at - GROUP_MOST); start <= at; start++) {
      form.lastIndex = start - from;
      const match = form.exec(window);
      if (match === null || start + match[0].length <= at) continue;
      const end = start + match[0].length;
      if (words(bytes, lo, start)) scan.add(plateForm, start, end, 0.75, "none");
      else if (standsAlone(scan, start, end)) scan.add(plateForm, start, end, 0.55, "none");
      return;
    }
  },
};

export const plateFormRules: readonly Rule[] = [plateForm];
