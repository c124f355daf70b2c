// A model in a thread of its own: computing blocks a thread, and whoever asks must be heard meanwhile. Started by open-thread.ts.

import { parentPort, workerData } from "node:worker_threads";
import { ClosemaskError } from "../../errors.ts";
import { canariesFor, checkCanaries } from "./canary.ts";
import { type Model, openModel } from "./model.ts";
import { loadRuntime } from "./runtime.ts";
import type { Answer, Question, ThreadData } from "./thread-messages.ts";

const port = parentPort;
if (port === null) throw new TypeError("this file is for a thread");

const say = (answer: Answer): void => port.postMessage(answer);
const underWay = new Map<number, AbortController>();

function faultOf(error: unknown): { message: string; hint: string; detail: string } {
  const known = error instanceof ClosemaskError;
  // What the runtime says may quote what it was given; of the model's own files it may.
  const cause = known && error.cause instanceof Error ? error.cause.message : "";
  return {
    message: known ? error.message : "the model failed while it computed",
    hint: known ? error.hint : "closemask ner logs",
    detail: cause,
  };
}

async function answer(model: Model, { id, text }: { id: number; text: string }): Promise<void> {
  const controller = new AbortController();
  underWay.set(id, controller);
  try {
    say({ id, found: await model.detect(text, controller.signal) });
  } catch (error) {
    if (!controller.signal.aborted) say({ id, fault: { ...faultOf(error), detail: "" } });
  } finally {
    underWay.delete(id);
  }
}

try {
  const { runtime, folder, settings, languages, canary } = workerData as ThreadData;
  const model = await openModel(folder, loadRuntime(runtime), settings, () => say({ alive: true }));
  await checkCanaries(canariesFor(languages, canary), (text) => model.detect(text));
  port.on("message", (question: Question) => {
    if ("cancel" in question) underWay.get(question.cancel)?.abort();
    else void answer(model, question);
  });
  say({ ready: { types: model.types, dtype: model.dtype, window: model.window } });
} catch (error) {
  say({ failed: faultOf(error) });
  port.close();
}
