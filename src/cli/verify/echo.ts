// A provider on this machine that keeps what reaches it and sends it back, in small pieces where a stream was asked for: what it
// was told must hold no canary, and what the client gets must hold them all.

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressInfo } from "node:net";

export interface Echo {
  readonly url: string;
  /** All bytes of the last request: its line, its headers and its body. */
  last(): string;
  close(): Promise<void>;
}

/** Characters of a stream's pieces: shorter than any placeholder. */
const PIECE = 7;

/** With `to`, requests go on to that provider, and its answers come back instead of echoes. */
export async function startEcho(to?: string): Promise<Echo> {
  let last = "";
  const server = createServer((request, response) => {
    void collect(request).then((body) => {
      const { method, url = "", rawHeaders } = request;
      last = [method, url, ...rawHeaders, body].join("\n");
      if (to === undefined) answer(url, body, response);
      else forward(`${to}${url}`, request, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    last: () => last,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(target: string, { method, headers }: IncomingMessage, body: string, response: ServerResponse): void {
  const send = target.startsWith("https:") ? requestHttps : request;
  const outgoing = send(target, { method, headers: { ...headers, host: new URL(target).host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  outgoing.end(body);
}

async function collect(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function answer(url: string, body: string, response: ServerResponse): void {
  // Queries and headers come back as they went, with the body as text: what is no request is read like any other text.
  const text = `${url} ${body}`;
  if (/"stream":\s*true|:streamGenerateContent/.test(text)) stream(url, text, response);
  else {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ echo: text }));
  }
}

function stream(url: string, text: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let at = 0; at < text.length; at += PIECE) response.write(eventOf(url, text.slice(at, at + PIECE)));
  response.end();
}

/** One piece of text in the stream of the API. */
function eventOf(url: string, text: string): string {
  if (url.includes(":streamGenerateContent"))
    return `data: ${JSON.stringify({ candidates: [{ index: 0, content: { parts: [{ text }] } }] })}\n\n`;
  if (url.includes("/messages")) {
    const event = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
    return `event: content_block_delta\ndata: ${JSON.stringify(event)}\n\n`;
  }
  return `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
}
