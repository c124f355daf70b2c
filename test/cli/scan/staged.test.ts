// `--staged`: the files of a commit as the index has them, whatever the folder holds by now.

import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Home, makeHome, type Result } from "../run.ts";
import { addressOf, makeRepository, places, readLines } from "./kit.ts";

const staged = (home: Home, ...args: string[]): Promise<Result> =>
  home.run(["scan", "--staged", "--format", "ndjson", ...args]);

test("reads the index, not the folder", async () => {
  const home = makeHome({ key: false });
  const git = makeRepository(home);
  home.write("work/old.txt", addressOf("old"));
  home.write("work/gone.txt", addressOf("gone"));
  git("add", ".");
  // Before the first commit everything is new.
  expect(places((await staged(home)).stdout)).toEqual(["gone.txt EMAIL", "old.txt EMAIL"]);
  git("commit", "--quiet", "--no-verify", "-m", "first");
  expect((await staged(home)).code).toBe(0);

  home.write("work/new.txt", `one\n${addressOf("new")}`);
  home.write("work/sub/an odd näme.txt", addressOf("odd"));
  git("add", "new.txt", "sub");
  git("rm", "--quiet", "gone.txt");
  // Taken back in the folder, and not staged.
  home.write("work/new.txt", "clean\n");
  home.write("work/later.txt", addressOf("later"));
  const { code, stdout, stderr } = await staged(home);
  expect(code).toBe(1);
  expect(readLines(stdout).map(({ file, line }) => [file, line])).toEqual([
    ["new.txt", 2],
    ["sub/an odd näme.txt", 1],
  ]);
  expect(stderr).toContain("in 2 files");
});

test("paths limit it, and names are seen from the working folder", async () => {
  const home = makeHome({ key: false });
  const git = makeRepository(home);
  home.write("work/a.txt", addressOf("bob"));
  home.write("work/sub/b.txt", addressOf("bob"));
  home.write("work/sub/[c].txt", addressOf("bob"));
  git("add", ".");
  expect(places((await staged(home, "a.txt")).stdout)).toEqual(["a.txt EMAIL"]);
  expect(places((await staged(home, "sub/[c].txt")).stdout)).toEqual(["sub/[c].txt EMAIL"]);
  const inner = await home.run(["scan", "--staged", "--format", "ndjson"], { cwd: join(home.cwd, "sub") });
  expect(places(inner.stdout)).toEqual(["../a.txt EMAIL", "[c].txt EMAIL", "b.txt EMAIL"]);
});

test("links, binary files and empty ones are no text, large ones are read whole", async () => {
  const home = makeHome({ key: false });
  const git = makeRepository(home);
  symlinkSync(["bob", "acme.com"].join("@"), join(home.cwd, "link"));
  writeFileSync(join(home.cwd, "a.bin"), Buffer.concat([Buffer.alloc(300_000, 1), Buffer.from(addressOf("bob"))]));
  writeFileSync(join(home.cwd, "empty"), "");
  writeFileSync(join(home.cwd, "large.txt"), `${"x\n".repeat(500_000)}${addressOf("bob")}`);
  writeFileSync(join(home.cwd, "z.txt"), addressOf("eve"));
  git("add", ".");
  const { stdout, stderr } = await staged(home);
  expect(readLines(stdout).map(({ file, line }) => [file, line])).toEqual([
    ["large.txt", 500_001],
    ["z.txt", 1],
  ]);
  expect(stderr).toContain("in 3 files");
  expect(stderr).toContain("skipped 1 binary file");
});

test("a baseline counts for staged files as well", async () => {
  const home = makeHome({ key: false });
  const git = makeRepository(home);
  home.write("work/a.txt", addressOf("bob"));
  await home.run(["scan", "--baseline", "b.json", "--update-baseline", "."]);
  home.write("work/a.txt", addressOf("bob") + addressOf("eve"));
  git("add", ".");
  const { code, stdout } = await staged(home, "--baseline", "b.json");
  expect(code).toBe(1);
  expect(readLines(stdout).map(({ file, line }) => [file, line])).toEqual([["a.txt", 2]]);
});

test("as a hook it stops a commit", async () => {
  const home = makeHome({ key: false });
  const git = makeRepository(home);
  const command = `"${process.execPath}" "${join(import.meta.dirname, "../../../bin/closemask.js")}" scan --staged`;
  home.write("work/.git/hooks/pre-commit", `#!/bin/sh\nexec ${command}\n`);
  chmodSync(join(home.cwd, ".git/hooks/pre-commit"), 0o755);
  home.write("work/a.txt", addressOf("bob"));
  git("add", ".");
  expect(() => git("commit", "--quiet", "-m", "leak")).toThrow(/EMAIL/);
  home.write("work/a.txt", "clean\n");
  // The index that `commit --all` makes for itself counts.
  git("commit", "--quiet", "--all", "-m", "clean");
  expect(git("log", "--format=%s").trim()).toBe("clean");
});

test("outside of a repository and in the middle of a merge it says so", async () => {
  const home = makeHome({ key: false });
  const outside = await staged(home);
  expect([outside.code, outside.stdout]).toEqual([2, ""]);
  expect(outside.stderr).toContain("git cannot say what is staged here");
  expect((await staged(home, "-")).code).toBe(2);
  const git = makeRepository(home);
  const commit = (text: string): void => {
    home.write("work/a.txt", text);
    git("add", ".");
    git("commit", "--quiet", "-m", "x");
  };
  commit("base\n");
  git("switch", "--quiet", "-c", "other");
  commit("other\n");
  git("switch", "--quiet", "main");
  commit("main\n");
  expect(() => git("merge", "--quiet", "other")).toThrow();
  const merging = await staged(home);
  expect(merging.code).toBe(2);
  expect(merging.stderr).toContain("conflicts");
});
