// Values that have no form of their own, such as a policy number: only a name right before them says what they are. One row
// each; the names are the anchors.

import { charset, DIGIT } from "../charset.ts";
import { type Gate, pairsOf } from "../gate.ts";
import type { Anchor, Examples, Rule } from "../rule.ts";
import { folded, literal, textOf } from "./anchor.ts";
import { CAPTION_GAP, GAP_WORDS } from "./caption.ts";
import { utf8 } from "./context.ts";
import { pattern } from "./pattern.ts";

/**
 * A code with at least four digits: letters and digits, in groups joined by `-`, `.` or `/`, or by a space before a group of digits.
 * What follows it is no part of a word.
 */
export const CODE = String.raw`(?=(?:[A-Z./-]{0,5}\d[ ./-]?){4})[A-Z0-9]{1,18}(?:[./-][A-Z0-9]{1,12}| \d{2,8}(?![A-Z0-9])){0,4}(?![A-Z0-9_]|[./@-][A-Z0-9])`;

/** What may follow a name and still belong to it. */
const TAIL = "number|numbers|num|no|nr|id|ids|code|card|#|nummer|numéro|numero|número|n";

/** What may stand before the first digit of a code, and between two of them. */
const BEFORE = charset("A-Za-z \t:=#\"'()[]<>{}|.,*_/\\~\x80-\xff-");
const BETWEEN = charset("A-Za-z ./-");
/** CODE has four digits. */
const FOUR_DIGITS: Gate[number] = [{ op: "digits", over: BEFORE, joints: BETWEEN, least: 4, within: 112, gap: 7 }];
/** Bytes from a name that may hold its value. */
const AHEAD = 112;

interface Labelled {
  id: string;
  kind: string;
  description: string;
  /**
   * Names, separated by commas, in any case; a space in them also stands for `_`, `-` or nothing. What stands before a `>` must
   * come before the rest, which is looked for: `identifiant >fiscal`.
   */
  names: string;
  /** Stems with one of which every name begins, behind its `>`, separated by commas. */
  anchors: string;
  /** A second part that must follow the name, as the source of a pattern: `policy` alone says little. */
  tail?: string;
  /** Source of a pattern for the value, without case; CODE by default. */
  value?: string;
  confidence?: number;
  examples: () => Examples;
}

/** A year or a date: when something happened to what the name says, not its number. */
const DATE = /^(?:19|20)\d\d(?:[-./]\d{1,2}){0,2}$|^\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d$/;

/** Makes the rule of a row. */
export function labelled(row: Labelled): Rule {
  const names = row.names.split(",");
  return pattern({
    id: row.id,
    kind: row.kind,
    description: row.description,
    tier: "context",
    remembers: true,
    confidence: row.confidence ?? 0.7,
    get anchors() {
      return row.anchors.split(",").map(anchorOf);
    },
    get pattern() {
      const any = names.map(nameSource).join("|");
      const tail = row.tail === undefined ? "" : `[ _-]?(?:${utf8(row.tail)})`;
      return new RegExp(
        `(?:${any})${tail}(?:[ _-]{0,2}(?:${utf8(TAIL)})(?![A-Za-z])){0,2}${CAPTION_GAP}(?<![A-Za-z])(?<value>${row.value ?? CODE})`,
        "iy",
      );
    },
    ahead: AHEAD,
    // Four digits at least.
    ...(row.value === undefined ? { needs: DIGIT, gateFor: (anchor) => gateOf(anchor, row, names) } : {}),
    judge: (value) => (DATE.test(value) ? null : { confidence: row.confidence ?? 0.7, check: "none" }),
    get examples() {
      return row.examples();
    },
  });
}

/** Behind the anchor the rest of a name begins, and four digits follow. */
function gateOf(anchor: Anchor, row: Labelled, names: readonly string[]): Gate {
  const stem = textOf(anchor);
  const rests = names
    .map((name) => name.slice(name.indexOf(">") + 1).toLowerCase())
    .flatMap((name) => (name.startsWith(stem.toLowerCase()) ? [name.slice(stem.length).trimStart()] : []));
  // A name that is the anchor, or goes on in another script, says nothing.
  const gap = { op: "gap", pairs: pairsOf([...GAP_WORDS, ...wordsOf(row)]), within: AHEAD } as const;
  if (rests.length === 0 || rests.some((rest) => !/^[a-z]/.test(rest))) return [[gap, ...FOUR_DIGITS]];
  const firsts = charset([...new Set(rests.map(([first]) => `${first}${first?.toUpperCase()}`))].join(""));
  return [[{ op: "reach", set: firsts, over: JOINTS, within: 2 }, gap, ...FOUR_DIGITS]];
}

/** The words of names, and what may follow them. */
function wordsOf({ names, tail = "" }: Labelled): string[] {
  return [...names.split(/[ ,>]/), ...TAIL.split("|"), ...tail.split(/[^A-Za-z]+/)];
}

const JOINTS = charset(" _-");

/** A name as the source of a pattern that begins at its anchor. */
function nameSource(name: string): string {
  const [ahead, text] = name.includes(">") ? name.split(">") : ["", name];
  const [before, source] = [ahead, text].map((part) =>
    utf8(part as string)
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll(" ", "[ _-]?"),
  );
  return before === "" ? `(?<![A-Za-z])${source}` : `(?<=(?<![A-Za-z])${before})${source}`;
}

function anchorOf(stem: string): Rule["anchors"][number] {
  return /^[\x20-\x7e]+$/.test(stem) && stem !== stem.toUpperCase() ? folded(stem) : literal(stem);
}
