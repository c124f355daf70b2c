// Vercel AI SDK: a middleware for language models. What goes to the model is masked, what comes back is restored, also where it
// streams. https://ai-sdk.dev/docs/ai-sdk-core/middleware

import { createToolGuard, type ToolGuard } from "../library/secure-tool.ts";
import type { CloseMaskSession } from "../library/session-types.ts";
import { at } from "../proxy/dialects/at.ts";
import type { RequestTable, ResponseTable } from "../proxy/types.ts";
import { ARGUMENTS, restoreArguments } from "./arguments.ts";
import { type Call, type HookOptions, openHook, type Tables } from "./hook.ts";
import type { PieceOf } from "./pieces.ts";
import { SEALED } from "./sealed.ts";

/** A language model of version 4 of the SDK's interface, as far as it is called. */
interface Model<Params, Generated, Streamed> {
  doGenerate(params: Params): PromiseLike<Generated>;
  doStream(params: Params): PromiseLike<Streamed>;
}

/** For `wrapLanguageModel`, after middleware that needs values and before that which must not see them. */
export interface MaskMiddleware {
  readonly specificationVersion: "v4";
  wrapGenerate<Params extends object, Generated extends object>(call: {
    params: Params;
    model: Pick<Model<Params, Generated, never>, "doGenerate">;
  }): Promise<Generated>;
  wrapStream<Params extends object, Part extends object, Streamed extends { stream: ReadableStream<Part> }>(call: {
    params: Params;
    model: Pick<Model<Params, never, Streamed>, "doStream">;
  }): Promise<Streamed>;
}

/** Bytes are told apart from base64 by standing one deeper: what can be read of them is text. */
const FILE: RequestTable = [
  ["mediaType", "K"],
  ["data.type", "K"],
  ["data.data.*", "M"],
  ["data.data", "B", { media: "../mediaType" }],
  ["data.url.*", "U"],
  ["data.url", "U"],
  ["data.reference", "K"],
  ["{type=file|reasoning-file}.data", "B", { media: "mediaType" }],
];

const OPTIONS: RequestTable = [[`providerOptions.**.${SEALED}`, "S"]];

const PART: RequestTable = [
  ["type|toolCallId|toolName|approvalId|kind", "K"],
  ...FILE,
  ...OPTIONS,
  ["{type=tool-call}.input", "MO"],
  ["{type=tool-result}.output.type", "K"],
  ["{type=tool-result}.output{type=json|error-json}.value", "MO"],
  ["{type=tool-result}.output.value[].type", "K"],
  ...at("{type=tool-result}.output.value[]", FILE),
  ...at("{type=tool-result}.output.value[]", OPTIONS),
];

const REQUEST: RequestTable = [
  ["prompt[].role", "K"],
  ...at("prompt[].content[]", PART),
  ...at("prompt[]", OPTIONS),
  ["prompt[]{role=assistant}", "M", { authored: true }],
  ["tools[].type|name|id", "K"],
  ["tools[].inputSchema", "SC", { constrained: true }],
  ["tools[].inputExamples[].input", "MO"],
  ["tools[].args", "MO"],
  ["toolChoice", "K"],
  ["responseFormat.type|name", "K"],
  ["responseFormat.schema", "SC", { constrained: true }],
  ...OPTIONS,
];

const METADATA: ResponseTable = [[`providerMetadata.**.${SEALED}`, "S"]];

/** A part of an answer; reasoning stays as the model wrote it, since providers check that it comes back so. */
const ANSWER_PART: ResponseTable = [
  ["type|id|toolCallId|toolName|approvalId|kind|mediaType|sourceType", "L"],
  ["{type=reasoning|reasoning-file|file|raw|error}", "S"],
  ...METADATA,
  // Restored as what it says.
  ["{type=tool-call}.input", "L"],
  ["{type=tool-result}.result", "RO"],
];

const RESPONSE: ResponseTable = [
  ...ARGUMENTS,
  ["finishReason|usage|request|response|warnings", "L"],
  ...METADATA,
  ...at("content[]", ANSWER_PART),
  ...at("part", ANSWER_PART),
];

const TABLES: Tables = { name: "ai-sdk", request: REQUEST, response: RESPONSE };

/** Members of a call that hold texts. The others are numbers, a signal, headers of the transport. */
const TEXTS = ["prompt", "tools", "toolChoice", "responseFormat", "stopSequences", "providerOptions"] as const;

/**
 * Masks for models that it is put around: `wrapLanguageModel({ model, middleware: maskLanguageModel(session) })`.
 * @throws ClosemaskError `usage` for a session that `createCloseMask` did not open
 */
export function maskLanguageModel(session: CloseMaskSession, options?: HookOptions): MaskMiddleware {
  const hook = openHook(session, TABLES, options);

  async function masked<Params extends object>(call: Call, params: Params): Promise<Params> {
    const texts = Object.fromEntries(
      TEXTS.flatMap((name) => (name in params ? [[name, Reflect.get(params, name)]] : [])),
    );
    return { ...params, ...(await call.mask(texts)) };
  }

  return {
    specificationVersion: "v4",
    async wrapGenerate({ params, model }) {
      const call = hook.call();
      const result = await call.restore(await model.doGenerate(await masked(call, params)));
      const { content } = result as { content?: unknown };
      if (!Array.isArray(content)) return result;
      return { ...result, content: await Promise.all(content.map((part) => withInput(call, part))) };
    },
    async wrapStream({ params, model }) {
      const call = hook.call();
      const result = await model.doStream(await masked(call, params));
      return { ...result, stream: result.stream.pipeThrough(restorer(call)) };
    },
  };
}

/** A part of a stream, as far as it is looked at. */
interface Part {
  readonly type: string;
  readonly id?: string;
  readonly delta?: string;
  readonly toolName?: string;
  readonly inputEncoding?: string;
  readonly input?: unknown;
}

/** A part whose input, if it has one, is restored. */
async function withInput(call: Call, part: Partial<Part>): Promise<object> {
  const { type, input, toolName = "" } = part;
  if (type !== "tool-call" || typeof input !== "string") return part;
  return { ...part, input: await restoreArguments(call, input, toolName) };
}

/** Ends of texts by their type, with the type of the pieces before. */
const ENDS: Readonly<Record<string, string>> = { "text-end": "text-delta", "tool-input-end": "tool-input-delta" };

function restorer<Parts extends object>(call: Call): TransformStream<Parts, Parts> {
  const pieces = call.pieces();
  const tools = new Map<string, PieceOf>();
  const keyOf = (type: string, id: string): string => `${type} ${id}`;

  async function* restored(given: Partial<Part>): AsyncGenerator<object> {
    const { type = "", id = "", delta = "" } = given;
    if (type === "tool-input-start") {
      const { toolName: tool, inputEncoding } = given;
      tools.set(id, { channel: "tools", tool, json: inputEncoding !== "text" });
    }
    if (type === "text-delta" || type === "tool-input-delta") {
      const of: PieceOf = type === "text-delta" ? { channel: "text" } : (tools.get(id) ?? TOOL);
      const text = await pieces.feed(keyOf(type, id), delta, of);
      if (text !== "") yield { ...given, delta: text };
      return;
    }
    const ending = ENDS[type];
    if (ending !== undefined) {
      const rest = await pieces.end(keyOf(ending, id));
      if (rest !== "") yield { type: ending, id, delta: rest };
    } else if (type === "finish") yield* held();
    yield await withInput(call, (await call.restore({ part: given })).part);
  }

  /** What was held of texts that nobody ended. */
  async function* held(): AsyncGenerator<object> {
    for (const [key, rest] of await pieces.endAll()) {
      const [type = "", ...id] = key.split(" ");
      yield { type, id: id.join(" "), delta: rest };
    }
  }

  return new TransformStream<Parts, Parts>({
    async transform(given, controller) {
      for await (const part of restored(given)) controller.enqueue(part as Parts);
    },
    async flush(controller) {
      for await (const part of held()) controller.enqueue(part as Parts);
    },
  });
}

const TOOL: PieceOf = { channel: "tools", json: true };

/** A tool, as far as it is called. */
interface Tool {
  readonly execute?: ((input: never, options: never) => unknown) | undefined;
}

/**
 * The tools with their inputs restored and their results masked, for models that no middleware is around. Where a tool yields
 * preliminary results, each of them is masked.
 */
export function maskTools<Tools extends Readonly<Record<string, Tool>>>(
  tools: Tools,
  session: CloseMaskSession,
): Tools {
  const guard = createToolGuard({ session });
  const secured = Object.entries(tools).map(([name, tool]): [string, Tool] => {
    const { execute } = tool;
    return [name, execute === undefined ? tool : { ...tool, execute: maskExecute(execute, tool, guard) }];
  });
  return Object.fromEntries(secured) as Tools;
}

type Execute = NonNullable<Tool["execute"]>;

function maskExecute(execute: Execute, tool: Tool, guard: ToolGuard): Execute {
  /** Each result is a whole one, not a piece of a text. */
  async function* results(input: never, options: never): AsyncGenerator<unknown> {
    const given = await guard.restore(input);
    try {
      const result = await execute.call(tool, given, options);
      if (!isAsyncIterable(result)) yield await guard.mask(result);
      else for await (const each of result) yield await guard.mask(each);
    } catch (error) {
      throw await guard.maskError(error);
    }
  }
  // The SDK looks at what a call returns before it waits for it.
  if (Object.prototype.toString.call(execute) === "[object AsyncGeneratorFunction]") return results;
  return async (input, options) => {
    let last: unknown;
    for await (const result of results(input, options)) last = result;
    return last;
  };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
