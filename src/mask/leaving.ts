// The spans of a region that leave masked or redacted, in columns that serve for region after region.

import type { Detector } from "../detect/detector.ts";
import type { Candidate } from "../detect/resolve.ts";
import type { Rule } from "../detect/rule.ts";
import type { Plan } from "./planner.ts";

/** Disjoint and in order. */
export interface Leaving {
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  readonly rules: Rule[];
  /** Takes the spans of a plan, and what is certain besides. */
  fill(plan: Plan): void;
}

const FIRST_CAPACITY = 64;

export function createLeaving({ ruleAt }: Detector): Leaving {
  return new Columns(ruleAt);
}

// A class, since it is read for every value.
class Columns implements Leaving {
  count = 0;
  starts = new Int32Array(FIRST_CAPACITY);
  ends = new Int32Array(FIRST_CAPACITY);
  readonly rules: Rule[] = [];
  private readonly ruleAt: (step: number) => Rule;

  constructor(ruleAt: (step: number) => Rule) {
    this.ruleAt = ruleAt;
  }

  fill({ spans, sure }: Plan): void {
    const certain = sure?.count ?? 0;
    this.room(spans.length + certain);
    this.count = 0;
    let next = 0;
    for (let k = 0; k < certain; k++) {
      const start = sure?.starts[k] as number;
      for (; next < spans.length && (spans[next] as Candidate).start < start; next++)
        this.add(spans[next] as Candidate);
      this.starts[this.count] = start;
      this.ends[this.count] = sure?.ends[k] as number;
      this.rules[this.count++] = this.ruleAt(sure?.steps[k] as number);
    }
    for (; next < spans.length; next++) this.add(spans[next] as Candidate);
  }

  private add({ start, end, rule }: Candidate): void {
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.rules[this.count++] = rule;
  }

  private room(count: number): void {
    if (count <= this.starts.length) return;
    this.starts = new Int32Array(2 * count);
    this.ends = new Int32Array(2 * count);
  }
}
