// Whether the proxy's memory stays flat: over many requests of which each is new, over one long stream, and with many streams at
// once that say nothing. Resident memory is what the system says, so that it includes what V8 has not given back.

import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { bodyOf, memoryOf, type Pair, send } from "./proxy-kit.ts";

/** Bytes of the long stream. */
const LONG = 100 * 1024 * 1024;
const IDLE = 500;
/** Milliseconds in which the idle streams say nothing. */
const SILENCE = 5000;
/** Looks at the memory while something runs. */
const EVERY = 100;

export interface MemoryOptions {
  /** Requests that are looked at, behind as many that are not. */
  readonly requests: number;
  readonly clients: number;
  readonly json: boolean;
}

interface Flat {
  readonly name: string;
  /** Resident MiB. */
  readonly before: number;
  readonly least: number;
  readonly most: number;
  readonly after: number;
  readonly note: string;
}

/** Prints its table; the exit code. */
export async function measureMemory(pair: Pair, { requests, clients, json }: MemoryOptions): Promise<number> {
  if (memoryOf(pair.pid) === undefined) throw new Error("the system does not say what memory a process has");
  let turn = 0;
  const many = async (): Promise<string> => {
    const agent = new Agent({ keepAlive: true, maxSockets: clients });
    let left = requests;
    const client = async (): Promise<void> => {
      while (left-- > 0) await send(agent, `${pair.through}/v1/messages`, bodyOf(100, ++turn, false));
    };
    await Promise.all(Array.from({ length: clients }, client));
    agent.destroy();
    return "each with a text of its own";
  };
  // Caches fill up to their bounds, and V8's young generation grows to its own.
  await many();
  await long(pair);
  const figures = [
    await watch(pair, `${requests} requests`, many),
    await watch(pair, "stream of 100 MB", () => long(pair)),
    await watch(pair, `${IDLE} idle streams`, () => idle(pair)),
  ];
  if (json) console.log(JSON.stringify(figures, null, 2));
  else print(figures);
  return 0;
}

async function watch(pair: Pair, name: string, work: () => Promise<string>): Promise<Flat> {
  const now = (): number => memoryOf(pair.pid) ?? 0;
  const before = now();
  const seen: number[] = [before];
  const timer = setInterval(() => seen.push(now()), EVERY);
  const note = await work();
  clearInterval(timer);
  const after = now();
  return { name, before, least: Math.min(...seen, after), most: Math.max(...seen, after), after, note };
}

async function long(pair: Pair): Promise<string> {
  const agent = new Agent();
  const { whole, bytes } = await send(agent, `${pair.through}/v1/messages?long=${LONG}`, bodyOf(100, 0, true));
  agent.destroy();
  if (bytes < LONG) throw new Error(`the stream had ${bytes} bytes`);
  return `${(bytes / 1024 / 1024 / (whole / 1000)).toFixed(0)} MB/s`;
}

/** All streams have their first event, then nothing comes; then all go on and end. */
async function idle(pair: Pair): Promise<string> {
  const agent = new Agent({ keepAlive: true });
  const url = `${pair.through}/v1/messages`;
  const body = bodyOf(100, 0, true);
  const begun: Promise<void>[] = [];
  const whole = Array.from({ length: IDLE }, () => {
    let first = (): void => {};
    begun.push(
      new Promise((resolve) => {
        first = resolve;
      }),
    );
    return send(agent, `${url}?idle=${IDLE}`, body, () => first());
  });
  await Promise.all(begun);
  await sleep(SILENCE);
  const between = await send(agent, url, bodyOf(100, 0, false));
  await send(agent, `${url}?idle=0`, body);
  const bytes = new Set((await Promise.all(whole)).map((sent) => sent.bytes));
  agent.destroy();
  if (bytes.size !== 1) throw new Error("the streams did not all say the same");
  return `a request meanwhile: ${between.whole.toFixed(1)} ms`;
}

function print(figures: readonly Flat[]): void {
  console.log("resident MiB of the proxy    before   least    most   after");
  for (const { name, before, least, most, after, note } of figures) {
    const columns = [before, least, most, after].map((value) => String(value).padStart(8)).join("");
    console.log(`${name.padEnd(26)}${columns}   ${note}`);
  }
}
