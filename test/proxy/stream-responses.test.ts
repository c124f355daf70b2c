// Streams of OpenAI Responses, as the API documents them.

import { describe, expect, test } from "vitest";
import type { StreamRestorer } from "../../src/proxy/exchange.ts";
import { takeStart } from "../../src/proxy/resume.ts";
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

/** Writes events with their numbers. */
function writer(): (data: Json) => string {
  let next = 0;
  return (data) => `event: ${data.type}\ndata: ${JSON.stringify({ ...data, sequence_number: next++ })}\n\n`;
}

function maker(known: Known): () => StreamRestorer {
  return () => restorerFor("openai", "responses", restoringOf(known.session));
}

interface Parsed extends Json {
  readonly type: string;
  readonly sequence_number: number;
}

function parse(client: string): Parsed[] {
  return readSse(client).map(({ event, data }) => {
    const parsed = JSON.parse(data) as Parsed;
    expect(event).toBe(parsed.type);
    return parsed;
  });
}

/** The deltas of a text joined; none may come behind its end. */
function joined(events: readonly Parsed[], name: string, member = "delta"): string {
  const end = events.findIndex(({ type }) => type === `${name}.done`);
  const places = events.flatMap(({ type }, i) => (type === `${name}.delta` ? [i] : []));
  if (end >= 0) expect(Math.max(-1, ...places)).toBeLessThan(end);
  return places.map((i) => (events[i] as Parsed)[member]).join("");
}

const HEAD = { id: "resp_67c9fdcecf488190bdd9a0409de3a1ec07b8b0ad4e5eb654", object: "response", model: "gpt-5.4" };
const ITEM = "msg_67c9fdcf37fc8190ba82116e33fb28c507b8b0ad4e5eb654";

/** A message with one text, as first-party servers send it. */
function message(known: Known, text: string, seed: number, annotations: readonly Json[] = []): string {
  const wire = known.wire(text);
  const at = { item_id: ITEM, output_index: 0, content_index: 0 };
  const part = { type: "output_text", text: wire, annotations };
  const item = { id: ITEM, type: "message", status: "completed", role: "assistant", content: [part] };
  const echo = {
    ...HEAD,
    instructions: known.wire("Be kind to {mail}"),
    metadata: { who: known.placeholders.name },
    tools: [{ type: "function", name: "f", description: known.wire("writes to {mail}"), parameters: {} }],
    output: [],
  };
  const write = writer();
  return [
    write({ type: "response.created", response: { ...echo, status: "in_progress" } }),
    write({ type: "response.in_progress", response: { ...echo, status: "in_progress" } }),
    write({
      type: "response.output_item.added",
      output_index: 0,
      item: { ...item, status: "in_progress", content: [] },
    }),
    write({ type: "response.content_part.added", ...at, part: { ...part, text: "", annotations: [] } }),
    ...split(wire, numbers(seed), 8).map((delta) =>
      write({ type: "response.output_text.delta", ...at, delta, logprobs: [], obfuscation: "aB3dE" }),
    ),
    ...annotations.map((annotation, annotation_index) =>
      write({ type: "response.output_text.annotation.added", ...at, annotation_index, annotation }),
    ),
    write({ type: "response.output_text.done", ...at, text: wire, logprobs: [] }),
    write({ type: "response.content_part.done", ...at, part }),
    write({ type: "response.output_item.done", output_index: 0, item }),
    write({ type: "response.completed", response: { ...echo, status: "completed", output: [item] } }),
  ].join("");
}

test("C05, C08 and I01 deltas, ends and the whole response agree, for every cut", async () => {
  const known = await know();
  const text = "To {mail} ({name}): {key}.";
  const stream = message(known, text, 3);
  const client = await sameForEveryCut(maker(known), Buffer.from(stream), true);
  const events = parse(client);
  const expected = known.client(text);
  expect(joined(events, "response.output_text")).toBe(expected);
  const find = (type: string): Parsed => events.find((event) => event.type === type) as Parsed;
  expect(find("response.output_text.done").text).toBe(expected);
  expect((find("response.content_part.done").part as Json).text).toBe(expected);
  const texts = (item: unknown): unknown[] => ((item as Json).content as Json[]).map((part) => part.text);
  expect(texts(find("response.output_item.done").item)).toEqual([expected]);
  for (const type of ["response.created", "response.in_progress", "response.completed"]) {
    const response = find(type).response as Json;
    expect(response.instructions).toBe(`Be kind to ${VALUES.mail}`);
    expect(response.metadata).toEqual({ who: VALUES.name });
    expect((response.tools as Json[])[0]?.description).toBe(`writes to ${VALUES.mail}`);
  }
  expect(texts(((find("response.completed").response as Json).output as Json[])[0])).toEqual([expected]);
  expect(client).not.toContain(known.placeholders.mail);
});

test("C11 numbers do not go back, and no type and no id is new", async () => {
  const known = await know();
  const stream = message(known, "It is an EMAIL", 1);
  const [client, wire] = [parse(await drive(maker(known)(), Buffer.from(stream))), parse(stream)];
  expect(joined(client, "response.output_text")).toBe("It is an EMAIL");
  expect(new Set(client.map(({ type }) => type))).toEqual(new Set(wire.map(({ type }) => type)));
  for (const [i, event] of client.entries())
    expect(event.sequence_number).toBeGreaterThanOrEqual(client[i - 1]?.sequence_number ?? 0);
  for (const event of client.filter(({ type }) => type === "response.output_text.delta"))
    expect(event).toMatchObject({ item_id: ITEM, output_index: 0, content_index: 0, logprobs: [] });
});

test("what holds no placeholder passes byte for byte", async () => {
  const known = await know();
  const stream = message({ ...known, wire: (text) => text.replace(/\{\w+\}/g, "»«"), placeholders: {} }, "« {is} »", 2);
  expect(await sameForEveryCut(maker(known), Buffer.from(stream))).toBe(stream);
});

test("C12 annotations count in the text of the client, in their own event and at the end", async () => {
  const known = await know();
  const text = "By {mail}, of {name}: see here.";
  const at = known.wire(text).indexOf("here");
  const annotation = {
    type: "url_citation",
    start_index: at,
    end_index: at + 4,
    title: "T",
    url: "https://a.example/",
  };
  const client = await sameForEveryCut(maker(known), Buffer.from(message(known, text, 5, [annotation])));
  const moved = known.client(text).indexOf("here");
  const expected = { ...annotation, start_index: moved, end_index: moved + 4 };
  const events = parse(client);
  const added = events.find(({ type }) => type === "response.output_text.annotation.added");
  expect(added?.annotation).toEqual(expected);
  const done = events.find(({ type }) => type === "response.content_part.done") as Parsed;
  expect((done.part as Json).annotations).toEqual([expected]);
  const item = events.find(({ type }) => type === "response.output_item.done")?.item as { content: Json[] };
  expect(item.content[0]?.annotations).toEqual([expected]);
});

test("C06 arguments of a function: deltas, their end and the item agree", async () => {
  const known = await know();
  const args = known.wire(JSON.stringify({ to: "{mail}", pass: "{key}", inner: JSON.stringify({ pass: "{key}" }) }));
  const write = writer();
  const item = {
    id: "fc_1",
    type: "function_call",
    call_id: "call_1",
    name: "send",
    arguments: args,
    status: "completed",
  };
  const at = { item_id: "fc_1", output_index: 0 };
  const stream = [
    write({
      type: "response.output_item.added",
      output_index: 0,
      item: { ...item, arguments: "", status: "in_progress" },
    }),
    ...split(args, numbers(4), 9).map((delta) =>
      write({ type: "response.function_call_arguments.delta", ...at, delta }),
    ),
    write({ type: "response.function_call_arguments.done", ...at, name: "send", arguments: args }),
    write({ type: "response.output_item.done", output_index: 0, item }),
    write({ type: "response.completed", response: { ...HEAD, output: [item] } }),
  ].join("");
  const restoring = restoringOf(known.session);
  const client = await sameForEveryCut(maker(known), Buffer.from(stream));
  await drive(restorerFor("openai", "responses", restoring), Buffer.from(stream));
  expect(new Set(restoring.places.map(({ channel, tool }) => `${channel} ${tool}`))).toEqual(new Set(["tools send"]));
  const events = parse(client);
  const all = [
    joined(events, "response.function_call_arguments"),
    events.find(({ type }) => type === "response.function_call_arguments.done")?.arguments,
    ((events.find(({ type }) => type === "response.output_item.done") as Parsed).item as Json).arguments,
    (((events.at(-1) as Parsed).response as Json).output as Json[])[0]?.arguments,
  ];
  expect(new Set(all).size).toBe(1);
  const parsed = JSON.parse(all[0] as string);
  expect(parsed).toMatchObject({ to: VALUES.mail, pass: VALUES.key });
  expect(JSON.parse(parsed.inner)).toEqual({ pass: VALUES.key });
});

describe("C07 every text that comes in pieces", () => {
  const at = { item_id: "it_1", output_index: 2 };
  const texts: { name: string; sub: Json; whole: string; json?: boolean }[] = [
    { name: "response.refusal", sub: { content_index: 1 }, whole: "refusal" },
    { name: "response.reasoning_text", sub: { content_index: 0 }, whole: "text" },
    { name: "response.reasoning_summary_text", sub: { summary_index: 1 }, whole: "text" },
    { name: "response.mcp_call_arguments", sub: {}, whole: "arguments", json: true },
    { name: "response.custom_tool_call_input", sub: {}, whole: "input" },
    { name: "response.code_interpreter_call_code", sub: {}, whole: "code" },
    { name: "response.shell_call_command", sub: { command_index: 1 }, whole: "command" },
    { name: "response.apply_patch_call_operation_diff", sub: {}, whole: "diff" },
  ];

  test.each(texts)("$name", async ({ name, sub, whole, json = false }) => {
    const known = await know();
    const wire = known.wire(json ? '{"a":"{key} {mail}"}' : "x {key} {mail} EMAIL");
    const write = writer();
    const stream = [
      ...split(wire, numbers(6), 4).map((delta) => write({ type: `${name}.delta`, ...at, ...sub, delta })),
      write({ type: `${name}.done`, ...at, ...sub, [whole]: wire }),
    ].join("");
    const events = parse(await sameForEveryCut(maker(known), Buffer.from(stream)));
    const text = joined(events, name);
    if (json) expect(JSON.parse(text)).toEqual({ a: `${VALUES.key} ${VALUES.mail}` });
    else expect(text).toBe(known.client("x {key} {mail} EMAIL"));
    expect(events.at(-1)?.[whole]).toBe(text);
    for (const event of events) expect(event).toMatchObject({ ...at, ...sub });
  });

  test("the output of a shell, its two streams apart", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const write = writer();
    const type = "response.shell_call_output_content";
    const output = (delta: Json): string => write({ type: `${type}.delta`, ...at, command_index: 0, delta });
    const stream = [
      output({ stdout: `a ${mail.slice(0, 7)}` }),
      output({ stderr: `b ${mail.slice(0, 5)}` }),
      output({ stdout: `${mail.slice(7)} c` }),
      output({ stderr: `${mail.slice(5)} d EMAIL` }),
      write({
        type: `${type}.done`,
        ...at,
        command_index: 0,
        output: [{ stdout: `a ${mail} c`, stderr: `b ${mail} d` }],
      }),
    ].join("");
    const events = parse(await sameForEveryCut(maker(known), Buffer.from(stream)));
    const of = (name: string): string => events.map(({ delta }) => (delta as Json | undefined)?.[name] ?? "").join("");
    expect([of("stdout"), of("stderr")]).toEqual([`a ${VALUES.mail} c`, `b ${VALUES.mail} d EMAIL`]);
    expect(events.at(-1)?.output).toEqual([{ stdout: `a ${VALUES.mail} c`, stderr: `b ${VALUES.mail} d` }]);
  });

  test("the command of a shell begins with its first event", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const write = writer();
    const type = "response.shell_call_command";
    const one = { output_index: 0, command_index: 0 };
    const stream = [
      write({ type: `${type}.added`, ...one, command: `echo ${mail.slice(0, 7)}` }),
      write({ type: `${type}.delta`, ...one, delta: mail.slice(7) }),
      write({ type: `${type}.done`, ...one, command: `echo ${mail}` }),
    ].join("");
    const events = parse(await sameForEveryCut(maker(known), Buffer.from(stream)));
    expect(`${events[0]?.command}${events[1]?.delta}`).toBe(`echo ${VALUES.mail}`);
    expect(events.at(-1)?.command).toBe(`echo ${VALUES.mail}`);
  });
});

test("C04 sealed members stay, in items and at their ends", async () => {
  const known = await know();
  const { mail } = known.placeholders;
  const write = writer();
  const items = [
    { id: "rs_1", type: "reasoning", summary: [], encrypted_content: `gAAA${mail}` },
    { id: "cm_1", type: "compaction", encrypted_content: `x${mail}` },
    { id: "pg_1", type: "program", code: `f("${mail}")`, fingerprint: `y${mail}` },
  ];
  const stream = items
    .flatMap((item, output_index) => [
      write({ type: "response.output_item.added", output_index, item }),
      write({ type: "response.output_item.done", output_index, item }),
    ])
    .join("");
  expect(await sameForEveryCut(maker(known), Buffer.from(stream))).toBe(stream);
});

test("C09 events that nobody knows: pieces by the general rule, whole texts as they are", async () => {
  const known = await know();
  const mail = known.placeholders.mail as string;
  const write = writer();
  const new_ = (index: number, delta: string): string =>
    write({ type: "response.dream.delta", output_index: 0, dream_index: index, delta });
  const stream = [
    new_(0, `a ${mail.slice(0, 8)}`),
    new_(1, `b ${mail.slice(0, 4)}`),
    new_(0, `${mail.slice(8)} EMAIL`),
    new_(1, `${mail.slice(4)}!`),
    write({ type: "response.dream.done", output_index: 0, dream_index: 0, dream: mail }),
    write({ type: "response.other", note: `of ${mail}` }),
  ].join("");
  const events = parse(await sameForEveryCut(maker(known), Buffer.from(stream)));
  const of = (index: number): string =>
    events.map((event) => (event.dream_index === index ? (event.delta ?? "") : "")).join("");
  expect([of(0), of(1)]).toEqual([`a ${VALUES.mail} EMAIL`, `b ${VALUES.mail}!`]);
  expect(events.findIndex(({ dream }) => dream === VALUES.mail)).toBe(events.length - 2);
  expect(events.at(-1)?.note).toBe(`of ${VALUES.mail}`);
});

test.each([
  { type: "error", code: "x", message: "no {mail}", param: null },
  { type: "error", error: { type: "x", code: "y", message: "no {mail}" } },
  { type: "response.failed", response: { ...HEAD, status: "failed", error: { code: "x", message: "no {mail}" } } },
])("an error comes behind the text that was held: %j", async (error) => {
  const known = await know();
  const write = writer();
  const at = { item_id: ITEM, output_index: 0, content_index: 0 };
  const stream =
    write({ type: "response.output_text.delta", ...at, delta: "to EMAILX0", logprobs: [] }) + known.wire(write(error));
  const events = parse(await sameForEveryCut(maker(known), Buffer.from(stream)));
  expect(joined(events, "response.output_text")).toBe("to EMAILX0");
  expect(JSON.stringify(events.at(-1))).toContain(`no ${VALUES.mail}`);
});

test("C16 a stream that is taken up again behind an event in a placeholder", async () => {
  const known = await know();
  const mail = known.placeholders.mail as string;
  const write = writer();
  const at = { item_id: ITEM, output_index: 0, content_index: 0 };
  const stream = [
    write({ type: "response.created", response: { ...HEAD, output: [] } }),
    ...["Hello ", mail.slice(0, 4), mail.slice(4, 9), `${mail.slice(9)} and`, " more", " EMAIL"].map((delta) =>
      write({ type: "response.output_text.delta", ...at, delta, logprobs: [] }),
    ),
    write({ type: "response.output_text.done", ...at, text: `Hello ${mail} and more EMAIL` }),
  ].join("");
  const all = parse(await drive(maker(known)(), Buffer.from(stream)));
  const known_ = (until: number): string =>
    all.flatMap((event) => (event.sequence_number <= until ? [event.delta ?? ""] : [])).join("");
  for (let after = 0; after < 6; after++) {
    const make = (): StreamRestorer =>
      restorerFor("openai", "responses-stored", restoringOf(known.session), undefined, after);
    const events = parse(await sameForEveryCut(make, Buffer.from(stream)));
    const rest = events.map(({ delta }) => delta ?? "").join("");
    expect(known_(after) + rest, `after ${after}`).toBe(`Hello ${VALUES.mail} and more EMAIL`);
    expect(events.filter(({ sequence_number }) => sequence_number <= after)).toEqual([]);
  }
  expect(takeStart("?stream=true&starting_after=5")).toEqual({ query: "?stream=true", after: 5 });
  expect(takeStart("?starting_after=5&stream=true&x=1")).toEqual({ query: "?stream=true&x=1", after: 5 });
  expect(takeStart("?starting_after=5")).toEqual({ query: "?starting_after=5", after: undefined });
});

test("C20 the first bytes decide, not a header: a stream is read as events", async () => {
  const known = await know();
  const stream = `: ok\n\n${message(known, "{mail}", 1)}`;
  expect(joined(parse(await drive(maker(known)(), Buffer.from(stream))), "response.output_text")).toBe(VALUES.mail);
});
