// Streams of Chat Completions and its dialects, as the API documents them.

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

const HEAD = {
  id: "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
  object: "chat.completion.chunk",
  created: 1741569952,
  model: "gpt-5.4",
  service_tier: "default",
  system_fingerprint: "fp_44709d6fcb",
};

function chunk(choices: readonly Json[], more: Json = {}): string {
  return `data: ${JSON.stringify({ ...HEAD, choices, ...more })}\n\n`;
}

function delta(fields: Json, index = 0, finish: string | null = null): Json {
  return { index, delta: fields, logprobs: null, finish_reason: finish };
}

const DONE = "data: [DONE]\n\n";

/** What a client makes of the chunks: texts by choice and field, calls by index, and in which order they ended. */
interface Answer {
  readonly texts: Record<string, string>;
  readonly calls: Record<string, { id: string; name: string; text: string }>;
  /** Texts that got more after another one had begun or the choice had ended. */
  readonly late: string[];
}

function accumulate(client: string): Answer {
  const answer: Answer = { texts: {}, calls: {}, late: [] };
  const current = new Map<number, string>();
  const over = new Set<string>();
  for (const { data } of readSse(client)) {
    if (data === "[DONE]") continue;
    const parsed = JSON.parse(data) as {
      choices: { index: number; delta?: Json; text?: string; finish_reason: unknown }[];
    };
    for (const { index, delta: fields = {}, text, finish_reason } of parsed.choices) {
      const add = (name: string, more: string): void => {
        const last = current.get(index);
        if (more !== "" && last !== undefined && last !== name) over.add(`${index} ${last}`);
        if (more !== "") current.set(index, name);
        if (more !== "" && over.has(`${index} ${name}`)) answer.late.push(`${index} ${name}`);
        answer.texts[`${index} ${name}`] = (answer.texts[`${index} ${name}`] ?? "") + more;
      };
      if (typeof text === "string") add("text", text);
      for (const [name, value] of Object.entries(fields))
        if (typeof value === "string" && name !== "role") add(name, value);
      for (const call of (fields.tool_calls ?? []) as Json[]) {
        if ("content" in answer.texts) over.add(`${index} content`);
        const last = current.get(index);
        if (last !== undefined) over.add(`${index} ${last}`);
        const id = `${index} ${call.index}`;
        answer.calls[id] ??= { id: "", name: "", text: "" };
        const made = answer.calls[id];
        const body = (call.function ?? call.custom) as Json;
        made.id += (call.id as string) ?? "";
        made.name += (body.name as string) ?? "";
        made.text += ((body.arguments ?? body.input) as string) ?? "";
      }
      if (finish_reason !== null && finish_reason !== undefined)
        for (const id of Object.keys(answer.texts)) if (id.startsWith(`${index} `)) over.add(id);
    }
  }
  return answer;
}

function maker(known: Known, endpoint = "chat"): () => StreamRestorer {
  return () => restorerFor("openai", endpoint, restoringOf(known.session));
}

function textStream(known: Known, text: string, seed: number, max?: number): string {
  const chunks = split(known.wire(text), numbers(seed), max).map((content) => chunk([delta({ content })]));
  return [
    chunk([delta({ role: "assistant", content: "", refusal: null })]),
    ...chunks,
    chunk([delta({}, 0, "stop")]),
    DONE,
  ].join("");
}

describe("text", () => {
  test("I01 the same bytes for every cut of the upstream's", async () => {
    const known = await know();
    const text = "Dear {name}, write to {mail} ({card}) – {key}!";
    for (const seed of [1, 2]) {
      const client = await sameForEveryCut(maker(known), Buffer.from(textStream(known, text, seed, 9)), seed === 1);
      expect(accumulate(client)).toEqual({ texts: { "0 content": known.client(text) }, calls: {}, late: [] });
      expect(client.endsWith(DONE)).toBe(true);
    }
  });

  test("B11 a placeholder split at every character over deltas", async () => {
    const known = await know();
    const wire = known.wire("a {mail}{name} b");
    for (let cut = 0; cut <= wire.length; cut++) {
      const stream = [wire.slice(0, cut), wire.slice(cut)].map((content) => chunk([delta({ content })])).join("");
      const client = await drive(maker(known)(), Buffer.from(stream + chunk([delta({}, 0, "stop")]) + DONE));
      expect(accumulate(client).texts["0 content"]).toBe(known.client("a {mail}{name} b"));
    }
  });

  test("what holds no placeholder passes byte for byte, spelling of numbers and escapes included", async () => {
    const known = await know();
    const wire = [
      'data: {"id" : "x", "n":1.0,"big":12345678901234567890, "choices":[{"index":0,"delta":{"content":"caf\\u00e9 \\/ "}}]}\n\n',
      ": OPENROUTER PROCESSING\n\n",
      'data: {"choices":[{"index":0,"delta":{"content":"ok."},"logprobs":{"content":[{"token":"ok","bytes":[111,107]}]}}]}\r\n\r\n',
      'id: 7\ndata: {"choices":[],"usage":{"total_tokens":7},"obfuscation":"EMAILX0042"}\n\n',
      "retry: 100\n\n",
      DONE,
    ].join("");
    expect(await sameForEveryCut(maker(known), Buffer.from(wire))).toBe(wire);
  });

  test("I05 and I02 comments pass as blocks; fields and line ends of a changed event stay", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const wire = `\ufeff: hello\r\n\r\nid: 1\r\ndata: {"choices":[{"index":0,\r\ndata:  "delta":{"content":"${mail}"}}]}\r\nretry: 5\r\n\r\n: OPENROUTER PROCESSING\r\n\r\ndata: [DONE]\r\n\r\n`;
    expect(await sameForEveryCut(maker(known), Buffer.from(wire))).toBe(wire.replace(mail, VALUES.mail));
    const cr = wire.replaceAll("\r\n", "\r");
    expect(await sameForEveryCut(maker(known), Buffer.from(cr))).toBe(cr.replace(mail, VALUES.mail));
  });

  test("I03 and I04 characters cut in bytes and in halves of pairs", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const stream = ['"é你\ud83d\ude00 "', '"\\ud83d"', '"\\ude00"', `"${mail}é"`]
      .map((literal) => `data: {"choices":[{"index":0,"delta":{"content":${literal}}}]}\n\n`)
      .join("");
    const client = await sameForEveryCut(maker(known), Buffer.from(stream + DONE));
    expect(accumulate(client).texts["0 content"]).toBe(`é你\ud83d\ude00 \ud83d\ude00${VALUES.mail}é`);
  });

  test("B10 three choices, interleaved, each with a placeholder split in another place", async () => {
    const known = await know();
    const texts = ["one {mail} end", "two {name}", "{card} three"];
    const pieces = texts.map((text, i) => split(known.wire(text), numbers(i + 3), 4));
    let stream = "";
    for (let i = 0; pieces.some((list) => i < list.length); i++)
      for (const [index, list] of pieces.entries()) {
        const content = list[i];
        if (content !== undefined) stream += chunk([delta({ content }, index)]);
      }
    stream += [0, 1, 2].map((index) => chunk([delta({}, index, "stop")])).join("") + DONE;
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const { texts: got, late } = accumulate(client);
    expect(got).toEqual(Object.fromEntries(texts.map((text, i) => [`${i} content`, known.client(text)])));
    expect(late).toEqual([]);
  });

  test("B15 a held tail goes before or into the chunk that finishes", async () => {
    const known = await know();
    const head = (known.placeholders.mail as string).slice(0, 9);
    for (const last of [
      delta({}, 0, "length"),
      delta({ content: "" }, 0, "length"),
      delta({ content: "4" }, 0, "length"),
    ]) {
      const stream = chunk([delta({ content: `to ${head}` })]) + chunk([last]) + DONE;
      const client = await sameForEveryCut(maker(known), Buffer.from(stream));
      const { texts, late } = accumulate(client);
      const more = (last.delta as Json).content ?? "";
      expect(texts["0 content"]).toBe(`to ${head}${more}`);
      expect(late).toEqual([]);
      for (const { data } of readSse(client).slice(0, -1))
        expect(JSON.parse(data)).toMatchObject({ id: HEAD.id, created: HEAD.created, object: HEAD.object });
    }
  });

  test("B16 the chunk with the usage is unchanged and the last before [DONE]", async () => {
    const known = await know();
    const usage = chunk([], { usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } });
    const stream = textStream(known, "Hello {mail}", 5).replace(DONE, usage + DONE);
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    expect(client.endsWith(usage + DONE)).toBe(true);
  });

  test("B17 no end mark, no last blank line: everything is delivered", async () => {
    const known = await know();
    const text = "Hello {mail}";
    const full = textStream(known, text, 6);
    const finish = chunk([delta({}, 0, "stop")]);
    for (const ending of [DONE, DONE.trimEnd(), "", finish.slice(0, -1), finish.slice(0, -2)]) {
      const start = ending.startsWith("data: {") ? full.slice(0, full.indexOf(finish)) : full.slice(0, -DONE.length);
      const client = await sameForEveryCut(maker(known), Buffer.from(start + ending));
      expect(accumulate(client).texts["0 content"]).toBe(known.client(text));
    }
    // Cut in the middle of a placeholder.
    const cut = chunk([delta({ content: (known.placeholders.mail as string).slice(0, 8) })]);
    const client = await sameForEveryCut(maker(known), Buffer.from(cut));
    expect(accumulate(client).texts["0 content"]).toBe((known.placeholders.mail as string).slice(0, 8));
  });

  test("B09 logprobs stay as they are, with their chunk", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const logprobs = (token: string): Json => ({ content: [{ token, logprob: -0.1, bytes: [1], top_logprobs: [] }] });
    const pieces = [mail.slice(0, 6), mail.slice(6)];
    const stream = pieces
      .map((content) => chunk([{ index: 0, delta: { content }, logprobs: logprobs(content), finish_reason: null }]))
      .join("");
    const client = await sameForEveryCut(maker(known), Buffer.from(stream + DONE));
    const chunks = readSse(client)
      .slice(0, 2)
      .map(({ data }) => JSON.parse(data).choices[0]);
    expect(chunks.map(({ delta: { content } }) => content)).toEqual(["", VALUES.mail]);
    expect(chunks.map((choice) => choice.logprobs)).toEqual(pieces.map(logprobs));
  });

  test("I08 each chunk that is decided goes on at once, and no more is held than may be a placeholder", async () => {
    const known = await know();
    const restorer = maker(known)();
    const sent = async (content: string): Promise<string> =>
      accumulate((await restorer.feed(Buffer.from(chunk([delta({ content })])))).toString()).texts["0 content"] ?? "";
    expect(await sent("The quick brown fox. ")).toBe("The quick brown fox. ");
    expect(await sent("Mail (")).toBe("Mail (");
    const mail = known.placeholders.mail as string;
    for (const letter of mail.slice(0, -1)) expect(await sent(letter)).toBe("");
    expect(await sent(mail.slice(-1))).toBe(VALUES.mail);
    expect(await sent(").")).toBe(").");
  });
});

describe("calls", () => {
  const call = (index: number, fields: Json): Json => delta({ tool_calls: [{ index, ...fields }] });
  const start = (index: number, name: string): string =>
    chunk([call(index, { id: `call_${index}`, type: "function", function: { name, arguments: "" } })]);
  const piece = (index: number, text: string): string => chunk([call(index, { function: { arguments: text } })]);

  test("B06 and B12 two parallel calls, interleaved, with values that need escaping", async () => {
    const known = await know();
    const args = [
      { to: "{mail}", pass: "{key}", inner: JSON.stringify({ again: "{key}" }) },
      { note: "{name}\n{key}", n: 12 },
    ];
    const pieces = args.map((value, i) => split(known.wire(JSON.stringify(value)), numbers(i + 9), 5));
    let stream = chunk([delta({ role: "assistant", content: null })]) + start(0, "send") + start(1, "note");
    for (let i = 0; pieces.some((list) => i < list.length); i++)
      for (const [index, list] of pieces.entries()) {
        const text = list[i];
        if (text !== undefined) stream += piece(index, text);
      }
    stream += chunk([delta({}, 0, "tool_calls")]) + DONE;
    const restoring = restoringOf(known.session);
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    expect(await drive(restorerFor("openai", "chat", restoring), Buffer.from(stream))).toBe(client);
    const { calls } = accumulate(client);
    expect(calls["0 0"]).toMatchObject({ id: "call_0", name: "send" });
    expect(calls["0 1"]).toMatchObject({ id: "call_1", name: "note" });
    const first = JSON.parse(calls["0 0"]?.text as string);
    expect(first).toMatchObject({ to: VALUES.mail, pass: VALUES.key });
    expect(JSON.parse(first.inner)).toEqual({ again: VALUES.key });
    expect(JSON.parse(calls["0 1"]?.text as string)).toEqual({ note: `${VALUES.name}\n${VALUES.key}`, n: 12 });
    expect(new Set(restoring.places.map(({ channel, tool }) => `${channel} ${tool}`))).toEqual(
      new Set(["tools send", "tools note"]),
    );
  });

  test("a second call may begin while the first one is cut in a placeholder", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const stream = [
      start(0, "a"),
      piece(0, `{"to":"${mail.slice(0, 7)}`),
      start(1, "b"),
      piece(1, `{"to":"${mail.slice(0, 3)}`),
      piece(0, `${mail.slice(7)}"}`),
      piece(1, `${mail.slice(3)}"}`),
      chunk([delta({}, 0, "tool_calls")]),
    ].join("");
    const { calls } = accumulate(await sameForEveryCut(maker(known), Buffer.from(stream + DONE)));
    for (const index of [0, 1]) expect(JSON.parse(calls[`0 ${index}`]?.text as string)).toEqual({ to: VALUES.mail });
  });

  test("B13 what is held of the content goes before the first chunk of a call", async () => {
    const known = await know();
    for (const first of [start(0, "send"), chunk([call(0, { id: "call_0", function: { name: "send" } })])]) {
      const stream =
        chunk([delta({ content: "I will EMAIL" })]) + first + piece(0, "{}") + chunk([delta({}, 0, "tool_calls")]);
      const client = await sameForEveryCut(maker(known), Buffer.from(stream + DONE));
      const { texts, late, calls } = accumulate(client);
      expect(texts["0 content"]).toBe("I will EMAIL");
      expect(late).toEqual([]);
      expect(calls["0 0"]).toEqual({ id: "call_0", name: "send", text: "{}" });
    }
  });

  test("B04 the input of a custom tool takes the value as it is", async () => {
    const known = await know();
    const pieces = split(known.wire("*** {key} to {mail}"), numbers(3), 3);
    const stream = [
      chunk([call(0, { id: "call_0", type: "custom", custom: { name: "patch", input: "" } })]),
      ...pieces.map((input) => chunk([call(0, { custom: { input } })])),
      chunk([delta({}, 0, "tool_calls")]),
    ].join("");
    const { calls } = accumulate(await sameForEveryCut(maker(known), Buffer.from(stream + DONE)));
    expect(calls["0 0"]?.text).toBe(known.client("*** {key} to {mail}"));
  });

  test("arguments that are cut off come out with what was held, before the end", async () => {
    const known = await know();
    const stream = start(0, "send") + piece(0, '{"to":"EMAILX00') + chunk([delta({}, 0, "length")]) + DONE;
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const { calls } = accumulate(client);
    expect(calls["0 0"]).toEqual({ id: "call_0", name: "send", text: '{"to":"EMAILX00' });
    const events = readSse(client).map(({ data }) => data);
    expect(events.at(-1)).toBe("[DONE]");
    expect(JSON.parse(events.at(-2) as string).choices[0].finish_reason).toBe("length");
  });

  test("B21 calls that come whole and without an index, with a signature", async () => {
    const known = await know();
    const made = ["{mail}", "{key}"].map((value, i) => ({
      id: `call_${i}`,
      type: "function",
      function: { name: "f", arguments: known.wire(JSON.stringify({ v: value })) },
      extra_content: { google: { thought_signature: `sig+/${known.placeholders.mail}==` } },
    }));
    const stream = chunk([delta({ tool_calls: made }, 0, "tool_calls")]) + DONE;
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const calls = JSON.parse(readSse(client)[0]?.data as string).choices[0].delta.tool_calls;
    expect(calls.map((entry: { function: { arguments: string } }) => JSON.parse(entry.function.arguments))).toEqual([
      { v: VALUES.mail },
      { v: VALUES.key },
    ]);
    expect(calls.map((entry: Json) => entry.extra_content)).toEqual(made.map((entry) => entry.extra_content));
  });

  test("H08 arguments may be an object or a string, and stay what they are", async () => {
    const known = await know();
    const made = [
      { index: 0, id: "a", function: { name: "f", arguments: { to: known.placeholders.key } } },
      { index: 1, id: "b", function: { name: "f", arguments: `{"to":"${known.placeholders.key}"}` } },
    ];
    const client = await sameForEveryCut(
      maker(known),
      Buffer.from(chunk([delta({ tool_calls: made }, 0, "tool_calls")]) + DONE),
    );
    const calls = JSON.parse(readSse(client)[0]?.data as string).choices[0].delta.tool_calls;
    expect(calls[0].function.arguments).toEqual({ to: VALUES.key });
    expect(JSON.parse(calls[1].function.arguments)).toEqual({ to: VALUES.key });
  });
});

describe("dialects", () => {
  test.each(["reasoning_content", "reasoning"])("B14 %s goes out before the content", async (name) => {
    const known = await know();
    const stream = [
      ...split(known.wire("Think of {mail}, EMAIL"), numbers(4), 4).map((text) =>
        chunk([delta({ [name]: text, content: null })]),
      ),
      ...split(known.wire("Hello {name}"), numbers(5), 4).map((content) => chunk([delta({ content, [name]: null })])),
      chunk([delta({}, 0, "stop")]),
      DONE,
    ].join("");
    const { texts, late } = accumulate(await sameForEveryCut(maker(known), Buffer.from(stream)));
    expect(texts).toEqual({
      [`0 ${name}`]: known.client("Think of {mail}, EMAIL"),
      "0 content": known.client("Hello {name}"),
    });
    expect(late).toEqual([]);
  });

  test("content in parts, as Mistral sends it; a signed thought stays", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const parts = (list: readonly Json[]): string => chunk([delta({ content: list })]);
    const thought = { type: "thinking", thinking: [{ type: "text", text: `so ${mail}` }], signature: "c2ln" };
    const stream = [
      parts([thought]),
      parts([{ type: "text", text: `a ${mail.slice(0, 5)}` }]),
      parts([{ type: "text", text: `${mail.slice(5)} b` }]),
      chunk([delta({}, 0, "stop")]),
      DONE,
    ].join("");
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const contents = readSse(client)
      .filter(({ data }) => data !== "[DONE]")
      .flatMap(({ data }) => (JSON.parse(data).choices[0].delta.content ?? []) as Json[]);
    expect(contents[0]).toEqual(thought);
    expect(
      contents
        .slice(1)
        .map(({ text }) => text)
        .join(""),
    ).toBe(`a ${VALUES.mail} b`);
  });

  test("D02 chunks without choices pass between the halves of a placeholder", async () => {
    const known = await know();
    const mail = known.placeholders.mail as string;
    const filter = chunk([], { prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] });
    const stream =
      chunk([delta({ content: mail.slice(0, 8) })]) + filter + chunk([delta({ content: mail.slice(8) })]) + DONE;
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    expect(client).toContain(filter);
    expect(accumulate(client).texts["0 content"]).toBe(VALUES.mail);
  });

  test("D03 offsets of a late filter count in the text of the client", async () => {
    const known = await know();
    const text = "Hello {mail}, this is bad.";
    const wire = known.wire(text);
    const at = wire.indexOf("bad");
    const late = chunk([
      {
        index: 0,
        finish_reason: null,
        content_filter_results: {},
        content_filter_offsets: { check_offset: at, start_offset: at, end_offset: at + 3 },
      },
    ]);
    const stream = textStream(known, text, 8).replace(DONE, late + DONE);
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const offsets = readSse(client)
      .filter(({ data }) => data !== "[DONE]")
      .flatMap(({ data }) => JSON.parse(data).choices[0]?.content_filter_offsets ?? []);
    const start = known.client(text).indexOf("bad");
    expect(offsets).toEqual([{ check_offset: start, start_offset: start, end_offset: start + 3 }]);
  });

  test("B08 citations count in the text of the client", async () => {
    const known = await know();
    const text = "By {mail}: see {name} here.";
    const wire = known.wire(text);
    const citation = (at: number): Json => ({
      type: "url_citation",
      url_citation: { start_index: at, end_index: at + 4, title: known.placeholders.name, url: "https://a.example/" },
    });
    const stream = textStream(known, text, 2).replace(
      chunk([delta({}, 0, "stop")]),
      chunk([delta({ annotations: [citation(wire.indexOf("here"))] })]) + chunk([delta({}, 0, "stop")]),
    );
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const found = readSse(client)
      .filter(({ data }) => data !== "[DONE]")
      .flatMap(({ data }) => (JSON.parse(data).choices[0].delta.annotations ?? []) as Json[]);
    const at = known.client(text).indexOf("here");
    expect(found).toEqual([
      {
        type: "url_citation",
        url_citation: { start_index: at, end_index: at + 4, title: VALUES.name, url: "https://a.example/" },
      },
    ]);
  });

  test("an error in mid-stream comes behind the text, restored", async () => {
    const known = await know();
    const error = `data: ${JSON.stringify({ error: { message: `no ${known.placeholders.mail}`, code: "x" } })}\n\n`;
    const stream = chunk([delta({ content: "to EMAILX00" })]) + error;
    const client = await sameForEveryCut(maker(known), Buffer.from(stream));
    const events = readSse(client).map(({ data }) => JSON.parse(data));
    expect(events.at(-1)).toEqual({ error: { message: `no ${VALUES.mail}`, code: "x" } });
    expect(
      events
        .slice(0, -1)
        .map((event) => event.choices[0].delta.content)
        .join(""),
    ).toBe("to EMAILX00");
  });

  test("I09 records that are no JSON pass unchanged", async () => {
    const known = await know();
    const wire = `data: EMAILX12 {not json\n\ndata:\n\ndata\n\n${DONE}`;
    expect(await sameForEveryCut(maker(known), Buffer.from(wire))).toBe(wire);
  });

  test("the texts of old completions", async () => {
    const known = await know();
    const chunks = split(known.wire("Say {mail} and {name}"), numbers(12), 5).map(
      (text) =>
        `data: ${JSON.stringify({ id: "cmpl-1", object: "text_completion", choices: [{ text, index: 0, logprobs: null, finish_reason: null }] })}\n\n`,
    );
    const client = await sameForEveryCut(maker(known, "completions"), Buffer.from(chunks.join("") + DONE));
    expect(accumulate(client).texts).toEqual({ "0 text": known.client("Say {mail} and {name}") });
  });

  test("one document in the place of a stream is restored as well", async () => {
    const known = await know();
    const wire = known.wire('{\n  "choices": [{"index": 0, "message": {"content": "{mail}"}}]\n}\n');
    expect(await sameForEveryCut(maker(known), Buffer.from(wire))).toBe(
      known.client(wire.replace(known.placeholders.mail as string, "{mail}")),
    );
  });
});

describe("notes for the way back", () => {
  test("the content of a choice is noted in one, and arguments as they are", async () => {
    const known = await know();
    const restoring = restoringOf(known.session);
    const stream = textStream(known, "Dear {name}: {mail}, jane@invented.example", 3);
    await drive(restorerFor("openai", "chat", restoring), Buffer.from(stream));
    expect(restoring.noted).toEqual([
      {
        client: known.client("Dear {name}: {mail}, jane@invented.example"),
        wire: known.wire("Dear {name}: {mail}, jane@invented.example"),
      },
    ]);
  });
});
