// The tarball in an empty project: installed without scripts and without a compiler, then the library and the command line in use, on
// each version of Node that is supported.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { makeFolder, nodeOf, pack, run, SHELL } from "./kit.js";

const folder = makeFolder();
const project = join(folder, "project");
const KEY = Buffer.alloc(32, 3).toString("base64");

beforeAll(async () => {
  const tarball = await pack(folder);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  // Node and npm are all that is there: no compiler, no make, no Python.
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const npm = (await run(SHELL ? "where" : "which", ["npm"])).stdout.split(/\r?\n/)[0];
  const path = SHELL ? process.env.PATH : bin;
  if (!SHELL) {
    symlinkSync(nodeOf(24), join(bin, "node"));
    symlinkSync(npm, join(bin, "npm"));
    symlinkSync("/bin/sh", join(bin, "sh"));
  }
  await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", tarball], {
    cwd: project,
    shell: SHELL,
    env: { ...process.env, PATH: path },
  });
  writeFileSync(join(project, "use.js"), PROGRAM);
});

const PROGRAM = `
import { join } from "node:path";
import { createCloseMask, secureTool } from "closemask";
import { createLexicon } from "closemask/lexicon";
import { redisStore } from "closemask/stores/redis";

const store = { type: "sqlite", path: join(process.argv[2], "sessions.db") };
await using closemask = createCloseMask({ store, key: process.env.CLOSEMASK_KEY, style: "dollar", ner: createLexicon() });
const session = await closemask.open();
const masked = session.maskSync("Please ask Alice Smith, bob@acme.com");
const tool = secureTool((mail) => ({ mail }), { session });
const [mail] = /\\$\\{EMAIL_\\w+\\}/.exec(masked) ?? [];
const chunks = [];
for await (const chunk of session.maskChunks(["to bob@ac", "me.com"])) chunks.push(chunk);
console.log(JSON.stringify({
  node: process.versions.node.split(".")[0],
  masked,
  back: session.unmaskSync(masked),
  tool: await tool(mail),
  stream: chunks.join(""),
  redis: typeof redisStore({ url: "redis://127.0.0.1:1" }),
}));
`;

function piped(command, args, input, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: project, env, stdio: ["pipe", "pipe", "inherit"] });
    const out = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: Buffer.concat(out).toString() }));
    child.stdin.end(input);
  });
}

test("the project has the package, and next to nothing else", () => {
  expect(existsSync(join(project, "node_modules", "closemask", "dist", "index.js"))).toBe(true);
  expect(existsSync(join(project, "node_modules", "@redis"))).toBe(false);
});

describe.each([24, 26])("Node %i", (major) => {
  const node = nodeOf(major);

  test("runs a program that uses the library, and the filter on the same store", async () => {
    const data = makeFolder();
    const env = {
      PATH: dirname(node) + delimiter + (process.env.PATH ?? ""),
      HOME: data,
      CLOSEMASK_KEY: KEY,
      CLOSEMASK_STORE_PATH: join(data, "sessions.db"),
    };
    const { stdout, stderr } = await run(node, ["use.js", data], { cwd: project, env });
    expect(stderr).toBe("");
    const { masked, tool, stream, ...found } = JSON.parse(stdout);
    expect(found).toEqual({
      node: String(major),
      back: "Please ask Alice Smith, bob@acme.com",
      redis: "function",
    });
    expect(masked).toMatch(/^Please ask \$\{PERSON_\w{6}\}, \$\{EMAIL_\w{6}\}$/);
    const mail = /\$\{EMAIL_\w+\}/.exec(masked)?.[0];
    expect([tool, stream]).toEqual([{ mail }, `to ${mail}`]);

    const bin = join(project, "node_modules", ".bin", SHELL ? "closemask.cmd" : "closemask");
    expect(await piped(bin, ["unmask"], `mail ${mail}\n`, env)).toEqual({ code: 0, stdout: "mail bob@acme.com\n" });
    expect(await piped(bin, ["mask"], "mail bob@acme.com\n", env)).toEqual({ code: 0, stdout: `mail ${mail}\n` });
  });
});
