// Values that have no form of their own, such as a policy number: only a name right before them says what they are. One row
// each; the names are the anchors.

import { type Charset, charset, DIGIT, NOT_LETTER } from "../charset.ts";
import type { Check, Gate } from "../gate.ts";
import type { Anchor, Examples, Rule } from "../rule.ts";
import { folded, literal, textOf } from "./anchor.ts";
import { CAPTION_GAP } from "./caption.ts";
import { behindCaption } from "./caption-gate.ts";
import { utf8 } from "./context.ts";
import { pattern } from "./pattern.ts";

/**
 * A code with at least four digits: letters and digits, in groups joined by `-`, `.` or `/`, or by a space before a group of digits.
 * What follows it is no part of a word.
 */
export const CODE = String.raw`(?=(?:[A-Z./-]{0,5}\d[ ./-]?){4})[A-Z0-9]{1,18}(?:[./-][A-Z0-9]{1,12}| \d{2,8}(?![A-Z0-9])){0,4}(?![A-Z0-9_]|[./@-][A-Z0-9])`;

/** What may follow a name and still belong to it. */
const TAIL = "number|numbers|num|no|nr|id|ids|code|card|#|nummer|numéro|numero|número|n";

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
  /** Source of a pattern for the value, without case; CODE by default. It has five letters at most before its first digit. */
  value?: string;
  /** Digits that a value has at least; four by default. */
  digits?: number;
  /** What may stand between two of them, once; by default what CODE has there, letters among it. */
  joints?: Charset;
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
    ...(row.value === undefined ? { needs: DIGIT } : {}),
    gateFor: (anchor) => gateOf(anchor, row, names),
    judge: (value) => (DATE.test(value) ? null : { confidence: row.confidence ?? 0.7, check: "none" }),
    get examples() {
      return row.examples();
    },
  });
}

/** A name begins at the anchor, its rest stands behind that, and digits follow. */
function gateOf(anchor: Anchor, row: Labelled, names: readonly string[]): Gate {
  const stem = textOf(anchor).toLowerCase();
  const own = names
    .map((name) => name.toLowerCase().split(">"))
    .filter((parts) => isAlike(parts.at(-1) as string, stem));
  const rests = own.flatMap((parts) => {
    const text = parts.at(-1) as string;
    return text.startsWith(stem) ? [text.slice(stem.length).trimStart()] : [];
  });
  const checks: Check[] = [{ op: "before", set: before(own) }];
  // A name that is the anchor, or goes on in another script, says nothing.
  if (rests.length > 0 && rests.every((rest) => /^[a-z]/.test(rest)))
    checks.push({ op: "word", over: JOINTS, most: 1, words: firstWords(rests) });
  return [[...checks, ...behindCaption(wordsOf(own.flat(), row), row.digits ?? FOUR, AHEAD, row.joints)]];
}

/** CODE has so many digits. */
const FOUR = 4;

/** One of the two begins with the other, whatever joins their words: the anchor may be one of this name. */
function isAlike(name: string, stem: string): boolean {
  const [a, b] = [name, stem].map((text) => text.replace(/[ _-]/g, "")) as [string, string];
  return a.startsWith(b) || b.startsWith(a);
}

/** What may stand before an anchor: no letter, but for the last one of what names ask for before it. */
function before(names: readonly (readonly string[])[]): Charset {
  const set = Uint8Array.from(NOT_LETTER);
  for (const [ahead = "", text] of names) {
    // A space may be missing.
    const last = text === undefined ? "" : (ahead.trimEnd().at(-1) ?? "");
    for (const letter of [last, last.toUpperCase()]) if (/^[A-Za-z]$/.test(letter)) set[letter.charCodeAt(0)] = 1;
  }
  return set;
}

/** The first words of the rests of names, as far as they are ASCII. */
function firstWords(rests: readonly string[]): string[] {
  return [...new Set(rests.map((rest) => /^[a-z]+/.exec(rest)?.[0] ?? ""))];
}

/** The words of names, and what may follow them. */
function wordsOf(names: readonly string[], { tail = "" }: Labelled): string[] {
  return [...names.flatMap((name) => name.split(" ")), ...TAIL.split("|"), ...tail.split(/[^A-Za-z]+/)];
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
