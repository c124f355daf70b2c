// Counts false alarms in ordinary text, by family.

import { createDetector } from "../src/detect/detector.ts";
import { RULES } from "../src/detect/rules/index.ts";
import type { Level } from "../src/types.ts";
import { createOrdinary } from "./ordinary.ts";
import { createRandom } from "./random.ts";

export interface Alarm {
  readonly family: string;
  readonly rule: string;
  readonly kind: string;
  readonly line: string;
}

/** Values that ordinary text may hold: an address that is masked there is no fault of a rule. */
const EXPECTED = new Set(["EMAIL", "IP"]);
const URL_RULES = /^url-/;

/** Looks at `count` lines of each family; alarms of kinds that ordinary text holds are left out. */
export function findAlarms(count: number, seed: number, level: Level): { alarms: Alarm[]; families: string[] } {
  const detector = createDetector({ rules: RULES, level });
  const ordinary = createOrdinary(createRandom(seed));
  const alarms: Alarm[] = [];
  for (const [family, line] of Object.entries(ordinary)) {
    // In blocks, as a filter sees them.
    for (let done = 0; done < count; done += 1000) {
      const lines = Array.from({ length: Math.min(1000, count - done) }, line);
      const bytes = Buffer.from(`${lines.join("\n")}\n`);
      const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
      for (const { start, end, rule } of spans) {
        if (EXPECTED.has(rule.kind) || URL_RULES.test(rule.id)) continue;
        const from = bytes.lastIndexOf(10, start) + 1;
        const text = `${bytes.toString("utf8", from, start)}«${bytes.toString("utf8", start, end)}»${bytes.toString("utf8", end, bytes.indexOf(10, end))}`;
        alarms.push({ family, rule: rule.id, kind: rule.kind, line: text });
      }
    }
  }
  return { alarms, families: Object.keys(ordinary) };
}
