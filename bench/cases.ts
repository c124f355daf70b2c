// Cases by others: JSON lines with `text`, `spans` (UTF-16 offsets, end exclusive), `positive` and `canonical`. They are not
// part of this repository; a folder of them is handed in.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Found } from "./quality.ts";

/** What came of the cases of one file, or of one kind in it. */
export interface Score {
  spans: number;
  hit: number;
  negatives: number;
  fired: number;
  /** Spans of kinds that no pattern finds, and those of kinds that are off by default or stay. */
  names: number;
  off: number;
  /** Spans of the other kinds that were missed, by what they are. */
  readonly missed: Record<Cause, number>;
}

/** An address of the network; digits and codes with no word on them; the rest. */
export type Cause = "address" | "digits" | "code" | "other";

/** Kinds of what only its meaning tells. */
const NAMES = new Set(["PERSON", "LOCATION", "ORG", "NRP", "TITLE", "AGE"]);
/** Kinds that nearly every text holds. */
const OFF = new Set(["DATE", "URL", "UUID"]);

interface Row {
  readonly text: string;
  readonly spans?: readonly (readonly [number, number])[];
  readonly span_canonicals?: readonly string[];
  readonly canonical: string;
  readonly positive?: boolean;
  readonly scope?: string;
}

/** Scores by file, and by file and kind where `byKind` is set. A span counts as hit when half of it is covered at once. */
export function scoreCases(
  folder: string,
  find: (text: string) => readonly Found[],
  byKind: boolean,
): Map<string, Score> {
  const scores = new Map<string, Score>();
  const scoreOf = (file: string, kind: string): Score => {
    const key = byKind ? `${file} / ${kind}` : file;
    let score = scores.get(key);
    if (score === undefined) {
      const missed = { address: 0, digits: 0, code: 0, other: 0 };
      score = { spans: 0, hit: 0, negatives: 0, fired: 0, names: 0, off: 0, missed };
      scores.set(key, score);
    }
    return score;
  };
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .sort()) {
    for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
      if (line === "") continue;
      const row = JSON.parse(line) as Row;
      if (row.scope === "rule-known-miss") continue;
      const found = find(row.text);
      const spans = row.spans ?? [];
      for (const [i, [start, end]] of spans.entries()) {
        const kind = row.span_canonicals?.[i] ?? row.canonical;
        const score = scoreOf(name.slice(0, -6), kind);
        score.spans++;
        const hit = found.some((f) => 2 * (Math.min(end, f.end) - Math.max(start, f.start)) >= end - start);
        if (hit) score.hit++;
        if (NAMES.has(kind)) score.names++;
        else if (OFF.has(kind)) score.off++;
        else if (!hit) score.missed[causeOf(row.text, start, end, kind)]++;
      }
      if (spans.length === 0 && row.positive === false) {
        const score = scoreOf(name.slice(0, -6), row.canonical);
        score.negatives++;
        if (found.length > 0) score.fired++;
      }
    }
  }
  return scores;
}

function causeOf(text: string, start: number, end: number, kind: string): Cause {
  if (kind.startsWith("IP")) return "address";
  if (/\p{L}{3}/u.test(`${text.slice(0, start)} ${text.slice(end)}`)) return "other";
  return /\p{L}/u.test(text.slice(start, end)) ? "code" : "digits";
}
