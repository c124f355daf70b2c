// The Model Context Protocol, both ways: what of a JSON-RPC message is structure, and what goes into tools. Everything
// else is text. Source: https://modelcontextprotocol.io/specification/2025-11-25/schema, and the draft after it.

import type { Dialect, Field, RequestTable, ResponseTable } from "../types.ts";
import { at } from "./at.ts";

/** A block of content, and those in the result of a tool that a sampled message holds. */
function block(depth: number): RequestTable {
  return [
    ["type|mimeType|size", "K"],
    ...ANNOTATED,
    ["{type=image|audio}.data", "B", { media: "mimeType" }],
    ["{type=tool_use}.id|name", "K"],
    ["{type=tool_use}.input", "MO"],
    ["{type=tool_result}.toolUseId|isError", "K"],
    ["{type=tool_result}.structuredContent", "MO"],
    ["resource.mimeType", "K"],
    ["resource.blob", "B", { media: "mimeType" }],
    ...(depth === 0 ? [] : at("{type=tool_result}.content[]", block(depth - 1))),
  ];
}

const ANNOTATED: RequestTable = [
  ["annotations.audience|lastModified|priority", "K"],
  ["icons[].src", "B", { media: "mimeType" }],
  ["icons[].mimeType|sizes|theme", "K"],
];

/** A placeholder in arguments must be possible; the server, which gets the value, still checks it. */
const TOOL: RequestTable = [
  ["name|execution", "K"],
  ["inputSchema|outputSchema", "SC", { constrained: true }],
  ...ANNOTATED,
];

const TASK: RequestTable = [["taskId|status|createdAt|lastUpdatedAt|ttl|pollInterval", "K"]];

const SAMPLED: RequestTable = [["role", "K"], ...at("content", block(1)), ...at("content[]", block(1))];

const PARAMS: RequestTable = [
  ["_meta.progressToken", "K"],
  ["_meta.*.taskId", "K"],
  ["progressToken|requestId|protocolVersion|level|includeContext|maxTokens|mode|elicitationId", "K"],
  ["clientInfo.name|version", "K"],
  ...at("clientInfo", ANNOTATED),
  ["arguments", "MO"],
  ["context.arguments", "MO"],
  ["ref.type|name", "K"],
  ["argument.name", "K"],
  ["modelPreferences.hints[].name", "K"],
  ["toolChoice.mode", "K"],
  ["metadata", "MO"],
  ["data", "MO"],
  ["requestedSchema", "SC"],
  // For the user's browser.
  ["{mode=url}.url", "U"],
  ...at("tools[]", TOOL),
  ...at("messages[]", SAMPLED),
  ...at("{taskId}", TASK),
];

const RESULT: RequestTable = [
  ["_meta.*.taskId", "K"],
  ["protocolVersion", "K"],
  ["serverInfo.name|version", "K"],
  ...at("serverInfo", ANNOTATED),
  ...at("tools[]", TOOL),
  ["prompts[].name", "K"],
  ["prompts[].arguments[].name", "K"],
  ...at("prompts[]", ANNOTATED),
  ["resources[].mimeType|size", "K"],
  ...at("resources[]", ANNOTATED),
  ["resourceTemplates[].mimeType", "K"],
  ...at("resourceTemplates[]", ANNOTATED),
  ["contents[].mimeType", "K"],
  ["contents[].blob", "B", { media: "mimeType" }],
  ["structuredContent|toolResult", "MO"],
  ["{action=accept|decline|cancel}.action", "K"],
  ["{action=accept|decline|cancel}.content", "MO"],
  ["{role=user|assistant}.role|model|stopReason", "K"],
  ...at("{role=user|assistant}.content", block(1)),
  ...at("content[]", block(1)),
  ...at("messages[]", SAMPLED),
  ...at("task", TASK),
  ...at("tasks[]", TASK),
  ...at("{taskId}", TASK),
];

const MASK: RequestTable = [
  ["jsonrpc|id|method", "K"],
  ["{method=tools/call|prompts/get}.params.name", "K"],
  ...at("params", PARAMS),
  ...at("result", RESULT),
  ["error.code", "K"],
  // The one error whose data have a shape.
  ["error{code=-32042}.data.elicitations[].mode|elicitationId", "K"],
  ["error{code=-32042}.data.elicitations[].url", "U"],
  ["error{code=-32042}.data", "M"],
  ["error.data", "MO"],
];

const TOOLS = { channel: "tools" } as const;

const RESTORE: ResponseTable = [
  ["jsonrpc|id|method", "L"],
  ["{method=tools/call|prompts/get}.params.name", "L"],
  ["params.progressToken|requestId|level", "L"],
  ["params._meta.progressToken", "L"],
  ["params.arguments", "RO"],
  ["params.context.arguments", "RO"],
  ["params.argument.value", "R", TOOLS],
  ["params.uri", "R", TOOLS],
  ["params.ref.uri", "R", TOOLS],
  ["params.messages[].content.input", "RO"],
  ["params.messages[].content[].input", "RO"],
  ["result{action=accept|decline|cancel}.content", "RO"],
  ["result.content{type=tool_use}.input", "RO"],
  ["result.content[]{type=tool_use}.input", "RO"],
];

/** Also as elements of a batch, which versions up to 2025-03-26 have. */
function batched<Class>(table: readonly Field<Class>[]): Field<Class>[] {
  return [...table, ...at("[]", table)];
}

export const mcp = {
  name: "mcp",
  errors: "openai",
  endpoints: [
    { name: "message", path: /^/, body: "json", stored: true, request: batched(MASK), response: batched(RESTORE) },
    // What is no JSON-RPC: a server that prints to where its messages belong.
    { name: "other", path: /^/, body: "any", stored: true },
  ],
} as const satisfies Dialect;
