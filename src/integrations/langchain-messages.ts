// Messages of LangChain.js as plain objects with their texts, and messages of the same class made of these; and the tables that
// say what is what in them.

import { at } from "../proxy/dialects/at.ts";
import type { RequestTable, ResponseTable } from "../proxy/types.ts";
import { SEALED } from "./sealed.ts";

/** A message, as far as it is looked at. */
export interface Message {
  readonly content: unknown;
  _getType(): string;
}

/** What it is and what it says. */
export type View = Readonly<Record<string, unknown>> & { readonly type: string };

/** Members that constructors of messages take. An artifact is for the program; no model gets it. */
const FIELDS = [
  "content",
  "name",
  "id",
  "role",
  "additional_kwargs",
  "response_metadata",
  "tool_calls",
  "invalid_tool_calls",
  "tool_call_chunks",
  "tool_call_id",
  "status",
  "usage_metadata",
] as const;

export function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "content" in value && "_getType" in value;
}

export function viewOf(message: Message): View {
  const fields = FIELDS.flatMap((name) => {
    const value: unknown = Reflect.get(message, name);
    return value === undefined ? [] : [[name, value]];
  });
  const view = { ...Object.fromEntries(fields), type: message._getType() };
  // Calls of tools follow from their pieces.
  const { tool_call_chunks: chunks } = view;
  if (!Array.isArray(chunks) || chunks.length === 0) return view;
  const { tool_calls: _, invalid_tool_calls: __, ...rest } = view;
  return rest;
}

/** A message of the same class. `more` are members that were not looked at. */
export function messageOf<M extends Message>(like: M, { type: _, ...fields }: View, more: object = {}): M {
  const Class = like.constructor as new (fields: object) => M;
  return new Class({ ...fields, ...more });
}

const CALLS = "{type=tool_use|tool_call|tool_call_chunk|server_tool_use|server_tool_call|mcp_tool_use|function_call}";

/** A block of a content. */
function block(depth: number): RequestTable {
  return [
    ["type|id|index|mime_type|mimeType|media_type|source_type|tool_use_id|tool_call_id|call_id|cache_control", "K"],
    ["detail|format|file_id|fileId|status", "K"],
    [SEALED, "S"],
    ["{type=redacted_thinking}", "S"],
    [`${CALLS}.name`, "K"],
    [`${CALLS}.input|args|arguments`, "MO"],
    ["image_url.url", "B"],
    ["image_url.detail", "K"],
    ["image_url|imageUrl", "B"],
    // Bytes are told apart from base64 by standing one deeper.
    ["data.*", "M"],
    ["data", "B", { media: "mime_type|mimeType|media_type" }],
    ["source.type|media_type", "K"],
    ["source.data", "B", { media: "media_type" }],
    ["source.url", "U"],
    ["url|fileUrl", "U"],
    ["input_audio.format", "K"],
    ["input_audio.data", "B", { media: "format" }],
    ["file.file_id", "K"],
    ["file.file_data", "B", { media: "filename" }],
    ["output", "MO"],
    ...(depth === 0 ? [] : at("content[]", block(depth - 1))),
  ];
}

const TOOL_CALL: RequestTable = [
  ["id|name|type|index", "K"],
  ["args", "MO"],
];

export const MESSAGE: RequestTable = [
  ["type|id|role|tool_call_id|status|usage_metadata", "K"],
  ["{type=tool}.name", "K"],
  ...at("content[]", block(1)),
  ...at("tool_calls|invalid_tool_calls|tool_call_chunks[]", TOOL_CALL),
  ["additional_kwargs.tool_calls[].id|type|index", "K"],
  ["additional_kwargs.tool_calls[].function.name", "K"],
  ["additional_kwargs.tool_calls[].function.arguments", "MJ"],
  ["additional_kwargs.function_call.name", "K"],
  ["additional_kwargs.function_call.arguments", "MJ"],
  [`additional_kwargs.**.${SEALED}|__gemini_function_call_thought_signatures__`, "S"],
  [`response_metadata.**.${SEALED}`, "S"],
  ["{type=ai|assistant}", "M", { authored: true }],
];

/** Of an answer. Reasoning stays as the model wrote it, since providers check that it comes back so. */
const ANSWER_BLOCK: ResponseTable = [
  ["{type=thinking|redacted_thinking|reasoning|image|image_url|audio|input_audio|file}", "S"],
  ["type|id|index|name|tool_use_id|tool_call_id|call_id|status", "L"],
  [SEALED, "S"],
  [`${CALLS}.input|args|arguments`, "RO"],
];

export const ANSWER: ResponseTable = [
  ["type|id|role|name|tool_call_id|status|usage_metadata|response_metadata", "L"],
  ...at("content[]", ANSWER_BLOCK),
  ["tool_calls|invalid_tool_calls[].id|name|type|index", "L"],
  ["tool_calls[].args", "RO"],
  ["invalid_tool_calls[].args", "RJ"],
  // Of a whole message: pieces are restored with what comes before and after them.
  ["tool_call_chunks[].id|name|type|index", "L"],
  ["tool_call_chunks[].args", "RJ"],
  ["additional_kwargs.tool_calls[].id|type|index", "L"],
  ["additional_kwargs.tool_calls[].function.name", "L"],
  ["additional_kwargs.tool_calls[].function.arguments", "RJ"],
  ["additional_kwargs.function_call.name", "L"],
  ["additional_kwargs.function_call.arguments", "RJ"],
  ["additional_kwargs.reasoning_content|reasoning", "L"],
  [`additional_kwargs.**.${SEALED}|__gemini_function_call_thought_signatures__`, "S"],
];
