// Runs the sidecar: starts its worker, starts it anew when it ends or falls silent, ends it when it is idle or a signal comes.
// Nothing of a text ever reaches this process.

import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { ClosemaskError } from "../../errors.ts";
import { childEnvironment } from "../child.ts";
import { type Claim, claim } from "./claim.ts";
import type { SidecarState } from "./sidecar-state.ts";
import type { FromWorker, ToWorker, WorkerOrder } from "./worker-messages.ts";

export interface SuperviseOptions {
  readonly order: Omit<WorkerOrder, "instance">;
  /** The file that says which sidecar runs. */
  readonly statePath: string;
  /** Made when a signal ends it, gone while it runs. */
  readonly stoppedPath: string;
  /** Milliseconds without a request after which it ends; 0 for never. */
  readonly idle: number;
  readonly log: (line: string) => void;
  /** Called once, when the first models are loaded. */
  readonly onReady: (url: string) => void;
}

/** Milliseconds before a new start: the first, and the longest. One that ran for a while counts as sound. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 30_000;
const SOUND = 60_000;
/** Milliseconds between two pings, and of patience with a worker that is to end. */
const PING = 500;
const PATIENCE = 10_000;
const IDLE = "idle";

/**
 * Resolves when it was ended on purpose, or at once with the state of another one that runs already.
 * @throws ClosemaskError `ner`, `listen` when it cannot start
 */
export async function supervise(options: SuperviseOptions): Promise<SidecarState | null> {
  const first: SidecarState = {
    pid: process.pid,
    instance: randomUUID(),
    started: Date.now(),
    url: null,
    worker: null,
    restarts: 0,
  };
  const taken = claim(options.statePath, first);
  if ("held" in taken) return taken.held;
  try {
    rmSync(options.stoppedPath, { force: true });
    if ((await keepRunning(options, taken, first)) !== IDLE) writeFileSync(options.stoppedPath, "", { mode: 0o600 });
    return null;
  } finally {
    taken.release();
  }
}

/** Resolves to why it was ended. */
function keepRunning(options: SuperviseOptions, held: Claim<SidecarState>, first: SidecarState): Promise<string> {
  const { order, idle, log, onReady } = options;
  let state = first;
  let ready = false;
  let stopping: string | null = null;
  let pause = FIRST_PAUSE;
  let worker: ChildProcess;
  // A clock that stands while the machine sleeps.
  let heard = performance.now();
  const note = (change: Partial<SidecarState>): void => {
    state = { ...state, ...change };
    try {
      held.update(state);
    } catch {
      log("the file that says which sidecar runs cannot be written");
    }
  };
  const ask = (message: ToWorker): void => {
    if (worker.connected) worker.send(message, () => {});
  };

  return new Promise((resolve, reject) => {
    const stop = (why: string): void => {
      if (stopping !== null) return;
      stopping = why;
      log(`ending: ${why}`);
      ask({ stop: true });
      setTimeout(() => worker.kill("SIGKILL"), PATIENCE).unref();
      // Between two workers there is none to wait for.
      if (worker.exitCode !== null || worker.signalCode !== null) end(() => resolve(why));
    };
    const onTerm = (): void => stop("SIGTERM");
    const onInt = (): void => stop("SIGINT");
    process.on("SIGTERM", onTerm);
    process.on("SIGINT", onInt);
    const timer = setInterval(() => {
      ask({ ping: Date.now() });
      if (order.hang > 0 && performance.now() - heard > order.hang + 2 * PING && worker.exitCode === null) {
        log(`the worker has not answered for ${Math.round(order.hang / 1000)} s`);
        heard = performance.now();
        worker.kill("SIGKILL");
      }
    }, PING);

    function end(settle: () => void): void {
      clearInterval(timer);
      process.off("SIGTERM", onTerm);
      process.off("SIGINT", onInt);
      settle();
    }

    function startWorker(): void {
      const begun = performance.now();
      heard = begun;
      worker = fork(fileURLToPath(new URL("../ner/worker.js", import.meta.url)), [], {
        env: childEnvironment(),
        execArgv: [],
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        serialization: "advanced",
      });
      note({ worker: worker.pid ?? null });
      for (const stream of [worker.stdout, worker.stderr]) {
        stream?.setEncoding("utf8");
        // What libraries write when they give up.
        stream?.on("data", (text: string) => log(`worker: ${text.trim().slice(0, 2000)}`));
      }
      let fault: ClosemaskError | null = null;
      worker.on("message", (message: FromWorker) => {
        heard = performance.now();
        if ("log" in message) log(message.log);
        else if ("listening" in message) note({ url: message.listening });
        else if ("failed" in message) {
          const { code, message: text, hint } = message.failed;
          log(text);
          fault = new ClosemaskError(code, text, { hint });
        } else if ("ready" in message) {
          if (ready) log("ready again");
          else onReady(state.url as string);
          ready = true;
        } else if (idle > 0 && ready && Date.now() - message.used > idle) stop(IDLE);
      });
      worker.on("error", (error) => log(`the worker: ${error.name}`));
      worker.on("exit", (code, signal) => {
        const why = stopping;
        if (why !== null) return end(() => resolve(why));
        if (!ready) {
          const lost = new ClosemaskError("ner", `the sidecar's worker ended with ${signal ?? code} while it started`, {
            hint: "closemask ner logs",
          });
          return end(() => reject(fault ?? lost));
        }
        if (performance.now() - begun > SOUND) pause = FIRST_PAUSE;
        log(`the worker ended with ${signal ?? code}; a new one starts in ${pause} ms`);
        note({ worker: null, restarts: state.restarts + 1 });
        setTimeout(() => {
          if (stopping === null) startWorker();
        }, pause);
        pause = Math.min(LONGEST_PAUSE, pause * 2);
      });
      // Where the port was any free one, it stays the same.
      const port = state.url === null ? "" : /:(\d+)$/.exec(state.url)?.[1];
      const place = "port" in order.place && port ? { ...order.place, port: Number(port) } : order.place;
      ask({ order: { ...order, place, instance: state.instance } });
    }

    startWorker();
  });
}
