// Prints the figures: one table of ratios to `cat`, and the single figures below it.

import { cpus } from "node:os";
import { CORPORA, type CorpusName } from "./corpora.ts";
import type { Distinct } from "./distinct.ts";
import type { Doubling } from "./doubling.ts";
import { median, spread } from "./measure.ts";
import type { Restore } from "./restore.ts";
import type { Latency, StartUp } from "./startup.ts";
import type { Rates } from "./throughput.ts";

export interface Figures {
  readonly mb: number;
  readonly runs: number;
  readonly corpora: readonly CorpusName[];
  rates: Rates;
  doubling?: Doubling;
  /** MiB. */
  memory?: number;
  startUp?: StartUp;
  latency?: Latency;
  distinct?: Distinct;
  restore?: Restore;
}

const TITLES: Readonly<Record<string, string>> = {
  cat: "cat, MB/s",
  mask: "closemask mask",
  unmask: "closemask unmask",
  regexes: "same rules as g regexes",
  sed: "sed -E, ten rules",
};

/** The rate of a row over that of `cat`, run by run: both met the same minute of the machine. */
export function ratios(rates: Rates, row: string, name: CorpusName): number[] {
  const cat = rates.get("cat")?.get(name) ?? [];
  const own = rates.get(row)?.get(name) ?? [];
  return own.map((rate, run) => rate / (cat[run] as number));
}

/** One table; every cell is the median ratio with its spread, the first row gives the scale. */
export function printFigures(figures: Figures): void {
  const { rates, corpora, mb, runs } = figures;
  console.log(
    `closemask bench: ${mb} MiB a corpus, median of ${runs}, ${cpus().length} cores, node ${process.version}, ratio to cat`,
  );
  if (rates.size > 0) {
    const head = ["", ...corpora.map((name) => CORPORA[name].title)];
    const body = [...rates.keys()].map((row) => [
      TITLES[row] ?? row,
      ...corpora.map((name) => {
        if (row === "cat") return median(rates.get(row)?.get(name) ?? []).toFixed(0);
        const own = ratios(rates, row, name);
        return `${digits(median(own))} ±${(spread(own) * 100).toFixed(0)}%`;
      }),
    ]);
    printTable([head, ...body]);
  }
  const { doubling, memory, startUp, latency, distinct, restore } = figures;
  if (doubling !== undefined) {
    const costs = [...doubling.cost].map(([name, cost]) => `${CORPORA[name].title} ${percent(cost)}`).join(", ");
    console.log(`twice the rules (${doubling.rules} + ${doubling.rules} generated), scan in process: ${costs}`);
  }
  if (memory !== undefined) console.log(`1 GiB without a newline: ${memory.toFixed(0)} MiB resident at the peak`);
  if (startUp !== undefined) {
    const { node, mask, over, overLearned, overMany } = startUp;
    console.log(
      `mask of one line: ${over.toFixed(1)} ms over node -e 0 (${mask.toFixed(1)} against ${node.toFixed(1)}); ${overLearned.toFixed(1)} with a thousand learned values, ${overMany.toFixed(1)} in a session of 900,000 entries`,
    );
  }
  if (latency !== undefined)
    console.log(`line in to line out: p50 ${latency.p50.toFixed(2)} ms, p99 ${latency.p99.toFixed(2)} ms`);
  if (distinct !== undefined) {
    const { stored, unmasked, cached, peakMiB } = distinct;
    console.log(
      `distinct values: ${rate(stored)} stored (${peakMiB.toFixed(0)} MiB at the peak), ${rate(unmasked)} unmasked, ${rate(cached)} once cached`,
    );
  }
  if (restore !== undefined) {
    const { ratio, mbPerSecond } = restore;
    console.log(
      `unmask of five placeholders a KB, 10,000 different ones of a million entries: ${digits(ratio)} of cat, ${mbPerSecond.toFixed(0)} MB/s`,
    );
  }
}

export function printJson(figures: Figures): void {
  console.log(
    JSON.stringify(figures, (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value), 2),
  );
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const [i, row] of rows.entries()) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`| ${cells.join(" | ")} |`);
    if (i === 0)
      console.log(
        `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`,
      );
  }
}

/** Two significant digits, never in exponent form. */
function digits(value: number): string {
  return value >= 0.1 ? value.toFixed(2) : value >= 0.01 ? value.toFixed(3) : value.toFixed(4);
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${(Math.abs(share) * 100).toFixed(1)} %`;
}

function rate(perSecond: number): string {
  return `${Math.round(perSecond / 1000).toLocaleString("en")} k/s`;
}
