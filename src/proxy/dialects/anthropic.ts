// Anthropic Messages and its neighbours: the exceptions to "mask everything" and "restore everything".

import { DOCUMENT } from "../documents.ts";
import type { Dialect, RequestTable, ResponseTable, StreamSpec } from "../types.ts";
import { at } from "./at.ts";

/** `^[a-zA-Z0-9_-]{1,64}$`, the API's pattern for names and custom ids. */
export const NAME = { chars: /^[a-zA-Z0-9_-]{1,64}$/, max: 64 } as const;

/** Blocks that other blocks do not seal. */
const PLAIN =
  "text|image|document|search_result|thinking|tool_use|tool_result|mcp_tool_use|mcp_tool_result|server_tool_use";

/** Parts of blocks that are signed or encrypted, wherever the block stands. */
const SEALS: RequestTable = [
  ["{type=redacted_thinking}", "S"],
  ["{type=thinking}{signature}", "S"],
  ["{type=compaction}", "S"],
  ["{type=mcp_tool_listing}", "S"],
  [`{!type=${PLAIN}}{signature}`, "S"],
  ["encrypted_content|encrypted_index|encrypted_stdout", "S"],
  ["content.encrypted_content|encrypted_index|encrypted_stdout", "S"],
  ["content[].encrypted_content|encrypted_index|encrypted_stdout", "S"],
  ["citations[].encrypted_index", "S"],
];

const SOURCE: RequestTable = [
  ["{type=base64}.data", "B", { media: "media_type" }],
  ["{type=url}.url", "U"],
  ["type|media_type|file_id", "K"],
];

/** A block in a list of contents, and the blocks in it. */
function blocks(depth: number): RequestTable {
  return [
    ...SEALS,
    ["type|id|tool_use_id|is_error|file_id|server_name|toolset_name|caller|cache_control", "K"],
    ["{type=tool_use|server_tool_use|mcp_tool_use}.name", "K"],
    ["{type=tool_use|server_tool_use|mcp_tool_use}.input", "MO"],
    ["{type=tool_reference}.tool_name", "K"],
    ["{type=fallback}", "K"],
    ["citations.enabled", "K"],
    ["citations[]{type=char_location}.start_char_index", "K", { text: DOCUMENT, edge: "start" }],
    ["citations[]{type=char_location}.end_char_index", "K", { text: DOCUMENT, edge: "end" }],
    ["citations[].type|file_id", "K"],
    ...at("{type=tool_addition|tool_removal}.tool.definition", tool()),
    ...at("source", SOURCE),
    ...(depth === 0 ? [] : [...at("content[]", blocks(depth - 1)), ...at("source.content[]", blocks(depth - 1))]),
  ];
}

function tool(): RequestTable {
  return [
    ["name|type|cache_control|strict|defer_loading|max_uses|eager_input_streaming|allowed_callers", "K"],
    ["user_location", "K", { personal: true }],
    ["allowed_domains|blocked_domains|model|mcp_server_name|configs|default_config", "K"],
    ["{strict=true}.input_schema", "SC", { constrained: true }],
    ["input_schema", "SC"],
    ["input_examples[]", "MO"],
    ["tools[].name|type|cache_control", "K"],
    ["tools[].input_schema", "SC"],
  ];
}

/** A body of Messages, wherever it is sent. */
export const MESSAGES_REQUEST: RequestTable = [
  ["model|max_tokens|stream|service_tier|betas|inference_geo|speed|anthropic_version|anthropic_beta", "K"],
  ["tool_choice|thinking|container|cache_control|fallbacks|fallback_credit_token|user_profile_id|workspace_id", "K"],
  ["thread.previous_message_id", "K"],
  ["diagnostics.previous_message_id", "K"],
  ["mcp_servers[].authorization_token", "C"],
  ["mcp_servers[].url", "U"],
  ["mcp_servers[].name|type|tool_configuration", "K"],
  ["metadata.user_id", "I", { opaque: true }],
  ["system[].type|cache_control", "K"],
  ["system[].citations[].encrypted_index", "S"],
  ...at("tools[]", tool()),
  ["output_config.format.schema", "SC", { constrained: true }],
  ["output_format.schema", "SC", { constrained: true }],
  ["output_config.format.type", "K"],
  ["output_config.effort", "K"],
  ["context_management.edits[].type|trigger|keep|clear_at_least|exclude_tools|clear_tool_inputs", "K"],
  ["messages[].role|id", "K"],
  ...at("messages[].content[]", blocks(2)),
  ["messages[]{role=assistant}", "M", { authored: true }],
];

const BATCH: RequestTable = [["requests[].custom_id", "I", NAME], ...at("requests[].params", MESSAGES_REQUEST)];

/** A block of an answer. */
const ANSWER_BLOCK: ResponseTable = [
  ["{type=redacted_thinking}", "S"],
  ["{type=thinking}", "S"],
  ["{type=compaction}", "S"],
  ["{type=mcp_tool_listing}", "S"],
  [`{!type=${PLAIN}}{signature}`, "S"],
  ["encrypted_content|encrypted_index|encrypted_stdout", "S"],
  ["content.encrypted_content|encrypted_index|encrypted_stdout", "S"],
  ["content[].encrypted_content|encrypted_index|encrypted_stdout", "S"],
  ["citations[].encrypted_index", "S"],
  ["citations[]{type=char_location}.start_char_index", "RX", { text: DOCUMENT, edge: "start" }],
  ["citations[]{type=char_location}.end_char_index", "RX", { text: DOCUMENT, edge: "end" }],
  ["type|id|tool_use_id|file_id|name|server_name|toolset_name|caller", "L"],
  ["{type=tool_use|server_tool_use|mcp_tool_use}.input", "RO"],
];

export const MESSAGES_ANSWER: ResponseTable = [
  [
    "id|type|role|model|stop_reason|container|usage|context_management|input_transformations|diagnostics|request_id",
    "L",
  ],
  ["stop_details.type|fallback_credit_token|category", "L"],
  ["error.type", "L"],
  ...at("content[]", ANSWER_BLOCK),
];

const RESULTS: ResponseTable = [["result.type", "L"], ...at("result.message", MESSAGES_ANSWER)];

const SEALED_DELTAS = "thinking_delta|signature_delta|compaction_delta";

export const MESSAGES_STREAM: StreamSpec = {
  framing: "sse",
  typeField: "type",
  rules: [
    { type: "ping", sealed: true },
    { type: "message_start", fields: at("message", MESSAGES_ANSWER) },
    {
      type: "content_block_start",
      deltas: [
        {
          path: "content_block{type=text}.text",
          is: "R",
          key: ["index"],
          text: "text",
          piece: [
            "content_block_delta",
            '{"type":"content_block_delta","index":$0,"delta":{"type":"text_delta","text":$$}}',
          ],
        },
      ],
      fields: at("content_block", ANSWER_BLOCK),
      tool: { path: "content_block.name", key: ["index"] },
    },
    {
      type: "content_block_delta",
      deltas: [
        { path: "delta{type=text_delta}.text", is: "R", key: ["index"], text: "text", keep: ["delta.type"] },
        {
          path: "delta{type=input_json_delta}.partial_json",
          is: "RJ",
          key: ["index"],
          text: "input",
          keep: ["delta.type"],
        },
        // Of a type that is not known yet.
        {
          path: `delta{!type=${SEALED_DELTAS}}.text`,
          is: "R",
          key: ["index", "delta.type"],
          text: "other",
        },
      ],
      fields: [
        [`delta{type=${SEALED_DELTAS}}`, "S"],
        ["delta.citation.encrypted_index", "S"],
        ["delta.citation{type=char_location}.start_char_index", "RX", { text: DOCUMENT, edge: "start" }],
        ["delta.citation{type=char_location}.end_char_index", "RX", { text: DOCUMENT, edge: "end" }],
        ["delta.type", "L"],
      ],
    },
    { type: "content_block_stop", ends: [{ key: ["index"] }] },
    {
      type: "message_delta",
      ends: [{ key: [] }],
      fields: [
        ["usage|context_management", "L"],
        ["delta.stop_reason|container", "L"],
        ["delta.stop_details.type|fallback_credit_token", "L"],
      ],
    },
    { type: "message_stop", ends: [{ key: [] }] },
    { type: "error", ends: [{ key: [] }], fields: [["error.type|request_id", "L"]] },
  ],
};

const MESSAGES = {
  note: "anthropic",
  request: MESSAGES_REQUEST,
  response: MESSAGES_ANSWER,
  stream: MESSAGES_STREAM,
  streams: "asked",
} as const;

export const anthropic: Dialect = {
  name: "anthropic",
  errors: "anthropic",
  endpoints: [
    { name: "messages", methods: ["POST"], path: /(?:^|\/v\d+)\/messages\/?$/, body: "json", ...MESSAGES },
    {
      name: "count-tokens",
      methods: ["POST"],
      path: /(?:^|\/v\d+)\/messages\/count_tokens\/?$/,
      body: "json",
      note: "anthropic",
      request: MESSAGES_REQUEST,
      response: MESSAGES_ANSWER,
      streams: "never",
    },
    {
      name: "batches",
      methods: ["POST"],
      path: /(?:^|\/v\d+)\/messages\/batches\/?$/,
      body: "json",
      request: BATCH,
      response: [["id|type|processing_status", "L"]],
      stored: true,
    },
    {
      name: "batch-results",
      methods: ["GET"],
      path: /(?:^|\/v\d+)\/messages\/batches\/[^/]+\/results\/?$/,
      body: "none",
      response: RESULTS,
      stored: true,
    },
    { name: "batches", path: /(?:^|\/v\d+)\/messages\/batches(?:\/.*)?$/, body: "json", stored: true },
    // Anthropic models on Vertex: the same body behind other paths.
    { name: "messages", methods: ["POST"], path: /:rawPredict$/, body: "json", ...MESSAGES, streams: "never" },
    { name: "messages", methods: ["POST"], path: /:streamRawPredict$/, body: "json", ...MESSAGES, streams: "always" },
    { name: "files", path: /(?:^|\/v\d+)\/files(?:\/.*)?$/, body: "any", stored: true },
    { name: "models", methods: ["GET", "HEAD"], path: /(?:^|\/v\d+)\/models(?:\/.*)?$/, body: "none", policy: "pass" },
    {
      name: "credentials",
      path: /(?:^|\/v\d+)\/vaults\/[^/]+\/credentials(?:\/.*)?$/,
      body: "json",
      policy: "pass",
      hardened: "block",
    },
    {
      name: "managed-agents",
      path: /(?:^|\/v\d+)\/(?:agents|sessions|memory_stores|vaults|environments|skills|user_profiles)(?:\/.*)?$/,
      body: "any",
      policy: "warn",
      stored: true,
    },
    { name: "default", path: /^/, body: "json", request: [["", "MO"]], policy: "warn", stored: true },
  ],
};
