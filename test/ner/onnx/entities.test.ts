import { expect, test } from "vitest";
import { toEntities } from "../../../src/ner/onnx/entities.ts";

/** Tokens of a text given as its pieces. */
function tokensOf(pieces: readonly string[]) {
  const ends = pieces.map((_, i) => pieces.slice(0, i + 1).join("").length);
  return { ids: [], firsts: [], ends, starts: ends.map((end, i) => end - (pieces[i] as string).length) };
}

function found(pieces: readonly string[], ...runs: (readonly [from: number, to: number, type?: number])[]): string[] {
  const text = pieces.join("");
  const entities = toEntities(
    text,
    tokensOf(pieces),
    runs.map(([from, to, type = 0]) => ({ from, to, type, score: 0.9 })),
    ["PER", "LOC"],
  );
  return entities.map(({ start, end, label }) => `${label} ${text.slice(start, end)}`);
}

test("space at the ends belongs to none", () => {
  expect(found(["Hi", " Alice", " Smith", "\n", "there"], [1, 4])).toEqual(["PER Alice Smith"]);
  expect(found(["a", "  ", "b"], [1, 2])).toEqual([]);
});

test("half a word is all of it", () => {
  expect(found(["Hi ", "Ali", "ce", " x"], [1, 2])).toEqual(["PER Alice"]);
  expect(found(["Hi ", "Al", "ice", " x"], [2, 3])).toEqual(["PER Alice"]);
  expect(found(["Здравствуй ", "Ива", "н"], [1, 2])).toEqual(["PER Иван"]);
});

test("Chinese characters stand for themselves", () => {
  expect(found(["我叫", "张", "三", "今年"], [1, 3])).toEqual(["PER 张三"]);
});

test("a pair is never cut", () => {
  expect(found(["\ud83e", "\udd8a", "x"], [0, 1])).toEqual(["PER 🦊"]);
  expect(found(["\ud83e", "\udd8a", "x"], [1, 2])).toEqual(["PER 🦊"]);
});

test("two that meet in one word are one, or one behind the other", () => {
  expect(found(["Ali", "ce", " x"], [0, 1], [1, 2])).toEqual(["PER Alice"]);
  expect(found(["Ali", "ce", " Berlin"], [0, 1], [1, 3, 1])).toEqual(["PER Alice", "LOC Berlin"]);
});

test("a word without end is not followed without end", () => {
  const [only = ""] = found(["a", "b".repeat(1000)], [0, 1]);
  expect(only.length).toBeLessThan(80);
});
