// Tiny models of our own in the real runtime: what they know must be found wherever it stands, and nothing else.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { canariesFor, checkCanaries } from "../../../src/ner/onnx/canary.ts";
import { type Model, type ModelSettings, openModel } from "../../../src/ner/onnx/model.ts";
import { loadRuntime, type Runtime } from "../../../src/ner/onnx/runtime.ts";
import { bertModel, NAMES, privacyModel, type Tiny, writeModel } from "../model-kit.ts";
import { testRuntime } from "../runtime.ts";

const SETTINGS: ModelSettings = { dtype: "auto", provider: "cpu", window: 512, overlap: 128, threads: 1 };
let runtime: Runtime;

beforeAll(async () => {
  runtime = loadRuntime(await testRuntime());
});

function open(tiny: Tiny, settings: Partial<ModelSettings> = {}, change?: (folder: string) => void): Promise<Model> {
  const folder = writeModel(mkdtempSync(join(tmpdir(), "closemask-model-")), tiny);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  change?.(folder);
  return openModel(folder, runtime, { ...SETTINGS, ...settings });
}

async function found(model: Model, text: string): Promise<string[]> {
  return (await model.detect(text)).map(({ start, end, label }) => `${label} ${text.slice(start, end)}`);
}

describe("what is found", () => {
  test("by a model of the BERT kind, in two languages, beside emoji", async () => {
    const model = await open(bertModel());
    expect(await found(model, "😀 Alice Smith, 我叫张三。住在北京 🦊🦊 Microsoft in Berlin")).toEqual([
      "PER Alice Smith",
      "PER 张三",
      "LOC 北京",
      "ORG Microsoft",
      "LOC Berlin",
    ]);
    expect(await found(model, "nothing here")).toEqual([]);
    expect(await found(model, "")).toEqual([]);
    expect(await found(model, " \n ")).toEqual([]);
  });

  test("by one that reads in lower case without accents", async () => {
    const model = await open(bertModel({ lowercase: true, words: { alice: "B-PER", muller: "I-PER" } }));
    expect(await found(model, "Hi ALICE Müller, hi Alice Mu\u0308ller")).toEqual([
      "PER ALICE Müller",
      "PER Alice Mu\u0308ller",
    ]);
  });

  test("by one with the 33 labels of privacy-filter, in bytes", async () => {
    const model = await open(privacyModel());
    expect(model).toMatchObject({ dtype: "q4", window: 512 });
    expect(model.types).toHaveLength(8);
    expect(await found(model, "I am Alice Smith, 我叫王小明和张三🦊 in Berlin")).toEqual([
      "private_person Alice Smith",
      "private_person 王小明",
      "private_person 张三",
      "secret 🦊",
      "private_address Berlin",
    ]);
  });

  test("pieces of a word that BERT cut count by their first", async () => {
    const model = await open(bertModel({ words: { Al: "B-PER", "##son": "B-LOC", London: "B-LOC" } }));
    expect(await found(model, "see Alson in London")).toEqual(["PER Alson", "LOC London"]);
  });

  test("special tokens that stand in a text change nothing", async () => {
    expect(await found(await open(bertModel()), "[SEP] [CLS] Alice [MASK] Smith [PAD]")).toEqual([
      "PER Alice",
      "PER Smith",
    ]);
    expect(await found(await open(privacyModel()), "x<|endoftext|> Alice")).toEqual(["private_person Alice"]);
  });
});

describe("a long text", () => {
  test("20,000 tokens with a name at every edge of a window", async () => {
    const model = await open(bertModel({ words: { ...NAMES, w: "O" } }), { window: 128, overlap: 32 });
    const size = 126;
    const words = Array.from({ length: 20_000 }, () => "w");
    let names = 0;
    // Windows begin every 94 tokens; names at their edges, across them, and in the middle of what two share.
    for (let from = 0; from + size < words.length; from += size - 32) {
      for (const at of [from, from + 16, from + size - 33, from + size - 1]) {
        if (words[at] !== "w" || words[at + 1] !== "w") continue;
        [words[at], words[at + 1]] = ["Alice", "Smith"];
        names++;
      }
    }
    expect(names).toBeGreaterThan(600);
    const list = await found(model, words.join(" "));
    expect(list).toHaveLength(names);
    expect(new Set(list)).toEqual(new Set(["PER Alice Smith"]));
  });

  test("nothing is lost behind token 512, in any language", async () => {
    const text = `${"word ".repeat(2000)}Alice Smith ${"我叫".repeat(2000)}张三 ${"🦊 ".repeat(700)}Berlin`;
    expect(await found(await open(bertModel()), text)).toEqual(["PER Alice Smith", "PER 张三", "LOC Berlin"]);
    const bytes = await found(await open(privacyModel()), text);
    expect(bytes.filter((name) => !name.startsWith("secret"))).toEqual([
      "private_person Alice Smith",
      "private_person 张三",
      "private_address Berlin",
    ]);
    expect(bytes.filter((name) => name === "secret 🦊")).toHaveLength(700);
  });

  test("an entity longer than what windows share is one", async () => {
    const model = await open(bertModel({ words: { ...NAMES, w: "I-PER", v: "O" } }), { window: 32, overlap: 8 });
    expect(await found(model, `v Alice ${"w ".repeat(100)}v`)).toEqual([`PER Alice${" w".repeat(100)}`]);
  });

  test("law: windows find what one window finds", async () => {
    const [whole, cut] = [await open(bertModel()), await open(bertModel(), { window: 12, overlap: 5 })];
    const word = fc.constantFrom("Alice", "Smith", "张", "三", "京", "b", ",", "🦊", "Berlin", "\n", "xyz");
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 60 }), async (words) => {
        expect(await found(cut, words.join(" "))).toEqual(await found(whole, words.join(" ")));
      }),
      { numRuns: 40 },
    );
  });
});

describe("many at once", () => {
  test("each gets its own answer, long ones do not hold up short ones", async () => {
    const model = await open(bertModel());
    const order: string[] = [];
    const ask = async (text: string, name: string): Promise<string[]> => {
      const list = await found(model, text);
      order.push(name);
      return list;
    };
    const long = ask("b ".repeat(20_000), "long");
    const short = await Promise.all(
      Array.from({ length: 100 }, (_, i) => ask(`${"b ".repeat(i)}Alice ${i % 2 === 0 ? "Smith" : "b"}`, "short")),
    );
    for (const [i, list] of short.entries()) expect(list).toEqual([i % 2 === 0 ? "PER Alice Smith" : "PER Alice"]);
    expect(await long).toEqual([]);
    expect(order.at(-1)).toBe("long");
  });

  test("texts that wait are computed together", async () => {
    const sizes: number[] = [];
    const { InferenceSession, Tensor, listSupportedBackends } = runtime.onnx;
    const counting: Runtime = {
      ...runtime,
      onnx: {
        Tensor,
        listSupportedBackends,
        InferenceSession: {
          async create(path, options) {
            const session = await InferenceSession.create(path, options);
            return {
              inputNames: session.inputNames,
              outputNames: session.outputNames,
              inputMetadata: session.inputMetadata,
              run(feeds) {
                sizes.push(feeds.input_ids?.dims[0] as number);
                return session.run(feeds);
              },
            };
          },
        },
      },
    };
    const folder = writeModel(mkdtempSync(join(tmpdir(), "closemask-model-")), bertModel());
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const model = await openModel(folder, counting, SETTINGS);
    await Promise.all(Array.from({ length: 100 }, () => model.detect("Alice Smith")));
    expect(sizes.reduce((a, b) => a + b)).toBe(100);
    expect(sizes.length).toBeLessThanOrEqual(5);
  });

  test("one that is given up is not computed to its end", async () => {
    const model = await open(bertModel());
    const stop = new AbortController();
    const reason = new Error("given up");
    const long = model.detect("b ".repeat(200_000), stop.signal);
    stop.abort(reason);
    await expect(long).rejects.toBe(reason);
    await expect(model.detect("x", AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await found(model, "Alice")).toEqual(["PER Alice"]);
  });
});

describe("files of other makers", () => {
  test("further inputs, and dimensions that are fixed", async () => {
    const inputs = ["input_ids", "token_type_ids", "attention_mask", "position_ids"];
    expect(await found(await open(bertModel({ inputs })), "Alice Smith")).toEqual(["PER Alice Smith"]);
    const fixed = await open(bertModel({ dims: [1, 24] }));
    expect(fixed.window).toBe(24);
    expect(await found(fixed, `${"b ".repeat(50)}Alice Smith${" b".repeat(50)} Berlin`)).toEqual([
      "PER Alice Smith",
      "LOC Berlin",
    ]);
  });

  test("weights beside the folder onnx", async () => {
    const { files } = bertModel();
    const { "onnx/model.onnx": weights, ...others } = files;
    const model = await open({ files: { ...others, "model.onnx": weights as Buffer } });
    expect(await found(model, "Alice")).toEqual(["PER Alice"]);
  });

  test.each<[string, Tiny, Partial<ModelSettings>, ((folder: string) => void) | undefined, string]>([
    ["no labels", bertModel(), {}, (folder) => writeFileSync(join(folder, "config.json"), "{}"), "names no labels"],
    [
      "a broken file",
      bertModel(),
      {},
      (folder) => writeFileSync(join(folder, "tokenizer.json"), "{"),
      "tokenizer.json cannot be read",
    ],
    ["a missing file", bertModel(), {}, (folder) => rmSync(join(folder, "config.json")), "config.json is missing"],
    ["no weights", bertModel(), {}, (folder) => rmSync(join(folder, "onnx"), { recursive: true }), "no ONNX file"],
    ["weights of another type", bertModel(), { dtype: "q4" }, undefined, "no file of type q4"],
    [
      "weights that are none",
      bertModel(),
      {},
      (folder) => writeFileSync(join(folder, "onnx/model.onnx"), "x"),
      "cannot load",
    ],
    ["inputs of another model", bertModel({ inputs: ["pixel_values"] }), {}, undefined, "does not take token ids"],
    ["a provider that is not here", bertModel(), { provider: "coreml" }, undefined, "no provider coreml"],
  ])("refuses %s", async (_, tiny, settings, change, message) => {
    await expect(open(tiny, settings, change)).rejects.toThrow(
      expect.objectContaining({ code: "ner", message: expect.stringContaining(message) }),
    );
  });

  test("refuses scores of another number than labels", async () => {
    const model = await open(bertModel(), {}, (folder) => {
      writeFileSync(join(folder, "config.json"), JSON.stringify({ id2label: { 0: "O", 1: "B-PER" } }));
    });
    await expect(model.detect("Alice")).rejects.toThrow("another shape than its labels say");
  });
});

describe("the canary", () => {
  const check = async (tiny: Tiny, languages: readonly string[], own?: string): Promise<void> => {
    const model = await open(tiny);
    await checkCanaries(canariesFor(languages, own), (text) => model.detect(text));
  };

  test("a model that finds a name may run", async () => {
    await check(bertModel(), ["*"]);
    await check(bertModel(), ["en"]);
    await check(bertModel(), ["zh"]);
    await check(privacyModel(), ["*"]);
    await check(bertModel({ words: { 王: "B-PER" } }), ["*"]);
    await check(bertModel({ words: { b: "B-PER" } }), ["en"], "a b c");
  });

  test("one that finds nothing is refused, in its own language", async () => {
    await expect(check(bertModel({ sees: false }), ["*"])).rejects.toThrow("finds nothing");
    await expect(check(bertModel({ words: { 王: "B-PER" } }), ["en"])).rejects.toThrow("finds nothing");
    await expect(check(bertModel(), ["*"], "a b c")).rejects.toThrow("finds nothing");
  });

  test("one that finds a name everywhere is refused", async () => {
    const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((letter) => [letter, "B-PER"]);
    await expect(check(bertModel({ words: Object.fromEntries(letters) }), ["en"])).rejects.toThrow("whole sentences");
  });
});

test("the runtime is missing", () => {
  expect(() => loadRuntime(tmpdir())).toThrow(expect.objectContaining({ code: "ner", hint: "closemask ner install" }));
});
