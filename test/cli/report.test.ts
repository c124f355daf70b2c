// The report file: one line of JSON for each masked value.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openReport } from "../../src/cli/report.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const EVENT = { kind: "EMAIL", rule: "email", start: 5, end: 17, line: 1, confidence: 0.9 };

test("events come out as lines, an old report is replaced", () => {
  const path = join(folder, "report");
  writeFileSync(path, "an older one\n");
  const report = openReport(path);
  report.add("a.txt", EVENT);
  report.add('odd "name"\n', EVENT);
  report.close();
  expect(
    readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { file: "a.txt", ...EVENT },
    { file: 'odd "name"\n', ...EVENT },
  ]);
});

test("many events are written on the way, none is lost", () => {
  const path = join(folder, "many");
  const report = openReport(path);
  for (let i = 0; i < 3000; i++) report.add("x", { ...EVENT, line: i });
  expect(statSync(path).size).toBeGreaterThan(100_000);
  report.close();
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).line)).toEqual(Array.from({ length: 3000 }, (_, i) => i));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a place that cannot be written is an output error", () => {
  expect(() => openReport(folder)).toThrow(expect.objectContaining({ code: "output", exitCode: 3 }));
});
