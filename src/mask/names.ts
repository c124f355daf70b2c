// Names in a region: its lines as texts to whoever knows names, and what they say as spans in bytes. A line is the unit, so that
// the answer does not depend on how the input was cut; a line that is longer than a window is asked window by window. Knows no
// engine.

import { isUtf8 } from "node:buffer";
import type { Candidate } from "../detect/resolve.ts";
import type { Rule } from "../detect/rule.ts";
import type { Frame } from "../text/framer.ts";
import { readCodePoint, widthOf } from "../text/wtf8.ts";
import type { Kind } from "../types.ts";

/** A name in a text, in UTF-16 units. */
export interface Named {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
  /** What its finder calls it. */
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
}

/** What a finder says of texts. */
export interface NamesFound {
  /** `rules`: the finder could not say, rules alone count. `pass`: it could not say, and the texts are to leave as they are. */
  readonly state: "whole" | "rules" | "pass";
  /** For each text, sorted and disjoint. */
  readonly entities: readonly (readonly Named[])[];
}

/** Finds names in texts, in which NUL stands for an issued placeholder. May throw: then nothing of the texts leaves. */
export interface NameFinder {
  find(texts: readonly string[], signal?: AbortSignal): NamesFound | Promise<NamesFound>;
}

/** Names of a region. */
export interface RegionNames {
  readonly state: NamesFound["state"];
  readonly spans: readonly Candidate[];
}

/** Asks for the names in a region. Throws when there is no answer and nothing of the region may leave. */
export type NameSource = (frame: Frame) => RegionNames | Promise<RegionNames>;

const NEWLINE = 10;
const NONE: RegionNames = { state: "whole", spans: [] };

/** Asks a finder for the names in the lines of a region. */
export function createNameSource(finder: NameFinder): NameSource {
  return (frame) => {
    const units = unitsOf(frame);
    if (units.length === 0) return NONE;
    const found = finder.find(units.map(({ text }) => text));
    const place = ({ state, entities }: NamesFound): RegionNames => ({
      state,
      spans: units.flatMap((unit, i) => spansIn(unit, entities[i] ?? [])),
    });
    return found instanceof Promise ? found.then(place) : place(found);
  };
}

/** A stretch of bytes as text. */
export interface TextUnit {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The lines of a region, or the window of a long one, that hold letters. */
export function unitsOf({ bytes, lo, from, to, hi, inside }: Frame): TextUnit[] {
  const units: TextUnit[] = [];
  const add = (start: number, end: number): void => {
    const unit = textOf(bytes, start, end);
    if (unit !== null) units.push(unit);
  };
  // A window of a long line.
  if (inside || lo < from) add(lo, hi);
  else {
    for (let start = from; start < to; ) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 || newline >= hi ? hi : newline;
      add(start, end);
      start = end + 1;
    }
  }
  return units;
}

/** The text of `bytes[start, end)`, blanks for what is no UTF-8; null for one without two letters. */
export function textOf(bytes: Buffer, start: number, end: number): TextUnit | null {
  if (!hasLetters(bytes, start, end)) return null;
  const part = bytes.subarray(start, end);
  return { text: (isUtf8(part) ? part : readable(part)).toString("utf8"), start, end };
}

/** What was found in a unit, as spans of its bytes; nothing of them touches a placeholder. */
export function spansIn({ text, start }: TextUnit, entities: readonly Named[]): Candidate[] {
  const spans: Candidate[] = [];
  let unit = 0;
  let at = start;
  const byteOf = (offset: number): number => {
    at += Buffer.byteLength(text.slice(unit, offset));
    unit = offset;
    return at;
  };
  for (const entity of entities.flatMap((each) => withoutRuns(text, each))) {
    if (entity.start < unit) continue;
    const from = byteOf(entity.start);
    const to = byteOf(entity.end);
    if (from < to)
      spans.push({ start: from, end: to, rule: nameRule(entity), confidence: entity.score, check: "none" });
  }
  return spans;
}

/** The parts of an entity between runs of NUL. */
function withoutRuns(text: string, entity: Named): readonly Named[] {
  const value = text.slice(entity.start, entity.end);
  if (!value.includes("\0")) return [entity];
  return [...value.matchAll(/[^\0\s](?:[^\0]*[^\0\s])?/g)].map(({ index, 0: part }) => {
    const start = entity.start + index;
    return { ...entity, start, end: start + part.length };
  });
}

/** The same number of bytes, all of them UTF-8. */
function readable(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < copy.length; ) {
    const codePoint = readCodePoint(bytes, i, bytes.length);
    const isText = codePoint >= 0 && codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
    const width = codePoint < 0 ? 1 : widthOf(codePoint);
    if (!isText) copy.fill(0x20, i, i + width);
    i += width;
  }
  return copy;
}

function hasLetters(bytes: Buffer, start: number, end: number): boolean {
  let letters = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80 || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)) {
      if (++letters === 2) return true;
    }
  }
  return false;
}

/** Rules by kind and label; a service may have many labels, but not without end. */
const rules = new Map<string, Rule>();
const RULES_MAX = 1000;

function nameRule({ kind, label }: Named): Rule {
  const key = `${kind} ${label}`;
  const known = rules.get(key);
  if (known !== undefined) return known;
  const id = `ner-${label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)}`.replace(/-$/, "");
  const rule: Rule = {
    id,
    kind,
    description: "a name that an engine for named entities found",
    tier: "name",
    confidence: 0.5,
    // Elsewhere it may stand without what gave it away.
    remembers: true,
    anchors: [],
    examples: { yes: [], no: [] },
    find() {},
  };
  if (rules.size < RULES_MAX) rules.set(key, rule);
  return rule;
}
