// The built-in partner: answers with the wire form that it received, so that anybody sees what would have left. It has no
// socket; it stands where the connection to a provider stands.

import { Readable } from "node:stream";
import type { Provider } from "../server/providers.ts";
import type { Upstream } from "../upstream/client.ts";
import { apiOf } from "./apis.ts";

export const ECHO: Provider = { name: "echo", baseUrl: "http://echo.invalid/v1", dialect: "openai" };
export const ECHO_MODEL = "echo";

export function createEcho(): Upstream {
  return {
    async send({ body, method }) {
      if (method === "GET") {
        const models = JSON.stringify({ data: [{ id: ECHO_MODEL }] });
        return {
          status: 200,
          headers: ["content-type", "application/json"],
          body: Readable.from([Buffer.from(models)]),
        };
      }
      const texts = apiOf(ECHO.dialect)?.texts(JSON.parse(body?.toString() ?? "{}")) ?? [];
      return {
        status: 200,
        headers: ["content-type", "text/event-stream"],
        body: Readable.from(events(texts.at(-1) ?? "")),
      };
    },
    async close() {},
    async destroy() {},
  };
}

function* events(text: string): Generator<Buffer> {
  // In words, as models write.
  for (const word of text.match(/\S*\s*/g) ?? []) {
    if (word === "") continue;
    yield event({ choices: [{ index: 0, delta: { content: word }, finish_reason: null }] });
  }
  yield event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  yield Buffer.from("data: [DONE]\n\n");
}

function event(value: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify({ object: "chat.completion.chunk", ...value })}\n\n`);
}
