// Ollama: lines of JSON, and streams unless the request says no.

import type { Dialect, RequestTable, ResponseTable, StreamSpec } from "../types.ts";
import { at } from "./at.ts";

const MESSAGE: RequestTable = [
  ["role|tool_name|tool_call_id", "K"],
  ["images", "B"],
  ["tool_calls[].id|type", "K"],
  ["tool_calls[].function.index", "K"],
  ["tool_calls[].function.name", "K"],
  ["tool_calls[].function.arguments", "MJ"],
  ["{role=assistant}", "M", { authored: true }],
];

/** An object here; JSON in a string from clients that come from elsewhere. */
const REQUEST: RequestTable = [
  ["model|stream|keep_alive|think|raw|truncate|dimensions", "K"],
  ["logprobs|top_logprobs", "K", { logprobs: true }],
  ["options.stop", "M"],
  ["options", "K"],
  ["format", "SC", { constrained: true }],
  ["context", "K"],
  ["images", "B"],
  ...at("messages[]", MESSAGE),
  ["tools[].type", "K"],
  ["tools[].function.name", "K"],
  ["tools[].function.parameters", "SC"],
];

const ANSWER: ResponseTable = [
  ["model|created_at|done|done_reason|logprobs|context|embedding|embeddings|remote_model|remote_host", "L"],
  ["message.role|images", "L"],
  ["message.tool_calls[].function.name", "L"],
  ["message.tool_calls[].id", "L"],
  ["message.tool_calls[].function.arguments", "RO"],
];

const STREAM: StreamSpec = {
  framing: "ndjson",
  rules: [
    {
      deltas: [
        { path: "message.thinking", is: "R", key: [], keep: ["message.role"] },
        { path: "message.content", is: "R", key: [], keep: ["message.role"] },
        { path: "thinking", is: "R", key: [] },
        { path: "response", is: "R", key: [] },
      ],
      fields: ANSWER,
      ends: [
        { key: [], when: "message.tool_calls[]" },
        { key: [], when: "{done=true}.done" },
        { key: [], when: "error" },
      ],
    },
  ],
  turns: 0,
};

const MADE = { request: REQUEST, response: ANSWER } as const;

export const ollama: Dialect = {
  name: "ollama",
  errors: "ollama",
  endpoints: [
    {
      name: "chat",
      note: "chat",
      methods: ["POST"],
      path: /\/api\/chat\/?$/,
      body: "json",
      ...MADE,
      stream: STREAM,
      streams: "unless-refused",
    },
    {
      name: "generate",
      note: "system",
      methods: ["POST"],
      path: /\/api\/generate\/?$/,
      body: "json",
      ...MADE,
      stream: STREAM,
      streams: "unless-refused",
    },
    { name: "embed", methods: ["POST"], path: /\/api\/embed(?:dings)?\/?$/, body: "json", ...MADE, streams: "never" },
    {
      name: "show",
      methods: ["POST"],
      path: /\/api\/(?:create|show)\/?$/,
      body: "json",
      request: [
        ["model|name|from|files|adapters|quantize|stream|parameters|template|license", "K"],
        ...at("messages[]", MESSAGE),
      ],
      response: [["license|model_info|tensors|details|projector_info|capabilities|modified_at|status", "L"]],
      stored: true,
    },
    {
      name: "web",
      methods: ["POST"],
      path: /\/api\/web_(?:search|fetch)\/?$/,
      body: "json",
      request: [["url", "U"]],
      stored: true,
    },
    {
      name: "models",
      path: /\/api\/(?:tags|ps|pull|push|delete|copy|version)\/?$/,
      body: "json",
      request: [["model|name|source|destination|insecure|stream", "K"]],
    },
    { name: "blobs", path: /\/api\/blobs\/.*$/, body: "any", policy: "warn" },
    { name: "default", path: /^/, body: "json", request: [["", "MO"]], policy: "warn", stored: true },
  ],
};
