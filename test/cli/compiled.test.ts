// The bundles of the filters: what a run evaluates of them, and the code that is kept of them.

import { hash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { Script } from "node:vm";
import { expect, test } from "vitest";
import { ruleFamilies } from "../../scripts/rule-list.js";
import { readExample } from "../../src/detect/examples.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { makeHome } from "./run.ts";

const bundle = fileURLToPath(new URL("../../dist/cli/bundles/mask.cjs", import.meta.url));

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Modules of rules that a run evaluates, of those whose place in the bundle an id gives away. */
async function evaluated(input: string): Promise<{ ran: string[]; known: number }> {
  const home = makeHome();
  const coverage = join(home.path, "coverage");
  const { code } = await home.run(["mask", "--redact"], {
    input,
    env: { NODE_V8_COVERAGE: coverage, NODE_DISABLE_COMPILE_CACHE: "1" },
  });
  expect(code).toBe(0);
  const [file = ""] = readdirSync(coverage);
  const scripts: { url: string; functions: { ranges: Range[] }[] }[] = JSON.parse(
    readFileSync(join(coverage, file), "utf8"),
  ).result;
  const functions = scripts.find(({ url }) => url.endsWith("mask.cjs"))?.functions ?? [];
  const text = readFileSync(bundle, "utf8");
  const ran: string[] = [];
  let known = 0;
  for (const { module, line } of await ruleFamilies()) {
    const [id] = line.match(/(?<= )[a-z][\w-]*/) ?? [];
    const at = text.indexOf(`"${id}"`);
    if (at < 0) continue;
    known++;
    const around = functions
      .flatMap(({ ranges }) => ranges)
      .filter(({ startOffset, endOffset }) => startOffset <= at && at < endOffset)
      .sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
    if ((around[0]?.count ?? 0) > 0) ran.push(module);
  }
  return { ran, known };
}

test("a run evaluates no rules that it has no hit for", async () => {
  const mail = await evaluated("mail bob@acme.com\n");
  expect(mail.known).toBeGreaterThan(50);
  expect(mail.ran).toEqual(["./email.ts"]);
  const card = await evaluated("pay 4111 1111 1111 1111\n");
  expect(card.ran).toContain("./card.ts");
  expect(card.ran).not.toContain("./email.ts");
});

const INPUT = { input: "mail bob@acme.com\n" };
const MASKED = /^mail \$\{EMAIL_\w+\}\n$/;

function freshCache(home: ReturnType<typeof makeHome>): { env: Record<string, string>; folder: string } {
  const cache = join(home.path, "fresh-cache");
  return { env: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache }, folder: cache };
}

/** Files under a folder that hold kept code. */
function kept(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".code"))
    .map((name) => join(folder, name));
}

test("code is kept for the owner only, grows for some runs and is left alone then", async () => {
  const home = makeHome();
  const { env, folder } = freshCache(home);
  const sizes: number[] = [];
  for (let run = 0; run < 6; run++) {
    expect((await home.run(["mask"], { ...INPUT, env })).stdout).toMatch(MASKED);
    const [file = ""] = kept(folder);
    sizes.push(statSync(file).mtimeMs);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(kept(folder).length).toBe(1);
  expect(new Set(sizes).size).toBe(4);
  expect(readdirSync(join(kept(folder)[0] ?? "", "..")).filter((name) => !name.endsWith(".code"))).toEqual([]);
});

test("kept code that is damaged, cut or of another bundle is not run", async () => {
  const home = makeHome();
  const { env, folder } = freshCache(home);
  await home.run(["mask"], { ...INPUT, env });
  const [file = ""] = kept(folder);
  const good = readFileSync(file);
  const flipped = Buffer.from(good);
  for (let at = 100; at < flipped.length; at += 50) flipped[at] = (flipped[at] ?? 0) ^ 0xff;
  const renamed = Buffer.from(good);
  renamed.write("0000000000000000", 32);
  hash("sha256", renamed.subarray(32), "buffer").copy(renamed);
  for (const bad of [flipped, renamed, good.subarray(0, 1000), good.subarray(0, 10), Buffer.alloc(0)]) {
    writeFileSync(file, bad);
    const { code, stdout, stderr } = await home.run(["mask"], { ...INPUT, env });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(MASKED);
    // Made anew, by a first run.
    expect(readFileSync(file).toString("latin1", 32, 56)).toBe(good.toString("latin1", 32, 56));
  }
});

test("nothing is kept where the variable of Node says so, and a cache that cannot be written is no error", async () => {
  const home = makeHome();
  const { env, folder } = freshCache(home);
  mkdirSync(folder);
  await home.run(["mask"], { ...INPUT, env: { ...env, NODE_DISABLE_COMPILE_CACHE: "1" } });
  expect(kept(folder)).toEqual([]);
  if (process.platform === "win32") return;
  writeFileSync(join(folder, "closemask"), "a file where the folder should be");
  chmodSync(folder, 0o500);
  const { code, stdout, stderr } = await home.run(["mask"], { ...INPUT, env });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(MASKED);
  chmodSync(folder, 0o700);
});

test("a run that is long keeps no code: it has set flags that make V8 refuse it", async () => {
  const home = makeHome();
  const { env, folder } = freshCache(home);
  mkdirSync(folder);
  const file = home.write("long.txt", "nothing to see here\n".repeat(20_000));
  expect((await home.run(["mask", file], { env })).code).toBe(0);
  expect(kept(folder)).toEqual([]);
});

test.each(["mask", "unmask"])("the package brings along the code of a start of %s, which V8 takes", (name) => {
  const file = bundle.replace("mask.cjs", `${name}.cjs`);
  const kept = readFileSync(`${file}.code`);
  expect(kept.subarray(0, 32).equals(hash("sha256", kept.subarray(32), "buffer"))).toBe(true);
  const text = readFileSync(file, "latin1");
  const script = new Script(text, { cachedData: kept.subarray(56) });
  expect(script.cachedDataRejected).toBe(false);
  // What was compiled when it was called is in it, and nothing was called here.
  expect(kept.length).toBeGreaterThan(2 * new Script(`${text} `).createCachedData().length);
});

test("rules are made of the bundle's text, which is in ASCII, as they are of their own", async () => {
  const home = makeHome();
  const examples = RULES.flatMap(({ examples: { yes, no } }) => [
    ...yes.map((text) => readExample(text).text),
    ...no.map(({ text }) => Buffer.from(text)),
  ]);
  const input = Buffer.concat(examples.flatMap((text) => [text, Buffer.from("\n\n")]));
  for (const level of ["balanced", "aggressive"]) {
    const { code, stderr } = await home.run(["mask", "--redact", "--level", level, "--log-level", "quiet"], { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }
});
