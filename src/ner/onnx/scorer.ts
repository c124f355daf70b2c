// One call of the model: rows of token ids in, scores of all labels out. Refuses a model whose inputs or outputs are others.

import { ClosemaskError } from "../../errors.ts";
import type { Onnx, Session, Tensor } from "./runtime.ts";

export interface Scorer {
  /** Rows at once, and tokens in a row, that the model's file allows. */
  readonly rows: number;
  readonly longest: number;
  /** Scores of row r, token t, label l at `(r * length + t) * labels + l`. */
  score(rows: readonly (readonly number[])[]): Promise<{ scores: Float32Array; length: number }>;
}

const INPUTS = ["input_ids", "attention_mask", "token_type_ids", "position_ids"] as const;

/** @throws ClosemaskError `ner` when the model asks for an input that nobody knows */
export function createScorer(onnx: Onnx, session: Session, labels: number, pad: number): Scorer {
  const foreign = session.inputNames.filter((name) => !INPUTS.some((known) => known === name));
  if (foreign.length > 0 || !session.inputNames.includes("input_ids")) {
    throw new ClosemaskError("ner", "the model's file does not take token ids as models for token classification do", {
      hint: "take a model for token classification, such as openai/privacy-filter",
    });
  }
  const output = session.outputNames.includes("logits") ? "logits" : (session.outputNames[0] ?? "");
  // A dimension that is a number is fixed in the file.
  const shape = session.inputMetadata.find(({ name }) => name === "input_ids")?.shape ?? [];
  const [fixedRows, fixedLength] = shape.map((size) => (typeof size === "number" && size > 0 ? size : undefined));

  return {
    rows: fixedRows ?? Number.POSITIVE_INFINITY,
    longest: fixedLength ?? Number.POSITIVE_INFINITY,
    async score(rows) {
      const length = fixedLength ?? Math.max(...rows.map((row) => row.length));
      const count = fixedRows ?? rows.length;
      const dims = [count, length];
      const feeds: Record<string, Tensor> = {};
      for (const name of session.inputNames) {
        const data = new BigInt64Array(count * length);
        fillInput(name, rows, data, length, pad);
        feeds[name] = new onnx.Tensor("int64", data, dims);
      }
      const answer = (await session.run(feeds))[output];
      const [answered, long, wide] = answer?.dims ?? [];
      if (answer === undefined || answered !== count || long !== length || wide !== labels) {
        throw new ClosemaskError("ner", "the model's answer has another shape than its labels say", {
          hint: "take a model for token classification, such as openai/privacy-filter",
        });
      }
      return { scores: toFloats(answer), length };
    },
  };
}

function fillInput(
  name: string,
  rows: readonly (readonly number[])[],
  data: BigInt64Array,
  length: number,
  pad: number,
): void {
  if (name === "token_type_ids") return;
  // The lower halves of 64-bit numbers: making a bigint for each token takes longer than a small model.
  const low = new Int32Array(data.buffer);
  for (let r = 0; r * length < data.length; r++) {
    const row = rows[r] ?? [];
    for (let t = 0; t < length; t++) {
      const at = 2 * (r * length + t);
      if (name === "input_ids") low[at] = row[t] ?? pad;
      else if (name === "position_ids") low[at] = t;
      else low[at] = t < row.length ? 1 : 0;
    }
  }
}

function toFloats({ type, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (type === "float16" && data instanceof Uint16Array) return Float32Array.from(data, halfToFloat);
  if (ArrayBuffer.isView(data) && "length" in data) return Float32Array.from(data as unknown as ArrayLike<number>);
  throw new ClosemaskError("ner", "the model answers in numbers of an unknown type");
}

/** IEEE 754 binary16. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
