// Messages of the Model Context Protocol through the gate: at every place where text may stand a value is masked on one way
// and back on the other; structure and bytes around stay; whoever waits is told when a message does not go on.

import { describe, expect, test } from "vitest";
import { ClosemaskError } from "../../src/errors.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { mcp } from "../../src/proxy/dialects/mcp.ts";
import { guessRpc, readRpc } from "../../src/proxy/json-rpc.ts";
import { createRpcGate, type Passed, type RpcGate, type RpcGateOptions, type Side } from "../../src/proxy/rpc-gate.ts";
import { detector, EMAIL, openWorld, restoreAll, TOKEN, type World } from "./kit.ts";

function openGate(world: World, options: Partial<RpcGateOptions> = {}): RpcGate {
  return createRpcGate({
    dialect: mcp,
    untrusted: "client",
    detection: { detector, policy: createPolicy(), secrets: world.secrets, sources: [], version: "1" },
    session: world.session,
    literals: world.literals,
    memory: world.memory,
    sessionName: "default",
    restore: restoreAll,
    blobs: "warn",
    hardened: false,
    ...options,
  });
}

async function forwarded(gate: RpcGate, message: unknown, from: Side): Promise<string> {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const passed = await gate.pass(Buffer.from(text), from);
  expect(passed.refusal).toBeNull();
  return String(passed.forward);
}

const rpc = (more: object): object => ({ jsonrpc: "2.0", ...more });
const result = (value: object): object => rpc({ id: 1, result: value });
const BLOCKS = (value: string): object[] => [
  { type: "text", text: value, annotations: { audience: ["user"], priority: 1 }, _meta: { "x.y/z": value } },
  {
    type: "resource_link",
    uri: `file:///${value}`,
    name: value,
    title: value,
    description: value,
    mimeType: "text/plain",
  },
  { type: "resource", resource: { uri: `file:///${value}`, mimeType: "text/plain", text: value } },
  { type: "resource", resource: { uri: "file:///x", mimeType: "text/plain", blob: base64(`to ${value}\n`) } },
  { type: "of-tomorrow", body: { deep: [value] }, [value]: 1 },
];

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const SCHEMA = (value: string): object => ({
  type: "object",
  description: value,
  properties: { to: { type: "string", title: value, description: value, default: value, enum: [value] } },
  required: ["to"],
});

/** Messages of servers, with a value wherever text may stand. */
const OF_SERVERS: Readonly<Record<string, (value: string) => object>> = {
  initialize: (value) =>
    result({
      protocolVersion: "2025-11-25",
      capabilities: { tools: { listChanged: true }, experimental: { x: { about: value } } },
      serverInfo: {
        name: "s",
        version: "1.2.3.4",
        title: value,
        description: value,
        websiteUrl: `https://x/?u=${value}`,
      },
      instructions: value,
    }),
  "tools/list": (value) =>
    result({
      tools: [
        {
          name: "send_mail",
          title: value,
          description: value,
          inputSchema: SCHEMA(value),
          outputSchema: SCHEMA(value),
          annotations: { title: value, readOnlyHint: true },
          _meta: { note: value },
        },
      ],
      nextCursor: value,
    }),
  "tools/call": (value) => result({ content: BLOCKS(value), structuredContent: { a: [{ b: value }] }, isError: true }),
  "a legacy result": (value) => result({ toolResult: { text: value } }),
  "resources/list": (value) =>
    result({
      resources: [{ uri: `file:///${value}`, name: value, title: value, description: value, mimeType: "a/b" }],
    }),
  "resources/templates/list": (value) =>
    result({ resourceTemplates: [{ uriTemplate: `f:///${value}/{x}`, name: value, description: value }] }),
  "resources/read": (value) =>
    result({
      contents: [
        { uri: `file:///${value}`, text: value },
        { uri: "x", mimeType: "text/csv", blob: base64(`a,${value}\n`) },
      ],
    }),
  "prompts/list": (value) =>
    result({
      prompts: [{ name: "p", title: value, description: value, arguments: [{ name: "a", description: value }] }],
    }),
  "prompts/get": (value) =>
    result({ description: value, messages: BLOCKS(value).map((content) => ({ role: "user", content })) }),
  "completion/complete": (value) => result({ completion: { values: [value], total: 1 } }),
  "tasks/get": (value) => result({ taskId: "t-1", status: "working", statusMessage: value, createdAt: "2026-01-01" }),
  "tasks/list": (value) => result({ tasks: [{ taskId: "t-1", status: "failed", statusMessage: value }] }),
  error: (value) => rpc({ id: "a", error: { code: -32000, message: `no ${value}`, data: { stack: [value] } } }),
  "an error that asks for an address": (value) =>
    rpc({
      id: "a",
      error: {
        code: -32042,
        message: value,
        data: { elicitations: [{ mode: "url", elicitationId: "e-1", message: value, url: "https://id.example/go" }] },
      },
    }),
  "notifications/message": (value) =>
    rpc({ method: "notifications/message", params: { level: "info", logger: value, data: { a: value, b: [value] } } }),
  "notifications/progress": (value) =>
    rpc({ method: "notifications/progress", params: { progressToken: "p-1", progress: 1, message: value } }),
  "notifications/cancelled": (value) =>
    rpc({ method: "notifications/cancelled", params: { requestId: 7, reason: value } }),
  "notifications/resources/updated": (value) =>
    rpc({ method: "notifications/resources/updated", params: { uri: `file:///${value}` } }),
  "notifications/tasks/status": (value) =>
    rpc({ method: "notifications/tasks/status", params: { taskId: "t-1", status: "working", statusMessage: value } }),
  "sampling/createMessage": (value) =>
    rpc({
      id: 3,
      method: "sampling/createMessage",
      params: {
        messages: [
          { role: "user", content: { type: "text", text: value } },
          { role: "user", content: [{ type: "tool_result", toolUseId: "c-1", content: BLOCKS(value) }] },
          { role: "assistant", content: [{ type: "tool_use", id: "c-1", name: "t", input: { to: value } }] },
        ],
        systemPrompt: value,
        stopSequences: [value],
        metadata: { user: value },
        maxTokens: 10,
        modelPreferences: { hints: [{ name: "m" }] },
        tools: [{ name: "t", description: value, inputSchema: SCHEMA(value) }],
      },
    }),
  "elicitation/create": (value) =>
    rpc({
      id: 4,
      method: "elicitation/create",
      params: { mode: "form", message: value, requestedSchema: SCHEMA(value) },
    }),
  "a method of tomorrow": (value) => rpc({ id: 5, method: "x/y", params: { some: { deep: [value] }, [value]: true } }),
  "a result of tomorrow": (value) => result({ some: { deep: [value] }, [value]: true }),
};

/** Messages of clients, the same way. */
const OF_CLIENTS: Readonly<Record<string, (value: string) => object>> = {
  initialize: (value) =>
    rpc({
      id: 0,
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "c", version: "1.2.3.4", title: value },
      },
    }),
  "tools/call": (value) =>
    rpc({
      id: 1,
      method: "tools/call",
      params: {
        name: "send_mail",
        arguments: { to: value, all: [{ cc: value }] },
        _meta: { progressToken: 1, note: value },
      },
    }),
  "resources/read": (value) => rpc({ id: 2, method: "resources/read", params: { uri: `file:///${value}` } }),
  "prompts/get": (value) => rpc({ id: 3, method: "prompts/get", params: { name: "p", arguments: { a: value } } }),
  "completion/complete": (value) =>
    rpc({
      id: 4,
      method: "completion/complete",
      params: {
        ref: { type: "ref/resource", uri: `file:///${value}` },
        argument: { name: "a", value },
        context: { arguments: { b: value } },
      },
    }),
  "tools/list": (value) => rpc({ id: 5, method: "tools/list", params: { cursor: value } }),
  "a sampled message": (value) =>
    result({
      role: "assistant",
      model: "m",
      stopReason: "toolUse",
      content: [
        { type: "text", text: value },
        { type: "tool_use", id: "c", name: "t", input: { a: value } },
      ],
    }),
  "an answer of the user": (value) => result({ action: "accept", content: { mail: value, all: [value] } }),
  roots: (value) => result({ roots: [{ uri: `file:///${value}`, name: value }] }),
  error: (value) => rpc({ id: 6, error: { code: -1, message: value, data: value } }),
  "notifications/cancelled": (value) =>
    rpc({ method: "notifications/cancelled", params: { requestId: 1, reason: value } }),
};

const WAYS: readonly [Side, Readonly<Record<string, (value: string) => object>>][] = [
  ["server", OF_SERVERS],
  ["client", OF_CLIENTS],
];

describe.each(WAYS)("what a %s says", (from, messages) => {
  test.each(Object.entries(messages))("%s", async (_, make) => {
    const world = openWorld();
    const untrusted: Side = from === "server" ? "client" : "server";
    const gate = openGate(world, { untrusted });
    const masked = await forwarded(gate, make(EMAIL), from);
    expect(masked).not.toContain(EMAIL);
    for (const word of masked.match(/[A-Za-z0-9+/=]{24,}/g) ?? [])
      expect(Buffer.from(word, "base64").toString()).not.toContain(EMAIL);
    const placeholder = /EMAILX\d{9}/.exec(masked)?.[0] ?? "";
    // Structure is as it was: nothing but the value became anything else.
    expect(JSON.parse(masked)).toEqual(JSON.parse(JSON.stringify(make(placeholder))));
    // The other side sends the same back.
    const back = openGate(world, { untrusted: from === "server" ? "server" : "client" });
    const whole = JSON.parse(await forwarded(back, masked.replaceAll(/[A-Za-z0-9+/]{24,}={0,2}/g, unmasked), from));
    expect(whole).toEqual(JSON.parse(JSON.stringify(make(EMAIL))));
    function unmasked(word: string): string {
      const text = Buffer.from(word, "base64").toString();
      return text.includes(placeholder) ? base64(text.replace(placeholder, EMAIL)) : word;
    }
  });
});

describe("the bytes around", () => {
  test("numbers, blanks, escapes and the order of names stay", async () => {
    const gate = openGate(openWorld());
    const text = `{ "result" :{"content":[{"text":"\\u0061 ${EMAIL}\\/","type":"text"}],"n":1.0,"m":1e2,"big":12345678901234567890}\t,"jsonrpc":"2.0","id":9007199254740993}\r`;
    const masked = await forwarded(gate, text, "server");
    expect(masked.replace(/EMAILX\d{9}/, EMAIL)).toBe(text);
  });

  test("a message without values stays as it is", async () => {
    const gate = openGate(openWorld());
    for (const from of ["client", "server"] as const) {
      const text = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
      expect(await forwarded(gate, text, from)).toBe(text);
    }
  });

  test("a batch", async () => {
    const gate = openGate(openWorld());
    const batch = [result({ content: [{ type: "text", text: EMAIL }] }), OF_SERVERS["notifications/message"]?.(EMAIL)];
    const masked = await forwarded(gate, batch, "server");
    expect(masked).not.toContain(EMAIL);
    const call = OF_CLIENTS["tools/call"]?.(/EMAILX\d{9}/.exec(masked)?.[0] ?? "");
    expect(await forwarded(gate, [call], "client")).toBe(JSON.stringify([OF_CLIENTS["tools/call"]?.(EMAIL)]));
  });

  test("a line that is no JSON is masked as text", async () => {
    const gate = openGate(openWorld());
    expect(await forwarded(gate, `DEBUG mail from ${EMAIL}`, "server")).toMatch(/^DEBUG mail from EMAILX\d{9}$/);
    expect(await forwarded(gate, `{"half": "${EMAIL}`, "server")).toMatch(/^\{"half": "EMAILX\d{9}$/);
  });

  test("a number that is a phone comes back as a number in arguments", async () => {
    const gate = openGate(openWorld());
    const masked = await forwarded(gate, result({ structuredContent: { phone: 13800138000 } }), "server");
    const phone = /"(PHONEX\d{9})"/.exec(masked)?.[1];
    expect(phone).toBeDefined();
    const call = { method: "tools/call", id: 1, params: { name: "t", arguments: { phone } } };
    expect(JSON.parse(await forwarded(gate, call, "client")).params.arguments).toEqual({ phone: 13800138000 });
  });

  test("schemas lose what no placeholder satisfies", async () => {
    const gate = openGate(openWorld());
    const schema = { type: "object", properties: { to: { type: "string", format: "email", maxLength: 9 } } };
    const masked = await forwarded(gate, result({ tools: [{ name: "t", inputSchema: schema }] }), "server");
    expect(JSON.parse(masked).result.tools[0].inputSchema.properties.to).toEqual({ type: "string" });
  });
});

describe("policies", () => {
  test("what may not be restored in tools stays masked in arguments", async () => {
    const world = openWorld();
    const gate = openGate(world, {
      restore: {
        allows: (kind, { channel }) => channel === "text" || kind !== "GITHUB_TOKEN",
        unmaskedTools: new Set(),
      },
    });
    const masked = await forwarded(gate, result({ content: [{ type: "text", text: `${TOKEN} ${EMAIL}` }] }), "server");
    const text: string = JSON.parse(masked).result.content[0].text;
    const [token = "", mail = ""] = text.split(" ");
    const call = { method: "tools/call", id: 1, params: { name: "t", arguments: { token, mail } } };
    expect(JSON.parse(await forwarded(gate, call, "client")).params.arguments).toEqual({ token, mail: EMAIL });
  });

  test("the policy is asked with the name of the tool", async () => {
    const world = openWorld();
    const asked: (string | undefined)[] = [];
    const gate = openGate(world, {
      restore: {
        allows(_, { tool }) {
          asked.push(tool);
          return tool === "send_mail";
        },
        unmaskedTools: new Set(),
      },
    });
    const masked = await forwarded(gate, result({ content: [{ type: "text", text: EMAIL }] }), "server");
    const to = JSON.parse(masked).result.content[0].text;
    const call = (name: string): object => ({ method: "tools/call", id: 1, params: { name, arguments: { to } } });
    expect(await forwarded(gate, call("send_mail"), "client")).toContain(EMAIL);
    expect(await forwarded(gate, call("post"), "client")).not.toContain(EMAIL);
    expect(asked).toEqual(["send_mail", "post"]);
  });

  const blocking = (world: World): RpcGate =>
    openGate(world, {
      detection: {
        detector,
        policy: createPolicy({ actions: { EMAIL: "block" } }),
        secrets: world.secrets,
        sources: [],
        version: "1",
      },
    });

  function expectError(bytes: Buffer | null, id: unknown): void {
    const { error, ...rest } = JSON.parse(String(bytes));
    expect(rest).toEqual({ jsonrpc: "2.0", id });
    expect(error.message).toMatch(/^closemask: /);
    expect(String(bytes)).not.toContain(EMAIL);
  }

  test("a blocked response becomes an error for the one who asked", async () => {
    const passed = await blocking(openWorld()).pass(
      Buffer.from(JSON.stringify(rpc({ id: 'é"', result: { a: EMAIL } }))),
      "server",
    );
    expectError(passed.forward, 'é"');
    expect(passed.back).toBeNull();
  });

  test("a blocked request is answered", async () => {
    const message = { id: 12, method: "sampling/createMessage", params: { systemPrompt: EMAIL } };
    const passed = await blocking(openWorld()).pass(Buffer.from(JSON.stringify(message)), "server");
    expect(passed.forward).toBeNull();
    expectError(passed.back, 12);
  });

  test("a blocked notification is dropped", async () => {
    const message = { method: "notifications/message", params: { data: EMAIL } };
    const passed = await blocking(openWorld()).pass(Buffer.from(JSON.stringify(message)), "server");
    expect(passed).toMatchObject({ forward: null, back: null, refusal: { kind: "blocked" } });
  });

  test("of a blocked batch everybody is told", async () => {
    const batch = [
      { id: 1, result: { a: EMAIL } },
      { id: 2, method: "x", params: {} },
      { id: 3, result: {} },
    ];
    const passed = await blocking(openWorld()).pass(Buffer.from(JSON.stringify(batch)), "server");
    expect(JSON.parse(String(passed.forward)).map(({ id }: { id: number }) => id)).toEqual([1, 3]);
    expect(JSON.parse(String(passed.back)).map(({ id }: { id: number }) => id)).toEqual([2]);
  });

  test("a store that fails: nothing goes on, on either way", async () => {
    const world = openWorld();
    const gate = openGate(world);
    const masked = await forwarded(gate, result({ content: [{ type: "text", text: EMAIL }] }), "server");
    const broken = openGate(world, {
      session: {
        ...world.session,
        begin() {
          throw new ClosemaskError("store-failed", "the store is gone");
        },
      },
    });
    const answer = await broken.pass(Buffer.from(JSON.stringify(result({ a: "new@corp.example" }))), "server");
    expectError(answer.forward, 1);
    const to = JSON.parse(masked).result.content[0].text;
    const call = { id: 8, method: "tools/call", params: { name: "t", arguments: { to } } };
    const asked = await broken.pass(Buffer.from(JSON.stringify(call)), "client");
    expect(asked.forward).toBeNull();
    expectError(asked.back, 8);
  });

  test("binary is no message", async () => {
    const passed = await openGate(openWorld()).pass(Buffer.from([0xff, 0x00, 0x80]), "server");
    expect(passed).toMatchObject({ forward: null, back: null, refusal: { kind: "blob" } });
  });
});

describe("messages that are too long", () => {
  const cases: readonly [string, string, string, Pick<Passed, "forward" | "back"> | null][] = [
    ["a response, id first", '{"jsonrpc":"2.0","id":7,"result":{"a":"', "…", { forward: Buffer.from("7"), back: null }],
    [
      "a response, id last",
      '{"result":{"a":"',
      '"},"jsonrpc":"2.0","id":"x"}',
      { forward: Buffer.from('"x"'), back: null },
    ],
    ["a request, id first", '{"jsonrpc":"2.0","id":7,"method":"a', "…", { forward: null, back: Buffer.from("7") }],
    [
      "a request, id last",
      '{"method":"tools/call","params":{"a":"',
      '"}, "jsonrpc":"2.0", "id": 3 }',
      { forward: null, back: Buffer.from("3") },
    ],
    ["a notification", '{"method":"notifications/message","params":{"a":"', '"}}', { forward: null, back: null }],
    ["an id that is nowhere", '{"x":"', '"}', null],
    ["an id in a text", '{"x":"', '"id":1}"}', null],
  ];
  test.each(cases)("%s", (_, head, tail, expected) => {
    const passed = openGate(openWorld()).tooLong(Buffer.from(head), Buffer.from(tail), 100);
    const idOf = (bytes: Buffer | null): string | null =>
      bytes === null ? null : (/"id":(\d+|"[^"]*")/.exec(String(bytes))?.[1] ?? "");
    if (expected === null) expect(passed).toBeNull();
    else {
      expect(idOf(passed?.forward ?? null)).toBe(expected.forward === null ? null : String(expected.forward));
      expect(idOf(passed?.back ?? null)).toBe(expected.back === null ? null : String(expected.back));
    }
  });
});

describe("ids", () => {
  test("as they are written", () => {
    expect(readRpc(Buffer.from('{"id":1.50,"method":"a"}'))).toEqual([{ is: "request", id: "1.50" }]);
    expect(readRpc(Buffer.from('{"id":"\\u0061","result":{}}'))).toEqual([{ is: "response", id: '"\\u0061"' }]);
    expect(readRpc(Buffer.from('{"method":"a"}'))).toEqual([{ is: "notification", id: "" }]);
    expect(readRpc(Buffer.from('{"id":{"a":1},"method":"a"}'))).toEqual([{ is: "notification", id: "" }]);
    expect(readRpc(Buffer.from("nothing"))).toEqual([]);
  });
  test("of a beginning and an end", () => {
    expect(guessRpc(Buffer.from('{"id":null,"'), Buffer.from("}"))).toBeNull();
  });
});
