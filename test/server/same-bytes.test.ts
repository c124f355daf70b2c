// A file that a client's tool has read, and that a model gives back to one, is the same file: over real connections, whole and in
// pieces. A URL with a password in it is the client's own however its body writes it.

import { describe, expect, test } from "vitest";
import { send } from "./client.ts";
import { chatAnswer, chatChunk, type Received, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const PEM = [
  "-----BEGIN PRIVATE KEY-----",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
  "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
  "-----END PRIVATE KEY-----",
].join("\n");
const FILE = [
  JSON.stringify({ type: "service_account", private_key: `${PEM}\n` }, null, 2),
  'DB_PASSWORD = "ab\\\\cd9Xyz!kq"',
  `KEY="${PEM}"`,
  'a 5" nail; password: ab\\cd9Xyz!kq',
  "",
].join("\n");

const pieces = (text: string): string[] => text.match(/[\s\S]{1,9}/g) ?? [];
const events = <T>(text: string): T[] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)) as T);

interface Tool {
  readonly input: { readonly content: string };
}

describe.each([false, true])("streamed: %s", (stream) => {
  test("B06 Anthropic: a tool writes what another one read", async () => {
    const upstream = await startUpstream((request, response) => {
      const asked = request.json as { messages: [{ content: [{ content: string }] }] };
      const { content } = asked.messages[0].content[0];
      const call = { type: "tool_use", id: "2", name: "Write", input: {} };
      if (!stream) return sendJson(response, { type: "message", content: [{ ...call, input: { content } }] });
      const event = (type: string, more: object): string =>
        `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(event("message_start", { message: { content: [] } }));
      response.write(event("content_block_start", { index: 0, content_block: call }));
      for (const partial_json of pieces(JSON.stringify({ content })))
        response.write(event("content_block_delta", { index: 0, delta: { type: "input_json_delta", partial_json } }));
      response.end(event("content_block_stop", { index: 0 }) + event("message_stop", {}));
    });
    const server = await startServer({ upstream: upstream.url });
    const content = [{ type: "tool_result", tool_use_id: "1", content: FILE }];
    const body = { model: "m", max_tokens: 9, stream, messages: [{ role: "user", content }] };
    const { text } = await send(`${server.url}/anthropic/v1/messages`, { body });
    expect(upstream.everything()).not.toMatch(/MIIEvQ|cd9Xyz/);
    const written = stream
      ? JSON.parse(
          events<{ delta?: { partial_json?: string } }>(text)
            .map(({ delta }) => delta?.partial_json ?? "")
            .join(""),
        )
      : (JSON.parse(text) as { content: [Tool] }).content[0].input;
    expect(written.content).toBe(FILE);
  });

  test("B06 OpenAI Chat: a tool writes what another one read", async () => {
    const upstream = await startUpstream((request, response) => {
      const { content } = (request.json as { messages: [{ content: string }] }).messages[0];
      const args = JSON.stringify({ content });
      const call = (text: string): object => ({
        index: 0,
        id: "2",
        type: "function",
        function: { name: "write", arguments: text },
      });
      if (!stream)
        return sendJson(response, {
          choices: [{ index: 0, message: { role: "assistant", tool_calls: [call(args)] } }],
        });
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const piece of pieces(args)) response.write(chatChunk({ tool_calls: [call(piece)] }));
      response.end("data: [DONE]\n\n");
    });
    const server = await startServer({ upstream: upstream.url });
    const body = { model: "m", stream, messages: [{ role: "tool", tool_call_id: "1", content: FILE }] };
    const { text } = await send(`${server.url}/openai/v1/chat/completions`, { body });
    expect(upstream.everything()).not.toMatch(/MIIEvQ|cd9Xyz/);
    type Called = { tool_calls: [{ function: { arguments: string } }] };
    const args = stream
      ? events<{ choices: [{ delta: Called }] }>(text)
          .map(({ choices }) => choices[0].delta.tool_calls[0].function.arguments)
          .join("")
      : (JSON.parse(text) as { choices: [{ message: Called }] }).choices[0].message.tool_calls[0].function.arguments;
    expect(JSON.parse(args).content).toBe(FILE);
  });

  test.each([
    ["as it is", (json: string) => json],
    ["with escaped slashes", (json: string) => json.replaceAll("/", "\\/")],
    ["with a letter as an escape", (json: string) => json.replace("postgres", "\\u0070ostgres")],
  ])("a password comes back in a URL that the body has %s", async (_, write) => {
    const said = "see postgres://admin:s3cr3tPw9@db.internal:5432/x ok";
    const upstream = await startUpstream((request: Received, response) => {
      const { content } = (request.json as { messages: [{ content: string }] }).messages[0];
      const more = content.replace("db.internal", "evil.example").replace("postgres", "https");
      const whole = `${content} and ${more}`;
      if (!stream) return sendJson(response, chatAnswer(whole));
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const piece of pieces(whole)) response.write(chatChunk({ content: piece }));
      response.end("data: [DONE]\n\n");
    });
    const restore = {
      unmaskedTools: new Set<string>(),
      allows: (_kind: string, { inUrl }: { inUrl: boolean }) => !inUrl,
    };
    const server = await startServer({ upstream: upstream.url, serving: { restore } });
    const body = write(JSON.stringify({ model: "m", stream, messages: [{ role: "user", content: said }] }));
    const { text } = await send(`${server.url}/openai/v1/chat/completions`, { body });
    expect(upstream.everything()).not.toContain("s3cr3tPw9");
    const answered = stream
      ? events<{ choices: [{ delta: { content?: string } }] }>(text)
          .map(({ choices }) => choices[0].delta.content ?? "")
          .join("")
      : (JSON.parse(text) as { choices: [{ message: { content: string } }] }).choices[0].message.content;
    const [own, other] = answered.split(" and ");
    expect(own).toBe(said);
    // Its own scheme was not the client's.
    expect(other).toMatch(/^see https:\/\/admin:[A-Z]+X\d{9}@evil\.example:5432\/x ok$/);
  });
});
