// Numbers of the Nordic and Baltic states, the Netherlands, Belgium and Luxembourg. Nearly all hold a day of birth, which tells
// them from other numbers of their length, but not from a timestamp.

import { literal } from "../build/anchor.ts";
import { caption, inCases } from "../build/caption.ts";
import { code } from "../build/code.ts";
import { idNumber } from "../build/id-number.ts";
import type { NumberMatch } from "../build/number.ts";
import { pattern } from "../build/pattern.ts";
import { charset, DIGIT } from "../charset.ts";
import {
  bsn,
  cpr,
  fodselsnummer,
  hasDanishDay,
  hetu,
  isikukood,
  kennitala,
  matricule,
  orgnummer,
  personasKods,
  personnummer,
  rijksregister,
} from "../check/northern.ts";
import type { Rule } from "../rule.ts";

/** True when a number also reads as date and time: `20251120-1430`, `251120 1430`. */
function isTime({ digits }: NumberMatch): boolean {
  const time = digits.slice(-4);
  return Number(time.slice(0, 2)) < 24 && Number(time.slice(2)) < 60;
}

const HETU_WORDS =
  "henkilötunnus,hetu,henkilotunnus,personbeteckning,personal identity code,sotu,芬兰身份号,芬兰身份证,芬兰个人身份";
const hetuCaption = caption(HETU_WORDS.split(","));
const SIGN = charset("+-");
const SIX = [DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT] as const;

/** A letter, a digit or a sign before it makes it a part of something longer. */
const NOT_JOINED = charset("A-Za-z0-9./+-").map((member) => 1 - member);

const signedHetu = pattern({
  id: "fi-hetu-signed",
  kind: "FI_PERSONAL_IDENTITY_CODE",
  description: "Finnish henkilötunnus of the twentieth and nineteenth century, with its dash or plus",
  tier: "form",
  confidence: 0.9,
  anchors: [[...SIX, SIGN, DIGIT, DIGIT, DIGIT]],
  before: NOT_JOINED,
  pattern: /(?<![A-Za-z0-9./+-])(?<value>\d{6}[+-]\d{3}[0-9A-Y])(?![A-Za-z0-9]|[./+-][A-Za-z0-9])/iy,
  ahead: 16,
  judge(value, scan, start) {
    if (hetu(value.toUpperCase())) return { confidence: 0.9, check: "passed" };
    return hetuCaption(scan.bytes, scan.lo, start) ? { confidence: 0.55, check: "failed" } : null;
  },
  get examples() {
    return {
      yes: ["henkilötunnus «110960-401S»", "asiakas «110165-004T»", "hetu «150611-629X»", "«131002+308W»"],
      no: [
        { text: "110960-401T", why: "the check character is wrong" },
        { text: "111360-401S", why: "no such month" },
        { text: "110960-401S5 x110960-401S", why: "it is longer" },
      ],
    };
  },
});

const BELGIAN_WORDS =
  "rijksregisternummer,rijksregister,rijksregisternr,registre national,numéro national,numero national,numéro de registre national,insz,niss,rrn,nationaal nummer,national number,belgian id,比利时身份号,比利时国民登记号";
const belgianCaption = caption(inCases(BELGIAN_WORDS));

const belgianWritten = pattern({
  id: "be-national-number-written",
  kind: "BE_NATIONAL_ID",
  description: "Belgian national number with its dots and dash (Rijksregister: day of birth, mod 97)",
  tier: "form",
  confidence: 0.9,
  anchors: [[DIGIT, DIGIT, ...literal("-"), DIGIT, DIGIT, DIGIT, ...literal("."), DIGIT, DIGIT]],
  pattern: /(?<![A-Za-z0-9./-])(?<value>\d\d\.\d\d\.\d\d-\d{3}\.\d\d)(?![A-Za-z0-9]|[./-][A-Za-z0-9])/y,
  back: 6,
  ahead: 16,
  judge(value, scan, start) {
    if (rijksregister(value.replace(/[.-]/g, ""))) return { confidence: 0.9, check: "passed" };
    return belgianCaption(scan.bytes, scan.lo, start) ? { confidence: 0.55, check: "failed" } : null;
  },
  get examples() {
    return {
      yes: ["rijksregisternummer «85.07.30-033.28»", "patient «72.01.14-728.80» à", "NISS: «17.03.11-135.39»"],
      no: [
        { text: "85.07.30-033.29", why: "the check digits are wrong" },
        { text: "85.17.30-033.28 v85.07.30-033.28", why: "no such day, or part of a version" },
        { text: "85.07.30-033.28.1", why: "it is longer" },
      ],
    };
  },
});

export const identityNorthernRules: readonly Rule[] = [
  idNumber({
    id: "se-personnummer",
    kind: "SE_PERSONNUMMER",
    description: "Swedish personnummer (Skatteverket: day of birth, Luhn)",
    shapes: ["6-4", "8-4", "10", "12"],
    words:
      "personnummer,personnr,pnr,person nr,samordningsnummer,personal identity number,swedish id,id code,personal number,ssn,瑞典身份号,瑞典身份证,瑞典个人号",
    check: personnummer,
    odds: (match) => {
      if (isTime(match)) return match.groups === 2 || match.digits.length === 12 ? "alone" : "often";
      return match.digits.length === 12 || (match.groups === 2 && match.separator === 0x2d) ? "rare" : "alone";
    },
    examples: () => ({
      yes: ["personnummer «470615-7866»", "född «590319-3984» i Malmö", "pnr: «195903193984»", "«240314-1019»"],
      no: [
        { text: "470615-7867", why: "the check digit is wrong" },
        { text: "471315-7866", why: "no such month" },
        { text: "log 251120-1435 started, took 240314-1019", why: "it reads as date and time" },
      ],
    }),
  }),
  idNumber({
    id: "se-organisationsnummer",
    kind: "SE_ORGANISATIONSNUMMER",
    description: "Swedish organisation number behind a caption (Bolagsverket: Luhn)",
    shapes: ["6-4", "10", "12"],
    words: "organisationsnummer,orgnr,org nr,org.nr,organisation number,org number",
    check: (digits) => orgnummer(digits.slice(-10)),
    examples: () => ({
      yes: ["organisationsnummer «556431-6544»", "org.nr: «556240-0100»", "orgnr «5561783670»"],
      no: [
        { text: "556431-6544", why: "no caption" },
        { text: "borgnr 5561783670", why: "another word" },
        { text: "organisationsnummer saknas 556431-6544", why: "something else stands between" },
      ],
    }),
  }),
  idNumber({
    id: "no-fodselsnummer",
    kind: "NO_FODSELSNUMMER",
    description: "Norwegian fødselsnummer or D-nummer (Skatteetaten: day of birth, two check digits)",
    shapes: ["6-5", "11"],
    words:
      "fødselsnummer,fodselsnummer,fødselsnr,fnr,personnummer,d nummer,dnr,norwegian id,national id,挪威身份号,挪威身份证,挪威个人号",
    check: fodselsnummer,
    // Numbers of tests and of guests have a month or day of their own, which nearly any number could be.
    odds: ({ digits }) => (Number(digits.slice(2, 4)) <= 12 && Number(digits.slice(0, 2)) <= 31 ? "rare" : "alone"),
    examples: () => ({
      yes: ["fødselsnummer «190158 43503»", "fnr: «18086686860»", "bruker «16057664995» er"],
      no: [
        { text: "190158 43504 18086686861", why: "the check digits are wrong" },
        { text: "19135843503", why: "no such month" },
        { text: '{"trace_id":18086686860}', why: "the name says that it identifies something else" },
      ],
    }),
  }),
  idNumber({
    id: "dk-cpr",
    kind: "DK_CPR",
    description: "Danish CPR number (CPR-kontoret: day of birth; mod 11 until 2007)",
    shapes: ["6-4", "10"],
    words: "cpr,cpr nr,cpr nummer,cpr no,personnummer,danish id,cvr/cpr,丹麦身份号,丹麦个人登记号",
    check: hasDanishDay,
    odds: (match) =>
      !cpr(match.digits) || isTime(match) ? "often" : match.groups === 2 && match.separator === 0x2d ? "rare" : "often",
    examples: () => ({
      yes: ["CPR-nr. «160542-6626»", "cpr: «1803387067»", "patient «170262-5064» indlagt"],
      no: [
        { text: "1605426626", why: "ten digits need a caption" },
        { text: "161342-6626", why: "no such month" },
        { text: "160542-6627 kr", why: "mod 11 fails and no caption vouches for it" },
      ],
    }),
  }),
  code({
    id: "fi-hetu",
    kind: "FI_PERSONAL_IDENTITY_CODE",
    description: "Finnish henkilötunnus (DVV: day of birth, sign of the century, mod 31)",
    shape: /^\d{6}[A-FU-Y]\d{3}[0-9A-Y]$/,
    where: "tail",
    words: HETU_WORDS,
    check: hetu,
    odds: "rare",
    examples: () => ({
      yes: ["henkilötunnus «110965A4013»", "hetu: «150611a629M»".replace("a629M", "A629M"), "asiakas «010594Y9021»"],
      no: [
        { text: "010594Y9022", why: "the check character is wrong" },
        { text: "011394Y9021", why: "no such month" },
        { text: "010594Y90211", why: "it is longer" },
      ],
    }),
  }),
  signedHetu,
  idNumber({
    id: "is-kennitala",
    kind: "IS_KENNITALA",
    description: "Icelandic kennitala (Þjóðskrá: day of birth, check digit, century)",
    shapes: ["6-4", "10"],
    words: "kennitala,kt,kennitölu,icelandic id",
    check: kennitala,
    odds: (match) => (match.groups === 2 && match.separator === 0x2d && !isTime(match) ? "rare" : "often"),
    examples: () => ({
      yes: ["kennitala «140885-3049»", "kt. «1003585069»", "kennitala: «180173-6419»"],
      no: [
        { text: "1408853049", why: "ten digits need a caption" },
        { text: "140885-3059", why: "the check digit is wrong" },
        { text: "141385-3049", why: "no such month" },
      ],
    }),
  }),
  idNumber({
    id: "nl-bsn",
    kind: "NL_BSN",
    description: "Dutch burgerservicenummer behind a caption (eleven test)",
    shapes: ["9", "3-3-3"],
    words:
      "bsn,bsn nr,burgerservicenummer,burger service nummer,sofi,sofinummer,sofi nummer,citizen service number,荷兰公民服务号,荷兰身份号",
    check: bsn,
    examples: () => ({
      yes: [
        "BSN «162122627»",
        "burgerservicenummer: «1794.96.888»".replace("1794.96.888", "179496888"),
        '"bsn":"«118000329»"',
      ],
      no: [
        { text: "162122627", why: "nine digits need a caption" },
        { text: "BSN 16212262", why: "too short" },
        { text: "BSN onbekend 162122627", why: "something else stands between" },
      ],
    }),
  }),
  idNumber({
    id: "be-national-number",
    kind: "BE_NATIONAL_ID",
    description: "Belgian national number (Rijksregister: day of birth, mod 97)",
    shapes: ["6-3-2", "11"],
    words: BELGIAN_WORDS,
    check: rijksregister,
    odds: ({ groups }) => (groups > 1 ? "rare" : "alone"),
    examples: () => ({
      yes: ["NISS «72011472880»", "numéro national: «170311 135 39»", "«15021084755»"],
      no: [
        { text: "72011472881", why: "the check digits are wrong" },
        { text: "72131472880", why: "no such month" },
        { text: "took 72011472880 ns", why: "eleven digits need a caption" },
      ],
    }),
  }),
  belgianWritten,
  idNumber({
    id: "lu-matricule",
    kind: "LU_NATIONAL_ID",
    description: "Luxembourg matricule (RNPP: day of birth, Luhn, Verhoeff)",
    shapes: ["13"],
    words: "matricule,matricule national,numéro d'identification national,national id,cns,tin,identifikationsnummer",
    check: matricule,
    odds: "alone",
    examples: () => ({
      yes: ["matricule «1963041939031»", "matricule national: «1933041160833»", "«1942071457579»"],
      no: [
        { text: "1963131939032", why: "no such month" },
        { text: "job 1963041939031", why: "something else stands on the line" },
        { text: "1963041939042", why: "the check digit is wrong" },
      ],
    }),
  }),
  idNumber({
    id: "ee-lt-personal-code",
    kind: "EE_LT_PERSONAL_CODE",
    description: "Estonian isikukood or Lithuanian asmens kodas (day of birth, two rounds mod 11)",
    shapes: ["11"],
    words: "isikukood,asmens kodas,asmens kodo,a k,personal code,estonian id,lithuanian id,national id,ik",
    check: isikukood,
    odds: "alone",
    examples: () => ({
      yes: ["isikukood «31906185620»", "asmens kodas: «33107179772»", "«34004193918»"],
      no: [
        { text: "31906185621", why: "the check digit is wrong" },
        { text: "31913185620", why: "no such month" },
        { text: "in 31906185620 us", why: "something else stands on the line" },
      ],
    }),
  }),
  idNumber({
    id: "lv-personal-code",
    kind: "LV_PERSONAL_CODE",
    description: "Latvian personas kods (PMLP: day of birth or 32, mod 11)",
    shapes: ["6-5", "11"],
    words: "personas kods,personas kodu,p k,pk,latvian id,personal code,national id",
    check: personasKods,
    odds: ({ groups, separator }) => (groups === 2 && separator === 0x2d ? "rare" : "often"),
    examples: () => ({
      yes: ["personas kods «130630-52784»", "p.k. «100362-06916»", "klients «160816-06414» ir"],
      no: [
        { text: "130630-52785", why: "the check digit is wrong" },
        { text: "13063052784", why: "eleven digits need a caption" },
        { text: "131330-52784", why: "no such month" },
      ],
    }),
  }),
];
