// An edit tool is no oracle: a search that a model has guessed into a masked value fails like a wrong guess, in every form of
// answers, and the model sees no difference.

import { describe, expect, test } from "vitest";
import { createSearchWatch, findProbe, MARK } from "../../src/proxy/probe.ts";
import { answer, EMAIL, open, openWorld, placeholderOf, send, TOKEN, type World } from "./kit.ts";

const FILE = `# settings\nTOKEN=${TOKEN}\nowner = ${EMAIL}\nowner_again = ${EMAIL}\n`;
const TOOLS = [{ name: "Edit", description: "edits", input_schema: { type: "object" } }];

function ask(file = FILE): object {
  return {
    model: "m",
    max_tokens: 10,
    tools: TOOLS,
    messages: [
      { role: "user", content: "look at it" },
      { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "Read", input: { path: "settings" } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: file }] },
    ],
  };
}

/** What the client's tool is asked to look for, when a model writes this. */
async function lookedFor(
  search: string,
  body: object = ask(),
): Promise<{ text: string; probes: number; world: World }> {
  const world = openWorld();
  const exchange = open(world, "anthropic", "/v1/messages");
  await send(exchange, body);
  const token = await placeholderOf(world, TOKEN, "API_KEY");
  const mail = await placeholderOf(world, EMAIL);
  const input = { path: "settings", old_string: search.replace("{t}", token).replace("{m}", mail), new_string: "x" };
  const content = [{ type: "tool_use", id: "t2", name: "Edit", input }];
  const { body: restored, counts } = await exchange.restoreBody(Buffer.from(JSON.stringify({ content })));
  const text = JSON.parse(restored.toString()).content[0].input.old_string;
  return { text, probes: counts.probes, world };
}

describe("a search that would match a value in part", () => {
  test.each([
    [`TOKEN=${TOKEN.slice(0, 5)}`, "ends in one"],
    [TOKEN.slice(4, 12), "lies in one"],
    [`${TOKEN.slice(-3)}\nowner`, "begins in one"],
    [`${EMAIL.slice(-6)}\nowner_again`, "begins in one of two"],
    [`{t}\nowner = ${EMAIL.slice(0, 4)}`, "has a whole one before"],
  ])("%j %s: it fails", async (search) => {
    const { text, probes } = await lookedFor(search);
    expect(text.endsWith(MARK)).toBe(true);
    expect(FILE.includes(text)).toBe(false);
    expect(probes).toBe(1);
  });

  test.each([
    ["TOKEN={t}", `TOKEN=${TOKEN}`],
    ["TOKEN={t}\nowner = {m}", `TOKEN=${TOKEN}\nowner = ${EMAIL}`],
    ["{m}", EMAIL],
    ["TOKEN=", "TOKEN="],
    ["TOKEN=ghq_", "TOKEN=ghq_"],
    ["owner_again", "owner_again"],
    ["e", "e"],
    // It is in the address, and beside it.
    ["owner", "owner"],
  ])("%j is none, and is restored as usual", async (search, due) => {
    const { text, probes } = await lookedFor(search);
    expect([text, probes]).toEqual([due, 0]);
  });

  test("a value that lies in another one is no guess", async () => {
    const hidden = [{ bytes: Buffer.from("a=Smith b=smith.Smith@x"), start: 0, end: 23, values: [] }];
    const values = [
      { start: 2, end: 7, kind: "PERSON" },
      { start: 10, end: 23, kind: "EMAIL" },
    ];
    const both = [{ ...(hidden[0] as (typeof hidden)[0]), values }];
    expect(findProbe(Buffer.from("Smith"), [{ start: 0, end: 5 }], both)).toBeNull();
    expect(findProbe(Buffer.from("Smith"), [], both)).toBe("EMAIL");
    expect(findProbe(Buffer.from("Smith@"), [{ start: 0, end: 5 }], both)).toBe("EMAIL");
  });

  test("what also stands in the text outside of values is no guess; in another text that does not count", async () => {
    const named = ask(`${FILE}company = corp\n`);
    expect(await lookedFor("corp", named)).toMatchObject({ text: "corp", probes: 0 });
    const { messages, ...rest } = ask() as { messages: object[] };
    const beside = { ...rest, messages: [...messages, { role: "user", content: "change corp" }] };
    expect((await lookedFor("corp", beside)).probes).toBe(1);
  });

  test("without tools nothing is an edit", async () => {
    const { tools: _, ...body } = ask() as { tools: unknown };
    expect((await lookedFor(`TOKEN=${TOKEN.slice(0, 5)}`, body)).probes).toBe(0);
  });
});

test("the next turn holds what the model wrote, and the tool's message no mark", async () => {
  const world = openWorld();
  const first = open(world, "anthropic", "/v1/messages");
  await send(first, ask());
  const search = `TOKEN=${TOKEN.slice(0, 5)}`;
  const wire = { type: "tool_use", id: "t2", name: "Edit", input: { old_string: search, new_string: "x" } };
  const back = JSON.parse(await answer(first, { content: [wire] })) as { content: [typeof wire] };
  const shown = back.content[0].input.old_string;
  expect(shown).toBe(search + MARK);
  const before = ask() as { messages: object[] };
  const failed = `String to replace not found in file.\nString: ${shown}`;
  const result = { type: "tool_result", tool_use_id: "t2", is_error: true, content: failed };
  const messages = [
    ...before.messages,
    { role: "assistant", content: back.content },
    { role: "user", content: [result] },
  ];
  const { json, text } = await send(open(world, "anthropic", "/v1/messages"), { ...before, messages });
  const sent = json as { messages: { content: unknown[] }[] };
  expect(sent.messages.at(-2)?.content).toEqual([wire]);
  expect(text).not.toContain(MARK);
  expect(JSON.stringify(sent.messages.at(-1))).toContain(`String: ${search}"`);
});

describe("in every form of answers", () => {
  const chat = {
    model: "m",
    stream: true,
    tools: [{ type: "function", function: { name: "edit", parameters: {} } }],
    messages: [{ role: "tool", tool_call_id: "c", content: FILE }],
  };
  const args = JSON.stringify({ "a\\": '"', edits: [{ old_string: `TOKEN=${TOKEN.slice(0, 5)}`, new_string: "é\n" }] });

  test("arguments as JSON text, cut anywhere", async () => {
    for (let size = 1; size < 12; size++) {
      const exchange = open(openWorld(), "openai", "/v1/chat/completions");
      await send(exchange, chat);
      const stream = exchange.restoreStream();
      let out = "";
      for (let at = 0; at < args.length; at += size) {
        const call = { index: 0, function: { arguments: args.slice(at, at + size) } };
        const event = { choices: [{ index: 0, delta: { tool_calls: [call] } }] };
        out += (await stream.feed(Buffer.from(`data: ${JSON.stringify(event)}\n\n`))).toString();
      }
      out += (await stream.end()).toString();
      const joined = [...out.matchAll(/^data: (.*)$/gm)]
        .map(([, data = ""]) => JSON.parse(data).choices[0].delta.tool_calls?.[0].function.arguments ?? "")
        .join("");
      expect(JSON.parse(joined)).toEqual({
        "a\\": '"',
        edits: [{ old_string: `TOKEN=${TOKEN.slice(0, 5)}${MARK}`, new_string: "é\n" }],
      });
      expect(stream.counts.probes).toBe(1);
    }
  });

  test("arguments as an object in an event", async () => {
    const exchange = open(openWorld(), "ollama", "/api/chat");
    await send(exchange, { ...chat, messages: [{ role: "tool", content: FILE }] });
    const stream = exchange.restoreStream();
    const call = { function: { name: "edit", arguments: { old_str: TOKEN.slice(0, 9), new_str: "x" } } };
    const line = JSON.stringify({ message: { role: "assistant", content: "", tool_calls: [call] }, done: true });
    const out = (await stream.feed(Buffer.from(`${line}\n`))).toString() + (await stream.end()).toString();
    expect(JSON.parse(out).message.tool_calls[0].function.arguments).toEqual({
      old_str: TOKEN.slice(0, 9) + MARK,
      new_str: "x",
    });
  });

  test("the whole text of Responses says the same as its pieces", async () => {
    const exchange = open(openWorld(), "openai", "/v1/responses");
    const input = [{ type: "function_call_output", call_id: "c", output: FILE }];
    await send(exchange, { model: "m", tools: [{ type: "function", name: "edit" }], input });
    const stream = exchange.restoreStream();
    const events = [
      { type: "response.function_call_arguments.delta", output_index: 0, delta: args.slice(0, 40) },
      { type: "response.function_call_arguments.delta", output_index: 0, delta: args.slice(40) },
      { type: "response.function_call_arguments.done", output_index: 0, arguments: args },
      { type: "response.output_item.done", output_index: 0, item: { type: "function_call", arguments: args } },
    ];
    let out = "";
    for (const event of events)
      out += (await stream.feed(Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`))).toString();
    out += (await stream.end()).toString();
    const got = [...out.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
    const pieces = got.map(({ delta }) => delta ?? "").join("");
    expect(JSON.parse(pieces).edits[0].old_string.endsWith(MARK)).toBe(true);
    expect(got.find(({ arguments: whole }) => whole !== undefined)?.arguments).toBe(pieces);
    expect(got.at(-1).item.arguments).toBe(pieces);
  });
});

test("a watch knows names from values, and escapes", () => {
  const seen: string[] = [];
  const watch = createSearchWatch((search) => {
    seen.push(search.toString());
    return false;
  });
  watch.feed('{"old_string" : "a\\"b\\u00e9", "x": "old_string", "y": ["old_string"], ');
  watch.feed('"find": ["no"], "nested": {"OldText": "2"}, "old": 3, "search":"');
  watch.put("v");
  watch.feed('"}');
  expect(seen).toEqual(['a"bé', "2", "v"]);
});
