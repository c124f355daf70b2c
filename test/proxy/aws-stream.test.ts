// Bedrock's streams: cases H04, H05 and H07 of the conformance list.

import { describe, expect, test } from "vitest";
import type { Exchange } from "../../src/proxy/exchange.ts";
import { event, frame, readFrames } from "./aws-kit.ts";
import { EMAIL, open, openWorld, placeholderOf, send, type World } from "./kit.ts";

const NASTY = 'pa"s\\s\nw0rd!';

async function through(exchange: Exchange, bytes: Buffer, size: number): Promise<Buffer> {
  const stream = exchange.restoreStream();
  const out: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += size) out.push(Buffer.from(await stream.feed(bytes.subarray(i, i + size))));
  out.push(Buffer.from(await stream.end()));
  return Buffer.concat(out);
}

async function opened(world: World, path: string): Promise<Exchange> {
  world.secrets.add({ value: Buffer.from(NASTY), kind: "PASSWORD" });
  const exchange = open(world, "bedrock", path);
  await send(exchange, { messages: [{ role: "user", content: [{ text: `${EMAIL} ${NASTY}` }] }] });
  return exchange;
}

const cut = (text: string): string[] => text.match(/[\s\S]{1,4}/g) ?? [];

describe("H", () => {
  test.each([1, 7, 100_000])("H04 H05 I01 a Converse stream in pieces of %i bytes", async (size) => {
    const world = openWorld();
    const exchange = await opened(world, "/model/m/converse-stream");
    const P = await placeholderOf(world, EMAIL);
    const Q = await placeholderOf(world, NASTY, "PASSWORD");
    const say = `Mail ${P}, 😀 ${P}`;
    const reasoning = { contentBlockIndex: 0, delta: { reasoningContent: { text: `about ${P}` } } };
    const frames = [
      event("messageStart", { role: "assistant", p: "abc" }),
      event("contentBlockDelta", reasoning),
      ...cut(say).map((text) => event("contentBlockDelta", { contentBlockIndex: 1, delta: { text }, p: "abcdef" })),
      event("contentBlockStop", { contentBlockIndex: 1 }),
      event("contentBlockStart", { contentBlockIndex: 2, start: { toolUse: { toolUseId: "t", name: "send" } } }),
      ...cut(JSON.stringify({ to: P, note: Q })).map((input) =>
        event("contentBlockDelta", { contentBlockIndex: 2, delta: { toolUse: { input } } }),
      ),
      event("contentBlockStop", { contentBlockIndex: 2 }),
      event("messageStop", { stopReason: "tool_use" }),
      frame(
        { ":exception-type": "throttlingException", ":message-type": "exception" },
        JSON.stringify({ message: `slow down ${P}` }),
      ),
    ];
    const got = readFrames(await through(exchange, Buffer.concat(frames), size));
    const parsed = got.map(({ payload }) => JSON.parse(payload));
    expect(parsed.flatMap(({ delta }) => delta?.text ?? []).join("")).toBe(`Mail ${EMAIL}, 😀 ${EMAIL}`);
    expect(JSON.parse(parsed.flatMap(({ delta }) => delta?.toolUse?.input ?? []).join(""))).toEqual({
      to: EMAIL,
      note: NASTY,
    });
    expect(got[1]?.payload).toBe(JSON.stringify(reasoning));
    expect(got.at(-1)?.payload).toBe(JSON.stringify({ message: `slow down ${EMAIL}` }));
    expect(got.at(-1)?.head).toContain("throttlingException");
    const types = new Set(got.slice(0, -1).map(({ head }) => /:event-type.{3}([A-Za-z]+)/s.exec(head)?.[1]));
    expect(types).toEqual(
      new Set(["messageStart", "contentBlockDelta", "contentBlockStop", "contentBlockStart", "messageStop"]),
    );
  });

  test("what does not change is the same bytes", async () => {
    const exchange = await opened(openWorld(), "/model/m/converse-stream");
    const bytes = Buffer.concat([
      event("messageStart", { role: "assistant" }),
      event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "hello " } }),
      event("metadata", { usage: { inputTokens: 1 } }),
    ]);
    expect((await through(exchange, bytes, 11)).equals(bytes)).toBe(true);
  });

  test("H07 the model's own events in base64", async () => {
    const world = openWorld();
    const exchange = await opened(world, "/model/m/invoke-with-response-stream");
    const P = await placeholderOf(world, EMAIL);
    const chunk = (inner: object): Buffer =>
      event("chunk", { bytes: Buffer.from(JSON.stringify(inner)).toString("base64"), p: "abc" });
    const thinking = { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: P } };
    const frames = [
      chunk({ type: "message_start", message: { content: [] } }),
      chunk(thinking),
      ...cut(`Mail ${P} now`).map((text) =>
        chunk({ type: "content_block_delta", index: 1, delta: { type: "text_delta", text } }),
      ),
      chunk({ type: "content_block_stop", index: 1 }),
    ];
    const got = readFrames(await through(exchange, Buffer.concat(frames), 13)).map(({ payload }) =>
      JSON.parse(Buffer.from(JSON.parse(payload).bytes, "base64").toString()),
    );
    expect(got.flatMap(({ delta }) => delta?.text ?? []).join("")).toBe(`Mail ${EMAIL} now`);
    expect(got[1]).toEqual(thinking);
  });

  test.each([
    Buffer.from("not frames at all, but text"),
    Buffer.alloc(20),
    event("x", {}).subarray(0, 15),
    Buffer.concat([event("x", {}), Buffer.from([255, 255, 255, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9])]),
  ])("what are no frames passes as it came (%#)", async (bytes) => {
    const exchange = await opened(openWorld(), "/model/m/converse-stream");
    expect((await through(exchange, bytes, 5)).equals(bytes)).toBe(true);
  });
});
