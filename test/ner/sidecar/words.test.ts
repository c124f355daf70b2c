import { expect, test } from "vitest";
import { createWordSource, readWords, WORDS } from "../../../src/ner/sidecar/words.ts";

async function found(list: string, text: string): Promise<string[]> {
  const entities = await createWordSource(readWords(list)).detect(text, undefined, AbortSignal.abort());
  return entities.map(({ start, end, type }) => `${type} ${text.slice(start, end)}`);
}

test("a list is types and words", () => {
  expect(readWords("# names\nPERSON Alice Smith \n\nperson:Bob\r\nORG\tAcme, Inc.\nLOC=北京\n")).toEqual([
    { type: "PERSON", text: "Alice Smith" },
    { type: "PERSON", text: "Bob" },
    { type: "ORG", text: "Acme, Inc." },
    { type: "LOC", text: "北京" },
  ]);
  expect(() => readWords("PERSON Alice\nBob")).toThrow("line 2");
});

test("words stand alone, Chinese ones anywhere, the longest counts", async () => {
  const list = "PERSON Ann\nPERSON Ann Lee\nPERSON 张三\nPLACE a.c";
  expect(await found(list, "Anna, Ann Lee, ann, Ann; 我叫张三丰, abc a.c")).toEqual([
    "PERSON Ann Lee",
    "PERSON Ann",
    "PERSON 张三",
    "PLACE a.c",
  ]);
});

test("an empty list finds nothing, the usual one something", async () => {
  expect(await found("", "Alice Smith")).toEqual([]);
  const source = createWordSource(WORDS);
  expect(await source.detect("Alice Smith", "en", AbortSignal.abort())).toHaveLength(1);
  expect(source.loaded()).toEqual(["*"]);
});
