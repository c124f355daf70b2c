// Refuses to become a WebSocket: frames that are not masked must not pass, and clients fall back to HTTP when they are told at
// once.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { DIALECTS } from "../proxy/dialects/index.ts";
import { errorBody } from "../proxy/errors.ts";
import { endpointOf } from "./endpoint.ts";
import type { Serving } from "./serving.ts";

const MESSAGE = "WebSockets cannot be masked and are not opened; use HTTP";

/** In one piece: a client may take a partial answer for a broken handshake. */
export function refuseUpgrade(
  { routes }: Serving,
  { url = "/", method = "GET", headers }: IncomingMessage,
  socket: Duplex,
): void {
  const route = routes.find(url, { anthropic: false, gemini: headers["x-goog-api-key"] !== undefined });
  const shape =
    route === null ? "openai" : endpointOf(DIALECTS, route.provider.dialect, method, route.path).dialect.errors;
  const body = errorBody(shape, "websocket", MESSAGE);
  const head = [
    "HTTP/1.1 426 Upgrade Required",
    "content-type: application/json; charset=utf-8",
    `content-length: ${body.length}`,
    "x-closemask-refused: websocket",
    "connection: close",
  ];
  socket.on("error", () => {});
  socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
}
