// The command line: arguments in, exit code out. The filters are parsed and started here without commander; everything
// else goes through the program. Ends by setting the exit code, so that output which is under way is never cut.

import { EXIT } from "../errors.ts";
import { runCommand } from "./run.ts";
import { createSay, reportError, writeError } from "./say.ts";
import { MASK, UNMASK } from "./tree/filters.ts";
import { parseQuickly, settleOptional } from "./tree/quick.ts";
import { VERSION } from "./version.ts";

/** Runs a command line and resolves to its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const filter = [MASK, UNMASK].find(({ name }) => name === argv[0]);
  const settled = filter === undefined ? argv : [filter.name, ...settleOptional(filter, argv.slice(1))];
  if (filter !== undefined) {
    const parsed = parseQuickly(filter, settled.slice(1));
    if (parsed !== null) return await runCommand(filter.name, parsed.args, parsed.options);
  }
  const { createProgram, toUsageError } = await import("./program.ts");
  let code: number = EXIT.ok;
  const program = createProgram({
    version: VERSION,
    run: runCommand,
    done(result) {
      code = result;
    },
  });
  if (argv.length === 0) {
    writeError(program.helpInformation());
    return EXIT.usage;
  }
  try {
    await program.parseAsync([...settled], { from: "user" });
    return code;
  } catch (error) {
    const usage = toUsageError(error);
    if (usage === null) return EXIT.ok;
    throw usage ?? error;
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = reportError(error, createSay());
  },
);
