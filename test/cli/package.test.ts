// What is published: the files, and a program that installs the package and runs the examples of docs/library.md.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT, readPage } from "../docs/markdown.ts";
import { makeHome, TEST_KEY } from "./run.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "closemask-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

let files: string[] = [];

beforeAll(async () => {
  // The build is there; npm is a script on Windows.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: ROOT, shell: process.platform === "win32" });
  const packed: { filename: string; files: { path: string }[] } = onlyOf(JSON.parse(stdout));
  files = packed.files.map(({ path }) => path);
  const modules = join(folder, "node_modules");
  const home = join(modules, "closemask");
  mkdirSync(home, { recursive: true });
  await run("tar", ["-xzf", packed.filename, "-C", join("node_modules", "closemask"), "--strip-components=1"], {
    cwd: folder,
  });
  // Its dependencies, and what a program in TypeScript has.
  for (const name of [...Object.keys(manifest.dependencies), "@types/node", "undici-types"]) {
    mkdirSync(join(modules, name, ".."), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}, 120_000);

/** npm prints a list, or since version 12 an object by name. */
function onlyOf<T>(printed: Readonly<Record<string, T>> | readonly T[]): T {
  return Object.values<T>(printed)[0] as T;
}

const examples = readPage("docs/library.md").blocks;
const programs = examples.filter(({ language }) => language === "ts").map(({ code }) => code);

async function runExample(i: number, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const path = join(folder, `example-${i}.ts`);
  writeFileSync(path, programs[i] ?? "");
  const { stdout, stderr } = await run(process.execPath, [path], { env: { PATH: process.env.PATH, ...env } });
  expect(stderr).toBe("");
  return stdout;
}

test("the files are those that are needed, and no others", () => {
  const entry = manifest.exports["."];
  for (const path of [entry.default, entry.types, manifest.bin.closemask, ...manifest.man]) {
    expect(files).toContain(path.replace(/^\.\//, ""));
  }
  for (const path of ["README.md", "LICENSE", "dist/cli/licenses.txt"]) expect(files).toContain(path);
  expect(files.filter((path) => /^(?:src|test|bench|scripts|docs|fixtures|\.)/.test(path))).toEqual([]);
  expect(manifest.files.filter((name: string) => !files.some((path) => path.startsWith(name)))).toEqual([]);
});

describe("docs/library.md", () => {
  test("strings", async () => {
    expect(await runExample(0)).toBe(examples.find(({ language }) => language === "text")?.code);
  });

  test("the store of the command line", async () => {
    const home = makeHome();
    const path = join(home.data, "sessions.db");
    const masked = await runExample(1, { CLOSEMASK_KEY: TEST_KEY, STORE: path });
    expect(masked).toMatch(/^mail \$\{EMAIL_\w{6}\}\n$/);
    expect((await home.run(["unmask", "-s", "case-7"], { input: masked })).stdout).toBe("mail bob@acme.com\n");
    expect((await home.run(["mask", "-s", "case-7"], { input: "mail bob@acme.com\n" })).stdout).toBe(masked);
  });

  test("streams", async () => {
    expect(await runExample(2)).toBe("mail [EMAIL]\n");
  });

  test("names", async () => {
    expect(await runExample(3)).toBe("Please ask PERSONX000000000.\n");
  });

  test("the types are right for a strict program", { timeout: 60_000 }, async () => {
    for (const [i, code] of programs.entries()) writeFileSync(join(folder, `typed-${i}.ts`), code);
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", "node"];
    const sources = programs.map((_, i) => join(folder, `typed-${i}.ts`));
    const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = await run(process.execPath, [tsc, ...options, ...sources], { cwd: folder });
    expect(stdout).toBe("");
  });
});
