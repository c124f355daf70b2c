import { describe, expect, test } from "vitest";
import { ClosemaskError } from "../../../src/errors.ts";
import type { ModelThread } from "../../../src/ner/onnx/open-thread.ts";
import { createPool, type Pool } from "../../../src/ner/onnx/pool.ts";

interface Made {
  readonly pool: Pool;
  /** Folders in the order in which they were opened. */
  readonly opened: string[];
  /** Models that looked at a text. */
  readonly asked: string[];
  end(folder: string): void;
  later(ms: number): void;
  broken: boolean;
}

/** Models that find the first letter of each text and call it by their own name. */
function make(models: Readonly<Record<string, string>>): Made {
  const opened: string[] = [];
  const asked: string[] = [];
  const ends = new Map<string, () => void>();
  let now = 0;
  const made: Made = {
    opened,
    asked,
    broken: false,
    end: (folder) => ends.get(folder)?.(),
    later: (ms) => {
      now += ms;
    },
    pool: createPool({
      models: new Map(Object.entries(models).map(([language, folder]) => [language, { name: folder, folder }])),
      now: () => now,
      onEnd: () => asked.push("ended"),
      async open({ folder }, languages, onEnd) {
        opened.push(`${folder} for ${languages.join(" ")}`);
        ends.set(folder, onEnd);
        if (made.broken) throw new ClosemaskError("ner", "broken");
        return {
          types: [],
          dtype: "fp32",
          window: 512,
          async detect() {
            asked.push(folder);
            return [{ start: 0, end: folder.length, label: folder, score: folder.length / 10 }];
          },
          silent: () => 5,
          async close() {},
        } satisfies ModelThread;
      },
    }),
  };
  return made;
}

async function lookedAt(models: Readonly<Record<string, string>>, text: string, language?: string): Promise<string> {
  const { pool, asked } = make(models);
  await pool.detect(text, language);
  return asked.join(" ");
}

describe("which model looks at a text", () => {
  const three = { zh: "z", en: "e", "*": "all" };

  test.each([
    ["Alice Smith", "e"],
    ["张三", "z"],
    ["张三 met Alice", "z e"],
    ["Иван", "all"],
    ["x 1", "all"],
    ["こんにちは", "all"],
  ])("%s, without a language", async (text, models) => {
    expect(await lookedAt(three, text)).toBe(models);
  });

  test("a stated language decides", async () => {
    expect(await lookedAt(three, "张三", "en")).toBe("e");
    expect(await lookedAt(three, "张三", "en-GB")).toBe("e");
    expect(await lookedAt(three, "张三", "ES")).toBe("all");
  });

  test("several languages of one script all look, and the common one", async () => {
    expect(await lookedAt({ en: "e", es: "s", "*": "all" }, "Alice")).toBe("e s all");
  });

  test("without a common model a text that fits none is looked at by all", async () => {
    expect(await lookedAt({ zh: "z", en: "e" }, "Иван")).toBe("z e");
  });

  test("a language without a model is said", async () => {
    await expect(lookedAt({ zh: "z" }, "x", "en")).rejects.toThrow(expect.objectContaining({ code: "input" }));
  });
});

test("a model is loaded when it is asked for first, once for all its languages", async () => {
  const { pool, opened } = make({ en: "a", de: "a", zh: "b" });
  expect([opened, pool.loaded()]).toEqual([[], []]);
  await Promise.all([pool.detect("x", "en"), pool.detect("x", "de"), pool.load("en")]);
  expect(opened).toEqual(["a for en de"]);
  expect(pool.loaded()).toEqual(["en", "de"]);
  await pool.load("zh");
  expect(pool.loaded()).toEqual(["en", "de", "zh"]);
  expect(pool.silent()).toBe(5);
});

test("what two models find is sorted and disjoint, the surer one gives the label", async () => {
  const { pool } = make({ zh: "zz", en: "eeee" });
  expect(await pool.detect("张三 Alice", undefined)).toEqual([{ start: 0, end: 4, label: "eeee", score: 0.4 }]);
});

test("a model that could not be loaded is tried again, not at once", async () => {
  const made = make({ "*": "a" });
  made.broken = true;
  await expect(made.pool.load("en")).rejects.toThrow("broken");
  made.broken = false;
  await expect(made.pool.load("en")).rejects.toThrow("broken");
  made.later(31_000);
  await made.pool.load("en");
  expect(made.opened).toHaveLength(2);
});

test("a model whose thread ended is loaded anew", async () => {
  const made = make({ "*": "a" });
  await made.pool.load("en");
  made.end("a");
  expect([made.asked, made.pool.loaded()]).toEqual([["ended"], []]);
  await made.pool.load("en");
  expect(made.opened).toHaveLength(2);
});
