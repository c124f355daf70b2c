// OpenAI Agents SDK, the real one: agents with tools, handoffs and streams, over a model that notes what it gets.

import { Agent, Runner, setTracingDisabled, tool, Usage } from "@openai/agents";
import { maskModel, maskModelProvider, maskTool } from "closemask/openai-agents";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cut, EMAIL, EMAIL2, expectUnseen, openSession, placeholderOf, TOKEN } from "./kit.js";

setTracingDisabled(true);

class FakeModel {
  calls = [];
  #answer;
  constructor(answer) {
    this.#answer = answer;
  }
  #note({ signal: _, tracing: __, ...request }) {
    this.calls.push(request);
    return { usage: new Usage({}), output: this.#answer(request), responseId: "r-1" };
  }
  async getResponse(request) {
    return this.#note(request);
  }
  async *getStreamedResponse(request) {
    const response = this.#note(request);
    yield { type: "response_started" };
    for (const { content = [] } of response.output)
      for (const { text = "" } of content) for (const delta of cut(text)) yield { type: "output_text_delta", delta };
    yield { type: "model", event: { wire: true } };
    yield {
      type: "response_done",
      response: { id: "r-1", usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 }, output: response.output },
    };
  }
}

const said = (text) => ({
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text }],
});
const called = (name, args, callId = "c1") => ({
  type: "function_call",
  callId,
  name,
  status: "completed",
  arguments: JSON.stringify(args),
});
const placeholderIn = (value) => /EMAILX\d{9}/.exec(JSON.stringify(value))?.[0];
const lastOf = ({ input }) => (typeof input === "string" ? input : input.at(-1));

const findTool = (given) =>
  tool({
    name: "find",
    description: `Ask ${EMAIL2}`,
    parameters: z.object({ to: z.string().describe(`such as ${EMAIL}`), phone: z.number().nullable() }),
    execute: (input) => {
      given.push(input);
      return { owner: EMAIL2, key: TOKEN };
    },
  });

const find = (request) => {
  const last = lastOf(request);
  if (last.type === "function_call_result") return [said(`owned by ${placeholderIn(last)}`)];
  return [called("find", { to: placeholderIn(last), phone: /PHONEX\d{9}/.exec(JSON.stringify(last))?.[0] ?? null })];
};

describe("maskModel", () => {
  test("a run: the model sees placeholders, tools and the result hold values", async () => {
    const given = [];
    const inner = new FakeModel(find);
    const model = maskModel(inner, await openSession());
    const agent = new Agent({ name: "a", instructions: `For ${EMAIL2}`, model, tools: [findTool(given)] });
    const { finalOutput, history } = await new Runner().run(agent, `Find ${EMAIL}`);
    expect(finalOutput).toBe(`owned by ${EMAIL2}`);
    expect(given).toEqual([{ to: EMAIL, phone: null }]);
    expect(inner.calls.length).toBe(2);
    expect(inner.calls[0].tools[0].description).toMatch(/^Ask EMAILX/);
    expectUnseen(inner.calls);
    expect(JSON.stringify(history)).toContain(EMAIL);
  });

  test("a stream", async () => {
    const given = [];
    const inner = new FakeModel(find);
    const model = maskModel(inner, await openSession());
    const agent = new Agent({ name: "a", instructions: "", model, tools: [findTool(given)] });
    const result = await new Runner().run(agent, `Find ${EMAIL}`, { stream: true });
    const texts = [];
    for await (const { type, data } of result)
      if (type === "raw_model_stream_event" && data.type === "output_text_delta") texts.push(data.delta);
    await result.completed;
    expect(texts.join("")).toBe(`owned by ${EMAIL2}`);
    expect(texts.length).toBeGreaterThan(2);
    expect(result.finalOutput).toBe(`owned by ${EMAIL2}`);
    expect(given).toEqual([{ to: EMAIL, phone: null }]);
    expectUnseen(inner.calls);
  });

  test("numbers, and a text that ends in half a placeholder", async () => {
    const session = await openSession();
    const inner = new FakeModel(() => [said("see EMAILX12")]);
    const model = maskModel(inner, session);
    const request = {
      input: `Find ${EMAIL}`,
      modelSettings: {},
      tools: [],
      handoffs: [],
      outputType: "text",
      tracing: false,
    };
    const events = await Array.fromAsync(model.getStreamedResponse(request));
    const deltas = events.filter(({ type }) => type === "output_text_delta").map(({ delta }) => delta);
    expect(deltas.join("")).toBe("see EMAILX12");
    expect(events.at(-1).type).toBe("response_done");

    let phone;
    const numbers = new FakeModel(({ input }) => {
      phone = /PHONEX\d{9}/.exec(JSON.stringify(input))?.[0];
      return [called("find", { phone })];
    });
    const args = JSON.stringify({ phone: 13800138000 });
    const history = [called("find", {}), { type: "message", role: "user", content: "again" }];
    history[0].arguments = args;
    const { output } = await maskModel(numbers, session).getResponse({ ...request, input: history });
    expect(phone).toBeDefined();
    expect(JSON.stringify(numbers.calls)).not.toContain("13800138000");
    expect(output[0].arguments).toBe(args);
  });

  test("every part of a request", async () => {
    const inner = new FakeModel(() => [said("ok")]);
    const model = maskModel(inner, await openSession());
    const data = Buffer.from(`a,${EMAIL}\n`).toString("base64");
    await model.getResponse({
      systemInstructions: EMAIL,
      input: [
        { type: "message", role: "system", content: EMAIL },
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: EMAIL },
            { type: "input_file", file: `data:text/csv;base64,${data}`, filename: `of ${EMAIL}` },
            { type: "input_image", image: `data:text/plain;base64,${data}` },
            { type: "audio", audio: data, format: "txt", transcript: EMAIL },
          ],
          providerData: { note: EMAIL },
        },
        {
          type: "reasoning",
          id: "rs",
          content: [{ type: "input_text", text: EMAIL }],
          rawContent: [{ type: "reasoning_text", text: EMAIL }],
        },
        said(EMAIL),
        called("t", { to: EMAIL }),
        {
          type: "function_call_result",
          name: "t",
          callId: "c1",
          status: "completed",
          output: { type: "text", text: EMAIL },
        },
        { type: "function_call_result", name: "t", callId: "c2", status: "completed", output: `{"mail":"${EMAIL}"}` },
        {
          type: "function_call_result",
          name: "t",
          callId: "c3",
          status: "completed",
          output: [{ type: "input_text", text: EMAIL }],
        },
        {
          type: "hosted_tool_call",
          name: "web_search_call",
          arguments: JSON.stringify({ query: EMAIL }),
          output: EMAIL,
        },
        { type: "shell_call", callId: "s1", action: { commands: [`mail ${EMAIL}`] } },
        {
          type: "shell_call_output",
          callId: "s1",
          output: [{ stdout: EMAIL, stderr: EMAIL, outcome: { type: "exit", exitCode: 0 } }],
        },
        {
          type: "apply_patch_call",
          callId: "p1",
          status: "completed",
          operation: { type: "create_file", path: `/home/${EMAIL}`, diff: EMAIL },
        },
        { type: "of_tomorrow", deep: [{ mail: EMAIL }] },
      ],
      modelSettings: { temperature: 0, providerData: { user: EMAIL, metadata: { mail: EMAIL } } },
      tools: [
        {
          type: "function",
          name: "t",
          description: EMAIL,
          strict: true,
          parameters: { type: "object", properties: { to: { type: "string", format: "email", description: EMAIL } } },
        },
      ],
      handoffs: [{ toolName: "h", toolDescription: EMAIL, inputJsonSchema: {}, strictJsonSchema: false }],
      outputType: { type: "json_schema", name: "o", strict: true, schema: { type: "object", description: EMAIL } },
      prompt: { promptId: "p", variables: { mail: EMAIL, part: { type: "input_text", text: EMAIL } } },
      tracing: false,
    });
    expect(inner.calls.length).toBe(1);
    expectUnseen(inner.calls);
    const [request] = inner.calls;
    expect(request.modelSettings.temperature).toBe(0);
    expect(request.tools[0]).toMatchObject({ type: "function", name: "t", strict: true });
    expect(JSON.stringify(request.tools)).not.toContain("format");
  });

  test("a provider's models", async () => {
    const inner = new FakeModel((request) => [said(`To ${placeholderIn(lastOf(request))}`)]);
    const session = await openSession();
    const runner = new Runner({ modelProvider: maskModelProvider({ getModel: async () => inner }, session) });
    const { finalOutput } = await runner.run(
      new Agent({ name: "a", instructions: "", model: "some" }),
      `Write to ${EMAIL}`,
    );
    expect(finalOutput).toBe(`To ${EMAIL}`);
    expectUnseen(inner.calls);
  });

  test("structured output and a handoff", async () => {
    const inner = new FakeModel((request) => {
      const to = placeholderIn(request.input);
      return request.handoffs.length > 0
        ? [called(request.handoffs[0].toolName, { to })]
        : [said(JSON.stringify({ to }))];
    });
    const model = maskModel(inner, await openSession());
    const second = new Agent({
      name: "second",
      instructions: "",
      model,
      handoffDescription: EMAIL2,
      outputType: z.object({ to: z.string() }),
    });
    const first = Agent.create({ name: "first", instructions: "", model, handoffs: [second] });
    const { finalOutput } = await new Runner().run(first, `Write to ${EMAIL}`);
    expect(finalOutput).toEqual({ to: EMAIL });
    expectUnseen(inner.calls);
  });

  test("what is blocked is not sent", async () => {
    const inner = new FakeModel(find);
    const model = maskModel(inner, await openSession({ actions: { EMAIL: "block" } }));
    await expect(new Runner().run(new Agent({ name: "a", instructions: "", model }), EMAIL)).rejects.toMatchObject({
      code: "blocked",
    });
    expect(inner.calls).toEqual([]);
  });
});

describe("maskTool", () => {
  test("for a model that is not masked", async () => {
    const session = await openSession();
    const to = await placeholderOf(session);
    const given = [];
    const failing = tool({
      name: "fail",
      description: "fails",
      parameters: z.object({}),
      errorFunction: (_, error) => String(error),
      execute: () => {
        throw new Error(`no ${EMAIL2}`);
      },
    });
    const inner = new FakeModel((request) => {
      const results = request.input.filter?.(({ type }) => type === "function_call_result") ?? [];
      if (results.length === 0) return [called("find", { to, phone: null })];
      return results.length === 1 ? [called("fail", {}, "c2")] : [said("ok")];
    });
    const tools = [maskTool(findTool(given), session), maskTool(failing, session)];
    // What the tools say of themselves is the program's: here it must not be looked at.
    const agent = new Agent({ name: "a", instructions: "", model: inner, tools });
    await new Runner().run(agent, "go");
    expect(given).toEqual([{ to: EMAIL, phone: null }]);
    expect(inner.calls.length).toBe(3);
    expectUnseen(inner.calls.map(({ input }) => input));
    expect(JSON.stringify(inner.calls[2].input)).toMatch(/no EMAILX\d{9}/);
  });
});
