// Which files `scan` reads, which it leaves out, and how it tells.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { start } from "../filter/kit.ts";
import { type Home, makeHome, type Result } from "../run.ts";
import { addressOf, type JsonFinding, makeRepository, places, readLines } from "./kit.ts";

const BIN = fileURLToPath(new URL("../../../bin/closemask.js", import.meta.url));

const scan = (home: Home, ...args: string[]): Promise<Result> => home.run(["scan", "--format", "ndjson", ...args]);

describe("a folder in a git repository", () => {
  test("is what git tracks or would add: hidden files yes, ignored ones no", async () => {
    const home = makeHome({ key: false });
    const git = makeRepository(home);
    for (const name of [
      "b.txt",
      ".env",
      "ignored.log",
      "build/out.txt",
      "sub/a.txt",
      "sub/secret.tmp",
      "node_modules/m.js",
    ])
      home.write(`work/${name}`, addressOf("bob"));
    home.write("work/.gitignore", "*.log\nbuild/\n");
    home.write("work/sub/.gitignore", "*.tmp\n");
    git("add", ".env");
    home.write("work/tracked.log", addressOf("bob"));
    git("add", "--force", "tracked.log");
    const { code, stdout, stderr } = await scan(home, ".");
    expect(code).toBe(1);
    const names = [".env", "b.txt", "node_modules/m.js", "sub/a.txt", "tracked.log"];
    expect(places(stdout)).toEqual(names.map((name) => `${name} EMAIL`));
    expect(stderr).toContain("found 5 values (5 EMAIL) in 7 files");
    expect(places((await scan(home, "sub")).stdout)).toEqual(["sub/a.txt EMAIL"]);
    expect(places((await scan(home, join(home.cwd, "sub"))).stdout)).toEqual([`${join(home.cwd, "sub")}/a.txt EMAIL`]);
  });

  test("what was named is read although git ignores it", async () => {
    const home = makeHome({ key: false });
    makeRepository(home);
    home.write("work/.gitignore", "*.log\nbuild/\n");
    home.write("work/a.log", addressOf("bob"));
    home.write("work/build/deep/b.txt", addressOf("eve"));
    expect(places((await scan(home, "a.log", "build")).stdout)).toEqual(["a.log EMAIL", "build/deep/b.txt EMAIL"]);
  });

  test("a repository inside of it is read by its own rules, and a deleted file is no fault", async () => {
    const home = makeHome({ key: false });
    const git = makeRepository(home);
    home.write("work/inner/a.txt", addressOf("bob"));
    home.write("work/inner/b.log", addressOf("bob"));
    home.write("work/inner/.gitignore", "*.log\n");
    makeRepository(home, "inner");
    home.write("work/gone.txt", "x\n");
    git("add", "gone.txt");
    rmSync(join(home.cwd, "gone.txt"));
    const { code, stdout } = await scan(home, ".");
    expect([code, places(stdout)]).toEqual([1, ["inner/a.txt EMAIL"]]);
  });

  test("a program that its settings name is not started", async () => {
    const home = makeHome({ key: false });
    const git = makeRepository(home);
    const mark = join(home.path, "started");
    const script = home.write("hook.sh", `#!/bin/sh\ntouch ${mark}\n`);
    chmodSync(script, 0o755);
    git("config", "core.fsmonitor", script);
    home.write("work/a.txt", addressOf("bob"));
    expect(places((await scan(home, ".")).stdout)).toEqual(["a.txt EMAIL"]);
    await scan(home, "--staged");
    expect(existsSync(mark)).toBe(false);
  });

  test("that git does not want to speak about is read as a whole, and that is said", async () => {
    const home = makeHome({ key: false });
    makeRepository(home);
    home.write("work/.gitignore", "*.log\n");
    home.write("work/a.log", addressOf("bob"));
    const { stdout, stderr } = await home.run(["scan", "--format", "ndjson", "."], { env: { PATH: "" } });
    expect(places(stdout)).toEqual(["a.log EMAIL"]);
    expect(stderr).toContain("what it ignores is read as well");
  });
});

describe("a folder elsewhere", () => {
  test("is read without .git and node_modules, and that is said", async () => {
    const home = makeHome({ key: false });
    for (const name of [".hidden/x.txt", "a.txt", "deep/er/c.txt", "deep/node_modules/m.js", "node_modules/m.js"])
      home.write(`work/tree/${name}`, addressOf("bob"));
    const { code, stdout, stderr } = await scan(home, "tree");
    expect(code).toBe(1);
    expect(places(stdout)).toEqual(["tree/.hidden/x.txt EMAIL", "tree/a.txt EMAIL", "tree/deep/er/c.txt EMAIL"]);
    expect(stderr.match(/folders called node_modules are left out/g)).toHaveLength(1);
  });

  test("holds repositories that are read by their own rules", async () => {
    const home = makeHome({ key: false });
    home.write("work/tree/repo/.gitignore", "*.log\n");
    home.write("work/tree/repo/a.log", addressOf("bob"));
    home.write("work/tree/repo/a.txt", addressOf("bob"));
    makeRepository(home, "tree/repo");
    expect(places((await scan(home, "tree")).stdout)).toEqual(["tree/repo/a.txt EMAIL"]);
  });
});

test("links are followed only where they are named", async () => {
  const home = makeHome({ key: false });
  home.write("outside/a.txt", addressOf("bob"));
  mkdirSync(join(home.cwd, "tree"));
  symlinkSync(join(home.path, "outside"), join(home.cwd, "tree", "folder"), "junction");
  symlinkSync(join(home.path, "outside", "a.txt"), join(home.cwd, "tree", "file"));
  expect((await scan(home, "tree")).code).toBe(0);
  expect(places((await scan(home, "tree/folder", "tree/file")).stdout)).toEqual([
    "tree/folder/a.txt EMAIL",
    "tree/file EMAIL",
  ]);
});

test("binary files and archives are left out and counted, with a word for those that were named", async () => {
  const home = makeHome({ key: false });
  const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(home.cwd, name), bytes);
  put("a.png", Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from(addressOf("bob"))]));
  put("b.bin", Buffer.concat([Buffer.alloc(500, 1), Buffer.from(addressOf("bob"))]));
  put("c.gz", gzipSync(addressOf("bob")));
  put("empty", Buffer.alloc(0));
  const { code, stdout, stderr } = await scan(home, ".");
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr).toBe("closemask: found 0 values in 1 file, 0 B; skipped 2 binary files and 1 archive\n");
  expect((await scan(home, "c.gz")).stderr).toContain("c.gz is not read: it is an archive");
});

test("UTF-16, with or without a mark, and named encodings are read like UTF-8", async () => {
  const home = makeHome({ key: false });
  const text = `手机行\n${addressOf("bob")}`;
  const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(home.cwd, name), bytes);
  put("be.txt", Buffer.from(`\ufeff${text}`, "utf16le").swap16());
  put("le.txt", Buffer.from(`\ufeff${text}`, "utf16le"));
  put("none.txt", Buffer.from(`${addressOf("first")}${text}`, "utf16le"));
  put("utf8.txt", Buffer.from(`\ufeff${addressOf("bob")}`));
  const { stdout } = await scan(home, ".");
  expect(readLines(stdout).map(({ file, line, column, endColumn }) => [file, line, column, endColumn])).toEqual([
    ["be.txt", 2, 6, 18],
    ["le.txt", 2, 6, 18],
    ["none.txt", 1, 6, 20],
    ["none.txt", 3, 6, 18],
    ["utf8.txt", 1, 6, 18],
  ]);
  const gb = Buffer.concat([Buffer.from([0xb5, 0xda, 0xd2, 0xbb, 0x20]), Buffer.from("bob@acme.com\n")]);
  const named = await home.run(["scan", "--format", "ndjson", "--encoding", "gb18030"], { input: gb });
  expect(readLines(named.stdout).map(({ file, column }) => [file, column])).toEqual([["stdin", 4]]);
  expect((await scan(home, "--encoding", "nonsense", ".")).code).toBe(2);
});

test("what cannot be read is said, the rest is read, and the exit code is 2", async () => {
  const home = makeHome({ key: false });
  home.write("work/a.txt", addressOf("bob"));
  const { code, stdout, stderr } = await scan(home, "missing.txt", "a.txt", "--exit-zero");
  expect(code).toBe(2);
  expect(places(stdout)).toEqual(["a.txt EMAIL"]);
  expect(stderr).toContain("closemask: cannot read missing.txt: no such file\n");
  expect(stderr).toContain("; 1 not read\n");
});

test.skipIf(process.getuid?.() === 0)(
  "a file and a folder without permission are said (root does not mind modes)",
  async () => {
    const home = makeHome({ key: false });
    home.write("work/tree/ok.txt", addressOf("bob"));
    chmodSync(home.write("work/tree/no.txt", addressOf("bob")), 0);
    home.write("work/tree/shut/x.txt", addressOf("bob"));
    chmodSync(join(home.cwd, "tree", "shut"), 0);
    const { code, stdout, stderr } = await scan(home, "tree");
    chmodSync(join(home.cwd, "tree", "shut"), 0o700);
    expect([code, places(stdout)]).toEqual([2, ["tree/ok.txt EMAIL"]]);
    expect(stderr).toContain("tree/no.txt: permission denied");
    expect(stderr).toContain("tree/shut: permission denied");
  },
);

test("a file that is named twice is read once, and its own report is never read", async () => {
  const home = makeHome({ key: false });
  home.write("work/a.txt", addressOf("bob"));
  home.write("work/report.txt", addressOf("old"));
  const { stdout } = await scan(home, "a.txt", ".", "./a.txt");
  expect(places(stdout)).toEqual(["a.txt EMAIL", "report.txt EMAIL"]);
  const { stderr } = await home.run(["scan", "--show-values", "-o", "report.txt", "."]);
  expect(stderr).toContain("found 1 value (1 EMAIL) in 1 file,");
});

test.skipIf(process.platform === "win32")(
  "a pipe is not waited for: refused when named, left out of a folder (not on Windows)",
  async () => {
    const home = makeHome({ key: false });
    mkdirSync(join(home.cwd, "in"));
    execFileSync("sh", ["-c", "mkfifo in/fifo"], { cwd: home.cwd });
    home.write("work/in/a.txt", addressOf("bob"));
    const named = await scan(home, "in/fifo", "in/a.txt");
    expect(named.code).toBe(2);
    expect(named.stderr).toContain(
      "closemask: cannot read in/fifo: it is no regular file\n  hint: closemask scan < FILE\n",
    );
    expect(places(named.stdout)).toEqual(["in/a.txt EMAIL"]);
    const walked = await scan(home, "in");
    expect(walked.code).toBe(1);
    expect(walked.stderr).toContain("closemask: in/fifo is not read: it is no regular file\n");
    expect(places(walked.stdout)).toEqual(["in/a.txt EMAIL"]);
  },
);

test.skipIf(process.platform !== "linux")(
  "what a shell hands over by the name of a descriptor is read (on Linux)",
  async () => {
    const home = makeHome({ key: false });
    const script = `exec '${process.execPath}' '${BIN}' scan --format ndjson <(printf '${addressOf("bob").trim()}')`;
    const { status, stdout } = spawnSync("bash", ["-c", script], { cwd: home.cwd, env: home.env, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stdout).toContain("EMAIL");
  },
);

test("stdin is read as it comes", async () => {
  const home = makeHome({ key: false });
  const running = start(home, ["scan", "--format", "ndjson", "--exit-zero"]);
  running.child.stdin.write(addressOf("bob"));
  await running.seen("\n");
  running.child.stdin.end(addressOf("eve"));
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(readLines(stdout).map(({ file, line }) => [file, line])).toEqual([
    ["stdin", 1],
    ["stdin", 2],
  ]);
});

test("a reader that goes away is no fault, and findings still tell", async () => {
  const home = makeHome({ key: false });
  home.write("work/a.txt", addressOf("bob").repeat(20_000));
  const running = start(home, ["scan", "a.txt"]);
  await running.seen("EMAIL");
  running.child.stdout.destroy();
  const { code, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(stderr).not.toContain("internal");
});

describe("memory", () => {
  /** Most resident bytes of a scan of a file, and what it found. */
  async function measure(home: Home, name: string): Promise<{ peak: number; found: JsonFinding[] }> {
    const report = join(home.path, "peak");
    const preload = home.write(
      "peak.cjs",
      `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)));`,
    );
    const env = { NODE_OPTIONS: `--require ${JSON.stringify(preload)}` };
    const { stdout } = await home.run(["scan", "--format", "ndjson", name], { env });
    return { peak: Number(readFileSync(report, "utf8")) * 1024, found: readLines(stdout) };
  }

  test("does not grow with the file, nor with the line", async () => {
    const home = makeHome({ key: false });
    const MB = 1024 * 1024;
    const lines = `${"x ".repeat(32 * 1024 - 20)}${addressOf("bob")}`.repeat(16);
    for (const [name, text] of [
      ["small.txt", lines],
      ["large.txt", lines.repeat(96)],
      ["long.txt", `${"y ".repeat(48 * MB)}${addressOf("eve")}`],
    ] as const)
      writeFileSync(join(home.cwd, name), text);
    const small = await measure(home, "small.txt");
    const large = await measure(home, "large.txt");
    const long = await measure(home, "long.txt");
    expect([small.found.length, large.found.length]).toEqual([16, 16 * 96]);
    expect(long.found).toMatchObject([{ line: 1, column: 96 * MB + 6 }]);
    // Both are some 96 MB.
    expect(large.peak - small.peak).toBeLessThan(48 * MB);
    expect(long.peak - small.peak).toBeLessThan(48 * MB);
  });
});
