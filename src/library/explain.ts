// What becomes of each candidate of a text and why: for people who ask why something was masked, or was not.

import type { Detector } from "../detect/detector.ts";
import { createLiterals } from "../detect/literal-table.ts";
import { type Candidate, resolveOverlaps } from "../detect/resolve.ts";
import { THRESHOLD } from "../detect/rule.ts";
import { ClosemaskError } from "../errors.ts";
import { createPlanner, LITERAL_RULE, literalSpan, type PlannerOptions } from "../mask/planner.ts";
import type { Policy } from "../mask/policy.ts";
import type { Frame } from "../text/framer.ts";
import type { CheckResult, Kind } from "../types.ts";

/** A candidate and what becomes of it. */
export interface Explained {
  /** `[start, end)`: in bytes for bytes, in UTF-16 units for a string. */
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly kind: Kind;
  /** 0 to 1. */
  readonly confidence: number;
  readonly check: CheckResult;
  /** `leave` where it is below the level, `overlapped` where another one won; else what the policy says. */
  readonly decision: "mask" | "redact" | "keep" | "block" | "leave" | "overlapped";
  /** In words; empty where there is nothing to say. */
  readonly why: string;
}

/**
 * Candidates that no rule makes: values to be masked always, and what the text itself teaches, which counts wherever it stands behind
 * the place where its label gave it away.
 */
export function knownValues(
  frame: Frame,
  parts: Omit<PlannerOptions, "literals">,
  named: readonly Candidate[],
): Candidate[] {
  const { secrets } = parts;
  const found: Candidate[] = [];
  secrets.find(frame.bytes, frame.lo, frame.hi, (start, end, literal) => {
    found.push(literalSpan(start, end, literal));
  });
  const planner = createPlanner({ ...parts, literals: createLiterals(LEARNED) });
  try {
    const { spans } = planner.plan(frame, named);
    found.push(...spans.filter(({ rule }) => rule.id === LITERAL_RULE));
  } catch (error) {
    // A kind that is blocked ends the plan; the candidates say so.
    if (!(error instanceof ClosemaskError && error.code === "blocked")) throw error;
  }
  return found;
}

const LEARNED = 1000;

/** In text order, offsets in bytes. */
export function explainCandidates(
  candidates: readonly Candidate[],
  bytes: Buffer,
  detector: Detector,
  policy: Policy,
): Explained[] {
  const unique = new Map(candidates.map((c) => [`${c.start} ${c.end} ${c.rule.id} ${c.confidence}`, c]));
  const all = [...unique.values()].sort((a, b) => a.start - b.start || b.end - a.end || b.confidence - a.confidence);
  const won = resolveOverlaps(
    all.filter(({ confidence, rule }) => confidence >= detector.thresholdOf(rule)).map((c) => ({ ...c })),
    bytes,
  );
  return all.map((candidate) => {
    const { start, end, rule, confidence, check } = candidate;
    return {
      start,
      end,
      rule: rule.id,
      kind: rule.kind,
      confidence,
      check,
      ...decide(candidate, won, bytes, detector, policy),
    };
  });
}

function decide(
  candidate: Candidate,
  won: readonly Candidate[],
  bytes: Buffer,
  detector: Detector,
  policy: Policy,
): Pick<Explained, "decision" | "why"> {
  const { start, end, rule, confidence } = candidate;
  const least = detector.thresholdOf(rule);
  if (confidence < least) {
    const who = least === THRESHOLD[detector.level] ? `level ${detector.level}` : `the threshold of ${rule.kind}`;
    return { decision: "leave", why: `below ${who}, which asks for ${least}` };
  }
  const parts = won.filter((span) => span.rule === rule && span.start >= start && span.end <= end);
  const winner = won.find((span) => span.rule !== rule && span.start < end && span.end > start);
  const [part] = parts;
  if (part === undefined)
    return { decision: "overlapped", why: winner === undefined ? "found twice" : `by ${winner.rule.id}` };
  const action = policy.action(rule.kind);
  if (action === "keep") return { decision: "keep", why: `policy or flags keep ${rule.kind}` };
  if (rule.denied !== true && policy.allows(bytes.toString("latin1", part.start, part.end), rule.kind))
    return { decision: "keep", why: "on the allow list" };
  return { decision: action, why: winner === undefined ? "" : `in part, next to ${winner.rule.id}` };
}
