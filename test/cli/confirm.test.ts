// What happens at a question: a terminal is needed, which `script` of util-linux makes.

import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";
import { type Home, makeHome } from "./run.ts";

const BIN = fileURLToPath(new URL("../../bin/closemask.js", import.meta.url));

function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}

/** Runs a command on a terminal and types `keys` when it has asked. */
function answer(home: Home, args: string, keys: string): Promise<{ code: number | null; shown: string }> {
  return new Promise((resolve, reject) => {
    const command = `'${process.execPath}' '${BIN}' ${args}`;
    const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: home.cwd, env: home.env, stdio: "pipe" });
    let shown = "";
    let asked = false;
    child.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString();
      if (asked || !shown.includes("[y/N] ")) return;
      asked = true;
      child.stdin.write(keys);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, shown }));
  });
}

test
  .skipIf(!hasScript())
  .each([["sessions purge default"], ["sessions purge --all"], ["keys export"], ["keys rotate --export"]])(
  "%s: Ctrl-C, the end of the input and no change nothing (needs script of util-linux)",
  async (args) => {
    const home = makeHome();
    await home.run(["mask"], { input: "bob@acme.com\n" });
    for (const [keys, code] of [
      ["\u0003", 130],
      ["\u0004", 2],
      ["no\r", 2],
    ] as const) {
      const result = await answer(home, args, keys);
      expect(result.code, result.shown).toBe(code);
      expect(result.shown).toMatch(/\r?\n[^\n]*nothing was changed\r?\n$/);
      expect(result.shown).not.toContain("internal");
    }
    expect((await home.run(["sessions", "list"])).stdout).toContain("default");
  },
);

test.skipIf(!hasScript())("yes is yes (needs script of util-linux)", async () => {
  const home = makeHome();
  await home.run(["mask"], { input: "bob@acme.com\n" });
  expect((await answer(home, "sessions purge default", "y\r")).code).toBe(0);
  expect((await home.run(["sessions", "list"])).stdout).toBe("no sessions\n");
});
