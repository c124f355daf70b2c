// Streams of Ollama and Cohere, of Assistants and transcriptions, and of whom nobody knows.

import { describe, expect, test } from "vitest";
import { ANY_STREAM } from "../../src/proxy/dialects/any-stream.ts";
import type { StreamRestorer } from "../../src/proxy/exchange.ts";
import { createStreamRestorer } from "../../src/proxy/stream.ts";
import type { StreamSpec } from "../../src/proxy/types.ts";
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

const line = (data: Json): string => `${JSON.stringify(data)}\n`;
const sse = (data: Json): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

describe("Ollama", () => {
  const HEAD = { model: "llama3.2", created_at: "2026-08-04T08:52:19.385406455-07:00" };
  const say = (message: Json, more: Json = { done: false }): string =>
    line({ ...HEAD, message: { role: "assistant", ...message }, ...more });
  const DONE = { done_reason: "stop", done: true, total_duration: 4883583458, eval_count: 26 };

  const maker =
    (known: Known, endpoint = "chat"): (() => StreamRestorer) =>
    () =>
      restorerFor("ollama", endpoint, restoringOf(known.session));
  /** Reads as the client does: whole lines, nothing behind the last one. */
  const read = (client: string): Json[] => {
    expect(client.endsWith("\n")).toBe(true);
    const lines = client
      .split("\n")
      .slice(0, -1)
      .map((text) => JSON.parse(text) as Json);
    const end = lines.findIndex(({ done }) => done === true);
    return end < 0 ? lines : lines.slice(0, end + 1);
  };
  const joined = (lines: readonly Json[], name: string): string =>
    lines.map(({ message }) => (message as Json | undefined)?.[name] ?? "").join("");

  test("G02 and I01 a placeholder split over lines, held text in or before the last line, for every cut", async () => {
    const known = await know();
    const text = "Hi {mail}, {name} {key} EMAIL";
    for (const last of [{ content: "" }, {}]) {
      const stream =
        split(known.wire(text), numbers(1), 6)
          .map((content) => say({ content }))
          .join("") + say(last, DONE);
      const client = await sameForEveryCut(maker(known), Buffer.from(stream), "content" in last);
      expect(joined(read(client), "content")).toBe(known.client(text));
      expect(read(client).at(-1)).toMatchObject(DONE);
    }
  });

  test("G04 thinking and content in turn", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const stream = [
      say({ content: "", thinking: `so ${mail.slice(0, 8)}` }),
      say({ content: "", thinking: `${mail.slice(8)} EMAIL` }),
      say({ content: `a ${mail.slice(0, 8)}` }),
      say({ content: `${mail.slice(8)} EMAIL` }),
      say({ content: "", thinking: "again" }),
      say({ content: "" }, DONE),
    ].join("");
    const lines = read(await sameForEveryCut(maker(known), Buffer.from(stream)));
    expect(joined(lines, "thinking")).toBe(`so ${VALUES.mail} EMAILagain`);
    expect(joined(lines, "content")).toBe(`a ${VALUES.mail} EMAIL`);
    const order = lines
      .map(({ message }) => ((message as Json).content ? "c" : (message as Json).thinking ? "t" : ""))
      .join("");
    expect(order).toMatch(/^t+c+t$/);
  });

  test("G03 calls come whole, their arguments as objects, behind the text", async () => {
    const known = await know();
    const calls = [{ function: { name: "send", arguments: { to: ["{key}"], "{mail}": { n: 1 } } } }];
    const stream =
      say({ content: "to EMAIL" }) + known.wire(say({ content: "", tool_calls: calls })) + say({ content: "" }, DONE);
    const lines = read(await sameForEveryCut(maker(known), Buffer.from(stream)));
    const at = lines.findIndex(({ message }) => "tool_calls" in (message as Json));
    expect(joined(lines.slice(0, at + 1), "content")).toBe("to EMAIL");
    expect(((lines[at] as Json).message as Json).tool_calls).toEqual([
      { function: { name: "send", arguments: { to: [VALUES.key], [VALUES.mail]: { n: 1 } } } },
    ]);
  });

  test("G05 an error in mid-stream", async () => {
    const known = await know();
    const stream = say({ content: "to EMAILX00" }) + line({ error: known.wire("no {mail}") });
    const lines = read(await sameForEveryCut(maker(known), Buffer.from(stream)));
    expect(joined(lines, "content")).toBe("to EMAILX00");
    expect(lines.at(-1)).toEqual({ error: `no ${VALUES.mail}` });
  });

  test("G06 generate: response and thinking, and the context stays", async () => {
    const known = await know();
    const stream =
      split(known.wire("x {mail} y"), numbers(3), 4)
        .map((response) => line({ ...HEAD, response, done: false }))
        .join("") + line({ ...HEAD, response: "", ...DONE, context: [1, 2, 373] });
    const lines = read(await sameForEveryCut(maker(known, "generate"), Buffer.from(stream)));
    expect(lines.map(({ response }) => response).join("")).toBe(known.client("x {mail} y"));
    expect(lines.at(-1)).toMatchObject({ context: [1, 2, 373] });
  });

  test("what holds no placeholder passes byte for byte, CRLF, blank lines and a last line without end", async () => {
    const known = await know();
    const wire = `${say({ content: "« ok »" }).trimEnd()}\r\n\r\n{"n": 1.0, "message":{"content":"\\u00e9 !"}}\n${say({ content: "" }, DONE).trimEnd()}`;
    expect(await sameForEveryCut(maker(known), Buffer.from(wire))).toBe(wire);
  });
});

describe("Cohere", () => {
  test("H11 texts, plan and arguments of tools; H10 citations count in the client's text", async () => {
    const known = await know();
    const text = "é {name}: by {mail}, here.";
    const wire = known.wire(text);
    const args = known.wire(JSON.stringify({ to: "{mail}", pass: "{key}" }));
    const at = wire.indexOf("here");
    const stream = [
      sse({ type: "message-start", id: "m", delta: { message: { role: "assistant", content: [], tool_plan: "" } } }),
      ...split(known.wire("I ask {name} EMAIL"), numbers(1), 5).map((tool_plan) =>
        sse({ type: "tool-plan-delta", delta: { message: { tool_plan } } }),
      ),
      sse({
        type: "tool-call-start",
        index: 0,
        delta: { message: { tool_calls: { id: "t", type: "function", function: { name: "send", arguments: "" } } } },
      }),
      ...split(args, numbers(2), 6).map((piece) =>
        sse({
          type: "tool-call-delta",
          index: 0,
          delta: { message: { tool_calls: { function: { arguments: piece } } } },
        }),
      ),
      sse({ type: "tool-call-end", index: 0 }),
      sse({ type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } }),
      ...split(wire, numbers(3), 6).map((piece) =>
        sse({ type: "content-delta", index: 0, delta: { message: { content: { text: piece } } } }),
      ),
      sse({
        type: "citation-start",
        index: 0,
        delta: { message: { citations: { start: at, end: at + 4, text: "here", content_index: 0, sources: [] } } },
      }),
      sse({ type: "content-end", index: 0 }),
      sse({ type: "message-end", delta: { finish_reason: "COMPLETE" } }),
    ].join("");
    const make = (): StreamRestorer => restorerFor("cohere", "chat", restoringOf(known.session));
    const events = readSse(await sameForEveryCut(make, Buffer.from(stream))).map(({ data }) => JSON.parse(data));
    const of = (type: string, pick: (message: Json) => unknown): string =>
      events
        .filter((event) => event.type === type)
        .map((event) => pick(event.delta.message))
        .join("");
    expect(of("tool-plan-delta", (message) => message.tool_plan)).toBe(known.client("I ask {name} EMAIL"));
    expect(events.findLastIndex(({ type }) => type === "tool-plan-delta")).toBeLessThan(
      events.findIndex(({ type }) => type === "tool-call-start"),
    );
    const made = of("tool-call-delta", (message) => ((message.tool_calls as Json).function as Json).arguments);
    expect(JSON.parse(made)).toEqual({ to: VALUES.mail, pass: VALUES.key });
    expect(of("content-delta", (message) => (message.content as Json).text)).toBe(known.client(text));
    const cited = known.client(text).indexOf("here");
    expect(events.find(({ type }) => type === "citation-start").delta.message.citations).toMatchObject({
      start: cited,
      end: cited + 4,
    });
  });
});

describe("OpenAI's other streams", () => {
  test("messages of Assistants", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const delta = (value: string): string =>
      `event: thread.message.delta\ndata: ${JSON.stringify({ id: "msg_1", object: "thread.message.delta", delta: { content: [{ index: 0, type: "text", text: { value, annotations: [] } }] } })}\n\n`;
    const done = `event: thread.message.completed\ndata: ${JSON.stringify({ id: "msg_1", object: "thread.message", content: [{ type: "text", text: { value: `to ${mail} EMAIL`, annotations: [] } }] })}\n\n`;
    const stream = `${delta(`to ${mail.slice(0, 7)}`)}${delta(`${mail.slice(7)} EMAIL`)}${done}event: done\ndata: [DONE]\n\n`;
    const make = (): StreamRestorer => restorerFor("openai", "assistants", restoringOf(known.session));
    const events = readSse(await sameForEveryCut(make, Buffer.from(stream)));
    const texts = events.filter(({ event }) => event === "thread.message.delta").map(({ data }) => JSON.parse(data));
    expect(texts.map((data) => data.delta.content[0].text.value).join("")).toBe(`to ${VALUES.mail} EMAIL`);
    expect(events.at(-2)?.event).toBe("thread.message.completed");
    expect(JSON.parse(events.at(-2)?.data as string).content[0].text.value).toBe(`to ${VALUES.mail} EMAIL`);
  });

  test("transcripts", async () => {
    const known = await know();
    const stream =
      split(known.wire("so {mail} EMAIL"), numbers(1), 4)
        .map((delta) => sse({ type: "transcript.text.delta", delta }))
        .join("") + sse({ type: "transcript.text.done", text: known.wire("so {mail} EMAIL") });
    const make = (): StreamRestorer => restorerFor("openai", "transcriptions", restoringOf(known.session));
    const events = readSse(await sameForEveryCut(make, Buffer.from(stream))).map(({ data }) => JSON.parse(data));
    expect(events.map(({ delta }) => delta ?? "").join("")).toBe(known.client("so {mail} EMAIL"));
    expect(events.at(-1).text).toBe(known.client("so {mail} EMAIL"));
  });
});

describe("streams of whom nobody knows", () => {
  const maker =
    (known: Known, framing: StreamSpec["framing"]): (() => StreamRestorer) =>
    () =>
      createStreamRestorer({
        spec: { ...ANY_STREAM, framing },
        response: [],
        restoring: restoringOf(known.session),
      });

  test("any string of any event is restored, and what has no JSON as text", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const stream = `data: {"a":["{mail}",{"b":"{name}"}],"n":1.0}\n\nevent: x\ndata: so ${mail.slice(0, 7)}\n\nevent: x\ndata: ${mail.slice(7)} {key}\n\ndata: [DONE]\n\n`;
    const client = await sameForEveryCut(maker(known, "sse"), Buffer.from(known.wire(stream)));
    const events = readSse(client);
    expect(events[0]?.data).toBe(`{"a":["${VALUES.mail}",{"b":"${VALUES.name}"}],"n":1.0}`);
    expect(
      events
        .slice(1, -1)
        .map(({ data }) => data)
        .join(""),
    ).toBe(`so ${VALUES.mail} ${VALUES.key}`);
    expect(events.at(-1)?.data).toBe("[DONE]");
  });

  test("events of the shape or type of a dialect are read as its own", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const halves = [`to ${mail.slice(0, 9)}`, `${mail.slice(9)} EMAIL`];
    const shapes: ((text: string) => Json)[] = [
      (content) => ({ choices: [{ index: 0, delta: { content } }] }),
      (text) => ({ candidates: [{ index: 0, content: { role: "model", parts: [{ text }] } }] }),
      (content) => ({ model: "m", message: { role: "assistant", content }, done: false }),
      (text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
      (delta) => ({ type: "response.output_text.delta", output_index: 0, content_index: 0, delta }),
      (delta) => ({ type: "answer.delta", delta, id: "x" }),
      (content) => ({ type: "message.output.delta", output_index: 0, content_index: 0, content }),
    ];
    for (const shape of shapes) {
      const stream = halves.map((half) => `data: ${JSON.stringify(shape(half))}\n\n`).join("");
      const client = await sameForEveryCut(maker(known, "sse"), Buffer.from(stream));
      const marked = JSON.stringify(shape("\0"));
      const at = marked.indexOf("\\u0000");
      const said = readSse(client).map(({ data }) => data.slice(at, data.length - (marked.length - at - 6)));
      expect(said.join(""), stream).toBe(`to ${VALUES.mail} EMAIL`);
    }
  });

  test("objects one after the other, where events were expected", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const stream = [`to ${mail.slice(0, 9)}`, `${mail.slice(9)} EMAIL`]
      .map((content) => line({ model: "m", message: { content }, done: false }))
      .join("");
    const client = await sameForEveryCut(maker(known, "sse"), Buffer.from(stream));
    const lines = client.split("\n").filter((text) => text !== "");
    expect(lines.map((text) => JSON.parse(text).message.content).join("")).toBe(`to ${VALUES.mail} EMAIL`);
  });

  test("conversations of Mistral: arguments by call", async () => {
    const known = await know();
    const args = known.wire(JSON.stringify({ pass: "{key}" }));
    const stream =
      split(args, numbers(2), 5)
        .map((piece) =>
          sse({ type: "function.call.delta", id: "fc", tool_call_id: "t1", name: "send", arguments: piece }),
        )
        .join("") + sse({ type: "conversation.response.done", usage: {} });
    const events = readSse(await sameForEveryCut(maker(known, "sse"), Buffer.from(stream)));
    const made = events.map(({ data }) => JSON.parse(data).arguments ?? "").join("");
    expect(JSON.parse(made)).toEqual({ pass: VALUES.key });
  });

  test("lines of JSON", async () => {
    const known = await know();
    const wire = known.wire('{"a":"{mail}"}\n{"b":"{key}"}\nno JSON\n');
    const lines = (await sameForEveryCut(maker(known, "ndjson"), Buffer.from(wire))).split("\n");
    expect(lines.slice(0, 2).map((text) => JSON.parse(text))).toEqual([{ a: VALUES.mail }, { b: VALUES.key }]);
    expect(lines.slice(2)).toEqual(["no JSON", ""]);
  });

  test("plain text; what is no UTF-8 passes byte for byte", async () => {
    const known = await know();
    const text = "é {mail} 你好 {name}: {key} \ud83d\ude00 EMAIL";
    expect(await sameForEveryCut(maker(known, "text"), Buffer.from(known.wire(text)))).toBe(known.client(text));
    const bytes = Buffer.concat([
      Buffer.from(known.wire("a {mail} \u00e9")),
      Buffer.from([0xe4, 0xbd, 0xff, 0xc3]),
      Buffer.from("z"),
    ]);
    for (let cut = 1; cut < bytes.length; cut++) {
      const restorer = maker(known, "text")();
      const out = [
        await restorer.feed(bytes.subarray(0, cut)),
        await restorer.feed(bytes.subarray(cut)),
        await restorer.end(),
      ];
      expect(Buffer.concat(out)).toEqual(
        Buffer.concat([
          Buffer.from(known.client("a {mail} \u00e9")),
          Buffer.from([0xe4, 0xbd, 0xff, 0xc3]),
          Buffer.from("z"),
        ]),
      );
    }
    expect(await drive(maker(known, "text")(), Buffer.alloc(0))).toBe("");
  });
});
