// Section F of the conformance list, without streams and clients.

import { describe, expect, test } from "vitest";
import { answer, bring, EMAIL, M, open, openWorld, placeholderOf, plant, send, TOKEN } from "../kit.ts";

const PATH = "/v1beta/models/gemini-x:generateContent";
const KEEP = "kept@corp.example";

const REQUEST = {
  model: KEEP,
  systemInstruction: { parts: [{ text: M }] },
  contents: [
    {
      role: "user",
      parts: [
        { text: M },
        { inlineData: { mimeType: "image/png", data: Buffer.alloc(60, 200).toString("base64"), displayName: M } },
        { fileData: { mimeType: "text/plain", fileUri: "https://files.example/v1beta/files/abc", displayName: M } },
        { functionResponse: { name: KEEP, id: KEEP, response: { output: M, nested: { [M]: [M] } } } },
        { executableCode: { language: "PYTHON", code: `x = "${M}"` } },
        { codeExecutionResult: { outcome: "OK", output: M } },
        { text: M, partMetadata: { [M]: M } },
      ],
    },
    {
      role: "model",
      parts: [
        { functionCall: { name: KEEP, id: KEEP, args: { to: M, [M]: 1 } }, thoughtSignature: TOKEN },
        { text: KEEP, thought: true, thoughtSignature: TOKEN },
        { text: M, thought: true },
        { text: M, thoughtSignature: TOKEN },
      ],
    },
  ],
  tools: [
    {
      functionDeclarations: [
        { name: KEEP, description: M, parameters: { type: "OBJECT", properties: { [KEEP]: { description: M } } } },
      ],
    },
    { mcpServers: [{ streamableHttpTransport: { url: "https://m.example", headers: { authorization: TOKEN } } }] },
    { retrieval: { externalApi: { authConfig: { apiKeyConfig: { apiKeyString: TOKEN } } } } },
  ],
  toolConfig: { functionCallingConfig: { allowedFunctionNames: [KEEP] } },
  generationConfig: {
    stopSequences: [M],
    responseSchema: { description: M, required: [KEEP] },
    responseMimeType: "application/json",
  },
  cachedContent: "cachedContents/abc",
};

const snake = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The same document with its names in the other spelling. */
function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snake(name), inSnakeCase(inner)]));
}

describe("F", () => {
  test("F01 F02 both spellings of names, at every place", async () => {
    for (const template of [REQUEST, inSnakeCase(REQUEST)]) {
      const world = openWorld();
      const { sent, expected } = await plant(world, open(world, "gemini", PATH), template);
      expect(sent).toBe(expected);
    }
  });

  test.each([
    "/v1beta/models/m:streamGenerateContent",
    "/v1/projects/p/locations/l/publishers/google/models/m:generateContent",
    "/v1beta/cachedContents",
  ])("F12 the same placeholders at %s", async (path) => {
    const world = openWorld();
    const body = { contents: [{ role: "user", parts: [{ text: EMAIL }] }] };
    const one = await send(open(world, "gemini", PATH), body);
    expect((await send(open(world, "gemini", path), body)).text).toBe(one.text);
  });

  test("token counts and embeddings", async () => {
    const world = openWorld();
    for (const [path, template] of [
      [
        "/v1beta/models/m:countTokens",
        { generateContentRequest: { model: KEEP, contents: [{ parts: [{ text: M }] }] } },
      ],
      ["/v1beta/models/m:embedContent", { content: { parts: [{ text: M }] }, title: M }],
      ["/v1beta/models/m:batchEmbedContents", { requests: [{ model: KEEP, content: { parts: [{ text: M }] } }] }],
      ["/v1beta/models/m:predict", { instances: [{ prompt: M, [M]: 1 }] }],
    ] as const) {
      const { sent, expected } = await plant(world, open(world, "gemini", path), template);
      expect(sent).toBe(expected);
    }
  });

  test("F03 signatures stay in both directions, in their order", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", PATH);
    const P = await placeholderOf(world, EMAIL);
    await send(exchange, { contents: [{ role: "user", parts: [{ text: P }] }] });
    const parts = [
      { text: `think ${P}`, thought: true, thoughtSignature: `${TOKEN}${P}` },
      { functionCall: { name: "f", args: { to: P } }, thoughtSignature: TOKEN },
      { text: "", thoughtSignature: TOKEN },
    ];
    const reply = JSON.parse(await answer(exchange, { candidates: [{ content: { role: "model", parts } }] }));
    const back = reply.candidates[0].content.parts;
    expect(back).toEqual([
      parts[0],
      { functionCall: { name: "f", args: { to: EMAIL } }, thoughtSignature: TOKEN },
      parts[2],
    ]);
    const next = await send(open(world, "gemini", PATH), { contents: [{ role: "model", parts: back }] });
    expect(next.text).toBe(JSON.stringify({ contents: [{ role: "model", parts }] }));
  });

  test("F09 offsets are bytes", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", PATH);
    await send(exchange, { contents: [{ role: "user", parts: [{ text: EMAIL }] }] });
    const P = await placeholderOf(world, EMAIL);
    const text = `Größe 😀 ${P}: día del año`;
    const bytes = Buffer.from(text);
    const startIndex = bytes.indexOf("día");
    const segment = { startIndex, endIndex: startIndex + Buffer.byteLength("día"), text: `${P}`, partIndex: 1 };
    const reply = JSON.parse(
      await answer(exchange, {
        candidates: [
          {
            content: { parts: [{ text: P }, { text }] },
            groundingMetadata: {
              groundingSupports: [{ segment, groundingChunkIndices: [0] }],
              searchEntryPoint: { renderedContent: `<b>${P}</b>` },
            },
            citationMetadata: { citationSources: [{ startIndex: P.length, endIndex: P.length }] },
          },
        ],
      }),
    );
    const [candidate] = reply.candidates;
    const got = candidate.groundingMetadata.groundingSupports[0].segment;
    expect(Buffer.from(candidate.content.parts[1].text).toString("utf8", got.startIndex, got.endIndex)).toBe("día");
    expect(got.text).toBe(EMAIL);
    expect(candidate.groundingMetadata.searchEntryPoint.renderedContent).toBe(`<b>${P}</b>`);
    expect(candidate.citationMetadata.citationSources[0]).toEqual({ startIndex: EMAIL.length, endIndex: EMAIL.length });
  });

  test("F11 an error in an array", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", "/v1beta/models/m:streamGenerateContent");
    await send(exchange, { contents: [{ parts: [{ text: EMAIL }] }] });
    const { got, expected } = await bring(world, exchange, [
      {
        error: {
          code: 400,
          message: M,
          status: "INVALID_ARGUMENT",
          details: [{ fieldViolations: [{ description: `bad ${M}` }] }],
        },
      },
    ]);
    expect(got).toBe(expected);
  });

  test("F13 interactions", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", "/v1beta/interactions");
    const { sent, expected } = await plant(world, exchange, {
      model: KEEP,
      input: [
        { type: "user_input", content: [{ type: "text", text: M }] },
        { type: "function_call", id: KEEP, name: KEEP, arguments: { a: M } },
        { type: "function_result", call_id: KEEP, name: KEEP, result: { [M]: M } },
        { type: "thought", signature: TOKEN, summary: [{ text: M }] },
      ],
      system_instruction: M,
    });
    expect(sent).toBe(expected);
    const reply = await bring(world, exchange, {
      id: "i",
      steps: [
        { type: "model_output", content: [{ type: "text", text: M }] },
        { type: "function_call", name: "f", arguments: { a: M } },
      ],
    });
    expect(reply.got).toBe(reply.expected);
  });
});
