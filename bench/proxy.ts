// What the proxy costs: the same clients against the same provider, with `closemask serve` between them and without, in turns.
// Provider, proxy and clients are a process each, on loopback. Prints one table; with `--memory` the other one, of
// proxy-memory.ts.

import { Agent } from "node:http";
import { parseArgs } from "node:util";
import { bodyOf, cpuOf, memoryOf, type Pair, type Sent, send, startPair } from "./proxy-kit.ts";
import { measureMemory } from "./proxy-memory.ts";

const USAGE = `usage: npm run bench:proxy -- [options]

  --runs N       runs of each row with and without the proxy, in turns; the median counts (default 3)
  --requests N   requests of a run with sixteen clients (default 4000; with --memory 100000)
  --memory       memory instead of speed: over many requests, a long stream, idle streams
  --json         figures as JSON`;

const CLIENTS = 16;
/** Requests of a run with one client. */
const ONE_BY_ONE = 200;
/** Streams of sixteen clients in a run that take their time. */
const SLOW = 160;

interface Run {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds until the first byte of the answer's body, median. */
  readonly first: number;
  /** Milliseconds of the proxy's processor time for a request; of no meaning without the proxy. */
  readonly cpu: number;
}

interface Row {
  readonly name: string;
  readonly path: string;
  readonly clients: number;
  readonly requests: number;
  /** The body of request `i`. */
  readonly body: (i: number) => string;
}

/** Runs the benchmark; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: "string", default: "3" },
      requests: { type: "string" },
      memory: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs);
  const requests = Number(values.requests ?? (values.memory ? 100_000 : 4000));
  if (values.help || !Number.isInteger(runs) || runs < 1 || !Number.isInteger(requests) || requests < CLIENTS) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const pair = await startPair();
  try {
    if (values.memory) return await measureMemory(pair, { requests, clients: CLIENTS, json: values.json });
    const figures: Figures[] = [];
    for (const row of rowsOf(requests)) {
      const both: { direct: Run; through: Run }[] = [];
      for (let i = 0; i < runs; i++) {
        both.push({
          direct: await measure(pair, pair.direct, row, i),
          through: await measure(pair, pair.through, row, i),
        });
      }
      figures.push({ name: row.name, ...medians(both), memory: memoryOf(pair.pid) });
    }
    if (values.json) console.log(JSON.stringify(figures, null, 2));
    else printFigures(figures);
    return 0;
  } finally {
    await pair.stop();
  }
}

function rowsOf(requests: number): Row[] {
  const known = bodyOf(50_000, 0, false);
  const small = bodyOf(100, 0, false);
  const streamed = bodyOf(100, 0, true);
  const one = { path: "/v1/messages", clients: 1, requests: ONE_BY_ONE };
  const stream = { path: "/v1/messages?stream", body: () => streamed };
  let turn = 0;
  return [
    { name: "50 KB, first time", ...one, body: () => bodyOf(50_000, ++turn, false) },
    { name: "50 KB, seen before", ...one, body: () => known },
    { name: "small, 16 clients", path: "/v1/messages", clients: CLIENTS, requests, body: () => small },
    { name: "40 events, one client", ...stream, clients: 1, requests: ONE_BY_ONE },
    { name: "40 events, 16 clients", ...stream, clients: CLIENTS, requests },
    { ...stream, name: "the same, 10 ms apart", path: "/v1/messages?slow", clients: CLIENTS, requests: SLOW },
  ];
}

async function measure(pair: Pair, base: string, row: Row, run: number): Promise<Run> {
  const agent = new Agent({ keepAlive: true, maxSockets: row.clients });
  const times: Sent[] = [];
  const bodies = Array.from({ length: row.clients === 1 ? row.requests : 1 }, (_, i) =>
    row.body(run * row.requests + i),
  );
  // The first run warms everything up; later ones a little.
  const warm = bodyOf(100, 0, false);
  for (let i = 0; i < (run === 0 ? 50 : 5) * row.clients; i++) await send(agent, `${base}/v1/messages`, warm);
  let left = row.requests;
  const cpu = cpuOf(pair.pid) ?? 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: row.clients }, async () => {
      while (left-- > 0) times.push(await send(agent, base + row.path, bodies[times.length % bodies.length] ?? ""));
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  const whole = times.map((time) => time.whole).sort((a, b) => a - b);
  const first = times.map((time) => time.first).sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    p50: at(whole, 0.5),
    p99: at(whole, 0.99),
    first: at(first, 0.5),
    cpu: ((cpuOf(pair.pid) ?? 0) - cpu) / times.length,
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

interface Figures {
  readonly name: string;
  readonly direct: Run;
  readonly through: Run;
  /** Resident MiB of the proxy behind the row; undefined where the system does not say. */
  readonly memory: number | undefined;
}

/** Figure by figure. */
function medians(pairs: readonly { direct: Run; through: Run }[]): { direct: Run; through: Run } {
  const of = (which: "direct" | "through"): Run => {
    const median = (key: keyof Run): number =>
      at(
        pairs.map((pair) => pair[which][key]).sort((a, b) => a - b),
        0.5,
      );
    return {
      perSecond: median("perSecond"),
      p50: median("p50"),
      p99: median("p99"),
      first: median("first"),
      cpu: median("cpu"),
    };
  };
  return { direct: of("direct"), through: of("through") };
}

function printFigures(figures: readonly Figures[]): void {
  const ms = (value: number): string => value.toFixed(2).padStart(8);
  console.log(
    "                          per second          p50 ms            p99 ms         first byte ms    CPU ms  memory",
  );
  console.log(
    "                        direct  proxy    direct   proxy    direct   proxy    direct   proxy   proxy    MiB",
  );
  for (const { name, direct, through, memory } of figures) {
    const rate = [direct, through].map(({ perSecond }) => String(Math.round(perSecond)).padStart(7)).join("");
    const times = (["p50", "p99", "first"] as const).map((key) => `${ms(direct[key])}${ms(through[key])}`).join("  ");
    console.log(`${name.padEnd(22)}${rate}  ${times}${ms(through.cpu)}  ${String(memory ?? "").padStart(6)}`);
  }
}
