// Runs the examples that stand beside each rule. The same function serves the test suite and `closemask rules test`.

import { createDetector } from "./detector.ts";
import type { Rule } from "./rule.ts";

/** One example that does not hold, in words. */
export interface ExampleFault {
  readonly rule: string;
  readonly example: string;
  readonly fault: string;
}

/** Text and expected byte ranges of an example in which values stand between « and ». */
export function readExample(example: string): { text: Buffer; ranges: [number, number][] } {
  const ranges: [number, number][] = [];
  let text = "";
  let start = 0;
  for (const part of example.split(/([«»])/)) {
    if (part === "«") start = Buffer.byteLength(text);
    else if (part === "»") ranges.push([start, Buffer.byteLength(text)]);
    else text += part;
  }
  return { text: Buffer.from(text), ranges };
}

/** Faults of a rule's examples, tried with that rule alone at level `balanced`. Opt-in rules count as enabled. */
export function checkExamples(rule: Rule): ExampleFault[] {
  const detector = createDetector({ rules: [rule], enabled: () => true, level: "balanced" });
  const faults: ExampleFault[] = [];
  const find = (text: Buffer): string =>
    detector
      .scan({ bytes: text, lo: 0, from: 0, to: text.length, hi: text.length, final: true })
      .spans.map((s) => `${s.start}-${s.end}`)
      .join(" ");
  for (const example of rule.examples.yes) {
    const { text, ranges } = readExample(example);
    const want = ranges.map(([a, b]) => `${a}-${b}`).join(" ");
    const got = find(text);
    if (ranges.length === 0) faults.push({ rule: rule.id, example, fault: "marks no value" });
    else if (got !== want)
      faults.push({ rule: rule.id, example, fault: `expected bytes ${want}, found ${got || "nothing"}` });
  }
  for (const { text, why } of rule.examples.no) {
    const got = find(Buffer.from(text));
    if (got !== "") faults.push({ rule: rule.id, example: text, fault: `found ${got} although ${why}` });
  }
  return faults;
}
