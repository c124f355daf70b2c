// What continuous integration makes of vitest's report.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const COUNT = fileURLToPath(new URL("../.ci/count.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "closemask-ci-"));
afterAll(() => rmSync(folder, { recursive: true }));

function count(...reports: string[]): string {
  const paths = reports.map((report, i) => {
    const path = join(folder, `report-${i}.json`);
    writeFileSync(path, report);
    return path;
  });
  return execFileSync(process.execPath, [COUNT, ...paths], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

function reportOf(...tests: (readonly [status: string, fullName: string])[]): string {
  const assertionResults = [["passed", "first"] as const, ...tests].map(([status, fullName]) => ({ status, fullName }));
  return JSON.stringify({ testResults: [{ status: "passed", assertionResults }] });
}

describe("the count of tests", () => {
  test.each([
    ["all passed", reportOf(["passed", "second"]), "2 0"],
    ["one failed", reportOf(["failed", "second"]), "1 1"],
    ["skipped for a reason that stays", reportOf(["skipped", "read-only (root does not mind modes)"]), "1 0"],
    ["skipped without a reason", reportOf(["skipped", "second"]), "1 1"],
    ["still to be written", reportOf(["todo", "second"]), "1 1"],
    ["a file that does not load", JSON.stringify({ testResults: [{ status: "failed", assertionResults: [] }] }), "0 1"],
    ["no tests", JSON.stringify({ testResults: [] }), "0 1"],
    ["no report", "", "0 1"],
  ])("%s", (_, report, expected) => {
    expect(count(report)).toBe(expected);
  });

  test.each([
    ["all of both", [reportOf(["passed", "a"]), reportOf(["passed", "b"])], "4 0"],
    ["one of the second failed", [reportOf(), reportOf(["failed", "b"])], "2 1"],
    ["the second did not run", [reportOf(), ""], "1 1"],
    ["the first did not run", ["", reportOf()], "1 1"],
    ["none", [], "0 1"],
  ])("several reports: %s", (_, reports, expected) => {
    expect(count(...reports)).toBe(expected);
  });

  test.runIf(process.platform === "linux")("skipped for want of a program (only on Linux)", () => {
    expect(count(reportOf(["skipped", "zsh accepts its script (needs zsh)"]))).toBe("1 1");
  });
});
