// Sections B and D of the conformance list, without streams and clients.

import { describe, expect, test } from "vitest";
import { answer, bring, EMAIL, M, open, openWorld, placeholderOf, plant, refusal, send, TOKEN } from "../kit.ts";

const PATH = "/v1/chat/completions";
const KEEP = "kept@corp.example";
const NASTY = 'pa"s\\s\nw0rd!';

/** A world that knows a value with everything that JSON escapes. */
function nastyWorld() {
  const world = openWorld();
  world.secrets.add({ value: Buffer.from(NASTY), kind: "PASSWORD" });
  return world;
}

describe("B", () => {
  test("B01 B02 B03 D04 all places with text are masked, structure stays", async () => {
    const world = openWorld();
    const tool_calls = [
      {
        id: KEEP,
        type: "function",
        function: { name: KEEP, arguments: `{"to": "${M}"}` },
        extra_content: { google: { thought_signature: TOKEN } },
      },
      { id: KEEP, type: "custom", custom: { name: KEEP, input: `plain ${M}` } },
    ];
    const template = {
      model: KEEP,
      messages: [
        { role: "system", content: M },
        { role: "developer", content: [{ type: "text", text: M }] },
        { role: "user", content: M, name: "me" },
        {
          role: "user",
          content: [
            { type: "text", text: M },
            { type: "file", file: { filename: M, file_id: KEEP } },
          ],
        },
        { role: "assistant", content: M, refusal: M, audio: { id: KEEP }, tool_calls, reasoning_content: M },
        {
          role: "assistant",
          content: [{ type: "refusal", refusal: M }],
          function_call: { name: KEEP, arguments: `{"${M}":["${M}"]}` },
        },
        { role: "tool", tool_call_id: KEEP, content: M },
        { role: "tool", tool_call_id: KEEP, content: [{ type: "text", text: M }] },
        { role: "function", name: KEEP, content: M },
      ],
      tools: [
        {
          type: "function",
          function: {
            name: KEEP,
            description: M,
            parameters: { properties: { [KEEP]: { description: M } }, required: [KEEP] },
          },
        },
        {
          type: "custom",
          custom: {
            name: KEEP,
            description: M,
            format: { type: "grammar", grammar: { syntax: "lark", definition: `start: "${M}"` } },
          },
        },
      ],
      functions: [{ name: KEEP, description: M, parameters: { description: M } }],
      tool_choice: { type: "function", function: { name: KEEP } },
      response_format: { type: "json_schema", json_schema: { name: KEEP, description: M, schema: { description: M } } },
      prediction: { type: "content", content: M },
      stop: [M],
      user: M,
      safety_identifier: M,
      prompt_cache_key: M,
      metadata: { about: M },
      logit_bias: { "50256": -100 },
      seed: 12345678,
      service_tier: "auto",
      stream_options: { include_usage: true },
      data_sources: [
        {
          type: "azure_search",
          parameters: {
            endpoint: "https://s.example",
            index_name: KEEP,
            role_information: M,
            filter: M,
            authentication: { type: "api_key", key: TOKEN },
          },
        },
      ],
    };
    const { sent, expected } = await plant(world, open(world, "openai", PATH), template);
    expect(sent).toBe(expected);
  });

  test("B04 input of a custom tool is text both ways", async () => {
    const world = nastyWorld();
    const exchange = open(world, "openai", PATH);
    const P = await placeholderOf(world, NASTY, "PASSWORD");
    const { json } = await send(exchange, {
      messages: [
        {
          role: "assistant",
          tool_calls: [{ id: "c", type: "custom", custom: { name: "run", input: `x = ${NASTY}` } }],
        },
      ],
    });
    expect(json).toMatchObject({ messages: [{ tool_calls: [{ custom: { input: `x = ${P}` } }] }] });
    const reply = await answer(exchange, {
      choices: [{ message: { tool_calls: [{ id: "c", type: "custom", custom: { name: "run", input: `x = ${P}` } }] } }],
    });
    expect(JSON.parse(reply).choices[0].message.tool_calls[0].custom.input).toBe(`x = ${NASTY}`);
  });

  test("B05 texts of an answer are restored", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", PATH);
    await send(exchange, { messages: [{ role: "user", content: EMAIL }] });
    const { got, expected } = await bring(world, exchange, {
      id: "chatcmpl-1",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: M,
            refusal: M,
            reasoning_content: M,
            annotations: [{ type: "url_citation", url_citation: { title: M, url: `https://e.example/${M}` } }],
            audio: { id: "a", transcript: M },
          },
        },
      ],
      metadata: { about: M },
    });
    expect(got).toBe(expected);
  });

  test("B06 B07 arguments are JSON for their tool, at any depth", async () => {
    const world = nastyWorld();
    const exchange = open(world, "openai", PATH);
    await send(exchange, { messages: [{ role: "user", content: `it is ${NASTY}` }] });
    const P = await placeholderOf(world, NASTY, "PASSWORD");
    const args = JSON.stringify({
      plain: P,
      [P]: 1,
      code: `print("${P}")`,
      deep: JSON.stringify({ k: P, deeper: JSON.stringify([P]) }),
      shell: `echo "hi" ${P}`,
    });
    const reply = await answer(exchange, {
      choices: [{ message: { tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: args } }] } }],
    });
    const got = JSON.parse(JSON.parse(reply).choices[0].message.tool_calls[0].function.arguments);
    expect(got.plain).toBe(NASTY);
    expect(got[NASTY]).toBe(1);
    expect(got.shell).toBe(`echo "hi" ${NASTY}`);
    expect(JSON.parse(got.deep).k).toBe(NASTY);
    expect(JSON.parse(JSON.parse(got.deep).deeper)).toEqual([NASTY]);
    expect(JSON.parse(got.code.slice(6, -1))).toBe(NASTY);
  });

  test("arguments that are no JSON, and placeholders outside of strings", async () => {
    const world = nastyWorld();
    const exchange = open(world, "openai", PATH);
    const P = await placeholderOf(world, NASTY, "PASSWORD");
    await send(exchange, { messages: [{ role: "user", content: P }] });
    const reply = async (args: string): Promise<string> => {
      const text = await answer(exchange, {
        choices: [{ message: { tool_calls: [{ function: { arguments: args } }] } }],
      });
      return JSON.parse(text).choices[0].message.tool_calls[0].function.arguments;
    };
    expect(await reply("")).toBe("");
    expect(await reply(`{"a":${P}}`)).toBe(`{"a":${P}}`);
    expect(await reply(`{"a":"${P}`)).toBe(`{"a":${JSON.stringify(NASTY).slice(0, -1)}`);
  });

  test("B08 offsets select the same words", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", PATH);
    await send(exchange, { messages: [{ role: "user", content: EMAIL }] });
    const P = await placeholderOf(world, EMAIL);
    const content = `😀 ${P} says: see the page and ${P}`;
    const word = "the page";
    const at = content.indexOf(word);
    const quoted = content.lastIndexOf(P);
    const cite = (start_index: number, end_index: number): object => ({
      type: "url_citation",
      url_citation: { start_index, end_index, title: "t", url: "https://e.example" },
    });
    const reply = JSON.parse(
      await answer(exchange, {
        choices: [
          {
            message: {
              content,
              annotations: [cite(at, at + word.length), cite(quoted, quoted + P.length), cite(0, 2)],
            },
          },
        ],
      }),
    );
    const { content: restored, annotations } = reply.choices[0].message;
    const selected = annotations.map(({ url_citation: { start_index, end_index } }: never) =>
      restored.slice(start_index, end_index),
    );
    expect(selected).toEqual([word, EMAIL, "😀"]);
  });

  test("B09 logprobs stay", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", PATH);
    const P = await placeholderOf(world, EMAIL);
    await send(exchange, { messages: [{ role: "user", content: P }] });
    const logprobs = { content: [{ token: P, bytes: [1], logprob: -1, top_logprobs: [{ token: P }] }] };
    const reply = JSON.parse(await answer(exchange, { choices: [{ message: { content: P }, logprobs }] }));
    expect(reply.choices[0]).toEqual({ message: { content: EMAIL }, logprobs });
  });

  test("B20 messages of a stored completion are restored, whatever this request held", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, EMAIL);
    const stored = (await import("../../../src/proxy/dialects/openai.ts")).openai.endpoints.find(
      ({ name }) => name === "chat-stored",
    );
    const exchange = open(world, "openai", PATH, { endpoint: stored as never });
    await send(exchange, "");
    expect(await answer(exchange, { object: "list", data: [{ id: "m", role: "user", content: P, name: P }] })).toBe(
      JSON.stringify({ object: "list", data: [{ id: "m", role: "user", content: EMAIL, name: EMAIL }] }),
    );
  });

  test("B21 signatures of Gemini's compatible endpoint stay both ways", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", "/v1beta/openai/chat/completions");
    const P = await placeholderOf(world, EMAIL);
    const call = {
      id: "c",
      type: "function",
      function: { name: "f", arguments: `{"to":"${P}"}` },
      extra_content: { google: { thought_signature: `${TOKEN}${P}` } },
    };
    await send(exchange, { messages: [{ role: "user", content: P }] });
    const reply = JSON.parse(await answer(exchange, { choices: [{ message: { tool_calls: [call] } }] }));
    expect(reply.choices[0].message.tool_calls[0].extra_content).toEqual(call.extra_content);
    expect(reply.choices[0].message.tool_calls[0].function.arguments).toBe(`{"to":"${EMAIL}"}`);
    const back = await send(open(world, "openai", PATH), {
      messages: [{ role: "assistant", tool_calls: reply.choices[0].message.tool_calls }],
    });
    expect(back.text).toBe(JSON.stringify({ messages: [{ role: "assistant", tool_calls: [call] }] }));
  });

  test("B22 completions: the echo is restored, token ids are refused", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", "/v1/completions");
    const { sent, expected } = await plant(world, exchange, {
      prompt: [`a ${M}`, M],
      suffix: M,
      stop: M,
      user: M,
      echo: true,
    });
    expect(sent).toBe(expected);
    const P = await placeholderOf(world, EMAIL);
    const reply = JSON.parse(
      await answer(exchange, {
        choices: [{ text: `${P} and more`, logprobs: { tokens: [P, " and"], text_offset: [0, P.length] } }],
      }),
    );
    expect(reply.choices[0]).toEqual({
      text: `${EMAIL} and more`,
      logprobs: { tokens: [P, " and"], text_offset: [0, EMAIL.length] },
    });
    expect(await refusal(open(world, "openai", "/v1/completions"), '{"prompt":[[1,2]]}')).toBe("tokens");
  });

  test("reasoning that is signed stays, other reasoning does not", async () => {
    const world = openWorld();
    const message = {
      role: "assistant",
      content: "",
      reasoning_details: [
        { type: "reasoning.text", text: KEEP, signature: "s" },
        { type: "reasoning.encrypted", data: TOKEN },
        { type: "reasoning.summary", summary: M },
      ],
      thinking_blocks: [{ type: "thinking", thinking: KEEP, signature: "s" }],
    };
    const { sent, expected } = await plant(world, open(world, "openai", PATH), { messages: [message] });
    expect(sent).toBe(expected);
  });

  test.each([
    ["/v1/embeddings", { input: [M, `x ${M}`], model: KEEP, user: M }],
    ["/v1/moderations", { input: [{ type: "text", text: M }], model: KEEP }],
    ["/v1/images/generations", { prompt: M, model: KEEP, user: M }],
    ["/v1/audio/speech", { input: M, instructions: M, voice: KEEP }],
    ["/v1/batches", { input_file_id: KEEP, endpoint: "/v1/responses", metadata: { a: M } }],
    ["/v1/threads/t/messages", { role: "user", content: M, metadata: { a: M } }],
    ["/v1/vector_stores/v/search", [M]],
    ["/openai/deployments/d/chat/completions", { messages: [{ role: "user", content: M }] }],
    ["/api/coding/paas/v4/chat/completions", { messages: [{ role: "user", content: M }] }],
    ["/v2/coding/chat/completions", { messages: [{ role: "user", content: M }] }],
    ["/some/thing/new", { any: { [M]: [M] } }],
  ])("other endpoints: %s", async (path, template) => {
    const world = openWorld();
    const { sent, expected } = await plant(world, open(world, "openai", path), template);
    expect(sent).toBe(expected);
  });

  test("J20 an endpoint that nobody knows is masked and told; refused in the hardened profile", async () => {
    const world = openWorld();
    const { outcome } = await send(open(world, "openai", "/v9/new"), { a: EMAIL });
    expect(outcome.counts.warnings.get("endpoint")).toBe(1);
    expect(await refusal(open(world, "openai", "/v9/new", { hardened: true }), "{}")).toBe("unknown-endpoint");
    expect(await refusal(open(world, "openai", "/v1/uploads/u/parts"), "x")).toBe("unknown-endpoint");
  });

  test("C22 lines of a batch file are masked by the endpoint they are for, and restored line by line", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, EMAIL);
    const lines = [
      {
        custom_id: M,
        method: "POST",
        url: "/v1/chat/completions",
        body: {
          model: "m",
          messages: [{ role: "user", content: M }],
          tools: [{ type: "function", function: { name: KEEP } }],
        },
      },
      {
        custom_id: "b",
        method: "POST",
        url: "/v1/responses",
        body: { input: M, tools: [{ type: "mcp", authorization: TOKEN }] },
      },
      { custom_id: "c", method: "POST", url: "/v1/embeddings", body: { input: [M] } },
    ].map((line) => JSON.stringify(line));
    const file = `${lines.join("\r\n")}\n`;
    const form = (text: string, name: string): string =>
      `--xyz\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--xyz\r\nContent-Disposition: form-data; name="file"; filename="${name}.jsonl"\r\nContent-Type: application/octet-stream\r\n\r\n${text}\r\n--xyz--\r\n`;
    const { text } = await send(open(world, "openai", "/v1/files"), form(file, M).replaceAll(M, EMAIL));
    expect(text).toBe(
      form(file, "FILE")
        .replaceAll(M, P)
        .replace(/filename="[^"]*"/, (/filename="[^"]*"/.exec(text) as RegExpExecArray)[0]),
    );
    expect(text).not.toContain(EMAIL);
    const content = (await import("../../../src/proxy/dialects/openai.ts")).openai.endpoints.find(
      ({ name }) => name === "file-content",
    );
    const output = open(world, "openai", PATH, { endpoint: content as never });
    const results = [
      {
        id: "r1",
        custom_id: P,
        response: {
          status_code: 200,
          body: {
            object: "chat.completion",
            choices: [{ message: { content: P, tool_calls: [{ function: { arguments: `{"a":"${P}"}` } }] } }],
          },
        },
      },
      { id: "r2", custom_id: "b", response: null, error: { message: P } },
    ].map((line) => JSON.stringify(line));
    expect(await answer(output, results.join("\n"))).toBe(results.join("\n").replaceAll(P, EMAIL));
    expect(await answer(output, `name,mail\njane,${P}\n`)).toBe(`name,mail\njane,${EMAIL}\n`);
  });
});

describe("D", () => {
  test("D03 offsets of a content filter", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", "/openai/deployments/d/chat/completions");
    await send(exchange, { messages: [{ role: "user", content: EMAIL }] });
    const P = await placeholderOf(world, EMAIL);
    const content = `${P} then this`;
    const at = content.indexOf("this");
    const reply = JSON.parse(
      await answer(exchange, {
        choices: [
          { message: { content }, content_filter_offsets: { check_offset: 0, start_offset: at, end_offset: at + 4 } },
        ],
      }),
    );
    const { start_offset, end_offset } = reply.choices[0].content_filter_offsets;
    expect(reply.choices[0].message.content.slice(start_offset, end_offset)).toBe("this");
  });

  test("D05 a filter's error is restored in its message alone", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", "/openai/deployments/d/chat/completions");
    await send(exchange, { messages: [{ role: "user", content: EMAIL }] });
    const { got, expected } = await bring(world, exchange, {
      error: {
        code: "content_filter",
        message: `filtered: ${M}`,
        param: "prompt",
        status: 400,
        innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result: { hate: { filtered: true } } },
      },
    });
    expect(got).toBe(expected);
  });
});
