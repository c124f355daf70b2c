// Log probabilities: what asks for them is left out where they are not wanted, and a history has none in any case.

import { describe, expect, test } from "vitest";
import { open, openWorld, send } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";

/** Requests that ask for them, and what is left of each. */
const ASKING: readonly (readonly [dialect: string, path: string, body: string, left: string])[] = [
  ["openai", "/v1/chat/completions", '{"model":"m","logprobs":true,"top_logprobs":5,"n":1}', '{"model":"m","n":1}'],
  ["openai", "/v1/chat/completions", '{"model":"m", "logprobs":true, "top_logprobs":5}', '{"model":"m"}'],
  ["openai", "/v1/chat/completions", '{"top_logprobs":5,"n":1,"logprobs":true}', '{"n":1}'],
  ["openai", "/v1/chat/completions", '{"logprobs":true,"top_logprobs":5}', "{}"],
  ["openai", "/v1/completions", '{"prompt":"x","logprobs":5}', '{"prompt":"x"}'],
  [
    "openai",
    "/v1/responses",
    '{"include":["reasoning.encrypted_content","message.output_text.logprobs"],"top_logprobs":3,"input":"x"}',
    '{"include":["reasoning.encrypted_content"],"input":"x"}',
  ],
  [
    "openai",
    "/v1/responses",
    '{"input":"x","include":["message.output_text.logprobs", "file_search_call.results"]}',
    '{"input":"x","include":[ "file_search_call.results"]}',
  ],
  ["openai", "/v1/responses", '{"include":["message.output_text.logprobs"]}', '{"include":[]}'],
  [
    "gemini",
    "/v1beta/models/m:generateContent",
    '{"generationConfig":{"responseLogprobs":true,"logprobs":5,"seed":1}}',
    '{"generationConfig":{"seed":1}}',
  ],
  ["ollama", "/api/chat", '{"model":"m","messages":[],"logprobs":true}', '{"model":"m","messages":[]}'],
];

describe("a request that asks for log probabilities", () => {
  test.each(ASKING)("%s %s %s", async (dialect, path, body, left) => {
    const world = openWorld();
    expect((await send(open(world, dialect, path), body)).text).toBe(body);
    const sent = await send(open(world, dialect, path, { stripLogprobs: true }), body);
    expect(JSON.parse(sent.text)).toEqual(JSON.parse(left));
    expect(sent.text.replaceAll(" ", "")).toBe(left.replaceAll(" ", ""));
  });
});

test("B09 those of a history are left out: a value in pieces cannot be found", async () => {
  const tokens = ["jane", ".roe", "@corp", "-mail", ".com"].map((token) => ({
    token,
    logprob: -0.1,
    top_logprobs: [],
  }));
  const item = (logprobs: object[]) => ({
    type: "message",
    role: "assistant",
    content: [{ type: "output_text", text: `to ${EMAIL}`, annotations: [], logprobs }],
  });
  const world = openWorld();
  for (let turn = 0; turn < 2; turn++) {
    const body = JSON.stringify({ model: "m", input: [item(tokens), { role: "user", content: "go on" }] });
    const { text } = await send(open(world, "openai", "/v1/responses"), body);
    expect(text).not.toMatch(/jane|roe|logprob/);
    expect(text).toMatch(
      /^\{"model":"m","input":\[\{"type":"message","role":"assistant","content":\[\{"type":"output_text","text":"to EMAILX\d{9}","annotations":\[\]\}\]\},\{"role":"user","content":"go on"\}\]\}$/,
    );
  }
});

test("templates of prompts are text", async () => {
  const world = openWorld();
  const chat = { model: "m", messages: [], chat_template: `{{ m }} ask ${EMAIL}` };
  expect((await send(open(world, "openai", "/v1/chat/completions"), chat)).text).toMatch(
    /"\{\{ m \}\} ask EMAILX\d{9}"/,
  );
  const generate = { model: "m", template: `{{ .System }} ask ${EMAIL} {{ .Prompt }}` };
  expect((await send(open(world, "ollama", "/api/generate"), generate)).text).toMatch(
    /"\{\{ \.System \}\} ask EMAILX\d{9} \{\{ \.Prompt \}\}"/,
  );
});
