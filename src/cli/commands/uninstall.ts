// `closemask uninstall`: lists what closemask left on this machine, and with --yes removes it, keys last.

import { ClosemaskError, EXIT } from "../../errors.ts";
import { findConfig } from "../config/load.ts";
import { DEFAULTS } from "../config/schema.gen.ts";
import type { Config } from "../config/schema.ts";
import { parseDuration } from "../config/units.ts";
import { type Paths, userPaths } from "../paths.ts";
import { formatBytes, print, printJson, table } from "../print.ts";
import { createSay, type Say } from "../say.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { findFiles, removeEmpty } from "../uninstall/files.ts";
import { findSecrets } from "../uninstall/keychain.ts";
import { findProcesses } from "../uninstall/processes.ts";
import { findServices } from "../uninstall/services.ts";
import { STAGES, type Trace } from "../uninstall/trace.ts";

interface Found {
  /** In the order of removal. */
  readonly traces: readonly Trace[];
  readonly foreign: readonly string[];
  readonly paths: Paths;
}

export async function run(_args: string[], options: ParsedOptions): Promise<number> {
  const { config, paths, say, isRead } = await settings(options);
  const found = await look(config, paths, isRead, options.withKey === true);
  if (options.json === true) {
    const traces = found.traces.map(({ stage, where, says, bytes, kept }) => ({ stage, where, says, bytes, kept }));
    await printJson({ traces, foreign: found.foreign });
  } else await list(found);
  if (found.traces.length === 0) {
    say.info("closemask left nothing on this machine");
    return EXIT.ok;
  }
  if (options.yes !== true) {
    say.info("nothing was changed; closemask uninstall --yes removes it");
    return EXIT.ok;
  }
  return await remove(found, options.withKey === true, say);
}

/** A configuration that is broken must not keep anybody from removing closemask; what it named is not known then. */
async function settings(options: ParsedOptions): Promise<{ config: Config; paths: Paths; say: Say; isRead: boolean }> {
  const say = createSay(options.logLevel === undefined ? {} : { level: options.logLevel as Say["level"] });
  try {
    const { config, paths, problems } = await findConfig({ command: findCommand("uninstall"), options });
    if (problems.length === 0) return { config, paths, say, isRead: true };
  } catch (error) {
    if (!(error instanceof ClosemaskError) || error.code !== "config" || options.config !== undefined) throw error;
  }
  say.warn("the configuration has faults, so that what it names is not looked for", "closemask config check");
  return { config: structuredClone(DEFAULTS) as Config, paths: userPaths(), say, isRead: false };
}

async function look(config: Config, paths: Paths, isRead: boolean, withKey: boolean): Promise<Found> {
  const { traces, foreign, storeStays } = findFiles(paths, config);
  const patience = parseDuration(config.serve.shutdownTimeout) + 5000;
  const all = [
    ...findServices(process.platform, process.env),
    ...(await findProcesses(paths, patience)),
    ...traces,
    ...(await findSecrets(config, process.platform)),
  ];
  const needs = !isRead
    ? "a store that the configuration names may need it"
    : config.store.type !== "sqlite"
      ? `the ${config.store.type} store needs it`
      : storeStays
        ? "the store behind the link needs it"
        : null;
  const kept = all.map((trace): Trace => {
    if (trace.stage !== "key" || needs === null || withKey) return trace;
    return { ...trace, kept: `${needs}: --with-key` };
  });
  return { traces: kept.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage)), foreign, paths };
}

async function list({ traces, foreign }: Found): Promise<void> {
  const rows = traces.map(({ stage, where, says, bytes, kept }) => [
    kept === undefined ? "goes" : "stays",
    stage,
    bytes === undefined ? "" : formatBytes(bytes),
    `${where} (${says}${kept === undefined ? "" : `; ${kept}`})`,
  ]);
  const others = foreign.map((path) => ["stays", "foreign", "", `${path} (not written by closemask)`]);
  await print(table([...rows, ...others]));
}

/** Resolves to the exit code. @throws ClosemaskError `output` when something could not be removed */
async function remove({ traces, paths }: Found, withKey: boolean, say: Say): Promise<number> {
  let removed = 0;
  let failed = 0;
  let isStoreLeft = false;
  for (const { stage, where, kept, remove: act } of traces) {
    if (kept !== undefined) continue;
    if (stage === "key" && isStoreLeft && !withKey) {
      say.warn(`${where} stays: a store that needs it could not be removed`, "closemask uninstall --yes --with-key");
      continue;
    }
    try {
      await act();
      removed++;
    } catch (error) {
      failed++;
      say.error(`${where} could not be removed: ${whyNot(error)}`);
      // What runs would write on: sessions anew, under a key that is gone.
      if (stage === "service" || stage === "process") throw unfinished(failed);
      if (stage === "store") isStoreLeft = true;
    }
  }
  removeEmpty(paths);
  // What this process would keep for the next one is not wanted any more.
  process.env.NODE_DISABLE_COMPILE_CACHE = "1";
  if (failed > 0) throw unfinished(failed);
  say.info(`removed ${removed} of ${traces.length}; the program itself goes with npm uninstall -g closemask`);
  return EXIT.ok;
}

function whyNot(error: unknown): string {
  if (error instanceof ClosemaskError) return error.message;
  const code = codeOf(error);
  return code === "" && error instanceof Error ? error.message : reasonOf(code);
}

function unfinished(failed: number): ClosemaskError {
  return new ClosemaskError("output", `${failed} of what closemask left could not be removed`, {
    hint: "closemask uninstall lists what is still there",
  });
}
