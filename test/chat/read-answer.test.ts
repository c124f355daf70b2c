// Reading answers: the same text however the bytes were cut, in the shape of every API.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apiOf } from "../../src/chat/apis.ts";
import { createAnswerReader } from "../../src/chat/read-answer.ts";
import { errorText } from "../../src/chat/said.ts";
import type { Usage } from "../../src/chat/types.ts";

const TEXT = "Hi 张三 👋, bye";
const PIECES = ["Hi ", "张三 ", "👋, b", "ye"];
const data = (value: object, event = ""): string =>
  `${event === "" ? "" : `event: ${event}\n`}data: ${JSON.stringify(value)}\n\n`;

/** A stream of each API that says TEXT. */
const STREAMS: Readonly<Record<string, string>> = {
  openai:
    PIECES.map((content) => data({ choices: [{ index: 0, delta: { content } }] })).join("") +
    data({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } }) +
    "data: [DONE]\n\n",
  "openai-responses":
    data({ type: "response.created", response: { id: "r", error: null, output: [], usage: null } }) +
    data({ type: "response.reasoning_summary_text.delta", delta: "hm" }) +
    PIECES.map((delta) => data({ type: "response.output_text.delta", item_id: "m", delta })).join("") +
    data({ type: "response.output_text.done", item_id: "m", text: TEXT }) +
    data({
      type: "response.completed",
      response: {
        error: null,
        output: [{ type: "message", content: [{ type: "output_text", text: TEXT }] }],
        usage: { input_tokens: 7, output_tokens: 3 },
      },
    }),
  anthropic:
    data({ type: "message_start", message: { usage: { input_tokens: 7, output_tokens: 1 } } }, "message_start") +
    ": ping\n\n" +
    PIECES.map((text) =>
      data({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }, "content_block_delta"),
    ).join("") +
    data({ type: "content_block_delta", index: 1, delta: { type: "thinking_delta", thinking: "hm" } }) +
    data({ type: "message_delta", delta: {}, usage: { output_tokens: 3 } }, "message_delta") +
    data({ type: "message_stop" }, "message_stop"),
  gemini: PIECES.map((text) =>
    data({
      candidates: [{ content: { role: "model", parts: [{ text: "aside", thought: true }, { text }] } }],
      usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3 },
    }),
  ).join(""),
  ollama: [
    ...PIECES.map((content) => ({ message: { role: "assistant", content }, done: false })),
    { message: { role: "assistant", content: "" }, done: true, prompt_eval_count: 7, eval_count: 3 },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join(""),
  mistral:
    PIECES.map((content) => data({ choices: [{ index: 0, delta: { content } }] })).join("") +
    data({ choices: [{ index: 0, delta: { content: "" } }], usage: { prompt_tokens: 7, completion_tokens: 3 } }),
  cohere:
    PIECES.map((text) => data({ type: "content-delta", delta: { message: { content: { text } } } })).join("") +
    data({ type: "message-end", delta: { usage: { tokens: { input_tokens: 7, output_tokens: 3 } } } }),
};

function read(dialect: string, chunks: readonly Uint8Array[]): { text: string; usage: Usage; errors: string[] } {
  const api = apiOf(dialect);
  if (api === undefined) throw new TypeError(dialect);
  let text = "";
  const usage = { input: 0, output: 0 };
  const errors: string[] = [];
  const reader = createAnswerReader(api, (said) => {
    text += said.text ?? "";
    usage.input = Math.max(usage.input, said.usage?.input ?? 0);
    usage.output = Math.max(usage.output, said.usage?.output ?? 0);
    if (said.error !== undefined) errors.push(said.error);
  });
  for (const chunk of chunks) reader.feed(chunk);
  reader.end();
  return { text, usage, errors };
}

describe.each(Object.keys(STREAMS))("%s", (dialect) => {
  const stream = Buffer.from(STREAMS[dialect] ?? "");
  const whole = { text: TEXT, usage: { input: 7, output: 3 }, errors: [] };

  test("byte by byte and on random cuts", () => {
    expect(
      read(
        dialect,
        Array.from(stream, (byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 8 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((end, i) => stream.subarray(edges[i], end));
        expect(read(dialect, chunks)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test("what is written is read back in order", () => {
    const api = apiOf(dialect);
    const messages = [
      { role: "user", text: "one" },
      { role: "assistant", text: "two" },
      { role: "user", text: "three" },
    ] as const;
    const body = api?.body({ model: "m", system: "be brief", messages });
    expect(api?.texts(JSON.parse(JSON.stringify(body)))).toEqual(["one", "two", "three"]);
    expect(JSON.stringify(body)).toContain("be brief");
  });
});

test("an answer that is no stream", () => {
  const body = JSON.stringify({ choices: [{ message: { content: TEXT } }] });
  expect(read("openai", [Buffer.from(body)]).text).toBe(TEXT);
  const blocks = JSON.stringify({ content: [{ type: "text", text: TEXT }] });
  expect(read("anthropic", [Buffer.from(blocks)]).text).toBe(TEXT);
  const output = [
    { type: "reasoning", summary: [] },
    { type: "message", content: [{ type: "output_text", text: TEXT }] },
  ];
  expect(read("openai-responses", [Buffer.from(JSON.stringify({ error: null, output }))]).text).toBe(TEXT);
});

test("an error in mid-stream is one", () => {
  const overloaded = data({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }, "error");
  expect(read("anthropic", [Buffer.from(overloaded)]).errors).toEqual(["Overloaded"]);
  expect(read("ollama", [Buffer.from('{"error":"no such model"}\n')]).errors).toEqual(["no such model"]);
  const failed = data({ type: "response.failed", response: { error: { code: "server_error", message: "Broken" } } });
  expect(read("openai-responses", [Buffer.from(failed)]).errors).toEqual(["Broken"]);
  expect(read("openai-responses", [Buffer.from(data({ type: "error", message: "Gone" }))]).errors).toEqual(["Gone"]);
});

test("messages of errors in the shapes of the APIs", () => {
  expect(errorText({ error: { message: "a" } })).toBe("a");
  expect(errorText({ error: "b" })).toBe("b");
  expect(errorText({ message: "c" })).toBe("c");
  expect(errorText([{ error: { message: "d" } }])).toBe("d");
  expect(errorText("e")).toBe("");
});
