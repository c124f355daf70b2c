// LangChain.js, the real core: a chat model of its class that notes what it gets, tools made with `tool`, streams and events.

import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { tool } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { maskChatModel, maskTool } from "closemask/langchain";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cut, EMAIL, EMAIL2, expectUnseen, openSession, placeholderOf, TOKEN } from "./kit.js";

/** Answers as it is told and keeps what it was asked. */
class FakeModel extends BaseChatModel {
  calls = [];
  constructor(answer, { formats = true } = {}) {
    super({});
    this.answer = answer;
    this.formats = formats;
  }
  _llmType() {
    return "fake";
  }
  bindTools(tools, kwargs) {
    return this.withConfig({ tools: this.formats ? tools.map((each) => convertToOpenAITool(each)) : tools, ...kwargs });
  }
  note(messages, { signal: _, tools, ...options }) {
    this.calls.push({
      messages: messages.map((message) => message.toDict()),
      options,
      tools: tools?.map((each) => ("schema" in each ? convertToOpenAITool(each) : each)),
    });
    return this.answer(messages);
  }
  async _generate(messages, options) {
    const fields = this.note(messages, options);
    const message = new AIMessageChunk(fields);
    return { generations: [{ text: message.text, message }], llmOutput: {} };
  }
}

class StreamingModel extends FakeModel {
  async *_streamResponseChunks(messages, options, runManager) {
    const { content = "", tool_calls = [] } = this.note(messages, options);
    const pieces =
      typeof content === "string" ? cut(content).map((piece) => ({ content: piece })) : content.flatMap(blocks);
    const calls = tool_calls.flatMap(({ id, name, args }, index) =>
      ["", ...cut(JSON.stringify(args))].map((piece, i) => ({
        content: "",
        tool_call_chunks: [
          i === 0
            ? { id, name, index, args: "", type: "tool_call_chunk" }
            : { index, args: piece, type: "tool_call_chunk" },
        ],
      })),
    );
    for (const fields of [...pieces, ...calls]) {
      const message = new AIMessageChunk(fields);
      const chunk = new ChatGenerationChunk({
        text: typeof fields.content === "string" ? fields.content : "",
        message,
      });
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text);
    }
  }
}

function blocks({ type, text, input }, index) {
  if (type === "text") return cut(text).map((piece) => ({ content: [{ type, index, text: piece }] }));
  return cut(input).map((piece) => ({ content: [{ type: "input_json_delta", index, input: piece }] }));
}

const lastText = (messages) => JSON.stringify(messages.at(-1).content);
const placeholderIn = (text) => /EMAILX\d{9}/.exec(text)?.[0];
const echo = (messages) => ({ content: `To ${placeholderIn(lastText(messages))}.` });

describe("maskChatModel", () => {
  test("invoke: the model sees placeholders, the caller values", async () => {
    const inner = new FakeModel(echo);
    const model = maskChatModel(inner, await openSession());
    const answer = await model.invoke([new SystemMessage(`For ${EMAIL2}`), new HumanMessage(`Write to ${EMAIL}`)]);
    expect(answer).toBeInstanceOf(AIMessage);
    expect(answer.content).toBe(`To ${EMAIL}.`);
    expect(inner.calls.length).toBe(1);
    expectUnseen(inner.calls);
    expect(model).toBeInstanceOf(BaseChatModel);
  });

  test("every part of a message", async () => {
    const inner = new FakeModel(() => ({ content: "ok" }));
    const model = maskChatModel(inner, await openSession());
    const data = Buffer.from(`a,${EMAIL}\n`).toString("base64");
    await model.invoke(
      [
        new SystemMessage({ content: [{ type: "text", text: EMAIL }] }),
        new ChatMessage({ content: EMAIL, role: "critic" }),
        new HumanMessage({
          name: EMAIL,
          content: [
            { type: "text", text: EMAIL },
            { type: "file", source_type: "base64", mime_type: "text/csv", data },
            { type: "file", mimeType: "text/csv", data: Buffer.from(`a,${EMAIL}\n`) },
            {
              type: "image_url",
              image_url: { url: `data:text/plain;base64,${Buffer.from(EMAIL).toString("base64")}` },
            },
            { type: "document", source: { type: "base64", media_type: "text/plain", data } },
            { type: "of_tomorrow", deep: [{ mail: EMAIL }] },
          ],
          additional_kwargs: { note: EMAIL },
        }),
        new AIMessage({
          content: [
            { type: "thinking", thinking: EMAIL, signature: "c2lnbmVk" },
            { type: "tool_use", id: "c1", name: "t", input: { to: EMAIL } },
          ],
          tool_calls: [{ id: "c1", name: "t", args: { to: [EMAIL] } }],
          invalid_tool_calls: [{ id: "c2", name: "t", args: `{"to":"${EMAIL}"`, error: EMAIL }],
          additional_kwargs: {
            tool_calls: [
              { id: "c1", type: "function", function: { name: "t", arguments: JSON.stringify({ to: EMAIL }) } },
            ],
            reasoning_content: EMAIL,
          },
          response_metadata: { note: EMAIL },
        }),
        new ToolMessage({
          tool_call_id: "c1",
          name: "t",
          content: JSON.stringify({ owner: EMAIL }),
          artifact: { raw: EMAIL },
        }),
        new ToolMessage({ tool_call_id: "c2", status: "error", content: [{ type: "text", text: EMAIL }] }),
      ],
      {
        stop: [EMAIL],
        user: EMAIL,
        response_format: {
          type: "json_schema",
          json_schema: { name: "a", schema: { type: "object", description: EMAIL } },
        },
      },
    );
    expect(inner.calls.length).toBe(1);
    expectUnseen(inner.calls);
    const [system, critic, human, ai, result] = inner.calls[0].messages;
    expect(critic.data.role).toBe("critic");
    expect(system.data.content[0].text).toMatch(/^EMAILX/);
    expect(human.data.content.length).toBe(6);
    expect(ai.data.content[0].signature).toBe("c2lnbmVk");
    expect(result.data.tool_call_id).toBe("c1");
  });

  test("tools: schemas and descriptions leave masked, calls come restored", async () => {
    const find = tool(() => "", {
      name: "find",
      description: `Ask ${EMAIL2}`,
      schema: z.object({ to: z.email().describe("the address"), phone: z.number().optional() }),
    });
    for (const formats of [true, false]) {
      const inner = new FakeModel(
        (messages) => ({
          content: "",
          tool_calls: [{ type: "tool_call", id: "c", name: "find", args: { to: placeholderIn(lastText(messages)) } }],
        }),
        { formats },
      );
      const model = maskChatModel(inner, await openSession()).bindTools([find]);
      const { tool_calls: calls } = await model.invoke(`Find ${EMAIL}`);
      expect(calls).toEqual([{ id: "c", name: "find", args: { to: EMAIL }, type: "tool_call" }]);
      expect(inner.calls[0].tools[0].function.description).toMatch(/^Ask EMAILX/);
      expectUnseen(inner.calls);
    }
  });

  test("a loop with tools: values in, placeholders out, errors too", async () => {
    const session = await openSession();
    const given = [];
    const find = tool(
      ({ to }) => {
        given.push(to);
        if (given.length > 1) throw new Error(`no mailbox for ${to}`);
        return [{ owner: EMAIL2, key: TOKEN }];
      },
      { name: "find", schema: z.object({ to: z.email() }) },
    );
    const inner = new FakeModel((messages) => ({
      content: "",
      tool_calls: [{ id: "c", name: "find", args: { to: placeholderIn(lastText(messages)) } }],
    }));
    const model = maskChatModel(inner, session).bindTools([find]);
    const messages = [new HumanMessage(`Find ${EMAIL}`)];
    for (let turn = 0; turn < 2; turn++) {
      const answer = await model.invoke(messages);
      const call = answer.tool_calls[0];
      const result = await find.invoke({ ...call, type: "tool_call" }).catch((error) => error.message);
      messages.push(answer, typeof result === "string" ? new ToolMessage(result, call.id) : result);
    }
    await model.invoke(messages);
    expect(given).toEqual([EMAIL, EMAIL2]);
    expect(inner.calls.length).toBe(3);
    expectUnseen(inner.calls);
  });

  test("a whole message whose calls are kept as pieces", async () => {
    const inner = new FakeModel((messages) => {
      const args = JSON.stringify({ to: placeholderIn(lastText(messages)) });
      return { content: "", tool_call_chunks: [{ type: "tool_call_chunk", id: "c", name: "t", index: 0, args }] };
    });
    const { tool_calls: calls } = await maskChatModel(inner, await openSession()).invoke(`Find ${EMAIL}`);
    expect(calls).toEqual([{ type: "tool_call", id: "c", name: "t", args: { to: EMAIL } }]);
  });

  test("withStructuredOutput", async () => {
    const inner = new FakeModel((messages) => ({
      content: "",
      tool_calls: [{ id: "c", name: "extract", args: { to: placeholderIn(lastText(messages)) } }],
    }));
    const model = maskChatModel(inner, await openSession());
    const structured = model.withStructuredOutput(z.object({ to: z.email() }));
    expect(await structured.invoke(`Who is ${EMAIL}?`)).toEqual({ to: EMAIL });
    expectUnseen(inner.calls);
  });

  test("a model that binds its tools to another one is refused", async () => {
    class Other extends FakeModel {
      bindTools() {
        return new FakeModel(echo).withConfig({ tools: [] });
      }
    }
    const model = maskChatModel(new Other(echo), await openSession());
    expect(() => model.bindTools([])).toThrow(/binds tools to another model/);
  });

  test("what is blocked is not sent", async () => {
    const inner = new FakeModel(echo);
    const model = maskChatModel(inner, await openSession({ actions: { EMAIL: "block" } }));
    await expect(model.invoke(EMAIL)).rejects.toMatchObject({ code: "blocked" });
    expect(inner.calls).toEqual([]);
  });

  test("only a model, only a session", async () => {
    expect(() => maskChatModel(new FakeModel(echo), {})).toThrow(/needs a session/);
    const session = await openSession();
    expect(() => maskChatModel({ _generate() {} }, session)).toThrow(/no chat model/);
  });
});

describe("streams", () => {
  const answer = (messages) => {
    const to = placeholderIn(lastText(messages));
    return { content: `To ${to}, twice ${to}`, tool_calls: [{ id: "c", name: "t", args: { to, quote: `"${to}"` } }] };
  };

  test("stream: text and arguments", async () => {
    const inner = new StreamingModel(answer);
    const model = maskChatModel(inner, await openSession());
    const tokens = [];
    const chunks = [];
    const stream = await model.stream(`Write to ${EMAIL}`, {
      callbacks: [{ handleLLMNewToken: (token) => void tokens.push(token) }],
    });
    for await (const chunk of stream) chunks.push(chunk);
    const whole = chunks.reduce((all, chunk) => all.concat(chunk));
    expect(whole.content).toBe(`To ${EMAIL}, twice ${EMAIL}`);
    expect(whole.tool_calls).toEqual([
      { id: "c", name: "t", args: { to: EMAIL, quote: `"${EMAIL}"` }, type: "tool_call" },
    ]);
    expect(chunks.filter(({ content }) => content !== "").length).toBeGreaterThan(4);
    expect(tokens.join("")).toBe(`To ${EMAIL}, twice ${EMAIL}`);
    expectUnseen(inner.calls);
  });

  test("blocks of a content", async () => {
    const inner = new StreamingModel((messages) => {
      const to = placeholderIn(lastText(messages));
      return {
        content: [
          { type: "text", text: `To ${to} EMAILX12` },
          { type: "json", input: JSON.stringify({ to }) },
        ],
      };
    });
    const model = maskChatModel(inner, await openSession());
    const chunks = await Array.fromAsync(await model.stream(`Write to ${EMAIL}`));
    const { content } = chunks.reduce((all, chunk) => all.concat(chunk));
    expect(content.map(({ text, input }) => text ?? input)).toEqual([
      `To ${EMAIL} EMAILX12`,
      JSON.stringify({ to: EMAIL }),
    ]);
  });

  test("events, as streamEvents makes them of chunks", async () => {
    const inner = new StreamingModel((messages) => ({ content: `To ${placeholderIn(lastText(messages))}` }));
    const model = maskChatModel(inner, await openSession());
    let text = "";
    for await (const { event, data } of model.streamEvents(`Write to ${EMAIL}`, { version: "v2" }))
      if (event === "on_chat_model_stream") text += data.chunk.content;
    expect(text).toBe(`To ${EMAIL}`);
    expect(await model.streamEvents(`Write to ${EMAIL}`).text).toBe(`To ${EMAIL}`);
    expectUnseen(inner.calls);
  });

  test("a model that cannot stream answers at once", async () => {
    const inner = new FakeModel(echo);
    const chunks = await Array.fromAsync(await maskChatModel(inner, await openSession()).stream(EMAIL));
    expect(chunks.map(({ content }) => content)).toEqual([`To ${EMAIL}.`]);
  });
});

describe("maskTool", () => {
  test("strings, objects, messages, artifacts, errors", async () => {
    const session = await openSession();
    const to = await placeholderOf(session);
    const schema = z.object({ to: z.email() });
    const given = [];
    const plain = maskTool(
      tool(
        (input) => {
          given.push(input);
          return `found ${EMAIL2}`;
        },
        { name: "plain", schema },
      ),
      session,
    );
    expect(await plain.invoke({ to })).toMatch(/^found EMAILX\d{9}$/);
    const message = await plain.invoke({ type: "tool_call", id: "c", name: "plain", args: { to } });
    expect(message).toBeInstanceOf(ToolMessage);
    expect(message.content).toMatch(/^found EMAILX\d{9}$/);
    expect(message.tool_call_id).toBe("c");
    expect(JSON.stringify(message.toJSON())).not.toContain(EMAIL2);
    expect(given).toEqual([{ to: EMAIL }, { to: EMAIL }]);
    expect(plain.name).toBe("plain");

    const both = maskTool(
      tool(() => [[{ type: "text", text: EMAIL }], { row: EMAIL }], {
        name: "both",
        schema,
        responseFormat: "content_and_artifact",
      }),
      session,
    );
    const { content, artifact } = await both.invoke({ type: "tool_call", id: "c", name: "both", args: { to } });
    expect(content).toEqual([{ type: "text", text: to }]);
    expect(artifact).toEqual({ row: EMAIL });

    const failing = maskTool(
      tool(
        () => {
          throw new TypeError(`no ${EMAIL}`);
        },
        { name: "failing", schema },
      ),
      session,
    );
    await expect(failing.invoke({ to })).rejects.toThrow(`no ${to}`);
    await expect(failing.invoke({ to })).rejects.toBeInstanceOf(TypeError);
    // What was given is part of the complaint.
    const error = await failing.invoke({ to: { mail: to } }).catch((reason) => reason);
    expect(error.constructor.name).toBe("ToolInputParsingException");
    expect(`${error.message} ${error.output} ${error.stack}`).not.toContain(EMAIL);
  });

  test("policies: what may not be in tools stays out", async () => {
    const session = await openSession({ restore: { CREDENTIAL: ["text"] } });
    const token = await placeholderOf(session, TOKEN, "GITHUB_TOKEN");
    const given = [];
    const inner = tool((input) => void given.push(input.token), { name: "t", schema: z.object({ token: z.string() }) });
    await maskTool(inner, session).invoke({ token });
    expect(given).toEqual([token]);
  });

  test("a command of LangGraph keeps its class", async () => {
    const session = await openSession();
    class Command {
      lg_name = "Command";
      lc_direct_tool_output = true;
      constructor(update) {
        this.update = update;
      }
    }
    const inner = tool(() => new Command({ note: EMAIL, messages: [new ToolMessage(`for ${EMAIL}`, "c")] }), {
      name: "t",
      schema: z.object({}),
    });
    const made = await maskTool(inner, session).invoke({ type: "tool_call", id: "c", name: "t", args: {} });
    expect(made).toBeInstanceOf(Command);
    expect(made.update.note).toMatch(/^EMAILX/);
    expect(made.update.messages[0]).toBeInstanceOf(ToolMessage);
    expect(made.update.messages[0].content).toMatch(/^for EMAILX/);
  });
});
