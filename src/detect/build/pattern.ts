// Rules with a structure that needs an expression: run sticky on a small window around an anchor, over the latin1 view of
// the bytes, never over a chunk.

import type { CheckResult } from "../../types.ts";
import { type Charset, STOP } from "../charset.ts";
import type { Check, Gate } from "../gate.ts";
import type { Anchor, Examples, Rule, Scan, Tier } from "../rule.ts";
import { LINE_MOST, mayStandAlone } from "./alone.ts";
import { literal } from "./anchor.ts";
import { latin1 } from "./context.ts";
import { foldSource } from "./fold.ts";

/** How a verdict of a rule's own judgement looks; null drops the candidate. */
export interface Verdict {
  readonly confidence: number;
  readonly check: CheckResult;
}

interface PatternOptions {
  id: string;
  kind: string;
  description: string;
  /** Texts (case-sensitive) or anchors, one of which every match contains. */
  anchors: readonly (string | Anchor)[];
  /**
   * Sticky (`y`) expression. It is tried at the anchor, or `back` bytes and fewer before it. The value is group `value`, or
   * the whole match. Non-ASCII text is written through `utf8()`.
   */
  pattern: RegExp;
  /** Bytes before the anchor at which the match may begin; 0 when it begins with the anchor. Default 0. */
  back?: number;
  /** Bytes from the anchor that may be looked at; default 512, at most 65536. */
  ahead?: number;
  /** A byte of this set must follow the anchor within SOON bytes: what is read then is worth a window. */
  needs?: Charset;
  /** A byte of this set stands before the anchor, where anything does: what the expression asks for there. */
  before?: Charset;
  /** Further conditions that hold wherever the expression matches, for the gate. */
  behind?: readonly Check[];
  /** False where a look at what follows the anchor, up to `to`, shows that the expression does not match: it need not be compiled. */
  may?: (bytes: Uint8Array, end: number, to: number) => boolean;
  /** Counts with nothing else on its line only. */
  alone?: boolean;
  /** See Rule. Default what the options before ask for. */
  gateFor?: Rule["gateFor"];
  /** Judges a match, of which it may take the beginning alone; without it every match counts with `confidence`. */
  judge?: (value: string, scan: Scan, start: number, end: number) => (Verdict & { end?: number }) | null;
  confidence?: number;
  tier?: Tier;
  optIn?: boolean;
  remembers?: boolean;
  examples: Examples;
}

const SOON = 48;
/** Bytes before a match that look-behind assertions may see. */
const LOOK_BEHIND = 32;

/** Makes a rule from anchors and a sticky expression, which is compiled at its first use. */
export function pattern(options: PatternOptions): Rule {
  const { back = 0, ahead = 512, judge, confidence = 0.95 } = options;
  let expression: RegExp | undefined;
  /** It is in small letters, and is tried on such a text. */
  let folds = false;
  const rule: Rule = {
    id: options.id,
    kind: options.kind,
    description: options.description,
    tier: options.tier ?? "proof",
    confidence,
    ...(options.optIn === undefined ? {} : { optIn: options.optIn }),
    ...(options.remembers === undefined ? {} : { remembers: options.remembers }),
    get anchors() {
      return options.anchors.map((anchor) => (typeof anchor === "string" ? literal(anchor) : anchor));
    },
    gateFor: options.gateFor ?? (() => gateOf(options)),
    get examples() {
      return options.examples;
    },
    find(scan: Scan, at: number, end: number): void {
      const { bytes } = scan;
      if (options.alone === true && !mayStandAlone(scan, at)) return;
      if (options.needs !== undefined && !follows(options.needs, bytes, end, Math.min(scan.hi, end + SOON))) return;
      let to = at;
      const most = Math.min(scan.hi, at + ahead);
      while (to < most && STOP[bytes[to] as number] === 0) to++;
      if (options.may?.(bytes, end, to) === false) return;
      if (expression === undefined) {
        const { pattern } = options;
        folds = pattern.ignoreCase;
        expression = withIndices(options.id, pattern);
      }
      let from = at;
      const least = Math.max(scan.lo, at - back - LOOK_BEHIND);
      while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
      const window = latin1(bytes, from, to);
      const text = folds ? window.toLowerCase() : window;
      const first = Math.max(from, at - back);
      // Leftmost start wins, as in a search, but bounded to the anchor's surroundings.
      for (let start = first; start <= at; start++) {
        expression.lastIndex = start - from;
        const match = expression.exec(text);
        if (match === null || match.index + match[0].length + from <= at) continue;
        const range = match.indices?.groups?.value ?? match.indices?.[0];
        if (range === undefined) continue;
        const verdict: ReturnType<NonNullable<typeof judge>> =
          judge === undefined
            ? { confidence, check: "none" as const }
            : judge(window.slice(range[0], range[1]), scan, from + range[0], from + range[1]);
        if (verdict !== null)
          scan.add(rule, from + range[0], verdict.end ?? from + range[1], verdict.confidence, verdict.check);
        return;
      }
    },
  };
  return rule;
}

function gateOf({ needs, before, behind, alone }: PatternOptions): Gate | null {
  const checks: Gate[number] = [
    ...(before === undefined ? [] : [{ op: "before", set: before } as const]),
    ...(needs === undefined ? [] : [{ op: "soon", set: needs, least: 1, within: SOON } as const]),
    ...(alone === true ? [{ op: "line", most: LINE_MOST } as const] : []),
    ...(behind ?? []),
  ];
  return checks.length === 0 ? null : [checks];
}

function follows(set: Charset, bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to && STOP[bytes[i] as number] === 0; i++) if (set[bytes[i] as number] === 1) return true;
  return false;
}

function withIndices(id: string, { source, flags, sticky, ignoreCase }: RegExp): RegExp {
  if (!sticky) throw new TypeError(`rule ${id}: the pattern needs the y flag`);
  const wanted = flags.includes("d") ? flags : `${flags}d`;
  return ignoreCase ? new RegExp(foldSource(source), wanted.replace("i", "")) : new RegExp(source, wanted);
}
