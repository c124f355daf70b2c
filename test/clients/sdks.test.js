// SDKs in a program: each gets through the proxy what it gets without it, with streams and tools.

import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { HumanMessage } from "@langchain/core/messages";
import { tool as langchainTool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import {
  Agent,
  tool as agentTool,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  run,
  setTracingDisabled,
} from "@openai/agents";
import { generateText, isStepCount, stepCountIs, streamText, tool } from "ai";
import { Ollama } from "ollama";
import OpenAI from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { PROMPT, SAID, same, VALUES } from "./kit.js";

const SHAPE = z.object({ to: z.string(), about: z.string() });
const PARAMETERS = {
  type: "object",
  properties: { to: { type: "string" }, about: { type: "string" } },
  required: ["to", "about"],
  additionalProperties: false,
};
const FUNCTION = { name: "send", description: "sends a letter", parameters: PARAMETERS };

/** A tool that notes what it is called with. */
function noting(inputs) {
  return async (input) => {
    inputs.push(input);
    return `sent to ${input.to}`;
  };
}

describe("openai", () => {
  const client = (base) => new OpenAI({ baseURL: base, apiKey: "k", maxRetries: 0 });

  test("B18 a stream with structured output", async () => {
    const parsed = await same(async (url) => {
      const stream = client(`${url("openai")}/v1`).chat.completions.stream({
        model: "m",
        messages: [{ role: "user", content: PROMPT }],
        response_format: zodResponseFormat(SHAPE, "letter"),
      });
      const { choices } = await stream.finalChatCompletion();
      return choices[0].message.parsed;
    });
    expect(parsed).toEqual(VALUES);
  });

  test("a tool call in a stream, and the turn after it", async () => {
    const result = await same(async (url) => {
      const inputs = [];
      const runner = client(`${url("openai")}/v1`).chat.completions.runTools({
        model: "m",
        stream: true,
        messages: [{ role: "user", content: PROMPT }],
        tools: [
          {
            type: "function",
            function: {
              ...FUNCTION,
              parse: JSON.parse,
              function: noting(inputs),
            },
          },
        ],
      });
      return { said: await runner.finalContent(), inputs };
    });
    expect(result).toEqual({ said: SAID, inputs: [VALUES] });
  });

  test("C10 the helper for streams of responses", async () => {
    const result = await same(async (url) => {
      const stream = client(`${url("openai")}/v1`).responses.stream({
        model: "m",
        instructions: `the owner is ${VALUES.to}`,
        input: PROMPT,
        text: { format: zodTextFormat(SHAPE, "letter") },
      });
      const { output_parsed, output_text, instructions } = await stream.finalResponse();
      return { output_parsed, output_text, instructions };
    });
    expect(result.output_parsed).toEqual(VALUES);
    expect(result.instructions).toBe(`the owner is ${VALUES.to}`);
  });

  test("a response that is no stream, and a tool of it", async () => {
    const result = await same(async (url) => {
      const { output } = await client(`${url("openai")}/v1`).responses.create({
        model: "m",
        input: PROMPT,
        tools: [{ type: "function", strict: true, ...FUNCTION }],
      });
      return JSON.parse(output[0].arguments);
    });
    expect(result).toEqual(VALUES);
  });
});

describe("@anthropic-ai/sdk", () => {
  test("E23 a stream with a tool, and the turn after it", async () => {
    const result = await same(async (url) => {
      const client = new Anthropic({ baseURL: url("anthropic"), apiKey: "k", maxRetries: 0 });
      const ask = (messages) =>
        client.messages
          .stream({ model: "m", max_tokens: 100, messages, tools: [{ name: "send", input_schema: PARAMETERS }] })
          .finalMessage();
      const first = [{ role: "user", content: PROMPT }];
      const called = await ask(first);
      const [use] = called.content;
      const result = { type: "tool_result", tool_use_id: use.id, content: `sent to ${use.input.to}` };
      const said = await ask([
        ...first,
        { role: "assistant", content: called.content },
        { role: "user", content: [result] },
      ]);
      return { called, said };
    });
    expect(result.called.content[0].input).toEqual(VALUES);
    expect(result.said.content[0].text).toBe(SAID);
  });
});

describe("ai", () => {
  const models = {
    openai: (url) => createOpenAI({ baseURL: `${url("openai")}/v1`, apiKey: "k" })("m"),
    "openai, chat": (url) => createOpenAI({ baseURL: `${url("openai")}/v1`, apiKey: "k" }).chat("m"),
    anthropic: (url) => createAnthropic({ baseURL: `${url("anthropic")}/v1`, apiKey: "k" })("m"),
    "openai-compatible": (url) =>
      createOpenAICompatible({ name: "own", baseURL: `${url("openai")}/v1`, apiKey: "k" })("m"),
  };
  const until = isStepCount ?? stepCountIs;
  const tools = (inputs) => ({
    send: tool({ inputSchema: SHAPE, execute: noting(inputs) }),
  });

  test.each(Object.keys(models))("B19 %s: the tool runs with the values", async (name) => {
    const result = await same(async (url) => {
      const inputs = [];
      const { text } = await generateText({
        model: models[name](url),
        prompt: PROMPT,
        tools: tools(inputs),
        stopWhen: until(3),
        maxRetries: 0,
      });
      return { text, inputs };
    });
    expect(result).toEqual({ text: SAID, inputs: [VALUES] });
  });

  test.each(Object.keys(models))("%s: a stream without errors", async (name) => {
    const result = await same(async (url) => {
      const inputs = [];
      const errors = [];
      const stream = streamText({
        model: models[name](url),
        prompt: PROMPT,
        tools: tools(inputs),
        stopWhen: until(3),
        maxRetries: 0,
        onError: ({ error }) => errors.push(String(error)),
      });
      let text = "";
      for await (const part of stream.textStream) text += part;
      return { text, inputs, errors };
    });
    expect(result).toEqual({ text: SAID, inputs: [VALUES], errors: [] });
  });
});

describe("@google/genai", () => {
  test("F05 a stream, and a tool", async () => {
    const result = await same(async (url) => {
      const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: url("gemini") } });
      let text = "";
      for await (const chunk of await client.models.generateContentStream({ model: "m", contents: PROMPT }))
        text += chunk.text ?? "";
      const config = { tools: [{ functionDeclarations: [{ name: "send", parametersJsonSchema: PARAMETERS }] }] };
      const called = await client.models.generateContent({ model: "m", contents: PROMPT, config });
      return { text, calls: called.functionCalls.map(({ args }) => args) };
    });
    expect(result).toEqual({ text: SAID, calls: [VALUES] });
  });
});

describe("ollama", () => {
  test("G07 a stream that ends normally, and a tool", async () => {
    const result = await same(async (url) => {
      const client = new Ollama({ host: url("ollama") });
      const messages = [{ role: "user", content: PROMPT }];
      let text = "";
      let done = false;
      for await (const part of await client.chat({ model: "m", messages, stream: true })) {
        text += part.message.content;
        done = part.done;
      }
      const { message } = await client.chat({
        model: "m",
        messages,
        tools: [{ type: "function", function: FUNCTION }],
      });
      return { text, done, calls: message.tool_calls.map((call) => call.function.arguments) };
    });
    expect(result).toEqual({ text: SAID, done: true, calls: [VALUES] });
  });
});

describe("@langchain/openai", () => {
  test("a stream with a tool", async () => {
    const result = await same(async (url) => {
      const model = new ChatOpenAI({
        model: "m",
        apiKey: "k",
        maxRetries: 0,
        configuration: { baseURL: `${url("openai")}/v1` },
      });
      const send = langchainTool(async () => "", { name: "send", description: "sends", schema: SHAPE });
      let whole;
      for await (const chunk of await model.bindTools([send]).stream([new HumanMessage(PROMPT)]))
        whole = whole === undefined ? chunk : whole.concat(chunk);
      const said = await model.invoke([new HumanMessage(PROMPT)]);
      return { calls: whole.tool_calls.map(({ args }) => args), said: said.content };
    });
    expect(result).toEqual({ calls: [VALUES], said: SAID });
  });
});

describe("@openai/agents", () => {
  setTracingDisabled(true);

  test.each([
    ["responses", OpenAIResponsesModel],
    ["chat", OpenAIChatCompletionsModel],
  ])("%s: the loop of an agent", async (_, Model) => {
    const result = await same(async (url) => {
      const inputs = [];
      const send = agentTool({
        name: "send",
        description: "sends",
        parameters: SHAPE,
        execute: noting(inputs),
      });
      const model = new Model(new OpenAI({ baseURL: `${url("openai")}/v1`, apiKey: "k", maxRetries: 0 }), "m");
      const { finalOutput } = await run(
        new Agent({ name: "a", instructions: "be brief", model, tools: [send] }),
        PROMPT,
      );
      return { finalOutput, inputs };
    });
    expect(result).toEqual({ finalOutput: SAID, inputs: [VALUES] });
  });
});
