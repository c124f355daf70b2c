// LangChain.js: a chat model and tools that stand for other ones. They are the same objects with a few methods of their own, so
// that everything built on them, such as `bindTools`, works. https://docs.langchain.com/oss/javascript

import { ClosemaskError } from "../errors.ts";
import { createToolGuard, type ToolGuard } from "../library/secure-tool.ts";
import type { CloseMaskSession } from "../library/session-types.ts";
import { at } from "../proxy/dialects/at.ts";
import { type Call, type Hook, type HookOptions, openHook, type Tables } from "./hook.ts";
import { ANSWER, isMessage, MESSAGE, type Message, messageOf, type View, viewOf } from "./langchain-messages.ts";
import { type Chunk, restoreChunks } from "./langchain-stream.ts";
import { isPlain } from "./projection.ts";
import { standIn } from "./stand-in.ts";

const TABLES: Tables = {
  name: "langchain",
  request: [
    ...at("messages[]", MESSAGE),
    ["options.tools|functions[].type|name|cache_control|strict", "K"],
    ["options.tools|functions[].parameters|input_schema|schema", "SC", { constrained: true }],
    ["options.tools[].function.name|strict", "K"],
    ["options.tools[].function.parameters", "SC", { constrained: true }],
    ["options.tool_choice|function_call|model|outputVersion", "K"],
    ["options.response_format.type", "K"],
    ["options.response_format.json_schema.name|strict", "K"],
    ["options.response_format.json_schema.schema", "SC", { constrained: true }],
    ["options.response_format.schema", "SC", { constrained: true }],
  ],
  response: [...at("generations[].message", ANSWER), ...at("answer", ANSWER)],
};

/** A chat model, as far as it is called. */
interface ChatModel {
  _generate(messages: never, options: never, runManager?: never): Promise<unknown>;
}

/** The same for what is done here, where types are those of the inside. */
interface Inner {
  _generate(messages: readonly Message[], options: object): Promise<Result>;
  _streamResponseChunks?(messages: readonly Message[], options: object): AsyncGenerator<Chunk>;
  _streamChatModelEvents?: unknown;
  bindTools?(...args: readonly unknown[]): object;
}

interface Result {
  readonly generations: readonly { readonly text: string; readonly message: Message }[];
}

interface RunManager {
  handleLLMNewToken?(token: string, ...more: readonly unknown[]): Promise<void>;
}

/** Options of a call that are the program's business and hold no text for the model. */
const OWN = new Set(["signal", "callbacks", "timeout", "configurable", "promptIndex", "ls_structured_output_format"]);

const maskedModels = new WeakSet<object>();

/**
 * A chat model that sends placeholders and answers with values. Callbacks and tracers of the run see values.
 * @throws ClosemaskError `usage` for a session that `createCloseMask` did not open
 */
export function maskChatModel<Model extends ChatModel>(
  model: Model,
  session: CloseMaskSession,
  options?: HookOptions,
): Model {
  const hook = openHook(session, TABLES, options);
  const inner = model as unknown as Inner;
  const base = baseOf(model);
  const own: Record<string, unknown> = {
    async _generate(messages: readonly Message[], given: object): Promise<Result> {
      const call = hook.call();
      const request = await masked(call, messages, given);
      const result = await inner._generate(request.messages, request.options);
      const views = result.generations.map(({ text, message }) => ({ text, message: viewOf(message) }));
      const { generations } = await call.restore({ generations: views });
      return {
        ...result,
        generations: result.generations.map((one, i) => {
          const { text, message } = generations[i] as (typeof views)[number];
          return { ...one, text, message: messageOf(one.message, message) };
        }),
      };
    },
    // Events are made of chunks, which are restored.
    _streamChatModelEvents: base._streamChatModelEvents,
    bindTools: inner.bindTools && bindTools,
  };
  if (inner._streamResponseChunks !== base._streamResponseChunks) own._streamResponseChunks = stream;

  async function* stream(messages: readonly Message[], given: object, manager?: RunManager): AsyncGenerator<Chunk> {
    const call = hook.call();
    const request = await masked(call, messages, given);
    const chunks = inner._streamResponseChunks?.(request.messages, request.options);
    if (chunks === undefined) return;
    for await (const chunk of restoreChunks(call, chunks)) {
      yield chunk;
      await manager?.handleLLMNewToken?.(chunk.text, NEW, undefined, undefined, undefined, { chunk });
    }
  }

  /** What comes of it must be this model with something bound, not the one inside. */
  function bindTools(this: object, ...args: readonly unknown[]): object {
    const bound: object = Reflect.apply(inner.bindTools as (...all: readonly unknown[]) => object, this, args);
    if ("_generate" in bound)
      return maskedModels.has(bound) ? bound : maskChatModel(bound as ChatModel, session, options);
    if (maskedModels.has(Reflect.get(bound, "bound"))) return bound;
    throw new ClosemaskError("usage", "the model binds tools to another model, which would not be masked", {
      hint: "bind the tools first: maskChatModel(model.bindTools(tools), session)",
    });
  }

  const made = standIn(model, own);
  maskedModels.add(made);
  return made;
}

const NEW = { prompt: 0, completion: 0 };

/** The class of all chat models: what it does by default is no model's own. */
function baseOf(model: object): Inner {
  for (let at: object | null = model; at !== null; at = Object.getPrototypeOf(at))
    if (Object.hasOwn(at, "_generateUncached")) return at as Inner;
  throw new ClosemaskError("usage", "this is no chat model of LangChain", { hint: "maskChatModel(new ChatOpenAI())" });
}

/** Messages and options with placeholders. Tools that are objects of a class keep it, and their code. */
async function masked(
  call: Call,
  messages: readonly Message[],
  options: object,
): Promise<{ messages: Message[]; options: object }> {
  const { tools, ...others } = options as { tools?: unknown };
  const texts = Object.entries(others).filter(([name, value]) => !OWN.has(name) && isPlain(value));
  const list = Array.isArray(tools) ? tools : [];
  const views = messages.map(viewOf);
  const request = await call.mask({
    messages: views,
    options: { ...Object.fromEntries(texts), tools: list.map((tool) => (isPlain(tool) ? tool : described(tool))) },
  });
  const { tools: sent, ...rest } = request.options;
  return {
    messages: messages.map((message, i) =>
      request.messages[i] === views[i] ? message : messageOf(message, request.messages[i] as View),
    ),
    options: {
      ...options,
      ...rest,
      ...(list.length === 0
        ? {}
        : { tools: list.map((tool, i) => (isPlain(tool) ? sent[i] : describe(tool, sent[i]))) }),
    },
  };
}

function described(tool: object): object {
  const { name, description } = tool as { name?: unknown; description?: unknown };
  return { name, description };
}

function describe(tool: object, { description }: { description?: unknown }): object {
  return standIn(tool, { description });
}

/** A tool, as far as it is called. */
interface Tool {
  invoke(input: never, config?: never): Promise<unknown>;
}

/**
 * A tool that gets values and gives placeholders, for models that are not masked themselves. What it keeps as an artifact, which
 * no model gets, stays as it is. @throws ClosemaskError `usage`
 */
export function maskTool<T extends Tool>(tool: T, session: CloseMaskSession): T {
  const guard = createToolGuard({ session });
  const hook = openHook(session, TABLES);
  const secured =
    (name: string) =>
    async (input: unknown, ...more: readonly unknown[]): Promise<unknown> => {
      const given = isToolCall(input)
        ? { ...input, args: await guard.restore(input.args) }
        : await guard.restore(input);
      let result: unknown;
      try {
        const run = Reflect.get(tool, name) as (...args: readonly unknown[]) => unknown;
        result = await Reflect.apply(run, tool, [given, ...more]);
      } catch (error) {
        throw await guard.maskError(error);
      }
      return await maskResult(result, guard, hook);
    };
  return standIn(tool, { invoke: secured("invoke"), call: "call" in tool ? secured("call") : undefined });
}

function isToolCall(input: unknown): input is { readonly args: unknown } {
  return typeof input === "object" && input !== null && "args" in input && Reflect.get(input, "type") === "tool_call";
}

/** Messages stay messages, also in the update that a command of LangGraph asks for. */
async function maskResult(result: unknown, guard: ToolGuard, hook: Hook): Promise<unknown> {
  if (isMessage(result)) {
    const [view] = (await hook.call().mask({ messages: [viewOf(result)] })).messages;
    return messageOf(result, view as View, { artifact: Reflect.get(result, "artifact") });
  }
  if (Array.isArray(result)) return await Promise.all(result.map((each) => maskResult(each, guard, hook)));
  if (!isCommand(result)) return await guard.mask(result);
  const made: object = Object.create(Object.getPrototypeOf(result), Object.getOwnPropertyDescriptors(result));
  return Object.assign(made, { update: await maskUpdate(result.update, guard, hook) });
}

async function maskUpdate(update: unknown, guard: ToolGuard, hook: Hook): Promise<unknown> {
  if (typeof update !== "object" || update === null || Array.isArray(update)) return maskResult(update, guard, hook);
  const members = Object.entries(update).map(async ([name, value]) => [name, await maskResult(value, guard, hook)]);
  return Object.fromEntries(await Promise.all(members));
}

function isCommand(value: unknown): value is { readonly update: unknown } {
  return typeof value === "object" && value !== null && Reflect.get(value, "lg_name") === "Command";
}
