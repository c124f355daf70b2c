// Folders that can be made, and those that cannot.

import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolder } from "../src/folders.ts";

const home = mkdtempSync(join(tmpdir(), "closemask-folders-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const posix = process.platform !== "win32";

test("with those above it, for its owner alone; one that is there stays", () => {
  for (let round = 0; round < 2; round++) makeFolder(join(home, "a", "b", "c"));
  for (const path of ["a", "a/b", "a/b/c"]) {
    const stat = statSync(join(home, path));
    expect(stat.isDirectory()).toBe(true);
    if (posix) expect(stat.mode & 0o777).toBe(0o700);
  }
});

test.runIf(posix)("behind a link", () => {
  makeFolder(join(home, "real"));
  symlinkSync(join(home, "real"), join(home, "link"));
  makeFolder(join(home, "link"));
  makeFolder(join(home, "link", "x"));
  expect(statSync(join(home, "real", "x")).isDirectory()).toBe(true);
});

test("a file in its way is an error", () => {
  writeFileSync(join(home, "file"), "");
  expect(() => makeFolder(join(home, "file"))).toThrow("EEXIST");
  expect(() => makeFolder(join(home, "file", "x"))).toThrow(/ENOTDIR|ENOENT/);
});

// Node's own tries for ever there.
test.runIf(process.platform === "linux")("where there can be none is an error", () => {
  expect(() => makeFolder("/proc/none")).toThrow("ENOENT");
  expect(() => makeFolder("/proc/none/at/all")).toThrow("ENOENT");
});
