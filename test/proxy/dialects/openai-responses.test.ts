// Section C of the conformance list, without streams and clients.

import { describe, expect, test } from "vitest";
import { answer, bring, EMAIL, M, open, openWorld, placeholderOf, plant, send, TOKEN } from "../kit.ts";

const PATH = "/v1/responses";
const KEEP = "kept@corp.example";

/** An item of every type, with the value at each place that has text. */
const ITEMS: readonly object[] = [
  { type: "message", id: KEEP, role: "user", content: M },
  {
    type: "message",
    role: "user",
    status: "completed",
    content: [
      { type: "input_text", text: M },
      { type: "input_file", filename: M, file_id: KEEP },
    ],
  },
  {
    type: "message",
    role: "assistant",
    phase: "final",
    content: [
      {
        type: "output_text",
        text: M,
        annotations: [
          { type: "file_citation", file_id: KEEP, filename: M, index: 0 },
          { type: "url_citation", title: M, start_index: 0, end_index: 1 },
        ],
      },
      { type: "refusal", refusal: M },
    ],
  },
  { type: "function_call", id: KEEP, call_id: KEEP, name: KEEP, namespace: KEEP, arguments: `{"to": "${M}"}` },
  { type: "function_call_output", call_id: KEEP, output: M },
  { type: "function_call_output", call_id: KEEP, output: [{ type: "input_text", text: M }] },
  { type: "custom_tool_call", call_id: KEEP, name: KEEP, input: `*** patch ${M}\n+"${M}"` },
  { type: "custom_tool_call_output", call_id: KEEP, output: M },
  {
    type: "mcp_call",
    id: KEEP,
    name: KEEP,
    server_label: KEEP,
    approval_request_id: KEEP,
    arguments: `{"a":"${M}"}`,
    output: M,
    error: { message: M, content: [{ type: "text", text: M }] },
  },
  {
    type: "mcp_list_tools",
    id: KEEP,
    server_label: KEEP,
    tools: [
      {
        name: KEEP,
        description: M,
        input_schema: { properties: { [KEEP]: { description: M } } },
        annotations: { title: M },
      },
    ],
    error: M,
  },
  { type: "mcp_approval_request", id: KEEP, name: KEEP, server_label: KEEP, arguments: `{"a":"${M}"}` },
  { type: "mcp_approval_response", approval_request_id: KEEP, reason: M },
  { type: "tool_search_call", call_id: KEEP, arguments: { query: M, [M]: 1 } },
  {
    type: "tool_search_output",
    call_id: KEEP,
    tools: [{ type: "function", name: KEEP, description: M, parameters: { required: [KEEP] } }],
  },
  {
    type: "file_search_call",
    id: KEEP,
    queries: [M],
    results: [{ file_id: KEEP, text: M, filename: M, attributes: { a: M } }],
  },
  { type: "web_search_call", id: KEEP, action: { type: "search", query: M, queries: [M] } },
  {
    type: "computer_call",
    call_id: KEEP,
    action: { type: "type", text: M },
    pending_safety_checks: [{ id: KEEP, message: M }],
  },
  {
    type: "code_interpreter_call",
    id: KEEP,
    container_id: KEEP,
    code: `print("${M}")`,
    outputs: [{ type: "logs", logs: M }],
  },
  { type: "shell_call", call_id: KEEP, action: { commands: [`echo ${M}`] } },
  { type: "shell_call_output", call_id: KEEP, output: [{ stdout: M, stderr: M }] },
  {
    type: "local_shell_call",
    call_id: KEEP,
    action: { type: "exec", command: ["echo", M], env: { A: M }, user: M, working_directory: `/home/${M}` },
  },
  { type: "local_shell_call_output", id: KEEP, output: M },
  { type: "apply_patch_call", call_id: KEEP, operation: { type: "update_file", path: M, diff: `+${M}` } },
  { type: "apply_patch_call_output", call_id: KEEP, output: M },
  { type: "image_generation_call", id: KEEP, revised_prompt: M },
  {
    type: "reasoning",
    id: KEEP,
    summary: [{ type: "summary_text", text: M }],
    content: [{ type: "reasoning_text", text: M }],
    encrypted_content: TOKEN,
  },
  { type: "compaction", id: KEEP, encrypted_content: TOKEN },
  { type: "program", id: KEEP, code: `x = "${KEEP}"`, fingerprint: TOKEN },
  { type: "program_output", call_id: KEEP, result: M },
  {
    type: "agent_message",
    author: KEEP,
    recipient: KEEP,
    content: [
      { type: "input_text", text: M },
      { type: "encrypted_content", encrypted_content: TOKEN },
    ],
  },
  { type: "multi_agent_call", call_id: KEEP, arguments: `{"a":"${M}"}` },
  { type: "multi_agent_call_output", call_id: KEEP, output: [{ type: "input_text", text: M }] },
  { type: "item_reference", id: KEEP },
  { type: "brand_new_item", words: M, more: [{ text: M }] },
];

describe("C", () => {
  test("C01 the body's own fields", async () => {
    const world = openWorld();
    const template = {
      model: KEEP,
      instructions: M,
      input: M,
      prompt: { id: KEEP, version: KEEP, variables: { who: M, part: { type: "input_text", text: M } } },
      metadata: { about: M },
      user: M,
      safety_identifier: M,
      prompt_cache_key: M,
      previous_response_id: KEEP,
      conversation: { id: KEEP },
      include: [KEEP],
      text: {
        format: {
          type: "json_schema",
          name: KEEP,
          description: M,
          schema: { description: M, properties: { [KEEP]: {} } },
        },
      },
      client_metadata: { workspace: `/home/${M}` },
    };
    const { sent, expected } = await plant(world, open(world, "openai", PATH), template);
    expect(sent).toBe(expected);
  });

  test.each(ITEMS.map((item) => [(item as { type: string }).type, item]))("C02 C04 %s up", async (_, item) => {
    const world = openWorld();
    for (const template of [{ input: [item] }, { items: [item] }]) {
      const path = "input" in template ? PATH : "/v1/conversations/conv_1/items";
      const { sent, expected } = await plant(world, open(world, "openai", path), template);
      expect(sent).toBe(expected);
    }
  });

  test.each(ITEMS.map((item) => [(item as { type: string }).type, item]))(
    "C04 C21 %s down, and up again as it came",
    async (_, item) => {
      const world = openWorld();
      const exchange = open(world, "openai", PATH);
      await send(exchange, { input: EMAIL });
      // Offsets have tests of their own.
      const template = JSON.parse(
        JSON.stringify(item)
          .replace(/"(?:start_index|end_index|index)":\d,?/g, "")
          .replaceAll(",}", "}"),
      ) as object;
      const { got, expected } = await bring(world, exchange, { output: [template], data: [template] });
      expect(got).toBe(expected);
      const P = await placeholderOf(world, EMAIL);
      const back = await send(open(world, "openai", PATH), { input: JSON.parse(got).output });
      expect(back.text).toBe(JSON.stringify({ input: [template] }).replaceAll(M, P));
    },
  );

  test("C03 credentials for tools stay", async () => {
    const world = openWorld();
    const template = {
      input: M,
      tools: [
        {
          type: "mcp",
          server_label: KEEP,
          server_description: M,
          server_url: "https://mcp.example/sse",
          authorization: TOKEN,
          headers: { "X-Key": TOKEN },
          allowed_tools: [KEEP],
        },
        {
          type: "shell",
          environment: {
            type: "container_auto",
            network_policy: {
              type: "allowlist",
              allowed_domains: [KEEP],
              domain_secrets: [{ domain: "x.example", name: "K", value: TOKEN }],
            },
          },
        },
        { type: "code_interpreter", network_policy: { domain_secrets: [{ value: TOKEN }] } },
        {
          type: "function",
          name: KEEP,
          description: M,
          parameters: { properties: { [KEEP]: { description: M } } },
          strict: true,
        },
        {
          type: "custom",
          name: KEEP,
          description: M,
          format: { type: "grammar", syntax: "lark", definition: `start: "${M}"` },
        },
        {
          type: "namespace",
          name: KEEP,
          description: M,
          tools: [{ type: "function", name: KEEP, description: M, parameters: { required: [KEEP] } }],
        },
        { type: "web_search", user_location: { city: KEEP }, filters: { allowed_domains: [KEEP] } },
        { type: "file_search", vector_store_ids: [KEEP], filters: { type: "eq", key: "who", value: M } },
      ],
    };
    const { sent, expected } = await plant(world, open(world, "openai", PATH), template);
    expect(sent).toBe(expected);
  });

  test("C08 what an answer echoes is restored", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", PATH);
    await send(exchange, { input: EMAIL });
    const { got, expected } = await bring(world, exchange, {
      id: "resp_1",
      instructions: M,
      metadata: { about: M },
      user: M,
      safety_identifier: M,
      prompt_cache_key: M,
      prompt: { variables: { who: M } },
      text: { format: { description: M } },
      tools: [{ type: "function", name: "f", description: M }],
      error: { code: "x", message: M },
      output_text: M,
    });
    expect(got).toBe(expected);
  });

  test("C12 offsets of annotations, whole", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", PATH);
    await send(exchange, { input: EMAIL });
    const P = await placeholderOf(world, EMAIL);
    const text = `${P}: as the page says`;
    const start_index = text.indexOf("the page");
    const reply = JSON.parse(
      await answer(exchange, {
        output: [
          {
            type: "message",
            role: "assistant",
            content: [
              {
                type: "output_text",
                text,
                annotations: [{ type: "url_citation", title: "t", url: "u", start_index, end_index: start_index + 8 }],
              },
            ],
          },
        ],
      }),
    );
    const [part] = reply.output[0].content;
    expect(part.text.slice(part.annotations[0].start_index, part.annotations[0].end_index)).toBe("the page");
  });

  test("C13 C14 with stored state a placeholder of an earlier turn is restored, without it not", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, EMAIL);
    const reply = JSON.stringify({
      output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text: P }] }],
    });
    const stored = open(world, "openai", PATH);
    await send(stored, { input: "and now?", previous_response_id: "resp_1" });
    expect(await answer(stored, reply)).toContain(EMAIL);
    // Another process with the same store.
    const later = open(openWorld(world.store), "openai", PATH);
    await send(later, { input: "and now?", conversation: "conv_1" });
    expect(await answer(later, reply)).toContain(EMAIL);
    const fresh = open(world, "openai", PATH);
    await send(fresh, { input: "and now?" });
    expect(await answer(fresh, reply)).not.toContain(EMAIL);
  });

  test("C15 compaction: messages are restored, the seal stays, and the next request is the same", async () => {
    const world = openWorld();
    const compact = open(world, "openai", "/v1/responses/compact");
    await send(compact, { input: [{ role: "user", content: EMAIL }] });
    const P = await placeholderOf(world, EMAIL);
    const output = [
      { type: "message", role: "user", content: [{ type: "input_text", text: P }] },
      { type: "compaction", id: "c", encrypted_content: `${TOKEN}${P}` },
    ];
    const reply = JSON.parse(await answer(compact, { object: "response.compaction", output }));
    expect(reply.output[0].content[0].text).toBe(EMAIL);
    expect(reply.output[1]).toEqual(output[1]);
    const next = await send(open(world, "openai", PATH), { input: reply.output });
    expect(next.text).toBe(JSON.stringify({ input: output }));
  });

  test("C17 input_tokens sees the same bytes", async () => {
    const world = openWorld();
    const body = { instructions: EMAIL, input: [{ role: "user", content: TOKEN }] };
    const one = await send(open(world, "openai", PATH), body);
    const two = await send(open(world, "openai", "/v1/responses/input_tokens"), body);
    expect(two.text).toBe(one.text);
  });

  test("ids of machines stay, so that caches and routing go on to work", async () => {
    const id = "6f1c2f9e-4b1d-4c59-9d0e-0a4f6b2f7c11";
    const body = { prompt_cache_key: id, user: "3f2a".repeat(16), safety_identifier: `user-${id}`, input: "x" };
    const { text } = await send(open(openWorld(), "openai", PATH), body);
    expect(text).toBe(JSON.stringify(body));
  });
});
