// Section E of the conformance list, without streams and clients.

import { describe, expect, test } from "vitest";
import {
  answer,
  bring,
  EMAIL,
  EMAIL2,
  M,
  open,
  openWorld,
  placeholderOf,
  plant,
  refusal,
  send,
  TOKEN,
} from "../kit.ts";

const PATH = "/v1/messages";
const KEEP = "kept@corp.example";

describe("E", () => {
  test("E01 E02 E04 all places with text are masked, and nothing else changes", async () => {
    const world = openWorld();
    const template = {
      model: "claude-x",
      max_tokens: 10,
      system: [{ type: "text", text: M, cache_control: { type: "ephemeral" } }],
      stop_sequences: [M],
      metadata: { user_id: M },
      context_management: { edits: [{ type: "t", instructions: M, exclude_tools: [KEEP] }] },
      tools: [
        {
          name: KEEP,
          description: M,
          input_schema: { type: "object", properties: { [KEEP]: { description: M } } },
          input_examples: [{ a: M, [M]: 1 }],
        },
        { type: "web_search_20250305", name: "web_search", allowed_domains: [KEEP], user_location: { city: KEEP } },
      ],
      tool_choice: { type: "tool", name: KEEP },
      mcp_servers: [{ type: "url", name: KEEP, url: "https://mcp.example/x", authorization_token: TOKEN }],
      messages: [
        { role: "system", content: M },
        { role: "user", content: M },
        {
          role: "user",
          content: [
            {
              type: "text",
              text: M,
              cache_control: { type: "ephemeral" },
              citations: [{ type: "char_location", cited_text: M, document_title: M }],
            },
            {
              type: "document",
              title: M,
              context: M,
              source: { type: "text", media_type: "text/plain", data: M },
              citations: { enabled: true },
            },
            { type: "document", source: { type: "content", content: M } },
            { type: "document", source: { type: "content", content: [{ type: "text", text: M }] } },
            { type: "search_result", title: M, source: M, content: [{ type: "text", text: M }] },
            { type: "tool_result", tool_use_id: KEEP, content: M },
            {
              type: "tool_result",
              tool_use_id: KEEP,
              is_error: false,
              content: [
                { type: "text", text: M },
                { type: "document", title: M, source: { type: "text", media_type: "text/plain", data: M } },
                { type: "search_result", title: M, source: M, content: [{ type: "text", text: M }] },
                { type: "tool_reference", tool_name: KEEP },
              ],
            },
            { type: "mcp_tool_result", tool_use_id: KEEP, content: [{ type: "text", text: M }] },
            { type: "brand_new_block", text: M, list: [M] },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "text", text: M },
            { type: "thinking", thinking: M },
            { type: "tool_use", id: KEEP, name: KEEP, input: { a: M, [M]: [M], nested: { json: `{"x":"${M}"}` } } },
            { type: "server_tool_use", id: KEEP, name: "web_search", input: { query: M } },
            {
              type: "bash_code_execution_tool_result",
              tool_use_id: KEEP,
              content: { stdout: M, stderr: M, encrypted_stdout: KEEP, content: [{ file_id: "file_1" }] },
            },
            {
              type: "text_editor_code_execution_tool_result",
              tool_use_id: KEEP,
              content: { content: M, lines: [M], error_message: M },
            },
          ],
        },
      ],
    };
    const { sent, expected } = await plant(world, open(world, "anthropic", PATH), template);
    expect(sent).toBe(expected);
  });

  test("E01 system as a text", async () => {
    const world = openWorld();
    const { sent, expected } = await plant(world, open(world, "anthropic", PATH), { system: `for ${M}`, messages: [] });
    expect(sent).toBe(expected);
  });

  test("E03 what a label in user_id calls a token is one, be it in hex", async () => {
    const world = openWorld();
    const token = "0f1e2d3c4b".repeat(4);
    for (const user_id of [
      `{"github-oauth":{"github.com":"${token}"}}`,
      `device_id ${token}, "github.com":"${token}"`,
    ]) {
      const { text } = await send(open(world, "anthropic", PATH), { metadata: { user_id }, messages: [] });
      expect(text).not.toContain(`github.com\\":\\"${token}`);
      expect(text).toMatch(/github\.com\\":\\"GITHUBTOKENX\d{9}/);
    }
  });

  test("E03 ids of machines in user_id stay, an address in it does not", async () => {
    const world = openWorld();
    const ids = JSON.stringify({
      device_id: "3f2a".repeat(16),
      account_uuid: "6f1c2f9e-4b1d-4c59-9d0e-0a4f6b2f7c11",
      session_id: "0b9cbb3e-91f2-4a5e-8f55-2f6f0f3f9a10",
    });
    const old = `user_${"3f2a".repeat(16)}_account_6f1c2f9e-4b1d-4c59-9d0e-0a4f6b2f7c11_session_0b9cbb3e-91f2-4a5e-8f55-2f6f0f3f9a10`;
    for (const user_id of [ids, old]) {
      const body = { metadata: { user_id }, messages: [] };
      expect((await send(open(world, "anthropic", PATH), body)).text).toBe(JSON.stringify(body));
    }
    const { sent, expected } = await plant(world, open(world, "anthropic", PATH), {
      metadata: { user_id: `${ids.slice(0, -1)},"email":"${M}"}` },
    });
    expect(sent).toBe(expected);
    // Digits alone are nobody's hash.
    const card = { metadata: { user_id: "card 4111111111111111" }, messages: [] };
    expect((await send(open(world, "anthropic", PATH), card)).text).not.toContain("4111111111111111");
  });

  test("E05 E07 sealed blocks are the same bytes both ways", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, EMAIL);
    const blocks = [
      { type: "thinking", thinking: `about ${P}`, signature: `sig${TOKEN}` },
      { type: "redacted_thinking", data: TOKEN },
      {
        type: "compaction",
        content: `we spoke of ${P} and ${EMAIL2}`,
        signature: "s",
        encrypted_content: TOKEN,
        tool_changes: [{ a: P }],
      },
      { type: "mcp_tool_listing", tools: [{ description: P }], server_name: "x" },
      { type: "connector_text", connector_text: P, signature: "abc" },
      {
        type: "web_search_tool_result",
        tool_use_id: "t",
        content: [{ type: "web_search_result", encrypted_content: TOKEN }],
      },
      { type: "code_execution_tool_result", tool_use_id: "t", content: { encrypted_stdout: TOKEN } },
    ];
    const exchange = open(world, "anthropic", PATH);
    const { text, outcome } = await send(exchange, {
      messages: [
        { role: "user", content: P },
        { role: "assistant", content: blocks },
      ],
    });
    expect(text).toContain(JSON.stringify(blocks));
    expect(outcome.counts.warnings.get("sealed")).toBeGreaterThan(0);
    const reply = JSON.stringify({ type: "message", content: blocks });
    expect(await answer(exchange, reply)).toBe(reply);
  });

  test("E25 a sealed block with a value passes and is told; without a seal it is masked", async () => {
    const world = openWorld();
    const sealed = { type: "thinking", thinking: `they are ${EMAIL}`, signature: "s" };
    const open1 = await send(open(world, "anthropic", PATH), { messages: [{ role: "assistant", content: [sealed] }] });
    expect(open1.text).toContain(JSON.stringify(sealed));
    expect(open1.outcome.counts.warnings.get("sealed")).toBe(1);
    const { type, thinking } = sealed;
    const open2 = await send(open(world, "anthropic", PATH), {
      messages: [{ role: "assistant", content: [{ type, thinking }] }],
    });
    expect(open2.text).not.toContain(EMAIL);
  });

  test("E08 a history leaves as the provider wrote it", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, EMAIL);
    const wire = [
      { type: "thinking", thinking: `mail ${P}`, signature: "abc" },
      { type: "text", text: `I will write to ${P}, or to made.up@other.example.` },
      {
        type: "tool_use",
        id: "toolu_1",
        name: "send",
        input: { to: P, body: `Dear ${P},\n"hello" from nobody@else.example`, meta: `{"cc":"${P}"}` },
      },
    ];
    const first = open(world, "anthropic", PATH);
    await send(first, { messages: [{ role: "user", content: `write to ${EMAIL}` }] });
    const reply = JSON.parse(await answer(first, { type: "message", role: "assistant", content: wire })) as {
      content: unknown;
    };
    expect(JSON.stringify(reply.content)).toContain(EMAIL);
    const second = await send(open(world, "anthropic", PATH), {
      messages: [
        { role: "user", content: `write to ${EMAIL}` },
        { role: "assistant", content: reply.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "sent" }] },
      ],
    });
    expect(second.text).toContain(JSON.stringify(wire));
    // What the client writes itself is another matter.
    const third = await send(open(world, "anthropic", PATH), {
      messages: [{ role: "user", content: "is nobody@else.example real?" }],
    });
    expect(third.text).not.toContain("nobody@else");
  });

  test.each([
    ["in lower case", (p: string) => p.toLowerCase()],
    ["with a mark of Markdown", (p: string) => p.replace(/X(\d)/, "\\_X$1")],
    ["with a blank", (p: string) => p.replace(/X(\d)/, "X $1")],
  ])("E09 a placeholder %s is repaired, and goes back as the model wrote it", async (_, bend) => {
    const world = openWorld();
    const bent = bend(await placeholderOf(world, EMAIL));
    const content = [
      { type: "text", text: `mail ${bent} now` },
      { type: "tool_use", id: "t", name: "send", input: { to: bent } },
    ];
    const first = open(world, "anthropic", PATH);
    await send(first, { messages: [{ role: "user", content: EMAIL }] });
    const reply = await answer(first, { content });
    expect(JSON.parse(reply).content[0].text).toBe(`mail ${EMAIL} now`);
    const second = open(world, "anthropic", PATH);
    const { text } = await send(second, { messages: [{ role: "assistant", content: JSON.parse(reply).content }] });
    expect(text).toContain(JSON.stringify(content));
    // It may be restored in the next answer too.
    expect(await answer(second, { content: [{ type: "text", text: bent }] })).toContain(EMAIL);
  });

  test("E10 an address that the model made up goes back unchanged", async () => {
    const world = openWorld();
    const first = open(world, "anthropic", PATH);
    await send(first, { messages: [{ role: "user", content: "an example?" }] });
    const content = [{ type: "text", text: "for example john.doe@example-shop.com" }];
    expect(await answer(first, { content })).toBe(JSON.stringify({ content }));
    const { text } = await send(open(world, "anthropic", PATH), { messages: [{ role: "assistant", content }] });
    expect(text).toBe(JSON.stringify({ messages: [{ role: "assistant", content }] }));
  });

  test("E13 E20 results of server tools, stop sequence and explanations are restored", async () => {
    const world = openWorld();
    const exchange = open(world, "anthropic", PATH);
    await send(exchange, { messages: [{ role: "user", content: EMAIL }] });
    const { got, expected } = await bring(world, exchange, {
      id: "msg_1",
      content: [
        {
          type: "web_search_tool_result",
          tool_use_id: "t",
          content: [{ type: "web_search_result", title: M, url: `https://x.example/${M}`, encrypted_content: "e" }],
        },
        { type: "mcp_tool_result", tool_use_id: "t", content: [{ type: "text", text: M }] },
        { type: "text", text: M, citations: [{ cited_text: M, title: M }] },
      ],
      stop_sequence: M,
      stop_details: { explanation: M },
    });
    expect(got).toBe(expected);
  });

  test("E21 count_tokens sees the same bytes", async () => {
    const world = openWorld();
    const body = { model: "m", system: EMAIL, messages: [{ role: "user", content: `${EMAIL2} ${TOKEN}` }] };
    const one = await send(open(world, "anthropic", PATH), body);
    const two = await send(open(world, "anthropic", "/v1/messages/count_tokens"), body);
    expect(two.text).toBe(one.text);
    expect(two.outcome.streams).toBe(false);
  });

  test("E22 batches: parameters as messages, ids within their pattern, results and their address", async () => {
    const world = openWorld();
    const batch = open(world, "anthropic", "/v1/messages/batches", {
      publicBase: "http://127.0.0.1:8846/anthropic",
      upstreamBase: "https://api.anthropic.com",
    });
    const { sent, expected } = await plant(world, batch, {
      requests: [
        {
          custom_id: M,
          params: { messages: [{ role: "user", content: M }], tools: [{ name: KEEP, input_schema: {} }] },
        },
      ],
    });
    expect(sent).toBe(expected);
    const info = await answer(batch, {
      id: "msgbatch_1",
      results_url: "https://api.anthropic.com/v1/messages/batches/msgbatch_1/results",
    });
    expect(JSON.parse(info).results_url).toBe("http://127.0.0.1:8846/anthropic/v1/messages/batches/msgbatch_1/results");
    const P = await placeholderOf(world, EMAIL);
    const results = open(world, "anthropic", "/v1/messages/batches/msgbatch_1/results", {
      endpoint: (await import("../../../src/proxy/dialects/anthropic.ts")).anthropic.endpoints.find(
        ({ name }) => name === "batch-results",
      ) as never,
    });
    const lines = [
      JSON.stringify({
        custom_id: P,
        result: { type: "succeeded", message: { content: [{ type: "text", text: P }] } },
      }),
      JSON.stringify({ custom_id: "b", result: { type: "errored", error: { type: "error", error: { message: P } } } }),
    ].join("\n");
    expect(await answer(results, `${lines}\n`)).toBe(`${lines.replaceAll(P, EMAIL)}\n`);
  });

  test("an error that echoes a placeholder is restored", async () => {
    const world = openWorld();
    const exchange = open(world, "anthropic", PATH);
    await send(exchange, { messages: [{ role: "user", content: EMAIL }] });
    const { got, expected } = await bring(world, exchange, {
      type: "error",
      error: { type: "invalid_request_error", message: `messages.0: ${M} "` },
      request_id: "req_1",
    });
    expect(got).toBe(expected);
  });

  test("F14 Anthropic on Vertex", async () => {
    const world = openWorld();
    const { sent, expected } = await plant(
      world,
      open(world, "anthropic", "/v1/projects/p/locations/l/publishers/anthropic/models/m:streamRawPredict"),
      {
        messages: [{ role: "user", content: M }],
        "2": M,
        "1": 0,
        anthropic_version: "vertex-2023-10-16",
      },
    );
    expect(sent).toBe(expected);
  });
});

describe("E19", () => {
  const document = (data: string): object => ({
    role: "user",
    content: [
      { type: "document", source: { type: "url", url: "https://d.example/a.pdf" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data }, citations: { enabled: true } },
    ],
  });
  const citation = (start_char_index: number, end_char_index: number, cited_text: string): object => ({
    type: "char_location",
    document_index: 1,
    start_char_index,
    end_char_index,
    cited_text,
  });

  test("E19 positions in a document are the client's, and the provider's again when they go back", async () => {
    const world = openWorld();
    const data = `😀 first ${EMAIL}, then ${EMAIL2}: the day was fine.`;
    const exchange = open(world, "anthropic", PATH);
    const { json } = await send(exchange, { messages: [document(data)] });
    const wire = (json as { messages: { content: { source: { data: string } }[] }[] }).messages[0]?.content[1]?.source
      .data as string;
    const place = (text: string, part: string): [number, number] => {
      const start = [...text.slice(0, text.indexOf(part))].length;
      return [start, start + [...part].length];
    };
    const [start, end] = place(wire, "the day was fine");
    const content = [{ type: "text", text: "Fine.", citations: [citation(start, end, "the day was fine")] }];
    const reply = JSON.parse(await answer(exchange, { content }));
    const [found] = reply.content[0].citations;
    expect([found.start_char_index, found.end_char_index]).toEqual(place(data, "the day was fine"));
    const back = await send(open(world, "anthropic", PATH), {
      messages: [document(data), { role: "assistant", content: reply.content }],
    });
    expect(back.text).toContain(JSON.stringify(content));

    const event = {
      type: "content_block_delta",
      index: 0,
      delta: { type: "citations_delta", citation: citation(start, end, "the day was fine") },
    };
    const stream = exchange.restoreStream();
    const head = Buffer.from(
      await stream.feed(Buffer.from(`event: content_block_delta\ndata: ${JSON.stringify(event)}\n\n`)),
    );
    const streamed = Buffer.concat([head, await stream.end()]).toString();
    expect(streamed).toContain(`"start_char_index":${found.start_char_index},"end_char_index":${found.end_char_index}`);
  });
});

describe("E26", () => {
  const systemNote = "Tokens such as EMAILX004271935 stand for values.";

  test.each([
    ["a list", [{ type: "text", text: "You are X." }]],
    ["a text", "You are X."],
    ["nothing", undefined],
  ])("E26 the note is last behind %s, and the same in every request", async (_, system) => {
    const body = { ...(system === undefined ? {} : { system }), messages: [{ role: "user", content: EMAIL }] };
    const world = openWorld();
    const systems = await Promise.all(
      [PATH, PATH, "/v1/messages/count_tokens"].map(async (path) => {
        const { json } = await send(open(world, "anthropic", path, { systemNote }), body);
        return (json as { system: unknown }).system;
      }),
    );
    expect(systems[0]).toEqual(
      system === undefined
        ? systemNote
        : typeof system === "string"
          ? `${system}\n\n${systemNote}`
          : [...system, { type: "text", text: systemNote }],
    );
    expect(systems[1]).toEqual(systems[0]);
    expect(systems[2]).toEqual(systems[0]);
  });

  test.each([
    [
      "openai",
      "/v1/chat/completions",
      { messages: [{ role: "user", content: "x" }] },
      {
        messages: [
          { role: "system", content: systemNote },
          { role: "user", content: "x" },
        ],
      },
    ],
    [
      "openai",
      "/v1/chat/completions",
      {
        messages: [
          { role: "system", content: "a" },
          { role: "user", content: "x" },
        ],
      },
      {
        messages: [
          { role: "system", content: `a\n\n${systemNote}` },
          { role: "user", content: "x" },
        ],
      },
    ],
    ["openai", "/v1/responses", { input: "x" }, { instructions: systemNote, input: "x" }],
    ["openai", "/v1/responses", { input: "x", instructions: "a" }, { input: "x", instructions: `a\n\n${systemNote}` }],
    ["openai", "/v1/responses", { input: "x", prompt: { id: "p" } }, { input: "x", prompt: { id: "p" } }],
    [
      "gemini",
      "/v1beta/models/m:generateContent",
      { contents: [] },
      { systemInstruction: { parts: [{ text: systemNote }] }, contents: [] },
    ],
    [
      "gemini",
      "/v1beta/models/m:generateContent",
      { systemInstruction: { parts: [{ text: "a" }] } },
      { systemInstruction: { parts: [{ text: "a" }, { text: systemNote }] } },
    ],
    ["gemini", "/v1beta/models/m:generateContent", { cachedContent: "c" }, { cachedContent: "c" }],
    ["ollama", "/api/generate", { prompt: "x", system: "" }, { prompt: "x", system: systemNote }],
  ] as const)("E26 other APIs: %s %s (%#)", async (dialect, path, body, expected) => {
    const { text } = await send(open(openWorld(), dialect, path, { systemNote }), body);
    expect(text).toBe(JSON.stringify(expected));
  });
});

test("a vault's credentials pass, and are refused when hardened", async () => {
  const path = "/v1/vaults/v/credentials";
  const body = JSON.stringify({ token: TOKEN });
  expect((await send(open(openWorld(), "anthropic", path), body)).text).toBe(body);
  expect(await refusal(open(openWorld(), "anthropic", path, { hardened: true }), body)).toBe("unknown-endpoint");
});

describe("tools that are not masked", () => {
  test("their arguments and results leave as they are, those of others do not", async () => {
    const world = openWorld();
    const restore = { allows: () => true, unmaskedTools: new Set(["Clock"]) };
    const pair = (id: string, name: string): object[] => [
      { role: "assistant", content: [{ type: "tool_use", id, name, input: { a: EMAIL } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: EMAIL }] },
    ];
    const body = {
      messages: [...pair("t1", "Clock"), ...pair("t2", "Other"), { role: "user", name: "Clock", content: EMAIL }],
    };
    const { text, outcome } = await send(open(world, "anthropic", PATH, { restore }), body);
    const P = await placeholderOf(world, EMAIL);
    expect(text).toBe(
      JSON.stringify({
        messages: [
          ...pair("t1", "Clock"),
          ...JSON.parse(
            JSON.stringify([...pair("t2", "Other"), { role: "user", name: "Clock", content: EMAIL }]).replaceAll(
              EMAIL,
              P,
            ),
          ),
        ],
      }),
    );
    expect(outcome.counts.warnings.get("tool")).toBe(2);
    const chat = {
      messages: [
        {
          role: "assistant",
          tool_calls: [{ id: "c", type: "function", function: { name: "Clock", arguments: `{"a":"${EMAIL}"}` } }],
        },
        { role: "tool", tool_call_id: "c", content: EMAIL },
      ],
    };
    expect((await send(open(world, "openai", "/v1/chat/completions", { restore }), chat)).text).toBe(
      JSON.stringify(chat),
    );
  });
});
