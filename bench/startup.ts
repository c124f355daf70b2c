// Two delays that people feel: what `mask` of one line costs over starting Node at all, and how long a line typed into a
// running filter takes to come out.

import { spawn, spawnSync } from "node:child_process";
import { lines } from "./corpora.ts";
import { median, percentile } from "./measure.ts";
import { closemask, createSandbox, pipe } from "./pipeline.ts";

const LINE = "2026-11-20 08:00:00 INFO login of anna.adler@example.com from 203.0.113.9\n";

/** Learned values of a session that has some, and entries of one that has many. */
const LEARNED = 1000;
const ENTRIES = 900_000;

export interface StartUp {
  /** Medians in milliseconds. */
  readonly node: number;
  readonly mask: number;
  readonly over: number;
  /** The same over `node -e 0` in a session with a thousand learned values, and in one of 900,000 entries. */
  readonly overLearned: number;
  readonly overMany: number;
}

/** Alternating runs of `node -e 0` and of `mask` on one line with an existing store. */
export async function measureStartUp(runs: number): Promise<StartUp> {
  const sandbox = createSandbox();
  const { env } = sandbox;
  const time = (command: readonly string[], input: string): number => {
    const [program = "", ...args] = command;
    const began = performance.now();
    const { status, stderr } = spawnSync(program, args, { env, input });
    const took = performance.now() - began;
    if (status !== 0) throw new Error(`${command.join(" ")}: exit code ${status}: ${String(stderr).slice(-500)}`);
    return took;
  };
  try {
    const sessions = ["default", "learned", "many"].map((name) => closemask("mask", "--session", name));
    const [, learned = [], many = []] = sessions;
    const passwords = lines("passwords", LEARNED, (n) => `password: ${(n * 7919).toString(36)}-Kx9${n}\n`);
    await pipe([passwords], learned, { env });
    await pipe([lines("distinct", ENTRIES, (n) => `user${n}@example.com\n`)], many, { env });
    const node: number[] = [];
    const mask: number[][] = sessions.map(() => []);
    // The first make the store and fill the caches.
    for (let run = -2; run < runs; run++) {
      const began = time([process.execPath, "-e", "0"], "");
      const took = sessions.map((command) => time(command, LINE));
      if (run < 0) continue;
      node.push(began);
      for (const [i, one] of took.entries()) mask[i]?.push(one);
    }
    const [plain = 0, overLearned = 0, overMany = 0] = mask.map((each) => median(each) - median(node));
    return { node: median(node), mask: median(node) + plain, over: plain, overLearned, overMany };
  } finally {
    sandbox.remove();
  }
}

export interface Latency {
  /** Milliseconds from the write of a line to the arrival of its masked form. */
  readonly p50: number;
  readonly p99: number;
}

/** Lines with a new value each, one at a time with a pause between, as a log that is followed. */
export async function measureLatency(count: number): Promise<Latency> {
  const sandbox = createSandbox();
  const [program = "", ...args] = closemask("mask");
  const child = spawn(program, args, { env: sandbox.env, stdio: ["pipe", "pipe", "inherit"] });
  const took: number[] = [];
  try {
    const output = child.stdout[Symbol.asyncIterator]();
    const roundTrip = async (line: string): Promise<number> => {
      const began = performance.now();
      child.stdin.write(line);
      for (let text = ""; !text.endsWith("\n"); ) {
        const { value, done } = await output.next();
        if (done === true) throw new Error("mask ended before its input did");
        text += String(value);
      }
      return performance.now() - began;
    };
    await roundTrip(LINE);
    for (let n = 0; n < count; n++) {
      took.push(await roundTrip(LINE.replace("anna", `anna${n}`)));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.stdin.end();
    await new Promise((resolve) => child.on("close", resolve));
  } finally {
    child.kill();
    sandbox.remove();
  }
  return { p50: median(took), p99: percentile(took, 0.99) };
}
