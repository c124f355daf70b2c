// Measures a sidecar from outside: the time from a request's first byte to its answer's last one.

import { Agent, request } from "node:http";
import { ClosemaskError } from "../../errors.ts";

export interface MeasureOptions {
  /** `http:` or `unix:`. */
  readonly url: string;
  readonly requests: number;
  readonly concurrency: number;
  /** Bytes of a text. */
  readonly size: number;
}

/** Milliseconds. */
export interface Figures {
  readonly single: { readonly p50: number; readonly p99: number };
  readonly many: { readonly p50: number; readonly p99: number; readonly total: number };
}

const SENTENCE = "The report that Alice Smith sent from Berlin was read by everybody in the office on Monday. ";
const WARM_UP = 20;

export async function measureSidecar({ url, requests, concurrency, size }: MeasureOptions): Promise<Figures> {
  const text = SENTENCE.repeat(Math.ceil(size / SENTENCE.length)).slice(0, size);
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const ask = (): Promise<number> => timeOf(url, agent, JSON.stringify({ text, language: "en" }));
  try {
    for (let i = 0; i < WARM_UP; i++) await ask();
    const single: number[] = [];
    for (let i = 0; i < requests; i++) single.push(await ask());
    const begun = performance.now();
    const many = await Promise.all(Array.from({ length: concurrency }, ask));
    return { single: quantiles(single), many: { ...quantiles(many), total: performance.now() - begun } };
  } finally {
    agent.destroy();
  }
}

function quantiles(times: readonly number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { p50: at(0.5), p99: at(0.99) };
}

/** @throws ClosemaskError `ner` */
function timeOf(url: string, agent: Agent, body: string): Promise<number> {
  const begun = performance.now();
  const failed = (why: string): ClosemaskError =>
    new ClosemaskError("ner", `the sidecar ${why}`, { hint: "closemask ner status" });
  return new Promise((resolve, reject) => {
    const common = {
      agent,
      method: "POST",
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    };
    const outgoing = url.startsWith("unix:")
      ? request({ ...common, socketPath: url.slice("unix:".length), path: "/detect" })
      : request(`${url}/detect`, common);
    outgoing.on("error", () => reject(failed("does not answer")));
    outgoing.on("response", (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200) resolve(performance.now() - begun);
        else reject(failed(`answered ${response.statusCode}`));
      });
    });
    outgoing.end(body);
  });
}
