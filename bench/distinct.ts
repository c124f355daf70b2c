// How many values per second: a million new ones stored from an empty session, the same unmasked again, and a few values
// unmasked over and over. And the memory that takes.

import { join } from "node:path";
import { lines } from "./corpora.ts";
import { closemask, createSandbox, pipe } from "./pipeline.ts";

const REPEATED = 1000;

export interface Distinct {
  /** Values per second, start-up and pipes included. */
  readonly stored: number;
  readonly unmasked: number;
  readonly cached: number;
  /** Peak resident memory while storing, in MiB. */
  readonly peakMiB: number;
}

/** `count` values. */
export async function measureDistinct(count: number): Promise<Distinct> {
  const sandbox = createSandbox();
  const { env } = sandbox;
  const fresh = lines("distinct", count, (n) => `user${n}@example.com\n`);
  // A session of a thousand values, each many times: what is measured is the cache.
  const repeated = lines("repeated", count * 4, (n) => `user${(n * 7919) % REPEATED}@example.com\n`);
  const file = join(sandbox.folder, "masked");
  try {
    const stored = await pipe([fresh], closemask("mask"), { env, to: file, memory: true });
    const unmasked = await pipe([file], closemask("unmask"), { env });
    await pipe([repeated], closemask("mask"), { env, to: file });
    const cached = await pipe([file], closemask("unmask"), { env });
    return {
      stored: count / stored.seconds,
      unmasked: count / unmasked.seconds,
      cached: (count * 4) / cached.seconds,
      peakMiB: stored.peakMiB,
    };
  } finally {
    sandbox.remove();
  }
}
