// Google ADK for JavaScript, the real one: agents with tools in a runner, over a model of its class that notes what it gets.

import { BaseLlm, FunctionTool, InMemoryRunner, LlmAgent, StreamingMode } from "@google/adk";
import { maskTool, modelCallbacks, toolCallbacks } from "closemask/adk";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cut, EMAIL, EMAIL2, expectUnseen, openSession, placeholderOf, TOKEN } from "./kit.js";

class FakeLlm extends BaseLlm {
  calls = [];
  constructor(answer) {
    super({ model: "fake" });
    this.answer = answer;
  }
  async *generateContentAsync({ contents, config }, stream) {
    this.calls.push(structuredClone({ contents, config: JSON.parse(JSON.stringify(config ?? {})) }));
    const parts = this.answer(contents);
    if (stream) {
      for (const { text } of parts) {
        for (const piece of cut(text ?? ""))
          yield { content: { role: "model", parts: [{ text: piece }] }, partial: true };
      }
    }
    yield { content: { role: "model", parts }, finishReason: "STOP" };
  }
  async connect() {
    throw new Error("not here");
  }
}

const placeholderIn = (value) => /EMAILX\d{9}/.exec(JSON.stringify(value))?.[0];

async function runAgent(options, text, streamingMode) {
  const agent = new LlmAgent({ name: "a", description: "", ...options });
  const runner = new InMemoryRunner({ agent, appName: "app" });
  const session = await runner.sessionService.createSession({ appName: "app", userId: "u" });
  const events = runner.runAsync({
    userId: "u",
    sessionId: session.id,
    newMessage: { role: "user", parts: [{ text }] },
    ...(streamingMode === undefined ? {} : { runConfig: { streamingMode } }),
  });
  return await Array.fromAsync(events);
}

const findTool = (given) =>
  new FunctionTool({
    name: "find",
    description: `Ask ${EMAIL2}`,
    parameters: z.object({ to: z.string().describe(`such as ${EMAIL}`) }),
    execute: (input) => {
      given.push(input);
      if (given.length > 1) throw new Error(`no mailbox for ${input.to}`);
      return { owner: EMAIL2, key: TOKEN, phone: 13800138000 };
    },
  });

const find = (contents) => {
  const last = contents.at(-1);
  if (contents.length > 4) return [{ text: `owned by ${placeholderIn(last)}` }];
  return [{ functionCall: { id: `c${contents.length}`, name: "find", args: { to: placeholderIn(last) } } }];
};

const textOf = (events) =>
  events
    .filter(({ partial }) => partial !== true)
    .flatMap(({ content }) => content?.parts?.map(({ text }) => text ?? "") ?? [])
    .join("");

describe("modelCallbacks", () => {
  test("a run: the model sees placeholders, tools and events hold values, errors too", async () => {
    const given = [];
    const model = new FakeLlm(find);
    const events = await runAgent(
      { model, instruction: `For ${EMAIL2}`, tools: [findTool(given)], ...modelCallbacks(await openSession()) },
      `Find ${EMAIL}`,
    );
    expect(given).toEqual([{ to: EMAIL }, { to: EMAIL2 }]);
    expect(textOf(events)).toBe(`owned by ${EMAIL2}`);
    expect(model.calls.length).toBe(3);
    expectUnseen(model.calls);
    expect(JSON.stringify(model.calls)).not.toContain("13800138000");
    expect(JSON.stringify(events)).toContain(TOKEN);
  });

  test("callbacks of one's own see values", async () => {
    const model = new FakeLlm((contents) => [{ text: `To ${placeholderIn(contents.at(-1))}` }]);
    const masking = modelCallbacks(await openSession());
    const seen = [];
    const mine = ({ request, response }) => void seen.push((response?.content ?? request.contents[0]).parts[0].text);
    await runAgent(
      {
        model,
        beforeModelCallback: [mine, masking.beforeModelCallback],
        afterModelCallback: [masking.afterModelCallback, mine],
      },
      `Write to ${EMAIL}`,
    );
    expect(seen).toEqual([`Write to ${EMAIL}`, `To ${EMAIL}`]);
    expectUnseen(model.calls);
  });

  test("a stream", async () => {
    const model = new FakeLlm((contents) => [
      { text: `To ${placeholderIn(contents.at(-1))}, twice ${placeholderIn(contents.at(-1))}` },
    ]);
    const events = await runAgent(
      { model, ...modelCallbacks(await openSession()) },
      `Write to ${EMAIL}`,
      StreamingMode.SSE,
    );
    const partial = events.filter((event) => event.partial === true).map(({ content }) => content.parts[0].text);
    expect(partial.join("")).toBe(`To ${EMAIL}, twice ${EMAIL}`);
    expect(partial.filter((text) => text !== "").length).toBeGreaterThan(3);
    expect(textOf(events)).toBe(`To ${EMAIL}, twice ${EMAIL}`);
    expectUnseen(model.calls);
  });

  test("every part of a request", async () => {
    const data = Buffer.from(`a,${EMAIL}\n`).toString("base64");
    const request = {
      contents: [
        {
          role: "user",
          parts: [
            { text: EMAIL },
            { inlineData: { mimeType: "text/csv", data, displayName: EMAIL } },
            { functionResponse: { id: "c", name: "t", response: { owner: [EMAIL] } } },
            { ofTomorrow: { deep: EMAIL } },
          ],
        },
        {
          role: "model",
          parts: [
            { text: EMAIL, thought: true },
            { functionCall: { id: "c", name: "t", args: { to: EMAIL } }, thoughtSignature: "c2lnbmVk" },
            { executableCode: { language: "PYTHON", code: EMAIL } },
            { codeExecutionResult: { outcome: "OUTCOME_OK", output: EMAIL } },
          ],
        },
      ],
      config: {
        systemInstruction: { parts: [{ text: EMAIL }] },
        stopSequences: [EMAIL],
        tools: [
          {
            functionDeclarations: [
              {
                name: "t",
                description: EMAIL,
                parameters: {
                  type: "OBJECT",
                  properties: { to: { type: "STRING", format: "email", description: EMAIL } },
                },
              },
            ],
          },
        ],
        responseSchema: { type: "OBJECT", description: EMAIL },
        temperature: 0.5,
        abortSignal: new AbortController().signal,
      },
    };
    const before = structuredClone(request.contents);
    const contents = request.contents;
    const { abortSignal } = request.config;
    await modelCallbacks(await openSession()).beforeModelCallback({ context: { invocationContext: {} }, request });
    // Events of the run hold these.
    expect(contents).toEqual(before);
    expect(request.config.abortSignal).toBe(abortSignal);
    expect(request.config.temperature).toBe(0.5);
    const { abortSignal: _, ...config } = request.config;
    expectUnseen({ contents: request.contents, config });
    expect(request.contents[1].parts[1].thoughtSignature).toBe("c2lnbmVk");
  });

  test("what is blocked is not sent", async () => {
    const model = new FakeLlm(find);
    const session = await openSession({ actions: { EMAIL: "block" } });
    const events = await runAgent({ model, ...modelCallbacks(session) }, EMAIL).catch((error) => [error]);
    expect(model.calls).toEqual([]);
    expect(JSON.stringify(events.map((event) => event.errorMessage ?? event.message))).toContain("EMAIL");
  });
});

describe("toolCallbacks and maskTool", () => {
  test("for a model that is not masked", async () => {
    const session = await openSession();
    const to = await placeholderOf(session);
    const answer = (contents) =>
      contents.length < 4
        ? [{ functionCall: { id: `c${contents.length}`, name: "find", args: { to } } }]
        : [{ text: "ok" }];
    for (const how of ["callbacks", "tools"]) {
      const given = [];
      const model = new FakeLlm(answer);
      const tool = findTool(given);
      const options =
        how === "callbacks" ? { tools: [tool], ...toolCallbacks(session) } : { tools: [maskTool(tool, session)] };
      await runAgent({ model, ...options }, "go");
      expect(given[0]).toEqual({ to: EMAIL });
      const [result] = model.calls[1].contents.at(-1).parts;
      expect(result.functionResponse.response.owner).toMatch(/^EMAILX\d{9}$/);
      if (how === "tools") expectUnseen(model.calls.map(({ contents }) => contents));
    }
  });
});
