import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { completionScript, SHELLS } from "../../src/cli/completion.ts";
import { makeHome } from "./run.ts";

const has = (shell: string): boolean => spawnSync(shell, ["--version"]).error === undefined;

/** What bash offers for a line with the cursor at its end. */
function complete(line: string): string[] {
  const words = line.split(" ");
  const script = `${completionScript("bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_closemask; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

describe("completion", () => {
  for (const shell of SHELLS) {
    test.skipIf(!has(shell))(`${shell} accepts its script (needs ${shell})`, () => {
      const file = makeHome().write(`closemask.${shell}`, completionScript(shell));
      const { status, stderr } = spawnSync(shell, ["-n", file], { encoding: "utf8" });
      expect(stderr).toBe("");
      expect(status).toBe(0);
    });
  }

  test.each(SHELLS)("the script for %s names every flag of mask", (shell) => {
    const script = completionScript(shell);
    for (const flag of ["session", "style", "secrets-from", "log-level"]) expect(script).toContain(flag);
  });

  test.skipIf(!has("bash"))("bash completes commands, flags and values (needs bash)", () => {
    expect(complete("closemask m")).toEqual(["mask", "mcp"]);
    expect(complete("closemask sessions pu")).toEqual(["purge"]);
    expect(complete("closemask mask --sty")).toEqual(["--style"]);
    expect(complete("closemask mask --style w")).toEqual(["word"]);
    expect(complete("closemask completion z")).toEqual(["zsh"]);
  });

  test("the command prints it, and refuses other shells", async () => {
    const home = makeHome();
    const { stdout, code } = await home.run(["completion", "bash"]);
    expect(code).toBe(0);
    expect(stdout).toBe(completionScript("bash"));
    expect((await home.run(["completion", "tcsh"])).code).toBe(2);
  });
});
