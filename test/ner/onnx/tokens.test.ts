// Tokens of the real tokenizers, held against the text they come from.

import { createRequire } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Tokenizer } from "../../../src/ner/onnx/runtime.ts";
import { createSurface } from "../../../src/ner/onnx/surface.ts";
import { createTokenize, type Tokenize } from "../../../src/ner/onnx/tokens.ts";
import { bertModel, privacyModel, type Tiny } from "../model-kit.ts";
import { testRuntime } from "../runtime.ts";

let Tokenizers: new (file: object, config: object) => Tokenizer;

beforeAll(async () => {
  const load = createRequire(join(await testRuntime(), "package.json"));
  Tokenizers = load("@huggingface/tokenizers").Tokenizer;
});

function tokenizeWith(file: object, config: object = {}): Tokenize {
  return createTokenize(new Tokenizers(file, config), createSurface(file));
}

function ofModel({ files }: Tiny): Tokenize {
  return tokenizeWith(JSON.parse(String(files["tokenizer.json"])), JSON.parse(String(files["tokenizer_config.json"])));
}

function placesOf(tokenize: Tokenize, text: string): { start: number; end: number; first: boolean }[] {
  return [...tokenize(text)].flatMap(({ starts, ends, firsts }) =>
    starts.map((start, i) => ({ start, end: ends[i] as number, first: firsts[i] === 1 })),
  );
}

function shown(tokenize: Tokenize, text: string): string[] {
  return placesOf(tokenize, text).map(({ start, end }) => text.slice(start, end));
}

/** XLM-RoBERTa's kind. */
const SENTENCE_PIECE = {
  normalizer: { type: "NFKC" },
  pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
  added_tokens: [],
  decoder: null,
  post_processor: null,
  model: {
    type: "Unigram",
    unk_id: 0,
    vocab: [
      ["<unk>", 0],
      ["▁", -3],
      ["▁Alice", -1],
      ["▁I", -2],
      ["am", -2],
      ["▁am", -1],
      ["Al", -2],
      ["i", -4],
      ["ce", -2],
      ["张", -2],
      ["三", -2],
    ],
  },
};

describe("where tokens stand", () => {
  test("BERT, in lower case without accents", () => {
    const tokenize = ofModel(bertModel({ lowercase: true }));
    expect(shown(tokenize, "Hi ÁLICE Smith, 张三说!")).toEqual([
      "H",
      "i",
      "ÁLICE",
      "Smith",
      ",",
      "张",
      "三",
      "说",
      "!",
    ]);
    expect(shown(tokenize, "a\u0301b  \t\n c")).toEqual(["a\u0301", "b", "c"]);
  });

  test("a word that BERT does not know is one token", () => {
    expect(shown(ofModel(bertModel()), "a 😀😀 ß京 b")).toEqual(["a", "😀😀", "ß", "京", "b"]);
  });

  test("bytes: a character that is cut is all of it for each part", () => {
    const tokenize = ofModel(privacyModel());
    expect(shown(tokenize, "I am Alice张三")).toEqual(["I", " ", "a", "m", " Alice", "张三"]);
    expect(shown(tokenize, "中")).toEqual(["中", "中", "中"]);
    expect(shown(tokenize, "😀")).toEqual(["😀", "😀", "😀"]);
  });

  test("SentencePiece: space before, unknown letters, wide letters", () => {
    const tokenize = tokenizeWith(SENTENCE_PIECE);
    expect(shown(tokenize, "I am Alice")).toEqual(["I", " am", " Alice"]);
    expect(shown(tokenize, "张三 Ａｌi").join("|")).toBe("张|张|三| |Ａｌ|i");
    expect(shown(tokenize, "Alüüce").join("|")).toContain("üü");
  });

  test("half a pair is a character as any other", () => {
    // BERT's normalizer drops what stands for it.
    expect(shown(ofModel(bertModel()), "a \ud800 b")).toEqual(["a", "b"]);
    expect(shown(ofModel(privacyModel()), "a\udc00")).toEqual(["a", "\udc00", "\udc00", "\udc00"]);
  });
});

test("law: the ids are those that the library itself gives, in texts without special tokens", () => {
  const files = [bertModel(), bertModel({ lowercase: true }), privacyModel()].map(({ files: all }) => ({
    file: JSON.parse(String(all["tokenizer.json"])) as object,
    config: JSON.parse(String(all["tokenizer_config.json"])) as object,
  }));
  const pairs = [...files, { file: SENTENCE_PIECE, config: {} }].map(({ file, config }) => ({
    tokenize: tokenizeWith(file, config),
    library: new Tokenizers(file, config),
  }));
  const part = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 3 }),
    fc.constantFrom(" ", "\n", " Alice", "Smith", "张三", "é", "e\u0301", "ﬁ", "Σ", "İ", "🦊", "don't", "\t \n"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const text = parts.join("").toWellFormed();
      for (const { tokenize, library } of pairs) {
        const ids = [...tokenize(text)].flatMap((tokens) => tokens.ids);
        expect(ids, JSON.stringify(text)).toEqual(library.encode(text, { add_special_tokens: false }).ids);
      }
    }),
    { numRuns: 300 },
  );
});

test("special tokens in a text are text", () => {
  for (const [model, special] of [
    [bertModel(), "[SEP]"],
    [privacyModel(), "<|endoftext|>"],
  ] as const) {
    const ids = [...ofModel(model)(special)].flatMap((tokens) => tokens.ids);
    expect(ids.length).toBeGreaterThan(2);
  }
});

test("a long text is cut at space, between characters where there is none, and nothing is lost", () => {
  for (const text of [
    "some words of a text ".repeat(400),
    "张三说。".repeat(1500),
    "😀".repeat(2500),
    "e\u0301".repeat(2500),
  ]) {
    for (const model of [bertModel(), privacyModel()]) {
      const left: string[] = [];
      let at = 0;
      for (const { start, end } of placesOf(ofModel(model), text)) {
        left.push(text.slice(at, start).trim());
        at = Math.max(at, end);
      }
      left.push(text.slice(at).trim());
      expect(left.join("")).toBe("");
    }
  }
});

test("law: every character that is no space belongs to a token, in order", () => {
  const tokenizers = [bertModel(), bertModel({ lowercase: true }), privacyModel()].map(ofModel);
  tokenizers.push(tokenizeWith(SENTENCE_PIECE));
  const character = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 3 }),
    fc.constantFrom(" ", "\n", "Alice", "张", "é", "ſ", "ﬁ", "Σ", "İ"),
  );
  fc.assert(
    fc.property(fc.array(character, { maxLength: 30 }), (parts) => {
      // What normalizers drop stands in no token.
      const text = parts.join("").replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{M}\ufffd]/gu, " ");
      for (const tokenize of tokenizers) {
        const covered = new Set<number>();
        let before = 0;
        for (const { start, end } of placesOf(tokenize, text)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          before = start;
          for (let i = start; i < end; i++) covered.add(i);
        }
        for (let i = 0; i < text.length; i++) {
          if (/\S/u.test(text[i] as string)) expect(covered.has(i), JSON.stringify(text)).toBe(true);
        }
      }
    }),
  );
});
