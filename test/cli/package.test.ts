// What is published: the files, and a program that installs the package and runs the examples of docs/library.md.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT, readPage } from "../docs/markdown.ts";
import { isInstalled, named, startRedis } from "../store/servers.ts";
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

interface Example {
  readonly code: string;
  /** What it prints, as the page says. */
  readonly prints: string;
}

/** Each program, and the text behind it. */
const examples: readonly Example[] = readPage("docs/library.md").blocks.flatMap(({ language, code }, i, all) => {
  const next = all[i + 1];
  return language === "ts" ? [{ code, prints: next?.language === "text" ? next.code : "" }] : [];
});

/** What the key decides is written as zeros. */
function withoutIds(text: string): string {
  return text.replace(/(?<=[A-Z]X)\d{9}\b/g, "000000000").replace(/(?<=_)[0-9a-z]{6}(?=\})/g, "000000");
}

async function runExample(i: number, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const path = join(folder, `example-${i}.ts`);
  writeFileSync(path, examples[i]?.code ?? "");
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
  const plain = examples.flatMap(({ code }, i) =>
    code.includes("process.env") || code.includes("asCommandLine") ? [] : [i],
  );
  const indexOf = (part: string): number => examples.findIndex(({ code }) => code.includes(part));

  test.each(plain)("example %i prints what the page says", async (i) => {
    expect(examples[i]?.prints).not.toBe("");
    expect(withoutIds(await runExample(i))).toBe(examples[i]?.prints);
  });

  test("the file of the command line, with its key", async () => {
    const i = indexOf('type: "sqlite"');
    const home = makeHome();
    const masked = await runExample(i, { CLOSEMASK_KEY: TEST_KEY, STORE: join(home.data, "sessions.db") });
    expect(withoutIds(masked)).toBe(examples[i]?.prints);
    expect((await home.run(["unmask", "-s", "case-7"], { input: masked })).stdout).toBe("mail bob@acme.com\n");
    expect((await home.run(["mask", "-s", "case-7"], { input: "mail bob@acme.com\n" })).stdout).toBe(masked);
  });

  test("all that is the command line's", async () => {
    const i = indexOf("asCommandLine(process)");
    const home = makeHome();
    const first = (await home.run(["mask"], { input: "mail bob@acme.com\n" })).stdout;
    const masked = await runExample(i, home.env);
    expect(masked).toBe(first);
    expect(withoutIds(masked)).toBe(examples[i]?.prints);
  });

  test("a store without a key is not opened, and says how to get one", async () => {
    const path = join(makeHome().data, "sessions.db");
    await expect(runExample(indexOf('type: "sqlite"'), { STORE: path })).rejects.toThrow(/needs a key/);
  });

  describe.skipIf(!isInstalled("redis-server"))(named("Redis", "redis-server"), () => {
    test("a store for many machines", async () => {
      const i = indexOf("redisStore(");
      const server = await startRedis();
      try {
        const env = { CLOSEMASK_KEY: TEST_KEY, REDIS_URL: `redis://127.0.0.1:${server.port}` };
        expect(withoutIds(await runExample(i, env))).toBe(examples[i]?.prints);
      } finally {
        await server.end();
      }
    });
  });

  test("the types are right for a strict program", { timeout: 60_000 }, async () => {
    for (const [i, { code }] of examples.entries()) writeFileSync(join(folder, `typed-${i}.ts`), code);
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", "node"];
    const sources = examples.map((_, i) => join(folder, `typed-${i}.ts`));
    const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const { stdout } = await run(process.execPath, [tsc, ...options, ...sources], { cwd: folder });
    expect(stdout).toBe("");
  });
});
