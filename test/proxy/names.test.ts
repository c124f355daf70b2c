// Names in requests: asked for once, masked as any value, remembered, and what happens when nobody can say.

import { describe, expect, test } from "vitest";
import { ClosemaskError } from "../../src/errors.ts";
import type { Named, NameFinder, NamesFound } from "../../src/mask/names.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import type { Exchange } from "../../src/proxy/exchange.ts";
import { answer, detector, EMAIL, memorySession, open, openWorld, placeholderOf, send, type World } from "./kit.ts";

/** Knows Alice Smith where somebody met her, and 张三. */
function namesIn(text: string): Named[] {
  return [...text.matchAll(/(?<=met )Alice Smith|张三/g)].map(({ index, 0: name }) => ({
    start: index,
    end: index + name.length,
    kind: "PERSON",
    label: "PER",
    score: 0.9,
  }));
}

function finder(answerWith: (texts: readonly string[]) => NamesFound = whole) {
  const asked: string[][] = [];
  const names: NameFinder = {
    async find(texts) {
      asked.push([...texts]);
      return answerWith(texts);
    },
  };
  return { asked, names };
}

function whole(texts: readonly string[]): NamesFound {
  return { state: "whole", entities: texts.map(namesIn) };
}

function chat(world: World, names: NameFinder, version = "1"): Exchange {
  const detection = { detector, policy: createPolicy(), secrets: world.secrets, sources: [], version, names };
  return open(world, "openai", "/v1/chat/completions", { detection });
}

const body = (...contents: string[]): object => ({
  model: "m",
  messages: contents.map((content) => ({ role: "user", content })),
});

test("a name leaves masked and comes back", async () => {
  const world = openWorld();
  const { names } = finder();
  const exchange = chat(world, names);
  const { text } = await send(exchange, body("👍 I met Alice Smith, 张三 and jane.roe@corp.example"));
  const [alice, zhang] = [
    await placeholderOf(world, "Alice Smith", "PERSON"),
    await placeholderOf(world, "张三", "PERSON"),
  ];
  expect(text).toContain(`👍 I met ${alice}, ${zhang} and ${await placeholderOf(world, EMAIL)}`);
  expect(
    await answer(exchange, { choices: [{ message: { role: "assistant", content: `Hello ${alice}` } }] }),
  ).toContain("Hello Alice Smith");
});

test("all new texts in one question, and none that was looked at before", async () => {
  const world = openWorld();
  const { names, asked } = finder();
  await send(chat(world, names), body("met Alice Smith", "second"));
  expect(asked).toEqual([["met Alice Smith", "second"]]);
  await send(chat(world, names), body("met Alice Smith", "second", "third"));
  expect(asked.slice(1)).toEqual([["third"]]);
  // Another configuration, another look.
  await send(chat(world, names, "2"), body("fourth"));
  expect(asked.slice(2)).toEqual([["fourth"]]);
});

test("a text that another session sent is known without being asked about, names and all", async () => {
  const world = openWorld();
  const { names, asked } = finder();
  await send(chat(world, names), body("met Alice Smith"));
  const detection = { detector, policy: createPolicy(), secrets: world.secrets, sources: [], version: "1", names };
  const other = open(world, "openai", "/v1/chat/completions", { detection, sessionName: "other" });
  expect((await send(other, body("met Alice Smith"))).text).not.toContain("Alice");
  expect(asked).toHaveLength(1);
});

test("once seen, always masked: in other texts of the request and in later ones", async () => {
  const world = openWorld();
  const { names } = finder();
  const { text } = await send(chat(world, names), body("Alice Smith?", "met Alice Smith", "Alice Smithson"));
  const alice = await placeholderOf(world, "Alice Smith", "PERSON");
  expect(text).toContain(`"${alice}?"`);
  expect(text).toContain("Alice Smithson");
  expect((await send(chat(world, names), body("so Alice Smith said"))).text).toContain(`so ${alice} said`);
});

test("placeholders in a history are hidden", async () => {
  const world = openWorld();
  const { names, asked } = finder();
  const first = await send(chat(world, names), body(`to ${EMAIL}`));
  const placeholder = await placeholderOf(world, EMAIL);
  expect(first.text).toContain(placeholder);
  await send(chat(world, names), body(`so ${placeholder} met Alice Smith`));
  expect(asked[1]).toEqual([`so ${"\0".repeat(placeholder.length)} met Alice Smith`]);
});

test("a second look without names forgets none", async () => {
  const world = openWorld();
  const { names } = finder();
  const detection = { detector, policy: createPolicy(), secrets: world.secrets, sources: [], version: "1", names };
  // A URL is only looked at; the same text elsewhere is masked.
  const image = {
    model: "m",
    messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "met 张三" } }] }],
  };
  await send(open(world, "openai", "/v1/chat/completions", { detection }), image);
  const { text } = await send(open(world, "openai", "/v1/chat/completions", { detection }), body("met 张三"));
  expect(text).not.toContain("张三");
});

describe("nobody can say", () => {
  const missing = (state: "rules" | "pass") => {
    const its = { down: true };
    return { its, ...finder((texts) => (its.down ? { state, entities: texts.map(() => []) } : whole(texts))) };
  };

  test("block: refused, with nothing of the text in it", async () => {
    const names: NameFinder = {
      find: () => Promise.reject(new ClosemaskError("ner", "it is away", { hint: "start it" })),
    };
    const outcome = await chat(openWorld(), names).maskRequest(Buffer.from(JSON.stringify(body("met Alice Smith"))));
    expect(outcome).toEqual({
      ok: false,
      refusal: {
        kind: "names",
        status: 422,
        message: "names could not be looked for, so nothing was sent: it is away (start it)",
      },
    });
  });

  test("rules: what rules find is masked, it is counted, and looked at anew when it comes again", async () => {
    const world = openWorld();
    const { names, its, asked } = missing("rules");
    const { text, outcome } = await send(chat(world, names), body(`met Alice Smith at ${EMAIL}`, "xy"));
    expect(text).toContain(`met Alice Smith at ${await placeholderOf(world, EMAIL)}`);
    expect([...outcome.counts.warnings]).toEqual([["names", 2]]);
    its.down = false;
    const again = await send(chat(world, names), body(`met Alice Smith at ${EMAIL}`, "xy"));
    expect(again.text).not.toContain("Alice");
    expect(again.outcome.counts.warnings.size).toBe(0);
    expect(asked).toHaveLength(2);
  });

  test("pass: the text leaves as it came, and is counted; a known secret still stops it", async () => {
    const world = openWorld();
    const { names } = missing("pass");
    const { text, outcome } = await send(chat(world, names), body(`met Alice Smith at ${EMAIL}`));
    expect(text).toContain(`met Alice Smith at ${EMAIL}`);
    expect([...outcome.counts.warnings]).toEqual([["names", 1]]);
    world.secrets.add({ value: Buffer.from("correct-horse-battery"), kind: "CODENAME" });
    const stopped = await chat(world, names).maskRequest(Buffer.from(JSON.stringify(body("correct-horse-battery"))));
    expect(stopped).toMatchObject({ ok: false, refusal: { kind: "egress" } });
  });
});

test("a name that another request learns while this one waits for the store is masked, not refused", async () => {
  const store = memorySession();
  let letGo = (): void => {};
  const opened = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let waits = true;
  const slow: typeof store = {
    ...store,
    async epoch() {
      return store.epoch();
    },
    async put(entries) {
      if (waits) await opened;
      return store.put(entries);
    },
  };
  delete (slow as { putColumns?: unknown }).putColumns;
  const world = openWorld(slow);
  const { names } = finder();
  const first = send(chat(world, names), body(`so Alice Smith wrote from ${EMAIL}`));
  await new Promise(setImmediate);
  waits = false;
  await send(chat(world, names), body("met Alice Smith"));
  letGo();
  expect((await first).text).not.toContain("Alice");
});
