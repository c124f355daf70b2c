// The lexicon's part of `npm run bench:ner`.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Entity } from "../src/ner/engine.ts";
import { createLexicon } from "../src/ner/lexicon/create-lexicon.ts";
import { type GoldSpan, readGold } from "./gold.ts";

/** Recall and precision that are asked for, in English and Chinese together. */
const BARS: Readonly<Record<string, readonly [number, number]>> = {
  PERSON: [0.85, 0.9],
  ORGANIZATION: [0.7, 0.85],
  ADDRESS: [0.8, 0.9],
};
const KINDS = ["PERSON", "ORGANIZATION", "ADDRESS", "LOCATION"];
const MB_PER_SECOND = 1;
const KEEP = new URL("../fixtures/keep/", import.meta.url);

interface Tally {
  spans: number;
  hit: number;
  covered: number;
  found: number;
  right: number;
}

/** Prints recall and precision; false when a bar is missed. */
export function printQuality(show: string | undefined, cases: string | undefined): boolean {
  const engine = createLexicon();
  const rows = new Map<string, Tally>();
  const add = (key: string, change: Partial<Tally>): void => {
    const row = rows.get(key) ?? { spans: 0, hit: 0, covered: 0, found: 0, right: 0 };
    for (const [name, n] of Object.entries(change)) row[name as keyof Tally] += n;
    rows.set(key, row);
  };
  for (const { part, language, genre, text, spans } of readGold()) {
    const found = engine.find(text);
    for (const key of [`${part} ${language}`, ...(language === "es" ? [] : [`${part} en+zh`])])
      score(key, spans, found, add);
    if (show === `${part}` || show === `${part}-${language}`) list(`${language} ${genre}`, text, spans, found);
  }
  console.log("gold set: recall and precision of the same kind, half of the span at least; covered: by any kind");
  console.log(["set", "kind", "spans", "recall", "covered", "precision", "found"].join("\t"));
  let good = true;
  for (const [key, row] of [...rows].sort()) {
    const kind = key.slice(key.lastIndexOf(" ") + 1);
    const bar = BARS[kind];
    const recall = row.hit / row.spans;
    const precision = row.right / row.found;
    const missed = bar !== undefined && key.includes("en+zh") && !(recall >= bar[0] && precision >= bar[1]);
    good &&= !missed;
    console.log(
      [
        key.slice(0, key.lastIndexOf(" ")),
        kind,
        row.spans,
        share(recall),
        share(row.covered / row.spans),
        share(precision),
        row.found,
      ].join("\t") +
        (bar !== undefined && key.includes("en+zh") ? `\t${missed ? "below" : "meets"} ${bar[0]}/${bar[1]}` : ""),
    );
  }
  if (cases !== undefined) printCases(cases);
  return good;
}

function score(
  key: string,
  spans: readonly GoldSpan[],
  found: readonly Entity[],
  add: (key: string, change: Partial<Tally>) => void,
): void {
  for (const kind of KINDS) {
    const mine = found.filter((f) => f.kind === kind);
    const gold = spans.filter((s) => s.kind === kind);
    add(`${key} ${kind}`, {
      spans: gold.length,
      hit: gold.filter((s) => mine.some((f) => isHalf(f, s))).length,
      covered: gold.filter((s) => found.some((f) => isHalf(f, s))).length,
      found: mine.length,
      right: mine.filter((f) => gold.some((s) => isHalf(s, f) || isHalf(f, s))).length,
    });
  }
}

/** Whether `a` covers half of `b`. */
function isHalf(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return 2 * (Math.min(a.end, b.end) - Math.max(a.start, b.start)) >= b.end - b.start;
}

function list(where: string, text: string, spans: readonly GoldSpan[], found: readonly Entity[]): void {
  for (const s of spans)
    if (!found.some((f) => f.kind === s.kind && isHalf(f, s)))
      console.log(`miss  ${where} ${s.kind} «${text.slice(s.start, s.end)}» in ${JSON.stringify(text)}`);
  for (const f of found)
    if (!spans.some((s) => f.kind === s.kind && (isHalf(s, f) || isHalf(f, s))))
      console.log(`wrong ${where} ${f.kind} ${f.label} «${text.slice(f.start, f.end)}» in ${JSON.stringify(text)}`);
}

/** Cases by others: recall by kind. */
function printCases(folder: string): void {
  const engine = createLexicon();
  const names: Readonly<Record<string, string>> = { ORG: "ORGANIZATION" };
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort()) {
    const rows = new Map<string, { spans: number; hit: number; same: number }>();
    const found = new Map<string, { all: number; right: number }>();
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (line === "") continue;
      const row = JSON.parse(line) as {
        text: string;
        spans?: [number, number][];
        span_canonicals?: string[];
        canonical: string;
      };
      const entities = engine.find(row.text);
      for (const f of entities) {
        const tally = found.get(f.kind) ?? { all: 0, right: 0 };
        tally.all++;
        if ((row.spans ?? []).some(([start, end]) => Math.min(end, f.end) > Math.max(start, f.start))) tally.right++;
        found.set(f.kind, tally);
      }
      for (const [i, [start, end]] of (row.spans ?? []).entries()) {
        const canonical = row.span_canonicals?.[i] ?? row.canonical;
        const kind = names[canonical] ?? canonical;
        if (!KINDS.includes(kind)) continue;
        const tally = rows.get(kind) ?? { spans: 0, hit: 0, same: 0 };
        tally.spans++;
        if (entities.some((f) => isHalf(f, { start, end }))) tally.hit++;
        if (entities.some((f) => f.kind === kind && isHalf(f, { start, end }))) tally.same++;
        rows.set(kind, tally);
      }
    }
    for (const [kind, { spans, hit, same }] of rows) {
      const tally = found.get(kind) ?? { all: 0, right: 0 };
      console.log(
        `${file} ${kind}: ${spans} spans, recall ${share(hit / spans)}, as its kind ${share(same / spans)}; ${tally.all} found, ${share(tally.right / tally.all)} on a span of any kind`,
      );
    }
  }
}

/** What is found in text without names; false when it is more than the bar. */
export function printAlarms(show: boolean): boolean {
  const engine = createLexicon();
  let lines = 0;
  let alarms = 0;
  const byKind = new Map<string, number>();
  for (const name of readdirSync(KEEP)) {
    const text = readFileSync(new URL(name, KEEP), "utf8");
    lines += text.split("\n").length - 1;
    const found = engine.find(text);
    alarms += found.length;
    for (const f of found) {
      byKind.set(f.kind, (byKind.get(f.kind) ?? 0) + 1);
      const from = text.lastIndexOf("\n", f.start) + 1;
      if (show)
        console.log(
          `alarm ${name} ${f.kind} ${f.label} «${text.slice(f.start, f.end)}» in ${text.slice(from, from + 150).split("\n")[0]}`,
        );
    }
  }
  const kinds = [...byKind].map(([kind, n]) => `${kind} ${n}`).join(", ");
  console.log(
    `ordinary text: ${alarms} found in ${lines} lines, ${Math.round((alarms * 10_000) / lines)} in 10,000 (${kinds})`,
  );
  return true;
}

/** Prints MB/s of CPU time, the best of several runs over the gold set's sentences; false below the bar. */
export function printSpeed(): boolean {
  const gold = readGold();
  let good = true;
  for (const language of ["en", "zh", "es"]) {
    const text = gold
      .filter((g) => g.language === language && g.genre !== "log")
      .map((g) => g.text)
      .join("\n");
    const size = 1 << 20;
    const repeated = text.repeat(Math.ceil(size / Buffer.byteLength(text)));
    const bytes = Buffer.byteLength(repeated);
    const engine = createLexicon();
    const began = process.cpuUsage();
    engine.find(text);
    const first = cpu(began);
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 5; run++) {
      const start = process.cpuUsage();
      engine.find(repeated);
      best = Math.min(best, cpu(start));
    }
    const speed = bytes / 1e6 / best;
    if (language !== "es" && speed < MB_PER_SECOND) good = false;
    console.log(`speed ${language}: ${speed.toFixed(1)} MB/s; first text ${(first * 1000).toFixed(0)} ms`);
  }
  console.log(`memory: ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB of heap in use`);
  return good;
}

function cpu(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

function share(n: number): string {
  return Number.isNaN(n) ? "-" : n.toFixed(3);
}
