// How a conversation is written in each API, and where the text stands in what comes back. Data and small functions; nothing
// is masked or sent here.

import type { Role, Usage } from "./types.ts";

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

/** What one event of a stream, or a whole answer, says. */
export interface Said {
  readonly text?: string;
  readonly usage?: Usage;
  /** An error that came in the stream. */
  readonly error?: string;
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
}

/** Tokens that an answer may have where an API wants to be told. */
const MOST_TOKENS = 8192;

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const get = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (typeof key === "number") return Array.isArray(inner) ? inner[key] : undefined;
    return isJson(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = get(value, ...path);
  return typeof found === "string" ? found : "";
};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function usageOf(input: unknown, output: unknown): Pick<Said, "usage"> {
  if (typeof input !== "number" && typeof output !== "number") return {};
  return { usage: { input: typeof input === "number" ? input : 0, output: typeof output === "number" ? output : 0 } };
}

/** The message of an error body, in whatever shape; empty when there is none. */
export function errorText(body: unknown): string {
  const error = get(body, "error");
  if (typeof error === "string") return error;
  return textAt(error, "message") || textAt(body, "message") || textAt(get(body, 0), "error", "message");
}

const failed = (event: unknown): Pick<Said, "error"> => {
  if (get(event, "error") === undefined && get(event, "type") !== "error") return {};
  return { error: errorText(event) || "the provider reports an error" };
};

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
};

const APIS: ReadonlyMap<string, Api> = new Map([
  ["openai", OPENAI],
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
