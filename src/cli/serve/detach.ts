// Starts a proxy that goes on when this process ends, and waits until it listens or says why not.

import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../errors.ts";
import { print } from "../print.ts";
import type { Say } from "../say.ts";

/** What the child tells its parent once; then they have nothing to do with each other. */
export interface Ready {
  readonly url: string;
  readonly pid: number;
}

export interface DetachOptions {
  /** Arguments of this process, without --detach. */
  readonly argv: readonly string[];
  /** Program and script of this process. */
  readonly script: string;
  readonly folder: string;
  readonly say: Say;
}

/** Resolves to the exit code. */
export function detach({ argv, script, folder, say }: DetachOptions): Promise<number> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = join(folder, "serve.log");
  const out = openSync(log, "a", 0o600);
  const child = spawn(process.execPath, [script, ...argv], {
    detached: true,
    stdio: ["ignore", out, out, "ipc"],
  });
  closeSync(out);
  return new Promise((resolve) => {
    child.on("error", () => {
      say.error("the proxy could not be started");
      resolve(EXIT.internal);
    });
    child.on("exit", (code) => {
      say.error("the proxy did not start", `its messages are in ${log}`);
      resolve(code ?? EXIT.internal);
    });
    child.on("message", (message) => {
      const { url, pid } = message as Ready;
      child.removeAllListeners("exit");
      child.disconnect();
      child.unref();
      void print(`${url}\n`).then(() => {
        say.info(`the proxy runs as process ${pid}; closemask serve stop ends it`);
        resolve(EXIT.ok);
      });
    });
  });
}

/** In the child: tells the parent, if there is one. */
export function tellParent(ready: Ready): void {
  if (process.send === undefined) return;
  process.send(ready, () => process.disconnect?.());
}
