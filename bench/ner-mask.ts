// What names cost in a run of `mask`: the built command line with and without the lexicon, in turns, on the same prose and on one
// line. The least of several runs counts: others use the machine.

import { spawnSync } from "node:child_process";
import { readGold } from "./gold.ts";
import { closemask, createSandbox } from "./pipeline.ts";

const BYTES = 2_000_000;
const RUNS = 5;
const STARTS = 15;
const LINE = "please ask Alice Smith\n";

/** Prints what was measured. */
export function printMask(): void {
  const gold = readGold().filter(({ genre }) => genre !== "log");
  const texts = gold.map(({ text }) => text).join("\n");
  // No line twice: one that was seen before is not looked at again.
  let prose = "";
  for (let round = 0; prose.length < BYTES; round++) prose += `${texts.replaceAll("\n", ` ${round}\n`)}\n`;
  const size = Buffer.byteLength(prose) / 1e6;
  const { env, remove } = createSandbox();
  /** Seconds of a run. */
  const time = (input: string, engine: string): number => {
    const [program = "", ...args] = closemask("mask", "--redact", "--ner", engine);
    const began = performance.now();
    const { status, stderr } = spawnSync(program, args, { env, input, maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`mask --ner ${engine}: exit code ${status}: ${String(stderr).slice(-500)}`);
    return (performance.now() - began) / 1000;
  };
  const least = (input: string, runs: number): { off: number; on: number } => {
    const times = Array.from({ length: runs }, () => [time(input, "off"), time(input, "lexicon")] as const);
    return { off: Math.min(...times.map(([off]) => off)), on: Math.min(...times.map(([, on]) => on)) };
  };
  try {
    const long = least(prose, RUNS);
    const times = (long.on / long.off).toFixed(1);
    console.log(
      `mask on ${size.toFixed(1)} MB full of names: ${long.on.toFixed(2)} s with the lexicon, ${long.off.toFixed(2)} s without: ${times} times`,
    );
    const short = least(LINE, STARTS);
    const ms = (seconds: number): string => (seconds * 1000).toFixed(0);
    console.log(`mask of one line: ${ms(short.on)} ms with the lexicon, ${ms(short.off)} ms without`);
  } finally {
    remove();
  }
}
