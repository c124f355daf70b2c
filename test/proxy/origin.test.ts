// What went up and comes back unchanged in the arguments of a tool is what it was, byte for byte, however its values stood there:
// escaped, in quotes, over several lines. What a model puts elsewhere is escaped for quotes that it was not in.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemory } from "../../src/proxy/memory.ts";
import { roundsAt, spotAt } from "../../src/proxy/origin.ts";
import { answer, open, openWorld, send, type World } from "./kit.ts";

const LINES = [
  "-----BEGIN PRIVATE KEY-----",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
  "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
  "-----END PRIVATE KEY-----",
];
const PEM = LINES.join("\n");
const ACCOUNT = `${JSON.stringify({ type: "service_account", private_key: `${PEM}\n`, client_email: "a@x.example" }, null, 2)}\n`;

const FILES: Readonly<Record<string, string>> = {
  "a service account": ACCOUNT,
  python: 'DB_PASSWORD = "ab\\\\cd9Xyz!kq"\n',
  "python with a quote": 'DB_PASSWORD = "ab\\"cd9Xyz!kq"\n',
  javascript: "const password = 'ab\\\\cd9Xyz!kq';\n",
  "lines in quotes": `KEY="${PEM}"\nB=1\n`,
  "yaml in a block": `key: |\n  ${LINES.join("\n  ")}\n`,
  ".env in one line": `KEY="${LINES.join("\\n")}"\n`,
  ".env without quotes": `KEY=${LINES.join("\\n")}\n`,
  json: `${JSON.stringify({ password: 'ab\\cd"9Xyz!kq' }, null, 1)}\n`,
  "c#": 'var password = @"ab\\cd9Xyz!kq";\n',
  toml: "password = 'ab\\cd9Xyz!kq'\n",
  "a connection string": 'var c = "Server=db;User Id=sa;Password=ab\\\\cd9Xyz!kq;";\n',
  "a lone quote": 'a 5" nail; password: ab\\cd9Xyz!kq\n',
  shell: 'export PASSWORD="ab\\$cd9Xyz!kq"\n',
  "a line that goes on": 'curl "a \\\n" -H "x" password: ab\\cd9Xyz!kq\n',
};

interface Api {
  readonly dialect: string;
  readonly path: string;
  ask(text: string): object;
  /** The text of the tool in what was sent. */
  seen(sent: never): string;
  /** A call with arguments, as a whole. */
  call(args: object): object;
  args(answer: never): unknown;
  /** The same as pieces of a stream. */
  stream?(args: readonly string[]): string;
  pieces?(events: readonly never[]): string;
}

const data = (event: { readonly type?: string }): string =>
  `${event.type === undefined ? "" : `event: ${event.type}\n`}data: ${JSON.stringify(event)}\n\n`;
const chat = (message: object): object => ({ choices: [{ index: 0, message }] });

const APIS: readonly Api[] = [
  {
    dialect: "anthropic",
    path: "/v1/messages",
    ask: (content) => ({ messages: [{ role: "user", content: [{ type: "tool_result", tool_use_id: "1", content }] }] }),
    seen: (sent: { messages: { content: { content: string }[] }[] }) => sent.messages[0]?.content[0]?.content ?? "",
    call: (input) => ({ type: "message", content: [{ type: "tool_use", id: "1", name: "write", input }] }),
    args: (got: { content: { input: unknown }[] }) => got.content[0]?.input,
    stream: (pieces) =>
      [
        data({ type: "message_start", message: { content: [] } } as never),
        data({
          type: "content_block_start",
          index: 0,
          content_block: { type: "tool_use", id: "1", name: "write", input: {} },
        } as never),
        ...pieces.map((partial_json) =>
          data({ type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json } } as never),
        ),
        data({ type: "content_block_stop", index: 0 } as never),
        data({ type: "message_stop" }),
      ].join(""),
    pieces: (events: readonly { delta?: { partial_json?: string } }[]) =>
      events.map(({ delta }) => delta?.partial_json ?? "").join(""),
  },
  {
    dialect: "openai",
    path: "/v1/chat/completions",
    ask: (content) => ({ messages: [{ role: "tool", tool_call_id: "1", content }] }),
    seen: (sent: { messages: { content: string }[] }) => sent.messages[0]?.content ?? "",
    call: (args) =>
      chat({
        tool_calls: [{ id: "1", type: "function", function: { name: "write", arguments: JSON.stringify(args) } }],
      }),
    args: (got: { choices: { message: { tool_calls: { function: { arguments: string } }[] } }[] }) =>
      JSON.parse(got.choices[0]?.message.tool_calls[0]?.function.arguments ?? ""),
    stream: (pieces) =>
      pieces
        .map((piece) =>
          data({
            choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: piece } }] } }],
          } as never),
        )
        .join(""),
    pieces: (events: readonly { choices: { delta: { tool_calls: { function: { arguments: string } }[] } }[] }[]) =>
      events.map(({ choices }) => choices[0]?.delta.tool_calls[0]?.function.arguments ?? "").join(""),
  },
  {
    dialect: "gemini",
    path: "/v1beta/models/m:generateContent",
    ask: (result) => ({
      contents: [{ role: "user", parts: [{ functionResponse: { name: "read", response: { result } } }] }],
    }),
    seen: (sent: { contents: { parts: { functionResponse: { response: { result: string } } }[] }[] }) =>
      sent.contents[0]?.parts[0]?.functionResponse.response.result ?? "",
    call: (args) => ({ candidates: [{ content: { parts: [{ functionCall: { name: "write", args } }] } }] }),
    args: (got: { candidates: { content: { parts: { functionCall: { args: unknown } }[] } }[] }) =>
      got.candidates[0]?.content.parts[0]?.functionCall.args,
  },
  {
    dialect: "ollama",
    path: "/api/chat",
    ask: (content) => ({ messages: [{ role: "tool", content }] }),
    seen: (sent: { messages: { content: string }[] }) => sent.messages[0]?.content ?? "",
    call: (args) => ({ message: { tool_calls: [{ function: { name: "write", arguments: args } }] } }),
    args: (got: { message: { tool_calls: { function: { arguments: unknown } }[] } }) =>
      got.message.tool_calls[0]?.function.arguments,
  },
  {
    dialect: "cohere",
    path: "/v2/chat",
    ask: (content) => ({ messages: [{ role: "tool", tool_call_id: "1", content }] }),
    seen: (sent: { messages: { content: string }[] }) => sent.messages[0]?.content ?? "",
    call: (args) => ({
      message: {
        tool_calls: [{ id: "1", type: "function", function: { name: "write", arguments: JSON.stringify(args) } }],
      },
    }),
    args: (got: { message: { tool_calls: { function: { arguments: string } }[] } }) =>
      JSON.parse(got.message.tool_calls[0]?.function.arguments ?? ""),
  },
];

type Exchange = ReturnType<typeof open>;

/** It knows the password of the connection string, which no rule finds there. */
function knowing(): World {
  const world = openWorld();
  world.secrets.add({ value: Buffer.from("ab\\\\cd9Xyz!kq"), kind: "PASSWORD" });
  return world;
}

async function read(api: Api, file: string, world: World = knowing()): Promise<{ exchange: Exchange; seen: string }> {
  const exchange = open(world, api.dialect, api.path);
  const { json } = await send(exchange, api.ask(file));
  return { exchange, seen: api.seen(json as never) };
}

/** What a tool gets of arguments that come as a whole. */
async function called(api: Api, exchange: Exchange, args: object): Promise<unknown> {
  return api.args(JSON.parse(await answer(exchange, api.call(args))) as never);
}

/** The same, in pieces. */
async function streamed(api: Api, exchange: Exchange, pieces: readonly string[]): Promise<unknown> {
  const machine = exchange.restoreStream();
  const bytes = Buffer.from(api.stream?.(pieces) ?? "");
  const out = Buffer.concat([Buffer.from(await machine.feed(bytes)), Buffer.from(await machine.end())]).toString();
  const events = out.split("\n").filter((line) => line.startsWith("data: {"));
  return JSON.parse(api.pieces?.(events.map((line) => JSON.parse(line.slice(6)) as never)) ?? "");
}

const cut = (text: string, size: number): string[] => text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];

describe.each(APIS.map((api) => [api.dialect, api] as const))(
  "B06 %s: a file that was read is written as it was",
  (_, api) => {
    test.each(Object.entries(FILES))("%s", async (_name, file) => {
      const { exchange, seen } = await read(api, file);
      expect(seen).toMatch(/X\d{9}/);
      const args = { path: "/x", content: seen, edits: seen.split("\n").map((old_string) => ({ old_string })) };
      const got = (await called(api, exchange, args)) as { content: string; edits: { old_string: string }[] };
      expect(got.content).toBe(file);
      expect(got.edits.map(({ old_string }) => old_string).join("\n")).toBe(file);
      if (api.stream === undefined) return;
      for (const size of [1, 9, 4096])
        expect(await streamed(api, exchange, cut(JSON.stringify(args), size)), `pieces of ${size}`).toEqual(got);
    });
  },
);

describe("parts of a line", () => {
  const [anthropic] = APIS as readonly [Api];

  test("that begin inside of quotes", async () => {
    const line = 'say "hello" password: ab\\cd9Xyz!kq';
    const { exchange, seen } = await read(anthropic, `# notes\n${line}\n`);
    const from = seen.indexOf('lo"');
    const args = { old_string: seen.slice(from).trimEnd(), more: `${seen.slice(from)}and on` };
    const rest = line.slice(line.indexOf('lo"'));
    expect(await called(anthropic, exchange, args)).toEqual({ old_string: rest, more: `${rest}\nand on` });
  });

  test("the value alone, and from its quote on", async () => {
    const { exchange, seen } = await read(anthropic, FILES.python as string);
    const placeholder = /PASSWORDX\d+/.exec(seen)?.[0] ?? "";
    const args = { a: placeholder, b: `"${placeholder}"`, c: `D"${placeholder}`, d: `\n"${placeholder}` };
    const value = "ab\\\\cd9Xyz!kq";
    expect(await called(anthropic, exchange, args)).toEqual({
      a: value,
      b: `"${value}"`,
      c: `D"${value}`,
      d: `\n"${value}`,
    });
  });
});

test.each(Object.entries(FILES))(
  "an edit tool finds its text, and its call goes back as it came: %s",
  async (_, file) => {
    const [anthropic] = APIS as readonly [Api];
    const world = knowing();
    const first = open(world, anthropic.dialect, anthropic.path);
    const tools = [{ name: "Edit", input_schema: { type: "object" } }];
    const asked = { ...(anthropic.ask(file) as { messages: object[] }), tools };
    const { json } = await send(first, asked);
    const seen = anthropic.seen(json as never);
    const call = anthropic.call({ old_string: seen.trimEnd(), new_string: `${seen}# new` }) as { content: object[] };
    const got = JSON.parse(await answer(first, call)) as { content: [{ input: { old_string: string } }] };
    expect(got.content[0].input.old_string).toBe(file.trimEnd());
    const history = { ...asked, messages: [...asked.messages, { role: "assistant", content: got.content }] };
    const next = await send(open(world, anthropic.dialect, anthropic.path), history);
    expect((next.json as { messages: { content: object[] }[] }).messages[1]?.content).toEqual(call.content);
  },
);

describe("elsewhere", () => {
  const [anthropic] = APIS as readonly [Api];

  test("B07 what stood outside of quotes is escaped in them, once for each", async () => {
    const value = "ab\\cd9Xyz!kq";
    const { exchange, seen } = await read(anthropic, `password: ${value}\n`);
    const placeholder = /PASSWORDX\d+/.exec(seen)?.[0] ?? "";
    const args = {
      one: JSON.stringify({ k: placeholder }),
      two: JSON.stringify({ k: JSON.stringify([placeholder]) }),
    };
    const got = (await called(anthropic, exchange, args)) as { one: string; two: string };
    expect(JSON.parse(got.one)).toEqual({ k: value });
    expect(JSON.parse(JSON.parse(got.two).k)).toEqual([value]);
  });

  test("what stood in quotes is escaped for those around them only, and keeps its escapes outside", async () => {
    const { exchange, seen } = await read(anthropic, FILES.json as string);
    const placeholder = /PASSWORDX\d+/.exec(seen)?.[0] ?? "";
    const args = {
      inner: JSON.stringify({ k: JSON.stringify({ password: placeholder }) }),
      plain: `it is ${placeholder}`,
    };
    const got = (await called(anthropic, exchange, args)) as { inner: string; plain: string };
    expect(JSON.parse(JSON.parse(got.inner).k)).toEqual({ password: 'ab\\cd"9Xyz!kq' });
    expect(got.plain).toBe('it is ab\\\\cd\\"9Xyz!kq');
  });

  test("what is escaped without quotes is not escaped in them", async () => {
    const { exchange, seen } = await read(anthropic, FILES[".env without quotes"] as string);
    const placeholder = /PRIVATEPEMX\d+/.exec(seen)?.[0] ?? "";
    const got = (await called(anthropic, exchange, { json: JSON.stringify({ k: placeholder }) })) as { json: string };
    expect(JSON.parse(got.json)).toEqual({ k: PEM });
  });

  test("JSON in a result that is JSON keeps the escapes that its writer chose", async () => {
    const gemini = APIS.find(({ dialect }) => dialect === "gemini") as Api;
    const key = PEM.replaceAll("\n", "\\n").replaceAll("/", "\\/").replaceAll("E", "\\u0045");
    const file = `{"before": "${"é\\\\n ".repeat(500)}", "mail": "jane\\u0040corp.example", "private_key": "${key}", "password": "ab\\\\cd9Xyz!kq"}`;
    const { exchange, seen } = await read(gemini, file);
    const mail = /EMAILX\d+/.exec(seen)?.[0] ?? "";
    const args = { content: seen, parts: seen.split(", "), to: mail, shell: `echo "${mail}"` };
    expect(await called(gemini, exchange, args)).toEqual({
      content: file,
      parts: file.split(", "),
      to: "jane@corp.example",
      shell: 'echo "jane@corp.example"',
    });
  });

  test("arguments of a history are JSON text, and no text of a tool's", async () => {
    const openai = APIS.find(({ dialect }) => dialect === "openai") as Api;
    const exchange = open(openWorld(), openai.dialect, openai.path);
    const args = '{"cmd": "export PASSWORD=\\"ab\\\\$cd9Xyz!kq\\"", "to": "jane\\u0040corp.example"}';
    const call = { id: "1", type: "function", function: { name: "sh", arguments: args } };
    const { json } = await send(exchange, { messages: [{ role: "assistant", tool_calls: [call] }] });
    type Sent = { messages: [{ tool_calls: [typeof call] }] };
    const sent = JSON.parse((json as Sent).messages[0].tool_calls[0].function.arguments);
    const again = { ...sent, quoted: `"${sent.to}"` };
    const client = JSON.parse(args);
    expect(await called(openai, exchange, again)).toEqual({ ...client, quoted: `"${client.to}"` });
  });

  test("where only the process knows how it stood, it goes back as it stood", async () => {
    const world = openWorld();
    const { seen } = await read(anthropic, FILES.python as string, world);
    const later = open(world, "openai", "/v1/responses");
    await send(later, { previous_response_id: "r", input: "go on" });
    const reply = await answer(later, {
      output: [{ type: "function_call", name: "w", arguments: JSON.stringify({ seen }) }],
    });
    expect(JSON.parse(JSON.parse(reply).output[0].arguments).seen).toBe(FILES.python);
  });
});

const PLAIN = Buffer.from("ab\\cd");
const WRITTEN = Buffer.from("ab\\\\cd\\n");

describe("roundsAt", () => {
  test.each([
    ["nothing known", PLAIN, 0, [], 0],
    ["nothing known, in quotes", PLAIN, 2, [], 2],
    ["nothing known, but it is escaped", WRITTEN, 1, [], 0],
    ["nothing known, but it is escaped, and deeper", WRITTEN, 2, [], 1],
    ["the same depth", PLAIN, 1, [[1, 0]], 0],
    [
      "the same depth, in JSON in a string",
      PLAIN,
      1,
      [
        [0, 0],
        [1, 1],
      ],
      1,
    ],
    [
      "of two the later",
      PLAIN,
      1,
      [
        [1, 1],
        [1, 0],
      ],
      0,
    ],
    [
      "deeper",
      PLAIN,
      3,
      [
        [0, 0],
        [1, 0],
      ],
      2,
    ],
    [
      "deeper, in JSON in a string",
      WRITTEN,
      3,
      [
        [0, 0],
        [1, 1],
      ],
      3,
    ],
    [
      "known as what is not escaped",
      WRITTEN,
      1,
      [
        [0, 0],
        [2, 2],
      ],
      1,
    ],
    ["less deep", PLAIN, 0, [[1, 0]], 0],
    ["less deep, in JSON in a string", PLAIN, 1, [[2, 2]], 1],
  ] as const)("%s", (_, value, depth, origins, rounds) => {
    expect(
      roundsAt(
        value,
        depth,
        origins.map(([at, taken]) => ({ depth: at, rounds: taken })),
      ),
    ).toBe(rounds);
  });
});

test("what is in front of a place, as far as JSON shows it", () => {
  expect(spotAt('{"a":"b","c":"say \\"x')).toEqual({ line: 'say "x', from: "text" });
  expect(spotAt('{"c":"one\\ntwo \\u0022')).toEqual({ line: 'two "', from: "line" });
  expect(spotAt('{"c":"\\\\"')).toEqual({ line: "", from: "text" });
  expect(spotAt('no start \\n of \\"it')).toEqual({ line: ' of "it', from: "anywhere" });
  for (const broken of ['{"c":"\\', '{"c":"\\x']) expect(spotAt(broken)).toEqual({ line: "", from: "anywhere" });
  const long = "\\u00e9".repeat(200);
  for (let cut = 0; cut < 6; cut++)
    expect(spotAt(`${long}${"x".repeat(cut)}\\"k\\": \\"`).line.endsWith('"k": "')).toBe(true);
});

test("the memory keeps a few ways for each value, the latest last", () => {
  const memory = createMemory({ key: Buffer.alloc(32, 1) });
  const key = memory.keyOf(memory.values("s"), PLAIN, 0, PLAIN.length);
  for (let depth = 0; depth < 20; depth++) memory.rememberOrigin(key, { depth, rounds: 0 });
  memory.rememberOrigin(key, { depth: 15, rounds: 0 });
  const origins = memory.origins(key)?.map(({ depth }) => depth) ?? [];
  expect(origins).toHaveLength(8);
  expect(origins.at(-1)).toBe(15);
  expect(memory.origins(memory.keyOf(memory.values("other"), PLAIN, 0, PLAIN.length))).toBeUndefined();
});

describe("any values in any surroundings", () => {
  const character = fc.constantFrom(..."aZ9kQ7x-_!$ ", "\\", "\\", '"', "'", "\n", "é", "\t");
  /** Long enough to be looked for, with an end that nothing trims. */
  const value = fc.string({ unit: character, minLength: 1, maxLength: 12 }).map((text, i = 0) => `pW${i}${text}qv7Zt`);
  const noise = fc.string({ unit: fc.constantFrom(..."ab 5=:,{[(", '"', "'", "\\", "\\"), maxLength: 10 });
  const oneLine = (text: string): string => text.replaceAll("\n", "n");
  const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
  /** A value as a language writes it, between what stands around it. */
  const form = fc.constantFrom<(value: string) => readonly [string, string, string]>(
    (text) => ['  "k": "', quoted(text), '",'],
    (text) => [`{"a":1,"b":"x\\ny","k":"`, quoted(text), '","z":[]}'],
    (text) => ['NAME = "', quoted(text), '"  # and so on'],
    (text) => ["name = '", oneLine(text).replace(/[\\']/g, "\\$&"), "'"],
    (text) => ['export NAME="', text.replace(/[\\"$]/g, "\\$&"), '"'],
    (text) => ['NAME="', text.replaceAll('"', ""), '"'],
    (text) => ["NAME=", oneLine(text), ""],
    (text) => ["name: ", oneLine(text), ""],
    (text) => ['var s = @"', oneLine(text).replaceAll('"', '""'), '";'],
    (text) => [`x = "{\\"k\\": \\"`, quoted(quoted(text)), `\\"}"`],
  );
  const line = fc.oneof(
    { weight: 1, arbitrary: noise.map((text) => ({ before: text, value: "", after: "" })) },
    {
      weight: 3,
      arbitrary: fc.tuple(noise, value, form).map(([some, text, as]) => {
        const [before, written, after] = as(text);
        return { before: some + before, value: written, after };
      }),
    },
  );

  test.each(APIS.slice(0, 2).map((api) => [api.dialect, api] as const))("%s", async (_, api) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }),
        async (lines, sizes, parts) => {
          const world = openWorld();
          for (const one of lines)
            if (one.value !== "") world.secrets.add({ value: Buffer.from(one.value), kind: "PASSWORD" });
          const file = lines.map((one) => one.before + one.value + one.after).join("\n");
          const { exchange, seen } = await read(api, file, world);
          const slices = parts.map(([a, b]) => {
            // Not inside of a placeholder, which would be none.
            const at = (n: number): number => {
              const place = n % (seen.length + 1);
              for (const hit of seen.matchAll(/[A-Z]+X\d{9}/g))
                if (place > hit.index && place < hit.index + hit[0].length) return hit.index;
              return place;
            };
            return seen.slice(Math.min(at(a), at(b)), Math.max(at(a), at(b)));
          });
          const args = { content: seen, slices };
          const restored = (text: string): Promise<string> => plain(exchange, text);
          const expected = { content: file, slices: await Promise.all(slices.map(restored)) };
          expect(await called(api, exchange, args)).toEqual(expected);
          const json = JSON.stringify(args);
          const pieces: string[] = [];
          for (let from = 0, i = 0; from < json.length; i++) {
            const size = sizes[i % sizes.length] as number;
            pieces.push(json.slice(from, from + size));
            from += size;
          }
          expect(await streamed(api, exchange, pieces)).toEqual(expected);
        },
      ),
      { numRuns: process.env.CLOSEMASK_LONG === undefined ? 150 : 3000 },
    );
  });

  /** The same text in the answer's words, where nothing is escaped. */
  async function plain(exchange: Exchange, text: string): Promise<string> {
    const hold = exchange.restoreText({ channel: "text" }, false);
    const got = await hold.feed(text, true);
    hold.close();
    return got;
  }
});
