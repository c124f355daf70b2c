import { expect, test } from "vitest";
import { createSurface } from "../../../src/ner/onnx/surface.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test("bytes as letters", () => {
  const surface = createSurface({
    model: { type: "BPE" },
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "Split" }, { type: "ByteLevel" }] },
  });
  expect(surface.word("ĠAlice")).toBe(" Alice");
  expect(text(surface.bytes("å¼łä¸ī", true))).toBe("张三");
  expect([...surface.bytes("å¼", true)]).toEqual([0xe5, 0xbc]);
  expect([...surface.bytes("ĀġĢŃ", true)]).toEqual([0, 127, 128, 173]);
  expect(surface.byWord).toBe(false);
});

test("a mark for space", () => {
  const surface = createSurface({ model: { type: "Unigram" }, pre_tokenizer: { type: "Metaspace" } });
  expect(surface.word("▁Alice")).toBe(" Alice");
  expect(text(surface.bytes("▁Al", true))).toBe(" Al");
  expect([...surface.bytes("<0xE5>", false)]).toEqual([0xe5]);
});

test("a mark for pieces that go on", () => {
  const surface = createSurface({ model: { type: "WordPiece", continuing_subword_prefix: "##" } });
  expect(text(surface.bytes("##son", false))).toBe("son");
  expect(text(surface.bytes("##", true))).toBe("##");
  expect(surface.byWord).toBe(true);
});
