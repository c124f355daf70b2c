import { expect, test } from "vitest";
import { readScheme } from "../../../src/ner/onnx/labels.ts";
import { PRIVACY_LABELS } from "../model-kit.ts";

const scheme = (...names: string[]) => readScheme({ id2label: Object.fromEntries(names.entries()) });

test("begin and inside", () => {
  expect(scheme("O", "B-PER", "I-PER", "B-LOC")).toEqual({
    types: ["PER", "LOC"],
    labels: [
      { part: "O", type: -1 },
      { part: "B", type: 0 },
      { part: "I", type: 0 },
      { part: "B", type: 1 },
    ],
  });
});

test("other spellings of the parts", () => {
  const parts = scheme("O", "B_x", "M_x", "E_x", "S_x", "U-y", "L-y", "I-y").labels.map(({ part }) => part);
  expect(parts.join("")).toBe("OBIESSEI");
});

test("labels without a part, and O among the others", () => {
  expect(scheme("person", "o", "B-2").types).toEqual(["person", "2"]);
});

test("the 33 of privacy-filter", () => {
  const { labels, types } = scheme(...PRIVACY_LABELS);
  expect([labels.length, types.length]).toEqual([33, 8]);
});

test.each([
  ["nothing", {}],
  ["one label", { id2label: { 0: "O" } }],
  ["a gap", { id2label: { 0: "O", 2: "B-PER" } }],
  ["no O, as in a model for sentiment", { id2label: { 0: "POSITIVE", 1: "NEGATIVE" } }],
  ["no object", null],
])("refuses %s", (_, config) => {
  expect(() => readScheme(config)).toThrow(expect.objectContaining({ code: "ner" }));
});
