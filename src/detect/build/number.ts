// Rules on digits. One lexer reads a phrase of digit groups ("4111 1111 1111 1111", "(415) 555-0134", "110101199003077774")
// and a small trie over group lengths finds the rules that could own some of its groups, so that a hundred number rules
// cost a timestamp no more than one.

import type { CheckResult } from "../../types.ts";
import { DIGIT } from "../charset.ts";
import type { Examples, Rule, Scan, Tier } from "../rule.ts";
import { NUMBER_ANCHORS } from "./anchor.ts";
import { startsAt } from "./boundary.ts";
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
}

export function isNumberRule(rule: Rule): rule is NumberRule {
  return "shapes" in rule;
}

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
    anchors: NUMBER_ANCHORS,
    get examples() {
      return options.examples;
    },
    find(scan: Scan, at: number, end: number): void {
      numberDispatcher([rule]).find(scan, at, end);
    },
  };
  return rule;
}

const MOST_GROUPS = 24;
const LONGEST_GROUP = 40;
const REACH_BACK = 48;
const SPACE = 0x20;
const CLOSE = 0x29;
const CHECK_X = 0x58;

const SEPARATOR = new Uint8Array(256);
for (const byte of Buffer.from(" -.")) SEPARATOR[byte] = 1;

/** A node of the trie: an entry for each length up to one more than the longest, which an X may add. */
const ROW = LONGEST_GROUP + 2;

/** Rules of a shape that share a gate. */
interface Gated {
  readonly gate: NumberRule["gate"];
  readonly judges: readonly NumberRule[];
}

/** Group lengths that lead to rules. Most groups are rejected by it, so that it is one array without objects. */
interface Shapes {
  /** `next[row + length]` is the row behind a group of that length, 0 where none is; `next[row]` is one more than the index of the owners. */
  readonly next: Int32Array;
  readonly owners: readonly (readonly Gated[])[];
  /** Digits of the shortest shape: a date and most other phrases have fewer. */
  readonly least: number;
}

/** Finder for all number rules at once. `reset` before each scan: it remembers how far it has read. */
export function numberDispatcher(rules: readonly NumberRule[]): { find: Rule["find"]; reset(): void } {
  const { next, owners, least } = compile(rules);
  const starts = new Int32Array(MOST_GROUPS + 1);
  const ends = new Int32Array(MOST_GROUPS + 1);
  const seps = new Int32Array(MOST_GROUPS + 1);
  let readTo = -1;

  /** Reads groups from `from`; returns how many. `seps[i]` is the separator before group i, -1 for a bracket form. */
  function lex(bytes: Uint8Array, from: number, hi: number): number {
    let i = from;
    let count = 0;
    seps[0] = 0;
    while (count < MOST_GROUPS) {
      const start = i;
      while (i < hi && DIGIT[bytes[i] as number] === 1) i++;
      if (i === start) break;
      starts[count] = start;
      ends[count] = i;
      count++;
      if (i + 1 >= hi) {
        seps[count] = 0;
        return count;
      }
      const byte = bytes[i] as number;
      if (SEPARATOR[byte] === 1) {
        if (DIGIT[bytes[i + 1] as number] === 0) break;
        seps[count] = byte;
        i++;
      } else if (byte === CLOSE) {
        const gap = SEPARATOR[bytes[i + 1] as number] === 1 ? 2 : 1;
        if (i + gap >= hi || DIGIT[bytes[i + gap] as number] === 0) break;
        seps[count] = -1;
        i += gap;
      } else break;
    }
    if (count < MOST_GROUPS) seps[count] = 0;
    return count;
  }

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
        const count = lex(bytes, from, hi);
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

/** Start of the phrase that holds `at`: digits and single separators to the left. */
function phraseStart(bytes: Uint8Array, least: number, at: number): number {
  let i = at;
  for (;;) {
    while (i > least && DIGIT[bytes[i - 1] as number] === 1) i--;
    if (i - 2 >= least && SEPARATOR[bytes[i - 1] as number] === 1 && DIGIT[bytes[i - 2] as number] === 1) i--;
    else if (i - 2 >= least && bytes[i - 1] === CLOSE && DIGIT[bytes[i - 2] as number] === 1) i--;
    else if (i - 3 >= least && bytes[i - 1] === SPACE && bytes[i - 2] === CLOSE && DIGIT[bytes[i - 3] as number] === 1)
      i -= 2;
    else return i;
  }
}

function isWord(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
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

function compile(rules: readonly NumberRule[]): Shapes {
  const next: number[] = new Array(ROW).fill(0);
  const owners: NumberRule[][] = [];
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
      owners[(next[row] as number) - 1]?.push(rule);
    }
  return { next: Int32Array.from(next), owners: owners.map(byGate), least };
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
