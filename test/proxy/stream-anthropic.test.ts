// Streams of Anthropic Messages, as the API documents them.

import { describe, expect, test } from "vitest";
import type { StreamRestorer } from "../../src/proxy/exchange.ts";
import {
  drive,
  type Known,
  know,
  numbers,
  readSse,
  restorerFor,
  restoringOf,
  sameForEveryCut,
  split,
  VALUES,
} from "./stream-kit.ts";

type Json = Record<string, unknown>;

function event(data: Json): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

const START = event({
  type: "message_start",
  message: {
    id: "msg_01XFDUDYJgAACzvnptvVoYEL",
    type: "message",
    role: "assistant",
    model: "claude-opus-5",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 25, output_tokens: 1 },
  },
});
const PING = event({ type: "ping" });

const open = (index: number, content_block: Json): string =>
  event({ type: "content_block_start", index, content_block });
const add = (index: number, delta: Json): string => event({ type: "content_block_delta", index, delta });
const text = (index: number, piece: string): string => add(index, { type: "text_delta", text: piece });
const input = (index: number, piece: string): string => add(index, { type: "input_json_delta", partial_json: piece });
const stop = (index: number): string => event({ type: "content_block_stop", index });
const finish = (reason: string, more: Json = {}): string =>
  event({
    type: "message_delta",
    delta: { stop_reason: reason, stop_sequence: null, ...more },
    usage: { output_tokens: 15 },
  }) + event({ type: "message_stop" });

const TEXT_BLOCK = { type: "text", text: "" };
const tool = (name: string): Json => ({ type: "tool_use", id: `toolu_${name}`, name, input: {} });

/** What the SDK makes of the events. Throws where it would lose a text. */
function accumulate(client: string): Json[] {
  const blocks: Json[] = [];
  const json = new Map<number, string>();
  const closed = new Set<number>();
  for (const { event: name, data } of readSse(client)) {
    const parsed = JSON.parse(data) as { type: string; index: number; content_block: Json; delta: Json };
    expect(name, "the name of an event is its type").toBe(parsed.type);
    const { index } = parsed;
    if (parsed.type === "content_block_start") blocks[index] = parsed.content_block;
    if (parsed.type === "content_block_stop") {
      closed.add(index);
      const joined = json.get(index);
      if (joined !== undefined && joined !== "") (blocks[index] as Json).input = JSON.parse(joined);
    }
    if (parsed.type !== "content_block_delta") continue;
    expect(closed.has(index), "no piece behind the end of its block").toBe(false);
    const block = blocks[index] as Json;
    const { delta } = parsed;
    if (delta.type === "text_delta") block.text = `${block.text}${delta.text}`;
    if (delta.type === "thinking_delta") block.thinking = `${block.thinking}${delta.thinking}`;
    if (delta.type === "signature_delta") block.signature = delta.signature;
    if (delta.type === "input_json_delta") json.set(index, (json.get(index) ?? "") + delta.partial_json);
  }
  return blocks;
}

function maker(known: Known): () => StreamRestorer {
  return () => restorerFor("anthropic", "messages", restoringOf(known.session));
}

test("I01 and E18 a text and a tool call: the same bytes for every cut, and each event has its name", async () => {
  const known = await know();
  const says = "Writing to {mail} for {name}, key {key}.";
  const args = { to: "{mail}", body: "Dear {name},\n{key}", nested: JSON.stringify({ key: "{key}" }) };
  const stream = [
    START,
    open(0, TEXT_BLOCK),
    PING,
    ...split(known.wire(says), numbers(1), 5).map((piece) => text(0, piece)),
    stop(0),
    open(1, tool("send")),
    input(1, ""),
    ...split(known.wire(JSON.stringify(args)), numbers(2), 7).map((piece) => input(1, piece)),
    stop(1),
    finish("tool_use"),
  ].join("");
  const restoring = restoringOf(known.session);
  const client = await sameForEveryCut(maker(known), Buffer.from(stream), true);
  expect(await drive(restorerFor("anthropic", "messages", restoring), Buffer.from(stream))).toBe(client);
  const [block, call] = accumulate(client);
  expect(block?.text).toBe(known.client(says));
  const made = call?.input as Record<string, string>;
  expect(made).toMatchObject({ to: VALUES.mail, body: `Dear ${VALUES.name},\n${VALUES.key}` });
  expect(JSON.parse(made.nested as string)).toEqual({ key: VALUES.key });
  expect(restoring.places.filter(({ tool }) => tool === "send").every(({ channel }) => channel === "tools")).toBe(true);
  expect(restoring.places.some(({ tool }) => tool === "send")).toBe(true);
  expect(restoring.noted.map(({ wire }) => wire)).toEqual([known.wire(says), known.wire(JSON.stringify(args))]);
});

test("E06 and E05 thinking, signatures and sealed blocks pass byte for byte", async () => {
  const known = await know();
  const { mail } = known.placeholders;
  const wire = [
    START,
    open(0, { type: "thinking", thinking: "", signature: "" }),
    add(0, { type: "thinking_delta", thinking: `about ${mail}` }),
    add(0, { type: "thinking_delta", thinking: (mail as string).slice(0, 9) }),
    add(0, { type: "thinking_delta", thinking: (mail as string).slice(9) }),
    add(0, { type: "signature_delta", signature: `EqQB${mail}==` }),
    stop(0),
    open(1, { type: "redacted_thinking", data: `${mail}` }),
    stop(1),
    open(2, { type: "compaction", content: null }),
    add(2, { type: "compaction_delta", content: `summary of ${mail}` }),
    stop(2),
    finish("end_turn"),
  ].join("");
  expect(await sameForEveryCut(maker(known), Buffer.from(wire))).toBe(wire);
});

test("E07 encrypted members stay, what stands beside them is restored", async () => {
  const known = await know();
  const { mail } = known.placeholders;
  const wire = [
    START,
    open(0, {
      type: "web_search_tool_result",
      tool_use_id: "srvtoolu_1",
      content: [
        { type: "web_search_result", title: `of ${mail}`, url: "https://a.example", encrypted_content: `x${mail}` },
      ],
    }),
    stop(0),
    open(1, { type: "mcp_tool_listing", tools: [{ description: `${mail}` }] }),
    stop(1),
    finish("end_turn"),
  ].join("");
  const client = await sameForEveryCut(maker(known), Buffer.from(wire));
  expect(client).toBe(wire.replace(`of ${mail}`, `of ${VALUES.mail}`));
});

test("E11 pieces that cut a placeholder, an escape and a code point", async () => {
  const known = await know();
  const key = known.placeholders.key as string;
  const pieces = ["", '{"a":"x\\', `n${key.slice(0, 5)}`, `${key.slice(5)}\\u00`, "e9 ", `${key}"`, "}"];
  const stream = [START, open(0, tool("f")), ...pieces.map((piece) => input(0, piece)), stop(0), finish("tool_use")];
  const [call] = accumulate(await sameForEveryCut(maker(known), Buffer.from(stream.join(""))));
  expect(call?.input).toEqual({ a: `x\n${VALUES.key}é ${VALUES.key}` });
});

test("E12 a tool's JSON that is cut off by a limit comes out with what was held", async () => {
  const known = await know();
  const stream = [START, open(0, tool("f")), input(0, '{"to":"EMAILX00'), stop(0), finish("max_tokens")].join("");
  const client = await drive(maker(known)(), Buffer.from(stream));
  const joined = readSse(client)
    .map(({ data }) => JSON.parse(data))
    .filter(({ type }) => type === "content_block_delta")
    .map(({ delta }) => delta.partial_json)
    .join("");
  expect(joined).toBe('{"to":"EMAILX00');
  // A block that no event ends.
  const open_ = [START, open(0, TEXT_BLOCK), text(0, "to EMAIL"), finish("max_tokens")].join("");
  expect(accumulate(await sameForEveryCut(maker(known), Buffer.from(open_)))[0]?.text).toBe("to EMAIL");
});

test("E13 results of tools that come whole in the start of a block", async () => {
  const known = await know();
  const blocks = [
    { type: "mcp_tool_result", tool_use_id: "t", is_error: false, content: [{ type: "text", text: "of {mail}" }] },
    {
      type: "code_execution_tool_result",
      tool_use_id: "t",
      content: { type: "code_execution_result", stdout: "{name}\n", stderr: "" },
    },
    { type: "server_tool_use", id: "t", name: "web_search", input: { query: "{key}" } },
  ];
  const stream = blocks.map((block, i) => known.wire(open(i, block)) + stop(i)).join("");
  const client = await sameForEveryCut(maker(known), Buffer.from(START + stream + finish("end_turn")));
  expect(accumulate(client)).toEqual([
    { ...blocks[0], content: [{ type: "text", text: `of ${VALUES.mail}` }] },
    { ...blocks[1], content: { type: "code_execution_result", stdout: `${VALUES.name}\n`, stderr: "" } },
    { ...blocks[2], input: { query: VALUES.key } },
  ]);
});

test("E14 a text in the start of a block that ends with half a placeholder", async () => {
  const known = await know();
  const mail = known.placeholders.mail as string;
  for (const rest of [mail.slice(7), ""]) {
    const stream = [
      START,
      open(0, { type: "text", text: `to ${mail.slice(0, 7)}` }),
      rest === "" ? PING : text(0, `${rest}!`),
      stop(0),
      finish("end_turn"),
    ].join("");
    const [block] = accumulate(await sameForEveryCut(maker(known), Buffer.from(stream)));
    expect(block?.text).toBe(rest === "" ? `to ${mail.slice(0, 7)}` : `to ${VALUES.mail}!`);
  }
});

test("E15 blocks whose pieces interleave have buffers of their own", async () => {
  const known = await know();
  const texts = ["first {mail}{name} end", "second {name}{mail}"];
  const pieces = texts.map((content, i) => split(known.wire(content), numbers(i + 20), 3));
  let stream = START + open(0, TEXT_BLOCK) + open(1, TEXT_BLOCK);
  for (let i = 0; pieces.some((list) => i < list.length); i++)
    for (const [index, list] of pieces.entries()) {
      const piece = list[i];
      if (piece !== undefined) stream += text(index, piece);
    }
  stream += stop(1) + stop(0) + finish("end_turn");
  const blocks = accumulate(await sameForEveryCut(maker(known), Buffer.from(stream)));
  expect(blocks.map((block) => block.text)).toEqual(texts.map(known.client));
});

test("E16 a ping between two halves of a placeholder passes", async () => {
  const known = await know();
  const mail = known.placeholders.mail as string;
  const stream = [
    START,
    open(0, TEXT_BLOCK),
    text(0, mail.slice(0, 9)),
    PING,
    text(0, mail.slice(9)),
    stop(0),
    finish("end_turn"),
  ];
  const client = await sameForEveryCut(maker(known), Buffer.from(stream.join("")));
  expect(client).toContain(PING);
  expect(accumulate(client)[0]?.text).toBe(VALUES.mail);
});

test("E17 an error while text is held: the text, then the restored error", async () => {
  const known = await know();
  const stream = [
    START,
    open(0, TEXT_BLOCK),
    text(0, "to EMAILX0"),
    event({ type: "error", error: { type: "overloaded_error", message: known.wire("Overloaded by {mail}") } }),
  ].join("");
  const client = await sameForEveryCut(maker(known), Buffer.from(stream));
  expect(accumulate(client)[0]?.text).toBe("to EMAILX0");
  const last = readSse(client).at(-1);
  expect(JSON.parse(last?.data as string)).toEqual({
    type: "error",
    error: { type: "overloaded_error", message: `Overloaded by ${VALUES.mail}` },
  });
});

test("E20 the stop sequence of the end is restored", async () => {
  const known = await know();
  const stream = START + finish("stop_sequence", { stop_sequence: known.placeholders.mail });
  const client = await sameForEveryCut(maker(known), Buffer.from(stream));
  expect(client).toBe(stream.replace(known.placeholders.mail as string, VALUES.mail));
});

describe("what is not known yet", () => {
  test("events and deltas of other types pass, with their texts restored", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const stream = [
      START,
      event({ type: "content_block_note", note: `of ${mail}` }),
      open(0, { type: "connector_text", text: "" }),
      add(0, { type: "connector_delta", text: `a ${mail.slice(0, 8)}` }),
      add(0, { type: "connector_delta", text: `${mail.slice(8)} b` }),
      stop(0),
      finish("end_turn"),
    ].join("");
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const events = readSse(client).map(({ data }) => JSON.parse(data));
    expect(events[1]).toEqual({ type: "content_block_note", note: `of ${VALUES.mail}` });
    expect(
      events
        .filter(({ type }) => type === "content_block_delta")
        .map(({ delta }) => delta.text)
        .join(""),
    ).toBe(`a ${VALUES.mail} b`);
  });

  test("no type of event that the provider did not send", async () => {
    const known = await know();
    const stream = [START, open(0, TEXT_BLOCK), text(0, "EMAIL"), stop(0), finish("end_turn")].join("");
    const types = (bytes: string): Set<string> => new Set(readSse(bytes).map(({ event: name }) => name));
    expect(types(await drive(maker(known)(), Buffer.from(stream)))).toEqual(types(stream));
  });
});
