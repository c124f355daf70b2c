// National numbers of persons and companies that consist of digits: one row each. A caption names a number whatever its check
// digits say; without one the odds of a chance hit decide whether it counts.

import { isSequence } from "../check/digits.ts";
import { isIsbn } from "../check/isbn.ts";
import { NEEDS } from "../needs.ts";
import type { Examples, Scan } from "../rule.ts";
import { standsAlone } from "./alone.ts";
import { type Caption, caption, inCases } from "./caption.ts";
import { captionAfter, verbFollows } from "./caption-after.ts";
import { type NumberMatch, type NumberRule, number } from "./number.ts";
import { isPartOfName, namedByMachine } from "./surroundings.ts";

/**
 * How often an ordinary number of the shape gateFor: `rare`, at most once in some thousands, counts anywhere; `alone`, at most once in
 * fifty, counts when nothing else stands on its line; `often` needs a caption.
 */
export type Odds = "rare" | "alone" | "often";

export interface IdNumber {
  id: string;
  kind: string;
  description: string;
  /** As for `number`. */
  shapes: readonly string[];
  /** Captions, separated by commas; written as for `caption`. */
  words: string;
  /** Structure and check digits; without it only a caption counts. */
  check?: (digits: string) => boolean;
  /** What a number of these shapes must have to be named at all, such as its length by region. */
  form?: (match: NumberMatch) => boolean;
  /** As a function: never `rare` for a single group of ten digits and fewer. */
  odds?: Odds | ((match: NumberMatch) => Odds);
  /** Groups may be joined by different separators, as in 123.456.789-09. */
  mixed?: boolean;
  examples: () => Examples;
}

/** Captions of all rows that are made: whether any stands around a match is found once for all of them. */
const allWords: string[] = [];
let anyCaption: Caption | undefined;
/** How many of them the caption was compiled from: further families may be made after a first match. */
let compiled = 0;
/** What was found around the match of this serial number. */
let seen = -1;
let captioned = false;
let followed = false;
let alone = false;

function lookAround({ serial, start, end }: NumberMatch, scan: Scan): void {
  if (serial === seen) return;
  seen = serial;
  if (anyCaption === undefined || compiled < allWords.length) {
    anyCaption = caption(allWords.flatMap(inCases));
    compiled = allWords.length;
  }
  captioned = anyCaption(scan.bytes, scan.lo, start);
  followed = verbFollows(scan.bytes, end, scan.hi);
  alone = standsAlone(scan, start, end);
}

/** Could a row that needs a caption take the match? */
function isNamed(match: NumberMatch, scan: Scan): boolean {
  lookAround(match, scan);
  return captioned || followed;
}

/** … or one that also counts alone? */
function isNamedOrAlone(match: NumberMatch, scan: Scan): boolean {
  lookAround(match, scan);
  return captioned || followed || alone;
}

/** Digits of a single group that is never rare. */
const SHORT = 10;

/** … or one whose odds depend on the match? A single group of ten digits and fewer is never rare. */
function mayCount(match: NumberMatch, scan: Scan): boolean {
  return match.groups > 1 || match.digits.length > SHORT || isNamedOrAlone(match, scan);
}

/** The same as what gates ask for. No row takes digits that are joined to further ones. */
function needsOf(odds: IdNumber["odds"], groups: readonly number[]): number {
  const [first = 0] = groups;
  if (odds === "often") return NEEDS.namedApart;
  if (odds === "alone" || (odds !== "rare" && groups.length === 1 && first <= SHORT))
    return NEEDS.namedApart | NEEDS.alone;
  // Without a caption a number counts that is no part of a name.
  return NEEDS.namedApart | (groups.length === 2 ? NEEDS.undotted : NEEDS.free);
}

/** Makes the rule of a row. */
export function idNumber(row: IdNumber): NumberRule {
  const { check, form, odds = "often", mixed = false } = row;
  allWords.push(row.words);
  const words = () => inCases(row.words);
  const before = caption(words);
  const after = captionAfter(words);
  return number({
    id: row.id,
    kind: row.kind,
    description: row.description,
    shapes: row.shapes,
    tier: check === undefined ? "context" : "form",
    remembers: odds === "often",
    needs: (groups) => needsOf(odds, groups),
    captions: words,
    ...(odds === "rare" ? {} : { gate: odds === "often" ? isNamed : odds === "alone" ? isNamedOrAlone : mayCount }),
    confidence: check === undefined ? 0.75 : 0.9,
    get examples() {
      return row.examples();
    },
    judge(match: NumberMatch, scan: Scan) {
      lookAround(match, scan);
      // Nearly all numbers of a text end here.
      if (!captioned && !followed && (odds === "often" || (odds === "alone" && !alone))) return null;
      const { digits, start, end } = match;
      if ((match.separator < 0 && !mixed) || digits.endsWith("X")) return null;
      if (isJoined(match.joinedBefore) || isJoined(match.joinedAfter)) return null;
      if (form !== undefined && !form(match)) return null;
      const { bytes, lo, hi } = scan;
      const heads = match.joinedBefore === 0;
      const ahead = heads && captioned && before(bytes, lo, start);
      if (!ahead && !followed && isTimeOrFraction(match)) return null;
      const chance = typeof odds === "string" ? odds : odds(match);
      if (!ahead && !followed && (chance === "often" || (chance === "alone" && !alone))) return null;
      const sound = check?.(digits) ?? false;
      if (ahead || (heads && followed && sound && after(bytes, end, hi))) {
        if (check === undefined) return { confidence: 0.75, check: "none" };
        return sound ? { confidence: 0.95, check: "passed" } : { confidence: 0.55, check: "failed" };
      }
      if (!sound || !heads || chance === "often" || isSequence(digits) || isPartOfName(match, bytes, lo, hi))
        return null;
      if (match.groups === 1 && namedByMachine(bytes, lo, start)) return { confidence: 0.15, check: "passed" };
      if (chance === "rare" && !match.listed) return { confidence: 0.85, check: "passed" };
      // Lists of books have a number on each line.
      return alone && !(match.groups === 1 && isIsbn(digits)) ? { confidence: 0.6, check: "passed" } : null;
    },
  });
}

/** `20261125101500` and `8012.161588` are written so in any log. */
function isTimeOrFraction({ digits, groups, separator }: NumberMatch): boolean {
  return groups === 1 ? TIME.test(digits) : groups === 2 && separator === 0x2e;
}

const TIME = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/;

/** Another group is joined to the number by more than a space. */
function isJoined(separator: number): boolean {
  return separator !== 0 && separator !== 0x20;
}
