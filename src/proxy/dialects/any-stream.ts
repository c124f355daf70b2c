// The stream of an endpoint that no dialect knows: its events are read as those of any dialect that has events of that type
// or shape. What fits none is restored string by string, and what is no JSON as text.

import type { Dialect, StreamRule, StreamSpec } from "../types.ts";
import { anthropic } from "./anthropic.ts";
import { gemini } from "./gemini.ts";
import { ollama } from "./ollama.ts";
import { CHAT_STREAM } from "./openai-chat.ts";
import { RESPONSES_STREAM } from "./openai-responses.ts";

const TYPED = [...rulesOf(anthropic, "messages"), ...RESPONSES_STREAM.rules];
const UNTYPED = [...CHAT_STREAM.rules, ...rulesOf(gemini, "generate-stream"), ...rulesOf(ollama, "chat")];

/** Events without types differ in their members. */
const SHAPES: StreamRule = {
  deltas: UNTYPED.flatMap(({ deltas = [] }) => deltas),
  fields: UNTYPED.flatMap(({ fields = [] }) => fields),
  ends: UNTYPED.flatMap(({ ends = [] }) => ends),
};

export const ANY_STREAM: StreamSpec = {
  framing: "sse",
  typeField: "type",
  rules: [...TYPED, SHAPES],
  turns: 1,
  plain: true,
};

function rulesOf({ endpoints }: Dialect, name: string): readonly StreamRule[] {
  return endpoints.find((endpoint) => endpoint.name === name)?.stream?.rules ?? [];
}
