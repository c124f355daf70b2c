// A model's folder, laid out as the hub has it: config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx and the
// same in smaller numbers.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { readScheme, type Scheme } from "./labels.ts";

/** Sorts of numbers in which a model's weights are stored, and how its file is called. */
export const DTYPES = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;
export type Dtype = keyof typeof DTYPES;

/** What is taken where nothing is said: exact ones first. 16 bits last, since processors have few instructions for them. */
const ORDER: readonly Dtype[] = ["fp32", "q8", "int8", "uint8", "q4", "bnb4", "q4f16", "fp16"];

export interface ModelFiles {
  readonly scheme: Scheme;
  /** Parsed tokenizer.json and tokenizer_config.json. */
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
  readonly weights: string;
  readonly dtype: Dtype;
  /** Tokens that the model can take at once, special ones counted; Infinity when it does not say. */
  readonly longest: number;
}

/** A tokenizer.json of 250,000 words has 17 MB. */
const MAX_JSON = 256 * 1024 * 1024;

/** Where the weights are, in the order in which they are looked for. */
export function weightPaths(dtype: Dtype): string[] {
  const name = `model${DTYPES[dtype]}.onnx`;
  return [`onnx/${name}`, name];
}

/** The first sort of numbers that `has` finds, of the one asked for or of all. */
export function chooseWeights(
  asked: Dtype | "auto",
  has: (path: string) => boolean,
): { dtype: Dtype; path: string } | null {
  for (const dtype of asked === "auto" ? ORDER : [asked]) {
    const path = weightPaths(dtype).find(has);
    if (path !== undefined) return { dtype, path };
  }
  return null;
}

/** @throws ClosemaskError `ner` that says which file is wrong */
export function readModelFiles(folder: string, dtype: Dtype | "auto"): ModelFiles {
  const chosen = chooseWeights(dtype, (path) => existsSync(join(folder, path)));
  const config = readJson(folder, "config.json");
  const tokenizer = readJson(folder, "tokenizer.json");
  const tokenizerConfig = existsSync(join(folder, "tokenizer_config.json"))
    ? readJson(folder, "tokenizer_config.json")
    : {};
  if (chosen === null) {
    throw new ClosemaskError(
      "ner",
      dtype === "auto" ? "the model's folder holds no ONNX file" : `the model's folder holds no file of type ${dtype}`,
      { hint: "closemask ner models shows what is there, closemask ner pull --dtype gets another type" },
    );
  }
  return {
    scheme: readScheme(config),
    tokenizer,
    tokenizerConfig,
    weights: join(folder, chosen.path),
    dtype: chosen.dtype,
    longest: longestOf(config, tokenizerConfig),
  };
}

/** Positions that a model of the BERT kind has; those of RoBERTa begin at 2. */
function longestOf(config: object, tokenizerConfig: object): number {
  const positions = "max_position_embeddings" in config ? config.max_position_embeddings : undefined;
  const type = "model_type" in config ? config.model_type : undefined;
  const stated = "model_max_length" in tokenizerConfig ? tokenizerConfig.model_max_length : undefined;
  const offset = typeof type === "string" && /roberta|camembert/.test(type) ? 2 : 0;
  // "No limit" is written as a very large number.
  return Math.min(
    typeof positions === "number" && positions > 8 ? positions - offset : Number.POSITIVE_INFINITY,
    typeof stated === "number" && stated > 8 && stated < 1e9 ? stated : Number.POSITIVE_INFINITY,
  );
}

function readJson(folder: string, name: string): object {
  const path = join(folder, name);
  const hint = "closemask ner pull gets the model again";
  try {
    if (statSync(path).size > MAX_JSON) throw new ClosemaskError("ner", `the model's ${name} is too large`, { hint });
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    if (cause instanceof ClosemaskError) throw cause;
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new ClosemaskError("ner", `the model's ${name} ${missing ? "is missing" : "cannot be read"}`, {
      hint,
      cause,
    });
  }
  throw new ClosemaskError("ner", `the model's ${name} is no object`, { hint });
}
