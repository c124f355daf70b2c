// Numbers of Germany, Austria and Switzerland: tax, pension and health insurance, physicians, identity cards.

import { standsAlone } from "../build/alone.ts";
import { folded, literal } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { behindCaption } from "../build/caption-gate.ts";
import { code } from "../build/code.ts";
import { utf8 } from "../build/context.ts";
import { idNumber } from "../build/id-number.ts";
import { pattern } from "../build/pattern.ts";
import { DIGIT } from "../charset.ts";
import { ahv, bsnr, kvnr, lanr, steuerId, svnr, vsnr } from "../check/german.ts";
import { deSerial } from "../check/mrz.ts";
import type { Rule } from "../rule.ts";

const taxNumber = pattern({
  id: "de-tax-number",
  kind: "DE_TAX_NUMBER",
  description: "German Steuernummer behind a caption (10 to 13 digits, with the slashes of the states or without)",
  tier: "context",
  remembers: true,
  confidence: 0.8,
  anchors: [
    folded("steuernummer"),
    folded("steuernr"),
    folded("steuer-nr"),
    folded("st.-nr"),
    folded("stnr"),
    folded("st.nr"),
  ],
  get behind() {
    return behindCaption([], 9, 80);
  },
  get pattern() {
    return new RegExp(
      `(?:steuernummern?|steuer-?nr|st\\.?-?nr)${CAPTION_GAP}(?<value>\\d{2,3}[ /]\\d{3,4}[ /]\\d{4,5}|\\d{10,13}|\\d{5}/\\d{5})(?![A-Za-z0-9/])`,
      "iy",
    );
  },
  ahead: 80,
  get examples() {
    return {
      yes: ["Steuernummer: «12/345/67890»", "St.-Nr. «123/4567/8901»", "StNr «2893081508152»"],
      no: [
        { text: "12/345/67890", why: "no caption" },
        { text: "Steuernummer fehlt, Seite 12/345/67890", why: "something else stands between" },
        { text: "Steuernummer 123/456", why: "too short" },
      ],
    };
  },
});

const CARD_WORDS = [
  "personalausweis",
  "ausweis",
  "reisepass",
  "pass-nr",
  "passnummer",
  "identity card",
  "seriennummer",
] as const;

/** Serials without six digits in a row. */
const cardCaptioned = pattern({
  id: "de-id-card-captioned",
  kind: "DE_ID_CARD",
  description: "serial of a German identity card or passport behind a caption: nine characters without vowels",
  tier: "context",
  remembers: true,
  confidence: 0.8,
  anchors: ["ausweis", "reisepass", "pass-nr", "passnummer", "pass nr"].map(folded),
  get pattern() {
    return new RegExp(
      `(?:ausweis(?:es|dokument)?|reisepass(?:es)?|pass)(?:-?nummer|-?nr|-?id)?${CAPTION_GAP}(?<value>(?=[A-Za-z]{0,6}\\d)[CFGHJ-NPRTV-Z][0-9CFGHJ-NPRTV-Z]{8}\\d?)(?![A-Za-z0-9])`,
      "iy",
    );
  },
  ahead: 80,
  get examples() {
    return {
      yes: [
        "Personalausweis «LZ6311T47»",
        "Ausweis-Nr.: «T01000322»",
        "Pass-Nr. «C4VH7K1N2»",
        "Reisepass: «L2C3H4K69»",
      ],
      no: [
        { text: "LZ6311T47", why: "no caption" },
        { text: "Ausweis bitte vorzeigen", why: "words" },
        { text: "Ausweis A1E2I3O4U", why: "vowels are not used" },
      ],
    };
  },
});

const licenceCaptioned = pattern({
  id: "de-driving-licence",
  kind: "DRIVER_LICENSE",
  description: "German driving licence behind a caption: authority, two to nine characters, check and copy",
  tier: "context",
  remembers: true,
  confidence: 0.8,
  anchors: ["führerschein", "Führerschein", "fuehrerschein", "Fuehrerschein", "ahrerlaubnis", "FÜHRERSCHEIN"],
  get pattern() {
    return new RegExp(
      `(?:${utf8("führerschein")}|${utf8("FÜHRERSCHEIN")}|fuehrerschein|ahrerlaubnis)(?:-?nummer|-?nr)?${CAPTION_GAP}(?<value>[A-Z]\\d{2}[0-9A-Z]{6}\\d[0-9A-Z]|[A-Z]{2}\\d{8}[0-9A-Z])(?![A-Za-z0-9])`,
      "iy",
    );
  },
  ahead: 80,
  get examples() {
    return {
      yes: ["Führerschein-Nr.: «B072RRE2I55»", "Fahrerlaubnis «N0704578035»", "Führerscheinnummer «HH12345678C»"],
      no: [
        { text: "B072RRE2I55", why: "no caption" },
        { text: "Führerschein Klasse B seit 2011", why: "words" },
        { text: "Führerschein B072RRE2I", why: "too short" },
      ],
    };
  },
});

/** Licences by their place of issue: only the new form has six digits in a row. */
const licenceAlone = code({
  id: "de-driving-licence-alone",
  kind: "DRIVER_LICENSE",
  description: "German driving licence by its form, where it has a line to itself: two letters, eight digits, a letter",
  shape: /^[A-Z]{2}\d{8}[A-Z]$/,
  where: "head",
  words:
    "führerschein,führerscheinnummer,fahrerlaubnis,driving licence,driving license,driver's license,fahrerlaubnisnummer",
  alone: /^[A-Z]{2}\d{8}[A-Z]$/,
  examples: () => ({
    yes: ["«BO12345678A»", "Fahrerlaubnis «MU12345678B»", "«hh98765432c»"],
    no: [
      { text: "item BO12345678A sold", why: "other words on the line" },
      { text: "BO12345678\nBO12345678AB\nB12345678A", why: "too short, too long, one letter" },
      { text: "BO-12345678A-7", why: "it is part of a longer name" },
    ],
  }),
});

const taxAlone = pattern({
  id: "de-tax-number-alone",
  kind: "DE_TAX_NUMBER",
  description: "German Steuernummer with its slashes, where it has a line to itself",
  tier: "context",
  confidence: 0.6,
  anchors: [[DIGIT, DIGIT, DIGIT, ...literal("/"), DIGIT, DIGIT, DIGIT, DIGIT]],
  pattern: /(?<![A-Za-z0-9_./-])(?:\d{2,3}\/\d{3}\/\d{5}|\d{3}\/\d{4}\/\d{4})(?![A-Za-z0-9_/-])/y,
  back: 5,
  ahead: 16,
  alone: true,
  judge: (_, scan, start, end) => (standsAlone(scan, start, end) ? { confidence: 0.6, check: "none" } : null),
  get examples() {
    return {
      yes: ["«123/456/78901»", "«12/345/67890»", "«123/3456/7890»"],
      no: [
        { text: "see 123/456/78901 for more", why: "other words on the line" },
        { text: "123/45678\n11/25/2026\n1/123/4567", why: "groups are missing or too short" },
        { text: "/123/456/78901/5", why: "a path" },
      ],
    };
  },
});

export const identityGermanRules: readonly Rule[] = [
  idNumber({
    id: "de-tax-id",
    kind: "DE_TAX_ID",
    description: "German Steuer-ID (BZSt: one digit twice or three times, MOD 11,10)",
    shapes: ["11", "2-3-3-3"],
    words:
      "steuer id,steueridentifikationsnummer,steuerliche identifikationsnummer,identifikationsnummer,idnr,id nr,steuer idnr,tax id,steuernummer,tin,德国税号,德国税务识别号",
    check: steuerId,
    odds: ({ groups }) => (groups === 4 ? "rare" : "alone"),
    examples: () => ({
      yes: ["Steuer-ID «46152847048»", "IdNr. «36 920 951 480»", "«10225689279»"],
      no: [
        { text: "46152847049", why: "the check digit is wrong" },
        { text: "11122233344", why: "too many digits are repeated" },
        { text: "sent 46152847048 bytes", why: "something else stands on the line" },
      ],
    }),
  }),
  taxNumber,
  code({
    id: "de-social-security",
    kind: "DE_SOCIAL_SECURITY",
    description: "German pension insurance number (VKVV: area, day of birth, initial, check digit)",
    shape: /^\d{8}[A-Z]\d{3}$/,
    where: "tail",
    words:
      "sozialversicherungsnummer,sozialversicherungs nr,sv nummer,sv nr,svnr,rentenversicherungsnummer,versicherungsnummer,rvnr,vsnr,social security",
    check: vsnr,
    odds: "rare",
    examples: () => ({
      yes: ["Sozialversicherungsnummer «65010150M395»", "RVNR: «65610833m985»", "bei «65510217M932» gemeldet"],
      no: [
        { text: "65010150M396", why: "the check digit is wrong" },
        { text: "65011350M395", why: "no such month" },
        { text: "65010150M3951", why: "it is longer" },
      ],
    }),
  }),
  code({
    id: "de-health-insurance",
    kind: "DE_HEALTH_INSURANCE",
    description: "German health insurance number (KVNR: letter, nine digits, check digit)",
    shape: /^[A-Z]\d{9}$/,
    where: "head",
    words:
      "kvnr,krankenversichertennummer,krankenversicherungsnummer,krankenversicherung,krankenkasse,versichertennummer,versicherten nr,gesundheitskarte,egk",
    check: kvnr,
    odds: "alone",
    examples: () => ({
      yes: ["KVNR: «K508215646»", "Versichertennummer «k068409165»", "«K644786692»"],
      no: [
        { text: "K508215647", why: "the check digit is wrong" },
        { text: "item K508215646 sold", why: "something else stands on the line" },
        { text: "K5082156466", why: "it is longer" },
      ],
    }),
  }),
  idNumber({
    id: "de-lanr",
    kind: "DE_LANR",
    description: "German physician number behind a caption (KBV: check digit, speciality)",
    shapes: ["9"],
    words: "lanr,arztnummer,arzt nr,lebenslange arztnummer,arzt",
    check: lanr,
    examples: () => ({
      yes: ["LANR «578115733»", "Arztnummer: «945883733»", '"lanr":"«695327733»"'],
      no: [
        { text: "578115733", why: "nine digits need a caption" },
        { text: "planr 578115733", why: "another word" },
        { text: "LANR 57811573", why: "too short" },
      ],
    }),
  }),
  idNumber({
    id: "de-bsnr",
    kind: "DE_BSNR",
    description: "German practice number behind a caption (KBV: region)",
    shapes: ["9", "2-7"],
    words: "bsnr,nbsnr,betriebsstättennummer,betriebsstätten nr,betriebsstaettennummer,praxisnummer,betriebsstätte",
    check: bsnr,
    examples: () => ({
      yes: ["BSNR «381234500»", "Betriebsstättennummer: «720045678»", '"bsnr":"«988765432»"'],
      no: [
        { text: "381234500", why: "nine digits need a caption" },
        { text: "BSNR 38123450", why: "too short" },
        { text: "Betrieb 381234500", why: "another word" },
      ],
    }),
  }),
  code({
    id: "de-id-card",
    kind: "DE_ID_CARD",
    description: "serial of a German identity card or passport with the check digit of its zone (ICAO 9303)",
    shape: /^[CFGHJ-NPRTV-Z][0-9CFGHJ-NPRTV-Z]{8}\d$/,
    where: "head",
    words: CARD_WORDS.join(","),
    check: deSerial,
    odds: "alone",
    examples: () => ({
      yes: ["Personalausweis «T010003223»", "Ausweis: «L123456792»", "«T220001293»"],
      no: [
        { text: "T220001294", why: "the check digit is wrong" },
        { text: "row T220001293 of", why: "something else stands on the line" },
        { text: "A220001293", why: "vowels are not used" },
      ],
    }),
  }),
  cardCaptioned,
  licenceCaptioned,
  licenceAlone,
  taxAlone,
  idNumber({
    id: "at-svnr",
    kind: "AT_SVNR",
    description: "Austrian social insurance number (ASVG: check digit, day of birth)",
    shapes: ["4-6", "10"],
    words:
      "svnr,sv nr,sv nummer,sozialversicherungsnummer,versicherungsnummer,vsnr,e card,ecard,social security,奥地利社保号,奥地利社会保险号",
    check: svnr,
    odds: ({ groups }) => (groups === 2 ? "rare" : "alone"),
    examples: () => ({
      yes: ["SVNR «6819 020381»", "Versicherungsnummer: «3326050458»", "Patient «5657 020287» kam"],
      no: [
        { text: "6829 020381", why: "the check digit is wrong" },
        { text: "6819 023381", why: "no such month" },
        { text: "6819-020381-9", why: "it is longer" },
      ],
    }),
  }),
  idNumber({
    id: "ch-ahv",
    kind: "CH_AHV",
    description: "Swiss AHV number (756, check digit of EAN-13)",
    shapes: ["3-4-4-2", "13"],
    words:
      "ahv,ahv nr,ahv nummer,ahvn,avs,numéro avs,no avs,oasi,sozialversicherungsnummer,numero avs,瑞士社保号,瑞士社会保险号",
    check: ahv,
    odds: "rare",
    examples: () => ({
      yes: ["AHV-Nr. «756.3559.9318.27»", "numéro AVS: «7562368822906»", "Versicherte «756.9727.8308.79» meldet"],
      no: [
        { text: "756.3559.9318.28 7563559931828", why: "the check digit is wrong" },
        { text: "755.3559.9318.27", why: "the country is not 756" },
        { text: "756.3559.9318", why: "too short" },
      ],
    }),
  }),
];
