// Goes through the inputs of a scan in order: what cannot be read is said and counted, and the others are read all the same.

import { ClosemaskError } from "../../errors.ts";
import type { ScanFeed } from "../../mask/scan-feed.ts";
import { createProgress } from "../progress.ts";
import { type Say, writeError } from "../say.ts";
import { isTerminal } from "../terminal.ts";
import type { Baseline } from "./baseline.ts";
import { type Input, STDIN_NAME } from "./inputs.ts";
import type { Output } from "./output.ts";
import { readInput } from "./read.ts";
import type { Tally } from "./tally.ts";

export interface Work {
  readonly say: Say;
  readonly output: Output;
  readonly tally: Tally;
  /** Hands what it finds in a file to the tally. Stdin has no path. */
  readonly feedFor: (path: string | undefined) => ScanFeed;
  readonly baseline: Baseline | null;
  readonly encoding: string | undefined;
  /** Says and counts what could not be read. */
  readonly failed: (error: ClosemaskError) => void;
}

/** @throws BROKEN_PIPE, ClosemaskError other than `input` */
export async function readAll(inputs: Iterable<Input>, work: Work): Promise<void> {
  const { say, output, tally } = work;
  const shown = say.level !== "quiet" && isTerminal(2);
  // Only who watches wants to know how much there is.
  const list = shown ? [...inputs] : inputs;
  const total = Array.isArray(list) ? list.reduce((sum, { size }) => sum + size, 0) : 0;
  const progress = total > 0 ? createProgress({ total, write: writeError, now: () => performance.now() }) : null;
  const step = (bytes: number): void => {
    tally.read(bytes);
    if (output.pending) {
      if (output.shown) progress?.clear();
      output.flush();
    }
    progress?.update(tally.bytes, tally.findings);
  };
  for (const input of list) {
    try {
      await readOne(input, work, step);
    } catch (error) {
      progress?.clear();
      if (!(error instanceof ClosemaskError) || error.code !== "input") throw error;
      work.failed(error);
    }
  }
  progress?.clear();
}

async function readOne(input: Input, work: Work, step: (bytes: number) => void): Promise<void> {
  const { say, tally, feedFor, baseline, encoding } = work;
  const opened = await input.open();
  if (opened === undefined) return;
  tally.begin(input.name);
  try {
    const feed = feedFor(input.name === STDIN_NAME ? undefined : input.name);
    const skipped = await readInput(opened.source, feed, encoding, step);
    tally.file(skipped ?? "files");
    if (skipped === null) baseline?.visited(input.name);
    else if (input.named)
      say.warn(`${input.name} is not read: it is ${skipped === "archives" ? "an archive" : "no text"}`);
  } finally {
    opened.close();
  }
}
