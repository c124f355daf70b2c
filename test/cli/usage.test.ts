// What is typed wrongly: an exit code of 2, what to do instead, and nothing of what was typed.

import { describe, expect, test } from "vitest";
import { GROUPS } from "../../src/cli/tree/commands.ts";
import { makeHome } from "./run.ts";

async function refused(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await makeHome().run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  return stderr;
}

describe("usage and help", () => {
  test("a group without a command prints its usage as an error", async () => {
    for (const { name } of GROUPS) {
      expect(await refused([name])).toContain(`Usage: closemask ${name} [options] [command]`);
    }
  });

  test("help prints the help of a command, a group or all of them", async () => {
    const home = makeHome();
    for (const [args, usage] of [
      [["help"], "closemask"],
      [["help", "help"], "closemask"],
      [["help", "mask"], "closemask mask"],
      [["help", "keys"], "closemask keys"],
      [["help", "sessions", "list"], "closemask sessions list"],
      [["sessions", "help", "list"], "closemask sessions list"],
      [["sessions", "help"], "closemask sessions"],
    ] as const) {
      const { code, stdout, stderr } = await home.run(args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
      expect(stdout).toContain(`Usage: ${usage} [options]`);
    }
  });

  test.each([
    [["help", "bogus"], "closemask help"],
    [["help", "sessions", "lits"], "did you mean closemask help sessions list?"],
    [["sessions", "help", "lits"], "did you mean closemask help sessions list?"],
  ])("%j is no topic", async (args, hint) => {
    expect(await refused(args)).toBe(`closemask: there is no such command\n  hint: ${hint}\n`);
  });
});

describe("no value is repeated", () => {
  const quote = (name: string) => `quote the text, and put -- before it: closemask ${name} -- "…"`;

  test.each([
    [["explain", "mail", "bob@acme.com"], "too many arguments: 2, where 1 can be given", quote("explain")],
    [["explain", "a\nhunter2", "bob@acme.com"], "too many arguments: 2, where 1 can be given", quote("explain")],
    [["ner", "test", "a", "b", "hunter2"], "too many arguments: 3, where 1 can be given", quote("ner test")],
    [["sessions", "list", "x"], "too many arguments: 1, where none is given", "closemask sessions list --help"],
    [["explain", "-phunter2secret"], "unknown option '-p…'", quote("explain")],
    [["ner", "test", "-xhunter2"], "unknown option", quote("ner test")],
    [["mask", "--hunter2"], "unknown option", "closemask mask --help"],
    [["mask", "--secrets-hunter2"], "unknown option '--secrets…'", "closemask mask --help"],
    [["mask", "--echo"], "unknown option '--echo'", "closemask mask --help"],
    [["mask", "--styl", "hunter2"], "unknown option", "did you mean --style?"],
    [["mask", "--styel=hunter2"], "unknown option", "did you mean --style?"],
    [["mask", "--stats=hunter2"], "option '--stats' takes no value", "--stats alone"],
    [["keys", "status", "--json=hunter2"], "option '--json' takes no value", "--json alone"],
    [["hunter2secret"], "unknown command", "closemask help"],
    [["sesions"], "unknown command", "did you mean sessions?"],
  ])("%j", async (args, message, hint) => {
    expect(await refused(args)).toBe(`closemask: ${message}\n  hint: ${hint}\n`);
  });
});
