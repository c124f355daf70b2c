// Lines of the machine-readable zone of passports, visas and cards (ICAO 9303). They hold the name, the numbers and the day of
// birth of a person and are masked as a whole.

import { pattern } from "../build/pattern.ts";
import { charset, DIGIT } from "../charset.ts";
import { isMrzLine } from "../check/mrz.ts";
import type { Rule } from "../rule.ts";

const SEX = charset("MFX<");
const SIX = [DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT] as const;

const dataLine = pattern({
  id: "mrz-data",
  kind: "TRAVEL_DOCUMENT",
  description: "data line of a passport, visa or card (ICAO 9303: 44, 36 or 30 characters, check digits)",
  tier: "proof",
  confidence: 0.98,
  anchors: [[...SIX, SEX, ...SIX]],
  pattern: /(?<![A-Z0-9<])(?<value>[A-Z0-9<]{44}|[A-Z0-9<]{36}|[A-Z0-9<]{30})(?![A-Z0-9<])/y,
  back: 20,
  ahead: 48,
  judge: (value) => (isMrzLine(value) ? { confidence: 0.98, check: "passed" } : { confidence: 0.3, check: "failed" }),
  get examples() {
    return {
      yes: [
        "«L898902C36UTO7408122F1204159ZE184226B<<<<<10»",
        "mrz2: «7408122F1204159UTO<<<<<<<<<<<6»",
        "zone «D231458907UTO7408122F1204159<<<<<<<6» read",
      ],
      no: [
        { text: "L898902C37UTO7408122F1204159ZE184226B<<<<<10", why: "a check digit is wrong" },
        { text: "7408122F1204159UTO", why: "too short" },
        { text: "A7408122F1204159UTO0000000000000000", why: "no length of a line" },
      ],
    };
  },
});

const nameLine = pattern({
  id: "mrz-name",
  kind: "TRAVEL_DOCUMENT",
  description: "first line of a passport, visa or card: document, state, name or number, fillers (ICAO 9303)",
  tier: "proof",
  confidence: 0.95,
  anchors: ["<<<<"],
  back: 40,
  pattern:
    /(?<![A-Z0-9<])(?<value>[PV]<[A-Z]{1,3}<{0,2}(?=[A-Z<]*<<)[A-Z<]{39}|[PVIAC]<[A-Z]{1,3}<{0,2}(?=[A-Z<]*<<)[A-Z<]{31}|[IAC]<[A-Z]{1,3}<{0,2}[A-Z0-9<]{10}[A-Z0-9<]{15})(?![A-Z0-9<])/y,
  ahead: 48,
  judge: (value) =>
    value.length === 30 && !isMrzLine(value)
      ? { confidence: 0.3, check: "failed" }
      : { confidence: 0.95, check: value.length === 30 ? "passed" : "none" },
  get examples() {
    return {
      yes: [
        "«P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<»",
        "«I<UTOD231458907<<<<<<<<<<<<<<<»",
        "«P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<»",
      ],
      no: [
        { text: "vector<P<UTO>> x; Map<K, V<T>>", why: "types of a program" },
        { text: "P<UTOERIKSSON<<ANNA<MARIA", why: "too short" },
        { text: "I<UTOD231458908<<<<<<<<<<<<<<<", why: "the check digit is wrong" },
      ],
    };
  },
});

/** The third line of a card. */
const cardNameLine = pattern({
  id: "mrz-card-name",
  kind: "TRAVEL_DOCUMENT",
  description: "third line of an identity card: surname, given names, fillers to 30 characters (ICAO 9303)",
  tier: "form",
  confidence: 0.8,
  anchors: ["<<<<"],
  pattern:
    /(?<![A-Z0-9<])(?<value>(?=[A-Z<]{30}(?![A-Z0-9<]))[A-Z]{2,}(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<<<<<*)(?![A-Z0-9<])/y,
  back: 26,
  ahead: 32,
  get examples() {
    return {
      yes: [
        "«ERIKSSON<<ANNA<MARIA<<<<<<<<<<»",
        "«MUSTERMANN<<ERIKA<<<<<<<<<<<<<»",
        "line 3: «VAN<DER<BERG<<JAN<<<<<<<<<<<<<»",
      ],
      no: [
        { text: "<<<<<<< HEAD", why: "a conflict of git" },
        { text: "ERIKSSON<<ANNA<<<<", why: "too short" },
        { text: "cat <<<<EOF", why: "a shell" },
      ],
    };
  },
});

export const mrzRules: readonly Rule[] = [dataLine, nameLine, cardNameLine];
