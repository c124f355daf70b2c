// Lines of the machine-readable zone of passports, visas and cards (ICAO 9303). They hold the name, the numbers and the day of
// birth of a person and are masked as a whole.

import { literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { charset, DIGIT, runEnd, runStart, WORD } from "../charset.ts";
import { isMrzLine } from "../check/mrz.ts";
import type { Rule, Scan } from "../rule.ts";

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

/** First line of a passport or visa (44 or 36) and of a card (30), and the third line of a card. */
const FIRST = /^[PVIAC][A-Z<][A-Z]{1,3}<{0,2}(?=[A-Z<]*<<)[A-Z<]+$/;
const THIRD = /^[A-Z]{2,}(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<{4,}$/;
const INSIDE = charset("0-9A-Z<");
const FILLER = 0x3c;
const LONGEST = 44;

const nameLine: Rule = {
  id: "mrz-name",
  kind: "TRAVEL_DOCUMENT",
  description:
    "line of a passport, visa or card with the name, or with the number of a card (ICAO 9303: fillers, length)",
  tier: "proof",
  confidence: 0.95,
  get anchors() {
    return [literal("<<<<")];
  },
  get examples() {
    return {
      yes: [
        "«P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<»",
        "«I<UTOD231458907<<<<<<<<<<<<<<<»",
        "«P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<»",
        "«ERIKSSON<<ANNA<MARIA<<<<<<<<<<»",
      ],
      no: [
        { text: "<<<<<<< HEAD cat <<<<EOF", why: "a conflict of git, a shell" },
        { text: "P<UTOERIKSSON<<ANNA<MARIA<<<<", why: "too short" },
        { text: "I<UTOD231458908<<<<<<<<<<<<<<<", why: "the check digit is wrong" },
      ],
    };
  },
  find(scan: Scan, at: number) {
    const { bytes, lo, hi } = scan;
    // A run of fillers is looked at once, where it begins.
    if (at > lo && bytes[at - 1] === FILLER) return;
    const start = runStart(bytes, Math.max(lo, at - LONGEST), at, INSIDE);
    const end = runEnd(bytes, at, Math.min(hi, start + LONGEST + 1), INSIDE);
    const length = end - start;
    if (length !== 44 && length !== 36 && length !== 30) return;
    if (start > lo && (INSIDE[bytes[start - 1] as number] === 1 || WORD[bytes[start - 1] as number] === 1)) return;
    if (end < hi && WORD[bytes[end] as number] === 1) return;
    const line = latin1(bytes, start, end);
    if (length === 30 ? isMrzLine(line) : FIRST.test(line))
      scan.add(nameLine, start, end, 0.95, length === 30 ? "passed" : "none");
    else if (length === 30 && THIRD.test(line)) scan.add(nameLine, start, end, 0.8, "none");
  },
};

export const mrzRules: readonly Rule[] = [dataLine, nameLine];
