// What twice the number of rules costs, in process: the detector with the product's rules against the same with as many
// generated ones on top, alternating, on the two logs.

import { readFileSync } from "node:fs";
import { createDetector } from "../src/detect/detector.ts";
import { RULES } from "../src/detect/rules/index.ts";
import { type CorpusName, corpus } from "./corpora.ts";
import { generateRules } from "./generated-rules.ts";
import { median } from "./measure.ts";
import { scanAll } from "./scan.ts";

const LOGS: readonly CorpusName[] = ["access", "app", "ndjson"];

export interface Doubling {
  readonly rules: number;
  /** Corpus → how much longer a scan takes, as a share: 0.05 is five per cent. */
  readonly cost: ReadonlyMap<CorpusName, number>;
}

export function measureDoubling(mb: number, runs: number): Doubling {
  const once = createDetector({ rules: RULES });
  const twice = createDetector({ rules: [...RULES, ...generateRules(RULES.length)] });
  const cost = new Map<CorpusName, number>();
  for (const name of LOGS) {
    const bytes = readFileSync(corpus(name, mb));
    const time = (detector: typeof once): number => {
      const began = performance.now();
      scanAll(detector, bytes, () => undefined);
      return performance.now() - began;
    };
    // Both paths must be compiled before the clock counts.
    time(once);
    time(twice);
    const ratios = Array.from({ length: runs }, (_, run) => {
      // The one that goes second finds a warmer cache: take turns.
      if (run % 2 === 0) {
        const base = time(once);
        return time(twice) / base;
      }
      const more = time(twice);
      return more / time(once);
    });
    cost.set(name, median(ratios) - 1);
  }
  return { rules: RULES.length, cost };
}
