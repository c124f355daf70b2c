// What is around an engine: what it is asked, how often, and what happens when it cannot say.

import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClosemaskError } from "../../src/errors.ts";
import type { Entity, NerEngine, NerOptions, SyncNerEngine } from "../../src/ner/engine.ts";
import { createRecognizer, type Recognizer, type RecognizerOptions } from "../../src/ner/recognizer.ts";

const WORDS = ["Alice Smith", "Bob", "张三", "John Smith"];

const find = (text: string): Entity[] =>
  WORDS.flatMap((word) =>
    [...text.matchAll(new RegExp(word, "g"))].map(({ index }) => ({
      start: index,
      end: index + word.length,
      kind: "PERSON",
      label: "PER",
      score: 0.9,
    })),
  ).sort((a, b) => a.start - b.start);

interface Call {
  readonly texts: readonly string[];
  readonly language: string | undefined;
}

/** An engine elsewhere, and what it was asked. */
function remote(
  answer: (texts: readonly string[], options?: NerOptions) => Promise<Entity[][]> | Entity[][] = (texts) =>
    texts.map(find),
) {
  const calls: Call[] = [];
  const engine: NerEngine = {
    name: "engine",
    async detect(texts, options) {
      calls.push({ texts, language: options?.language });
      return answer(texts, options);
    },
    async close() {},
  };
  return { engine, calls };
}

function local() {
  const calls: Call[] = [];
  const engine: SyncNerEngine = {
    name: "local",
    find(text, language) {
      calls.push({ texts: [text], language });
      return find(text);
    },
    detect: async (texts) => texts.map(find),
    async close() {},
  };
  return { engine, calls };
}

const recognize = (engine: NerEngine, options: Partial<RecognizerOptions> = {}): Recognizer =>
  createRecognizer({ engine, onFailure: "block", cacheKey: randomBytes(16), ...options });

const read = async (recognizer: Recognizer, ...texts: string[]): Promise<string[][]> =>
  (await recognizer.find(texts)).entities.map((list, i) =>
    list.map(({ start, end }) => (texts[i] as string).slice(start, end)),
  );

test("an engine in this process answers at once, any other later", () => {
  expect(recognize(local().engine).find(["Bob"])).not.toBeInstanceOf(Promise);
  expect(recognize(remote().engine).find(["Bob"])).toBeInstanceOf(Promise);
});

test("an engine in a server lets others have their turn", async () => {
  const recognizer = recognize(local().engine, { breathes: true });
  expect(recognizer.find(["Bob"])).not.toBeInstanceOf(Promise);
  let turns = 0;
  const turn = setInterval(() => turns++, 0);
  const texts = Array.from({ length: 40 }, (_, i) => `${"x ".repeat(4000)}${i} Bob`);
  const answer = await recognizer.find(texts);
  clearInterval(turn);
  expect(answer.entities.map((list) => list.length)).toEqual(texts.map(() => 1));
  expect(turns).toBeGreaterThan(1);
});

describe.each([
  ["in this process", local],
  ["elsewhere", remote],
])("an engine %s", (_, make) => {
  test("is asked about each text once, however often it comes", async () => {
    const { engine, calls } = make();
    const recognizer = recognize(engine);
    expect(await read(recognizer, "Bob is in", "", "Bob is in", "nobody")).toEqual([["Bob"], [], ["Bob"], []]);
    expect(await read(recognizer, "nobody", "Bob is in")).toEqual([[], ["Bob"]]);
    expect(calls.flatMap(({ texts }) => texts)).toEqual(["Bob is in", "nobody"]);
    expect(recognizer.status()).toMatchObject({ state: "ok", texts: 6, known: 4, failed: 0 });
  });

  test("without room to remember is asked again, and answers are whole all the same", async () => {
    const { engine, calls } = make();
    const recognizer = recognize(engine, { cacheLimit: 0 });
    for (let i = 0; i < 2; i++)
      expect(await read(recognizer, "Bob a", "Bob b", "Bob c")).toEqual([["Bob"], ["Bob"], ["Bob"]]);
    expect(calls.flatMap(({ texts }) => texts).length).toBeGreaterThan(3);
  });

  test("does not see placeholders, and sees capitals as words", async () => {
    const { engine, calls } = make();
    expect(await read(recognize(engine), "mail \0\0\0\0\0\0\0\0 to Bob\0", "JOHN SMITH IS HERE")).toEqual([
      ["Bob"],
      ["JOHN SMITH"],
    ]);
    expect(calls.flatMap(({ texts }) => texts)).toEqual(["mail item to Bob item", "John Smith is Here"]);
  });

  test("answers with the same places for any text", async () => {
    const recognizer = recognize(make().engine);
    const parts = fc.array(fc.constantFrom(...WORDS, " ", "\0\0\0", "👍", "x", "。", "\n"), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(parts, async (list) => {
        const text = list.join("");
        const [found = []] = await read(recognizer, text);
        // Side by side with a gap of blanks they are one name.
        expect(found.join("").replace(/\s/g, "")).toBe(
          list
            .filter((part) => WORDS.includes(part))
            .join("")
            .replace(/\s/g, ""),
        );
      }),
    );
  });

  test("that answers beyond the text is not believed", async () => {
    const wrong: Entity[] = [{ start: 0, end: 99, kind: "PERSON", label: "PER", score: 1 }];
    const { engine } = make();
    const lying = { ...engine, find: () => wrong, detect: async (texts: readonly string[]) => texts.map(() => wrong) };
    expect(await read(recognize(lying), "Bob")).toEqual([[]]);
  });
});

describe("languages", () => {
  test("each text in its own, one call a language; mixed text in both", async () => {
    const { engine, calls } = remote();
    expect(await read(recognize(engine), "Bob is in", "张三在", "请联系 Alice Smith 或 Bob 确认", "Bob left")).toEqual([
      ["Bob"],
      ["张三"],
      ["Alice Smith", "Bob"],
      ["Bob"],
    ]);
    expect(calls.map(({ language, texts }) => [language, texts.length])).toEqual([
      ["en", 3],
      ["zh", 2],
    ]);
  });

  test("an engine in this process finds them out for itself", async () => {
    const { engine, calls } = local();
    await read(recognize(engine), "Bob is in", "请联系 Alice Smith 或 Bob 确认");
    expect(calls.map(({ language }) => language)).toEqual([undefined, undefined]);
  });

  test("those of the configuration are asked for instead", async () => {
    const { engine, calls } = remote();
    await read(recognize(engine, { languages: ["es"] }), "Bob", "张三");
    expect(calls).toEqual([{ texts: ["Bob", "张三"], language: "es" }]);
  });
});

test("a long text goes in windows, and names in every place are found once", async () => {
  const { engine, calls } = remote();
  const parts = Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? "Alice Smith" : `word${i}`));
  const text = parts.join(" ");
  const [found] = await read(recognize(engine, { window: 400, overlap: 50 }), text);
  expect(found).toEqual(parts.filter((part) => part === "Alice Smith"));
  expect(calls[0]?.texts.length).toBeGreaterThan(5);
  for (const part of calls[0]?.texts ?? []) expect(part.length).toBeLessThanOrEqual(400);
});

test("data without a name in it is not sent anywhere", async () => {
  const { engine, calls } = remote();
  const data = "iVBORw0KGgo".repeat(5000);
  expect(await read(recognize(engine), `${data} Bob ${data}`)).toEqual([["Bob"]]);
  expect(calls.flatMap(({ texts }) => texts.map((text) => text.trim()))).toEqual(["Bob"]);
});

describe("an engine that cannot say", () => {
  const error = new ClosemaskError("ner", "it is away", { hint: "start it" });
  const flaky = () => {
    const state = { down: true };
    const { engine } = remote((texts) => (state.down ? Promise.reject(error) : texts.map(find)));
    return { state, engine };
  };

  test("block: the error is the caller's", async () => {
    const recognizer = recognize(flaky().engine);
    await expect(recognizer.find(["Bob"])).rejects.toBe(error);
    expect(recognizer.status()).toMatchObject({ state: "failing", failed: 1, lastFault: "it is away" });
  });

  test.each(["rules", "pass"] as const)("%s: counted, told, and not remembered", async (onFailure) => {
    const { engine, state } = flaky();
    const told: string[] = [];
    let answered = 0;
    const recognizer = recognize(engine, {
      onFailure,
      onFault: ({ message }) => told.push(message),
      onAnswer: () => answered++,
    });
    expect(await recognizer.find(["Bob", "Bob", "x"])).toEqual({ state: onFailure, entities: [[], [], []] });
    expect(recognizer.status()).toMatchObject({ state: "failing", failed: 2 });
    expect([told, answered]).toEqual([["it is away"], 0]);
    state.down = false;
    expect(await recognizer.find(["Bob"])).toMatchObject({ state: "whole", entities: [[{ start: 0, end: 3 }]] });
    expect(answered).toBe(1);
    state.down = true;
    // What is known needs nobody.
    expect(await recognizer.find(["Bob"])).toMatchObject({ state: "whole" });
    expect(recognizer.status()).toMatchObject({ state: "ok", failed: 2 });
  });

  test("a text about which nobody needs to be asked says nothing about it", async () => {
    const recognizer = recognize(flaky().engine, { onFailure: "rules" });
    await recognizer.find(["Bob"]);
    expect((await recognizer.find(["2026-11-29"])).state).toBe("whole");
    expect(recognizer.status().state).toBe("failing");
  });

  test("a check asks anew while it fails, and throws nothing", async () => {
    const { engine, state } = flaky();
    const recognizer = recognize(engine, { onFailure: "rules" });
    expect(recognizer.status().state).toBe("idle");
    await recognizer.check();
    expect(recognizer.status().state).toBe("failing");
    state.down = false;
    await recognizer.check();
    expect(recognizer.status().state).toBe("ok");
  });

  test("a defect is no failure of the engine", async () => {
    const { engine } = remote(() => Promise.reject(new TypeError("a defect")));
    await expect(recognize(engine, { onFailure: "rules" }).find(["Bob"])).rejects.toThrow(TypeError);
    const short = remote(() => []);
    await expect(recognize(short.engine).find(["Bob"])).rejects.toThrow("answered for other texts");
  });
});
