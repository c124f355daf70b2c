// Section A of the conformance list: what holds for requests of all APIs.

import { describe, expect, test } from "vitest";
import { ClosemaskError } from "../../src/errors.ts";
import { createSession } from "../../src/mask/session.ts";
import type { SessionStore } from "../../src/mask/store.ts";
import {
  answer,
  CARD,
  detector,
  EMAIL,
  EMAIL2,
  M,
  memorySession,
  type OpenOptions,
  open,
  openWorld,
  placeholderOf,
  plant,
  refusal,
  send,
  TOKEN,
} from "./kit.ts";

const CHAT = "/v1/chat/completions";
const chat = (content: unknown): object => ({ model: "m", messages: [{ role: "user", content }] });

describe("A", () => {
  test("A01 a value inside any string that no rule of the table names is masked", async () => {
    const world = openWorld();
    const template = {
      brand_new: { deep: [[{ field: `call ${M}` }]], [`key of ${M}`]: M },
      messages: [{ role: "user", content: "x", annotation: M, extra: { list: [M, `${M} and ${M}`] } }],
    };
    const { sent, expected } = await plant(world, open(world, "openai", CHAT), template);
    expect(sent).toBe(expected);
  });

  test("A02 the same value has the same placeholder in parallel requests and in a new process", async () => {
    const store = memorySession();
    const world = openWorld(store);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => send(open(world, "openai", CHAT), chat(`${i} ${EMAIL}`))),
    );
    const again = await send(open(openWorld(store), "openai", CHAT), chat(`after ${EMAIL}`));
    const placeholders = new Set([...all, again].map(({ text }) => /EMAILX\d{9}/.exec(text)?.[0]));
    expect(placeholders.size).toBe(1);
  });

  test("A03 a body without a value leaves as it came", async () => {
    const body = ' {"model" : "m",\r\n "messages":[ {"role":"user","content":"caf\\u00e9 \\/ ok"} ] , "seed":1.50e2}\n';
    const { outcome } = await send(open(openWorld(), "openai", CHAT), body);
    expect(outcome.body.toString()).toBe(body);
    expect(outcome.changed).toBe(false);
  });

  test("A04 one value in a megabyte changes its string alone", async () => {
    const world = openWorld();
    const filler = Array.from({ length: 12000 }, (_, i) => ({
      role: "user",
      content: `line ${i} \u00e9 "quoted" and so on, with words and more words`,
    }));
    const template = {
      model: "m",
      messages: [...filler, { role: "user", content: `to ${M}.` }, ...filler.slice(0, 100)],
    };
    const { sent, expected } = await plant(world, open(world, "openai", CHAT), template);
    expect(sent.length).toBeGreaterThan(800_000);
    expect(sent === expected).toBe(true);
  });

  test("A05 names that are numbers keep their order", async () => {
    const { text } = await send(open(openWorld(), "openai", CHAT), `{"b":1,"2":"${EMAIL}","1":2}`);
    expect(text).toMatch(/^\{"b":1,"2":"EMAILX\d{9}","1":2\}$/);
  });

  test("A06 numbers keep their spelling", async () => {
    const { text } = await send(
      open(openWorld(), "openai", CHAT),
      `{"a":12345678901234567890,"b":1.0,"c":1e2,"d":"${EMAIL}"}`,
    );
    expect(text).toMatch(/^\{"a":12345678901234567890,"b":1\.0,"c":1e2,/);
  });

  test("A07 both copies of a name that is there twice are masked", async () => {
    const { text } = await send(
      open(openWorld(), "openai", CHAT),
      `{"messages":[{"role":"user","content":"${EMAIL}","content":"${EMAIL2}"}]}`,
    );
    expect(text).not.toContain("@corp");
    expect(text.match(/EMAILX\d{9}/g)).toHaveLength(2);
  });

  test("A08 escapes do not hide a value", async () => {
    const world = openWorld();
    const body = '{"messages":[{"role":"user","content":"mail jane.roe\\u0040corp.example now"}]}';
    const { text } = await send(open(world, "openai", CHAT), body);
    expect(text).toBe(`{"messages":[{"role":"user","content":"mail ${await placeholderOf(world, EMAIL)} now"}]}`);
  });

  test("A08 nor do escapes in names", async () => {
    const { text } = await send(
      open(openWorld(), "openai", CHAT),
      `{"mess\\u0061ges":[{"role":"user","c\\u006fntent":"${EMAIL}"}]}`,
    );
    expect(text).not.toContain(EMAIL);
  });

  test("A09 half of a surrogate pair stays an escape", async () => {
    const world = openWorld();
    const { text } = await send(
      open(world, "openai", CHAT),
      `{"messages":[{"role":"user","content":"\\ud83d ${EMAIL} \\ude00 \\ud83d\\ude00 ${EMAIL}"}]}`,
    );
    const P = await placeholderOf(world, EMAIL);
    expect(text).toBe(`{"messages":[{"role":"user","content":"\\ud83d ${P} \\ude00 \\ud83d\\ude00 ${P}"}]}`);
  });

  test.each([
    "",
    "not json",
    '{"a":1',
    '{"a":1}{"b":2}',
    "{'a':1}",
    '{"a":"\u0001"}',
    `{"messages":[{"content":"${EMAIL}"}]} trailing`,
    "[".repeat(600) + "]".repeat(600),
    '\ufeff\ufeff{"a":1}',
    Buffer.from('{"a":"x"}', "utf16le").toString("latin1"),
  ])("A10 what is no JSON is refused in the API's shape (%#)", async (body) => {
    for (const [dialect, path, shape] of [
      [
        "openai",
        CHAT,
        {
          error: {
            message: expect.any(String),
            type: "invalid_request_error",
            param: null,
            code: "closemask_invalid_json",
          },
        },
      ],
      [
        "anthropic",
        "/v1/messages",
        { type: "error", error: { type: "invalid_request_error", message: expect.any(String) } },
      ],
      [
        "gemini",
        "/v1beta/models/m:generateContent",
        { error: { code: 400, message: expect.any(String), status: "INVALID_ARGUMENT", details: expect.any(Array) } },
      ],
      ["ollama", "/api/chat", { error: expect.any(String) }],
      [
        "mistral",
        CHAT,
        {
          object: "error",
          message: expect.any(String),
          type: "invalid_request_error",
          param: null,
          code: "closemask_invalid_json",
        },
      ],
      ["cohere", "/v2/chat", { message: expect.any(String) }],
    ] as const) {
      const exchange = open(openWorld(), dialect, path);
      const outcome = await exchange.maskRequest(Buffer.from(body, "latin1"));
      if (body === "") {
        expect(outcome).toMatchObject({ ok: true, changed: false });
        continue;
      }
      expect(outcome).toMatchObject({ ok: false, refusal: { kind: "invalid-json", status: 400 } });
      if (outcome.ok) continue;
      const { status, body: error } = exchange.errorBody(outcome.refusal.kind, outcome.refusal.message);
      expect(status).toBe(400);
      expect(JSON.parse(error.toString())).toEqual(shape);
    }
  });

  test("a byte order mark does not hide what follows", async () => {
    const { text } = await send(
      open(openWorld(), "openai", CHAT),
      `\ufeff{"messages":[{"role":"user","content":"${EMAIL}"}]}`,
    );
    expect(text).not.toContain(EMAIL);
  });

  test("A11 in arguments the leaf is masked, spacing and order stay", async () => {
    const world = openWorld();
    const template = {
      messages: [
        {
          role: "assistant",
          tool_calls: [
            {
              id: "call_1",
              type: "function",
              function: { name: "send", arguments: `{ "z":1, "to" : "${M}",\n"a":[ "x", {"${M}":"${M}"} ] }` },
            },
          ],
        },
      ],
    };
    const { sent, expected } = await plant(world, open(world, "openai", CHAT), template);
    expect(sent).toBe(expected);
  });

  test("A11 JSON in strings in arguments is read at its depth", async () => {
    const world = openWorld();
    const value = 'pa"ss\\word!7';
    world.secrets.add({ value: Buffer.from(value), kind: "PASSWORD" });
    const inner = JSON.stringify({ deep: JSON.stringify({ deeper: value }) });
    const { text } = await send(open(world, "openai", CHAT), {
      messages: [
        { role: "assistant", tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: inner } }] },
      ],
    });
    const P = await placeholderOf(world, value, "PASSWORD");
    const sent = JSON.parse(text) as { messages: { tool_calls: { function: { arguments: string } }[] }[] };
    const args = sent.messages[0]?.tool_calls[0]?.function.arguments ?? "";
    expect(JSON.parse(JSON.parse(args).deep)).toEqual({ deeper: P });
  });

  test("A12 arguments that are cut off are masked as text", async () => {
    const world = openWorld();
    const template = {
      messages: [
        {
          role: "assistant",
          tool_calls: [
            { id: "c", type: "function", function: { name: "f", arguments: `{"to":"${M}","body":"half of ${M}` } },
          ],
        },
      ],
    };
    const { sent, expected } = await plant(world, open(world, "openai", CHAT), template);
    expect(sent).toBe(expected);
  });

  test("A13 of a schema the words and values are masked, the structure stays", async () => {
    const world = openWorld();
    const template = {
      tools: [
        {
          type: "function",
          function: {
            name: "f",
            description: `for ${M}`,
            parameters: {
              type: "object",
              title: M,
              $comment: M,
              properties: {
                "kept@corp.example": {
                  type: "string",
                  description: M,
                  default: M,
                  examples: [M, { deep: M }],
                  enum: [M, "b"],
                },
                list: { type: "array", items: { anyOf: [{ const: M }, { $ref: "#/$defs/kept@corp.example" }] } },
              },
              patternProperties: { "^kept@corp.example$": { description: M } },
              $defs: { "kept@corp.example": { description: M, "x-note": M } },
              required: ["kept@corp.example"],
              additionalProperties: false,
            },
          },
        },
      ],
    };
    const { sent, expected } = await plant(world, open(world, "openai", CHAT), template);
    expect(sent).toBe(expected);
  });

  test("where the user is stays, and is left out when hardened", async () => {
    const city = { type: "approximate", approximate: { city: "Ulm" } };
    const bodies = [
      ["openai", "/v1/chat/completions", { web_search_options: { user_location: city, search_context_size: "low" } }],
      ["openai", "/v1/responses", { input: "x", tools: [{ type: "web_search", user_location: city }] }],
      ["anthropic", "/v1/messages", { messages: [], tools: [{ user_location: city, name: "web_search" }] }],
    ] as const;
    for (const [dialect, path, body] of bodies) {
      expect((await send(open(openWorld(), dialect, path), body)).json, path).toEqual(body);
      const { text } = await send(open(openWorld(), dialect, path, { hardened: true }), body);
      expect(JSON.parse(text), path).toEqual(
        JSON.parse(JSON.stringify(body, (name, value) => (name === "user_location" ? undefined : value))),
      );
    }
  });

  test("A14 a name in a free-form result is masked", async () => {
    const world = openWorld();
    const template = {
      contents: [{ role: "user", parts: [{ functionResponse: { name: "f", response: { [M]: { [M]: [1, M] } } } }] }],
    };
    const { sent, expected } = await plant(world, open(world, "gemini", "/v1beta/models/m:generateContent"), template);
    expect(sent).toBe(expected);
  });

  test("A15 a number becomes a string and comes back as a number", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", "/v1beta/models/m:generateContent");
    const { text } = await send(
      exchange,
      `{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"card":${CARD},"count":12345678}}}]}]}`,
    );
    const P = await placeholderOf(world, CARD, "CREDIT_CARD");
    expect(text).toContain(`{"card":"${P}","count":12345678}`);
    const reply = await answer(
      exchange,
      `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"pay","args":{"card":"${P}","note":"card ${P}"}}}]}}]}`,
    );
    expect(reply).toContain(`"args":{"card":${CARD},"note":"card ${CARD}"}`);
  });

  test("A15 also in a stream, where arguments come whole", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", "/v1beta/models/m:streamGenerateContent");
    await send(
      exchange,
      `{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"card":${CARD}}}}]}]}`,
    );
    const P = await placeholderOf(world, CARD, "CREDIT_CARD");
    const stream = exchange.restoreStream();
    const event = `data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"pay","args":{"card":"${P}"}}}]}}]}\r\n\r\n`;
    const head = Buffer.from(await stream.feed(Buffer.from(event)));
    expect(Buffer.concat([head, await stream.end()]).toString()).toContain(`"args":{"card":${CARD}}`);
  });

  test("A15 a number that is also a text stays one", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", "/v1beta/models/m:generateContent");
    await send(
      exchange,
      `{"contents":[{"role":"user","parts":[{"text":"card ${CARD}"},{"functionResponse":{"name":"f","response":{"card":${CARD}}}}]}]}`,
    );
    const P = await placeholderOf(world, CARD, "CREDIT_CARD");
    const reply = await answer(
      exchange,
      `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"pay","args":{"card":"${P}"}}}]}}]}`,
    );
    expect(reply).toContain(`"args":{"card":"${CARD}"}`);
  });

  test.each([
    ["/v1/embeddings", { input: [1, 2, 3] }],
    ["/v1/embeddings", { input: [[1, 2], [3]] }],
    ["/v1/completions", { prompt: [15, 16] }],
  ])("A16 token ids are refused (%#)", async (path, body) => {
    const exchange = open(openWorld(), "openai", path);
    const outcome = await exchange.maskRequest(Buffer.from(JSON.stringify(body)));
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { kind: "tokens", message: expect.stringContaining("check_embedding_ctx_length") },
    });
  });

  test("A17 text in a data URI is masked in its coding", async () => {
    const world = openWorld();
    const data = (text: string): string => Buffer.from(text).toString("base64");
    const parts = (text: string): object[] => [
      { type: "file", file: { filename: "a.txt", file_data: `data:text/plain;base64,${data(text)}` } },
      { type: "file", file: { filename: "a.csv", file_data: data(text) } },
      { type: "image_url", image_url: { url: `data:application/json,${encodeURIComponent(text)}` } },
    ];
    const { text } = await send(open(world, "openai", CHAT), chat(parts(`{"to":"${EMAIL}"}`)));
    expect(text).toBe(JSON.stringify(chat(parts(`{"to":"${await placeholderOf(world, EMAIL)}"}`))));
  });

  test("A18 an image stays as it is and is told; blocked where media are", async () => {
    const image = chat([
      { type: "image_url", image_url: { url: `data:image/png;base64,${Buffer.alloc(300, 200).toString("base64")}` } },
    ]);
    const { text, outcome } = await send(open(openWorld(), "openai", CHAT), image);
    expect(text).toBe(JSON.stringify(image));
    expect(outcome.counts.warnings.get("blob")).toBe(1);
    expect(await refusal(open(openWorld(), "openai", CHAT, { blobs: "block" }), JSON.stringify(image))).toBe("blob");
  });

  test("what is no blob in the place of one is masked", async () => {
    const { text } = await send(
      open(openWorld(), "openai", CHAT),
      chat([{ type: "input_audio", input_audio: { data: `not audio: ${EMAIL}` } }]),
    );
    expect(text).not.toContain(EMAIL);
  });

  test.each([
    "https://bucket.example/x.png?X-Amz-Signature=abcdef&X-Amz-Credential=1",
    "https://user:pass@host.example/x.png",
  ])("A19 a URL that the provider fetches stays and is told (%#)", async (url) => {
    const body = chat([{ type: "image_url", image_url: { url } }]);
    const { text, outcome } = await send(open(openWorld(), "openai", CHAT), body);
    expect(text).toBe(JSON.stringify(body));
    expect(outcome.counts.warnings.get("url")).toBe(1);
    expect(await refusal(open(openWorld(), "openai", CHAT, { hardened: true }), JSON.stringify(body))).toBe("url");
  });

  test("A20 text that only looks like a placeholder is looked at like any other", async () => {
    const world = openWorld();
    const secret = "EMAILX123456789";
    world.secrets.add({ value: Buffer.from(secret), kind: "PASSWORD" });
    const { text } = await send(open(world, "openai", CHAT), chat(`it is ${secret}`));
    expect(text).not.toContain(secret);
    expect(text).toMatch(/PASSWORDX\d{9}/);
  });

  test("A21 a placeholder of the session stays as it is", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, TOKEN, "GITHUB_TOKEN");
    const body = chat(`password: ${P} and ${P}`);
    const { text, outcome } = await send(open(world, "openai", CHAT), body);
    expect(text).toBe(JSON.stringify(body));
    expect(outcome.counts.masked.size).toBe(0);
  });

  test("A22 a masked name fits its field", async () => {
    const { json } = await send(open(openWorld(), "openai", CHAT), {
      messages: [{ role: "user", name: EMAIL, content: "x" }],
    });
    expect((json as { messages: { name: string }[] }).messages[0]?.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    const long = { messages: [{ role: "user", name: `${EMAIL} and ${EMAIL2}`, content: "x" }] };
    expect(await refusal(open(openWorld(), "openai", CHAT), JSON.stringify(long))).toBe("field-limit");
  });

  test.each([
    ["word", "is at fault beside the value", `x ${EMAIL}`, /beside it characters/],
    ["dollar", "has characters that the field does not take", EMAIL, /use the style word/],
  ] as const)("A22 a name in the style %s %s", async (style, _, name, says) => {
    const world = openWorld();
    const session = createSession({ store: world.store, idKey: Buffer.alloc(32, 7), style });
    const body = Buffer.from(JSON.stringify({ messages: [{ role: "user", name, content: "x" }] }));
    const outcome = await open({ ...world, session }, "openai", CHAT).maskRequest(body);
    if (outcome.ok) throw new Error("it was sent");
    expect(outcome.refusal.message).toMatch(says);
  });

  test("A22 an id of a line of a batch is any text", async () => {
    const ids = [`order 17 of ${EMAIL}`, `user/${EMAIL}`, `${"x".repeat(80)} ${EMAIL}`];
    const lines = ids.map((custom_id) => JSON.stringify({ custom_id, url: CHAT, body: { messages: [] } }));
    const form = `--b\r\ncontent-disposition: form-data; name="file"; filename="b.jsonl"\r\n\r\n${lines.join("\n")}\r\n--b--\r\n`;
    const { text } = await send(open(openWorld(), "openai", "/v1/files"), form);
    expect(text).toMatch(/"order 17 of EMAILX\d+"[\s\S]*"user\/EMAILX\d+"[\s\S]*"x{80} EMAILX\d+"/);
  });

  test("A23 what no longer fits is refused, never cut", async () => {
    // Short values that get longer.
    const many = Array.from({ length: 38 }, (_, i) => `a${i}@b.example`)
      .join(" ")
      .slice(0, 510);
    const body = { messages: [], metadata: { note: many } };
    expect(many.length).toBeLessThanOrEqual(512);
    expect(await refusal(open(openWorld(), "openai", CHAT), JSON.stringify(body))).toBe("field-limit");
  });

  test("A24 a value in a query is masked in its coding", async () => {
    const world = openWorld();
    const exchange = open(world, "openai", CHAT);
    const P = await placeholderOf(world, EMAIL);
    expect(await exchange.maskQuery(`?limit=2&metadata%5Bemail%5D=${encodeURIComponent(EMAIL)}&q=a%20b`)).toBe(
      `?limit=2&metadata%5Bemail%5D=${P}&q=a%20b`,
    );
    expect(await exchange.maskQuery(`?metadata[email]=${EMAIL}`)).toBe(`?metadata[email]=${P}`);
    expect(await exchange.maskQuery(`?key=${TOKEN}&api-version=2024-10-21`)).toBe(
      `?key=${TOKEN}&api-version=2024-10-21`,
    );
    expect(await exchange.maskQuery("")).toBe("");
  });

  test("A25 a value in a header is masked, or the header is dropped", async () => {
    const world = openWorld();
    const exchange = open(world, "gemini", "/upload/v1beta/files");
    const P = await placeholderOf(world, EMAIL);
    expect(await exchange.maskHeader("x-goog-upload-file-name", `cv of ${EMAIL} (1).pdf`)).toContain(P);
    expect(await exchange.maskHeader("x-user", EMAIL)).toBe(P);
    expect(await exchange.maskHeader("baggage", `user=${EMAIL}`)).toBeNull();
    expect(await exchange.maskHeader("x-other", "plain")).toBe("plain");
  });

  test("A27 the key of the request is masked where it stands in the body", async () => {
    const { text } = await send(open(openWorld(), "openai", CHAT), chat(`my key is ${TOKEN}`));
    expect(text).not.toContain(TOKEN);
  });

  test("A28 what no placeholder satisfies leaves strict schemas, the same way in every turn", async () => {
    const world = openWorld();
    const request = (content: string): object => ({
      messages: [{ role: "user", content }],
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "r",
          strict: true,
          schema: {
            type: "object",
            properties: {
              a: { type: "string", format: "email" },
              b: { format: "uri", type: "string", maxLength: 12 },
              c: { maxLength: 12, format: "date", pattern: "^[a-z]+@[a-z]+$", type: "string" },
              d: { format: "email" },
              e: { type: "string", pattern: "^.{2,99}$", maxLength: 200 },
            },
          },
        },
      },
    });
    const schemaOf = (text: string): string => text.slice(text.indexOf('"schema"'));
    const one = await send(open(world, "openai", CHAT), request(`to ${EMAIL}`));
    const two = await send(open(world, "openai", CHAT), request("nothing here"));
    expect(schemaOf(one.text)).toBe(
      '"schema":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{"format":"date","type":"string"},"d":{},"e":{"type":"string","pattern":"^.{2,99}$","maxLength":200}}}}}}',
    );
    expect(schemaOf(two.text)).toBe(schemaOf(one.text));
    const P = await placeholderOf(world, EMAIL);
    const reply = await answer(one.exchange, { choices: [{ message: { content: `{"a":"${P}"}` } }] });
    expect(JSON.parse(reply).choices[0].message.content).toBe(`{"a":"${EMAIL}"}`);
  });

  test("A28 schemas that bind nothing stay whole", async () => {
    const body = {
      tools: [
        {
          type: "function",
          function: {
            name: "f",
            parameters: { type: "object", properties: { a: { type: "string", format: "email" } } },
          },
        },
      ],
    };
    const { text } = await send(open(openWorld(), "openai", CHAT), body);
    expect(text).toBe(JSON.stringify(body));
  });

  test("A29 when the store fails nothing is sent", async () => {
    const store: SessionStore = {
      ...memorySession(),
      put: () => {
        throw new ClosemaskError("store-full", "the disk is full");
      },
    };
    expect(await refusal(open(openWorld(store), "openai", CHAT), JSON.stringify(chat(EMAIL)))).toBe("store");
  });

  test("A29 when detection fails nothing is sent, and the message says nothing of the text", async () => {
    const world = openWorld();
    const broken = open(world, "openai", CHAT, {
      detection: {
        detector: {
          ...detector,
          scan: () => {
            throw new Error(`cannot read ${EMAIL}`);
          },
        },
        policy: { action: () => "mask", allowsSome: false, allows: () => false },
        secrets: world.secrets,
        sources: [],
        version: "2",
      },
    });
    const outcome = await broken.maskRequest(Buffer.from(JSON.stringify(chat(EMAIL))));
    expect(outcome).toMatchObject({ ok: false, refusal: { kind: "detector" } });
    expect(JSON.stringify(outcome)).not.toContain(EMAIL);
    expect(await refusal(open(world, "openai", CHAT), JSON.stringify(chat(EMAIL)))).toBe("sent");
  });
});

describe("policies", () => {
  test("redact, keep and block", async () => {
    const world = openWorld();
    const body = chat(`${EMAIL} ${CARD}`);
    const redacted = await send(
      open(world, "openai", CHAT, { policies: { actions: { EMAIL: "redact", CREDIT_CARD: "keep" } }, version: "a" }),
      body,
    );
    expect(redacted.text).toBe(JSON.stringify(chat(`[EMAIL] ${CARD}`)));
    const blocking = open(openWorld(), "openai", CHAT, { policies: { actions: { EMAIL: "block" } }, version: "b" });
    expect(await refusal(blocking, JSON.stringify(body))).toBe("blocked");
  });

  test("values on the allow list stay", async () => {
    const { text } = await send(
      open(openWorld(), "openai", CHAT, { policies: { allow: ["*@corp.example"] }, version: "c" }),
      chat(EMAIL),
    );
    expect(text).toContain(EMAIL);
  });
});

describe("known values", () => {
  test("a value that is learned further on is masked in what came before", async () => {
    const { text } = await send(open(openWorld(), "openai", CHAT), {
      messages: [
        { role: "user", content: "it failed with Tr0ub4dor&3xyz in the log" },
        { role: "user", content: "password: Tr0ub4dor&3xyz" },
      ],
    });
    expect(text).not.toContain("Tr0ub4dor");
  });

  test("L03 a text that was sent before goes as it went, also when more is known by then", async () => {
    const world = openWorld();
    const first = chat("it failed with Tr0ub4dor&3xyz in the log");
    expect((await send(open(world, "openai", CHAT), first)).text).toBe(JSON.stringify(first));
    const second = {
      messages: [...(first as { messages: object[] }).messages, { role: "user", content: "password: Tr0ub4dor&3xyz" }],
    };
    const { text } = await send(open(world, "openai", CHAT), { model: "m", ...second });
    expect(text).toContain(JSON.stringify((first as { messages: object[] }).messages[0]));
    expect(text.match(/Tr0ub4dor/g)).toHaveLength(1);
    // Another address under the same name has not seen it.
    const moved = await send(open(world, "openai", CHAT, { upstreamBase: "https://other.example" }), first);
    expect(moved.text).not.toContain("Tr0ub4dor");
    // Another provider has not seen it.
    const other = await send(open(world, "mistral", CHAT), first);
    expect(other.text).not.toContain("Tr0ub4dor");
  });

  test("the last look refuses what detection let through", async () => {
    const world = openWorld();
    const blind = open(world, "openai", CHAT, {
      detection: {
        detector: { ...detector, scan: (region) => ({ spans: [], decided: region.to, block: null }) },
        policy: { action: () => "mask", allowsSome: false, allows: () => false },
        secrets: world.secrets,
        sources: [],
        version: "3",
      },
    });
    world.secrets.add({ value: Buffer.from("correct horse battery"), kind: "PASSWORD" });
    expect(await refusal(blind, JSON.stringify(chat("correct horse battery staple")))).toBe("egress");
  });

  test("a message that left as it came is not read again; in other bytes, at another provider or under other rules for media it is", async () => {
    const world = openWorld();
    const image = chat([
      { type: "image_url", image_url: { url: `data:image/png;base64,${Buffer.alloc(300, 200).toString("base64")}` } },
    ]);
    expect((await send(open(world, "openai", CHAT, { blobs: "allow" }), image)).outcome.counts.warnings.size).toBe(0);
    expect(await refusal(open(world, "openai", CHAT, { blobs: "block" }), JSON.stringify(image))).toBe("blob");
    let scans = 0;
    const counting: OpenOptions = {
      detection: {
        detector: {
          ...detector,
          scan: (...args: Parameters<typeof detector.scan>) => {
            scans++;
            return detector.scan(...args);
          },
        },
        policy: { action: () => "mask", allowsSome: false, allows: () => false },
        secrets: world.secrets,
        sources: [],
        version: "4",
      },
    };
    const body = {
      messages: [
        { role: "user", content: "plain words" },
        { role: "user", content: `mail ${EMAIL}` },
      ],
    };
    const first = await send(open(world, "openai", CHAT, counting), body);
    const before = scans;
    expect(before).toBeGreaterThan(0);
    expect((await send(open(world, "openai", CHAT, counting), body)).text).toBe(first.text);
    expect(scans).toBe(before);
    await send(open(world, "openai", CHAT, counting), { messages: [{ role: "user", content: "plain words!" }] });
    expect(scans).toBeGreaterThan(before);
  });
});

describe("captions", () => {
  test.each([
    ["its name", { password: "m0nkey-Bars" }],
    ["the name of its list", { passwords: ["m0nkey-Bars"] }],
    ["a name beside it", { env: [{ name: "DB_PASSWORD", value: "m0nkey-Bars" }] }],
    ["the name above", { password: { value: "m0nkey-Bars" } }],
    ["its name, with a quote in it", { password: 'm0nkey"Bars' }],
  ])("%s says what a value is", async (_, input) => {
    const { text } = await send(open(openWorld(), "anthropic", "/v1/messages"), {
      messages: [{ role: "assistant", content: [{ type: "tool_use", id: "t", name: "n", input }] }],
    });
    expect(text).not.toContain("m0nkey");
    expect(text).not.toContain("Bars");
  });
});
