// Licence plates of other countries: a few letters and digits, so a caption must stand right before; and Nigerian ones, whose groups
// are like nothing else.

import { folded, literal } from "../build/anchor.ts";
import { CAPTION_GAP } from "../build/caption.ts";
import { utf8 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { charset, DIGIT, UPPER } from "../charset.ts";
import type { Rule } from "../rule.ts";

/** Captions behind which `plate` alone would be any plate, or none. */
const PLATE = [charset(" _\"'-"), ...folded("plate")];
const WORDS = [
  "licenseplate",
  "vehicle reg",
  "registration number",
  "kennzeichen",
  "immatriculation",
  "matrícula",
  "kenteken",
  "nummernschild",
  "plaka",
];
const CJK = ["车牌", "車牌", "ナンバープレート", "차량번호", "번호판"];

/** Groups of letters and digits with at least one digit; four to ten characters with their separators. */
const VALUE = String.raw`(?<value>(?:0[1-9]|[1-7]\d|8[01])[ -]?[A-Za-z]{1,3}[ -]?\d{2,5}(?![A-Za-z0-9_-])|(?=[A-Za-z0-9]{0,5}[ -]?(?:[A-Za-z]{0,3}[ -]?)?\d)(?=(?:[A-Za-z0-9]{1,8}[ -]?)+)[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{1,5}){0,3})(?![A-Za-z0-9_-])`;

const JOINT = charset(" -");
/** Groups of digits at the end. */
const LAST_DIGITS = /(?:[ -]\d{3,5})+$/;

/** Four to nine characters, ten in more than two groups; not too many of one sort. */
function isPlate(value: string): boolean {
  const letters = value.replace(/[^A-Za-z]/g, "").length;
  const digits = value.replace(/\D/g, "").length;
  const length = letters + digits;
  const most = value.split(/[ -]/).length > 2 ? 10 : 9;
  return digits >= 1 && digits <= 7 && letters >= 1 && letters <= 6 && length >= 4 && length <= most;
}

const captioned = pattern({
  id: "license-plate-captioned",
  kind: "LICENSE_PLATE",
  description: "licence plate of any country behind a caption: capitals and digits",
  tier: "context",
  remembers: true,
  confidence: 0.7,
  get anchors() {
    return [PLATE, ...WORDS.map(folded), ...CJK.map(literal)];
  },
  get pattern() {
    const words = [...WORDS, "[ _\"'-]plate(?:[ _-]?(?:number|no|nr))?", ...CJK].map(utf8).join("|");
    // Captions in any case, the value in capitals.
    const gap = CAPTION_GAP.replace("(?![A-Za-z])", "(?![A-Za-z0-9])");
    return new RegExp(
      `(?i:${words})s?(?:${utf8("sı|号码|号|號碼|號|번호")})?(?: (?:${utf8("numarası|numarasi|no")}))?${gap}${VALUE}`,
      "y",
    );
  },
  ahead: 72,
  judge: (value, { bytes, hi }, start, end) => {
    if (isPlate(value)) return { confidence: 0.7, check: "none" };
    // A number behind it: its first groups were taken for groups of the plate.
    if (end + 1 >= hi || JOINT[bytes[end] as number] === 0 || DIGIT[bytes[end + 1] as number] === 0) return null;
    const text = value.replace(LAST_DIGITS, "");
    return isPlate(text) ? { confidence: 0.7, check: "none", end: start + text.length } : null;
  },
  get examples() {
    return {
      yes: [
        "license plate: «7ABC123»",
        "The plate number is «ABJ-123XY» for this vehicle",
        "Kennzeichen «B-MW 1234»",
        '{"license_plate":"«AB12 CDE»"}',
        "车牌号：«FV5566»",
        "Number plate: «ABC 123 GP»",
        "Number plate: «ABC 123 GP» 4111 1111 1111 1111",
        "Number plate: «AB12CDE» 4111 1111 1111 1111",
        "Plaka «34 abc 1234»",
        "Kennzeichen «MIL EF 1234E»",
      ],
      no: [
        { text: "license plate recognition 2 of 10, number plate OCR, template A1", why: "words follow" },
        { text: "7ABC123 plate 20261125", why: "no caption, or a date" },
        { text: "registration number 12345678", why: "digits alone" },
        { text: "registration number 1234 5678 9012 3456", why: "digits alone, in groups" },
        { text: "Number plate: AB 4711 4711 4711 4711", why: "where the number begins that follows is not known" },
      ],
    };
  },
});

const nigerian = pattern({
  id: "vehicle-plate-nigeria",
  kind: "LICENSE_PLATE",
  description: "Nigerian licence plate (three letters of the office, hyphen, three digits, two letters)",
  tier: "form",
  confidence: 0.55,
  get anchors() {
    return [[UPPER, ...literal("-"), DIGIT, DIGIT, DIGIT, UPPER]];
  },
  pattern: /(?<![A-Za-z0-9_.-])[A-Z]{3}-\d{3}[A-Z]{2}(?![A-Za-z0-9_-])/y,
  back: 2,
  ahead: 16,
  get examples() {
    return {
      yes: ["«ABJ-001AA» was seen", "cars «APP-456CV», «KJA-999PZ»", '{"car":"«LND-123XY»"}'],
      no: [
        { text: "AB-12CD ABCD-123EF", why: "too few digits, too many letters" },
        { text: "X-ABJ-001AA-7", why: "it is part of a longer name" },
        { text: "abj-001aa ABJ-001A1", why: "small letters, a digit at the end" },
      ],
    };
  },
});

export const plateCaptionedRules: readonly Rule[] = [captioned, nigerian];
