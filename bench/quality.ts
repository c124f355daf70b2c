// `npm run bench:detect`: how well detection does. Recall on the stress set by kind, form and carrier; false alarms in
// ordinary text; and, where a folder of cases is given, the scores on those.

import { parseArgs } from "node:util";
import { createDetector } from "../src/detect/detector.ts";
import { RULES } from "../src/detect/rules/index.ts";
import type { Level } from "../src/types.ts";
import { scoreCases } from "./cases.ts";
import { type Alarm, findAlarms } from "./quiet.ts";
import { type Case, stressCases } from "./stress.ts";

/** A span with offsets in UTF-16 units. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

const USAGE = `usage: npm run bench:detect -- [options]

  --stress       only the stress set
  --quiet        only the false alarms in ordinary text
  --cases DIR    also the cases in DIR/*.jsonl: text, spans (UTF-16 offsets), canonical, positive
  --by-kind      cases by kind
  --each N       stress cases for each kind, form and carrier (default 20)
  --lines N      lines of each family of ordinary text (default 10000)
  --seed N       seed of both (default 20261120)
  --level LEVEL  strict, balanced or aggressive (default balanced)
  --show N       show N misses and alarms
  --check        exit 1 when recall is below .98 or there is more than one alarm in 10,000 lines`;

const RECALL = 0.98;
const LINES_OF_AN_ALARM = 10_000;

/** Of one kind: spans that were to be found, those found, those found as this kind, and spans of this kind elsewhere. */
interface Tally {
  expected: number;
  covered: number;
  right: number;
  wrong: number;
}

/** Runs it; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      stress: { type: "boolean", default: false },
      quiet: { type: "boolean", default: false },
      cases: { type: "string" },
      "by-kind": { type: "boolean", default: false },
      each: { type: "string", default: "20" },
      lines: { type: "string", default: "10000" },
      seed: { type: "string", default: "20261120" },
      level: { type: "string", default: "balanced" },
      show: { type: "string", default: "0" },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [each, lines, seed, show] = [values.each, values.lines, values.seed, values.show].map(Number);
  const isCount = (n: number | undefined): n is number => n !== undefined && Number.isInteger(n) && n >= 0;
  const isLevel = ["strict", "balanced", "aggressive"].includes(values.level);
  if (values.help || !isLevel || !isCount(each) || !isCount(lines) || !isCount(seed) || !isCount(show)) {
    console[values.help ? "log" : "error"](USAGE);
    return values.help ? 0 : 2;
  }
  const level = values.level as Level;
  let good = true;
  const quiet = values.stress ? null : findAlarms(lines, seed, level);
  if (!values.quiet) good = runStress(level, seed, each, quiet?.alarms ?? [], show) && good;
  if (quiet !== null) good = printAlarms(quiet, lines, show) && good;
  if (values.cases !== undefined) printCases(values.cases, level, values["by-kind"]);
  return values.check && !good ? 1 : 0;
}

function runStress(level: Level, seed: number, each: number, alarms: readonly Alarm[], show: number): boolean {
  const detector = createDetector({ rules: RULES, level });
  const byKind = new Map<string, Tally>();
  const byForm = new Map<string, Tally>();
  const byCarrier = new Map<string, Tally>();
  const tally = (map: Map<string, Tally>, key: string): Tally => {
    let found = map.get(key);
    if (found === undefined) {
      found = { expected: 0, covered: 0, right: 0, wrong: 0 };
      map.set(key, found);
    }
    return found;
  };
  let shown = 0;
  for (const one of stressCases(seed, each)) {
    const bytes = Buffer.from(one.text);
    const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
    const overlaps = (s: (typeof spans)[number]): boolean => s.start < one.end && s.end > one.start;
    const covered = spans.some(
      (s) => 2 * (Math.min(one.end, s.end) - Math.max(one.start, s.start)) >= one.end - one.start,
    );
    const right = spans.some((s) => overlaps(s) && s.rule.kind === one.kind);
    for (const t of [tally(byKind, one.kind), tally(byForm, one.form), tally(byCarrier, one.carrier)]) {
      t.expected++;
      t.covered += Number(covered);
      t.right += Number(right);
    }
    for (const span of spans) if (!overlaps(span) || span.rule.kind !== one.kind) tally(byKind, span.rule.kind).wrong++;
    if (!covered && shown++ < show) console.log(`miss  ${describe(one)}`);
  }
  for (const alarm of alarms) tally(byKind, alarm.kind).wrong++;
  console.log(`stress set: ${each} for each kind, form and carrier, seed ${seed}`);
  print(
    ["kind", "cases", "recall", "as its kind", "precision", "F1"],
    [...byKind].map(([kind, { expected, covered, right, wrong }]) => {
      const precision = right + wrong === 0 ? Number.NaN : right / (right + wrong);
      const recall = covered / expected;
      const f1 = (2 * precision * (right / expected)) / (precision + right / expected);
      return [kind, String(expected), share(recall), share(right / expected), share(precision), share(f1)];
    }),
  );
  for (const [title, map] of [
    ["form", byForm],
    ["carrier", byCarrier],
  ] as const)
    print(
      [title, "cases", "recall"],
      [...map].map(([key, { expected, covered }]) => [key, String(expected), share(covered / expected)]),
    );
  const all = [...byCarrier.values()].reduce((sum, t) => ({ e: sum.e + t.expected, c: sum.c + t.covered }), {
    e: 0,
    c: 0,
  });
  console.log(`recall ${share(all.c / all.e)} of ${all.e} cases\n`);
  return all.c / all.e >= RECALL;
}

function describe({ kind, form, carrier, text }: Case): string {
  return `${kind}, ${form}, ${carrier}: ${text}`;
}

function printAlarms({ alarms, families }: ReturnType<typeof findAlarms>, lines: number, show: number): boolean {
  const total = families.length * lines;
  for (const { family, rule, line } of alarms.slice(0, show)) console.log(`alarm ${family}, ${rule}: ${line}`);
  print(
    ["ordinary text", "lines", "alarms"],
    families.map((family) => [family, String(lines), String(alarms.filter((a) => a.family === family).length)]),
  );
  console.log(`${alarms.length} alarms in ${total} lines\n`);
  return alarms.length * LINES_OF_AN_ALARM <= total;
}

function printCases(folder: string, level: Level, byKind: boolean): void {
  const detector = createDetector({ rules: RULES, level });
  const find = (text: string): Found[] => {
    const bytes = Buffer.from(text);
    const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
    const unit = (offset: number): number =>
      bytes.length === text.length ? offset : bytes.toString("utf8", 0, offset).length;
    return spans.map(({ start, end, rule }) => ({ start: unit(start), end: unit(end), kind: rule.kind }));
  };
  const scores = [...scoreCases(folder, find, byKind)];
  print(
    ["cases of", "spans", "recall", "negatives", "fired"],
    scores.map(([key, { spans, hit, negatives, fired }]) => [
      key,
      String(spans),
      share(hit / spans),
      String(negatives),
      share(fired / negatives),
    ]),
  );
  print(
    ["cases of", "names", "off", "patterns", "recall", "missed: addresses", "digits", "codes", "others"],
    scores.map(([key, { spans, names, off, missed }]) => {
      const patterns = spans - names - off;
      const counts = [missed.address, missed.digits, missed.code, missed.other];
      const found = patterns - counts.reduce((sum, count) => sum + count);
      return [key, String(names), String(off), String(patterns), share(found / patterns), ...counts.map(String)];
    }),
  );
}

function share(part: number): string {
  return Number.isNaN(part) ? "-" : part.toFixed(3);
}

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] as string).length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join("  ");
  console.log(line(head));
  for (const row of rows) console.log(line(row));
  console.log();
}
