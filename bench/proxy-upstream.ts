// A provider for the benchmark of the proxy, in a process of its own: answers at once, whatever it is asked, and says on stdout
// where it listens. `?stream` is a stream of forty events.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const EVENTS = 40;
/** Events that leave at once; then the loop goes round. */
const BATCH = 8;

const message = { role: "assistant", content: "Sure, here is what you asked for." };
const WHOLE = JSON.stringify({ object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }] });
const PIECES = Array.from({ length: EVENTS }, (_, i) => {
  const event = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: `word ${i} and ` } };
  return `event: content_block_delta\ndata: ${JSON.stringify(event)}\n\n`;
});
const LAST = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    if (request.url?.endsWith("?stream") === true) stream(response, 0);
    else {
      response.writeHead(200, { "content-type": "application/json", "content-length": WHOLE.length });
      response.end(WHOLE);
    }
  });
});

function stream(response: ServerResponse, from: number): void {
  if (from === 0) response.writeHead(200, { "content-type": "text/event-stream" });
  for (const piece of PIECES.slice(from, from + BATCH)) response.write(piece);
  if (from + BATCH < EVENTS) setImmediate(stream, response, from + BATCH);
  else response.end(LAST);
}

server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
