// The OpenAI API as a whole, also as Azure and compatible servers speak it: a path says which table.

import type { Dialect, Endpoint } from "../types.ts";
import {
  CHAT_ANSWER,
  CHAT_REQUEST,
  CHAT_STREAM,
  COMPLETION_ANSWER,
  COMPLETION_REQUEST,
  EMBEDDING_ANSWER,
  EMBEDDING_REQUEST,
  IDENTIFIERS,
  MODERATION_REQUEST,
} from "./openai-chat.ts";
import { RESPONSES_ANSWER, RESPONSES_REQUEST, RESPONSES_STREAM } from "./openai-responses.ts";

const CHAT = {
  note: "chat",
  request: CHAT_REQUEST,
  response: CHAT_ANSWER,
  stream: CHAT_STREAM,
  streams: "asked",
} as const;
const RESPONSES = { request: RESPONSES_REQUEST, response: RESPONSES_ANSWER, stream: RESPONSES_STREAM } as const;
const NOTES = [["error.type|code|param", "L"]] as const;

/** Paths end the same way whatever stands in front: `/v1`, `/openai/deployments/NAME`, `/api/coding/paas/v4`. */
const ENDPOINTS: readonly Endpoint[] = [
  { name: "chat", methods: ["POST"], path: /\/chat\/completions\/?$/, body: "json", ...CHAT },
  {
    name: "chat-stored",
    path: /\/chat\/completions\/.+$/,
    body: "json",
    request: IDENTIFIERS,
    response: CHAT_ANSWER,
    stored: true,
  },
  {
    name: "chat-stored",
    methods: ["GET"],
    path: /\/chat\/completions\/?$/,
    body: "none",
    response: CHAT_ANSWER,
    stored: true,
  },
  { name: "chat", methods: ["POST"], path: /\/fim\/completions\/?$/, body: "json", ...CHAT },
  {
    name: "completions",
    methods: ["POST"],
    path: /\/completions?\/?$/,
    body: "json",
    request: COMPLETION_REQUEST,
    response: COMPLETION_ANSWER,
    stream: CHAT_STREAM,
    streams: "asked",
  },
  {
    name: "input-tokens",
    note: "responses",
    methods: ["POST"],
    path: /\/responses\/input_tokens\/?$/,
    body: "json",
    ...RESPONSES,
    streams: "never",
  },
  // The stored state behind an earlier answer may come back in any later one.
  {
    name: "responses",
    note: "responses",
    methods: ["POST"],
    path: /\/responses\/?$/,
    body: "json",
    ...RESPONSES,
    streams: "asked",
  },
  {
    name: "compact",
    note: "responses",
    methods: ["POST"],
    path: /\/responses\/compact\/?$/,
    body: "json",
    ...RESPONSES,
    streams: "never",
    stored: true,
  },
  { name: "responses-stored", path: /\/responses\/.+$/, body: "json", ...RESPONSES, streams: "asked", stored: true },
  {
    name: "conversations",
    path: /\/conversations(?:\/.*)?$/,
    body: "json",
    ...RESPONSES,
    streams: "asked",
    stored: true,
  },
  {
    name: "embeddings",
    methods: ["POST"],
    path: /\/embeddings\/?$/,
    body: "json",
    request: EMBEDDING_REQUEST,
    response: EMBEDDING_ANSWER,
    streams: "never",
  },
  {
    name: "moderations",
    methods: ["POST"],
    path: /\/moderations\/?$/,
    body: "json",
    request: MODERATION_REQUEST,
    response: NOTES,
    streams: "never",
  },
  {
    name: "decisions",
    methods: ["POST"],
    path: /\/decisions\/?$/,
    body: "json",
    request: [
      ["model", "K"],
      ["input[]{type=input_json}.data", "MO"],
      ["questions[].name", "I"],
    ],
  },
  {
    name: "images",
    methods: ["POST"],
    path: /\/images\/generations\/?$/,
    body: "json",
    request: [["model|size|quality|style|response_format|background|output_format|moderation", "K"], ...IDENTIFIERS],
    response: [
      ["data[].b64_json|url", "L"],
      ["usage", "L"],
    ],
    stream: { framing: "sse", typeField: "type", rules: [{ type: "image_generation.*", sealed: true }] },
    streams: "asked",
  },
  {
    name: "images",
    methods: ["POST"],
    path: /\/(?:images\/(?:edits|variations)|videos(?:\/.*)?)\/?$/,
    body: "any",
    request: IDENTIFIERS,
  },
  {
    name: "speech",
    methods: ["POST"],
    path: /\/audio\/speech\/?$/,
    body: "json",
    request: [["model|voice|response_format|stream_format", "K"]],
    policy: "warn",
    stream: { framing: "sse", typeField: "type", rules: [{ type: "speech.audio.*", sealed: true }] },
    streams: "asked",
  },
  {
    name: "transcriptions",
    methods: ["POST"],
    path: /\/audio\/(?:transcriptions|translations)\/?$/,
    body: "multipart",
    policy: "warn",
    stream: {
      framing: "sse",
      typeField: "type",
      rules: [
        {
          type: "transcript.text.delta",
          deltas: [{ path: "delta", is: "R", key: ["segment_id"], text: "text" }],
          fields: [["logprobs", "L"]],
        },
        { type: "transcript.text.done", ends: [{ key: [] }], fields: [["logprobs|usage", "L"]] },
      ],
    },
    streams: "asked",
  },
  { name: "files", methods: ["POST"], path: /\/files\/?$/, body: "multipart", stored: true },
  {
    name: "file-content",
    methods: ["GET"],
    path: /\/files\/[^/]+\/content\/?$/,
    body: "none",
    response: CHAT_ANSWER,
    lines: { url: "url", body: "response.body" },
    stored: true,
  },
  { name: "files", methods: ["GET", "HEAD", "DELETE"], path: /\/files(?:\/.*)?$/, body: "none", stored: true },
  // Byte ranges of one file: a line or a value may lie across two of them.
  { name: "uploads", path: /\/uploads(?:\/.*)?$/, body: "any", policy: "block" },
  {
    name: "batches",
    path: /\/batches(?:\/.*)?$/,
    body: "json",
    request: [["input_file_id|endpoint|completion_window", "K"], ...IDENTIFIERS],
    stored: true,
  },
  { name: "credentials", path: /\/client_secrets(?:\/.*)?$/, body: "json", policy: "pass", hardened: "block" },
  {
    name: "models",
    methods: ["GET", "HEAD", "DELETE"],
    path: /\/(?:models|organization|usage|dashboard)(?:\/.*)?$/,
    body: "none",
    policy: "pass",
  },
  {
    name: "assistants",
    path: /\/(?:assistants|threads)(?:\/.*)?$/,
    body: "json",
    request: [
      ["model|assistant_id|tool_choice|stream|truncation_strategy", "K"],
      ["tool_resources.*.file_ids|vector_store_ids", "K"],
      ["tools[].function.name|strict", "K"],
      ["tools[].function.parameters", "SC"],
      ["tool_outputs[].tool_call_id", "K"],
      ["messages[].role", "K"],
      ["metadata", "I", { max: 512 }],
    ],
    stream: {
      framing: "sse",
      typeField: "object",
      rules: [
        {
          type: "thread.message.delta",
          deltas: [{ path: "delta.content[].text.value", is: "R", key: ["id", "delta.content[].index"] }],
        },
        {
          type: "thread.run.step.delta",
          deltas: [
            {
              path: "delta.step_details.tool_calls[].function.arguments",
              is: "RJ",
              key: ["id", "delta.step_details.tool_calls[].index"],
            },
            {
              path: "delta.step_details.tool_calls[].code_interpreter.input",
              is: "R",
              channel: "tools",
              key: ["id", "delta.step_details.tool_calls[].index"],
            },
          ],
        },
        { type: "thread.message", ends: [{ key: ["id"] }] },
        { type: "thread.run", ends: [{ key: [] }] },
      ],
    },
    streams: "asked",
    stored: true,
  },
  {
    name: "stored-objects",
    path: /\/(?:vector_stores|fine_tuning|evals|graders|chatkit|agents|skills|containers|live)(?:\/.*)?$/,
    body: "any",
    policy: "warn",
    stored: true,
  },
  { name: "default", path: /^/, body: "json", request: [["", "MO"]], policy: "warn", stored: true },
];

export const openai: Dialect = { name: "openai", errors: "openai", endpoints: ENDPOINTS };

/** Mistral's errors have another shape, its bodies are those of Chat. */
export const mistral: Dialect = { name: "mistral", errors: "mistral", endpoints: ENDPOINTS };
