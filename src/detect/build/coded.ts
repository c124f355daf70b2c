// Codes of letters and digits that a state or a body of standards hands out: identity numbers, tax numbers, chassis numbers.
// Found by an anchor inside their one word, then read as a whole. A caption names them whatever their check says; without one
// the odds of a chance hit decide, as for id-number.ts.

import { charset, DIGIT, runEnd, runStart, UPPER, WORD } from "../charset.ts";
import type { Check, Gate } from "../gate.ts";
import type { Anchor, Examples, Rule, Scan } from "../rule.ts";
import { standsAlone } from "./alone.ts";
import { NUMBER_ANCHORS } from "./anchor.ts";
import { ESCAPE_MOST, ESCAPES, skipEscape, startsAt } from "./boundary.ts";
import { caption } from "./caption.ts";
import { latin1 } from "./context.ts";
import type { Odds } from "./id-number.ts";
import { isPartOfName } from "./surroundings.ts";

/** A capital before four digits: shared by all codes that hold one, rare in ordinary text. */
export const CAPITAL_DIGITS: Anchor = [UPPER, DIGIT, DIGIT, DIGIT, DIGIT];
/** Eight digits and more, as the numbers have it. */
export const LONG_RUN: Anchor = NUMBER_ANCHORS[0] as Anchor;

export interface Code {
  id: string;
  kind: string;
  description: string;
  /** One of them lies in the word that the code begins with. Default CAPITAL_DIGITS. */
  anchors?: readonly Anchor[];
  /** Sticky expression of the whole code from its first character on, over the latin1 view. */
  form: RegExp;
  /** Length of the word that holds the anchor. */
  least: number;
  most: number;
  /** Captions, separated by commas; written as for `caption`. */
  words: string;
  /** Judges the code in capitals, without anything but letters and digits. */
  check?: (code: string) => boolean;
  /** What must hold for a code to be named at all. */
  needs?: (code: string) => boolean;
  /** `often` (the default) needs a caption. Gets the code as it is written. */
  odds?: Odds | ((text: string) => Odds);
  examples: () => Examples;
}

/** Bytes behind the first word that a code may have, as the bracket of a check digit. */
const TAIL = 12;

/** Shortest and longest word that may hold an anchor; an escape may stand before it. */
const WORD_LEAST = 7;
const WORD_MOST = 17;
const WHOLE: Check = { op: "inRun", set: WORD, least: WORD_LEAST, most: WORD_MOST };
const ESCAPED: readonly Check[] = [
  { op: "headed", set: ESCAPES },
  { op: "inRun", set: WORD, least: WORD_LEAST, most: WORD_MOST + ESCAPE_MOST },
];
/** Every code has a capital, but for the cards of Sri Lanka. */
const CAPITAL: Check = { op: "holds", set: UPPER };
const SMALL: Check = { op: "tailed", set: charset("vx") };
const SHORT_WORD: Gate = [
  [WHOLE, CAPITAL],
  [...ESCAPED, CAPITAL],
  [SMALL, WHOLE],
  [SMALL, ...ESCAPED],
];

/** A rule on codes, judged at the one word that holds its anchor. */
export interface CodedRule extends Rule {
  /** Length of that word. */
  readonly least: number;
  readonly most: number;
  /** Judges the code that begins at `start`, where a word of a fitting length begins. */
  read(scan: Scan, start: number): void;
}

export function isCodedRule(rule: Rule): rule is CodedRule {
  return "read" in rule;
}

/** Finder for all of them: a word is read once, and only rules of its length are asked. */
export function codedDispatcher(rules: readonly CodedRule[]): { find: Rule["find"]; reset(): void } {
  const longest = Math.max(0, ...rules.map((rule) => rule.most));
  const byLength = Array.from({ length: longest + 1 }, (_, length) =>
    rules.filter((rule) => length >= rule.least && length <= rule.most),
  );
  let last = -1;
  return {
    reset() {
      last = -1;
    },
    find(scan, hit) {
      const { bytes, lo, hi } = scan;
      const start = skipEscape(bytes, lo, runStart(bytes, Math.max(lo, hit - longest), hit, WORD));
      if (start <= last || !startsAt(bytes, lo, start)) return;
      const length = runEnd(bytes, hit, Math.min(hi, start + longest + 1), WORD) - start;
      if (length > longest) return;
      last = start;
      const asked = byLength[length] as readonly CodedRule[];
      for (let k = 0; k < asked.length; k++) (asked[k] as CodedRule).read(scan, start);
    },
  };
}

/** Makes the rule of a code. */
export function coded(row: Code): CodedRule {
  const { check, needs, odds = "often", least, most } = row;
  const named = caption(() => row.words.split(","));
  if (least < WORD_LEAST || most > WORD_MOST)
    throw new RangeError(`rule ${row.id}: its word does not have ${WORD_LEAST} to ${WORD_MOST} bytes`);
  let form: RegExp | undefined;
  const rule: CodedRule = {
    id: row.id,
    kind: row.kind,
    description: row.description,
    tier: check === undefined ? "form" : "proof",
    remembers: odds === "often",
    confidence: check === undefined ? 0.75 : 0.9,
    anchors: row.anchors ?? [CAPITAL_DIGITS],
    gateFor: () => SHORT_WORD,
    get examples() {
      return row.examples();
    },
    least,
    most,
    find(scan: Scan, at: number, end: number): void {
      codedDispatcher([rule]).find(scan, at, end);
    },
    read(scan: Scan, start: number): void {
      const { bytes, lo, hi } = scan;
      form ??= row.form;
      form.lastIndex = 0;
      const match = form.exec(latin1(bytes, start, Math.min(hi, start + most + TAIL)));
      if (match === null) return;
      const text = match[0];
      const end = start + text.length;
      if (end < hi && WORD[bytes[end] as number] === 1 && WORD[bytes[end - 1] as number] === 1) return;
      const code = text.replace(/[^A-Za-z0-9]/g, "").toUpperCase();
      if (needs !== undefined && !needs(code)) return;
      const sound = check === undefined || check(code);
      if (named(bytes, lo, start)) {
        if (check === undefined) scan.add(rule, start, end, 0.75, "none");
        else scan.add(rule, start, end, sound ? 0.95 : 0.55, sound ? "passed" : "failed");
        return;
      }
      const chance = sound ? (typeof odds === "string" ? odds : odds(text)) : "often";
      const before = start > lo ? (bytes[start - 1] as number) : 0;
      const result = check === undefined ? "none" : "passed";
      if (chance === "often" || isPartOfName({ start, end, before }, bytes, lo, hi)) return;
      if (chance === "rare") scan.add(rule, start, end, 0.85, result);
      else scan.add(rule, start, end, standsAlone(scan, start, end) ? 0.6 : 0.3, result);
    },
  };
  return rule;
}
