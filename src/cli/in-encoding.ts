// A machine that works on text in another encoding: decodes what goes in, encodes what comes out, and says in the input's
// own bytes how far it is. Knows nothing of files.

import { createTranscoder, type Transcoder } from "../text/transcode.ts";
import type { Machine } from "./filter.ts";

export interface Work {
  feed(chunk: Buffer): Promise<Buffer>;
  end(): Promise<Buffer>;
  /** Bytes of the input that the results so far stand for. */
  decided(): number;
}

/** A machine for input in another encoding than its own; `null` is for its own. */
export function inEncoding(machine: Machine, transcoder: Transcoder | null): Work {
  if (transcoder === null) {
    return { feed: (chunk) => machine.feed(chunk), end: () => machine.end(), decided: () => machine.decided };
  }
  const { decode, encode, encoding } = transcoder;
  // Says how long the decided part was before it was decoded: encoding is the exact inverse.
  const measure = createTranscoder(encoding).encode;
  let undecided: Buffer[] = [];
  let measured = 0;
  let length = 0;

  async function step(text: Buffer): Promise<Buffer> {
    undecided.push(Buffer.from(text));
    const result = encode.feed(await machine.feed(text));
    settle();
    return result;
  }

  function settle(): void {
    const rest = machine.decided - measured;
    if (rest === 0) return;
    measured = machine.decided;
    const all = Buffer.concat(undecided);
    length += measure.feed(all.subarray(0, rest)).length;
    undecided = [all.subarray(rest)];
  }

  return {
    feed: (chunk) => step(decode.feed(chunk)),
    async end() {
      const parts = [await step(decode.end()), encode.feed(await machine.end()), encode.end()];
      settle();
      return Buffer.concat(parts);
    },
    decided: () => length,
  };
}
