// The first of the three steps of masking: which spans of a region leave masked. Holds what one region hands to the next
// (an open block, a value cut by a window, learned literals); knows nothing of sessions or placeholders.

import type { Block } from "../detect/build/block.ts";
import { runEnd, runStart, TOKEN } from "../detect/charset.ts";
import type { Detector } from "../detect/detector.ts";
import { encodedForms, isMemorable, type Literal, type Literals } from "../detect/literals.ts";
import { isMemorableName } from "../detect/name-literal.ts";
import type { Candidate } from "../detect/resolve.ts";
import type { Rule } from "../detect/rule.ts";
import { ClosemaskError } from "../errors.ts";
import type { Frame } from "../text/framer.ts";
import type { Kind } from "../types.ts";
import type { Policy } from "./policy.ts";

/** Finds further spans in a region: custom patterns. */
export type SpanSource = (frame: Frame) => readonly Candidate[];

export interface PlannerOptions {
  readonly detector: Detector;
  readonly policy: Policy;
  /** The user's own secrets: they outrank every rule. */
  readonly secrets: Literals;
  /** Values of the session that only their label gave away; the planner adds what it learns. */
  readonly literals: Literals;
  readonly sources: readonly SpanSource[];
  /** Drops or cuts spans outside of what may be touched (`--fields`). */
  readonly within?: (frame: Frame, spans: Candidate[]) => Candidate[];
}

export interface Plan {
  /** The spans that leave masked or redacted. */
  readonly spans: Candidate[];
  /** Everything before this offset is decided. */
  readonly decided: number;
  /** True when a block opens right at `decided`. */
  readonly open: boolean;
}

/** Characters to either side of a base64 form that may hold bits of the value, with padding. */
const EDGE = 4;
/** Longest value that is remembered as a literal. */
const MEMORABLE_MAX = 512;

export interface Planner {
  /** `named`: what else was found in the region, such as names. @throws ClosemaskError `blocked` by policy */
  plan(frame: Frame, named?: readonly Candidate[]): Plan;
}

export function createPlanner(options: PlannerOptions): Planner {
  const { detector, policy, secrets, literals, sources } = options;
  let open: { block: Block; seen: number } | null = null;
  /** Rule of a value that ran into the end of a window and goes on behind it. */
  let carried: Rule | null = null;

  /** Candidates that no rule makes. */
  function others(frame: Frame, named: readonly Candidate[]): Candidate[] {
    const { bytes, from, to, lo, hi } = frame;
    const found = [...named];
    secrets.find(bytes, lo, hi, (start, end, literal) => {
      found.push(spread(bytes, lo, hi, literalSpan(start, end, literal), literal));
    });
    for (const source of sources) found.push(...source(frame));
    if (carried !== null)
      found.push({ start: from, end: valueEnd(frame), rule: carried, confidence: 1, check: "none" });
    return found.filter((c) => c.start >= from && c.start < to);
  }

  /** What the gap that is looked through belongs to, for `take`: made once, where a gap would make a function of its own. */
  let source: Buffer = Buffer.alloc(0);
  let filled: Candidate[] = [];
  let until = 0;
  let least = 0;
  let stop = 0;

  function take(start: number, end: number, literal: Omit<Literal, "value">): void {
    const span = spread(source, least, stop, literalSpan(Math.max(least, start), end, literal), literal);
    if (span.start >= until || span.end <= least) return;
    filled.push(span);
    least = span.end;
  }

  /** Looks for literals in `[from, to)`, between two spans. */
  function gap(from: number, to: number): void {
    least = from;
    stop = to;
    literals.find(source, from, to, take);
  }

  /** Adds learned literals in what the rules left. A value counts from behind the place where it was learned. */
  function withLearned(frame: Frame, found: Candidate[], decided: number): Candidate[] {
    if (literals.size === 0 && !found.some(({ rule }) => rule.remembers === true || rule.teaches !== undefined)) {
      return found;
    }
    const { bytes, from, hi } = frame;
    source = bytes;
    filled = [];
    until = decided;
    let at = from;
    for (const span of found) {
      gap(at, span.start);
      filled.push(span);
      at = span.end;
      if (span.rule.remembers === true || span.rule.teaches !== undefined) learn(bytes, span);
    }
    // In a long line a value may lie across the end of the window.
    gap(at, frame.inside ? hi : decided);
    return filled;
  }

  function learn(bytes: Buffer, span: Candidate): void {
    const { start, end, rule } = span;
    const { kind } = rule;
    const bounded = rule.tier === "name";
    const memorable =
      rule.remembers === true &&
      end - start <= MEMORABLE_MAX &&
      (bounded ? isMemorableName(bytes, start, end) : isMemorable(bytes, start, end));
    if ((!memorable && rule.teaches === undefined) || policy.action(kind) === "keep") return;
    if (policy.allowsSome && policy.allows(bytes.toString("latin1", start, end), kind)) return;
    const value = bytes.subarray(start, end);
    for (const text of rule.teaches?.(value) ?? []) {
      for (const form of encodedForms(text)) literals.add({ ...form, kind });
    }
    if (memorable) literals.add({ value, kind, bounded });
  }

  return {
    plan(frame, named = []) {
      const { bytes, from, hi } = frame;
      const block = open === null ? null : { ...open.block, start: from, seen: from + open.seen };
      const scanned = detector.scan(frame, block, others(frame, named));
      open = scanned.block === null ? null : { block: scanned.block, seen: scanned.block.seen - scanned.decided };
      carried = null;
      let spans = withLearned(frame, scanned.spans, scanned.decided);
      if (options.within !== undefined) spans = options.within(frame, spans);
      let { decided } = scanned;
      const leaving: Candidate[] = [];
      for (const span of spans) {
        const { kind } = span.rule;
        const action = policy.action(kind);
        if (action === "keep") continue;
        if (
          policy.allowsSome &&
          span.rule.denied !== true &&
          policy.allows(bytes.toString("latin1", span.start, span.end), kind)
        )
          continue;
        if (action === "block") throw blocked(kind);
        leaving.push(span);
        if (span.end > decided) decided = span.end;
        if (frame.inside && span.end === hi) carried = span.rule;
      }
      return { spans: leaving, decided, open: open !== null };
    },
  };
}

function blocked(kind: Kind): ClosemaskError {
  return new ClosemaskError("blocked", `found a value of kind ${kind}, which the policy blocks`, {
    hint: `remove it from the input, or set policies.${kind}.action to "mask"`,
  });
}

/** Where a value that began in the window before ends: at white space, a quote or an angle bracket. */
function valueEnd(frame: Frame): number {
  const { bytes, from, hi } = frame;
  let i = from;
  while (i < hi && !DELIMITER.has(bytes[i] as number)) i++;
  return i;
}

/** A base64 form also takes the characters beside it that may hold bits of the value. */
function spread(bytes: Buffer, lo: number, hi: number, span: Candidate, literal: Omit<Literal, "value">): Candidate {
  if (literal.spread !== true) return span;
  const { start, end } = span;
  return {
    ...span,
    start: runStart(bytes, Math.max(lo, start - EDGE), start, TOKEN),
    end: runEnd(bytes, end, Math.min(hi, end + EDGE), TOKEN),
  };
}

const DELIMITER = new Set(Buffer.from(" \t\r\n\0\"'`<>"));

const rules = new Map<string, Rule>();

function literalSpan(start: number, end: number, literal: Omit<Literal, "value">): Candidate {
  const { kind, denied = false } = literal;
  const key = denied ? `${kind} denied` : kind;
  let rule = rules.get(key);
  if (rule === undefined) {
    rule = {
      id: "literal",
      kind,
      denied,
      description: "a known value",
      tier: "proof",
      confidence: 1,
      anchors: [],
      examples: { yes: [], no: [] },
      find() {},
    };
    rules.set(key, rule);
  }
  return { start, end, rule, confidence: 1, check: "none" };
}
