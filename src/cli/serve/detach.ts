// Starts this program anew as a process that goes on when this one ends, and waits until it is ready or says why not.

import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ErrorCode, EXIT } from "../../errors.ts";
import { ownFolder } from "../own-folder.ts";
import { print } from "../print.ts";
import type { Say } from "../say.ts";

/** What the child tells its parent once; then they have nothing to do with each other. */
export interface Ready {
  readonly url: string;
  readonly pid: number;
}

/** The same, of a child that says itself why it cannot go on. */
export interface NotReady {
  readonly failed: { readonly code: ErrorCode; readonly message: string; readonly hint: string };
}

export interface BackgroundOptions {
  readonly argv: readonly string[];
  /** Program and script of this process. */
  readonly script: string;
  /** File for what the child says. */
  readonly log: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What the child said, or how it ended before it said anything; null where it could not even be started. */
export function startInBackground({
  argv,
  script,
  log,
  env = process.env,
}: BackgroundOptions): Promise<Ready | NotReady | number | null> {
  ownFolder(dirname(log));
  const out = openSync(log, "a", 0o600);
  const child = spawn(process.execPath, [script, ...argv], {
    detached: true,
    stdio: ["ignore", out, out, "ipc"],
    env,
  });
  closeSync(out);
  return new Promise((resolve) => {
    child.on("error", () => resolve(null));
    child.on("exit", (code) => {
      // What it said last may still be on its way.
      if (child.connected) child.once("disconnect", () => resolve(code ?? EXIT.internal));
      else resolve(code ?? EXIT.internal);
    });
    child.on("message", (message) => {
      child.removeAllListeners("exit");
      if (child.connected) child.disconnect();
      child.unref();
      resolve(message as Ready | NotReady);
    });
  });
}

export interface DetachOptions extends Pick<BackgroundOptions, "script"> {
  /** Arguments of this process, without --detach. */
  readonly argv: readonly string[];
  readonly folder: string;
  readonly say: Say;
}

/** A proxy in the background. Resolves to the exit code. */
export async function detach({ argv, script, folder, say }: DetachOptions): Promise<number> {
  const log = join(folder, "serve.log");
  const started = await startInBackground({ argv, script, log });
  if (started === null || (typeof started === "object" && "failed" in started)) {
    say.error("the proxy could not be started");
    return EXIT.internal;
  }
  if (typeof started === "number") {
    say.error("the proxy did not start", `its messages are in ${log}`);
    return started;
  }
  await print(`${started.url}\n`);
  say.info(`the proxy runs as process ${started.pid}; closemask serve stop ends it`);
  return EXIT.ok;
}

/** In the child: tells the parent, if there is one. */
export function tellParent(ready: Ready | NotReady): void {
  if (process.send === undefined) return;
  process.send(ready, () => process.disconnect?.());
}
