// The thread that forwards, as the log sees it. It is never waited for but at the end.

import { Worker } from "node:worker_threads";
import type { Forward } from "./create-audit.ts";
import type { ForwardData, ForwardMessage } from "./forward-messages.ts";

export interface OpenForwardOptions extends Omit<ForwardData, "counts"> {
  readonly name: Forward["name"];
  /** forward-thread.ts, or what was built of it. */
  readonly script: string;
}

/** Milliseconds that the thread may answer late. */
const LATE = 200;

export function openForward({ name, script, to, held }: OpenForwardOptions): Forward {
  const counts = new SharedArrayBuffer(8);
  const numbers = new Int32Array(counts);
  const data: ForwardData = { to, held, counts };
  // It is to speak to nobody but those that it is told of.
  const worker = new Worker(script, { workerData: data, execArgv: [], stdout: true, stderr: true });
  let sent = 0;
  let ended = false;
  worker.unref();
  const end = (): void => {
    ended = true;
  };
  worker.on("error", end);
  worker.on("exit", end);

  return {
    name,
    send(line, about) {
      sent++;
      const message: ForwardMessage = { item: { line, ...about } };
      if (!ended) worker.postMessage(message);
    },
    lost() {
      // Without the thread nothing of what is left will be delivered.
      return ended ? sent - Atomics.load(numbers, 0) : Atomics.load(numbers, 1);
    },
    flush(ms) {
      const done = (): boolean => ended || Atomics.load(numbers, 0) + Atomics.load(numbers, 1) >= sent;
      if (done()) return Promise.resolve();
      return new Promise((resolve) => {
        const stop = (): void => {
          clearTimeout(timer);
          worker.off("message", stop);
          worker.off("exit", stop);
          worker.unref();
          resolve();
        };
        const timer = setTimeout(stop, ms + LATE);
        worker.on("message", stop);
        worker.on("exit", stop);
        worker.ref();
        const message: ForwardMessage = { flush: ms };
        worker.postMessage(message);
      });
    },
    async close() {
      await worker.terminate();
      ended = true;
    },
  };
}
