// What a format is: text before, for and behind the findings. Findings come one by one and none is kept, so that a report of
// any length takes no memory.

import type { Finding } from "../finding.ts";

/** What a scan looked at and found, at its end. */
export interface Totals {
  readonly files: number;
  readonly bytes: number;
  readonly findings: number;
  readonly kinds: ReadonlyMap<string, number>;
  readonly binary: number;
  readonly archives: number;
  /** Findings that the baseline knows, and that comments allow. */
  readonly known: number;
  readonly allowed: number;
  /** What could not be read, in words. */
  readonly failures: readonly string[];
  readonly started: Date;
  readonly ended: Date;
}

export interface Reporter {
  readonly head: string;
  add(finding: Finding): string;
  end(totals: Totals): string;
}
