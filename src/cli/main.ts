// The command line: arguments in, exit code out. The filters are parsed and started here without commander; everything
// else goes through the program and ends by setting the exit code, so that output which is under way is never cut.

import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { EXIT } from "../errors.ts";
import { makeFolder } from "../folders.ts";
import { chooseEngine } from "./engine.ts";
import { isHeapSmall } from "./heap.ts";
import { userPaths } from "./paths.ts";
import { runCommand } from "./run.ts";
import { createSay, reportError, writeError } from "./say.ts";
import { MASK, UNMASK } from "./tree/filters.ts";
import { parseQuickly, settleOptional } from "./tree/quick.ts";
import { SCAN } from "./tree/scan.ts";
import { VERSION } from "./version.ts";

/** Runs a command line and resolves to its exit code. */
async function main(argv: readonly string[]): Promise<number> {
  chooseEngine();
  const filter = [MASK, UNMASK, SCAN].find(({ name }) => name === argv[0]);
  const settled = filter === undefined ? argv : [filter.name, ...settleOptional(filter, argv.slice(1))];
  if (filter !== undefined) {
    const parsed = parseQuickly(filter, settled.slice(1));
    if (parsed !== null) return leave(await runCommand(filter.name, parsed.args, parsed.options));
  }
  // Node writes its cache when the process ends: into a folder that was just removed.
  if (argv[0] !== "uninstall") cacheModules();
  const { createProgram, settleHelp, toUsageError } = await import("./program.ts");
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
    await program.parseAsync([...settleHelp(settled)], { from: "user" });
    return code;
  } catch (error) {
    const meant = toUsageError(error, argv);
    if (typeof meant === "number") return meant;
    throw meant ?? error;
  }
}

/** What is no filter is made of modules, for which Node's cache is enough. */
function cacheModules(): void {
  try {
    const folder = join(userPaths().cache, "compiled");
    makeFolder(folder);
    enableCompileCache(folder);
  } catch {
    // A read-only home only costs some milliseconds.
  }
}

/**
 * Ends a short run at once, without taking the process apart: a filter has written everything, with calls that block, and what it
 * closes is closed. A long one ends by itself, some milliseconds later. In a heap that is kept small V8's compilers may be waiting for
 * room, which only this thread can make, and `process.exit` waits for them: they would wait for each other for ever
 * (https://github.com/nodejs/node/issues/54918). An input that is still open, when nobody reads the output any more, must not keep it:
 * a moment later the compilers have had their room.
 */
function leave(code: number): number {
  if (!isHeapSmall()) process.exit(code);
  setTimeout(() => process.exit(code), LINGER).unref();
  return code;
}

/** Milliseconds that a long run may take to end by itself. */
const LINGER = 200;

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = reportError(error, createSay());
  },
);
