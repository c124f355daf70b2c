// What becomes of what the machine finds: comments and the baseline leave findings out, the rest is counted and reported.

import type { Found } from "../../mask/scan-feed.ts";
import type { Baseline } from "./baseline.ts";
import { createNamer, type Finding } from "./finding.ts";
import type { Reporter, Totals } from "./formats/reporter.ts";
import type { Output } from "./output.ts";

export interface Tally {
  /** From here on findings are those of this file. */
  begin(name: string): void;
  found(found: Found): void;
  read(bytes: number): void;
  file(what: "files" | "binary" | "archives"): void;
  failure(message: string): void;
  readonly bytes: number;
  readonly findings: number;
  /** True when a finding counts for the exit code. */
  readonly failing: boolean;
  /** Everything so far. */
  totals(): Totals;
}

export interface TallyOptions {
  readonly reporter: Reporter;
  readonly output: Output;
  readonly baseline: Baseline | null;
  /** The baseline is to hold what is found. */
  readonly update: boolean;
  readonly fails: (finding: Finding) => boolean;
}

export function createTally({ reporter, output, baseline, update, fails }: TallyOptions): Tally {
  const started = new Date();
  const kinds = new Map<string, number>();
  const failures: string[] = [];
  const counts = { files: 0, binary: 0, archives: 0, bytes: 0, findings: 0, known: 0, allowed: 0 };
  let toFinding = createNamer("");
  let failing = false;

  return {
    begin(name) {
      toFinding = createNamer(name);
    },
    found(found) {
      const finding = toFinding(found);
      if (finding.allowed) {
        counts.allowed++;
        return;
      }
      if (update) baseline?.take(finding);
      if (baseline?.knows(finding) === true) {
        counts.known++;
        return;
      }
      counts.findings++;
      kinds.set(finding.kind, (kinds.get(finding.kind) ?? 0) + 1);
      if (fails(finding)) failing = true;
      output.write(reporter.add(finding));
    },
    read(bytes) {
      counts.bytes += bytes;
    },
    file(what) {
      counts[what]++;
    },
    failure(message) {
      failures.push(message);
    },
    get bytes() {
      return counts.bytes;
    },
    get findings() {
      return counts.findings;
    },
    get failing() {
      return failing;
    },
    totals: () => ({ ...counts, kinds, failures, started, ended: new Date() }),
  };
}
