// Amazon Bedrock's Converse and Invoke, for clients with a bearer token: what is signed cannot be masked.

import type { Dialect, RequestTable, ResponseTable, StreamSpec } from "../types.ts";
import { MESSAGES_ANSWER, MESSAGES_REQUEST, MESSAGES_STREAM } from "./anthropic.ts";
import { at } from "./at.ts";

/** Media with their bytes or where those are. */
const MEDIA: RequestTable = [
  ["image|video|audio|document.source.bytes", "B", { media: "../format" }],
  ["image|video|audio|document.source.s3Location", "K"],
  ["image|video|audio|document.format", "K"],
  ["document.name", "I", { chars: /^[A-Za-z0-9\s\-()[\]]*$/, max: 200 }],
];

const BLOCK: RequestTable = [
  ["reasoningContent{!reasoningText}", "S"],
  ["reasoningContent.reasoningText{signature}", "S"],
  ["reasoningContent.redactedContent", "S"],
  ["cachePoint", "K"],
  ["toolUse.toolUseId|name|type", "K"],
  ["toolUse.input", "MO"],
  ["toolResult.toolUseId|status|type", "K"],
  ["toolResult.content[].json", "MO"],
  ...at("toolResult.content[]", MEDIA),
  ...MEDIA,
];

const CONVERSE: RequestTable = [
  ["modelId|guardrailConfig|performanceConfig|serviceTier|additionalModelResponseFieldPaths", "K"],
  ["inferenceConfig.stopSequences", "M"],
  ["inferenceConfig", "K"],
  ["system[].cachePoint", "K"],
  ["messages[].role", "K"],
  ...at("messages[].content[]", BLOCK),
  ["messages[]{role=assistant}", "M", { authored: true }],
  ["toolConfig.tools[].toolSpec.name|strict", "K"],
  ["toolConfig.tools[].toolSpec.inputSchema.json", "SC"],
  ["toolConfig.tools[].cachePoint", "K"],
  ["toolConfig.toolChoice", "K"],
  // JSON text in a string.
  ["outputConfig.textFormat.structure.jsonSchema.schema", "MJ"],
  ["outputConfig.textFormat.structure.jsonSchema.name", "K"],
  ["outputConfig.textFormat.type", "K"],
  ["requestMetadata", "I", { max: 256 }],
  ["additionalModelRequestFields", "MO"],
];

const REQUEST: RequestTable = [...CONVERSE, ...at("input.converse", CONVERSE)];

const ANSWER: ResponseTable = [
  ["stopReason|usage|metrics|performanceConfig|serviceTier", "L"],
  ["output.message.role", "L"],
  ["output.message.content[].reasoningContent", "S"],
  ["output.message.content[].toolUse.toolUseId|name|type", "L"],
  ["output.message.content[].toolUse.input", "RO"],
];

const OF_BLOCK = ["contentBlockIndex"] as const;

/** Told apart by the header of their frame. */
const STREAM: StreamSpec = {
  framing: "sse",
  rules: [
    {
      type: "contentBlockStart",
      tool: { path: "start.toolUse.name", key: OF_BLOCK },
      fields: [["start.toolUse.toolUseId|name|type", "L"]],
    },
    {
      type: "contentBlockDelta",
      deltas: [
        { path: "delta.text", is: "R", key: OF_BLOCK, text: "text" },
        { path: "delta.toolUse.input", is: "RJ", key: OF_BLOCK, text: "input" },
      ],
      fields: [
        ["delta.reasoningContent", "S"],
        ["p", "L"],
      ],
    },
    { type: "contentBlockStop", ends: [{ key: OF_BLOCK }] },
    { type: "messageStop", ends: [{ key: [] }], fields: [["stopReason|p", "L"]] },
    { type: "metadata", ends: [{ key: [] }], fields: [["usage|metrics|p", "L"]] },
    { type: "exception *", ends: [{ key: [] }] },
  ],
};

export const bedrock: Dialect = {
  name: "bedrock",
  errors: "cohere",
  endpoints: [
    {
      name: "converse",
      methods: ["POST"],
      path: /\/model\/[^/]+\/converse\/?$/,
      body: "json",
      request: REQUEST,
      response: ANSWER,
      streams: "never",
    },
    {
      name: "converse-stream",
      methods: ["POST"],
      path: /\/model\/[^/]+\/converse-stream\/?$/,
      body: "json",
      request: REQUEST,
      response: ANSWER,
      stream: STREAM,
      carrier: "aws-events",
      streams: "always",
    },
    {
      name: "count-tokens",
      methods: ["POST"],
      path: /\/model\/[^/]+\/count-tokens\/?$/,
      body: "json",
      request: REQUEST,
      streams: "never",
    },
    // The body is that of the model's vendor.
    {
      name: "invoke",
      methods: ["POST"],
      path: /\/model\/[^/]+\/invoke\/?$/,
      body: "json",
      request: MESSAGES_REQUEST,
      response: MESSAGES_ANSWER,
      streams: "never",
    },
    {
      name: "invoke-stream",
      methods: ["POST"],
      path: /\/model\/[^/]+\/invoke-with-response-stream\/?$/,
      body: "json",
      request: MESSAGES_REQUEST,
      response: MESSAGES_ANSWER,
      stream: MESSAGES_STREAM,
      carrier: "aws-chunks",
      streams: "always",
    },
    { name: "default", path: /^/, body: "json", request: [["", "MO"]], policy: "warn", stored: true },
  ],
};
