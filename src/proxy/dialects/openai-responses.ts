// OpenAI Responses: items go both ways, stand in lists, answers and events, and are stored by the provider.

import type { RequestTable, ResponseTable, StreamRule, StreamSpec } from "../types.ts";
import { at } from "./at.ts";
import { IDENTIFIERS } from "./openai-chat.ts";

/** What the model writes; the rest of the items comes from the client. */
const AUTHORED =
  "function_call|custom_tool_call|mcp_call|mcp_approval_request|reasoning|web_search_call|file_search_call|computer_call|code_interpreter_call|shell_call|local_shell_call|apply_patch_call|image_generation_call|tool_search_call|multi_agent_call|program_output";

function tool(depth: number): RequestTable {
  return [
    ["type|name|strict|server_label|allowed_tools|require_approval|connector_id|container|defer_loading", "K"],
    ["vector_store_ids|max_num_results|ranking_options|search_context_size", "K"],
    ["user_location", "K", { personal: true }],
    ["environment.type|container_id", "K"],
    ["filters.allowed_domains", "K"],
    ["server_url", "U"],
    ["authorization|headers", "C"],
    ["network_policy.domain_secrets[].value", "C"],
    ["network_policy.type|allowed_domains", "K"],
    ["environment|container.network_policy.type|allowed_domains", "K"],
    ["environment|container.network_policy.domain_secrets[].value", "C"],
    ["environment|container.network_policy.domain_secrets[].domain|name", "K"],
    ["environment.skills[]{type=inline}.source.data", "B", { media: "media_type" }],
    ["{strict=true}.parameters", "SC", { constrained: true }],
    ["parameters|output_schema", "SC"],
    ["format.type|syntax", "K"],
    ["input_image_mask.image_url", "B"],
    ["input_image_mask.file_id", "K"],
    ...(depth === 0 ? [] : at("tools[]", tool(depth - 1))),
  ];
}

const IMAGES: RequestTable = [
  ["type|detail|file_id|prompt_cache_breakpoint", "K"],
  ["{type=input_image}.image_url", "U"],
  ["{type=computer_screenshot}.image_url", "U"],
  ["{type=input_file}.file_data", "B", { media: "filename" }],
  ["{type=input_file}.file_url", "U"],
  ["{type=input_audio}.input_audio.data", "B"],
  ["encrypted_content", "S"],
  ["logprobs", "K", { unsent: true }],
  ["annotations[].type|file_id|container_id", "K"],
];

/** An item on its way up. */
const ITEM: RequestTable = [
  ["{type=program}", "S"],
  ["{type=compaction|compaction_summary}", "S"],
  ["encrypted_content", "S"],
  ["{type=item_reference}", "K"],
  ["type|id|call_id|role|status|phase|name|namespace|caller|server_label|approval_request_id|container_id", "K"],
  ["author|recipient", "K"],
  ["{type=function_call|mcp_call|mcp_approval_request|multi_agent_call}.arguments", "MJ"],
  ["{type=tool_search_call}.arguments", "MO"],
  ...at("content[]", IMAGES),
  ...at("output[]", IMAGES),
  ...at("output", IMAGES),
  ["tools[].annotations", "MO"],
  ["{type=mcp_list_tools}.tools[].name", "K"],
  ["{type=mcp_list_tools}.tools[].input_schema", "SC"],
  ...at("{type=tool_search_output|additional_tools}.tools[]", tool(2)),
  ["action.type", "K"],
  ["pending_safety_checks|acknowledged_safety_checks[].id|code", "K"],
  ["{type=image_generation_call}.result", "B"],
  ["{type=code_interpreter_call}.outputs[].url", "U"],
  ["results[].file_id", "K"],
  ["{type=configuration_update}.text.format.schema", "SC", { constrained: true }],
  ["summary[].type", "K"],
  ["{role=assistant}", "M", { authored: true }],
  [`{type=${AUTHORED}}`, "M", { authored: true }],
];

const REQUEST: RequestTable = [
  ["model|stream|stream_options|store|service_tier|truncation|include|reasoning|tool_choice|parallel_tool_calls", "K"],
  [
    "previous_response_id|conversation|prompt_cache_options|prompt_cache_retention|background|moderation|image|stream_id|generate",
    "K",
  ],
  ["include[]", "K", { logprobs: true, says: "message.output_text.logprobs" }],
  ["top_logprobs", "K", { logprobs: true }],
  ["context_management[].type|compact_threshold", "K"],
  ["prompt.id|version", "K"],
  ...at("prompt.variables.*", IMAGES),
  ...IDENTIFIERS,
  ["text.verbosity", "K"],
  ["text.format.type|name|strict", "K"],
  ["text.format.schema", "SC", { constrained: true }],
  ...at("tools[]", tool(2)),
  ...at("input[]", ITEM),
  ...at("items[]", ITEM),
];

const ANNOTATION: ResponseTable = [
  ["type|file_id|container_id", "L"],
  ["start_index", "RX", { text: "../../text", unit: "utf16", edge: "start" }],
  ["end_index|index", "RX", { text: "../../text", unit: "utf16", edge: "end" }],
];

const ANSWER_PART: ResponseTable = [
  ["type|file_id|logprobs", "L"],
  ["encrypted_content", "S"],
  ...at("annotations[]", ANNOTATION),
];

/** An item on its way down. */
const ANSWER_ITEM: ResponseTable = [
  ["{type=program}", "S"],
  ["{type=compaction|compaction_summary}", "S"],
  ["encrypted_content", "S"],
  ["type|id|call_id|role|status|phase|name|namespace|caller|server_label|approval_request_id|container_id", "L"],
  ["author|recipient", "L"],
  ["{type=function_call|mcp_call|mcp_approval_request|multi_agent_call}.arguments", "RJ"],
  ["{type=tool_search_call}.arguments", "RO"],
  ["{type=custom_tool_call}.input", "R", { channel: "tools" }],
  ["{type=shell_call|local_shell_call}.action", "R", { channel: "tools" }],
  ["{type=apply_patch_call}.operation", "R", { channel: "tools" }],
  ["{type=code_interpreter_call}.code", "R", { channel: "tools" }],
  ["{type=computer_call}.action", "R", { channel: "tools" }],
  ["{type=computer_call}.actions", "R", { channel: "tools" }],
  ["{type=image_generation_call}.result", "L"],
  ...at("content[]", ANSWER_PART),
];

const ANSWER: ResponseTable = [
  [
    "id|object|model|status|usage|service_tier|previous_response_id|reasoning|truncation|tool_choice|incomplete_details",
    "L",
  ],
  ["conversation", "L"],
  ["error.code|type|param", "L"],
  ["tools[].authorization|headers|type|name", "L"],
  ...at("output[]", ANSWER_ITEM),
  ...at("instructions[]", ANSWER_ITEM),
  ...at("data[]", ANSWER_ITEM),
  ...at("items[]", ANSWER_ITEM),
  ...ANSWER_ITEM,
];

/** One text that comes in pieces: its events are `NAME.delta` and `NAME.done`, which has the whole text in a member. */
function pieces(name: string, is: "R" | "RJ", whole: string, sub?: string, channel?: "tools"): StreamRule[] {
  const key = ["output_index", ...(sub === undefined ? [] : [sub])];
  const common = channel === undefined ? {} : { channel };
  return [
    {
      type: `${name}.delta`,
      deltas: [{ path: "delta", is, key, text: name, ...common }],
      fields: [["logprobs|item_id|obfuscation", "L"]],
    },
    {
      type: `${name}.done`,
      ends: [{ key, texts: [name] }],
      fields: [
        [whole, is, common],
        ["item_id|logprobs|name", "L"],
      ],
      // The texts were noted as they came, or are with their item.
      echo: false,
    },
  ];
}

const OF_ITEM = [{ key: ["output_index"] }] as const;
const ALL = [{ key: [] }] as const;

const STREAM: StreamSpec = {
  framing: "sse",
  typeField: "type",
  unit: "utf16",
  rules: [
    ...pieces("response.output_text", "R", "text", "content_index"),
    ...pieces("response.refusal", "R", "refusal", "content_index"),
    ...pieces("response.reasoning_text", "R", "text", "content_index"),
    ...pieces("response.reasoning_summary_text", "R", "text", "summary_index"),
    ...pieces("response.function_call_arguments", "RJ", "arguments"),
    ...pieces("response.mcp_call_arguments", "RJ", "arguments"),
    ...pieces("response.custom_tool_call_input", "R", "input", undefined, "tools"),
    ...pieces("response.code_interpreter_call_code", "R", "code", undefined, "tools"),
    {
      type: "response.shell_call_command.added",
      deltas: [
        {
          path: "command",
          is: "R",
          channel: "tools",
          key: ["output_index", "command_index"],
          text: "response.shell_call_command",
          piece: [
            "response.shell_call_command.delta",
            '{"type":"response.shell_call_command.delta","output_index":$0,"command_index":$1,"delta":$$}',
          ],
        },
      ],
    },
    ...pieces("response.shell_call_command", "R", "command", "command_index", "tools"),
    {
      type: "response.shell_call_output_content.delta",
      deltas: [
        { path: "delta.stdout", is: "R", key: ["output_index", "command_index"] },
        { path: "delta.stderr", is: "R", key: ["output_index", "command_index"] },
      ],
    },
    { type: "response.shell_call_output_content.done", ends: [{ key: ["output_index", "command_index"] }] },
    ...pieces("response.apply_patch_call_operation_diff", "R", "diff", undefined, "tools"),
    { type: "response.audio.transcript.delta", deltas: [{ path: "delta", is: "R", key: [], text: "transcript" }] },
    { type: "response.audio.transcript.done", ends: ALL },
    { type: "response.audio.delta", sealed: true },
    { type: "response.image_generation_call.partial_image", sealed: true },
    {
      type: "response.output_item.added",
      fields: at("item", ANSWER_ITEM),
      tool: { path: "item.name", key: ["output_index"] },
    },
    { type: "response.output_item.done", ends: OF_ITEM, fields: at("item", ANSWER_ITEM) },
    { type: "response.content_part.added", fields: at("part", ANSWER_PART) },
    {
      type: "response.content_part.done",
      ends: [{ key: ["output_index", "content_index"] }],
      fields: at("part", ANSWER_PART),
      echo: false,
    },
    { type: "response.reasoning_summary_part.added", fields: [["item_id", "L"]] },
    {
      type: "response.reasoning_summary_part.done",
      ends: [{ key: ["output_index", "summary_index"] }],
      fields: [["item_id", "L"]],
    },
    {
      type: "response.output_text.annotation.added",
      fields: [
        ["item_id", "L"],
        ["annotation.type|file_id|container_id", "L"],
      ],
      offsets: [
        {
          path: "annotation.start_index",
          edge: "start",
          text: "response.output_text",
          key: ["output_index", "content_index"],
        },
        {
          path: "annotation.end_index",
          edge: "end",
          text: "response.output_text",
          key: ["output_index", "content_index"],
        },
      ],
    },
    { type: "response.completed", ends: ALL, fields: at("response", ANSWER), echo: false },
    { type: "response.incomplete", ends: ALL, fields: at("response", ANSWER), echo: false },
    { type: "response.failed", ends: ALL, fields: at("response", ANSWER), echo: false },
    { type: "response.created", fields: at("response", ANSWER), echo: false },
    { type: "response.queued", fields: at("response", ANSWER), echo: false },
    { type: "response.in_progress", fields: at("response", ANSWER), echo: false },
    {
      type: "error",
      ends: ALL,
      fields: [
        ["code|param", "L"],
        ["error.code|type|param", "L"],
      ],
    },
    // Mistral's conversations.
    {
      type: "message.output.delta",
      deltas: [
        { path: "content", is: "R", key: ["output_index", "content_index"], text: "message" },
        {
          path: "content.text",
          is: "R",
          key: ["output_index", "content_index"],
          text: "message",
          keep: ["content.type"],
        },
      ],
    },
    {
      type: "function.call.delta",
      ends: [{ key: [], texts: ["message"] }],
      deltas: [{ path: "arguments", is: "RJ", key: ["tool_call_id"], text: "call" }],
      tool: { path: "name", key: ["tool_call_id"] },
      fields: [["name|tool_call_id", "L"]],
    },
    { type: "tool.execution.*", ends: ALL, fields: [["name", "L"]] },
    { type: "agent.handoff.*", ends: ALL },
    { type: "conversation.response.*", ends: ALL },
    { type: "keepalive", sealed: true },
    { type: "*.in_progress", sealed: true },
    { type: "*.searching", sealed: true },
    { type: "*.generating", sealed: true },
    { type: "*.interpreting", sealed: true },
    { type: "*.compacting", sealed: true },
  ],
};

export { ANSWER as RESPONSES_ANSWER, REQUEST as RESPONSES_REQUEST, STREAM as RESPONSES_STREAM };
