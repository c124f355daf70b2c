// How fast the detector is in process, per corpus: `node bench/detect.ts [--mb 8] [--corpus a,b] [--top 15] [--profile]`.
// For people who write rules: --top lists what was found, --profile the calls and the time of each rule (which slows it).

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { isNumberRule } from "../src/detect/build/number.ts";
import { isVendorRule } from "../src/detect/build/vendor.ts";
import { createDetector } from "../src/detect/detector.ts";
import type { Rule } from "../src/detect/rule.ts";
import { RULES } from "../src/detect/rules/index.ts";
import { CORPORA, CORPUS_NAMES, type CorpusName, corpus } from "./corpora.ts";
import { median } from "./measure.ts";
import { scanAll } from "./scan.ts";

const { values } = parseArgs({
  options: {
    mb: { type: "string", default: "8" },
    runs: { type: "string", default: "3" },
    corpus: { type: "string", default: CORPUS_NAMES.join() },
    top: { type: "string", default: "0" },
    profile: { type: "boolean", default: false },
  },
});
const mb = Number(values.mb);
const cost = new Map<string, { calls: number; ns: bigint }>();

/** The rule with a clock around it; vendor rules share one reader and are not told apart. */
function timed(rule: Rule): Rule {
  if (isVendorRule(rule)) return rule;
  const entry = { calls: 0, ns: 0n };
  cost.set(rule.id, entry);
  const clock = <A extends unknown[], R>(inner: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      const began = process.hrtime.bigint();
      const result = inner(...args);
      entry.calls++;
      entry.ns += process.hrtime.bigint() - began;
      return result;
    };
  };
  const wrapped = isNumberRule(rule) ? { ...rule, judge: clock(rule.judge) } : { ...rule, find: clock(rule.find) };
  return wrapped;
}

const began = performance.now();
const detector = createDetector({ rules: values.profile ? RULES.map(timed) : RULES });
console.log(`${RULES.length} rules, compiled in ${(performance.now() - began).toFixed(1)} ms; ${mb} MiB each`);

for (const name of values.corpus.split(",") as CorpusName[]) {
  const bytes = readFileSync(corpus(name, mb));
  const found = new Map<string, number>();
  let count = 0;
  const rates: number[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    found.clear();
    count = 0;
    for (const entry of cost.values()) Object.assign(entry, { calls: 0, ns: 0n });
    const start = performance.now();
    scanAll(detector, bytes, (spans) => {
      for (const { rule } of spans) found.set(rule.id, (found.get(rule.id) ?? 0) + 1);
      count += spans.length;
    });
    rates.push(bytes.length / 1e3 / (performance.now() - start));
  }
  const title = CORPORA[name].title.padEnd(14);
  console.log(
    `${title} ${median(rates).toFixed(1).padStart(7)} MB/s  ${(count / (bytes.length / 1024)).toFixed(2).padStart(6)} values/KiB`,
  );
  const top = [...found].sort((a, b) => b[1] - a[1]).slice(0, Number(values.top));
  for (const [id, times] of top) console.log(`    ${id.padEnd(32)} ${times}`);
  const slow = [...cost].sort((a, b) => Number(b[1].ns - a[1].ns)).slice(0, values.profile ? 15 : 0);
  for (const [id, { calls, ns }] of slow)
    console.log(
      `    ${id.padEnd(32)} ${String(calls).padStart(9)} calls  ${(Number(ns) / 1e6).toFixed(1).padStart(8)} ms`,
    );
}
