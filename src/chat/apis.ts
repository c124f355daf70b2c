// How a conversation is written in each API, and where the text stands in what comes back. Data and small functions; nothing
// is masked or sent here.

import { failed, get, list, type Said, textAt, usageOf } from "./said.ts";
import type { Role } from "./types.ts";

export interface Spoken {
  readonly role: Role;
  readonly text: string;
}

export interface Turn {
  readonly model: string;
  /** Empty for none. */
  readonly system: string;
  readonly messages: readonly Spoken[];
}

export interface Api {
  /** Path and query behind the provider's name. */
  path(model: string): string;
  body(turn: Turn): object;
  /** Texts of a body in the order of `messages`; the system text is not among them. */
  texts(body: unknown): string[];
  said(event: unknown): Said;
  /** Header that authenticates, and its value. */
  auth(key: string): [name: string, value: string];
  readonly headers?: readonly string[];
  readonly lines: "sse" | "ndjson";
  /** Where the names of models are listed, and how. */
  readonly models: { readonly path: string; names(body: unknown): string[] };
}

const namesAt =
  (listed: string, name: string) =>
  (body: unknown): string[] =>
    list(get(body, listed)).map((model) => textAt(model, name));

/** Tokens that an answer may have where an API wants to be told. */
const MOST_TOKENS = 8192;

const bearer = (key: string): [string, string] => ["authorization", `Bearer ${key}`];

function chatMessages({ system, messages }: Turn): object[] {
  const first = system === "" ? [] : [{ role: "system", content: system }];
  return [...first, ...messages.map(({ role, text }) => ({ role, content: text }))];
}

const chatTexts = (body: unknown): string[] =>
  list(get(body, "messages"))
    .filter((message) => get(message, "role") !== "system")
    .map((message) => textAt(message, "content"));

const OPENAI: Api = {
  path: () => "/v1/chat/completions",
  body: (turn) => ({
    model: turn.model,
    messages: chatMessages(turn),
    stream: true,
    stream_options: { include_usage: true },
  }),
  texts: chatTexts,
  said: (event) => ({
    text: textAt(event, "choices", 0, "delta", "content") || textAt(event, "choices", 0, "message", "content"),
    ...usageOf(get(event, "usage", "prompt_tokens"), get(event, "usage", "completion_tokens")),
    ...failed(event),
  }),
  auth: bearer,
  lines: "sse",
  models: { path: "/v1/models", names: namesAt("data", "id") },
};

/** https://platform.openai.com/docs/api-reference/responses: nothing is left at the provider, the conversation goes along. */
const RESPONSES: Api = {
  ...OPENAI,
  path: () => "/v1/responses",
  body: ({ model, system, messages }) => ({
    model,
    ...(system === "" ? {} : { instructions: system }),
    input: messages.map(({ role, text }) => ({ role, content: text })),
    store: false,
    stream: true,
  }),
  texts: (body) => list(get(body, "input")).map((message) => textAt(message, "content")),
  said(event) {
    const type = get(event, "type");
    // A stream ends with all that it said, once more.
    const response = typeof type === "string" ? get(event, "response") : event;
    const isDelta = type === "response.output_text.delta" || type === "response.refusal.delta";
    const parts = list(get(event, "output")).flatMap((item) => list(get(item, "content")));
    return {
      text: isDelta
        ? textAt(event, "delta")
        : parts.map((part) => textAt(part, "text") || textAt(part, "refusal")).join(""),
      ...usageOf(get(response, "usage", "input_tokens"), get(response, "usage", "output_tokens")),
      ...(get(response, "error") === null ? {} : failed(response)),
      ...(type === "error" ? failed(event) : {}),
    };
  },
};

const ANTHROPIC: Api = {
  path: () => "/v1/messages",
  body: ({ model, system, messages }) => ({
    model,
    max_tokens: MOST_TOKENS,
    ...(system === "" ? {} : { system }),
    messages: messages.map(({ role, text }) => ({ role, content: text })),
    stream: true,
  }),
  texts: chatTexts,
  said: (event) => ({
    text:
      get(event, "delta", "type") === "text_delta"
        ? textAt(event, "delta", "text")
        : list(get(event, "content"))
            .map((block) => textAt(block, "text"))
            .join(""),
    ...usageOf(
      get(event, "message", "usage", "input_tokens") ?? get(event, "usage", "input_tokens"),
      get(event, "usage", "output_tokens"),
    ),
    ...failed(event),
  }),
  auth: (key) => ["x-api-key", key],
  headers: ["anthropic-version", "2023-06-01"],
  lines: "sse",
  models: { path: "/v1/models?limit=1000", names: namesAt("data", "id") },
};

const GEMINI: Api = {
  path: (model) => `/v1beta/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`,
  body: ({ system, messages }) => ({
    ...(system === "" ? {} : { systemInstruction: { parts: [{ text: system }] } }),
    contents: messages.map(({ role, text }) => ({ role: role === "user" ? "user" : "model", parts: [{ text }] })),
  }),
  texts: (body) => list(get(body, "contents")).map((content) => textAt(content, "parts", 0, "text")),
  said: (event) => ({
    text: list(get(event, "candidates", 0, "content", "parts"))
      .filter((part) => get(part, "thought") !== true)
      .map((part) => textAt(part, "text"))
      .join(""),
    ...usageOf(get(event, "usageMetadata", "promptTokenCount"), get(event, "usageMetadata", "candidatesTokenCount")),
    ...failed(event),
  }),
  auth: (key) => ["x-goog-api-key", key],
  lines: "sse",
  models: {
    path: "/v1beta/models?pageSize=1000",
    names: (body) =>
      list(get(body, "models"))
        .filter((model) => list(get(model, "supportedGenerationMethods")).includes("generateContent"))
        .map((model) => textAt(model, "name").replace(/^models\//, "")),
  },
};

const OLLAMA: Api = {
  path: () => "/api/chat",
  body: (turn) => ({ model: turn.model, messages: chatMessages(turn), stream: true }),
  texts: chatTexts,
  said: (event) => ({
    text: textAt(event, "message", "content"),
    ...usageOf(get(event, "prompt_eval_count"), get(event, "eval_count")),
    ...failed(event),
  }),
  auth: bearer,
  lines: "ndjson",
  models: { path: "/api/tags", names: namesAt("models", "name") },
};

const MISTRAL: Api = {
  ...OPENAI,
  body: (turn) => ({ model: turn.model, messages: chatMessages(turn), stream: true }),
};

const COHERE: Api = {
  path: () => "/v2/chat",
  body: (turn) => ({ model: turn.model, messages: chatMessages(turn), stream: true }),
  texts: chatTexts,
  said: (event) => ({
    text: textAt(event, "delta", "message", "content", "text"),
    ...usageOf(
      get(event, "delta", "usage", "tokens", "input_tokens"),
      get(event, "delta", "usage", "tokens", "output_tokens"),
    ),
    ...failed(event),
  }),
  auth: bearer,
  lines: "sse",
  models: { path: "/v1/models?page_size=1000&endpoint=chat", names: namesAt("models", "name") },
};

const APIS: ReadonlyMap<string, Api> = new Map([
  ["openai", OPENAI],
  ["openai-responses", RESPONSES],
  ["anthropic", ANTHROPIC],
  ["gemini", GEMINI],
  ["ollama", OLLAMA],
  ["mistral", MISTRAL],
  ["cohere", COHERE],
]);

/** Undefined for a dialect that the chat does not write. */
export function apiOf(dialect: string): Api | undefined {
  return APIS.get(dialect);
}
