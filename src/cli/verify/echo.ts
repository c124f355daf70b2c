// A provider on this machine that keeps what reaches it and sends it back, in small pieces where a stream was asked for: what it
// was told must hold no canary, and what the client gets must hold them all.

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { writeFrame } from "./frames.ts";

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
  let stored = "";
  const server = createServer((request, response) => {
    void collect(request).then((body) => {
      const { method, url = "", rawHeaders } = request;
      last = [method, url, ...rawHeaders, body].join("\n");
      if (to === undefined && method === "GET" && url.endsWith("/content")) {
        response.writeHead(200, { "content-type": "application/octet-stream" });
        response.end(stored);
      } else if (to === undefined) {
        stored = body;
        answer(url, body, response);
      } else forward(`${to}${url}`, request, body, response);
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
  if (STREAMED.test(text)) stream(url, text, response);
  else {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ echo: text }));
  }
}

/** What says that a stream is asked for: a member of the body, or the path. */
const STREAMED = /"stream":\s*true|:streamGenerateContent|\/converse-stream|\/invoke-with-response-stream/;

/** An API's stream: its media type, and one piece of text in it. */
interface Form {
  readonly path: RegExp;
  readonly type: string;
  piece(text: string): string | Buffer;
}

const sse = (event: { readonly type?: string }): string =>
  `${event.type === undefined ? "" : `event: ${event.type}\n`}data: ${JSON.stringify(event)}\n\n`;
const block = (text: string): { type: string } =>
  ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }) as { type: string };

/** The first that fits. */
const FORMS: readonly Form[] = [
  {
    path: /:streamGenerateContent/,
    type: "text/event-stream",
    piece: (text) => `data: ${JSON.stringify({ candidates: [{ index: 0, content: { parts: [{ text }] } }] })}\n\n`,
  },
  {
    path: /\/converse-stream/,
    type: "application/vnd.amazon.eventstream",
    piece: (text) => writeFrame("contentBlockDelta", JSON.stringify({ contentBlockIndex: 0, delta: { text } })),
  },
  {
    path: /\/invoke-with-response-stream/,
    type: "application/vnd.amazon.eventstream",
    piece: (text) =>
      writeFrame("chunk", JSON.stringify({ bytes: Buffer.from(JSON.stringify(block(text))).toString("base64") })),
  },
  { path: /\/messages/, type: "text/event-stream", piece: (text) => sse(block(text)) },
  {
    path: /\/responses/,
    type: "text/event-stream",
    piece: (delta) =>
      sse({
        type: "response.output_text.delta",
        ...{ item_id: "m1", output_index: 0, content_index: 0, sequence_number: 1, delta },
      }),
  },
  {
    path: /\/api\/chat/,
    type: "application/x-ndjson",
    piece: (content) => `${JSON.stringify({ message: { role: "assistant", content }, done: false })}\n`,
  },
  {
    path: /\/v2\/chat$/,
    type: "text/event-stream",
    piece: (text) => sse({ type: "content-delta", ...{ index: 0, delta: { message: { content: { text } } } } }),
  },
  {
    path: /^/,
    type: "text/event-stream",
    piece: (content) =>
      `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`,
  },
];

function stream(url: string, text: string, response: ServerResponse): void {
  const form = FORMS.find(({ path }) => path.test(url));
  if (form === undefined) throw new TypeError("the last form fits every path");
  response.writeHead(200, { "content-type": form.type });
  for (let at = 0; at < text.length; at += PIECE) response.write(form.piece(text.slice(at, at + PIECE)));
  response.end();
}
