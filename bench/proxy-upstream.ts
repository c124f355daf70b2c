// A provider for the benchmarks of the proxy, in a process of its own: answers at once, whatever it is asked, and says on stdout
// where it listens. By its query an answer is one message, a stream of forty events (`stream`), the same with a pause
// before each event (`slow`), a stream of many bytes (`long=`) or one that says nothing until all others are there (`idle=`).

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const EVENTS = 40;
/** Events that leave at once; then the loop goes round. */
const BATCH = 8;
/** Milliseconds between two events of a slow stream: a fast model. */
const PAUSE = 10;

const message = { role: "assistant", content: "Sure, here is what you asked for." };
const WHOLE = JSON.stringify({ object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }] });
const eventOf = (text: string): string => {
  const event = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
  return `event: content_block_delta\ndata: ${JSON.stringify(event)}\n\n`;
};
const PIECES = Array.from({ length: EVENTS }, (_, i) => eventOf(`word ${i} and `));
const LAST = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';
/** An event of a KB. */
const LINE = eventOf("some words of an answer that goes on for long, ".repeat(19));

/** Streams that wait for the others. */
const idle = new Set<ServerResponse>();

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const asked = new URLSearchParams(request.url?.split("?")[1] ?? "");
    if (asked.has("stream")) stream(begun(response), 0);
    else if (asked.has("slow")) slow(begun(response), 0);
    else if (asked.has("long")) long(begun(response), Number(asked.get("long")));
    else if (asked.has("idle")) wait(begun(response), Number(asked.get("idle")));
    else {
      response.writeHead(200, { "content-type": "application/json", "content-length": WHOLE.length });
      response.end(WHOLE);
    }
  });
});

function begun(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { "content-type": "text/event-stream" });
}

function stream(response: ServerResponse, from: number): void {
  for (const piece of PIECES.slice(from, from + BATCH)) response.write(piece);
  if (from + BATCH < EVENTS) setImmediate(stream, response, from + BATCH);
  else response.end(LAST);
}

function slow(response: ServerResponse, from: number): void {
  if (from === EVENTS) response.end(LAST);
  else {
    response.write(PIECES[from] ?? "");
    setTimeout(slow, PAUSE, response, from + 1);
  }
}

function long(response: ServerResponse, left: number): void {
  let rest = left;
  while (rest > 0) {
    rest -= LINE.length;
    if (response.write(LINE)) continue;
    response.once("drain", () => long(response, rest));
    return;
  }
  response.end(LAST);
}

/** The first event at once; the others when `count` streams are here and a client has asked for the end (`idle=0`). */
function wait(response: ServerResponse, count: number): void {
  if (count > 0) {
    idle.add(response);
    response.write(PIECES[0] ?? "");
    return;
  }
  for (const each of idle) stream(each, 0);
  idle.clear();
  response.end(LAST);
}

server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
