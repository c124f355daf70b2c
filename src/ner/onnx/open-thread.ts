// A model as the sidecar's process sees it: asks the model's thread, and knows when that has gone silent or has ended.

import { Worker } from "node:worker_threads";
import { ClosemaskError } from "../../errors.ts";
import type { Found } from "./entities.ts";
import type { Answer, Fault, ModelInfo, Question, ThreadData } from "./thread-messages.ts";

export interface ModelThread extends ModelInfo {
  /** @throws ClosemaskError `ner`, or the signal's reason */
  detect(text: string, signal?: AbortSignal): Promise<readonly Found[]>;
  /** Milliseconds since the thread last answered while something was asked; 0 when nothing is. */
  silent(): number;
  close(): Promise<void>;
}

export interface OpenThreadOptions extends ThreadData {
  /** thread.ts, or what was built of it. */
  readonly script: URL;
  /** Called when the thread was ready and ends by itself; whoever waited has got an error. */
  readonly onEnd: () => void;
  /** Gets what the runtime said of a model that could not be loaded. */
  readonly log: (line: string) => void;
}

interface Waiting {
  readonly resolve: (found: readonly Found[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Resolves when the model is loaded and has found its canary. @throws ClosemaskError `ner` */
export function openThread({ script, onEnd, log, ...data }: OpenThreadOptions): Promise<ModelThread> {
  const worker = new Worker(script, { workerData: data });
  const waiting = new Map<number, Waiting>();
  let next = 1;
  // A clock that stands while the machine sleeps.
  let heard = performance.now();
  let ready = false;
  let closing = false;

  return new Promise((resolve, reject) => {
    const ask = (question: Question): void => worker.postMessage(question);
    const thread = (info: ModelInfo): ModelThread => ({
      ...info,
      detect(text, signal) {
        return new Promise((found, failed) => {
          if (signal?.aborted) return failed(signal.reason);
          const id = next++;
          const cancel = (): void => {
            waiting.delete(id);
            ask({ cancel: id });
            failed(signal?.reason);
          };
          const settle =
            <T>(step: (value: T) => void) =>
            (value: T) => {
              signal?.removeEventListener("abort", cancel);
              step(value);
            };
          if (waiting.size === 0) heard = performance.now();
          waiting.set(id, { resolve: settle(found), reject: settle(failed) });
          signal?.addEventListener("abort", cancel, { once: true });
          ask({ id, text });
        });
      },
      silent: () => (waiting.size === 0 ? 0 : performance.now() - heard),
      async close() {
        closing = true;
        await worker.terminate();
      },
    });

    worker.on("message", (answer: Answer) => {
      heard = performance.now();
      if ("ready" in answer) {
        ready = true;
        resolve(thread(answer.ready));
      } else if ("alive" in answer) return;
      else if ("failed" in answer) {
        if (answer.failed.detail !== "") log(`runtime: ${answer.failed.detail.slice(0, 500)}`);
        reject(toError(answer.failed));
      } else {
        const asked = waiting.get(answer.id);
        waiting.delete(answer.id);
        if ("found" in answer) asked?.resolve(answer.found);
        else asked?.reject(toError(answer.fault));
      }
    });
    worker.on("error", (error) => log(`thread: ${error.name}${"code" in error ? ` ${String(error.code)}` : ""}`));
    worker.on("exit", () => {
      const gone = new ClosemaskError("ner", "the model's thread has ended", { hint: "closemask ner logs" });
      reject(gone);
      for (const { reject: fail } of waiting.values()) fail(gone);
      waiting.clear();
      if (ready && !closing) onEnd();
    });
  });
}

function toError({ message, hint }: Fault): ClosemaskError {
  return new ClosemaskError("ner", message, { hint });
}
