// Writes the smallest ONNX file that labels tokens: a table with a row of scores for each token id, and one operator that looks
// rows up. Protocol buffers by hand; field numbers are those of onnx.proto3.

type Dim = number | string;

const VARINT = 0;
const BYTES = 2;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8 + VARINT), varint(value)]);
}

function bytes(field: number, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return Buffer.concat([varint(field * 8 + BYTES), varint(body.length), body]);
}

/** ValueInfoProto: a tensor's name, element type (1 float, 7 int64) and dimensions. */
function value(field: number, name: string, type: number, dims: readonly Dim[]): Buffer {
  const shape = dims.map((dim) => bytes(1, typeof dim === "string" ? bytes(2, dim) : number(1, dim)));
  return bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, type), bytes(2, ...shape))));
}

export interface OnnxFileOptions {
  /** Scores by token id and label. */
  readonly table: readonly (readonly number[])[];
  readonly inputs?: readonly string[];
  readonly dims?: readonly [Dim, Dim];
  readonly output?: string;
}

export function onnxFile({
  table,
  inputs = ["input_ids", "attention_mask"],
  dims = ["batch", "sequence"],
  output = "logits",
}: OnnxFileOptions): Buffer {
  const labels = table[0]?.length ?? 0;
  const raw = Buffer.from(Float32Array.from(table.flat()).buffer);
  const tensor = bytes(5, number(1, table.length), number(1, labels), number(2, 1), bytes(8, "table"), bytes(9, raw));
  const gather = bytes(1, bytes(1, "table"), bytes(1, inputs[0] as string), bytes(2, output), bytes(4, "Gather"));
  const declared = inputs.map((name) => value(11, name, 7, dims));
  const graph = bytes(7, gather, bytes(2, "g"), tensor, ...declared, value(12, output, 1, [...dims, labels]));
  return Buffer.concat([number(1, 8), graph, bytes(8, bytes(1, ""), number(2, 17))]);
}
