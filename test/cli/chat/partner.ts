// A provider on this machine that streams in the shape of an API, and remembers all that it was told.

import type { ServerResponse } from "node:http";
import { type FakeUpstream, type Received, startUpstream } from "../../server/fake-upstream.ts";

export type Shape = "openai" | "anthropic" | "openai-responses";

export interface PartnerOptions {
  readonly shape: Shape;
  /** What it says to a request; by default what the last message says. */
  readonly say?: (request: Received) => string;
  /** Characters of an event. */
  readonly size?: number;
  /** Milliseconds between two events. */
  readonly pause?: number;
  /** Answers otherwise; returns whether it did. */
  readonly before?: (request: Received, response: ServerResponse) => boolean;
}

export function startPartner(options: PartnerOptions): Promise<FakeUpstream> {
  const { shape, say = lastText, size = 7, pause = 0, before = () => false } = options;
  return startUpstream(async (request, response) => {
    if (before(request, response)) return;
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ data: ["m-2", "m-10", "other"].map((id) => ({ id })) }));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const text = say(request);
    const write = (event: string): void => void response.write(event);
    if (shape === "anthropic") {
      write(event({ type: "message_start", message: { id: "m", role: "assistant", usage: { input_tokens: 11 } } }));
      write(event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }));
    }
    for (let at = 0; at < text.length; at += size) {
      if (response.destroyed) return;
      write(piece(shape, text.slice(at, at + size)));
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    if (shape === "anthropic") {
      write(event({ type: "content_block_stop", index: 0 }));
      write(event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } }));
      write(event({ type: "message_stop" }));
    } else if (shape === "openai-responses") {
      const usage = { input_tokens: 11, output_tokens: 5 };
      const content = [{ type: "output_text", text, annotations: [] }];
      const output = [{ type: "message", id: "m1", role: "assistant", status: "completed", content }];
      write(event({ type: "response.output_text.done", item_id: "m1", output_index: 0, content_index: 0, text }));
      write(
        event({ type: "response.completed", response: { id: "r", status: "completed", error: null, output, usage } }),
      );
    } else {
      write(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 5 } })}\n\n`);
      write("data: [DONE]\n\n");
    }
    response.end();
  });
}

function piece(shape: Shape, text: string): string {
  if (shape === "anthropic") {
    return event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
  }
  if (shape === "openai-responses") {
    const at = { item_id: "m1", output_index: 0, content_index: 0 };
    return event({ type: "response.output_text.delta", ...at, delta: text });
  }
  const choices = [{ index: 0, delta: { content: text }, finish_reason: null }];
  return `data: ${JSON.stringify({ object: "chat.completion.chunk", choices })}\n\n`;
}

function event(value: { readonly type: string; readonly [name: string]: unknown }): string {
  return `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
}

/** The text of the last message of a request. */
export function lastText({ json }: Received): string {
  const { messages, input = [] } = json as { messages?: { content: string }[]; input?: { content: string }[] };
  return (messages ?? input).at(-1)?.content ?? "";
}
