// OpenAI Chat Completions and the endpoints of the same family: tables that several dialects share.

import type { DeltaOffset, RequestTable, ResponseTable, StreamSpec } from "../types.ts";
import { at } from "./at.ts";

export const NAME = { chars: /^[a-zA-Z0-9_-]{1,64}$/, max: 64 } as const;
export const METADATA = { max: 512 } as const;
/** What LangChain's embeddings send, and what stops it. */
export const TOKEN_IDS = "send text instead (in LangChain: check_embedding_ctx_length=False)";

/** Fields that name the user or the conversation. */
export const IDENTIFIERS: RequestTable = [
  ["metadata", "I", METADATA],
  ["user|prompt_cache_key", "I", { opaque: true }],
  ["safety_identifier", "I", { opaque: true, max: 128 }],
];

/** Options of all endpoints that make text. */
export const OPTIONS: RequestTable = [
  [
    "model|stream|stream_options|service_tier|modalities|moderation|seed|n|logit_bias|reasoning_effort|verbosity|store",
    "K",
  ],
  ["tool_choice|function_call|parallel_tool_calls|prompt_cache_options|prompt_cache_retention|audio", "K"],
  ["web_search_options.user_location", "K", { personal: true }],
  ["logprobs|top_logprobs|prompt_logprobs", "K", { logprobs: true }],
  // What vLLM, SGLang and TGI add.
  ["guided_json", "SC", { constrained: true }],
  ["guided_regex|guided_grammar", "K"],
  ["documents", "MO"],
];

export const CHAT_TOOL: RequestTable = [
  ["type|cache_control", "K"],
  ["function.name|strict", "K"],
  ["function{strict=true}.parameters", "SC", { constrained: true }],
  ["function.parameters", "SC"],
  ["custom.name", "K"],
  ["custom.format.type|syntax", "K"],
];

export const RESPONSE_FORMAT: RequestTable = [
  ["type", "K"],
  ["json_schema.name|strict", "K"],
  ["json_schema.schema", "SC", { constrained: true }],
  ["schema", "SC", { constrained: true }],
];

/** A part of a message's content. */
const PART: RequestTable = [
  ["type|cache_control|prompt_cache_breakpoint", "K"],
  ["image_url.url", "U"],
  ["image_url.detail", "K"],
  ["{type=image_url}.image_url", "U"],
  ["input_audio.data", "B"],
  ["input_audio.format", "K"],
  ["video_url.url", "U"],
  ["file.file_data", "B", { media: "filename" }],
  ["file.file_id", "K"],
  ["{type=document_url}.document_url", "U"],
  ["{type=reference}.reference_ids", "K"],
  ["{type=thinking}{signature}", "S"],
];

export const MESSAGE: RequestTable = [
  ["role|tool_call_id|prefix|partial|cache_control", "K"],
  ["{role=function|tool}.name", "K"],
  ["name", "I", NAME],
  ...at("content[]", PART),
  ["tool_calls[].id|type|index", "K"],
  ["tool_calls[].function.name", "K"],
  ["tool_calls[].function.arguments", "MJ"],
  ["tool_calls[].custom.name", "K"],
  ["tool_calls[].extra_content.google.thought_signature", "S"],
  ["tool_calls[].extra_content.vertex.thought_signature", "S"],
  ["extra_content.google.thought_signature", "S"],
  ["extra_content.vertex.thought_signature", "S"],
  ["function_call.name", "K"],
  ["function_call.arguments", "MJ"],
  ["audio.id", "K"],
  ["reasoning_details[]{signature}", "S"],
  ["reasoning_details[]{type=reasoning.encrypted}", "S"],
  ["reasoning_details[].type|id|format|index", "K"],
  ["thinking_blocks[]{signature}", "S"],
  ["thinking_blocks[]{type=redacted_thinking}", "S"],
  ["{role=assistant}", "M", { authored: true }],
];

/** Azure's On Your Data. */
const DATA_SOURCES: RequestTable = [
  ["data_sources[].parameters.authentication", "C"],
  ["data_sources[].parameters.connection_string|key", "C"],
  ["data_sources[].parameters.embedding_dependency.authentication", "C"],
  ["data_sources[].parameters.endpoint|index_name|fields_mapping|query_type|semantic_configuration", "K"],
  ["data_sources[].type", "K"],
];

export const CHAT_REQUEST: RequestTable = [
  ...OPTIONS,
  ...IDENTIFIERS,
  ...at("messages[]", MESSAGE),
  ...at("tools[]", CHAT_TOOL),
  ["tools[]{type=connector}.authorization.value", "C"],
  ["functions[].name", "K"],
  ["functions[].parameters", "SC"],
  ...at("response_format", RESPONSE_FORMAT),
  ["prediction.type", "K"],
  ["prediction.content[].type", "K"],
  ...DATA_SOURCES,
];

const URL_CITATION: ResponseTable = [
  ["start_index", "RX", { text: "../../../content", unit: "utf16", edge: "start" }],
  ["end_index", "RX", { text: "../../../content", unit: "utf16", edge: "end" }],
];

/** A message of an answer, or what a piece of a stream adds to it. */
export const ANSWER_MESSAGE: ResponseTable = [
  ["role|id|name|tool_call_id", "L"],
  ["tool_calls[].id|type|index", "L"],
  ["tool_calls[].function.name", "L"],
  ["tool_calls[].function.arguments", "RJ"],
  ["tool_calls[].custom.name", "L"],
  ["tool_calls[].custom.input", "R", { channel: "tools" }],
  ["tool_calls[].extra_content", "S"],
  ["extra_content", "S"],
  ["function_call.name", "L"],
  ["function_call.arguments", "RJ"],
  ["audio.data|id", "L"],
  ["reasoning_details[]{signature}", "S"],
  ["reasoning_details[]{type=reasoning.encrypted}", "S"],
  ["thinking_blocks[]{signature}", "S"],
  ["thinking_blocks[]{type=redacted_thinking}", "S"],
  ["content[]{type=thinking}{signature}", "S"],
  ["annotations[].type", "L"],
  ...at("annotations[].url_citation", URL_CITATION),
  ["executed_tools[].arguments", "RJ"],
];

const CHOICE: ResponseTable = [
  ["index|finish_reason|logprobs", "L"],
  [
    "content_filter_offsets.check_offset|start_offset",
    "RX",
    { text: "../message.content", unit: "utf16", edge: "start" },
  ],
  ["content_filter_offsets.end_offset", "RX", { text: "../message.content", unit: "utf16", edge: "end" }],
  ["content_filter_results.hate|self_harm|sexual|violence|jailbreak|profanity", "L"],
];

export const CHAT_ANSWER: ResponseTable = [
  ["id|object|created|model|system_fingerprint|service_tier|usage|prompt_logprobs|x_groq", "L"],
  ["prompt_filter_results", "L"],
  ["error.type|code|param", "L"],
  ...at("choices[].message", ANSWER_MESSAGE),
  ...at("choices[]", CHOICE),
  // Stored completions come in lists.
  ["data[].id|object|model", "L"],
  ["data[].choices[].logprobs", "L"],
  ...at("data[].choices[].message", ANSWER_MESSAGE),
];

const OF_CHOICE = ["choices[].index"] as const;

const OF_CALL = ["choices[].index", "choices[].delta.tool_calls[].index"];
/** What a model says before it calls a tool. */
const SAYS = ["content", "refusal", "transcript", "thinking", "reasoning_content", "reasoning"];

export const CHAT_STREAM: StreamSpec = {
  framing: "sse",
  unit: "utf16",
  rules: [
    {
      deltas: [
        { path: "choices[].delta.reasoning_content", is: "R", key: OF_CHOICE, text: "reasoning_content" },
        { path: "choices[].delta.reasoning", is: "R", key: OF_CHOICE, text: "reasoning" },
        { path: "choices[].delta.content", is: "R", key: OF_CHOICE, text: "content" },
        {
          path: "choices[].delta.content[].text",
          is: "R",
          key: OF_CHOICE,
          text: "content",
          keep: ["choices[].delta.content[].type"],
        },
        {
          path: "choices[].delta.content[]{!signature}.thinking[].text",
          is: "R",
          key: OF_CHOICE,
          text: "thinking",
          keep: ["choices[].delta.content[].type", "choices[].delta.content[].thinking[].type"],
        },
        { path: "choices[].delta.refusal", is: "R", key: OF_CHOICE, text: "refusal" },
        { path: "choices[].delta.audio.transcript", is: "R", key: OF_CHOICE, text: "transcript" },
        { path: "choices[].delta.function_call.arguments", is: "RJ", key: OF_CHOICE },
        { path: "choices[].delta.tool_calls[].function.arguments", is: "RJ", key: OF_CALL },
        { path: "choices[].delta.tool_calls[].custom.input", is: "R", channel: "tools", key: OF_CALL },
        { path: "choices[].text", is: "R", key: OF_CHOICE },
      ],
      fields: [
        ["id|object|created|model|system_fingerprint|service_tier|usage|obfuscation|prompt_filter_results|x_groq", "L"],
        // A signature may follow in a later chunk.
        ["choices[].delta.reasoning_details|thinking_blocks", "S"],
        ...at("choices[].delta", ANSWER_MESSAGE),
        ...at("choices[]", CHOICE),
        ["error.type|code|param", "L"],
      ],
      tool: { path: "choices[].delta.tool_calls[].function|custom.name", key: OF_CALL },
      ends: [
        { key: OF_CHOICE, when: "choices[].delta.tool_calls[]", texts: SAYS },
        { key: OF_CHOICE, when: "choices[].delta.function_call", texts: SAYS },
        { key: OF_CHOICE, when: "choices[].finish_reason" },
      ],
      offsets: [
        ...offsets("choices[].delta.annotations[].url_citation", ["start_index"], ["end_index"]),
        ...offsets("choices[].content_filter_offsets", ["check_offset", "start_offset"], ["end_offset"]),
      ],
    },
  ],
  turns: 1,
};

function offsets(path: string, starts: readonly string[], ends: readonly string[]): DeltaOffset[] {
  const of = (name: string, edge: "start" | "end"): DeltaOffset => ({
    path: `${path}.${name}`,
    edge,
    text: "content",
    key: OF_CHOICE,
  });
  return [...starts.map((name) => of(name, "start")), ...ends.map((name) => of(name, "end"))];
}

export const COMPLETION_REQUEST: RequestTable = [...OPTIONS, ...IDENTIFIERS, ["prompt", "M", { tokens: TOKEN_IDS }]];

export const COMPLETION_ANSWER: ResponseTable = [
  ["id|object|created|model|system_fingerprint|usage", "L"],
  ["choices[].index|finish_reason", "L"],
  ["choices[].logprobs.text_offset[]", "RX", { text: "../../text", unit: "utf16", edge: "start" }],
  ["choices[].logprobs", "L"],
  ["error.type|code|param", "L"],
];

export const EMBEDDING_REQUEST: RequestTable = [
  ["model|encoding_format|dimensions", "K"],
  ["user", "I"],
  ["input", "M", { tokens: TOKEN_IDS }],
  ["input[].type", "K"],
];

export const EMBEDDING_ANSWER: ResponseTable = [
  ["object|model|usage|data", "L"],
  ["error.type|code|param", "L"],
];

export const MODERATION_REQUEST: RequestTable = [
  ["model", "K"],
  ["input[].type", "K"],
  ["input[].image_url.url", "U"],
];
