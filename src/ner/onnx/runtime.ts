// What is used of onnxruntime-node and @huggingface/tokenizers, which `closemask ner install` puts into the data folder. They
// are no dependencies of closemask, so their types are written down here, as far as they are used.

import { createRequire } from "node:module";
import { join } from "node:path";
import { ClosemaskError } from "../../errors.ts";

/** Versions that these types were written for; `ner install` installs exactly these. */
export const RUNTIME: Readonly<Record<string, string>> = {
  "onnxruntime-node": "1.30.0",
  "@huggingface/tokenizers": "0.2.0",
};

export interface Tensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** A tensor's name, type and dimensions; those that may vary are strings. */
interface ValueMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly ValueMetadata[];
  /** Blocks the thread while the model computes, although it returns a promise. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

export interface SessionOptions {
  readonly executionProviders: readonly string[];
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  /** 3 says errors only. */
  readonly logSeverityLevel: 3;
}

export interface Onnx {
  readonly InferenceSession: { create(path: string, options: SessionOptions): Promise<Session> };
  readonly Tensor: new (type: "int64", data: BigInt64Array, dims: readonly number[]) => Tensor;
  listSupportedBackends(): readonly { readonly name: string }[];
}

/** The steps of a tokenizer, each by itself: put together they lose where a token stands. */
export interface Tokenizer {
  readonly normalizer: ((text: string) => string) | null;
  readonly pre_tokenizer: ((text: string, options: { section_index: number }) => string[]) | null;
  readonly model: ((words: string[]) => string[]) & { readonly unk_token_id?: number };
  encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: readonly number[] };
  token_to_id(token: string): number | undefined;
}

export interface Runtime {
  readonly onnx: Onnx;
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
}

/**
 * Loads both from the folder that holds their `node_modules`.
 * @throws ClosemaskError `ner` when they are not there or do not fit this machine
 */
export function loadRuntime(folder: string): Runtime {
  const load = createRequire(join(folder, "package.json"));
  try {
    const onnx = load("onnxruntime-node") as Onnx;
    const { Tokenizer } = load("@huggingface/tokenizers") as Pick<Runtime, "Tokenizer">;
    return { onnx, Tokenizer };
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "MODULE_NOT_FOUND";
    throw new ClosemaskError(
      "ner",
      missing ? "the runtime for models is not installed" : "the runtime for models cannot be loaded on this machine",
      { hint: "closemask ner install", cause },
    );
  }
}
