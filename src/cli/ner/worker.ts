// The sidecar's worker: models and server in a process that may crash without harm, since another one watches it and starts it
// anew. It holds no key and no store, and ends with its watcher.

import { ClosemaskError, EXIT } from "../../errors.ts";
import { openThread } from "../../ner/onnx/open-thread.ts";
import { createPool, type Pool } from "../../ner/onnx/pool.ts";
import { createModelSource } from "../../ner/sidecar/model-source.ts";
import { type Sidecar, serveSidecar } from "../../ner/sidecar/serve.ts";
import { VERSION } from "../version.ts";
import type { FromWorker, ToWorker, WorkerFault, WorkerOrder } from "./worker-messages.ts";

/** Milliseconds between two looks whether a model has gone silent. */
const LOOK = 250;

const tell = (message: FromWorker): void => {
  if (process.connected) process.send?.(message);
};
const log = (line: string): void => tell({ log: line });
let sidecar: Sidecar | undefined;

process.on("message", (message: ToWorker) => {
  if ("order" in message) void start(message.order);
  else if ("ping" in message) tell({ pong: message.ping, used: sidecar?.used() ?? Date.now() });
  else void stop();
});
// The message of an error may quote what was being read.
process.on("uncaughtException", (error) => {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const defect: FromWorker = { log: `defect: ${error.name} ${frames.slice(0, 5).join(" ")}` };
  process.send?.(defect, () => process.exit(EXIT.internal));
});
process.on("disconnect", () => process.exit(EXIT.ok));
// Ctrl-C reaches every process of a terminal; the watcher says when to end.
process.on("SIGINT", () => {});

async function start(order: WorkerOrder): Promise<void> {
  try {
    const pool = openPool(order);
    // It listens first, so that two that start at once know of each other, and says that it is not ready.
    sidecar = await serveSidecar({
      place: order.place,
      source: createModelSource(pool),
      dialects: ["closemask", "presidio"],
      details: () => ({ instance: order.instance, version: VERSION, pid: process.pid, rss: process.memoryUsage.rss() }),
      log,
    });
    tell({ listening: sidecar.url });
    for (const language of order.first) await pool.load(language);
    tell({ ready: true });
    if (order.hang > 0) watch(pool, order.hang);
  } catch (error) {
    const fault: FromWorker = { failed: toFault(error) };
    process.send?.(fault, () => process.exit(EXIT.upstream));
  }
}

function openPool({ runtime, models, settings, canary }: WorkerOrder): Pool {
  return createPool({
    models: new Map(models),
    now: Date.now,
    open: (place, languages, onEnd) => {
      log(`loading ${place.name} for ${languages.join(", ")}`);
      const script = new URL("./thread.js", import.meta.url);
      return openThread({ script, runtime, folder: place.folder, settings, languages, canary, onEnd, log }).then(
        (thread) => {
          log(`${place.name} is ready: ${thread.dtype}, windows of ${thread.window} tokens`);
          return thread;
        },
        (error: unknown) => {
          log(`${place.name} cannot be used: ${error instanceof ClosemaskError ? error.message : "internal error"}`);
          throw error;
        },
      );
    },
    // What a thread leaves behind when it ends by itself is not known: a new process is.
    onEnd: () => {
      log("a model's thread has ended");
      process.exit(EXIT.internal);
    },
  });
}

function watch(pool: Pool, hang: number): void {
  setInterval(() => {
    if (pool.silent() <= hang) return;
    log(`a model has not answered for ${Math.round(hang / 1000)} s`);
    process.exit(EXIT.internal);
  }, LOOK).unref();
}

async function stop(): Promise<void> {
  await sidecar?.close();
  process.exit(EXIT.ok);
}

function toFault(error: unknown): WorkerFault {
  if (!(error instanceof ClosemaskError)) {
    return { code: "internal", message: "the sidecar's worker failed", hint: "closemask ner logs" };
  }
  const code = error.code === "listen" || error.code === "input" ? error.code : "ner";
  return { code, message: error.message, hint: error.hint };
}
