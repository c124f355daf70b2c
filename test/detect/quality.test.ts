// What the benchmark of detection measures, small: values in all their forms are found, and ordinary text is left alone.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scoreCases } from "../../bench/cases.ts";
import { findAlarms } from "../../bench/quiet.ts";
import { stressCases } from "../../bench/stress.ts";
import { createDetector } from "../../src/detect/detector.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const LONG = process.env.CLOSEMASK_LONG === "1";

describe.each(LONG ? [1, 2, 3, 4, 5] : [20_261_120])("with seed %i", (seed) => {
  test("ordinary text raises at most one alarm in 10,000 lines", () => {
    const lines = LONG ? 10_000 : 2000;
    const { alarms, families } = findAlarms(lines, seed, "balanced");
    const allowed = Math.floor((families.length * lines) / 10_000);
    expect(alarms.length > allowed ? alarms : []).toEqual([]);
  });

  test("98 of 100 values of the stress set are found", () => {
    const detector = createDetector({ rules: RULES });
    const missed: string[] = [];
    let count = 0;
    for (const { kind, form, carrier, text, start, end } of stressCases(seed, LONG ? 20 : 3)) {
      const bytes = Buffer.from(text);
      const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
      count++;
      if (!spans.some((s) => 2 * (Math.min(end, s.end) - Math.max(start, s.start)) >= end - start))
        missed.push(`${kind}, ${form}, ${carrier}`);
    }
    expect(missed.length > 0.02 * count ? missed : []).toEqual([]);
  });
});

test("cases of others: names and dates are told from patterns, and misses by what they are", () => {
  const folder = mkdtempSync(join(tmpdir(), "closemask-cases-"));
  const row = (canonical: string, text: string, value: string) =>
    JSON.stringify({ text, spans: [[text.indexOf(value), text.indexOf(value) + value.length]], canonical });
  const rows = [
    row("PERSON", "ask Ann", "Ann"),
    row("DATE", "on 1 May", "1 May"),
    row("IP_ADDRESS", "at 10.0.0.1 only", "10.0.0.1"),
    row("US_SSN", "[536904399]", "536904399"),
    row("PASSPORT", "C01X", "C01X"),
    row("PHONE", "his number: 5550134", "5550134"),
    row("EMAIL", "to a@b.co", "a@b.co"),
  ];
  try {
    writeFileSync(join(folder, "made.jsonl"), rows.join("\n"));
    const find = (text: string) =>
      text.includes("@") ? [{ start: text.indexOf("a@"), end: text.length, kind: "EMAIL" }] : [];
    const missed = { address: 1, digits: 1, code: 1, other: 1 };
    expect(scoreCases(folder, find, false)).toEqual(
      new Map([["made", { spans: 7, hit: 1, negatives: 0, fired: 0, names: 1, off: 1, missed }]]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
