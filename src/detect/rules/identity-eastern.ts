// Numbers of Poland, the Czech Republic, Slovakia, Hungary, Bulgaria, Greece, Croatia, Slovenia, Turkey, Ukraine and Russia.

import { literal } from "../build/anchor.ts";
import { code } from "../build/code.ts";
import { idNumber } from "../build/id-number.ts";
import { pattern } from "../build/pattern.ts";
import { DIGIT } from "../charset.ts";
import {
  afm,
  amka,
  dowod,
  egn,
  emso,
  huTax,
  inn,
  kimlik,
  nip,
  oib,
  pesel,
  regon,
  rnokpp,
  rodneCislo,
  siTax,
  snils,
  taj,
} from "../check/eastern.ts";
import type { Rule } from "../rule.ts";

const SIX = [DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT] as const;

const birthNumberWritten = pattern({
  id: "cz-birth-number-written",
  kind: "CZ_BIRTH_NUMBER",
  description: "Czech or Slovak birth number with its slash (day of birth; ten digits are divided by 11)",
  tier: "form",
  anchors: [[...SIX, ...literal("/"), DIGIT, DIGIT, DIGIT]],
  pattern: /(?<![A-Za-z0-9./-])(?<value>\d{6}\/\d{3,4})(?![A-Za-z0-9]|[./-][A-Za-z0-9])/y,
  ahead: 14,
  judge(value) {
    const digits = value.replace("/", "");
    if (!rodneCislo(digits)) return null;
    return digits.length === 10 ? { confidence: 0.9, check: "passed" } : { confidence: 0.4, check: "none" };
  },
  get examples() {
    return {
      yes: ["rodné číslo «470910/3003»", "pacient «710319/2745»,", "r.č. «640118/3767»"],
      no: [
        { text: "470910/3004 path/470910/3003", why: "it is not divided by 11, or part of a path" },
        { text: "471310/3003", why: "no such month" },
        { text: "470910/300", why: "nine digits have no check digit" },
      ],
    };
  },
});

export const identityEasternRules: readonly Rule[] = [
  idNumber({
    id: "pl-pesel",
    kind: "PL_PESEL",
    description: "Polish PESEL (MSWiA: day of birth, check digit)",
    shapes: ["11"],
    words: "pesel,pesel no,nr pesel,numer pesel,波兰身份号,波兰身份证",
    check: pesel,
    odds: "alone",
    examples: () => ({
      yes: ["PESEL «01081217404»", "numer PESEL: «83051808636»", "«44051401359»"],
      no: [
        { text: "44051401358", why: "the check digit is wrong" },
        { text: "44451401359", why: "no such month" },
        { text: "read 44051401359 bytes", why: "something else stands on the line" },
      ],
    }),
  }),
  idNumber({
    id: "pl-nip",
    kind: "PL_NIP",
    description: "Polish taxpayer number (MF: check digit mod 11)",
    shapes: ["10", "3-3-2-2"],
    words: "nip,nip no,nr nip,numer nip,nip firmy,vat,vat no",
    check: nip,
    odds: ({ groups, separator }) => (groups === 4 && separator === 0x2d ? "alone" : "often"),
    examples: () => ({
      yes: ["NIP «544-243-47-09»", "NIP: «5023214457»", "«529-490-46-59»"],
      no: [
        { text: "5023214457", why: "ten digits need a caption" },
        { text: "529-490-46-58", why: "the check digit is wrong" },
        { text: "snip 5023214457", why: "another word" },
      ],
    }),
  }),
  idNumber({
    id: "pl-regon",
    kind: "PL_REGON",
    description: "Polish business registry number behind a caption (GUS: mod 11)",
    shapes: ["9", "14"],
    words: "regon,nr regon,numer regon,regon no",
    check: regon,
    examples: () => ({
      yes: ["REGON «603300570»", "regon: «033516815»", "REGON «12345678512347»"],
      no: [
        { text: "603300570", why: "nine digits need a caption" },
        { text: "oregon 603300570", why: "another word" },
        { text: "REGON 60330057", why: "too short" },
      ],
    }),
  }),
  code({
    id: "pl-id-card",
    kind: "PL_ID_CARD",
    description: "Polish identity card (three letters, check digit, five digits)",
    shape: /^[A-Z]{3}\d{6}$/,
    where: "head",
    words: "dowód osobisty,dowod osobisty,nr dowodu,numer dowodu,dowód,dowodu osobistego,seria i numer,polish id",
    check: dowod,
    odds: "often",
    examples: () => ({
      yes: ["dowód osobisty «AVK660306»", "nr dowodu: «AVK452217»", "Dowód «AVK876110»"],
      no: [
        { text: "AVK660306", why: "no caption" },
        { text: "dowód zakupu AVK660306", why: "something else stands between" },
        { text: "dowód AVK66030", why: "too short" },
      ],
    }),
  }),
  birthNumberWritten,
  idNumber({
    id: "cz-birth-number",
    kind: "CZ_BIRTH_NUMBER",
    description: "Czech or Slovak birth number without its slash (day of birth; ten digits are divided by 11)",
    shapes: ["10", "9", "6-4"],
    words: "rodné číslo,rodne cislo,rč,r č,r.č.,rodného čísla,birth number,rc",
    check: rodneCislo,
    odds: ({ groups, digits }) => (groups === 1 && digits.length === 10 ? "alone" : "often"),
    examples: () => ({
      yes: ["rodné číslo «4709103003»", "RČ: «6401183767»", "«8001155008»"],
      no: [
        { text: "4709103004", why: "it is not divided by 11" },
        { text: "4713103003", why: "no such month" },
        { text: "fetched 4709103003 rows", why: "something else stands on the line" },
      ],
    }),
  }),
  idNumber({
    id: "hu-tax-id",
    kind: "HU_TAX_ID",
    description: "Hungarian tax number of a person behind a caption (NAV: 8, check digit mod 11)",
    shapes: ["10"],
    words: "adóazonosító,adóazonosító jel,adoazonosito,adóazonosító jele,adószám,adoszam,hungarian tax",
    check: huTax,
    examples: () => ({
      yes: ["adóazonosító jel: «8799482452»", "adóazonosító «8372833869»", "adoazonosito «8443666420»"],
      no: [
        { text: "8799482452", why: "ten digits need a caption" },
        { text: "adóazonosító 879948245", why: "too short" },
        { text: "adózás 8799482452", why: "another word" },
      ],
    }),
  }),
  idNumber({
    id: "hu-taj",
    kind: "HU_TAJ",
    description: "Hungarian social security number behind a caption (check digit mod 10)",
    shapes: ["9", "3-3-3"],
    words: "taj,taj szám,taj szam,társadalombiztosítási,tb szám",
    check: taj,
    examples: () => ({
      yes: ["TAJ szám: «065 782 420»", "TAJ «107068022»", '"taj":"«159474655»"'],
      no: [
        { text: "065 782 420 pieces", why: "no caption" },
        { text: "detaj 107068022", why: "another word" },
        { text: "TAJ 10706802", why: "too short" },
      ],
    }),
  }),
  idNumber({
    id: "bg-egn",
    kind: "BG_EGN",
    description: "Bulgarian uniform civil number (GRAO: day of birth, check digit mod 11)",
    shapes: ["10"],
    words: "егн,единен граждански номер,egn,личен номер",
    check: egn,
    odds: "alone",
    examples: () => ({
      yes: ["ЕГН «6502164701»", "EGN: «7803168448»", "«7523169263»"],
      no: [
        { text: "7523169264", why: "the check digit is wrong" },
        { text: "7533169263", why: "no such month" },
        { text: "size 7523169263 bytes", why: "something else stands on the line" },
      ],
    }),
  }),
  idNumber({
    id: "gr-afm",
    kind: "GR_AFM",
    description: "Greek tax number behind a caption (AADE: mod 11)",
    shapes: ["9"],
    words: "αφμ,α.φ.μ.,α.φ.μ,afm,vat,vat no,tax id,φορολογικού μητρώου",
    check: afm,
    examples: () => ({
      yes: [
        "ΑΦΜ: «198885719»".replace("ΑΦΜ", "αφμ"),
        "AFM «109017339»",
        "Α.Φ.Μ. «127978668»".replace("Α.Φ.Μ.", "α.φ.μ."),
      ],
      no: [
        { text: "198885719", why: "nine digits need a caption" },
        { text: "AFM 19888571", why: "too short" },
        { text: "AFM module 198885719", why: "something else stands between" },
      ],
    }),
  }),
  idNumber({
    id: "gr-amka",
    kind: "GR_AMKA",
    description: "Greek social security number (IDIKA: day of birth, Luhn)",
    shapes: ["11"],
    words: "αμκα,ΑΜΚΑ,α.μ.κ.α.,amka,amka no",
    check: amka,
    odds: "alone",
    examples: () => ({
      yes: ["ΑΜΚΑ: «10016515693»", "AMKA «12022118728»", "«15050442761»"],
      no: [
        { text: "10016515694", why: "the check digit is wrong" },
        { text: "10136515693", why: "no such month" },
        { text: "seq 15050442761 ack", why: "something else stands on the line" },
      ],
    }),
  }),
  idNumber({
    id: "hr-oib",
    kind: "HR_OIB",
    description: "Croatian OIB behind a caption (Porezna uprava: MOD 11,10)",
    shapes: ["11"],
    words: "oib,osobni identifikacijski broj,oib broj,croatian id",
    check: oib,
    examples: () => ({
      yes: ["OIB «81775785162»", "OIB: «71113895869»", '"oib":"«82105507127»"'],
      no: [
        { text: "81775785162", why: "eleven digits need a caption" },
        { text: "boib 81775785162", why: "another word" },
        { text: "OIB 8177578516", why: "too short" },
      ],
    }),
  }),
  idNumber({
    id: "si-emso",
    kind: "SI_EMSO",
    description: "EMŠO of Slovenia, JMBG of its neighbours (day of birth, region, check digit mod 11)",
    shapes: ["13"],
    words: "emšo,emso,jmbg,јмбг,matični broj,maticni broj,матични број,ЈМБГ",
    check: emso,
    odds: "alone",
    examples: () => ({
      yes: ["EMŠO «1807981509093»", "JMBG: «1905987503498»", "«0101006500006»"],
      no: [
        { text: "1807981509094", why: "the check digit is wrong" },
        { text: "1763640000123 1763640000120", why: "milliseconds since 1970" },
        { text: "1813981509093", why: "no such month" },
      ],
    }),
  }),
  idNumber({
    id: "si-tax-id",
    kind: "SI_TAX_ID",
    description: "Slovenian tax number behind a caption (FURS: mod 11)",
    shapes: ["8"],
    words: "davčna številka,davcna stevilka,davčna,davčna št,id za ddv,slovenian tax",
    check: siTax,
    examples: () => ({
      yes: ["davčna številka: «51009773»", "davčna št. «37103440»", "davcna stevilka «55140238»"],
      no: [
        { text: "51009773", why: "eight digits need a caption" },
        { text: "davčna številka 5100977", why: "too short" },
        { text: "davčna uprava 51009773", why: "something else stands between" },
      ],
    }),
  }),
  idNumber({
    id: "tr-national-id",
    kind: "TR_NATIONAL_ID",
    description: "Turkish identity number (NVİ: two check digits)",
    shapes: ["11", "3-3-3-2"],
    words:
      "tckn,tc kimlik,tc kimlik no,t.c. kimlik,kimlik,kimlik no,kimlik numarası,kimlik numarasi,tc no,tckn numarası,tckn numarasi,vatandaşlık numarası,turkish id,vatandaş,kişi,土耳其身份号,土耳其身份证,土耳其国民身份",
    check: kimlik,
    odds: "alone",
    examples: () => ({
      yes: ["TC Kimlik No: «62359331204»", "TCKN «40898226830»", "«79699523268»"],
      no: [
        { text: "62359331205", why: "the check digits are wrong" },
        { text: "02359331204", why: "the first digit is never 0" },
        { text: "id 62359331204 of the trace", why: "something else stands on the line" },
      ],
    }),
  }),
  idNumber({
    id: "ua-tax-id",
    kind: "UA_TAX_ID",
    description: "Ukrainian taxpayer number behind a caption (ДПС: mod 11)",
    shapes: ["10"],
    words: "рнокпп,РНОКПП,іпн,ІПН,ідентифікаційний код,ідентифікаційний номер,податковий номер,инн,ipn,rnokpp",
    check: rnokpp,
    examples: () => ({
      yes: ["РНОКПП: «3503146631»", "ІПН «3007254596»", "ідентифікаційний код «3127852767»"],
      no: [
        { text: "3503146631", why: "ten digits need a caption" },
        { text: "ІПН 350314663", why: "too short" },
        { text: "код товару 3503146631", why: "the caption names something else" },
      ],
    }),
  }),
  idNumber({
    id: "ru-inn",
    kind: "RU_INN",
    description: "Russian taxpayer number of a person or company behind a caption (ФНС: mod 11)",
    shapes: ["10", "12"],
    words: "инн,ИНН,inn,inn no,номер налогоплательщика,俄罗斯税号,俄罗斯纳税人识别号",
    check: inn,
    odds: "often",
    examples: () => ({
      yes: ["ИНН: «7707083893»", "ИНН «500100732259»", "INN «7976757766»"],
      no: [
        { text: "7707083893", why: "ten digits need a caption" },
        { text: "Holiday Inn room 7707083893", why: "something else stands between" },
        { text: "ИНН 770708389", why: "too short" },
      ],
    }),
  }),
  idNumber({
    id: "ru-snils",
    kind: "RU_SNILS",
    description: "Russian pension insurance number (СФР: mod 101)",
    shapes: ["3-3-3-2", "11"],
    words: "снилс,СНИЛС,snils,страховой номер",
    check: snils,
    mixed: true,
    odds: ({ groups, separator }) => (groups === 4 && separator === -1 ? "rare" : "often"),
    form: ({ digits }) => Number(digits.slice(0, 9)) > 1_001_998,
    examples: () => ({
      yes: ["СНИЛС «112-233-445 95»", "snils: «12595562585»", "клиент «592-002-819 73» пришёл"],
      no: [
        { text: "592-002-819 74", why: "the check digits are wrong" },
        { text: "59200281973", why: "eleven digits need a caption" },
        { text: "000-000-000 00", why: "no number is so small" },
      ],
    }),
  }),
];
