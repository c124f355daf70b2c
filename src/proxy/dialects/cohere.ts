// Cohere, versions 1 and 2.

import type { Dialect, RequestTable, ResponseTable, StreamSpec } from "../types.ts";
import { at } from "./at.ts";
import { CHAT_TOOL } from "./openai-chat.ts";

const REQUEST: RequestTable = [
  [
    "model|stream|safety_mode|tool_choice|strict_tools|citation_options|thinking|input_type|embedding_types|truncate",
    "K",
  ],
  ["return_documents|connectors[].id", "K"],
  ["messages[].role|tool_call_id", "K"],
  ["messages[].content[].type", "K"],
  ["messages[].content[].image_url.url", "U"],
  ["messages[].content[].document.data", "MO"],
  ["messages[].tool_calls[].id|type", "K"],
  ["messages[].tool_calls[].function.name", "K"],
  ["messages[].tool_calls[].function.arguments", "MJ"],
  ["messages[]{role=assistant}", "M", { authored: true }],
  ["chat_history[].role", "K"],
  ["chat_history[]{role=CHATBOT}", "M", { authored: true }],
  ["documents[].id", "I"],
  ["documents[].data", "MO"],
  ["documents[]", "MO"],
  ["tool_results[].call.name", "K"],
  ["tool_results[]", "MO"],
  ...at("tools[]", CHAT_TOOL),
  ["tools[].name", "K"],
  ["tools[].parameter_definitions.*.type", "K"],
  ["response_format.type", "K"],
  ["response_format.json_schema|schema", "SC", { constrained: true }],
  ["images", "U"],
  ["inputs[].content[].image_url.url", "U"],
];

const CITATION: ResponseTable = [
  ["start", "RX", { text: "../../content[@content_index].text", unit: "utf16", edge: "start" }],
  ["end", "RX", { text: "../../content[@content_index].text", unit: "utf16", edge: "end" }],
  ["type|content_index", "L"],
  ["sources[].type|id", "L"],
  ["sources[].document", "RO"],
  ["sources[].tool_output", "RO"],
];

const MESSAGE: ResponseTable = [
  ["role", "L"],
  ["content[].type", "L"],
  ["tool_calls[].id|type", "L"],
  ["tool_calls[].function.name", "L"],
  ["tool_calls[].function.arguments", "RJ"],
  ...at("citations[]", CITATION),
];

const ANSWER: ResponseTable = [
  ["id|response_id|generation_id|finish_reason|usage|logprobs|meta", "L"],
  ...at("message", MESSAGE),
  // Version 1 has the text at the top.
  ["citations[].start", "RX", { text: "../../text", unit: "utf16", edge: "start" }],
  ["citations[].end", "RX", { text: "../../text", unit: "utf16", edge: "end" }],
  ["citations[].document_ids", "L"],
  ["tool_calls[].name", "L"],
  ["tool_calls[].parameters", "RO"],
  ["embeddings", "L"],
  ["results[].index|relevance_score", "L"],
];

const ENDS = [{ key: ["index"] }] as const;

const STREAM: StreamSpec = {
  framing: "sse",
  typeField: "type",
  unit: "utf16",
  rules: [
    { type: "content-start", fields: [["delta.message.content.type", "L"]] },
    {
      type: "content-delta",
      deltas: [
        { path: "delta.message.content.text", is: "R", key: ["index"], text: "text" },
        { path: "delta.message.content.thinking", is: "R", key: ["index"], text: "thinking" },
      ],
      fields: [["logprobs", "L"]],
    },
    { type: "content-end", ends: ENDS },
    { type: "tool-plan-delta", deltas: [{ path: "delta.message.tool_plan", is: "R", key: [], text: "plan" }] },
    {
      type: "tool-call-start",
      ends: [{ key: [], texts: ["plan"] }],
      deltas: [{ path: "delta.message.tool_calls.function.arguments", is: "RJ", key: ["index"], text: "arguments" }],
      fields: [
        ["delta.message.tool_calls.id|type", "L"],
        ["delta.message.tool_calls.function.name", "L"],
      ],
      tool: { path: "delta.message.tool_calls.function.name", key: ["index"] },
    },
    {
      type: "tool-call-delta",
      deltas: [{ path: "delta.message.tool_calls.function.arguments", is: "RJ", key: ["index"], text: "arguments" }],
    },
    { type: "tool-call-end", ends: ENDS },
    {
      type: "citation-start",
      fields: at("delta.message.citations", [
        ["type|content_index", "L"],
        ["sources[].type|id", "L"],
        ["sources[].document", "RO"],
        ["sources[].tool_output", "RO"],
      ]),
      offsets: [
        {
          path: "delta.message.citations.start",
          edge: "start",
          text: "text",
          key: ["delta.message.citations.content_index"],
        },
        {
          path: "delta.message.citations.end",
          edge: "end",
          text: "text",
          key: ["delta.message.citations.content_index"],
        },
      ],
    },
    { type: "message-end", ends: [{ key: [] }], fields: [["delta.finish_reason|usage", "L"]] },
  ],
};

/** Version 1 tells its events apart by `event_type`. */
const STREAM_V1: StreamSpec = {
  framing: "ndjson",
  typeField: "event_type",
  rules: [
    { type: "text-generation", deltas: [{ path: "text", is: "R", key: [], text: "text" }] },
    { type: "stream-end", ends: [{ key: [] }], fields: at("response", ANSWER) },
  ],
};

export const cohere: Dialect = {
  name: "cohere",
  errors: "cohere",
  endpoints: [
    {
      name: "chat",
      methods: ["POST"],
      path: /\/v2\/chat\/?$/,
      body: "json",
      request: REQUEST,
      response: ANSWER,
      stream: STREAM,
      streams: "asked",
    },
    {
      name: "chat",
      methods: ["POST"],
      path: /\/v1\/chat\/?$/,
      body: "json",
      request: REQUEST,
      response: ANSWER,
      stream: STREAM_V1,
      streams: "asked",
    },
    {
      name: "embed",
      methods: ["POST"],
      path: /\/(?:embed|rerank|classify|tokenize|detokenize|summarize|generate)\/?$/,
      body: "json",
      request: REQUEST,
      response: ANSWER,
      streams: "never",
    },
    { name: "models", methods: ["GET", "HEAD"], path: /\/models(?:\/.*)?$/, body: "none", policy: "pass" },
    { name: "default", path: /^/, body: "json", request: [["", "MO"]], policy: "warn", stored: true },
  ],
};
