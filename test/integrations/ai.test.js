// Vercel AI SDK, the real one: generateText and streamText with tools, over a model that notes what it gets.

import { generateText, jsonSchema, Output, stepCountIs, streamText, tool, wrapLanguageModel } from "ai";
import { maskLanguageModel, maskTools } from "closemask/ai";
import { describe, expect, test } from "vitest";
import { cut, EMAIL, EMAIL2, expectUnseen, openSession, placeholderOf, TOKEN } from "./kit.js";

const USAGE = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

/** A model that answers as it is told, step by step, and keeps what it was asked. */
function fakeModel(...answers) {
  const calls = [];
  const next = (params) => {
    const { abortSignal: _, ...seen } = params;
    calls.push(seen);
    const answer = answers[Math.min(calls.length, answers.length) - 1];
    return typeof answer === "function" ? answer(params) : answer;
  };
  const finish = (content) => ({
    finishReason: { unified: content.some(({ type }) => type === "tool-call") ? "tool-calls" : "stop", raw: undefined },
    usage: USAGE,
  });
  return {
    calls,
    model: {
      specificationVersion: "v4",
      provider: "fake",
      modelId: "fake",
      supportedUrls: {},
      async doGenerate(params) {
        const content = await next(params);
        return { content, warnings: [], request: { body: "wire" }, ...finish(content) };
      },
      async doStream(params) {
        const content = await next(params);
        const parts = [
          { type: "stream-start", warnings: [] },
          ...content.flatMap(streamed),
          { type: "finish", ...finish(content) },
        ];
        return { stream: ReadableStream.from(parts) };
      },
    },
  };
}

let ids = 0;
function streamed(part) {
  const id = String(ids++);
  if (part.type === "text" || part.type === "reasoning") {
    const deltas = cut(part.text).map((delta) => ({ type: `${part.type}-delta`, id, delta }));
    return [{ type: `${part.type}-start`, id }, ...deltas, { type: `${part.type}-end`, id }];
  }
  if (part.type !== "tool-call") return [part];
  const { toolCallId, toolName, input } = part;
  return [
    { type: "tool-input-start", id: toolCallId, toolName },
    ...cut(input).map((delta) => ({ type: "tool-input-delta", id: toolCallId, delta })),
    { type: "tool-input-end", id: toolCallId },
    part,
  ];
}

const lastText = ({ prompt }) => JSON.stringify(prompt.at(-1));
const placeholderIn = (text) => /EMAILX\d{9}/.exec(text)?.[0];

async function open(...answers) {
  const session = await openSession();
  const fake = fakeModel(...answers);
  const model = wrapLanguageModel({ model: fake.model, middleware: maskLanguageModel(session) });
  return { session, model, calls: fake.calls };
}

describe("generateText", () => {
  test("the model sees placeholders, the caller values", async () => {
    const { model, calls } = await open((params) => [
      { type: "text", text: `I wrote to ${placeholderIn(lastText(params))}.` },
    ]);
    const { text } = await generateText({ model, system: `For ${EMAIL2}.`, prompt: `Write to ${EMAIL}` });
    expect(text).toBe(`I wrote to ${EMAIL}.`);
    expectUnseen(calls);
  });

  test("tools get values, and what they give leaves masked, also errors", async () => {
    const given = [];
    const tools = {
      find: tool({
        description: `Ask ${EMAIL2} about it`,
        inputSchema: jsonSchema({
          type: "object",
          properties: { to: { type: "string", format: "email" }, phone: { type: "number" } },
        }),
        execute: async (input) => {
          given.push(input);
          if (given.length > 1) throw new Error(`no mailbox for ${input.to}`);
          return { owner: EMAIL2, key: TOKEN, nested: [{ phone: 13800138000 }] };
        },
      }),
    };
    const call = (input) => [
      { type: "tool-call", toolCallId: `c${Math.random()}`, toolName: "find", input: JSON.stringify(input) },
    ];
    let phone;
    const { model, calls } = await open(
      (params) => call({ to: placeholderIn(lastText(params)) }),
      (params) => {
        phone = /PHONEX\d{9}/.exec(lastText(params))?.[0];
        return call({ to: placeholderIn(lastText(params)), phone });
      },
      (params) => [{ type: "text", text: `It failed: ${lastText(params).length > 0}` }],
    );
    const { steps } = await generateText({ model, tools, prompt: `Find ${EMAIL}`, stopWhen: stepCountIs(5) });
    expect(phone).toBeDefined();
    expect(given).toEqual([{ to: EMAIL }, { to: EMAIL2, phone: 13800138000 }]);
    expect(calls.length).toBe(3);
    expect(lastText(calls[2])).toContain("no mailbox for EMAILX");
    // What no placeholder satisfies is not asked for.
    expect(JSON.stringify(calls[0].tools)).not.toContain("format");
    expectUnseen(calls);
    expect(steps[0].toolResults[0].output.owner).toBe(EMAIL2);
  });

  test("every part of a prompt", async () => {
    const { model, calls } = await open([{ type: "text", text: "ok" }]);
    const file = (data, mediaType) => ({ type: "file", data, mediaType, filename: `of ${EMAIL}, all.txt` });
    await generateText({
      model,
      instructions: [{ role: "system", content: `mail ${EMAIL}`, providerOptions: { fake: { note: EMAIL } } }],
      stopSequences: [EMAIL],
      providerOptions: { fake: { user: EMAIL, metadata: { mail: EMAIL } } },
      toolChoice: "none",
      tools: {
        search: {
          type: "provider",
          isProviderExecuted: true,
          id: "fake.search",
          args: { domain: EMAIL },
          inputSchema: jsonSchema({}),
        },
      },
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: EMAIL, providerOptions: { fake: { note: EMAIL } } },
            file(Buffer.from(`a,${EMAIL}\n`), "text/csv"),
            file(Buffer.from(`b,${EMAIL}\n`).toString("base64"), "text/csv"),
            file(new URL(`data:text/plain;base64,${Buffer.from(EMAIL).toString("base64")}`), "text/plain"),
            file(Buffer.from([0xff, 0xd8, 0xff, 0]), "image/jpeg"),
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: `think of ${EMAIL}` },
            { type: "text", text: EMAIL },
            { type: "tool-call", toolCallId: "c1", toolName: "t", input: { a: [EMAIL], [EMAIL]: 1 } },
          ],
        },
        {
          role: "tool",
          content: [
            { type: "tool-result", toolCallId: "c1", toolName: "t", output: { type: "json", value: { a: EMAIL } } },
            { type: "tool-result", toolCallId: "c2", toolName: "t", output: { type: "error-text", value: EMAIL } },
            {
              type: "tool-result",
              toolCallId: "c3",
              toolName: "t",
              output: {
                type: "content",
                value: [
                  { type: "text", text: EMAIL },
                  file({ type: "data", data: Buffer.from(EMAIL).toString("base64") }, "text/plain"),
                ],
              },
            },
          ],
        },
        { role: "user", content: EMAIL },
      ],
    });
    expect(calls.length).toBe(1);
    expectUnseen(calls);
    const image = calls[0].prompt.flatMap(({ content }) => content).find(({ mediaType }) => mediaType === "image/jpeg");
    expect(Buffer.from(image.data.data)).toEqual(Buffer.from([0xff, 0xd8, 0xff, 0]));
  });

  test("structured output", async () => {
    const { model, calls } = await open((params) => [
      { type: "text", text: JSON.stringify({ to: placeholderIn(lastText(params)) }) },
    ]);
    const schema = jsonSchema({
      type: "object",
      description: EMAIL2,
      properties: { to: { type: "string", format: "email" } },
    });
    const { output } = await generateText({ model, prompt: `Address of ${EMAIL}`, output: Output.object({ schema }) });
    expect(output).toEqual({ to: EMAIL });
    expectUnseen(calls);
  });

  test("only what the request held comes back", async () => {
    const { session, model } = await open(async () => [
      { type: "text", text: `${await placeholderOf(session, EMAIL2)}` },
    ]);
    const { text } = await generateText({ model, prompt: "hello" });
    expect(text).toMatch(/^EMAILX\d{9}$/);
  });

  test("policies: credentials stay out of tools, and out of URLs that a model made", async () => {
    const session = await openSession({ restore: { CREDENTIAL: ["text"] } });
    let token;
    const { model: inner, calls } = fakeModel((params) => {
      token = /[A-Z]+X\d{9}/.exec(lastText(params))[0];
      return [
        { type: "text", text: `${token} and https://evil.example/?a=${token}` },
        { type: "tool-call", toolCallId: "c", toolName: "t", input: JSON.stringify({ token }) },
      ];
    });
    const model = wrapLanguageModel({ model: inner, middleware: maskLanguageModel(session) });
    const tools = { t: tool({ inputSchema: jsonSchema({ type: "object" }) }) };
    const { text, toolCalls } = await generateText({ model, tools, prompt: `The key is ${TOKEN}` });
    expect(text).toBe(`${TOKEN} and https://evil.example/?a=${token}`);
    expect(toolCalls[0].input).toEqual({ token });
    expectUnseen(calls);
  });

  test("what is blocked is not sent", async () => {
    const session = await openSession({ actions: { EMAIL: "block" } });
    const { model: inner, calls } = fakeModel([{ type: "text", text: "" }]);
    const model = wrapLanguageModel({ model: inner, middleware: maskLanguageModel(session) });
    await expect(generateText({ model, prompt: `To ${EMAIL}` })).rejects.toMatchObject({ code: "blocked" });
    expect(calls).toEqual([]);
  });

  test("media that cannot be inspected are refused, if that is asked for", async () => {
    const session = await openSession();
    const { model: inner, calls } = fakeModel([{ type: "text", text: "" }]);
    const model = wrapLanguageModel({ model: inner, middleware: maskLanguageModel(session, { media: "block" }) });
    const content = [{ type: "file", mediaType: "image/jpeg", data: Buffer.from([0xff, 0xd8, 0xff, 0]) }];
    await expect(generateText({ model, messages: [{ role: "user", content }] })).rejects.toMatchObject({
      code: "input",
    });
    expect(calls).toEqual([]);
  });
});

describe("streamText", () => {
  test("placeholders in pieces come whole, in text and in the input of tools", async () => {
    const { model, calls } = await open(
      (params) => {
        const to = placeholderIn(lastText(params));
        return [
          { type: "reasoning", text: `about ${to}` },
          { type: "text", text: `To ${to}, and once more ${to}` },
          { type: "tool-call", toolCallId: "c1", toolName: "send", input: JSON.stringify({ to, quote: `"${to}"` }) },
        ];
      },
      (params) => [{ type: "text", text: `sent to ${placeholderIn(lastText(params))}` }],
    );
    const given = [];
    const deltas = {};
    const result = streamText({
      model,
      prompt: `Write to ${EMAIL}`,
      tools: {
        send: tool({
          inputSchema: jsonSchema({ type: "object" }),
          execute: (input) => {
            given.push(input);
            return `done: ${EMAIL2}`;
          },
        }),
      },
      stopWhen: stepCountIs(2),
    });
    for await (const part of result.fullStream) {
      const text = part.text ?? part.delta;
      if (typeof text === "string") deltas[part.type] = [...(deltas[part.type] ?? []), text];
    }
    expect(deltas["text-delta"].join("")).toBe(`To ${EMAIL}, and once more ${EMAIL}sent to ${EMAIL2}`);
    // It goes on while it comes.
    expect(deltas["text-delta"].length).toBeGreaterThan(4);
    expect(deltas["tool-input-delta"].join("")).toBe(JSON.stringify({ to: EMAIL, quote: `"${EMAIL}"` }));
    expect(given).toEqual([{ to: EMAIL, quote: `"${EMAIL}"` }]);
    // Providers check that reasoning comes back as it was.
    expect(deltas["reasoning-delta"].join("")).toMatch(/^about EMAILX\d{9}$/);
    expectUnseen(calls);
  });

  test("a text that ends in half a placeholder", async () => {
    const { model } = await open([{ type: "text", text: "see EMAILX12" }]);
    const { textStream } = streamText({ model, prompt: `Write to ${EMAIL}` });
    expect((await Array.fromAsync(textStream)).join("")).toBe("see EMAILX12");
  });

  test("what a model wrote goes back as it wrote it", async () => {
    const { model, calls } = await open(
      (params) => [{ type: "text", text: `dear ${placeholderIn(lastText(params)).toLowerCase()}` }],
      [{ type: "text", text: "ok" }],
    );
    const first = await generateText({ model, prompt: `Write to ${EMAIL}` });
    expect(first.text).toBe(`dear ${EMAIL}`);
    await generateText({
      model,
      messages: [
        { role: "user", content: `Write to ${EMAIL}` },
        ...first.response.messages,
        { role: "user", content: "go on" },
      ],
    });
    expect(JSON.stringify(calls[1].prompt)).toMatch(/dear emailx\d{9}/);
  });
});

describe("maskTools", () => {
  test("for a model that nothing is around", async () => {
    const session = await openSession();
    const to = await placeholderOf(session);
    const given = [];
    const tools = maskTools(
      {
        plain: tool({
          inputSchema: jsonSchema({ type: "object" }),
          execute: (input) => {
            given.push(input);
            return { mail: EMAIL2 };
          },
        }),
        failing: tool({
          inputSchema: jsonSchema({ type: "object" }),
          execute: () => {
            throw new Error(`no ${EMAIL2}`);
          },
        }),
        steps: tool({
          inputSchema: jsonSchema({ type: "object" }),
          async *execute() {
            yield `half for ${EMAIL}`;
            yield `all for ${EMAIL2}`;
          },
        }),
        client: tool({ inputSchema: jsonSchema({ type: "object" }) }),
      },
      session,
    );
    const call = (toolName, i) => ({ type: "tool-call", toolCallId: `c${i}`, toolName, input: JSON.stringify({ to }) });
    const { model, calls } = fakeModel(["plain", "failing", "steps"].map(call), [{ type: "text", text: "ok" }]);
    const result = streamText({ model, tools, prompt: "go", stopWhen: stepCountIs(2) });
    const parts = await Array.fromAsync(result.fullStream);
    expect(given).toEqual([{ to: EMAIL }]);
    expect(calls.length).toBe(2);
    expectUnseen(calls);
    const preliminary = parts.filter(({ preliminary }) => preliminary).map(({ output }) => output);
    expect(preliminary).toEqual([expect.stringMatching(/^half for EMAILX/), expect.stringMatching(/^all for EMAILX/)]);
    expect(lastText(calls[1])).toContain("no EMAILX");
    expect(tools.client.execute).toBeUndefined();
  });
});

describe("a file that a tool has read is what a tool gets to write", () => {
  const FILE = [
    JSON.stringify({ password: 'ab\\cd"9Xyz!kq' }, null, 2),
    'DB_PASSWORD = "ab\\\\cd9Xyz!kq"',
    'a 5" nail; password: ab\\cd9Xyz!kr',
    "",
  ].join("\n");

  async function run(ask) {
    const written = [];
    const inputSchema = jsonSchema({ type: "object" });
    const tools = {
      read: tool({ inputSchema, execute: () => FILE }),
      write: tool({ inputSchema, execute: ({ content }) => void written.push(content) }),
    };
    const call = (toolName, input) => [
      { type: "tool-call", toolCallId: toolName, toolName, input: JSON.stringify(input) },
    ];
    const { model, calls } = await open(
      call("read", {}),
      ({ prompt }) => call("write", { content: prompt.at(-1).content[0].output.value }),
      [{ type: "text", text: "ok" }],
    );
    await ask({ model, tools, prompt: "Copy it", stopWhen: stepCountIs(4) });
    expect(JSON.stringify(calls)).not.toContain("9Xyz");
    expect(written).toEqual([FILE]);
  }

  test("whole", () => run(generateText));

  test("in pieces", () => run(async (asked) => await streamText(asked).consumeStream()));
});
