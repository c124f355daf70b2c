// Passports and travel permits. Their numbers look like any other code, so a caption must stand right before.

import { folded, literal } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { utf8 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import type { Rule } from "../rule.ts";

const TAIL = utf8("号码|号|证|證|番号");
const NUMBER = String.raw`(?<value>(?=(?:[A-Za-z]{0,8}\d){3})(?:[A-Za-z]{1,3} ?\d{5,9}[A-Za-z0-9]{0,2}|\d{7,9}[A-Za-z]{0,2}|[A-Za-z][A-Za-z0-9]{7,8}))(?![A-Za-z0-9_])`;

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
      ...["护照", "護照", "パスポート", "旅券", "여권"].map(literal),
    ];
  },
  get pattern() {
    return new RegExp(
      `(?:pass(?:port[eo]?|aporto|aporte|eport)|reisepass(?:nummer)?|pasaporte|paspoort|${["护照", "護照", "パスポート", "旅券", "여권"].map(utf8).join("|")})(?:${TAIL})?${CAPTION_GAP}${NUMBER}`,
      "iy",
    );
  },
  ahead: 80,
  get examples() {
    return {
      yes: [
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

export const passportRules: readonly Rule[] = [passport, permit];
