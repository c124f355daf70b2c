// The benchmark's command line: measures what was asked for, prints one table, and with --check holds the figures against
// what the project promises.

import { parseArgs } from "node:util";
import { CORPUS_NAMES, type CorpusName } from "./corpora.ts";
import { checkFigures } from "./promises.ts";
import { type Figures, printFigures, printJson } from "./report.ts";

const USAGE = `usage: npm run bench -- [options]

  --only LIST    rows or lines: mask unmask regexes sed secretlint redact-pii openredaction,
                 doubling memory startup latency distinct restore (default: all)
  --corpus LIST  ${CORPUS_NAMES.join(" ")} (default: all)
  --runs N       alternating runs, of which the median counts (default 3)
  --mb N         size of each corpus in MiB (default 64)
  --json         figures as JSON, with every single run
  --check        exit 1 when a figure misses what the project promises`;

/** What comes below the rows. */
const LINES = ["doubling", "memory", "startup", "latency", "distinct", "restore"] as const;

const START_UP_RUNS = 30;
const LATENCY_LINES = 1000;
const DISTINCT_VALUES = 1_000_000;
const MEMORY_MB = 1024;

/** Runs the benchmark; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { ROWS, measureThroughput } = await import("./throughput.ts");
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: "string", default: [...ROWS, ...LINES].join() },
      corpus: { type: "string", default: CORPUS_NAMES.join() },
      runs: { type: "string", default: "3" },
      mb: { type: "string", default: "64" },
      json: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const only = new Set(values.only.split(","));
  const corpora = values.corpus.split(",") as CorpusName[];
  const runs = Number(values.runs);
  const mb = Number(values.mb);
  const known = new Set<string>([...ROWS, ...LINES]);
  if (![...only].every((name) => known.has(name)) || !corpora.every((name) => CORPUS_NAMES.includes(name))) {
    console.error(USAGE);
    return 2;
  }
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(mb) || mb < 1) {
    console.error(USAGE);
    return 2;
  }

  const progress = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  };
  const wants = (line: (typeof LINES)[number], title: string): boolean => {
    if (only.has(line)) progress(title);
    return only.has(line);
  };

  const figures: Figures = { mb, runs, corpora, rates: new Map() };
  if (ROWS.some((row) => only.has(row)))
    figures.rates = await measureThroughput({ rows: [...only], corpora, mb, runs, progress });
  if (wants("doubling", "twice the rules"))
    figures.doubling = (await import("./doubling.ts")).measureDoubling(Math.min(mb, 16), runs * 2 + 1);
  if (wants("memory", "a gigabyte without a newline"))
    figures.memory = await (await import("./memory.ts")).measureMemory(MEMORY_MB);
  if (wants("startup", "start-up"))
    figures.startUp = await (await import("./startup.ts")).measureStartUp(START_UP_RUNS);
  if (wants("latency", "latency")) figures.latency = await (await import("./startup.ts")).measureLatency(LATENCY_LINES);
  if (wants("distinct", "a million values"))
    figures.distinct = await (await import("./distinct.ts")).measureDistinct(DISTINCT_VALUES);
  if (wants("restore", "a masked log from a large session"))
    figures.restore = await (await import("./restore.ts")).measureRestore(mb, runs);
  progress("");

  if (values.json) printJson(figures);
  else printFigures(figures);
  if (!values.check) return 0;
  const missed = checkFigures(figures);
  for (const line of missed) console.error(`missed: ${line}`);
  return missed.length === 0 ? 0 : 1;
}
