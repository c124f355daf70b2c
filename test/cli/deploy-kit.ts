// What the tests of deploy/ share: command lines and variables as the real parser and the real configuration take them.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { loadConfig } from "../../src/cli/config/load.ts";
import { createProgram } from "../../src/cli/program.ts";
import { findCommand } from "../../src/cli/tree/find.ts";
import type { ParsedOptions } from "../../src/cli/tree/spec.ts";
import { ROOT } from "../docs/markdown.ts";

/** A file of the repository. */
export const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** What the real parser makes of a command line behind `closemask`. @throws when it does not take it */
export async function parse(argv: readonly string[]): Promise<{ name: string; options: ParsedOptions }> {
  let parsed: { name: string; options: ParsedOptions } | undefined;
  const program = createProgram({
    version: "0",
    run: async (name, _args, options) => {
      parsed = { name, options };
      return 0;
    },
    done() {},
  });
  await program.parseAsync([...argv], { from: "user" });
  if (parsed === undefined) throw new Error(`nothing would run: ${argv.join(" ")}`);
  return parsed;
}

/** The same with its flags and variables as settings. @throws ClosemaskError where one of them is no setting, or not valid */
export async function settingsOf(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): ReturnType<typeof loadConfig> {
  const { name, options } = await parse(argv);
  const folder = mkdtempSync(join(tmpdir(), "closemask-deploy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = { config: folder, data: folder, cache: folder };
  const found = await loadConfig({ command: findCommand(name), options, env, cwd: folder, paths });
  expect(found.notes).toEqual([]);
  return found;
}
