// Starts the sidecar of a data folder, unless it runs: in this process, or in the background and waits until it is ready. Two
// that start at once end up with one sidecar.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ClosemaskError } from "../../errors.ts";
import { childEnvironment } from "../child.ts";
import type { Config } from "../config/schema.ts";
import { parseDuration } from "../config/units.ts";
import { expandPath } from "../open.ts";
import type { Paths } from "../paths.ts";
import { type Ready, startInBackground } from "../serve/detach.ts";
import { configuredModels, isPath, nerFolders } from "./folders.ts";
import { isInstalled } from "./runtime.ts";
import { findSidecar, isReady } from "./sidecar-state.ts";
import { type SuperviseOptions, supervise } from "./supervise.ts";
import type { WorkerOrder } from "./worker-messages.ts";

/** Milliseconds in which a large model must have been loaded, and between two looks. */
const PATIENCE = 300_000;
const LOOK = 50;

/** What a worker is told. @throws ClosemaskError `ner` when runtime or model are missing, `usage` */
export function orderFor(config: Config, paths: Paths, all: boolean): Omit<WorkerOrder, "instance"> {
  const folders = nerFolders(paths);
  if (!isInstalled(folders.runtime)) {
    throw new ClosemaskError("ner", "the runtime for models is not installed", { hint: "closemask ner install" });
  }
  const models = [...configuredModels(config, folders)];
  for (const [, { name, folder }] of models) {
    if (existsSync(join(folder, "config.json"))) continue;
    throw new ClosemaskError("ner", `the model ${name} is not there`, {
      hint: isPath(name) ? "ner.models names its folder" : `closemask ner pull ${name}`,
    });
  }
  const { sidecar } = config.ner;
  const languages = models.map(([language]) => language);
  const common = languages.includes("*") ? "*" : (languages[0] as string);
  return {
    place:
      sidecar.socket === undefined ? { host: "127.0.0.1", port: sidecar.port } : { socket: expandPath(sidecar.socket) },
    runtime: folders.runtime,
    models,
    first: all ? languages : [common],
    settings: {
      dtype: sidecar.dtype,
      provider: sidecar.provider,
      window: sidecar.window,
      overlap: sidecar.overlap,
      threads: sidecar.threads,
    },
    canary: sidecar.canary,
    hang: parseDuration(sidecar.hang),
  };
}

/** Runs it in this process until it is ended. Resolves to the one that runs already, if there is one. */
export async function runSidecar(
  options: Omit<SuperviseOptions, "statePath" | "stoppedPath" | "idle"> & {
    readonly config: Config;
    readonly paths: Paths;
  },
): Promise<Ready | null> {
  const { config, paths } = options;
  const { state: statePath, stopped: stoppedPath } = nerFolders(paths);
  for (;;) {
    const other = await supervise({ ...options, statePath, stoppedPath, idle: parseDuration(config.ner.sidecar.idle) });
    if (other === null) return null;
    const ready = await untilReady(statePath);
    if (ready !== null) return ready;
  }
}

/** Null when it ends before it is ready. @throws ClosemaskError `ner` when it does neither */
export async function untilReady(statePath: string): Promise<Ready | null> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await wait(LOOK)) {
    const found = await findSidecar(statePath);
    if (found === null) return null;
    if (isReady(found) && found.state.url !== null) return { url: found.state.url, pid: found.state.pid };
  }
  throw new ClosemaskError("ner", "the sidecar does not get ready", { hint: "closemask ner logs" });
}

export interface EnsureOptions {
  readonly paths: Paths;
  /** bin/closemask.js. */
  readonly script: string;
  /** Flags of this process that say which configuration counts, for `ner start`. */
  readonly flags: readonly string[];
}

/**
 * The sidecar that runs, or one that is started now.
 * @throws ClosemaskError `ner` that says why there is none
 */
export async function ensureSidecar({ paths, script, flags }: EnsureOptions): Promise<Ready> {
  const { state, log } = nerFolders(paths);
  const found = await findSidecar(state);
  if (found !== null && isReady(found) && found.state.url !== null) {
    return { url: found.state.url, pid: found.state.pid };
  }
  const argv = ["ner", "start", "--foreground", ...flags];
  // It has no use for the key.
  const started = await startInBackground({ argv, script, log, env: childEnvironment() });
  if (started !== null && typeof started === "object") {
    if (!("failed" in started)) return started;
    const { code, message, hint } = started.failed;
    throw new ClosemaskError(code, message, { hint });
  }
  throw new ClosemaskError("ner", "the sidecar did not start", { hint: "closemask ner logs" });
}

/**
 * Finds the sidecar again, for a process that goes on for long: `old` is where it was. Where none runs one is started, as it may
 * have ended for idleness, or died; not where somebody ended it. Null when there is nothing new to be asked.
 */
export async function wakeSidecar(options: EnsureOptions, old: string): Promise<string | null> {
  const { state, stopped } = nerFolders(options.paths);
  const found = await findSidecar(state);
  if (found !== null) return isReady(found) && found.state.url !== old ? found.state.url : null;
  return existsSync(stopped) ? null : (await ensureSidecar(options)).url;
}
