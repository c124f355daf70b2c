// Numbers in JSON that is text: they leave masked, as strings, so that the text stays JSON, and come back as numbers.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Exchange } from "../../src/proxy/exchange.ts";
import { answer, CARD, EMAIL, open, openWorld, placeholderOf, send, type World } from "./kit.ts";

const kindOf = (value: string): string =>
  ({ [CARD]: "CREDIT_CARD", "13812345678": "PHONE", "123456789": "SSN", "490154203237518": "IMEI" })[value] ?? "";
const CHAT = "/v1/chat/completions";
const GENERATE = "/v1beta/models/m:generateContent";

const call = (args: unknown): object => ({ id: "c", type: "function", function: { name: "pay", arguments: args } });
const chat = (args: string): object => ({
  messages: [{ role: "assistant", content: null, tool_calls: [call(args)] }],
});
const messages = (block: object, role = "assistant"): object => ({ messages: [{ role, content: [block] }] });
const gemini = (part: object): object => ({ contents: [{ role: "model", parts: [part] }] });

/** Where JSON text stands in requests: what a tool is asked, and what it says. */
const PLACES: readonly (readonly [name: string, dialect: string, path: string, body: (json: string) => object])[] = [
  ["Chat, arguments", "openai", CHAT, chat],
  [
    "Chat, function_call",
    "openai",
    CHAT,
    (json) => ({ messages: [{ role: "assistant", function_call: { name: "f", arguments: json } }] }),
  ],
  ["Chat, result", "openai", CHAT, (json) => ({ messages: [{ role: "tool", tool_call_id: "c", content: json }] })],
  [
    "Chat, custom tool",
    "openai",
    CHAT,
    (json) => ({
      messages: [{ role: "assistant", tool_calls: [{ id: "c", type: "custom", custom: { name: "f", input: json } }] }],
    }),
  ],
  [
    "Responses, arguments",
    "openai",
    "/v1/responses",
    (json) => ({ input: [{ type: "function_call", call_id: "c", name: "f", arguments: json }] }),
  ],
  [
    "Responses, result",
    "openai",
    "/v1/responses",
    (json) => ({ input: [{ type: "function_call_output", call_id: "c", output: json }] }),
  ],
  [
    "Responses, MCP",
    "openai",
    "/v1/responses",
    (json) => ({ input: [{ type: "mcp_call", id: "c", name: "f", server_label: "s", arguments: json, output: json }] }),
  ],
  ["Mistral, arguments", "mistral", CHAT, chat],
  ["Cohere, arguments", "cohere", "/v2/chat", chat],
  [
    "Cohere, documents",
    "cohere",
    "/v2/chat",
    (json) => ({ messages: [], documents: [json, { id: "d", data: { snippet: json } }] }),
  ],
  [
    "Anthropic, input",
    "anthropic",
    "/v1/messages",
    (json) => messages({ type: "tool_use", id: "t", name: "f", input: { body: json } }),
  ],
  [
    "Anthropic, result",
    "anthropic",
    "/v1/messages",
    (json) => messages({ type: "tool_result", tool_use_id: "t", content: json }, "user"),
  ],
  ["Gemini, args", "gemini", GENERATE, (json) => gemini({ functionCall: { name: "f", args: { body: json } } })],
  [
    "Gemini, response",
    "gemini",
    GENERATE,
    (json) => gemini({ functionResponse: { name: "f", response: { result: json } } }),
  ],
  [
    "Ollama, arguments",
    "ollama",
    "/api/chat",
    (json) => ({
      messages: [{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: { body: json } } }] }],
    }),
  ],
  ["Ollama, result", "ollama", "/api/chat", (json) => ({ messages: [{ role: "tool", content: json }] })],
  [
    "Bedrock, result",
    "bedrock",
    "/model/m/converse",
    (json) => ({
      messages: [{ role: "user", content: [{ toolResult: { toolUseId: "t", content: [{ text: json }] } }] }],
    }),
  ],
];

/** Numbers that are nobody's. */
const PLAIN = '"id":1234567,"at":1764537600000,"rate":0.25,"big":12345678901234567890,"e":1e9';

describe("A15 requests", () => {
  test.each(PLACES)("%s: a long number leaves as a string, and the rest as it is", async (_, dialect, path, body) => {
    for (const hardened of [false, true]) {
      const world = openWorld();
      const json = `{"card": ${CARD},"list":[${CARD}, 7 ],"deep":${JSON.stringify(`{"card":${CARD}}`)},${PLAIN}}`;
      const first = await send(open(world, dialect, path, { hardened }), body(json));
      const P = await placeholderOf(world, CARD, "CREDIT_CARD");
      const masked = `{"card": "${P}","list":["${P}", 7 ],"deep":${JSON.stringify(`{"card":"${P}"}`)},${PLAIN}}`;
      expect(first.text).toBe(JSON.stringify(body(masked)));
      const again = await send(open(world, dialect, path, { hardened }), body(json));
      expect(again.text).toBe(first.text);
    }
  });

  test.each([
    ["phone", "13812345678"],
    ["ssn", "123456789"],
    ["imei", "490154203237518"],
  ])("a number of any kind: %s", async (name, value) => {
    for (const [place, dialect, path, body] of PLACES) {
      const world = openWorld();
      const { text } = await send(open(world, dialect, path), body(`{"${name}":${value}}`));
      const P = await placeholderOf(world, value, kindOf(value));
      expect(text, place).toBe(JSON.stringify(body(`{"${name}":"${P}"}`)));
    }
  });

  test("the card of an identity is one as well", async () => {
    const { text } = await send(open(openWorld(), "openai", CHAT), chat('{"id_card":110105194912310021}'));
    expect(text).not.toContain("110105194912310021");
  });

  test("arguments beside a text with the same number", async () => {
    const world = openWorld();
    const { messages } = chat(`{"card":${CARD}}`) as { messages: object[] };
    const body = { messages: [{ role: "user", content: `card ${CARD}` }, ...messages] };
    const { text } = await send(open(world, "openai", CHAT, { hardened: true }), body);
    const P = await placeholderOf(world, CARD, "CREDIT_CARD");
    expect(text).toBe(JSON.stringify(body).replaceAll(`card ${CARD}`, `card ${P}`).replace(`:${CARD}`, `:\\"${P}\\"`));
  });

  test.each([
    ["lines of JSON", `{"a":1}\n{"card":@}\n`, `{"a":1}\n{"card":"P"}\n`],
    ["a list", "[@]", '["P"]'],
    ["a sign goes too", '{"card":-@}', '{"card":"-"}'],
    ["prose", "card: @", "card: P"],
    ["JSON behind prose", 'out: {"card":@}', 'out: {"card":P}'],
    ["JSON that breaks off", '{"card":@', '{"card":P'],
    ["a text in JSON", '{"card":"no. @"}', '{"card":"no. P"}'],
    ["a name", '{"@":@}', '{"P":"P"}'],
  ])("a result that is %s", async (_, result, expected) => {
    const world = openWorld();
    const { json } = await send(open(world, "openai", CHAT), {
      messages: [{ role: "tool", tool_call_id: "c", content: result.replaceAll("@", CARD) }],
    });
    const P = await placeholderOf(world, CARD, "CREDIT_CARD");
    const sent = (json as { messages: [{ content: string }] }).messages[0].content;
    expect(sent.replaceAll(P, "P").replace(/"CARDX\d+"/, '"-"')).toBe(expected);
  });

  test("what is redacted is a string as well", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", CHAT, { policies: { actions: { CREDIT_CARD: "redact" } } });
    const body = (content: string): object => ({ messages: [{ role: "tool", tool_call_id: "c", content }] });
    for (let i = 0; i < 2; i++) {
      const { json } = await send(exchange, body(`{"card":${CARD}}`));
      const { content } = (json as { messages: [{ content: string }] }).messages[0];
      expect(typeof JSON.parse(content).card).toBe("string");
      expect(content).not.toContain(CARD);
    }
  });

  test("in other styles too", async () => {
    const world = openWorld();
    const { createSession } = await import("../../src/mask/session.ts");
    const dollar = {
      ...world,
      session: createSession({ store: world.store, idKey: Buffer.alloc(32, 7), style: "dollar" }),
    };
    const { text } = await send(open(dollar, "openai", CHAT), chat(`{"card":${CARD}}`));
    expect(text).toMatch(/\{\\"card\\":\\"\$\{\w+\}\\"\}/);
  });
});

/** A conversation in which a tool has said the number. */
async function asked(world: World, dialect: string, path: string): Promise<[Exchange, string]> {
  const exchange = open(world, dialect, path);
  const json = `{"card":${CARD},"mail":"${EMAIL}"}`;
  const said: Record<string, object> = {
    anthropic: { ...messages({ type: "tool_result", tool_use_id: "t", content: json }, "user"), stream: true },
    gemini: gemini({ functionResponse: { name: "f", response: { result: json } } }),
    ollama: { messages: [{ role: "tool", content: json }] },
    responses: { input: [{ type: "function_call_output", call_id: "c", output: json }], stream: true },
  };
  const body = path.endsWith("responses") ? said.responses : said[dialect];
  await send(exchange, body ?? { messages: [{ role: "tool", tool_call_id: "c", content: json }], stream: true });
  return [exchange, await placeholderOf(world, CARD, "CREDIT_CARD")];
}

/** What a model writes, with P for the placeholder and M for that of an address, and what its client gets. */
const WRITTEN: readonly (readonly [wire: string, client: string])[] = [
  ['{"card":"P"}', `{"card":${CARD}}`],
  ['{"card": "P" ,"n":1}', `{"card": ${CARD} ,"n":1}`],
  ['{"card":P}', `{"card":${CARD}}`],
  ['{"cards":[P,"P", "P"],"x":1}', `{"cards":[${CARD},${CARD}, ${CARD}],"x":1}`],
  ['{"P":"P"}', `{"${CARD}":${CARD}}`],
  ['{"a":1,"P":"P"}', `{"a":1,"${CARD}":${CARD}}`],
  ['{"note":"P, or P"}', `{"note":"${CARD}, or ${CARD}"}`],
  ['{"note":"P "}', `{"note":"${CARD} "}`],
  ['{"mail":"M","card":"P"}', `{"mail":"${EMAIL}","card":${CARD}}`],
  ['{"mail":M}', '{"mail":M}'],
  [
    '{"body":"{\\"card\\":\\"P\\",\\n \\"all\\":[\\"P\\"]}"}',
    `{"body":"{\\"card\\":${CARD},\\n \\"all\\":[${CARD}]}"}`,
  ],
  ['{"body":"{\\"card\\":P}"}', `{"body":"{\\"card\\":${CARD}}"}`],
  ['{"old_string":"\\"card\\": \\"P\\","}', `{"old_string":"\\"card\\": ${CARD},"}`],
  ['{"code":"pay(\\"P\\", [\\"P\\"])"}', `{"code":"pay(\\"${CARD}\\", [\\"${CARD}\\"])"}`],
  [
    '{"body":"{\\"in\\":\\"{\\\\\\"card\\\\\\":\\\\\\"P\\\\\\"}\\"}"}',
    `{"body":"{\\"in\\":\\"{\\\\\\"card\\\\\\":${CARD}}\\"}"}`,
  ],
];

const event = (data: object, type = ""): string =>
  `${type === "" ? "" : `event: ${type}\n`}data: ${JSON.stringify(data)}\n\n`;
const of = (type: string, more: object): string => event({ type, ...more }, type);
const delta = (tool_calls: object[]): string => event({ choices: [{ index: 0, delta: { tool_calls } }] });

interface Way {
  readonly dialect: string;
  readonly path: string;
  readonly whole: (args: string) => object;
  readonly read: (body: never) => string;
  readonly stream: (pieces: readonly string[]) => string;
  readonly piece: (event: never) => string | undefined;
  readonly history: (args: string) => object;
}

/** Answers in which arguments are text. */
const WAYS: readonly (readonly [string, Way])[] = [
  ...(["openai", "mistral"] as const).map(
    (dialect) =>
      [
        dialect,
        {
          dialect,
          path: CHAT,
          whole: (args) => ({ choices: [{ index: 0, message: { role: "assistant", tool_calls: [call(args)] } }] }),
          read: (body: { choices: [{ message: { tool_calls: [{ function: { arguments: string } }] } }] }) =>
            body.choices[0].message.tool_calls[0].function.arguments,
          stream: (pieces) =>
            delta([{ index: 0, ...call("") }]) +
            pieces.map((piece) => delta([{ index: 0, function: { arguments: piece } }])).join("") +
            event({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] }),
          piece: (one: { choices: [{ delta: { tool_calls?: [{ function: { arguments: string } }] } }] }) =>
            one.choices[0].delta.tool_calls?.[0].function.arguments,
          history: chat,
        } satisfies Way,
      ] as const,
  ),
  [
    "function_call",
    {
      dialect: "openai",
      path: CHAT,
      whole: (args) => ({ choices: [{ index: 0, message: { function_call: { name: "f", arguments: args } } }] }),
      read: (body: { choices: [{ message: { function_call: { arguments: string } } }] }) =>
        body.choices[0].message.function_call.arguments,
      stream: (pieces) =>
        pieces
          .map((piece) => event({ choices: [{ index: 0, delta: { function_call: { arguments: piece } } }] }))
          .join("") + event({ choices: [{ index: 0, delta: {}, finish_reason: "function_call" }] }),
      piece: (one: { choices: [{ delta: { function_call?: { arguments: string } } }] }) =>
        one.choices[0].delta.function_call?.arguments,
      history: (args) => ({ messages: [{ role: "assistant", function_call: { name: "f", arguments: args } }] }),
    } satisfies Way,
  ],
  [
    "responses",
    {
      dialect: "openai",
      path: "/v1/responses",
      whole: (args) => ({ output: [{ type: "function_call", id: "i", call_id: "c", name: "f", arguments: args }] }),
      read: (body: { output: [{ arguments: string }] }) => body.output[0].arguments,
      stream: (pieces) =>
        pieces
          .map((piece) => of("response.function_call_arguments.delta", { item_id: "i", output_index: 0, delta: piece }))
          .join("") +
        of("response.function_call_arguments.done", { item_id: "i", output_index: 0, arguments: pieces.join("") }),
      piece: (one: { delta?: string }) => one.delta,
      history: (args) => ({ input: [{ type: "function_call", call_id: "c", name: "f", arguments: args }] }),
    } satisfies Way,
  ],
  [
    "cohere",
    {
      dialect: "cohere",
      path: "/v2/chat",
      whole: (args) => ({ message: { role: "assistant", tool_calls: [call(args)] } }),
      read: (body: { message: { tool_calls: [{ function: { arguments: string } }] } }) =>
        body.message.tool_calls[0].function.arguments,
      stream: (pieces) =>
        pieces
          .map((piece) =>
            of("tool-call-delta", { index: 0, delta: { message: { tool_calls: { function: { arguments: piece } } } } }),
          )
          .join("") + of("tool-call-end", { index: 0 }),
      piece: (one: { delta?: { message: { tool_calls: { function: { arguments: string } } } } }) =>
        one.delta?.message.tool_calls.function.arguments,
      history: chat,
    } satisfies Way,
  ],
];

const events = (text: string): never[] =>
  text.split("\n").flatMap((line) => (line.startsWith("data: {") ? [JSON.parse(line.slice(6)) as never] : []));

async function streamed(exchange: Exchange, text: string): Promise<string> {
  const machine = exchange.restoreStream();
  const head = Buffer.from(await machine.feed(Buffer.from(text)));
  return Buffer.concat([head, await machine.end()]).toString();
}

describe.each(WAYS)("A15 answers whose arguments are text: %s", (_, way) => {
  const { dialect, path, whole, read, stream, piece, history } = way;

  test.each(WRITTEN)("%s", async (template, client) => {
    const world = openWorld();
    const [exchange, P] = await asked(world, dialect, path);
    const M = await placeholderOf(world, EMAIL);
    const wire = template.replaceAll("P", P).replaceAll("M", M);
    const expected = client.replaceAll("M", M);
    expect(read(JSON.parse(await answer(exchange, whole(wire))) as never)).toBe(expected);
    for (const size of [1, 2, 3, 7, 1000]) {
      const pieces = wire.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      const text = await streamed(exchange, stream(pieces));
      expect(
        events(text)
          .map((one) => piece(one) ?? "")
          .join(""),
        `pieces of ${size}`,
      ).toBe(expected);
    }
    // The history goes back as the provider wrote it.
    const again = await send(open(world, dialect, path), history(expected));
    expect(again.text).toBe(JSON.stringify(history(wire)));
  });

  test("written anew by the client, it goes up as a string", async () => {
    const world = openWorld();
    const [exchange, P] = await asked(world, dialect, path);
    await answer(exchange, whole(`{"card":${P},"own":5555555555554444}`));
    const again = await send(open(world, dialect, path), history(`{ "card": ${CARD}, "own": 5555555555554444 }`));
    // What the model wrote itself it may have again.
    expect(again.text).toBe(JSON.stringify(history(`{ "card": "${P}", "own": 5555555555554444 }`)));
  });

  test("bent, it is the number too", async () => {
    const world = openWorld();
    const [exchange, P] = await asked(world, dialect, path);
    const wire = `{"card":"${P.toLowerCase()}"}`;
    const client = read(JSON.parse(await answer(exchange, whole(wire))) as never);
    expect(client).toBe(`{"card":${CARD}}`);
    const again = await send(open(world, dialect, path), history(client));
    expect(again.text).toBe(JSON.stringify(history(wire)));
  });
});

describe("A15 answers whose arguments are objects", () => {
  const ARGS = { card: "P", all: ["P"], P: "P", note: "no. P", body: '{"card":"P","x":P}', mail: "M" };
  const CLIENT = `{"card":${CARD},"all":[${CARD}],"${CARD}":${CARD},"note":"no. ${CARD}","body":"{\\"card\\":${CARD},\\"x\\":${CARD}}","mail":"${EMAIL}"}`;

  test.each([
    [
      "anthropic",
      "/v1/messages",
      (args: unknown) => ({ content: [{ type: "tool_use", id: "t", name: "f", input: args }] }),
    ],
    [
      "gemini",
      GENERATE,
      (args: unknown) => ({ candidates: [{ content: { parts: [{ functionCall: { name: "f", args } }] } }] }),
    ],
    [
      "ollama",
      "/api/chat",
      (args: unknown) => ({
        message: { role: "assistant", tool_calls: [{ function: { name: "f", arguments: args } }] },
      }),
    ],
  ])("%s", async (dialect, path, whole) => {
    const world = openWorld();
    const [exchange, P] = await asked(world, dialect, path);
    const M = await placeholderOf(world, EMAIL);
    const args = JSON.parse(JSON.stringify(ARGS).replaceAll("P", P).replace("M", M));
    expect(await answer(exchange, whole(args))).toContain(CLIENT);
    const frames = dialect === "ollama" ? `${JSON.stringify(whole(args))}\n` : event(whole(args));
    if (dialect === "anthropic") return;
    const streaming = open(world, dialect, path.replace("generateContent", "streamGenerateContent"));
    await send(
      streaming,
      gemini({ functionResponse: { name: "f", response: { result: `{"card":${CARD},"mail":"${EMAIL}"}` } } }),
    );
    expect(await streamed(streaming, frames)).toContain(CLIENT);
  });

  test("a number that a model made up goes back as it came", async () => {
    const world = openWorld();
    const input = { card: 5555555555554444, body: '{"card":5555555555554444}' };
    const content = [{ type: "tool_use", id: "t", name: "f", input }];
    const first = open(world, "anthropic", "/v1/messages");
    await send(first, { messages: [{ role: "user", content: "a card for tests" }] });
    await answer(first, { content });
    const history = { messages: [{ role: "assistant", content }] };
    expect((await send(open(world, "anthropic", "/v1/messages"), history)).text).toBe(JSON.stringify(history));
  });

  test.each(WRITTEN)("Anthropic's pieces, whose client sends an object: %s", async (template, client) => {
    const world = openWorld();
    const [exchange, P] = await asked(world, "anthropic", "/v1/messages");
    const M = await placeholderOf(world, EMAIL);
    const wire = template.replaceAll("P", P).replaceAll("M", M);
    for (const size of [1, 4, 1000]) {
      const pieces = wire.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      const text = await streamed(
        exchange,
        of("content_block_start", { index: 0, content_block: { type: "tool_use", id: "t", name: "f", input: {} } }) +
          pieces
            .map((partial_json) =>
              of("content_block_delta", { index: 0, delta: { type: "input_json_delta", partial_json } }),
            )
            .join("") +
          of("content_block_stop", { index: 0 }),
      );
      const got = events(text).map((one: { delta?: { partial_json: string } }) => one.delta?.partial_json ?? "");
      expect(got.join(""), `pieces of ${size}`).toBe(client.replaceAll("M", M));
    }
    if (/[:[,]P/.test(template) || template.includes(":M")) return;
    const block = (input: unknown): object => messages({ type: "tool_use", id: "t", name: "f", input });
    const again = await send(
      open(world, "anthropic", "/v1/messages"),
      JSON.stringify(block("@")).replace('"@"', client.replaceAll("M", M)),
    );
    expect(again.text).toBe(JSON.stringify(block("@")).replace('"@"', wire));
  });
});

/** Tools in the shape of each API: what `find` takes is a text, what `pay` takes a number. */
describe("A15 what a tool takes", () => {
  const schema = (type: string): object => ({
    type: "object",
    properties: {
      card: { type: [type, "null"], description: "of whom" },
      more: { type: "array", items: { type: "object", properties: { of: { type } } } },
      all: { type: "array", items: { type } },
      any: { anyOf: [{ type: "string" }, { type: "integer" }] },
    },
  });
  const shapes = (tool: (name: string, schema: object) => object): object[] => [
    tool("find", schema("string")),
    tool("pay", schema("integer")),
  ];
  const args = { card: "P", more: [{ of: "P" }], all: ["P", "P"], any: "P" };
  const TEXT = `{"card":"${CARD}","more":[{"of":"${CARD}"}],"all":["${CARD}","${CARD}"],"any":@}`;
  const said = `{"card":${CARD}}`;

  test.each([
    [
      "openai",
      CHAT,
      shapes((name, parameters) => ({ type: "function", function: { name, parameters } })),
      { messages: [{ role: "tool", tool_call_id: "c", content: said }] },
      (name: string, args: object) => ({
        choices: [
          {
            message: {
              tool_calls: [{ id: "c", type: "function", function: { name, arguments: JSON.stringify(args) } }],
            },
          },
        ],
      }),
    ],
    [
      "openai",
      "/v1/responses",
      shapes((name, parameters) => ({ type: "function", name, parameters })),
      { input: [{ type: "function_call_output", call_id: "c", output: said }] },
      (name: string, args: object) => ({ output: [{ type: "function_call", name, arguments: JSON.stringify(args) }] }),
    ],
    [
      "anthropic",
      "/v1/messages",
      shapes((name, input_schema) => ({ name, input_schema })),
      messages({ type: "tool_result", tool_use_id: "t", content: said }, "user"),
      (name: string, input: object) => ({ content: [{ type: "tool_use", id: "t", name, input }] }),
    ],
    [
      "gemini",
      GENERATE,
      [{ functionDeclarations: shapes((name, parameters) => ({ name, parameters })) }],
      gemini({ functionResponse: { name: "f", response: { result: said } } }),
      (name: string, args: object) => ({ candidates: [{ content: { parts: [{ functionCall: { name, args } }] } }] }),
    ],
  ])("%s %s", async (dialect, path, tools, body, whole) => {
    for (const alsoText of [false, true]) {
      const world = openWorld();
      const exchange = open(world, dialect, path);
      await send(exchange, { ...body, tools, ...(alsoText ? { note: `card ${CARD}` } : {}) });
      const P = await placeholderOf(world, CARD, "CREDIT_CARD");
      const wire = JSON.parse(JSON.stringify(args).replaceAll("P", P));
      const got = async (tool: string): Promise<string> =>
        (await answer(exchange, whole(tool, wire))).replaceAll('\\"', '"');
      const any = alsoText ? `"${CARD}"` : CARD;
      expect(await got("find")).toContain(TEXT.replace("@", any));
      expect(await got("pay")).toContain(TEXT.replaceAll(`"${CARD}"`, CARD).replace("@", any));
    }
  });
});

describe("A15 laws", () => {
  const leaf = fc.constantFrom<unknown>(
    "P",
    "M",
    "P ",
    "no. P",
    "[P]",
    '"P"',
    'a "P", b',
    7,
    null,
    "\n",
    '"x": "P"',
    "{",
    "é",
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("card", "P", "a b", "M", "é"), tie("tree"), { maxKeys: 3 }),
      tie("tree").map((value) => JSON.stringify(value)),
      tie("tree").map((value) => JSON.stringify(value, null, 1)),
    ),
  }));
  const text = tree.chain((value) => {
    const json = JSON.stringify(value);
    // A model forgets quotes, or breaks off.
    return fc.constantFrom(json, json.replace('"P"', "P"), json.replaceAll('\\"P\\"', "P"), json.slice(0, -1));
  });

  test("what is cut anywhere comes back the same, and goes up as it was written", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 8 }), async (template, cuts) => {
        const world = openWorld();
        const [exchange, P] = await asked(world, "openai", CHAT);
        const wire = template.replaceAll("P", P).replaceAll("M", await placeholderOf(world, EMAIL));
        if (wire === "") return;
        const [, way] = WAYS[0] as (typeof WAYS)[number];
        const client = way.read(JSON.parse(await answer(exchange, way.whole(wire))) as never);
        const ends = [...new Set(cuts.map((cut) => cut % wire.length)), wire.length].sort((a, b) => a - b);
        const pieces = ends.map((end, i) => wire.slice(ends[i - 1] ?? 0, end));
        const out = events(await streamed(exchange, way.stream(pieces)));
        expect(out.map((one) => way.piece(one) ?? "").join("")).toBe(client);
        if (isJson(wire)) expect(isJson(client)).toBe(true);
        const again = await send(open(world, "openai", CHAT), chat(client));
        expect(again.text).toBe(JSON.stringify(chat(wire)));
      }),
      { numRuns: 300 },
    );
  });

  test("a text that is JSON is JSON when it leaves, and says nothing of the value", async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.boolean(), async (value, isResult) => {
        const json = JSON.stringify(value).replaceAll('"P"', CARD).replaceAll('\\"P\\"', CARD).replaceAll("P", CARD);
        // A number alone is a text.
        fc.pre(isJson(json) && json !== CARD);
        const body = isResult ? { messages: [{ role: "tool", tool_call_id: "c", content: json }] } : chat(json);
        const { text, json: sent } = await send(open(openWorld(), "openai", CHAT), body);
        expect(text).not.toContain(CARD);
        const message = (
          sent as { messages: [{ content?: string; tool_calls: [{ function: { arguments: string } }] }] }
        ).messages[0];
        expect(isJson(isResult ? (message.content ?? "") : message.tool_calls[0].function.arguments)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  function isJson(text: string): boolean {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }
});
