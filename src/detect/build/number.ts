// Rules on digits. One lexer reads a phrase of digit groups ("4111 1111 1111 1111", "(415) 555-0134", "110101199003077774")
// and a small trie over group lengths finds the rules that could own some of its groups, so that a hundred number rules
// cost a timestamp no more than one.

import type { CheckResult } from "../../types.ts";
import { isWord } from "../byte.ts";
import { DIGIT } from "../charset.ts";
import type { Gate } from "../gate.ts";
import { createPairs, NEEDS, type Pairs } from "../needs.ts";
import {
  ends,
  LONGEST_GROUP,
  MOST_GROUPS,
  phraseStart,
  REACH_BACK,
  ROW,
  readGroups,
  seps,
  starts,
  type Trie,
} from "../phrase.ts";
import type { Examples, Rule, Scan, Tier } from "../rule.ts";
import { NUMBER_ANCHORS } from "./anchor.ts";
import { startsAt } from "./boundary.ts";
import { GAP_WORDS } from "./caption.ts";
import { VERBS } from "./caption-after.ts";
import type { Verdict } from "./pattern.ts";

/** A run of groups that fits one of a rule's shapes. The object is reused: do not keep it. */
export interface NumberMatch {
  /** The digits without separators; the last may be `X` where a shape allows 17 digits and X. */
  readonly digits: string;
  /** Range of the groups in bytes, without a leading plus or bracket. */
  readonly start: number;
  readonly end: number;
  readonly groups: number;
  /** The separator byte between the groups; 0 for one group, -1 when they differ or hold a bracket. */
  readonly separator: number;
  /** Separator byte to a digit group right before or after the match, 0 where there is none. */
  readonly joinedBefore: number;
  readonly joinedAfter: number;
  /** True when one more group of the same length stands beside it, as in a list of numbers. */
  readonly listed: boolean;
  /** The byte before `start`: `+`, `(` or anything; 0 at the start of the text. */
  readonly before: number;
  /** Another number for each match: rules that share a finding about the text around it compare it. */
  readonly serial: number;
}

interface NumberOptions {
  id: string;
  kind: string;
  description: string;
  /** Group lengths, as in `"16"`, `"4-4-4-4"`; `"13..19"` is any single group of that length. An `X` tail counts as a digit. */
  shapes: readonly string[];
  /** Judges a match: null when it is none. */
  judge: (match: NumberMatch, scan: Scan) => (Verdict & { start?: number; end?: number }) | null;
  /** Asked before `judge`, once for all rules that have the same function: false when none of them can take the match. */
  gate?: (match: NumberMatch, scan: Scan) => boolean;
  /** What a run of groups of these lengths needs besides to be judged at all, as bits of NEEDS; nothing by default. */
  needs?: (groups: readonly number[]) => number;
  /** The captions that NEEDS.named means; written as for `caption`. */
  captions?: () => readonly string[];
  confidence: number;
  tier?: Tier;
  optIn?: boolean;
  remembers?: boolean;
  examples: Examples;
}

/** A number rule carries its shapes; the engine compiles all of them to one dispatcher. */
export interface NumberRule extends Rule {
  readonly shapes: readonly string[];
  readonly judge: NumberOptions["judge"];
  readonly gate: NumberOptions["gate"];
  readonly needs: NumberOptions["needs"];
  readonly captions: NumberOptions["captions"];
}

export function isNumberRule(rule: Rule): rule is NumberRule {
  return "shapes" in rule;
}

const PHRASE: Gate = [[{ op: "phrase" }]];

/** Makes a rule on digit groups. */
export function number(options: NumberOptions): NumberRule {
  const { judge, shapes } = options;
  const rule: NumberRule = {
    id: options.id,
    kind: options.kind,
    description: options.description,
    tier: options.tier ?? "form",
    confidence: options.confidence,
    ...(options.optIn === undefined ? {} : { optIn: options.optIn }),
    ...(options.remembers === undefined ? {} : { remembers: options.remembers }),
    shapes,
    judge,
    gate: options.gate,
    needs: options.needs,
    captions: options.captions,
    anchors: NUMBER_ANCHORS,
    gateFor: () => PHRASE,
    get examples() {
      return options.examples;
    },
    find(scan: Scan, at: number, end: number): void {
      openNumbers(compileNumbers([rule])).find(scan, at, end);
    },
  };
  return rule;
}

const CHECK_X = 0x58;

/** Rules of a shape that share a gate. */
interface Gated {
  readonly gate: NumberRule["gate"];
  readonly judges: readonly NumberRule[];
}

/** Group lengths that lead to rules. Most groups are rejected by it, so that it is one array without objects. */
export interface Shapes {
  /** `next[row]` is one more than the index of the owners. */
  readonly next: Trie;
  readonly owners: readonly (readonly Gated[])[];
  /** By index of the owners, what one of them needs. */
  readonly needs: readonly number[];
  /** Digits of the shortest shape: a date and most other phrases have fewer. */
  readonly least: number;
}

/** Finder for all number rules at once, by what `compileNumbers` made of them. `reset` before each scan: it remembers how far it has read. */
export function openNumbers({ next, owners, least }: Shapes): { find: Rule["find"]; reset(): void } {
  let readTo = -1;

  function examine(scan: Scan, count: number): void {
    // An X may stand for one.
    let spare = 1 - least;
    for (let i = 0; i < count; i++) spare += (ends[i] as number) - (starts[i] as number);
    for (let i = 0; i < count && spare >= 0; i++) {
      spare -= (ends[i] as number) - (starts[i] as number);
      let row = 0;
      for (let j = i; j < count; j++) {
        const length = (ends[j] as number) - (starts[j] as number);
        if (length > LONGEST_GROUP) break;
        // Seventeen digits and X: the check character of a Chinese resident id.
        const withX = next[row + length + 1] as number;
        if (withX !== 0 && next[withX] !== 0 && endsInX(scan, ends[j] as number))
          offer(scan, owners[(next[withX] as number) - 1] as readonly Gated[], i, j, count, 1);
        row = next[row + length] as number;
        if (row === 0) break;
        if (next[row] !== 0) offer(scan, owners[(next[row] as number) - 1] as readonly Gated[], i, j, count, 0);
      }
    }
  }

  function offer(scan: Scan, groups: readonly Gated[], i: number, j: number, count: number, tail: number): void {
    const { bytes, lo, hi } = scan;
    const start = starts[i] as number;
    const end = (ends[j] as number) + tail;
    if (i === 0 && !startsAt(bytes, lo, start)) return;
    if (end < hi && isWord(bytes[end] as number)) return;
    let separator = 0;
    for (let k = i + 1; k <= j; k++) separator = separator === 0 || separator === seps[k] ? (seps[k] as number) : -1;
    match.digits = digitsOf(bytes, i, j, tail);
    match.start = start;
    match.end = end;
    match.groups = j - i + 1;
    match.separator = separator;
    match.joinedBefore = i > 0 ? (seps[i] as number) : 0;
    match.joinedAfter = tail === 0 && j + 1 < count ? (seps[j + 1] as number) : 0;
    match.listed = (i > 0 && isAlike(bytes, lo, hi, i, i - 1)) || (j + 1 < count && isAlike(bytes, lo, hi, j, j + 1));
    match.serial++;
    match.before = start > lo ? (bytes[start - 1] as number) : 0;
    for (let g = 0; g < groups.length; g++) {
      const { gate, judges } = groups[g] as Gated;
      if (gate === undefined || gate(match, scan)) ask(judges, scan, start, end);
    }
  }

  function ask(candidates: readonly NumberRule[], scan: Scan, start: number, end: number): void {
    for (let k = 0; k < candidates.length; k++) {
      const rule = candidates[k] as NumberRule;
      const verdict = rule.judge(match, scan);
      if (verdict === null) continue;
      const check: CheckResult = verdict.check;
      scan.add(rule, verdict.start ?? start, verdict.end ?? end, verdict.confidence, check);
    }
  }

  /** The digits of groups i to j as one string, with the X behind them. */
  function digitsOf(bytes: Buffer, i: number, j: number, tail: number): string {
    if (i === j && tail === 0) return bytes.toString("latin1", starts[i], ends[i]);
    let length = 0;
    for (let k = i; k <= j; k++)
      for (let at = starts[k] as number; at < (ends[k] as number); at++) joined[length++] = bytes[at] as number;
    if (tail === 1) joined[length++] = CHECK_X;
    return joined.toString("latin1", 0, length);
  }

  /** A group at the edge of a word is no number: it may be part of a value of another kind. */
  function isAlike(bytes: Uint8Array, lo: number, hi: number, group: number, beside: number): boolean {
    const start = starts[beside] as number;
    const end = ends[beside] as number;
    if (end - start !== (ends[group] as number) - (starts[group] as number)) return false;
    return !(start > lo && isWord(bytes[start - 1] as number)) && !(end < hi && isWord(bytes[end] as number));
  }

  return {
    reset() {
      readTo = -1;
    },
    find(scan, at, end) {
      if (end <= readTo) return;
      const { bytes, lo, hi } = scan;
      let from = phraseStart(bytes, Math.max(lo, at - REACH_BACK, readTo), at);
      if (DIGIT[bytes[from] as number] === 0) from++;
      for (;;) {
        const count = readGroups(bytes, from, hi);
        if (count === 0) break;
        examine(scan, count);
        readTo = ends[count - 1] as number;
        if (count < MOST_GROUPS) break;
        // A table of numbers: go on with the last groups again, so that none is lost at the seam.
        from = starts[MOST_GROUPS - 6] as number;
      }
    },
  };
}

/** The match that rules judge, one after the other. */
const match: { -readonly [K in keyof NumberMatch]: NumberMatch[K] } = {
  digits: "",
  start: 0,
  end: 0,
  groups: 0,
  separator: 0,
  joinedBefore: 0,
  joinedAfter: 0,
  listed: false,
  before: 0,
  serial: 0,
};

const joined = Buffer.alloc(MOST_GROUPS * LONGEST_GROUP + 1);

function endsInX(scan: Scan, end: number): boolean {
  return end < scan.hi && ((scan.bytes[end] as number) | 0x20) === 0x78;
}

/** The group lengths that lead to one of the rules, with what it needs besides where a shape ends. */
export function needsOf(rules: readonly NumberRule[]): Trie {
  const { next, needs } = compileNumbers(rules);
  return next.map((entry, k) => (k % ROW === 0 && entry > 0 ? (needs[entry - 1] as number) : entry));
}

/** What stands before and behind the numbers of rules that need it. */
export function tailsOf(rules: readonly NumberRule[]): Pairs {
  return createPairs(
    rules.flatMap((rule) => rule.captions?.() ?? []),
    GAP_WORDS,
    VERBS,
  );
}

/**
 * What finders of these rules share.
 * @throws RangeError when the trie has too many rows
 */
export function compileNumbers(rules: readonly NumberRule[]): Shapes {
  const next: number[] = new Array(ROW).fill(0);
  const owners: NumberRule[][] = [];
  const needs: number[] = [];
  let least = LONGEST_GROUP;
  for (const rule of rules)
    for (const path of rule.shapes.flatMap(pathsOf)) {
      let row = 0;
      let digits = 0;
      for (const length of path) {
        digits += length;
        if (next[row + length] === 0) {
          next[row + length] = next.length;
          for (let k = 0; k < ROW; k++) next.push(0);
        }
        row = next[row + length] as number;
      }
      least = Math.min(least, digits);
      if (next[row] === 0) next[row] = owners.push([]);
      const owner = (next[row] as number) - 1;
      owners[owner]?.push(rule);
      needs[owner] = (needs[owner] ?? 0) | (rule.needs?.(path) ?? NEEDS.nothing);
    }
  if (next.length > 0x7fff) throw new RangeError("too many shapes of numbers");
  return { next: Int16Array.from(next), owners: owners.map(byGate), needs, least };
}

function byGate(rules: readonly NumberRule[]): Gated[] {
  const gates = [...new Set(rules.map((rule) => rule.gate))];
  return gates.map((gate) => ({ gate, judges: rules.filter((rule) => rule.gate === gate) }));
}

/** The group lengths that a shape stands for. */
function pathsOf(shape: string): number[][] {
  const range = /^(\d+)\.\.(\d+)$/.exec(shape);
  if (range === null) return [shape.split("-").map(Number)];
  const [least, most] = [Number(range[1]), Number(range[2])];
  return Array.from({ length: most - least + 1 }, (_, k) => [least + k]);
}
