// What the pass is certain of, beside what rules have found: taken out where the two have to be looked at together.

import type { Range } from "./hide.ts";
import { addSure, type Sure } from "./hits.ts";
import type { Candidate } from "./resolve.ts";
import type { Rule } from "./rule.ts";

/** As the rule would have reported it. */
export function certain(rule: Rule, start: number, end: number): Candidate {
  return { start, end, rule, confidence: rule.confidence, check: "none" };
}

/** Puts what is certain further ahead before the rest; `before` is empty then. */
export function prepend(sure: Sure, before: Sure): void {
  if (before.count === 0) return;
  for (let k = 0; k < sure.count; k++)
    addSure(before, sure.starts[k] as number, sure.ends[k] as number, sure.steps[k] as number);
  sure.count = 0;
  for (let k = 0; k < before.count; k++)
    addSure(sure, before.starts[k] as number, before.ends[k] as number, before.steps[k] as number);
  before.count = 0;
}

/** Takes out what lies, at least in part, in one of the ranges, which are sorted by their starts; as candidates, in order. */
export function takeTouched(sure: Sure, ranges: readonly Range[], ruleAt: (step: number) => Rule): Candidate[] {
  const { starts, ends, steps } = sure;
  const taken: Candidate[] = [];
  let kept = 0;
  let next = 0;
  /** Up to where the ranges reach that begin before the end of the value. */
  let reach = -1;
  for (let k = 0; k < sure.count; k++) {
    const start = starts[k] as number;
    const end = ends[k] as number;
    for (; next < ranges.length && (ranges[next] as Range).start < end; next++)
      reach = Math.max(reach, (ranges[next] as Range).end);
    if (reach > start) taken.push(certain(ruleAt(steps[k] as number), start, end));
    else keep(sure, kept++, k);
  }
  sure.count = kept;
  return taken;
}

/** Drops what begins outside of `[from, to)`. */
export function keepInside(sure: Sure, from: number, to: number): void {
  let kept = 0;
  for (let k = 0; k < sure.count; k++) {
    const start = sure.starts[k] as number;
    if (start >= from && start < to) keep(sure, kept++, k);
  }
  sure.count = kept;
}

function keep({ starts, ends, steps }: Sure, to: number, k: number): void {
  starts[to] = starts[k] as number;
  ends[to] = ends[k] as number;
  steps[to] = steps[k] as number;
}
