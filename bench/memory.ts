// Peak resident memory of `mask` on a gigabyte without a newline, made by a pipe and never written.

import { corpus } from "./corpora.ts";
import { closemask, createSandbox, pipe } from "./pipeline.ts";

/** MiB at the peak, for `mb` MiB of one-line JSON over and over. */
export async function measureMemory(mb: number): Promise<number> {
  const sandbox = createSandbox();
  const piece = Math.min(mb, 64);
  const file = corpus("oneline", piece);
  const files = Array.from({ length: Math.ceil(mb / piece) }, () => file);
  try {
    return (await pipe(files, closemask("mask"), { env: sandbox.env, memory: true })).peakMiB;
  } finally {
    sandbox.remove();
  }
}
