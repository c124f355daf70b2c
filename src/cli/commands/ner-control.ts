// `closemask ner start|stop|restart|status|logs`.

import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { nerFolders } from "../ner/folders.ts";
import { createLog, lastLines } from "../ner/log.ts";
import { findSidecar } from "../ner/sidecar-state.ts";
import { ensureSidecar, orderFor, runSidecar } from "../ner/start-sidecar.ts";
import { type Setup, withSetup } from "../open.ts";
import { formatAge, formatBytes, print, printJson, table } from "../print.ts";
import { tellParent } from "../serve/detach.ts";
import { isAlive } from "../serve/state.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Milliseconds that it may take to end, and between two looks. */
const PATIENCE = 15_000;
const LOOK = 50;
const LINES = 100;

export function start(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner start"), options, (setup) => {
    return options.foreground === true ? inForeground(setup, options) : inBackground(setup, "start");
  });
}

export function restart(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner restart"), options, async (setup) => {
    await endSidecar(setup);
    return await inBackground(setup, "restart");
  });
}

export function stop(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner stop"), options, async (setup) => {
    if (await endSidecar(setup)) return EXIT.ok;
    setup.say.info("no sidecar runs");
    return EXIT.findings;
  });
}

export function status(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner status"), options, (setup) => showStatus(setup, options));
}

export function logs(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner logs"), options, (setup) => showLogs(setup, options));
}

async function inForeground({ config, paths, say }: Setup, options: ParsedOptions): Promise<number> {
  // Started by another one, stderr is the log.
  const detached = process.send !== undefined;
  const { log } = nerFolders(paths);
  try {
    const other = await runSidecar({
      config,
      paths,
      order: orderFor(config, paths, options.all === true),
      log: createLog(detached ? log : undefined),
      onReady(url) {
        say.info(`the sidecar listens on ${url}`);
        tellParent({ url, pid: process.pid });
      },
    });
    if (other !== null) {
      say.info(`the sidecar runs already, as process ${other.pid}, on ${other.url}`);
      tellParent(other);
    }
    return EXIT.ok;
  } catch (error) {
    if (error instanceof ClosemaskError) {
      tellParent({ failed: { code: error.code, message: error.message, hint: error.hint } });
    }
    throw error;
  }
}

async function inBackground({ config, paths, say }: Setup, command: string): Promise<number> {
  // What is missing is said here, before a process is started for it.
  orderFor(config, paths, false);
  const [, script = "", , , ...flags] = process.argv;
  const { url, pid } = await ensureSidecar({ paths, script, flags });
  await print(`${url}\n`);
  say.info(
    `the sidecar runs as process ${pid}; closemask ner ${command === "start" ? "stop" : "status"} looks after it`,
  );
  return EXIT.ok;
}

/** False when none runs. @throws ClosemaskError `ner` when it does not end */
async function endSidecar({ paths, say }: Setup): Promise<boolean> {
  const found = await findSidecar(nerFolders(paths).state);
  if (found === null) return false;
  const { pid, url } = found.state;
  process.kill(pid, "SIGTERM");
  for (const deadline = Date.now() + PATIENCE; isAlive(pid); await wait(LOOK)) {
    if (Date.now() > deadline) throw new ClosemaskError("ner", `process ${pid} has not ended yet`);
  }
  say.info(`ended ${url ?? "the sidecar"}`);
  return true;
}

async function showStatus({ paths, say }: Setup, options: ParsedOptions): Promise<number> {
  const found = await findSidecar(nerFolders(paths).state);
  if (options.json === true) {
    await printJson(found === null ? { status: "stopped" } : { status: "starting", ...found.state, ...found.health });
  } else if (found === null) say.info("no sidecar runs");
  else {
    const { state, health } = found;
    const models = Array.isArray(health?.models) ? health.models.join(", ") : "";
    await print(
      table([
        ["address", state.url ?? "none yet"],
        ["status", String(health?.status ?? "starting")],
        ["processes", [state.pid, ...(state.worker === null ? [] : [state.worker])].join(", ")],
        ["up", formatAge(Date.now() - state.started)],
        ["restarts", String(state.restarts)],
        ...(health === null
          ? []
          : [
              ["loaded for", models === "" ? "nothing yet" : models],
              ["memory", formatBytes(Number(health.rss ?? 0))],
              ["requests", `${health.served} answered, ${health.failed} failed, ${health.active} under way`],
            ]),
      ]),
    );
  }
  return found === null ? EXIT.findings : EXIT.ok;
}

async function showLogs({ paths, say }: Setup, options: ParsedOptions): Promise<number> {
  const { log } = nerFolders(paths);
  const count = options.lines === undefined ? LINES : Number(options.lines);
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new ClosemaskError("usage", "--lines is a number of lines", { hint: "closemask ner logs -n 50" });
  }
  if (!existsSync(log) && options.follow !== true) {
    say.info("there is no log yet");
    return EXIT.ok;
  }
  const lines = lastLines(log, count);
  if (lines.length > 0) await print(`${lines.join("\n")}\n`);
  if (options.follow === true) await follow(log);
  return EXIT.ok;
}

/** Until a signal ends it. */
async function follow(log: string): Promise<never> {
  const size = (): number => statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  for (let at = size(); ; await wait(LOOK * 5)) {
    const now = size();
    // The file was emptied.
    if (now < at) at = 0;
    if (now === at) continue;
    const bytes = Buffer.alloc(now - at);
    const file = openSync(log, "r");
    at += readSync(file, bytes, 0, bytes.length, at);
    closeSync(file);
    await print(bytes.toString("utf8"));
  }
}
