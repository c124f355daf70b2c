// Where values come back, as `policies` and `serve.tools` say it: by kind, category, channel and tool, in every form of answers.

import { expect, test } from "vitest";
import { DEFAULTS } from "../../../src/cli/config/schema.gen.ts";
import type { Config } from "../../../src/cli/config/schema.ts";
import { restorePolicy } from "../../../src/cli/serve/restore-policy.ts";
import { EMAIL, open, openWorld, placeholderOf, send, TOKEN } from "../../proxy/kit.ts";

function policy(config: { policies?: Config["policies"]; serve?: Partial<Config["serve"]> }) {
  const { policies = {}, serve = {} } = config;
  return restorePolicy({ ...DEFAULTS, policies, serve: { ...DEFAULTS.serve, ...serve } });
}

const at = (kind: string, channel: "text" | "tools", more: object = {}) =>
  [kind, { channel, inUrl: false, ...more }] as const;

test.each([
  ["everything by default", {}, at("GITHUB_TOKEN", "tools"), true],
  ["no credential in tools when hardened", { serve: { profile: "hardened" } }, at("GITHUB_TOKEN", "tools"), false],
  ["in texts when hardened", { serve: { profile: "hardened" } }, at("GITHUB_TOKEN", "text"), true],
  ["what is no credential when hardened", { serve: { profile: "hardened" } }, at("EMAIL", "tools"), true],
  ["no credential in a URL that was made up", {}, at("GITHUB_TOKEN", "text", { inUrl: true }), false],
  ["other kinds in a URL", {}, at("EMAIL", "text", { inUrl: true }), true],
  ["by kind", { policies: { EMAIL: { restore: ["text"] } } }, at("EMAIL", "tools"), false],
  ["never", { policies: { EMAIL: { restore: [] } } }, at("EMAIL", "text"), false],
  ["by category", { policies: { CREDENTIAL: { restore: ["text"] } } }, at("GITHUB_TOKEN", "tools"), false],
  [
    "the kind before the category",
    { policies: { CREDENTIAL: { restore: [] }, GITHUB_TOKEN: { restore: ["tools"] } } },
    at("GITHUB_TOKEN", "tools"),
    true,
  ],
  [
    "the setting before the profile",
    { policies: { CREDENTIAL: { restore: ["tools"] } }, serve: { profile: "hardened" } },
    at("GITHUB_TOKEN", "tools"),
    true,
  ],
] as const)("%s", (_, config, [kind, place], allowed) => {
  expect(policy(config as never).allows(kind, place)).toBe(allowed);
});

const restore = policy({ serve: { tools: { Shell: { restore: false }, Clock: { mask: false } } } });

/** An answer with a call of a tool, whose arguments are JSON, by API. */
const FORMS: readonly (readonly [string, string, object, (name: string, args: string) => unknown])[] = [
  [
    "openai",
    "/v1/chat/completions",
    {},
    (name, args) => ({ choices: [{ message: { tool_calls: [{ id: "c", function: { name, arguments: args } }] } }] }),
  ],
  [
    "openai",
    "/v1/responses",
    { input: EMAIL },
    (name, args) => ({ output: [{ type: "function_call", call_id: "c", name, arguments: args }] }),
  ],
  [
    "anthropic",
    "/v1/messages",
    {},
    (name, args) => ({ content: [{ type: "tool_use", id: "t", name, input: JSON.parse(args) }] }),
  ],
  [
    "gemini",
    "/v1beta/models/m:generateContent",
    { contents: [{ parts: [{ text: EMAIL }] }] },
    (name, args) => ({ candidates: [{ content: { parts: [{ functionCall: { name, args: JSON.parse(args) } }] } }] }),
  ],
  [
    "ollama",
    "/api/chat",
    { stream: false },
    (name, args) => ({ message: { tool_calls: [{ function: { name, arguments: JSON.parse(args) } }] } }),
  ],
  [
    "bedrock",
    "/model/m/converse",
    { messages: [{ role: "user", content: [{ text: EMAIL }] }] },
    (name, args) => ({
      output: { message: { content: [{ toolUse: { toolUseId: "t", name, input: JSON.parse(args) } }] } },
    }),
  ],
];

test.each(FORMS)("a tool that gets nothing back gets nothing, others do: %s %s", async (dialect, path, body, call) => {
  const world = openWorld();
  const exchange = open(world, dialect, path, { restore });
  await send(exchange, { messages: [{ role: "user", content: EMAIL }], ...body });
  const P = await placeholderOf(world, EMAIL);
  const args = JSON.stringify({ to: P, deep: [{ cc: P }] });
  for (const [name, due] of [
    ["Shell", P],
    ["Read", EMAIL],
  ] as const) {
    const restored = await exchange.restoreBody(Buffer.from(JSON.stringify(call(name, args))));
    expect(restored.body.toString(), name).toBe(JSON.stringify(call(name, args.replaceAll(P, due))));
  }
});

test("the same in streams, whose pieces do not name their tool", async () => {
  const world = openWorld();
  const P = await placeholderOf(world, EMAIL);
  const args = JSON.stringify({ to: P });
  const streams = [
    [
      "openai",
      "/v1/chat/completions",
      (name: string) =>
        [
          {
            choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: "c", function: { name, arguments: "" } }] } }],
          },
          ...[...args].map((piece) => ({
            choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: piece } }] } }],
          })),
        ].map((event) => `data: ${JSON.stringify(event)}\n\n`),
    ],
    [
      "openai",
      "/v1/responses",
      (name: string) =>
        [
          { type: "response.output_item.added", output_index: 0, item: { type: "function_call", name, arguments: "" } },
          ...[...args].map((delta) => ({ type: "response.function_call_arguments.delta", output_index: 0, delta })),
          { type: "response.function_call_arguments.done", output_index: 0, name, arguments: args },
          {
            type: "response.output_item.done",
            output_index: 0,
            item: { type: "function_call", name, arguments: args },
          },
        ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    ],
    [
      "anthropic",
      "/v1/messages",
      (name: string) =>
        [
          { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "t", name, input: {} } },
          ...[...args].map((partial_json) => ({
            type: "content_block_delta",
            index: 0,
            delta: { type: "input_json_delta", partial_json },
          })),
          { type: "content_block_stop", index: 0 },
        ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
    ],
  ] as const;
  for (const [dialect, path, events] of streams) {
    for (const name of ["Shell", "Read"]) {
      const exchange = open(world, dialect, path, { restore });
      await send(exchange, { stream: true, input: EMAIL, messages: [{ role: "user", content: EMAIL }] });
      const stream = exchange.restoreStream();
      let out = "";
      for (const event of events(name)) out += (await stream.feed(Buffer.from(event))).toString();
      out += (await stream.end()).toString();
      expect(out.includes(EMAIL), `${path} ${name}`).toBe(name === "Read");
    }
  }
});

test("a tool that is not masked, with a credential in its result", async () => {
  const world = openWorld();
  const result = (name: string): object => ({
    messages: [
      { role: "assistant", tool_calls: [{ id: "c", type: "function", function: { name, arguments: "{}" } }] },
      { role: "tool", tool_call_id: "c", content: TOKEN },
    ],
  });
  const sent = async (name: string): Promise<string> =>
    (await send(open(world, "openai", "/v1/chat/completions", { restore }), result(name))).text;
  expect(await sent("Clock")).toContain(TOKEN);
  expect(await sent("Other")).not.toContain(TOKEN);
});
