// Every dialect's streams, cut at every byte: what the client gets is the same, and holds the values. One answer for each way
// of streaming that a table describes; a table without one fails here.

import { expect, test } from "vitest";
import { ANY_STREAM } from "../../src/proxy/dialects/any-stream.ts";
import { GEMINI_ARRAY } from "../../src/proxy/dialects/gemini.ts";
import { DIALECTS } from "../../src/proxy/dialects/index.ts";
import type { Exchange, StreamRestorer } from "../../src/proxy/exchange.ts";
import type { StreamSpec } from "../../src/proxy/types.ts";
import { event as frame, readFrames } from "./aws-kit.ts";
import { EMAIL, open, openWorld, placeholderOf, send } from "./kit.ts";

const NASTY = 'pa"s\\s\nw0rd!';

/** What a model said: a text in pieces, and the arguments of a tool in pieces. */
interface Said {
  readonly text: readonly string[];
  readonly args: readonly string[];
  /** The text as a whole. */
  readonly whole: string;
}

interface Answer {
  readonly dialect: string;
  readonly path: string;
  readonly wire: (said: Said) => string | Buffer;
  /** Not the endpoint's own: what it streams when it is asked otherwise. */
  readonly stream?: StreamSpec;
  /** The answer has no text: it comes as it is. */
  readonly sealed?: boolean;
}

const named = (type: string, data: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const line = (value: object): string => `${JSON.stringify(value)}\n`;

const chat = ({ text, args }: Said): string => {
  const chunk = (delta: object, finish: string | null = null): string =>
    data({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] });
  const call = (more: object): string => chunk({ tool_calls: [{ index: 0, ...more }] });
  return [
    chunk({ role: "assistant", content: "" }),
    ...text.map((content) => chunk({ content })),
    call({ id: "t", type: "function", function: { name: "f", arguments: "" } }),
    ...args.map((piece) => call({ function: { arguments: piece } })),
    chunk({}, "tool_calls"),
    "data: [DONE]\n\n",
  ].join("");
};

const messageEvents = ({ text, args }: Said): { type: string; [name: string]: unknown }[] => [
  { type: "message_start", message: { id: "m", role: "assistant", content: [] } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  ...text.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: { type: "tool_use", id: "t", name: "f", input: {} } },
  ...args.map((partial_json) => ({
    type: "content_block_delta",
    index: 1,
    delta: { type: "input_json_delta", partial_json },
  })),
  { type: "content_block_stop", index: 1 },
  { type: "message_stop" },
];

const gemini = ({ text, whole }: Said): object[] => [
  ...text.map((piece) => ({ candidates: [{ content: { role: "model", parts: [{ text: piece }] } }] })),
  {
    candidates: [{ content: { parts: [{ functionCall: { name: "f", args: { to: whole } } }] }, finishReason: "STOP" }],
  },
];

const ANSWERS: readonly Answer[] = [
  {
    dialect: "anthropic",
    path: "/v1/messages",
    wire: (said) =>
      messageEvents(said)
        .map(({ type, ...more }) => named(type, more))
        .join(""),
  },
  { dialect: "openai", path: "/v1/chat/completions", wire: chat },
  {
    dialect: "openai",
    path: "/v1/responses",
    wire({ text, args, whole }) {
      const at = { output_index: 0, content_index: 0, item_id: "i" };
      const call = { output_index: 1, item_id: "j" };
      const events = [
        ...text.map((delta) => ["response.output_text.delta", { ...at, delta }] as const),
        ["response.output_text.done", { ...at, text: whole }] as const,
        ...args.map((delta) => ["response.function_call_arguments.delta", { ...call, delta }] as const),
        ["response.function_call_arguments.done", { ...call, arguments: args.join("") }] as const,
        ["response.completed", { response: { id: "r" } }] as const,
      ];
      return events.map(([type, more], i) => named(type, { sequence_number: i, ...more })).join("");
    },
  },
  {
    dialect: "openai",
    path: "/v1/images/generations",
    sealed: true,
    wire: () => named("image_generation.partial_image", { b64_json: "aGVsbG8gaGVsbG8=" }),
  },
  {
    dialect: "openai",
    path: "/v1/audio/speech",
    sealed: true,
    wire: () => named("speech.audio.delta", { audio: "aGVsbG8gaGVsbG8=" }) + named("speech.audio.done"),
  },
  {
    dialect: "openai",
    path: "/v1/audio/transcriptions",
    wire: ({ text, whole }) =>
      text.map((delta) => named("transcript.text.delta", { delta })).join("") +
      named("transcript.text.done", { text: whole }),
  },
  {
    dialect: "openai",
    path: "/v1/threads/t/runs",
    wire({ text, args }) {
      const of = (type: string, delta: object): string => `event: ${type}\n${data({ id: "m", object: type, delta })}`;
      return [
        ...text.map((value) => of("thread.message.delta", { content: [{ index: 0, type: "text", text: { value } }] })),
        ...args.map((piece) =>
          of("thread.run.step.delta", {
            step_details: { type: "tool_calls", tool_calls: [{ index: 0, function: { arguments: piece } }] },
          }),
        ),
        "event: done\ndata: [DONE]\n\n",
      ].join("");
    },
  },
  {
    dialect: "gemini",
    path: "/v1beta/models/m:streamGenerateContent",
    wire: (said) =>
      gemini(said)
        .map((one) => data(one).replaceAll("\n", "\r\n"))
        .join(""),
  },
  {
    dialect: "gemini",
    path: "/v1beta/models/m:streamGenerateContent",
    stream: GEMINI_ARRAY,
    wire: (said) => JSON.stringify(gemini(said), null, 1),
  },
  {
    dialect: "gemini",
    path: "/v1beta/interactions",
    wire({ text, args }) {
      const of = (event_type: string, more: object): string => data({ event_type, ...more });
      return [
        ...text.map((text) => of("step.delta", { index: 0, delta: { type: "text", text } })),
        of("step.stop", { index: 0 }),
        ...args.map((piece) => of("step.delta", { index: 1, delta: { type: "arguments_delta", arguments: piece } })),
        of("step.stop", { index: 1 }),
        of("interaction.completed", {}),
      ].join("");
    },
  },
  {
    dialect: "ollama",
    path: "/api/chat",
    wire: ({ text, whole }) =>
      text.map((content) => line({ model: "m", message: { role: "assistant", content }, done: false })).join("") +
      line({
        model: "m",
        message: { content: "", tool_calls: [{ function: { name: "f", arguments: { to: whole } } }] },
      }) +
      line({ model: "m", message: { role: "assistant", content: "" }, done: true }),
  },
  {
    dialect: "cohere",
    path: "/v2/chat",
    wire: ({ text, args }) =>
      [
        named("message-start", { id: "m" }),
        ...text.map((text) => named("content-delta", { index: 0, delta: { message: { content: { text } } } })),
        named("content-end", { index: 0 }),
        ...args.map((piece) =>
          named("tool-call-delta", {
            index: 1,
            delta: { message: { tool_calls: { function: { arguments: piece } } } },
          }),
        ),
        named("tool-call-end", { index: 1 }),
        named("message-end", { delta: { finish_reason: "COMPLETE" } }),
      ].join(""),
  },
  {
    dialect: "cohere",
    path: "/v1/chat",
    wire: ({ text, whole }) =>
      text.map((piece) => line({ event_type: "text-generation", text: piece })).join("") +
      line({ event_type: "stream-end", response: { text: whole } }),
  },
  {
    dialect: "bedrock",
    path: "/model/m/converse-stream",
    wire({ text, args }) {
      const of = (index: number, delta: object): Buffer =>
        frame("contentBlockDelta", { contentBlockIndex: index, delta });
      return Buffer.concat([
        ...text.map((text) => of(0, { text })),
        frame("contentBlockStop", { contentBlockIndex: 0 }),
        ...args.map((input) => of(1, { toolUse: { input } })),
        frame("contentBlockStop", { contentBlockIndex: 1 }),
        frame("messageStop", { stopReason: "tool_use" }),
      ]);
    },
  },
  {
    dialect: "bedrock",
    path: "/model/m/invoke-with-response-stream",
    wire: (said) =>
      Buffer.concat(
        messageEvents(said).map((one) =>
          frame("chunk", { bytes: Buffer.from(JSON.stringify(one)).toString("base64") }),
        ),
      ),
  },
  // What no table knows.
  {
    dialect: "openai",
    path: "/v1/unknown",
    stream: ANY_STREAM,
    wire: ({ text, whole }) =>
      text.map((delta) => named("thing.delta", { delta })).join("") + named("thing.done", { text: whole }),
  },
];

const pieces = (text: string, size: number): string[] => text.match(new RegExp(`[\\s\\S]{1,${size}}`, "gu")) ?? [];

function specOf({ dialect, path, stream }: Answer): StreamSpec | undefined {
  return stream ?? DIALECTS.get(dialect)?.endpoints.find((endpoint) => endpoint.path.test(path))?.stream;
}

test("each way of streaming that a table describes has an answer here", () => {
  const covered = new Set(ANSWERS.map(specOf));
  const missing = [...DIALECTS.values()].flatMap(({ name, endpoints }) =>
    endpoints.flatMap(({ stream, name: endpoint }) =>
      stream === undefined || covered.has(stream) ? [] : [`${name} ${endpoint}`],
    ),
  );
  expect(missing).toEqual([]);
});

test.each(ANSWERS)("the same text for a cut at every byte: $dialect $path", async (answer) => {
  const { dialect, path, wire, stream, sealed = false } = answer;
  const world = openWorld();
  world.secrets.add({ value: Buffer.from(NASTY), kind: "PASSWORD" });
  const found = DIALECTS.get(dialect)?.endpoints.find((endpoint) => endpoint.path.test(path));
  if (found === undefined) throw new Error(`no endpoint has ${path}`);
  const endpoint = { ...found, ...(stream === undefined ? {} : { stream }) };
  const exchange: Exchange = open(world, dialect, path, { endpoint });
  await send(exchange, { anything: [`${EMAIL} and`, NASTY] });
  const mail = await placeholderOf(world, EMAIL);
  const key = await placeholderOf(world, NASTY, "PASSWORD");
  const whole = `Mail ${mail}, 😀 ${mail}`;
  const args = JSON.stringify({ to: mail, note: key });
  const bytes = Buffer.from(wire({ text: pieces(whole, 13), args: pieces(args, 16), whole }));

  const make = () => exchange.restoreStream();
  const read = (stream: Buffer): string =>
    endpoint.carrier === undefined
      ? stream.toString()
      : readFrames(stream)
          .map(({ payload }) => payload)
          .join("\n");
  const client = await through(make(), bytes);
  if (sealed) expect(client).toEqual(bytes);
  else {
    const words = new Set(stringsOf(read(Buffer.from(wire({ text: ["·"], args: ["·"], whole: "·" })))));
    const said = textOf(read(client), words);
    expect(said).toContain(`Mail ${EMAIL}, 😀 ${EMAIL}`);
    expect(said).not.toMatch(/EMAILX\d/);
  }
  for (let cut = 1; cut < bytes.length; cut++)
    if (!(await through(make(), bytes, [cut])).equals(client)) expect.fail(`another text when it is cut at ${cut}`);
  const each = Array.from({ length: bytes.length }, (_, i) => i);
  expect(await through(make(), bytes, each)).toEqual(client);
});

async function through(stream: StreamRestorer, bytes: Buffer, cuts: readonly number[] = []): Promise<Buffer> {
  const out: Buffer[] = [];
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    // Bytes of its own: what is returned and what is read is valid until the next call.
    out.push(Buffer.from(await stream.feed(Buffer.from(bytes.subarray(at, cut)))));
    at = cut;
  }
  out.push(Buffer.from(await stream.end()));
  return Buffer.concat(out);
}

/** The values of all strings in a stream, one behind the other, less those in `words`; JSON in base64 is read as well. */
function textOf(stream: string, words: ReadonlySet<string>): string {
  return stringsOf(stream)
    .filter((one) => !words.has(one))
    .join("");
}

function stringsOf(stream: string): string[] {
  const strings = stream.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g);
  return [...strings].flatMap(([, one = "", colon]) => {
    if (colon !== undefined) return [];
    const value = String(JSON.parse(one));
    const inner = Buffer.from(value, "base64").toString();
    return inner.startsWith('{"type"') ? stringsOf(inner) : [value];
  });
}
