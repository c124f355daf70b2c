// How fast a masked log comes back from a session that holds far more than the log: five placeholders in each KB, ten thousand
// different ones, a million entries.

import { statSync } from "node:fs";
import { join } from "node:path";
import { lines } from "./corpora.ts";
import { median } from "./measure.ts";
import { closemask, createSandbox, pipe } from "./pipeline.ts";
import { createRandom } from "./random.ts";

const ENTRIES = 1_000_000;
const DIFFERENT = 10_000;
/** Bytes of a line, which holds one value. */
const LINE = 200;

export interface Restore {
  /** Ratios to `cat`, run by run. */
  readonly ratios: readonly number[];
  readonly ratio: number;
  readonly mbPerSecond: number;
}

/** `mb` MiB of log. */
export async function measureRestore(mb: number, runs: number): Promise<Restore> {
  const sandbox = createSandbox();
  const { env } = sandbox;
  const masked = join(sandbox.folder, "masked");
  const random = createRandom(71);
  const words = ["request", "finished", "cache", "worker", "queue", "retry", "upstream", "accepted", "index"];
  const line = (): string => {
    let text = `2026-11-20T08:00:00Z INFO user=user${random.int(0, DIFFERENT - 1)}@example.com`;
    while (text.length < LINE) text += ` ${random.pick(words)}`;
    return `${text}\n`;
  };
  try {
    await pipe([lines("distinct", ENTRIES, (n) => `user${n}@example.com\n`)], closemask("mask"), { env });
    const log = lines("five-a-kb", Math.floor((mb * 1024 * 1024) / LINE), line);
    await pipe([log], closemask("mask"), { env, to: masked });
    const size = statSync(log).size / 1e6;
    const cat: number[] = [];
    const unmask: number[] = [];
    for (let run = 0; run < runs; run++) {
      cat.push((await pipe([masked], ["cat"])).seconds);
      unmask.push((await pipe([masked], closemask("unmask"), { env })).seconds);
    }
    const ratios = unmask.map((seconds, run) => (cat[run] as number) / seconds);
    return { ratios, ratio: median(ratios), mbPerSecond: size / median(unmask) };
  } finally {
    sandbox.remove();
  }
}
