// Ordinary text stays as it is: logs, identifiers, versions, times, numbers and code that hold nothing personal, with all
// built-in rules at level `balanced`. A line that fails here would be a false alarm in somebody's log.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createDetector } from "../../src/detect/detector.ts";
import { RULES } from "../../src/detect/rules/index.ts";

const folder = new URL("../../fixtures/keep/", import.meta.url);
const detector = createDetector({ rules: RULES, level: "balanced" });

describe.each(readdirSync(folder))("%s", (name) => {
  test("is left alone", () => {
    const bytes = readFileSync(new URL(name, folder));
    const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
    const alarms = spans.map(({ start, end, rule, confidence }) => {
      const from = bytes.lastIndexOf(10, start) + 1;
      const line = bytes.toString("utf8", from, bytes.indexOf(10, end));
      return `${rule.id} ${confidence} «${bytes.toString("utf8", start, end)}» in ${line.slice(0, 160)}`;
    });
    expect(alarms).toEqual([]);
  });
});
