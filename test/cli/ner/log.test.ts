import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createLog, lastLines } from "../../../src/cli/ner/log.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "closemask-log-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("a line has a time and no other line in it", () => {
  const said: string[] = [];
  createLog(undefined, (text) => said.push(text))("one\ntwo\u001b[31m");
  expect(said).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z one two \[31m\n$/)]);
});

test("a long file is emptied, and three older ones are kept", () => {
  const path = folder();
  const file = join(path, "sidecar.log");
  const log = createLog(file, () => {});
  for (let n = 1; n <= 5; n++) {
    writeFileSync(file, `${n}\n${"x".repeat(1024 * 1024)}\n`);
    log("next");
    expect(statSync(file).size).toBe(0);
  }
  expect(readdirSync(path).sort()).toEqual(["sidecar.log", "sidecar.log.1", "sidecar.log.2", "sidecar.log.3"]);
  expect(readFileSync(`${file}.1`, "utf8")[0]).toBe("5");
  expect(readFileSync(`${file}.3`, "utf8")[0]).toBe("3");
});

test("the last lines, of the file before where this one has too few", () => {
  const file = join(folder(), "sidecar.log");
  expect(lastLines(file, 5)).toEqual([]);
  writeFileSync(`${file}.1`, "a\nb\n");
  writeFileSync(file, "c\nd\n");
  expect(lastLines(file, 3)).toEqual(["b", "c", "d"]);
  expect(lastLines(file, 0)).toEqual([]);
});
