// A report is never written over what the run reads: opening it would empty that first.

import { spawnSync } from "node:child_process";
import { closeSync, linkSync, openSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";
import { makeHome } from "./run.ts";

const BIN = fileURLToPath(new URL("../../bin/closemask.js", import.meta.url));
const TEXT = "bob@acme.com\n";

test.each([
  [["mask", "-i", "--report", "a.txt", "a.txt"], "--report"],
  [["mask", "--redact", "--report", "a.txt", "a.txt"], "--report"],
  [["mask", "--redact", "--report", "soft", "b.txt", "a.txt"], "--report"],
  [["mask", "--redact", "--report", "hard", "a.txt"], "--report"],
  [["mask", "--redact", "--report", "a.txt", "--secrets-from", "a.txt", "b.txt"], "--report"],
  [["mask", "--redact", "--report", "a.txt", "--exec", "--", "cat", "a.txt"], "--report"],
  [["scan", "-o", "a.txt", "a.txt"], "--output"],
  [["scan", "-o", "soft", "a.txt"], "--output"],
  [["scan", "-o", "a.txt", "--secrets-from", "hard", "b.txt"], "--output"],
  [["scan", "-o", "a.txt", "--baseline", "a.txt", "b.txt"], "--output"],
  [["scan", "-o", "new", "--baseline", "./new", "--update-baseline", "b.txt"], "--output"],
])("%j is refused, and nothing is written", async (args, flag) => {
  const home = makeHome();
  const path = home.write("work/a.txt", TEXT);
  home.write("work/b.txt", "nothing\n");
  symlinkSync("a.txt", join(home.cwd, "soft"));
  linkSync(path, join(home.cwd, "hard"));
  const { code, stdout, stderr } = await home.run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`closemask: ${flag} needs a file of its own\n`);
  expect(readFileSync(path, "utf8")).toBe(TEXT);
});

test.each([[["mask", "--redact", "--report", "a.txt"]], [["scan", "-o", "a.txt"]]])(
  "%j < a.txt is refused as well",
  (args) => {
    const home = makeHome();
    const path = home.write("work/a.txt", TEXT);
    const fd = openSync(path, "r");
    const { status } = spawnSync(process.execPath, [BIN, ...args], {
      cwd: home.cwd,
      env: home.env,
      stdio: [fd, "pipe", "pipe"],
    });
    closeSync(fd);
    expect(status).toBe(2);
    expect(readFileSync(path, "utf8")).toBe(TEXT);
  },
);

test("a report that is there already is replaced, and one in a folder that is scanned is left out of it", async () => {
  const home = makeHome();
  home.write("work/in/a.txt", TEXT);
  home.write("work/in/found.txt", TEXT);
  expect((await home.run(["mask", "--redact", "--report", "in/found.txt", "in/a.txt"])).code).toBe(0);
  const { code } = await home.run(["scan", "-o", "in/found.txt", "in"]);
  expect(code).toBe(1);
  expect(readFileSync(join(home.cwd, "in/found.txt"), "utf8")).toContain("in/a.txt:1:1");
});
