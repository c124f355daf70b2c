import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { RUNNABLE } from "../../src/cli/run.ts";
import { COMMANDS } from "../../src/cli/tree/commands.ts";
import { MASK, UNMASK } from "../../src/cli/tree/filters.ts";
import { parseQuickly, settleOptional } from "../../src/cli/tree/quick.ts";
import { SCAN } from "../../src/cli/tree/scan.ts";
import { type CommandSpec, optionParts, type ParsedOptions } from "../../src/cli/tree/spec.ts";

/** What commander makes of the arguments; null where it refuses them. */
async function parseWithCommander(argv: readonly string[]): Promise<{ args: string[]; options: ParsedOptions } | null> {
  let parsed: { args: string[]; options: ParsedOptions } | null = null;
  const program = createProgram({
    version: "0",
    async run(_name, args, options) {
      parsed = { args, options: { ...options } };
      return 0;
    },
    done() {},
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch {
    return null;
  }
  return parsed;
}

describe("the command tree", () => {
  test("every command has a module, and every module a command", () => {
    expect([...RUNNABLE].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  test("every command has an example", () => {
    for (const { name, examples } of COMMANDS) expect(examples.length, name).toBeGreaterThan(0);
  });

  test("options of a command do not collide", () => {
    for (const { name, options = [] } of COMMANDS) {
      const flags = options
        .map(optionParts)
        .flatMap(({ short, long }) => (short === undefined ? [long] : [short, long]));
      expect(new Set(flags).size, name).toBe(flags.length);
    }
  });

  test("conflicts name options that exist", () => {
    for (const { options = [] } of COMMANDS) {
      const keys = options.map((option) => optionParts(option).key);
      for (const { conflicts = [] } of options) for (const key of conflicts) expect(keys).toContain(key);
    }
  });
});

/** Words that make sense for a filter, and some that do not. */
function words(spec: CommandSpec): fc.Arbitrary<string[]> {
  const one = (spec.options ?? []).flatMap((option) => {
    const { short, long, value } = optionParts(option);
    const names = short === undefined ? [long] : [short, long];
    const values = [...(option.choices ?? []), "x", "", "-", "a=b"];
    if (value === "none") return [...names.map((name) => [name]), [`${long}=x`]];
    const attached = values.map((v) => [`${long}=${v}`]);
    if (value === "optional") return [...names.map((name) => [name]), ...attached, [`${short}=.bak`], [`${short}.bak`]];
    return [...attached, ...names.flatMap((name) => values.map((v) => [name, v]))];
  });
  const others = [["file.txt"], ["-"], ["--"], ["--nope"], ["-z"], ["--help"], ["--session"], ["-sx"]];
  return fc.array(fc.constantFrom(...one, ...others), { maxLength: 6 }).map((list) => list.flat());
}

describe("parseQuickly", () => {
  test.each([MASK, UNMASK, SCAN])("$name: what it accepts, commander reads the same way", async (spec) => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(words(spec), async (argv) => {
        const settled = settleOptional(spec, argv);
        const quick = parseQuickly(spec, settled);
        if (quick === null) return;
        accepted++;
        expect(await parseWithCommander([spec.name, ...settled])).toEqual(quick);
      }),
      { numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test("leaves help, mistakes and conflicts to commander", () => {
    for (const argv of [
      ["--help"],
      ["--styl", "word"],
      ["--style", "x"],
      ["--session"],
      ["--only", "A", "--except", "B"],
    ]) {
      expect(parseQuickly(MASK, argv)).toBeNull();
    }
  });

  test("lists of names add up, in both parsers", async () => {
    const argv = ["--only", "A", "--only=B,C", "--fields", "a", "--fields", "b"];
    const options = { store: true, only: ["A", "B,C"], fields: ["a", "b"] };
    expect(parseQuickly(MASK, argv)).toEqual({ args: [], options });
    expect(await parseWithCommander(["mask", ...argv])).toEqual({ args: [], options });
  });

  test("an option with an optional value never takes the file behind it", () => {
    const parse = (...argv: string[]) => parseQuickly(MASK, settleOptional(MASK, argv));
    expect(parse("-i", "a.txt")).toEqual({ args: ["a.txt"], options: { store: true, inPlace: "" } });
    expect(parse("-i=.bak", "a.txt")).toEqual({ args: ["a.txt"], options: { store: true, inPlace: ".bak" } });
    expect(parse("--in-place=.bak", "--", "-i")).toEqual({ args: ["-i"], options: { store: true, inPlace: ".bak" } });
  });
});
