// LlamaIndex.TS: a language model and tools that stand for other ones; agents and `exec` that are built on them see values.
// https://developers.llamaindex.ai/typescript/framework

import { createToolGuard } from "../library/secure-tool.ts";
import type { CloseMaskSession } from "../library/session-types.ts";
import { at } from "../proxy/dialects/at.ts";
import type { RequestTable, ResponseTable } from "../proxy/types.ts";
import { ARGUMENTS, readArguments, restoreArguments, writeArguments } from "./arguments.ts";
import { type Call, type HookOptions, openHook, type Tables } from "./hook.ts";
import { isPlain } from "./projection.ts";
import { SEALED } from "./sealed.ts";
import { standIn } from "./stand-in.ts";

const DETAIL: RequestTable = [
  ["type|mimeType|detail", "K"],
  ["image_url.url", "B"],
  ["data.*", "M"],
  ["data", "B", { media: "mimeType" }],
];

const REQUEST: RequestTable = [
  ["messages[].role", "K"],
  ...at("messages[].content[]", DETAIL),
  ...at("prompt[]", DETAIL),
  ["messages[].options.toolCall[].id|name", "K"],
  ["messages[].options.toolCall[].input", "MO"],
  ["messages[].options.toolResult.id|name", "K"],
  ["messages[].options.toolResult.result.value", "MO"],
  [`messages[].options.**.${SEALED}`, "S"],
  ["messages[]{role=assistant}", "M", { authored: true }],
  ["tools[].name", "K"],
  ["tools[].parameters", "SC", { constrained: true }],
  ["responseFormat.type", "K"],
  ["responseFormat.json_schema.name", "K"],
  ["responseFormat.json_schema.schema", "SC", { constrained: true }],
];

const OPTIONS: ResponseTable = [
  ["options.toolCall[].id|name", "L"],
  // Restored as what it says.
  ["options.toolCall[].input", "RO"],
  [`options.**.${SEALED}|thinking`, "S"],
];

const TABLES: Tables = {
  name: "llamaindex",
  request: REQUEST,
  response: [["message.role", "L"], ...at("message", OPTIONS), ...OPTIONS, ...ARGUMENTS],
};

/** A language model, as far as it is called. */
interface Llm {
  chat(params: never): Promise<unknown>;
  complete(params: never): Promise<unknown>;
}

/** The same for what is done here, where types are those of the inside. */
interface Inner {
  chat(params: object): Promise<Response | AsyncIterable<Chunk>>;
  complete(params: object): Promise<Completion | AsyncIterable<Completion>>;
}

interface ToolCall {
  readonly name: string;
  readonly input: unknown;
}

type Options = Readonly<Record<string, unknown>>;

interface Response {
  readonly message: { readonly content: unknown; readonly options?: Options };
}

interface Chunk {
  readonly delta: string;
  readonly options?: Options;
  readonly raw: unknown;
}

interface Completion {
  readonly text: string;
  readonly raw: unknown;
}

interface Tool {
  readonly metadata: object;
  readonly call?: ((input: never) => unknown) | undefined;
}

/**
 * A model that sends placeholders and answers with values. Its `raw` answers stay as they came.
 * @throws ClosemaskError `usage` for a session that `createCloseMask` did not open
 */
export function maskLlm<Model extends Llm>(llm: Model, session: CloseMaskSession, options?: HookOptions): Model {
  const hook = openHook(session, TABLES, options);
  const inner = llm as unknown as Inner;

  async function chat(params: object): Promise<Response | AsyncIterable<Chunk>> {
    const call = hook.call();
    const answer = await inner.chat(await masked(call, params));
    if (Symbol.asyncIterator in answer) return restoreChunks(call, answer);
    const { message } = await call.restore({ message: answer.message });
    return { ...answer, message: { ...message, ...(await withCalls(call, answer.message.options, message.options)) } };
  }

  async function complete(params: object): Promise<Completion | AsyncIterable<Completion>> {
    const call = hook.call();
    const answer = await inner.complete(await masked(call, params));
    if (Symbol.asyncIterator in answer) return restoreTexts(call, answer);
    return { ...answer, text: (await call.restore({ text: answer.text })).text };
  }

  return standIn(llm, { chat, complete });
}

async function* restoreChunks(call: Call, chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  const pieces = call.pieces();
  for await (const chunk of chunks) {
    const { delta, options } = chunk;
    const { options: restored } = options === undefined ? {} : await call.restore({ options });
    const text = await pieces.feed("text", delta, { channel: "text" });
    yield { ...chunk, delta: text, ...(await withCalls(call, options, restored)) };
  }
  for (const [, rest] of await pieces.endAll()) yield { raw: null, delta: rest };
}

async function* restoreTexts(call: Call, texts: AsyncIterable<Completion>): AsyncGenerator<Completion> {
  const pieces = call.pieces();
  for await (const each of texts) yield { ...each, text: await pieces.feed("text", each.text, { channel: "text" }) };
  for (const [, rest] of await pieces.endAll()) yield { raw: null, text: rest };
}

/** Options whose arguments as text, of which each is all that came so far, are restored as what they say. */
async function withCalls(call: Call, given?: Options, restored?: Options): Promise<{ options?: Options }> {
  if (restored === undefined) return {};
  const [before, after] = [callsOf(given), callsOf(restored)];
  if (before === null || after === null) return { options: restored };
  const toolCall = after.map(async (one, i) => {
    const { input, name } = before[i] as ToolCall;
    return typeof input === "string" ? { ...one, input: await restoreArguments(call, input, name) } : one;
  });
  return { options: { ...restored, toolCall: await Promise.all(toolCall) } };
}

function callsOf(options: Options | undefined): readonly ToolCall[] | null {
  return Array.isArray(options?.toolCall) ? options.toolCall : null;
}

/** A call with placeholders. Tools keep their code; of what they say of themselves the words and the schema are looked at. */
async function masked(call: Call, params: object): Promise<object> {
  const { messages, tools, ...others } = params as { messages?: readonly object[]; tools?: readonly Tool[] };
  const texts = Object.entries(others).filter(([, value]) => isPlain(value));
  const request = await call.mask({
    ...Object.fromEntries(texts),
    ...(messages === undefined ? {} : { messages: messages.map(viewOf) }),
    tools: (tools ?? []).map(({ metadata }) => {
      const { name, description, parameters } = metadata as Record<string, unknown>;
      return { name, description, ...(isPlain(parameters) ? { parameters } : {}) };
    }),
  });
  return {
    ...params,
    ...request,
    ...(messages === undefined
      ? {}
      : { messages: messages.map((message, i) => messageOf(message, request.messages?.[i])) }),
    tools: tools?.map((tool, i) => standIn(tool, { metadata: { ...tool.metadata, ...request.tools[i] } })),
  };
}

interface View {
  readonly options?: { readonly toolCall?: readonly ToolCall[]; readonly toolResult?: object };
}

/** Arguments as what they say; results of tools as texts or values. */
function viewOf(message: object): View & object {
  const { options } = message as { options?: Options };
  if (options === undefined) return message;
  const { toolResult } = options as { toolResult?: { result: unknown } };
  const calls = callsOf(options);
  return {
    ...message,
    options: {
      ...options,
      ...(calls === null ? {} : { toolCall: calls.map((one) => ({ ...one, input: readArguments(one.input) })) }),
      ...(toolResult === undefined
        ? {}
        : {
            toolResult: {
              ...toolResult,
              result:
                typeof toolResult.result === "string" ? { text: toolResult.result } : { value: toolResult.result },
            },
          }),
    },
  };
}

function messageOf(message: object, view: View = {}): object {
  const { options } = message as { options?: Options };
  const { toolCall, toolResult } = view.options ?? {};
  if (options === undefined) return view;
  const calls = callsOf(options);
  const result = toolResult as { result: { text?: unknown; value?: unknown } } | undefined;
  return {
    ...view,
    options: {
      ...view.options,
      ...(calls === null
        ? {}
        : {
            toolCall: calls.map(({ input }, i) => {
              const one = toolCall?.[i] as ToolCall;
              return typeof input === "string" ? { ...one, input: writeArguments(one.input, input) } : one;
            }),
          }),
      ...(result === undefined
        ? {}
        : { toolResult: { ...result, result: "text" in result.result ? result.result.text : result.result.value } }),
    },
  };
}

/** A tool that gets values and gives placeholders, for models that are not masked themselves. */
export function maskTool<T extends Tool>(tool: T, session: CloseMaskSession): T {
  const guard = createToolGuard({ session });
  const { call, metadata } = tool;
  if (call === undefined) return tool;
  const run = async (input: unknown): Promise<unknown> => {
    const given = await guard.restore(input);
    try {
      return await guard.mask(await Reflect.apply(call, tool, [given]));
    } catch (error) {
      throw await guard.maskError(error);
    }
  };
  return standIn(tool, { call: run, metadata });
}
