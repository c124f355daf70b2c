// What the benchmarks of the proxy share: provider and proxy as processes of their own, requests as clients send them, and what
// the system says of the proxy's process.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, URL } from "node:url";

const BIN = fileURLToPath(new URL("../bin/closemask.js", import.meta.url));
const UPSTREAM = fileURLToPath(new URL("proxy-upstream.ts", import.meta.url));

/** A provider, and a proxy in front of it. */
export interface Pair {
  /** Base URLs: the provider's own, and of the same provider on the proxy. */
  readonly direct: string;
  readonly through: string;
  /** The proxy's process. */
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startPair(): Promise<Pair> {
  const home = mkdtempSync(join(tmpdir(), "closemask-bench-"));
  const children: ChildProcess[] = [];
  async function stop(): Promise<void> {
    await Promise.all(children.map(ended));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    const direct = `http://127.0.0.1:${await lineOf(started(children, [UPSTREAM], {}), "stdout", /^(\d+)$/)}`;
    const args = [BIN, "serve", "--port", "0", "--upstream", `anthropic=${direct}`];
    const proxy = started(children, args, environment(home));
    const url = await lineOf(proxy, "stderr", /listening on (\S+)/);
    if (proxy.pid === undefined) throw new TypeError("the proxy has no process");
    return { direct, through: `${url}/anthropic`, pid: proxy.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A home of its own, and nothing of the user's. */
function environment(home: string): Record<string, string> {
  const key = Buffer.alloc(32, 7).toString("base64");
  return { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, CLOSEMASK_KEY: key };
}

function started(children: ChildProcess[], args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH ?? "", ...env } });
  children.push(child);
  return child;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
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

/** Text of a coding session, with two values of a user's in its last message. Texts of two turns have no line in common. */
export function bodyOf(size: number, turn: number, stream: boolean): string {
  const words = "the handler parses config and returns a stream of events for each request in the build ".split(" ");
  let at = 0;
  const text = (length: number): string => {
    let all = `part ${turn}: `;
    while (all.length < length) all += `${words[at++ % words.length]}${at % 11 === 0 ? `.\n${turn} ` : " "}`;
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

export interface Sent {
  /** Milliseconds until the first byte of the answer's body, and until its end. */
  readonly first: number;
  readonly whole: number;
  readonly bytes: number;
}

/** Sends a request; `onData` sees the answer as it comes. */
export function send(
  agent: Agent,
  url: string,
  body: string,
  onData: (chunk: Buffer) => void = () => {},
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let first = 0;
    let bytes = 0;
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "anthropic-version": "2023-06-01",
      "x-api-key": "benchmark",
    };
    const outgoing = request(url, { method: "POST", agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.on("data", (chunk: Buffer) => {
        if (first === 0) first = performance.now() - start;
        bytes += chunk.length;
        onData(chunk);
      });
      response.on("error", reject);
      response.on("end", () => resolve({ whole: performance.now() - start, first, bytes }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Resident MiB of a process; undefined where the system does not say. */
export function memoryOf(pid: number): number | undefined {
  const kib = fieldOf(pid, "status", /VmRSS:\s+(\d+)/);
  return kib === undefined ? undefined : Math.round(kib / 1024);
}

/** Milliseconds of processor time of a process, all its threads together; undefined where the system does not say. */
export function cpuOf(pid: number): number | undefined {
  // Behind the name, which may hold anything: user and system time in hundredths of a second.
  const user = fieldOf(pid, "stat", /^.*\) (?:\S+ ){11}(\d+)/s);
  const system = fieldOf(pid, "stat", /^.*\) (?:\S+ ){12}(\d+)/s);
  return user === undefined || system === undefined ? undefined : (user + system) * 10;
}

function fieldOf(pid: number, file: string, field: RegExp): number | undefined {
  try {
    const found = field.exec(readFileSync(`/proc/${pid}/${file}`, "utf8"))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
