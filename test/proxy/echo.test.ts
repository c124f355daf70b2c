// The round trip of a conversation whose answers are streamed: what the model said goes back as it said it.

import { describe, expect, test } from "vitest";
import { EMAIL, open, openWorld, placeholderOf, send } from "./kit.ts";

async function stream(exchange: ReturnType<typeof open>, text: string): Promise<string> {
  const machine = exchange.restoreStream();
  const out: Buffer[] = [];
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += 7) out.push(Buffer.from(await machine.feed(bytes.subarray(i, i + 7))));
  out.push(Buffer.from(await machine.end()));
  return Buffer.concat(out).toString();
}

const pieces = (text: string): string[] => text.match(/[\s\S]{1,5}/g) ?? [];

describe("E08 E09 E10 streamed", () => {
  test("Anthropic: text and the input of a tool, parsed by the client", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, EMAIL);
    const say = `Write to ${P} or ${P.toLowerCase()}, not to nobody@else.example.`;
    const input = { to: P, body: `Dear "${P}",\n…`, cc: "nobody@else.example", deep: JSON.stringify({ a: P }) };
    const event = (data: { type: string }): string => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
    const delta = (index: number, what: object): string =>
      event({ type: "content_block_delta", index, delta: what } as never);
    const body = [
      event({ type: "message_start", message: { content: [] } } as never),
      event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } } as never),
      ...pieces(say).map((text) => delta(0, { type: "text_delta", text })),
      event({ type: "content_block_stop", index: 0 } as never),
      event({
        type: "content_block_start",
        index: 1,
        content_block: { type: "tool_use", id: "t", name: "send", input: {} },
      } as never),
      ...pieces(JSON.stringify(input)).map((partial_json) => delta(1, { type: "input_json_delta", partial_json })),
      event({ type: "content_block_stop", index: 1 } as never),
      event({ type: "message_stop" }),
    ].join("");
    const first = open(world, "anthropic", "/v1/messages");
    await send(first, { stream: true, messages: [{ role: "user", content: EMAIL }] });
    const events = (await stream(first, body))
      .split("\n")
      .filter((line) => line.startsWith("data: "))
      .map((line) => JSON.parse(line.slice(6)));
    const join = (index: number, name: string): string =>
      events
        .flatMap((one) => (one.index === index && typeof one.delta?.[name] === "string" ? [one.delta[name]] : []))
        .join("");
    const text = join(0, "text");
    const parsed = JSON.parse(join(1, "partial_json"));
    expect(text).toBe(`Write to ${EMAIL} or ${EMAIL}, not to nobody@else.example.`);
    expect(parsed).toEqual({
      to: EMAIL,
      body: `Dear "${EMAIL}",\n…`,
      cc: "nobody@else.example",
      deep: JSON.stringify({ a: EMAIL }),
    });
    const history = (say: string, input: object): object => ({
      messages: [
        {
          role: "assistant",
          content: [
            { type: "text", text: say },
            { type: "tool_use", id: "t", name: "send", input },
          ],
        },
      ],
    });
    const second = await send(open(world, "anthropic", "/v1/messages"), history(text, parsed));
    expect(second.text).toBe(JSON.stringify(history(say, input)));
  });

  test("Chat: content and arguments as the text they were", async () => {
    const world = openWorld();
    const P = await placeholderOf(world, EMAIL);
    const say = `Write to ${P}, not to nobody@else.example.`;
    const args = `{ "to" : "${P}","cc":"nobody@else.example" }`;
    const chunk = (delta: object, finish_reason: string | null = null): string =>
      `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const body = [
      chunk({ role: "assistant", content: "" }),
      ...pieces(say).map((content) => chunk({ content })),
      chunk({ tool_calls: [{ index: 0, id: "t", type: "function", function: { name: "send", arguments: "" } }] }),
      ...pieces(args).map((piece) => chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
      chunk({}, "tool_calls"),
      "data: [DONE]\n\n",
    ].join("");
    const first = open(world, "openai", "/v1/chat/completions");
    await send(first, { stream: true, messages: [{ role: "user", content: EMAIL }] });
    const deltas = (await stream(first, body))
      .split("\n")
      .filter((line) => line.startsWith("data: {"))
      .map((line) => JSON.parse(line.slice(6)).choices[0].delta);
    const content = deltas.map(({ content = "" }) => content).join("");
    const called = deltas
      .flatMap(({ tool_calls = [] }) =>
        tool_calls.map((call: { function: { arguments: string } }) => call.function.arguments),
      )
      .join("");
    expect(called).toBe(args.replace(P, EMAIL));
    const history = (content: string, args: string): object => ({
      messages: [
        {
          role: "assistant",
          content,
          tool_calls: [{ id: "t", type: "function", function: { name: "send", arguments: args } }],
        },
      ],
    });
    const second = await send(open(world, "openai", "/v1/chat/completions"), history(content, called));
    expect(second.text).toBe(JSON.stringify(history(say, args)));
  });
});
