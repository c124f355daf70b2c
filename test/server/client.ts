// The near end, by hand: requests whose bytes and timing a test decides.

import { type IncomingMessage, type RequestOptions, request } from "node:http";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly text: string;
  readonly json: () => unknown;
  /** It broke off before it was whole. */
  readonly broken: boolean;
}

export interface Sending extends Pick<RequestOptions, "agent"> {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Text and buffers as they are, everything else as JSON. */
  readonly body?: unknown;
}

export function send(url: string, sending: Sending = {}): Promise<Reply> {
  const { body } = sending;
  const bytes = body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const method = sending.method ?? (bytes === undefined ? "GET" : "POST");
  const json = bytes === undefined ? {} : { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const { agent, headers = {} } = sending;
    const outgoing = request(url, {
      method,
      headers: { ...json, ...headers },
      ...(agent === undefined ? {} : { agent }),
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => resolve(collect(response)));
    outgoing.end(bytes);
  });
}

export function collect(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", () => {});
    response.on("close", () => {
      const body = Buffer.concat(chunks);
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body,
        text: body.toString(),
        json: () => JSON.parse(body.toString()),
        broken: !response.complete,
      });
    });
  });
}

/** Waits until it holds, or fails after two seconds. */
export async function until(holds: () => boolean, what: string, patience = 2000): Promise<void> {
  const deadline = performance.now() + patience;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
