import { expect, test } from "vitest";
import type { Onnx, Session, Tensor } from "../../../src/ner/onnx/runtime.ts";
import { createScorer } from "../../../src/ner/onnx/scorer.ts";

const Tensors = class {
  readonly type: string;
  readonly data: BigInt64Array;
  readonly dims: readonly number[];
  constructor(type: "int64", data: BigInt64Array, dims: readonly number[]) {
    [this.type, this.data, this.dims] = [type, data, dims];
  }
};
const onnx = { Tensor: Tensors } as unknown as Onnx;

function session(answer: Tensor, fed: Record<string, Tensor>[] = [], shape: (number | string)[] = ["b", "s"]): Session {
  return {
    inputNames: ["input_ids", "attention_mask", "token_type_ids", "position_ids"],
    outputNames: ["other", "logits"],
    inputMetadata: [{ name: "input_ids", isTensor: true, type: "int64", shape }],
    async run(feeds) {
      fed.push(feeds);
      return { logits: answer };
    },
  };
}

test("rows of different lengths are padded, and the mask says where", async () => {
  const fed: Record<string, Tensor>[] = [];
  const scorer = createScorer(
    onnx,
    session({ type: "float32", dims: [2, 3, 1], data: new Float32Array(6) }, fed),
    1,
    7,
  );
  await scorer.score([[5, 2 ** 31 - 1, 6], [4]]);
  const values = (name: string): number[] => Array.from(fed[0]?.[name]?.data as BigInt64Array, Number);
  expect(values("input_ids")).toEqual([5, 2 ** 31 - 1, 6, 4, 7, 7]);
  expect(values("attention_mask")).toEqual([1, 1, 1, 1, 0, 0]);
  expect(values("token_type_ids")).toEqual([0, 0, 0, 0, 0, 0]);
  expect(values("position_ids")).toEqual([0, 1, 2, 0, 1, 2]);
});

test("dimensions that the file fixes are kept", async () => {
  const fed: Record<string, Tensor>[] = [];
  const answer = { type: "float32", dims: [2, 4, 1], data: new Float32Array(8) };
  const scorer = createScorer(onnx, session(answer, fed, [2, 4]), 1, 0);
  expect([scorer.rows, scorer.longest]).toEqual([2, 4]);
  await scorer.score([[9]]);
  expect(fed[0]?.input_ids?.dims).toEqual([2, 4]);
});

test("numbers of 16 bits", async () => {
  const bits = Uint16Array.from([0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555]);
  const scorer = createScorer(onnx, session({ type: "float16", dims: [1, 6, 1], data: bits }), 1, 0);
  const { scores } = await scorer.score([[1, 2, 3, 4, 5, 6]]);
  expect([...scores].map((n) => Number(n.toPrecision(4)))).toEqual([1, -2, 5.96e-8, 65_500, 0, 0.3333]);
});

test("an answer of another shape is refused", async () => {
  const scorer = createScorer(onnx, session({ type: "float32", dims: [1, 3, 2], data: new Float32Array(6) }), 1, 0);
  await expect(scorer.score([[1, 2, 3]])).rejects.toThrow("another shape");
});
