// Reads a stream chunk by chunk, when it is asked to. What an async iterator does, for less: that was a twentieth of a small
// request.

import type { Readable } from "node:stream";

export interface Chunks {
  /** The next bytes, or null at the end. @throws what the stream failed with */
  next(): Promise<Buffer | null>;
}

/** From here on the stream is this one's, and its errors are thrown where it is read. */
export function createChunks(source: Readable): Chunks {
  let failure: { readonly error: unknown } | null = null;
  let ended = false;
  let wake = (): void => {};
  source.on("readable", () => wake());
  source.on("end", () => {
    ended = true;
    wake();
  });
  source.on("error", (error) => {
    failure ??= { error };
    wake();
  });
  source.on("close", () => {
    if (!ended) failure ??= { error: closedEarly() };
    wake();
  });
  return {
    async next() {
      while (true) {
        const chunk: Buffer | null = source.destroyed ? null : source.read();
        if (chunk !== null) return chunk;
        if (failure !== null) throw failure.error;
        if (ended || source.readableEnded) return null;
        // Closed before anybody listened.
        if (source.closed) throw source.errored ?? closedEarly();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function closedEarly(): Error {
  return new Error("the stream was closed before its end");
}
