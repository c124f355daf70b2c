// Tiny models for token classification that find given words: one of the BERT kind, and one with the labels and the byte-level
// tokenizer of openai/privacy-filter. They know words and nothing else, so that a test can say what they must find.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onnxFile } from "./onnx-file.ts";

export interface Tiny {
  /** Files by their path in the model's folder. */
  readonly files: Readonly<Record<string, Buffer>>;
}

export interface BertOptions {
  /** Label of each word, `B-PER`; words without one are O. */
  readonly words?: Readonly<Record<string, string>>;
  readonly lowercase?: boolean;
  readonly labels?: readonly string[];
  readonly inputs?: readonly string[];
  readonly dims?: readonly [number | string, number | string];
  /** False for a model that finds nothing. */
  readonly sees?: boolean;
}

/** Words of the usual canary, so that a model with them may run. */
export const NAMES: Readonly<Record<string, string>> = {
  Alice: "B-PER",
  Smith: "I-PER",
  John: "B-PER",
  Brown: "I-PER",
  Microsoft: "B-ORG",
  London: "B-LOC",
  Berlin: "B-LOC",
  张: "B-PER",
  三: "I-PER",
  王: "B-PER",
  小: "I-PER",
  明: "I-PER",
  北: "B-LOC",
  京: "I-LOC",
};

const PLAIN = [
  ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?-'\"()/@_|。,、:;!?我叫在的是说和住",
  "ö",
];
const BERT_LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"];

export function bertModel(options: BertOptions = {}): Tiny {
  const { words = NAMES, lowercase = false, labels = BERT_LABELS, sees = true } = options;
  const named = Object.keys(words).map((word) => (lowercase ? word.toLowerCase() : word));
  const letters = PLAIN.flatMap((letter) => [letter, `##${letter}`]);
  const tokens = [...new Set(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...named, ...letters])];
  const labelOf = new Map(Object.entries(words).map(([word, label]) => [lowercase ? word.toLowerCase() : word, label]));
  return {
    files: {
      "config.json": json({
        architectures: ["BertForTokenClassification"],
        model_type: "bert",
        max_position_embeddings: 512,
        id2label: Object.fromEntries(labels.entries()),
      }),
      "tokenizer.json": json({
        version: "1.0",
        truncation: { max_length: 512 },
        padding: null,
        added_tokens: tokens.slice(0, 5).map((content, id) => ({ id, content, special: true })),
        normalizer: {
          type: "BertNormalizer",
          clean_text: true,
          handle_chinese_chars: true,
          strip_accents: null,
          lowercase,
        },
        pre_tokenizer: { type: "BertPreTokenizer" },
        post_processor: {
          type: "TemplateProcessing",
          single: [special("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, special("[SEP]")],
          pair: [],
          special_tokens: {
            "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
            "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
          },
        },
        decoder: { type: "WordPiece", prefix: "##", cleanup: true },
        model: {
          type: "WordPiece",
          unk_token: "[UNK]",
          continuing_subword_prefix: "##",
          max_input_chars_per_word: 100,
          vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        },
      }),
      "tokenizer_config.json": json({
        tokenizer_class: "BertTokenizer",
        model_max_length: 512,
        pad_token: "[PAD]",
        unk_token: "[UNK]",
        do_lower_case: lowercase,
      }),
      "onnx/model.onnx": onnxFile({
        table: tokens.map((token) => scores(labels, sees ? labelOf.get(token) : undefined)),
        ...(options.inputs === undefined ? {} : { inputs: options.inputs }),
        ...(options.dims === undefined ? {} : { dims: options.dims }),
      }),
    },
  };
}

const PRIVACY_TYPES = [
  "account_number",
  "private_address",
  "private_date",
  "private_email",
  "private_person",
  "private_phone",
  "private_url",
  "secret",
];
/** O, then begin, inside, end and single of eight types: 33. */
export const PRIVACY_LABELS = [
  "O",
  ...PRIVACY_TYPES.flatMap((type) => ["B", "I", "E", "S"].map((part) => `${part}-${type}`)),
];

/** Pieces by label; a piece may begin with a space. The rest of a text is cut into bytes. */
export function privacyModel(
  pieces: Readonly<Record<string, string>> = {
    " Alice": "B-private_person",
    " Smith": "E-private_person",
    " John": "S-private_person",
    张三: "S-private_person",
    王: "B-private_person",
    小: "I-private_person",
    明: "E-private_person",
    " Berlin": "S-private_address",
    "🦊": "S-secret",
  },
): Tiny {
  const bytes = Array.from({ length: 256 }, (_, byte) => letterOf(byte));
  const merges: string[] = [];
  const tokens = [...bytes];
  const named = new Map<string, string>();
  for (const [piece, label] of Object.entries(pieces)) {
    const letters = [...Buffer.from(piece)].map(letterOf);
    let made = letters[0] as string;
    for (const letter of letters.slice(1)) {
      if (!tokens.includes(made + letter)) {
        merges.push(`${made} ${letter}`);
        tokens.push(made + letter);
      }
      made += letter;
    }
    named.set(made, label);
  }
  tokens.push("<|endoftext|>");
  const size = tokens.length;
  return {
    files: {
      "config.json": json({
        architectures: ["OpenAIPrivacyFilterForTokenClassification"],
        model_type: "openai_privacy_filter",
        max_position_embeddings: 131_072,
        id2label: Object.fromEntries(PRIVACY_LABELS.entries()),
      }),
      "tokenizer.json": json({
        version: "1.0",
        added_tokens: [{ id: size - 1, content: "<|endoftext|>", special: true }],
        normalizer: null,
        pre_tokenizer: {
          type: "Sequence",
          pretokenizers: [
            {
              type: "Split",
              pattern: { Regex: " ?\\p{L}+| ?\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+" },
              behavior: "Isolated",
              invert: false,
            },
            { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
          ],
        },
        post_processor: null,
        decoder: { type: "ByteLevel" },
        model: { type: "BPE", vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges },
      }),
      "tokenizer_config.json": json({ tokenizer_class: "PreTrainedTokenizerFast", pad_token: "<|endoftext|>" }),
      "onnx/model_q4.onnx": onnxFile({ table: tokens.map((token) => scores(PRIVACY_LABELS, named.get(token))) }),
    },
  };
}

/** Writes a model and returns its folder. */
export function writeModel(folder: string, { files }: Tiny): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

function scores(labels: readonly string[], label = "O"): number[] {
  return labels.map((name) => (name === label ? 8 : 0));
}

/** GPT-2's way to write a byte as a letter. */
function letterOf(byte: number): string {
  const plain = (b: number): boolean => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  if (plain(byte)) return String.fromCharCode(byte);
  return String.fromCharCode(256 + Array.from({ length: byte }, (_, b) => b).filter((b) => !plain(b)).length);
}

function special(id: string): unknown {
  return { SpecialToken: { id, type_id: 0 } };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
