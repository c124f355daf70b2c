// Work that may have to wait, written once for callers that can wait and for those that cannot: a generator which yields a
// promise only where there is one. With a store and names of this process it runs through without a turn of the event loop.

import { ClosemaskError } from "../errors.ts";

/** Yields what has to be waited for; returns the result. */
export type Steps<T> = Generator<Promise<unknown>, T, void>;

/** Runs through, waiting where the steps ask for it. */
export async function runSteps<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    let failure: { error: unknown } | null = null;
    try {
      await step.value;
    } catch (error) {
      failure = { error };
    }
    step = failure === null ? steps.next() : steps.throw(failure.error);
  }
  return step.value;
}

/** Runs through at once. @throws ClosemaskError `usage` where something has to be waited for: then nothing is given out */
export function runStepsNow<T>(steps: Steps<T>): T {
  const step = steps.next();
  if (step.done) return step.value;
  // Whatever becomes of it, nobody is left to hear of it.
  step.value.catch(() => {});
  steps.return(undefined as never);
  throw new ClosemaskError("usage", "the store or the engine for names has to be waited for", {
    hint: "call the same method without Sync, and await it",
  });
}
