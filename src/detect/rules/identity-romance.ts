// Numbers of France, Spain, Portugal, Italy and Romania.

import { code } from "../build/code.ts";
import { idNumber } from "../build/id-number.ts";
import { BASE62, charset, DIGIT, LETTER } from "../charset.ts";
import { isSequence } from "../check/digits.ts";
import {
  cif,
  cnp,
  codiceFiscale,
  dni,
  hasBirthday,
  nie,
  nir,
  nss,
  partitaIva,
  ptNif,
  siren,
  siret,
  spi,
} from "../check/romance.ts";
import type { Rule } from "../rule.ts";

const MONTH = charset("ABCDEHLMPRSTabcdehlmprst");

export const identityRomanceRules: readonly Rule[] = [
  idNumber({
    id: "fr-nir",
    kind: "FR_NIR",
    description: "French social security number (INSEE: month, department, key mod 97)",
    shapes: ["15", "1-2-2-2-3-3-2", "13-2"],
    words:
      "nir,numéro de sécurité sociale,numero de securite sociale,sécurité sociale,securite sociale,numéro de sécu,numero de secu,insee,n° sécu,carte vitale,social security,assuré social,法国社保号,法国社会保险号,法国社会安全号",
    check: nir,
    odds: "rare",
    examples: () => ({
      yes: ["NIR «1 99 04 62 501 526 49»", "sécurité sociale : «185047705139293»", "assuré «112077459885818» connu"],
      no: [
        { text: "1 99 04 62 501 526 48", why: "the key is wrong" },
        { text: "199146250152649", why: "no such month" },
        { text: "1763640000123456", why: "sixteen digits" },
      ],
    }),
  }),
  code({
    id: "fr-nir-corsica",
    kind: "FR_NIR",
    description: "French social security number of Corsica (2A or 2B, key mod 97)",
    shape: /^[1-478]\d{4}2[AB]\d{8}$/,
    where: "tail",
    words: "nir,sécurité sociale,securite sociale,numéro de sécu,insee",
    check: nir,
    odds: "rare",
    examples: () => ({
      yes: ["NIR «185072A00412388»", "sécurité sociale «290112B03312381»", "«178122A00100144» inscrit"],
      no: [
        { text: "185072C00412345", why: "no such department" },
        { text: "185072A00412340", why: "the key is wrong" },
        { text: "185132A00412345", why: "no such month" },
      ],
    }),
  }),
  idNumber({
    id: "fr-siren",
    kind: "COMPANY_ID",
    description: "French SIREN behind a caption (INSEE: Luhn)",
    shapes: ["9", "3-3-3"],
    words: "siren,siren no,n° siren,numéro siren,rcs,rcs paris",
    check: siren,
    examples: () => ({
      yes: ["SIREN «421 963 638»", "siren: «474164464»", "RCS Paris «412 657 603»"],
      no: [
        { text: "421963638", why: "nine digits need a caption" },
        { text: "sirens at 421963638", why: "another word" },
        { text: "SIREN 42196363", why: "too short" },
      ],
    }),
  }),
  idNumber({
    id: "fr-siret",
    kind: "COMPANY_ID",
    description: "French SIRET (INSEE: Luhn over it and over its SIREN)",
    shapes: ["14", "3-3-3-5", "9-5"],
    words: "siret,siret no,n° siret,numéro siret",
    check: siret,
    odds: ({ groups }) => (groups > 1 ? "rare" : "alone"),
    examples: () => ({
      yes: ["SIRET «732 829 320 00074»", "siret: «73282932000074»", "facture «732 829 320 00074» reçue"],
      no: [
        { text: "732 829 320 00075", why: "the check digit is wrong" },
        { text: "job 73282932000074", why: "fourteen digits need a caption" },
        { text: "20251120143005", why: "a timestamp" },
      ],
    }),
  }),
  idNumber({
    id: "fr-spi",
    kind: "FR_SPI",
    description: "French tax number of a person behind a caption (DGFiP: mod 511)",
    shapes: ["13", "2-2-3-3-3"],
    words:
      "spi,numéro fiscal,numero fiscal,n° fiscal,référence fiscale,reference fiscale,identifiant fiscal,tax id,tin",
    check: spi,
    examples: () => ({
      yes: ["numéro fiscal : «1949845014341»", "SPI «10 54 907 157 290»", "identifiant fiscal «1059785504120»"],
      no: [
        { text: "1949845014341", why: "thirteen digits need a caption" },
        { text: "spin 1949845014341", why: "another word" },
        { text: "numéro fiscal 194984501434", why: "too short" },
      ],
    }),
  }),
  code({
    id: "es-nif",
    kind: "ES_NIF",
    description: "Spanish DNI or NIF (Interior: letter mod 23)",
    shape: /^\d{7,8}[A-Z]$/,
    where: "tail",
    words:
      "dni,nif,dni no,nif no,documento nacional,documento nacional de identidad,documento,identidad,dni/nif,西班牙身份证,西班牙身份号,西班牙税号",
    // Eight digits, of old seven: those are any code's that count up.
    check: (text) => dni(text) && (text.length === 9 || !isSequence(text.slice(0, -1))),
    odds: "alone",
    examples: () => ({
      yes: ["DNI «04939886S»", "NIF: «49586339-h»", "«53939806E»", "«53939806E» es mi DNI"],
      no: [
        { text: "04939886T", why: "the letter is wrong" },
        { text: "took 53939806E ms", why: "something else stands on the line" },
        { text: "53939806E1", why: "it is longer" },
        { text: "1234567L", why: "seven digits that count up" },
      ],
    }),
  }),
  code({
    id: "es-nie",
    kind: "ES_NIE",
    description: "Spanish identity number of foreigners (Interior: X, Y or Z, letter mod 23)",
    shape: /^[XYZ]\d{7}[A-Z]$/,
    where: "tail",
    words:
      "nie,nie no,número de identidad de extranjero,número de identificación de extranjero,extranjero,nif,西班牙外国人身份号,西班牙居留号",
    check: nie,
    odds: "rare",
    examples: () => ({
      yes: ["NIE «Y1728253R»", "con «Y1626506-Y» hoy", "«y8370096l»", "«Y8370096L» es mi NIE"],
      no: [
        { text: "Y1728253S", why: "the letter is wrong" },
        { text: "W1728253R", why: "the first letter is X, Y or Z" },
        { text: "Y1728253R5", why: "it is longer" },
      ],
    }),
  }),
  code({
    id: "es-cif",
    kind: "ES_CIF",
    description: "Spanish tax number of a company (AEAT: form, check digit or letter)",
    shape: /^[A-HJ-NP-SUVW]\d{7}[0-9A-J]$/,
    where: "head",
    words: "cif,nif,cif no,código de identificación fiscal,vat,vat no,empresa",
    check: cif,
    odds: "alone",
    examples: () => ({
      yes: ["CIF «B58397092»", "empresa «A-58818501» de", "«B68141977»"],
      no: [
        { text: "B58397093", why: "the check digit is wrong" },
        { text: "ticket B58397092 closed", why: "something else stands on the line" },
        { text: "I58397092", why: "no such form of company" },
      ],
    }),
  }),
  idNumber({
    id: "es-nss",
    kind: "ES_NSS",
    description: "Spanish social security number (Seguridad Social: province, mod 97)",
    shapes: ["12", "2-8-2", "2-10", "11"],
    words: "nss,naf,seguridad social,número de la seguridad social,número de afiliación,afiliación,nuss",
    check: nss,
    mixed: true,
    odds: ({ groups, digits }) => (groups > 1 ? "rare" : digits.length === 12 ? "alone" : "often"),
    examples: () => ({
      yes: [
        "NSS «289743435526»",
        "Seguridad Social: «28 77928432 27»".replace("77928432 27", "97434355 26"),
        "afiliación «284993569333»",
      ],
      no: [
        { text: "28 97434355 27", why: "the check digits are wrong" },
        { text: "202511201430", why: "a timestamp" },
        { text: "took 289743435526 ns", why: "twelve digits need a caption" },
      ],
    }),
  }),
  idNumber({
    id: "pt-nif",
    kind: "PT_NIF",
    description: "Portuguese NIF behind a caption (AT: check digit mod 11)",
    shapes: ["9", "3-3-3"],
    words:
      "nif,contribuinte,contribuinte n,nif n,número de contribuinte,numero de contribuinte,nipc,número fiscal,identificação fiscal,nif no,contribuinte no,葡萄牙税号,葡萄牙纳税人号",
    check: ptNif,
    examples: () => ({
      yes: ["NIF «254412327»", "contribuinte n.º «256 085 307»", '"nif": "«262513137»"'],
      no: [
        { text: "254412327", why: "nine digits need a caption" },
        { text: "NIF 25441232", why: "too short" },
        { text: "unif 254412327", why: "another word" },
      ],
    }),
  }),
  code({
    id: "it-fiscal-code",
    kind: "IT_FISCAL_CODE",
    description: "Italian codice fiscale (Agenzia delle Entrate: day of birth, check letter mod 26)",
    shape: /^[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]$/,
    where: [[DIGIT, DIGIT, MONTH, DIGIT, DIGIT, LETTER, DIGIT, DIGIT, DIGIT, LETTER]],
    words: "codice fiscale,cod fiscale,cf,c f,fiscal code,tax code,codicefiscale,意大利税号,意大利税务代码",
    check: (text) => codiceFiscale(text) && hasBirthday(text),
    odds: "rare",
    examples: () => ({
      yes: ["codice fiscale: «RSSMRA85A03H501G»", "CF «rssmra85t10a562s»", "il paziente «RSSMRA89A07H501U» ha"],
      no: [
        { text: "RSSMRA85A03H501H", why: "the check letter is wrong" },
        { text: "RSSMRA85F03H501G", why: "no such month" },
        { text: "XRSSMRA85A03H501G", why: "it is longer" },
      ],
    }),
  }),
  idNumber({
    id: "it-vat-code",
    kind: "IT_VAT_CODE",
    description: "Italian partita IVA behind a caption (Luhn, province)",
    shapes: ["11"],
    words: "partita iva,p iva,p.iva,piva,p. iva,p.i.,iva,codice fiscale,vat,vat no,意大利增值税号",
    check: partitaIva,
    examples: () => ({
      yes: ["P.IVA «00743110157»", "partita IVA: «08258750119»", '"partita_iva":"«06586420462»"'],
      no: [
        { text: "00743110157", why: "eleven digits need a caption" },
        { text: "P.IVA 0074311015", why: "too short" },
        { text: "riva 00743110157", why: "another word" },
      ],
    }),
  }),
  code({
    id: "it-identity-card",
    kind: "IT_IDENTITY_CARD",
    description:
      "Italian identity card behind a caption: CA00000AA, or two letters and seven digits on paper; the first also alone",
    shape: /^(?:[A-Z]{2}\d{5}[A-Z]{2}|[A-Z]{2}\d{7}|\d{7}[A-Z]{2})$/,
    alone: /^C[A-Z]\d{5}[A-Z]{2}$/,
    where: [
      [LETTER, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, LETTER],
      [LETTER, ...new Array(7).fill(DIGIT)],
      [...new Array(7).fill(DIGIT), LETTER],
    ],
    words:
      "carta di identità n,carta d'identità n,carta identità n,carta identità,carta d'identità,carta di identità,carta d'identita,carta d identita,carta identita,carta di identità elettronica,carta d'identità elettronica,carta di identita,documento d'identità,documento di identità,ci n,c.i.,cie,identity card,documento",
    examples: () => ({
      yes: [
        "carta d'identità «CA12345BB»",
        "Carta di identità n. «AX1234567»",
        "CIE: «CB23456TG»",
        "«CA00042AB»",
        "documento d'identità «AX1234567»",
      ],
      no: [
        { text: "bus CA12345BB at", why: "no caption, and other words on the line" },
        { text: "AX1234567", why: "the old form needs a caption" },
        { text: "carta di credito CA12345BB", why: "the caption names something else" },
        { text: "specie CA12345BB", why: "another word" },
      ],
    }),
  }),
  code({
    id: "it-driving-licence",
    kind: "DRIVER_LICENSE",
    description: "Italian driving licence: two letters, seven digits, a letter, or U1 and eight characters",
    shape: /^(?:[A-Z]{2}\d{7}[A-Z]|U1[0-9A-Z]{7}[A-Z])$/,
    alone: /^U1[0-9B-DF-HJ-NPR-TW-Z]{7}[A-Z]$/,
    where: [
      [...new Array(7).fill(DIGIT), LETTER],
      [charset("Uu"), charset("1"), BASE62, DIGIT, DIGIT],
    ],
    words:
      "patente,patente n,patente di guida n,patente di guida,patente no,numero patente,driving licence,driving license,driver license,driver licence,license,licence",
    examples: () => ({
      yes: ["patente «U1K472B35M»", "«U1H905C61D»", "patente di guida n. «MI1234567X»", "license «U1H905C61D»"],
      no: [
        { text: "MI1234567X", why: "no caption" },
        { text: "patente scaduta MI1234567X", why: "something else stands between" },
        { text: "patente MI123456X", why: "too short" },
      ],
    }),
  }),
  idNumber({
    id: "ro-cnp",
    kind: "RO_CNP",
    description: "Romanian personal numerical code (day of birth, county, check digit mod 11)",
    shapes: ["13"],
    words:
      "cnp,cod numeric personal,codul numeric personal,personal numerical code,cif,罗马尼亚身份号,罗马尼亚个人识别号",
    check: cnp,
    odds: "alone",
    examples: () => ({
      yes: ["CNP «1950312354472»", "cod numeric personal: «1940315367782»", "«1240513256524»"],
      no: [
        { text: "1950312354473", why: "the check digit is wrong" },
        { text: "1951312354472", why: "no such month" },
        { text: "at 1950312354472 ms", why: "something else stands on the line" },
      ],
    }),
  }),
];
