// Every program of docs/examples, as somebody who installed closemask and the framework would run it.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const EXAMPLES = fileURLToPath(new URL("../../docs/examples/", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const names = readdirSync(EXAMPLES).filter((name) => name.endsWith(".mjs"));

function runExample(name) {
  // Beside the packages of this folder.
  const folder = mkdtempSync(join(HERE, ".example-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  copyFileSync(join(EXAMPLES, name), join(folder, name));
  const { HOME, PATH } = process.env;
  return spawnSync(process.execPath, [name], { cwd: folder, encoding: "utf8", env: { HOME, PATH } });
}

test("there is one for each hook", () => {
  expect(names).toEqual(["adk.mjs", "ai-sdk.mjs", "langchain.mjs", "llamaindex.mjs", "mcp.mjs", "openai-agents.mjs"]);
});

test.each(names)("%s", (name) => {
  const { stdout, stderr, status } = runExample(name);
  expect(status, stderr).toBe(0);
  const [first, second, ...more] = stdout.trimEnd().split("\n");
  if (name === "mcp.mjs") {
    expect([first, second]).toEqual(["the client got: EMAILX000000000", "the server gets: jane.roe@corp.example"]);
  } else {
    expect(first).toBe("the model got: Write to EMAILX000000000");
    expect(second).toBe("the caller gets: Write to jane.roe@corp.example");
  }
  expect(more).toEqual([]);
});

test("docs/agents.md names each of them, and imports what there is", async () => {
  const page = readFileSync(new URL("../../docs/agents.md", import.meta.url), "utf8");
  for (const name of names) expect(page).toContain(`(examples/${name})`);
  const imports = [...page.matchAll(/^import \{ (.+) \} from "(.+)";$/gm)];
  expect(imports.length).toBeGreaterThan(8);
  for (const [, imported, from] of imports) {
    const module = await import(from);
    for (const name of imported.split(", ")) expect(module[name], `${name} of ${from}`).toBeTypeOf("function");
  }
});
