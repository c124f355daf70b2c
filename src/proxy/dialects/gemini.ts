// Google Gemini, also on Vertex, and its Interactions. The servers take names in camelCase and in snake_case.

import type { DeltaOffset, Dialect, RequestTable, ResponseTable, StreamSpec } from "../types.ts";
import { at } from "./at.ts";

/** A part of a content, on its way up. */
const PART: RequestTable = [
  ["{thought=true}{thoughtSignature}.text", "S"],
  ["{thought=true}{thought_signature}.text", "S"],
  ["thoughtSignature|thought_signature", "S"],
  ["thought|videoMetadata|video_metadata|mediaResolution|media_resolution", "K"],
  ["functionCall|function_call|toolCall|tool_call.name|id|toolType|tool_type", "K"],
  ["functionCall|function_call|toolCall|tool_call.args", "MO"],
  ["functionResponse|function_response|toolResponse|tool_response.name|id|scheduling", "K"],
  ["functionResponse|function_response|toolResponse|tool_response.response", "MO"],
  ["functionResponse|function_response.parts[].inlineData|inline_data.data", "B", { media: "mimeType|mime_type" }],
  ["functionResponse|function_response.parts[].inlineData|inline_data.mimeType|mime_type", "K"],
  ["functionResponse|function_response.parts[].fileData|file_data.fileUri|file_uri", "U"],
  ["inlineData|inline_data.data", "B", { media: "mimeType|mime_type" }],
  ["inlineData|inline_data.mimeType|mime_type", "K"],
  ["fileData|file_data.fileUri|file_uri", "U"],
  ["fileData|file_data.mimeType|mime_type", "K"],
  ["executableCode|executable_code.language", "K"],
  ["codeExecutionResult|code_execution_result.outcome", "K"],
  ["partMetadata|part_metadata", "MO"],
];

const CONTENT: RequestTable = [
  ["role", "K"],
  ...at("parts[]", PART),
  // One part may stand without its list.
  ...at("parts", PART),
  ["{role=model}", "M", { authored: true }],
];

const SCHEMAS =
  "parameters|parametersJsonSchema|parameters_json_schema|response|responseJsonSchema|response_json_schema";

const TOOL: RequestTable = [
  ["functionDeclarations|function_declarations[].name|behavior", "K"],
  [`functionDeclarations|function_declarations[].${SCHEMAS}`, "SC", { constrained: true }],
  ["mcpServers|mcp_servers[].streamableHttpTransport|streamable_http_transport.headers", "C"],
  ["mcpServers|mcp_servers[].streamableHttpTransport|streamable_http_transport.url", "U"],
  ["**.authConfig|auth_config|apiKeyString|api_key_string|apiKey|api_key|simpleSearchParams|elasticSearchParams", "C"],
];

export const CONFIG: RequestTable = [
  ["responseLogprobs|response_logprobs|logprobs", "K", { logprobs: true }],
  [
    "responseSchema|response_schema|responseJsonSchema|response_json_schema|_responseJsonSchema",
    "SC",
    { constrained: true },
  ],
  ["responseMimeType|response_mime_type|responseModalities|response_modalities|mediaResolution|media_resolution", "K"],
  [
    "speechConfig|speech_config.**.consentAudio|consent_audio|voiceSampleAudio|voice_sample_audio",
    "B",
    { media: "mimeType|mime_type" },
  ],
  ["speechConfig|speech_config|imageConfig|image_config|thinkingConfig|thinking_config", "K"],
];

/** Label values of Vertex are in lower case, which a placeholder is not. */
const LABELS = { chars: /^[a-z0-9_-]{0,63}$/, max: 63 } as const;

export const GENERATE: RequestTable = [
  ["model|cachedContent|cached_content|safetySettings|safety_settings|toolConfig|tool_config|serviceTier|store", "K"],
  ["continuationToken|continuation_token", "S"],
  ["labels", "I", LABELS],
  ...at("systemInstruction|system_instruction", CONTENT),
  ...at("contents[]", CONTENT),
  ...at("contents", CONTENT),
  ...at("content", CONTENT),
  ...at("tools[]", TOOL),
  ...at("generationConfig|generation_config", CONFIG),
];

const REQUEST: RequestTable = [
  ...GENERATE,
  ...at("generateContentRequest|generate_content_request", GENERATE),
  ...at("requests[]", GENERATE),
  ["taskType|task_type|outputDimensionality|output_dimensionality|ttl|expireTime|expire_time", "K"],
];

const BATCH: RequestTable = [
  ...at("batch.inputConfig|input_config.requests.requests[].request", GENERATE),
  ["batch.model", "K"],
  ["batch.inputConfig|input_config.fileName|file_name", "K"],
];

/** A part on its way down. */
export const ANSWER_PART: ResponseTable = [
  ["{thought=true}{thoughtSignature}.text", "S"],
  ["thoughtSignature|thought_signature", "S"],
  ["functionCall|toolCall.name|id", "L"],
  ["functionCall|toolCall.args", "RO"],
  ["inlineData|inline_data.data|mimeType|mime_type", "L"],
  ["fileData|file_data.fileUri|file_uri|mimeType|mime_type", "L"],
  ["executableCode.code", "R", { channel: "tools" }],
  ["executableCode.language", "L"],
  ["codeExecutionResult.outcome", "L"],
];

const CANDIDATE: ResponseTable = [
  ["index|finishReason|safetyRatings|avgLogprobs|logprobsResult|tokenCount", "L"],
  ["content.role", "L"],
  ...at("content.parts[]", ANSWER_PART),
  ["groundingMetadata.searchEntryPoint|groundingChunkIndices|retrievalMetadata", "L"],
  [
    "groundingMetadata.groundingSupports[].segment.startIndex",
    "RX",
    { text: "../../../../content.parts[@partIndex].text", unit: "utf8", edge: "start" },
  ],
  [
    "groundingMetadata.groundingSupports[].segment.endIndex",
    "RX",
    { text: "../../../../content.parts[@partIndex].text", unit: "utf8", edge: "end" },
  ],
  ["groundingMetadata.groundingSupports[].groundingChunkIndices|confidenceScores", "L"],
  [
    "citationMetadata.citations|citationSources[].startIndex",
    "RX",
    { text: "../../../content.parts[@partIndex].text", unit: "utf8", edge: "start" },
  ],
  [
    "citationMetadata.citations|citationSources[].endIndex",
    "RX",
    { text: "../../../content.parts[@partIndex].text", unit: "utf8", edge: "end" },
  ],
];

const ANSWER: ResponseTable = [
  ["usageMetadata|modelVersion|responseId|createTime|name|model", "L"],
  ["promptFeedback.blockReason|safetyRatings", "L"],
  ...at("candidates[]", CANDIDATE),
  ["embedding|embeddings|totalTokens|tokensInfo", "L"],
  ["error.code|status", "L"],
  // An error may come as the only element of an array.
  ["[].error.code|status", "L"],
  ...at("[].candidates[]", CANDIDATE),
  ["[].usageMetadata|modelVersion|responseId", "L"],
];

const OF_CANDIDATE = ["candidates[].index"] as const;
const CALL = "candidates[].content.parts[].functionCall|function_call";
const ARGUMENT = `${CALL}.partialArgs|partial_args[]`;
const SIGNATURE = "candidates[].content.parts[].thoughtSignature|thought_signature";
const UNSIGNED = "{!thoughtSignature}{!thought_signature}";

function segment(path: string): DeltaOffset[] {
  return (["start", "end"] as const).map((edge) => ({
    path: `candidates[].${path}.${edge}Index|${edge}_index`,
    edge,
    text: "text",
    key: OF_CANDIDATE,
  }));
}

function stream(framing: "sse" | "json-array"): StreamSpec {
  const common = { is: "R", key: OF_CANDIDATE, keep: ["candidates[].content.role"] } as const;
  return {
    framing,
    unit: "utf8",
    rules: [
      {
        deltas: [
          { path: `candidates[].content.parts[]{thought=true}${UNSIGNED}.text`, text: "thought", ...common },
          // A signature on an answer covers more than its part; its text is restored, but nothing is added to it.
          { path: "candidates[].content.parts[]{!thought=true}.text", text: "text", ...common },
          {
            path: `${ARGUMENT}.stringValue|string_value`,
            is: "R",
            channel: "tools",
            key: ["candidates[].index", `${ARGUMENT}.jsonPath|json_path`],
            text: "argument",
            keep: ["candidates[].content.role"],
          },
        ],
        fields: ANSWER,
        ends: [
          { key: OF_CANDIDATE, when: SIGNATURE, texts: ["text", "thought"], before: true },
          { key: OF_CANDIDATE, when: SIGNATURE, texts: ["text", "thought"] },
          { key: OF_CANDIDATE, when: CALL, texts: ["text", "thought"] },
          {
            key: ["candidates[].index", `${ARGUMENT}.jsonPath|json_path`],
            when: `${ARGUMENT}{!willContinue=true}{!will_continue=true}.jsonPath|json_path`,
            texts: ["argument"],
          },
          {
            key: OF_CANDIDATE,
            when: `${CALL}{!willContinue=true}{!will_continue=true}`,
            texts: ["argument"],
          },
          { key: OF_CANDIDATE, when: "candidates[].finishReason|finish_reason" },
        ],
        offsets: [
          ...segment("groundingMetadata|grounding_metadata.groundingSupports|grounding_supports[].segment"),
          ...segment("citationMetadata|citation_metadata.citations|citationSources[]"),
        ],
      },
    ],
    turns: 1,
  };
}

const STEP: ResponseTable = [
  ["type|id|status|name|call_id", "L"],
  ["signature", "S"],
  ["arguments", "RO"],
  ["content[].type", "L"],
];

const INTERACTION_REQUEST: RequestTable = [
  ["model|agent|previous_interaction_id|stream|store|background|service_tier|response_modalities", "K"],
  ["cached_content", "K"],
  ["continuation_token", "S"],
  ["labels", "I", LABELS],
  ["response_format", "SC", { constrained: true }],
  ["tools[].name|type", "K"],
  ["tools[].parameters", "SC"],
  ...at("tools[]", TOOL),
  ["input[].type|role|id|call_id|name", "K"],
  ["input[].signature", "S"],
  ["input[].arguments", "MO"],
  ["input[].result", "MO"],
  ["input[].data", "B", { media: "mime_type" }],
  ["input[].uri", "U"],
  ["input[].content[].type|mime_type", "K"],
  ["input[].content[].data", "B", { media: "mime_type" }],
  ["input[].content[].uri", "U"],
  ["input[]{type=model_output|function_call|thought}", "M", { authored: true }],
];

const INTERACTION_ANSWER: ResponseTable = [
  ["id|object|model|agent|status|usage|created|updated", "L"],
  ...at("steps[]", STEP),
  ...at("outputs[]", STEP),
  ["error.code|status", "L"],
];

const INTERACTION_STREAM: StreamSpec = {
  framing: "sse",
  typeField: "event_type",
  unit: "utf8",
  rules: [
    { type: "step.start", fields: at("step", STEP), tool: { path: "step.name", key: ["index"] } },
    {
      type: "step.delta",
      deltas: [
        { path: "delta{type=text}.text", is: "R", key: ["index"], text: "text", keep: ["delta.type"] },
        {
          path: "delta{type=arguments_delta}.arguments",
          is: "RJ",
          key: ["index"],
          text: "arguments",
          keep: ["delta.type"],
        },
        {
          path: "delta{type=thought_summary}.content.text",
          is: "R",
          key: ["index"],
          text: "thought",
          keep: ["delta.type", "delta.content.type"],
        },
      ],
      fields: [
        ["delta{type=thought_signature}", "S"],
        ["delta.type|id|call_id|name", "L"],
        ["delta.arguments", "RO"],
      ],
    },
    { type: "step.stop", ends: [{ key: ["index"] }], fields: at("step", STEP) },
    { type: "interaction.completed", ends: [{ key: [] }], fields: at("interaction", INTERACTION_ANSWER) },
    { type: "interaction.*", fields: at("interaction", INTERACTION_ANSWER) },
    { type: "error", ends: [{ key: [] }] },
  ],
};

const GENERATES = { request: REQUEST, response: ANSWER } as const;

export const gemini: Dialect = {
  name: "gemini",
  errors: "gemini",
  endpoints: [
    {
      name: "generate",
      note: "gemini",
      methods: ["POST"],
      path: /:generateContent$/,
      body: "json",
      ...GENERATES,
      streams: "never",
    },
    {
      name: "generate-stream",
      note: "gemini",
      methods: ["POST"],
      path: /:streamGenerateContent$/,
      body: "json",
      ...GENERATES,
      stream: stream("sse"),
      streams: "always",
    },
    {
      name: "count-tokens",
      note: "gemini",
      methods: ["POST"],
      path: /:(?:countTokens|computeTokens)$/,
      body: "json",
      ...GENERATES,
    },
    { name: "embed", methods: ["POST"], path: /:(?:embedContent|batchEmbedContents)$/, body: "json", ...GENERATES },
    { name: "batch", methods: ["POST"], path: /:batchGenerateContent$/, body: "json", request: BATCH, stored: true },
    { name: "predict", methods: ["POST"], path: /:predict\w*$/, body: "json", request: [["", "MO"]] },
    {
      name: "interactions",
      path: /\/interactions(?:\/.*)?$/,
      body: "json",
      request: INTERACTION_REQUEST,
      response: INTERACTION_ANSWER,
      stream: INTERACTION_STREAM,
      streams: "asked",
      stored: true,
    },
    { name: "cached-contents", path: /\/cachedContents(?:\/.*)?$/, body: "json", ...GENERATES, stored: true },
    { name: "batches", path: /\/batches(?:\/.*)?$/, body: "json", response: ANSWER, stored: true },
    { name: "files", path: /\/(?:upload\/.*)?files(?:[/:].*)?$/, body: "any", stored: true },
    { name: "stores", path: /\/fileSearchStores(?:[/:].*)?$/, body: "any", policy: "warn", stored: true },
    {
      name: "models",
      methods: ["GET", "HEAD"],
      path: /\/(?:models|tunedModels|operations)(?:\/[^:]*)?$/,
      body: "none",
      policy: "pass",
    },
    { name: "default", path: /^/, body: "json", request: [["", "MO"]], policy: "warn", stored: true },
  ],
};

/** The array that `streamGenerateContent` sends when it is not asked for events. */
export const GEMINI_ARRAY: StreamSpec = stream("json-array");
