// Structured output: a client that asked for JSON parses the text of the answer, so values are put back into it as into JSON,
// with their quotes escaped. Tables only, made from those of the endpoint.

import type { Endpoint, ResponseTable, StreamRule, StreamSpec } from "../types.ts";

/** Where the text of an answer is, and where a request says that it is to be JSON. */
interface Place {
  /** The first of these members of a request that is there decides. */
  readonly asked: readonly (readonly string[])[];
  readonly response: readonly string[];
  /** Whole texts in events, by their type. */
  readonly events?: Readonly<Record<string, readonly string[]>>;
  /** Texts in pieces; `*` is for an event without types. */
  readonly deltas: Readonly<Record<string, readonly string[]>>;
}

const OUTPUT_TEXT = "content[]{type=output_text}.text";
const WHOLE = [`response.output[]{type=message}.${OUTPUT_TEXT}`];

const CHAT: Place = {
  asked: [["response_format"]],
  response: ["choices[].message.content"],
  deltas: { "*": ["choices[].delta.content"] },
};
const RESPONSES: Place = {
  asked: [["text", "format"]],
  response: [`output[]{type=message}.${OUTPUT_TEXT}`],
  events: {
    "response.output_text.done": ["text"],
    "response.content_part.done": ["part{type=output_text}.text"],
    "response.output_item.done": [`item{type=message}.${OUTPUT_TEXT}`],
    "response.completed": WHOLE,
    "response.incomplete": WHOLE,
    "response.failed": WHOLE,
  },
  deltas: { "response.output_text.delta": ["delta"] },
};
const MESSAGES: Place = {
  asked: [["output_config", "format"], ["output_format"]],
  response: ["content[]{type=text}.text"],
  deltas: {
    content_block_start: ["content_block{type=text}.text"],
    content_block_delta: ["delta{type=text_delta}.text"],
  },
};
const GEMINI: Place = {
  asked: [
    ["generationConfig", "responseMimeType"],
    ["generationConfig", "response_mime_type"],
    ["generation_config", "response_mime_type"],
    ["generation_config", "responseMimeType"],
  ],
  response: ["candidates[].content.parts[]{!thought=true}.text"],
  deltas: { "*": ["candidates[].content.parts[]{!thought=true}.text"] },
};
const OLLAMA: Place = {
  asked: [["format"]],
  response: ["message.content", "response"],
  deltas: { "*": ["message.content", "response"] },
};

const PLACES: readonly (readonly [dialect: RegExp, endpoint: RegExp, Place])[] = [
  [/^(?:openai|mistral)$/, /^chat$/, CHAT],
  [/^openai$/, /^responses$/, RESPONSES],
  [/^anthropic$/, /^messages$/, MESSAGES],
  [/^gemini$/, /generate/i, GEMINI],
  [/^ollama$/, /^(?:chat|generate)$/, OLLAMA],
];

const made = new WeakMap<Endpoint, Endpoint>();

/** The endpoint as it is for this request: another one when the answer is to be JSON. */
export function structuredFor(endpoint: Endpoint, dialect: string, body: Buffer): Endpoint {
  const place = PLACES.find(([of, name]) => of.test(dialect) && name.test(endpoint.name))?.[2];
  if (place === undefined || !place.asked.some((path) => mayHold(body, path)) || !asksForJson(body, place))
    return endpoint;
  let changed = made.get(endpoint);
  if (changed === undefined) {
    changed = withJsonTexts(endpoint, place);
    made.set(endpoint, changed);
  }
  return changed;
}

/** Bytes between a member's name and that of a member of it: what stands before a format is short. */
const NEAR = 512;

/** Whether it is worth parsing a request, of which nearly all ask for no format. */
function mayHold(body: Buffer, [outer = "", inner]: readonly string[]): boolean {
  const name = `"${outer}"`;
  for (let at = body.indexOf(name); at >= 0; at = body.indexOf(name, at + name.length)) {
    if (inner === undefined) return true;
    if (body.subarray(at, at + NEAR).includes(`"${inner}"`)) return true;
  }
  return false;
}

function asksForJson(body: Buffer, { asked }: Place): boolean {
  let request: unknown;
  try {
    request = JSON.parse(body.toString());
  } catch {
    return false;
  }
  return asked.some((path) => {
    const value = path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), request);
    if (typeof value === "string") return value === "json" || value === "application/json";
    // Ollama's format is the schema itself; elsewhere a type names text or JSON.
    return isObject(value) && (path.length > 1 || path[0] !== "format" ? /^json/.test(String(value.type)) : true);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withJsonTexts(endpoint: Endpoint, { response, events = {}, deltas }: Place): Endpoint {
  const { stream } = endpoint;
  return {
    ...endpoint,
    response: [...json(response), ...(endpoint.response ?? [])],
    ...(stream === undefined ? {} : { stream: withJsonDeltas(stream, events, deltas) }),
  };
}

function json(paths: readonly string[]): ResponseTable {
  return paths.map((path) => [path, "RJ", { channel: "text" }]);
}

function withJsonDeltas(
  stream: StreamSpec,
  events: Readonly<Record<string, readonly string[]>>,
  deltas: Readonly<Record<string, readonly string[]>>,
): StreamSpec {
  const rules = stream.rules.map((rule): StreamRule => {
    const whole = events[rule.type ?? "*"] ?? [];
    const pieces = deltas[rule.type ?? "*"] ?? [];
    return {
      ...rule,
      ...(whole.length === 0 ? {} : { fields: [...json(whole), ...(rule.fields ?? [])] }),
      ...(rule.deltas === undefined
        ? {}
        : {
            deltas: rule.deltas.map((delta) =>
              pieces.includes(delta.path) ? { ...delta, is: "RJ" as const, channel: "text" as const } : delta,
            ),
          }),
    };
  });
  return { ...stream, rules };
}
