// What the benchmark of detection measures, small: values in all their forms are found, and ordinary text is left alone.

import { describe, expect, test } from "vitest";
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
