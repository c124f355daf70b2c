// What the proxy costs: the same clients against the same provider, with `closemask serve` between them and without, in turns.
// Provider, proxy and clients are a process each, on loopback. Prints one table.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, URL } from "node:url";
import { parseArgs } from "node:util";

const USAGE = `usage: npm run bench:proxy -- [options]

  --runs N       runs of each row with and without the proxy, in turns; the median counts (default 3)
  --requests N   requests of a run with sixteen clients (default 4000)
  --json         figures as JSON`;

const CLIENTS = 16;
/** Requests of a run with one client. */
const ONE_BY_ONE = 200;
const BIN = fileURLToPath(new URL("../bin/closemask.js", import.meta.url));
const UPSTREAM = fileURLToPath(new URL("proxy-upstream.ts", import.meta.url));

interface Run {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds until the first byte of the answer's body, median. */
  readonly first: number;
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
      requests: { type: "string", default: "4000" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs);
  const requests = Number(values.requests);
  if (values.help || !Number.isInteger(runs) || runs < 1 || !Number.isInteger(requests) || requests < CLIENTS) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const home = mkdtempSync(join(tmpdir(), "closemask-bench-"));
  const children: ChildProcess[] = [];
  try {
    const upstream = `http://127.0.0.1:${await lineOf(started(children, [UPSTREAM], {}), "stdout", /^(\d+)$/)}`;
    const proxy = started(children, proxyArguments(upstream), environment(home));
    const url = await lineOf(proxy, "stderr", /listening on (\S+)/);
    const figures = [];
    for (const row of rowsOf(requests)) {
      const pairs: { direct: Run; through: Run }[] = [];
      for (let i = 0; i < runs; i++) {
        pairs.push({ direct: await measure(upstream, row, i), through: await measure(`${url}/anthropic`, row, i) });
      }
      figures.push({ name: row.name, ...medians(pairs), memory: memoryOf(proxy.pid) });
    }
    if (values.json) console.log(JSON.stringify(figures, null, 2));
    else printFigures(figures);
    return 0;
  } finally {
    for (const child of children) child.kill();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function proxyArguments(upstream: string): string[] {
  return [BIN, "serve", "--port", "0", "--upstream", `anthropic=${upstream}`];
}

/** A home of its own, and nothing of the user's. */
function environment(home: string): Record<string, string> {
  const key = Buffer.alloc(32, 7).toString("base64");
  return { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, CLOSEMASK_KEY: key };
}

function started(children: ChildProcess[], args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [...args], { env: { PATH: process.env.PATH ?? "", ...env } });
  children.push(child);
  return child;
}

/** What a process says once it listens. */
function lineOf(child: ChildProcess, from: "stdout" | "stderr", wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = child[from];
    if (stream === null) throw new TypeError("its output is not a pipe");
    createInterface({ input: stream }).on("line", (line) => {
      const found = wanted.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", (code) => reject(new Error(`a process of the benchmark ended with ${code}`)));
  });
}

/** Text of a coding session, with two values of a user's in its last message. */
function bodyOf(size: number, turn: number, stream: boolean): string {
  const words = "the handler parses config and returns a stream of events for each request in the build ".split(" ");
  let at = turn * 7;
  const text = (length: number): string => {
    let all = "";
    while (all.length < length) all += `${words[at++ % words.length]}${at % 11 === 0 ? ".\n" : " "}`;
    return all;
  };
  const tools = Array.from({ length: 12 }, (_, i) => ({
    name: `tool_${i}`,
    description: text(size / 40),
    input_schema: { type: "object", properties: { path: { type: "string", description: text(80) } } },
  }));
  const asked = `write to jane.roe@corp-mail.com or +1 415 555 0133 about ${turn}`;
  return JSON.stringify({
    model: "m",
    max_tokens: 1000,
    ...(stream ? { stream } : {}),
    ...(size < 1000 ? {} : { system: [{ type: "text", text: text(size / 3) }], tools }),
    messages: [{ role: "user", content: size < 1000 ? asked : `${text(size / 4)} ${asked}` }],
  });
}

function rowsOf(requests: number): Row[] {
  const known = bodyOf(50_000, 0, false);
  const small = bodyOf(100, 0, false);
  const streamed = bodyOf(100, 0, true);
  const one = { path: "/v1/messages", clients: 1, requests: ONE_BY_ONE };
  let turn = 0;
  return [
    { name: "50 KB, first time", ...one, body: () => bodyOf(50_000, ++turn, false) },
    { name: "50 KB, seen before", ...one, body: () => known },
    { name: "small, 16 clients", path: "/v1/messages", clients: CLIENTS, requests, body: () => small },
    {
      name: "40 events, one client",
      path: "/v1/messages?stream",
      clients: 1,
      requests: ONE_BY_ONE,
      body: () => streamed,
    },
    { name: "40 events, 16 clients", path: "/v1/messages?stream", clients: CLIENTS, requests, body: () => streamed },
  ];
}

async function measure(base: string, row: Row, run: number): Promise<Run> {
  const agent = new Agent({ keepAlive: true, maxSockets: row.clients });
  const times: { whole: number; first: number }[] = [];
  const bodies = Array.from({ length: row.clients === 1 ? row.requests : 1 }, (_, i) =>
    row.body(run * row.requests + i),
  );
  // The first run warms everything up; later ones a little.
  for (let i = 0; i < (run === 0 ? 50 : 5) * row.clients; i++) await send(agent, base, row.path, bodyOf(100, 0, false));
  let left = row.requests;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: row.clients }, async () => {
      while (left-- > 0) times.push(await send(agent, base, row.path, bodies[times.length % bodies.length] ?? ""));
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  const whole = times.map((time) => time.whole).sort((a, b) => a - b);
  const first = times.map((time) => time.first).sort((a, b) => a - b);
  return { perSecond: times.length / seconds, p50: at(whole, 0.5), p99: at(whole, 0.99), first: at(first, 0.5) };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function send(agent: Agent, base: string, path: string, body: string): Promise<{ whole: number; first: number }> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let first = 0;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "anthropic-version": "2023-06-01",
      "x-api-key": "benchmark",
    };
    const outgoing = request(base + path, { method: "POST", agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.on("data", () => {
        if (first === 0) first = performance.now() - start;
      });
      response.on("end", () => resolve({ whole: performance.now() - start, first }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
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
    return { perSecond: median("perSecond"), p50: median("p50"), p99: median("p99"), first: median("first") };
  };
  return { direct: of("direct"), through: of("through") };
}

function memoryOf(pid: number | undefined): number | undefined {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}

function printFigures(figures: readonly Figures[]): void {
  const ms = (value: number): string => value.toFixed(2).padStart(8);
  console.log("                          per second          p50 ms            p99 ms         first byte ms    memory");
  console.log("                        direct  proxy    direct   proxy    direct   proxy    direct   proxy    MiB");
  for (const { name, direct, through, memory } of figures) {
    const rate = [direct, through].map(({ perSecond }) => String(Math.round(perSecond)).padStart(7)).join("");
    const times = (["p50", "p99", "first"] as const).map((key) => `${ms(direct[key])}${ms(through[key])}`).join("  ");
    console.log(`${name.padEnd(22)}${rate}  ${times}  ${String(memory ?? "").padStart(6)}`);
  }
}
