// Sections G and H of the conformance list, without streams and clients: Ollama, Mistral, Cohere.

import { describe, expect, test } from "vitest";
import { answer, bring, EMAIL, M, open, openWorld, placeholderOf, plant, send } from "../kit.ts";

const KEEP = "kept@corp.example";

describe("G", () => {
  test.each([
    [
      "/api/chat",
      {
        model: KEEP,
        messages: [
          { role: "system", content: M },
          { role: "user", content: M, images: [Buffer.alloc(90, 255).toString("base64")] },
          {
            role: "assistant",
            content: M,
            thinking: M,
            tool_calls: [{ function: { name: KEEP, arguments: { to: M, [M]: [1, M] } } }],
          },
          { role: "tool", tool_name: KEEP, content: M },
        ],
        tools: [
          {
            type: "function",
            function: { name: KEEP, description: M, parameters: { properties: { [KEEP]: { description: M } } } },
          },
        ],
        format: { type: "object", description: M },
        options: { stop: [M], seed: 12345678 },
        keep_alive: "5m",
      },
    ],
    ["/api/generate", { model: KEEP, prompt: M, suffix: M, system: M, context: [1, 2, 3], template: "{{ .Prompt }}" }],
    ["/api/embed", { model: KEEP, input: [M, M] }],
    ["/api/embeddings", { model: KEEP, prompt: M }],
    ["/api/web_search", { query: M }],
  ])("G03 G06 places of %s", async (path, template) => {
    const world = openWorld();
    const { sent, expected } = await plant(world, open(world, "ollama", path), template);
    expect(sent).toBe(expected);
  });

  test("G01 a request without `stream` asks for one", async () => {
    const streams = async (path: string, body: object): Promise<boolean> =>
      (await send(open(openWorld(), "ollama", path), body)).outcome.streams;
    expect(await streams("/api/chat", {})).toBe(true);
    expect(await streams("/api/chat", { stream: true })).toBe(true);
    expect(await streams("/api/chat", { stream: false })).toBe(false);
    expect(await streams("/api/embed", {})).toBe(false);
  });

  test("G03 arguments are an object in both directions", async () => {
    const world = openWorld();
    const exchange = open(world, "ollama", "/api/chat");
    await send(exchange, { messages: [{ role: "user", content: EMAIL }], stream: false });
    const { got, expected } = await bring(world, exchange, {
      model: "m",
      message: {
        role: "assistant",
        content: M,
        thinking: M,
        tool_calls: [{ function: { name: "f", arguments: { to: M, [M]: [M] } } }],
      },
      context: [1, 2],
      done: true,
    });
    expect(got).toBe(expected);
  });
});

describe("H", () => {
  test("H08 Mistral's arguments keep their type", async () => {
    const world = openWorld();
    const exchange = open(world, "mistral", "/v1/chat/completions");
    const template = {
      messages: [
        {
          role: "assistant",
          prefix: true,
          content: [
            { type: "text", text: M },
            { type: "thinking", thinking: [{ type: "text", text: M }] },
            { type: "thinking", thinking: [{ text: KEEP }], signature: "s" },
          ],
          tool_calls: [
            { id: KEEP, function: { name: KEEP, arguments: { to: M, [M]: 1 } } },
            { id: KEEP, function: { name: KEEP, arguments: `{"to":"${M}"}` } },
          ],
        },
        {
          role: "user",
          content: [{ type: "document_url", document_url: "https://d.example/x.pdf", document_name: M }],
        },
      ],
      tools: [{ type: "connector", authorization: { type: "oauth2-token", value: "kept@corp.example" } }],
    };
    const { sent, expected } = await plant(world, exchange, template);
    expect(sent).toBe(expected);
    const reply = await bring(world, exchange, {
      choices: [
        {
          message: {
            content: M,
            tool_calls: [{ function: { arguments: { to: M } } }, { function: { arguments: `{"to":"${M}"}` } }],
          },
        },
      ],
    });
    expect(reply.got).toBe(reply.expected);
  });

  test("H09 the echo in a validation error", async () => {
    const world = openWorld();
    const exchange = open(world, "mistral", "/v1/chat/completions");
    await send(exchange, { messages: [{ role: "user", content: EMAIL }] });
    const { got, expected } = await bring(world, exchange, {
      detail: [{ loc: ["body", "x"], msg: `bad ${M}`, input: { content: M } }],
    });
    expect(got).toBe(expected);
  });

  test("H10 Cohere: places, and numbers of citations", async () => {
    const world = openWorld();
    const exchange = open(world, "cohere", "/v2/chat");
    const { sent, expected } = await plant(world, exchange, {
      model: KEEP,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: M },
            { type: "document", document: { id: "d", data: { title: M, [M]: M } } },
          ],
        },
        {
          role: "assistant",
          tool_plan: M,
          tool_calls: [{ id: KEEP, type: "function", function: { name: KEEP, arguments: `{"a":"${M}"}` } }],
        },
        { role: "tool", tool_call_id: KEEP, content: M },
      ],
      documents: [M, { id: "1", data: { text: M } }],
      stop_sequences: [M],
    });
    expect(sent).toBe(expected);
    const P = await placeholderOf(world, EMAIL);
    const text = `${P} is in the list`;
    const start = text.indexOf("the list");
    const reply = JSON.parse(
      await answer(exchange, {
        message: {
          role: "assistant",
          content: [
            { type: "thinking", thinking: P },
            { type: "text", text },
          ],
          citations: [
            {
              start,
              end: start + 8,
              text: "the list",
              content_index: 1,
              sources: [{ type: "document", id: "d", document: { title: P } }],
            },
          ],
        },
      }),
    );
    const [citation] = reply.message.citations;
    expect(reply.message.content[1].text.slice(citation.start, citation.end)).toBe("the list");
    expect(citation.sources[0].document.title).toBe(EMAIL);
  });

  test.each([
    [
      "/v1/chat",
      {
        message: M,
        preamble: M,
        chat_history: [{ role: "CHATBOT", message: M }],
        tool_results: [{ call: { name: KEEP, parameters: { a: M } }, outputs: [{ a: M }] }],
      },
    ],
    ["/v2/embed", { texts: [M], inputs: [{ content: [{ type: "text", text: M }] }] }],
    ["/v2/rerank", { query: M, documents: [M, { text: M }] }],
    ["/v1/classify", { inputs: [M], examples: [{ text: M, label: "x" }] }],
  ])("Cohere's %s", async (path, template) => {
    const world = openWorld();
    const { sent, expected } = await plant(world, open(world, "cohere", path), template);
    // The name of a tool stands in what is free-form otherwise.
    expect(sent.replaceAll(await placeholderOf(world, KEEP), KEEP)).toBe(expected);
  });
});

describe("H, Bedrock", () => {
  const PATH = "/model/anthropic.claude-x/converse";

  test("H02 H06 places of Converse", async () => {
    const world = openWorld();
    const text = Buffer.from("list").toString("base64");
    const template = {
      modelId: KEEP,
      system: [{ text: M }, { cachePoint: { type: "default" } }],
      messages: [
        {
          role: "user",
          content: [
            { text: M },
            { guardContent: { text: { text: M } } },
            { document: { format: "pdf", name: "a", context: M, source: { bytes: text } } },
            { toolResult: { toolUseId: KEEP, status: "success", content: [{ text: M }, { json: { [M]: [M] } }] } },
          ],
        },
        {
          role: "assistant",
          content: [
            { toolUse: { toolUseId: KEEP, name: KEEP, input: { a: M, [M]: 1 } } },
            { reasoningContent: { reasoningText: { text: KEEP, signature: "s" } } },
            { reasoningContent: { redactedContent: KEEP } },
          ],
        },
      ],
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: KEEP,
              description: M,
              inputSchema: { json: { properties: { [KEEP]: { description: M } } } },
            },
          },
        ],
      },
      outputConfig: {
        textFormat: {
          type: "json_schema",
          structure: { jsonSchema: { name: KEEP, description: M, schema: `{ "description":"${M}","type":"object" }` } },
        },
      },
      promptVariables: { who: { text: M } },
      inferenceConfig: { maxTokens: 12345678, stopSequences: [M] },
      additionalModelRequestFields: { [M]: M },
    };
    const exchange = open(world, "bedrock", PATH);
    const { sent, expected } = await plant(world, exchange, template);
    expect(sent).toBe(expected);
    const reply = await bring(world, exchange, {
      output: {
        message: {
          role: "assistant",
          content: [{ text: M }, { toolUse: { toolUseId: KEEP, name: "f", input: { a: M, [M]: [M] } } }],
        },
      },
      trace: { guardrail: { match: M } },
      usage: { inputTokens: 1 },
    });
    expect(reply.got).toBe(reply.expected);
    const sealed = JSON.stringify({
      output: {
        message: {
          content: [
            { reasoningContent: { reasoningText: { text: await placeholderOf(world, EMAIL), signature: "s" } } },
          ],
        },
      },
    });
    expect(await answer(exchange, sealed)).toBe(sealed);
  });

  test("a text document in base64", async () => {
    const world = openWorld();
    const body = (text: string): object => ({
      messages: [
        {
          role: "user",
          content: [
            { document: { format: "txt", name: "a", source: { bytes: Buffer.from(text).toString("base64") } } },
          ],
        },
      ],
    });
    const { text } = await send(open(world, "bedrock", PATH), body(`to ${EMAIL}`));
    expect(text).toBe(JSON.stringify(body(`to ${await placeholderOf(world, EMAIL)}`)));
  });

  test("Invoke takes the vendor's body", async () => {
    const world = openWorld();
    for (const template of [
      {
        anthropic_version: "bedrock-2023-05-31",
        messages: [{ role: "assistant", content: [{ type: "tool_use", id: KEEP, name: KEEP, input: { a: M } }] }],
      },
      { inputText: M, textGenerationConfig: { stopSequences: [M] } },
      { prompt: M, [M]: 1 },
    ]) {
      const { sent, expected } = await plant(world, open(world, "bedrock", "/model/x/invoke"), template);
      expect(sent).toBe(expected);
    }
  });
});
