// LlamaIndex.TS, the real one: a language model of its class that notes what it gets, `exec`, agents and tools.

import { agent } from "@llamaindex/workflow";
import { maskLlm, maskTool } from "closemask/llamaindex";
import { ToolCallLLM, tool } from "llamaindex";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cut, EMAIL, EMAIL2, expectUnseen, openSession, placeholderOf } from "./kit.js";

/** Answers as it is told and keeps what it was asked. */
class FakeLlm extends ToolCallLLM {
  calls = [];
  supportToolCall = true;
  metadata = {
    model: "fake",
    temperature: 0,
    topP: 1,
    contextWindow: 1000,
    tokenizer: undefined,
    structuredOutput: false,
  };
  #answer;
  constructor(answer) {
    super();
    this.#answer = answer;
  }
  async chat({ messages, tools, stream, logger: _, ...others }) {
    this.calls.push({ messages, others, tools: tools?.map(({ metadata }) => metadata) });
    const { content = "", toolCall } = this.#answer(messages);
    const options = toolCall === undefined ? {} : { options: { toolCall } };
    if (stream) return streamed(content, toolCall);
    return { message: { role: "assistant", content, ...options }, raw: { wire: content } };
  }
}

async function* streamed(content, toolCall) {
  for (const delta of cut(content)) yield { delta, raw: null };
  if (toolCall === undefined) return;
  // All that came so far, each time.
  const input = JSON.stringify(toolCall[0].input);
  for (let end = 4; end < input.length; end += 4)
    yield { delta: "", raw: null, options: { toolCall: [{ ...toolCall[0], input: input.slice(0, end) }] } };
  yield { delta: "", raw: null, options: { toolCall: [{ ...toolCall[0], input }] } };
}

const placeholderIn = (value) => /EMAILX\d{9}/.exec(JSON.stringify(value))?.[0];
const echo = (messages) => ({ content: `To ${placeholderIn(messages.at(-1))}.` });

describe("maskLlm", () => {
  test("chat and complete, at once and in pieces", async () => {
    const inner = new FakeLlm(echo);
    const llm = maskLlm(inner, await openSession());
    const messages = [
      { role: "system", content: `For ${EMAIL2}` },
      { role: "user", content: [{ type: "text", text: `Write to ${EMAIL}` }] },
    ];
    const { message, raw } = await llm.chat({ messages });
    expect(message.content).toBe(`To ${EMAIL}.`);
    // The provider's own form is that of the wire.
    expect(raw.wire).toMatch(/^To EMAILX/);
    const chunks = await Array.fromAsync(await llm.chat({ messages, stream: true }));
    expect(chunks.map(({ delta }) => delta).join("")).toBe(`To ${EMAIL}.`);
    expect((await llm.complete({ prompt: `Write to ${EMAIL}` })).text).toBe(`To ${EMAIL}.`);
    const texts = await Array.fromAsync(await llm.complete({ prompt: `Write to ${EMAIL}`, stream: true }));
    expect(texts.map(({ text }) => text).join("")).toBe(`To ${EMAIL}.`);
    expect(inner.calls.length).toBe(4);
    expectUnseen(inner.calls);
    expect(llm).toBeInstanceOf(ToolCallLLM);
    expect(llm.metadata.model).toBe("fake");
  });

  test("every part of a message", async () => {
    const inner = new FakeLlm(() => ({ content: "ok" }));
    const llm = maskLlm(inner, await openSession());
    const data = Buffer.from(`a,${EMAIL}\n`).toString("base64");
    await llm.chat({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: EMAIL },
            { type: "file", mimeType: "text/csv", data },
            { type: "image_url", image_url: { url: `data:text/plain;base64,${data}` } },
          ],
        },
        {
          role: "assistant",
          content: EMAIL,
          options: {
            toolCall: [
              { id: "1", name: "t", input: { to: EMAIL, n: 13800138000 } },
              { id: "2", name: "t", input: `{"to":"${EMAIL}","n":13800138000}` },
            ],
          },
        },
        {
          role: "user",
          content: EMAIL,
          options: { toolResult: { id: "1", result: `{"mail":"${EMAIL}","phone":13800138000}`, isError: false } },
        },
        {
          role: "user",
          content: EMAIL,
          options: { toolResult: { id: "2", result: { mail: EMAIL, phone: 13800138000 }, isError: false } },
        },
      ],
      additionalChatOptions: { user: EMAIL },
      responseFormat: {
        type: "json_schema",
        json_schema: { name: "a", schema: { type: "object", description: EMAIL } },
      },
    });
    expect(inner.calls.length).toBe(1);
    expectUnseen(inner.calls);
    expect(JSON.stringify(inner.calls)).not.toContain("13800138000");
    const [, asked, result] = inner.calls[0].messages;
    expect(typeof asked.options.toolCall[1].input).toBe("string");
    expect(JSON.parse(asked.options.toolCall[1].input)).toEqual(asked.options.toolCall[0].input);
    expect(result.options.toolResult).toMatchObject({ id: "1", isError: false });
  });

  const find = (given) =>
    tool({
      name: "find",
      description: `Ask ${EMAIL2}`,
      parameters: z.object({ to: z.string() }),
      execute: ({ to }) => {
        given.push(to);
        return { owner: EMAIL2, for: to };
      },
    });
  const twice = (messages) =>
    messages.length < 3
      ? { toolCall: [{ id: "c", name: "find", input: { to: placeholderIn(messages.at(-1)) } }] }
      : { content: `owned by ${placeholderIn(messages.at(-1))}` };

  test("exec runs tools with values", async () => {
    const given = [];
    const inner = new FakeLlm(twice);
    const llm = maskLlm(inner, await openSession());
    const messages = [{ role: "user", content: `Find ${EMAIL}` }];
    const { newMessages, toolCalls } = await llm.exec({ messages, tools: [find(given)] });
    expect(given).toEqual([EMAIL]);
    expect(toolCalls[0].input).toEqual({ to: EMAIL });
    const last = await llm.chat({ messages: [...messages, ...newMessages] });
    expect(last.message.content).toBe(`owned by ${EMAIL2}`);
    expect(inner.calls[0].tools[0].description).toMatch(/^Ask EMAILX/);
    expectUnseen(inner.calls);
  });

  test("an agent, whose model streams", async () => {
    const given = [];
    const inner = new FakeLlm(twice);
    const workflow = agent({
      llm: maskLlm(inner, await openSession()),
      tools: [find(given)],
      systemPrompt: `For ${EMAIL2}`,
    });
    // With its system prompt there is one message more.
    inner.calls.length = 0;
    const { data } = await workflow.run(`Find ${EMAIL}`);
    expect(given.length).toBeLessThanOrEqual(1);
    expect(data.result).toMatch(/^owned by (?:jane|hugo)/);
    expectUnseen(inner.calls);
  });

  test("what is blocked is not sent", async () => {
    const inner = new FakeLlm(echo);
    const llm = maskLlm(inner, await openSession({ actions: { EMAIL: "block" } }));
    await expect(llm.chat({ messages: [{ role: "user", content: EMAIL }] })).rejects.toMatchObject({ code: "blocked" });
    expect(inner.calls).toEqual([]);
  });
});

describe("maskTool", () => {
  test("values in, placeholders out, errors too", async () => {
    const session = await openSession();
    const to = await placeholderOf(session);
    const given = [];
    const made = maskTool(
      tool({
        name: "find",
        description: "finds",
        parameters: z.object({ to: z.email() }),
        execute: (input) => {
          given.push(input);
          if (given.length > 1) throw new Error(`no ${input.to}`);
          return [{ owner: EMAIL2 }];
        },
      }),
      session,
    );
    expect(made.metadata.name).toBe("find");
    expect(JSON.stringify(await made.call({ to }))).toMatch(/EMAILX\d{9}/);
    await expect(made.call({ to })).rejects.toThrow(`no ${to}`);
    expect(given).toEqual([{ to: EMAIL }, { to: EMAIL }]);
  });
});
