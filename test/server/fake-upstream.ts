// A provider at the far end: answers as a test says, and remembers every byte that reached it.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Received {
  readonly method: string;
  readonly url: string;
  /** Name, value, name, value. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly json: unknown;
}

export interface FakeUpstream {
  readonly url: string;
  readonly received: Received[];
  /** Requests that began, also those whose body never came whole. */
  readonly begun: number;
  /** Connections that are open. */
  readonly open: number;
  /** All that it was ever told, as one text. */
  everything(): string;
}

export type Answer = (request: Received, response: ServerResponse) => void | Promise<void>;

/** Ends with the test. On a port that is free unless one is named. */
export async function startUpstream(answer: Answer, port = 0): Promise<FakeUpstream> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let begun = 0;
  const server = createServer({ maxHeaderSize: 256 * 1024 }, (request, response) => {
    begun++;
    void take(request).then(async (got) => {
      if (got === null) return;
      received.push(got);
      await answer(got, response);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get begun() {
      return begun;
    },
    get open() {
      return sockets.size;
    },
    everything: () =>
      received
        .map(({ method, url, rawHeaders, body }) => [method, url, ...rawHeaders, body.toString()].join("\n"))
        .join("\n"),
  };
}

async function take(request: IncomingMessage): Promise<Received | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return null;
  }
  const { method = "", url = "", rawHeaders, headers } = request;
  const body = Buffer.concat(chunks);
  return { method, url, rawHeaders, headers, body, json: parsed(body) };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** A whole answer of JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/** An answer of Chat Completions with this text. */
export function chatAnswer(content: string): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
  };
}

/** One chunk of a stream of Chat Completions, as an event. */
export function chatChunk(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices })}\n\n`;
}

/** The first placeholder of the last user message of a request. */
export function placeholderIn({ body }: Received): string {
  const found = /[A-Z]{2,16}[XYZ]\d{9,15}/.exec(body.toString());
  if (found === null) throw new Error("the request holds no placeholder");
  return found[0];
}
