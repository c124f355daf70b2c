// OpenAI Agents SDK: a model, a provider of models and tools that stand for other ones.
// https://openai.github.io/openai-agents-js/

import { createToolGuard } from "../library/secure-tool.ts";
import type { CloseMaskSession } from "../library/session-types.ts";
import { at } from "../proxy/dialects/at.ts";
import type { RequestTable, ResponseTable } from "../proxy/types.ts";
import { ARGUMENTS, readArguments, restoreArguments, writeArguments } from "./arguments.ts";
import { type Call, type HookOptions, openHook, type Tables } from "./hook.ts";
import { SEALED } from "./sealed.ts";
import { standIn } from "./stand-in.ts";

const CONTENT: RequestTable = [
  ["type|detail|format|mediaType", "K"],
  ["image.id", "K"],
  ["image.url", "B"],
  ["image.data.*", "M"],
  ["image.data", "B", { media: "mediaType" }],
  ["image", "B"],
  ["file.id", "K"],
  ["file.url", "U"],
  ["file.data.*", "M"],
  ["file.data", "B", { media: "mediaType|filename" }],
  ["file", "B", { media: "filename" }],
  ["audio.id", "K"],
  ["audio", "B", { media: "format" }],
  [`providerData.**.${SEALED}`, "S"],
];

const ITEM: RequestTable = [
  ["type|role|id|callId|status|namespace|caller|model", "K"],
  ["{type=function_call|function_call_result|hosted_tool_call}.name", "K"],
  ["{type=reasoning}.providerData", "S"],
  ["{type=compaction}", "S"],
  [`providerData.**.${SEALED}`, "S"],
  ["arguments", "MO"],
  ["action.type", "K"],
  ["operation.type", "K"],
  ["{type=computer_call_result}.output.data", "B"],
  ...at("content[]", CONTENT),
  ...at("output[]", CONTENT),
  ...at("output", CONTENT),
];

const REQUEST: RequestTable = [
  ...at("input[]", ITEM),
  ["input[]{role=assistant}", "M", { authored: true }],
  ["input[]{type=function_call|reasoning|hosted_tool_call}", "M", { authored: true }],
  ["tools[].type|name|strict|namespace|environment|allowedCallers|dimensions", "K"],
  ["tools[].parameters|outputSchema", "SC", { constrained: true }],
  // What a hosted tool is called with: addresses and what authenticates there.
  ["tools[]{type=hosted_tool}.providerData", "C"],
  ["handoffs[].toolName", "K"],
  ["handoffs[].inputJsonSchema", "SC", { constrained: true }],
  ["outputType.type|name", "K"],
  ["outputType.schema", "SC", { constrained: true }],
  ["prompt.promptId|version", "K"],
];

/** Reasoning stays as the model wrote it, since providers check that it comes back so. */
const ANSWER: ResponseTable = [
  ...ARGUMENTS,
  ["output[]{type=reasoning|compaction}", "S"],
  ["output[].type|role|id|callId|name|status|namespace|providerData", "L"],
  ["output[].content[].type|providerData", "L"],
  // Restored as what it says.
  ["output[].arguments", "L"],
  ["output[].action|operation", "R", { channel: "tools" }],
];

const TABLES: Tables = { name: "openai-agents", request: REQUEST, response: ANSWER };

/** Members of a request that hold texts. */
const TEXTS = ["systemInstructions", "input", "tools", "handoffs", "outputType", "prompt"] as const;

/** A model, as far as it is called. */
interface Model {
  getResponse(request: never): Promise<unknown>;
  getStreamedResponse(request: never): AsyncIterable<unknown>;
}

interface Request {
  readonly input?: unknown;
  readonly modelSettings?: { readonly providerData?: unknown };
  readonly previousResponseId?: string;
  readonly conversationId?: string;
}

interface Item {
  readonly type?: string;
  readonly name?: string;
  readonly arguments?: unknown;
}

interface Response {
  readonly output: readonly Item[];
}

interface Event {
  readonly type: string;
  readonly delta?: string;
  readonly response?: Response;
}

/** The same for what is done here, where types are those of the inside. */
interface Inner {
  getResponse(request: object): Promise<Response>;
  getStreamedResponse(request: object): AsyncIterable<Event>;
}

/**
 * A model that sends placeholders and answers with values. Events that are the provider's own stay as they came.
 * @throws ClosemaskError `usage` for a session that `createCloseMask` did not open
 */
export function maskModel<M extends Model>(model: M, session: CloseMaskSession, options?: HookOptions): M {
  const hook = openHook(session, TABLES, options);
  const inner = model as unknown as Inner;
  const callFor = ({ previousResponseId, conversationId }: Request): Call =>
    hook.call({ stored: previousResponseId !== undefined || conversationId !== undefined });

  async function getResponse(request: Request): Promise<Response> {
    const call = callFor(request);
    return await restoreOutput(call, await inner.getResponse(await masked(call, request)));
  }

  async function* getStreamedResponse(request: Request): AsyncGenerator<Event> {
    const call = callFor(request);
    const pieces = call.pieces();
    const held = async (): Promise<Event[]> =>
      (await pieces.endAll()).map(([, delta]) => ({ type: "output_text_delta", delta }));
    for await (const event of inner.getStreamedResponse(await masked(call, request))) {
      const { type, delta = "", response } = event;
      if (type === "output_text_delta") {
        const text = await pieces.feed("text", delta, { channel: "text" });
        if (text !== "") yield { ...event, delta: text };
      } else if (response !== undefined && type === "response_done") {
        yield* await held();
        yield { ...event, response: await restoreOutput(call, response) };
      } else yield event;
    }
    yield* await held();
  }

  return standIn(model, { getResponse, getStreamedResponse });
}

/** Models of a provider, masked. */
export function maskModelProvider<P extends { getModel(name?: string): unknown }>(
  provider: P,
  session: CloseMaskSession,
  options?: HookOptions,
): P {
  const getModel = async (name?: string): Promise<Model> =>
    maskModel((await provider.getModel(name)) as Model, session, options);
  return standIn(provider, { getModel });
}

async function masked(call: Call, request: Request): Promise<object> {
  const texts = Object.fromEntries(
    TEXTS.flatMap((name) => (name in request ? [[name, Reflect.get(request, name)]] : [])),
  );
  const { modelSettings, input } = request;
  const { providerData, ...sent } = await call.mask({
    ...texts,
    input: Array.isArray(input) ? input.map(viewOf) : input,
    providerData: modelSettings?.providerData,
  });
  return {
    ...request,
    ...sent,
    input:
      Array.isArray(sent.input) && Array.isArray(input)
        ? sent.input.map((item, i) => itemOf(item, input[i]))
        : sent.input,
    ...(providerData === undefined ? {} : { modelSettings: { ...modelSettings, providerData } }),
  };
}

/** Arguments as what they say. */
function viewOf(item: Item): Item {
  return "arguments" in item ? { ...item, arguments: readArguments(item.arguments) } : item;
}

function itemOf(item: Item, given: Item): Item {
  const { arguments: before } = given;
  return typeof before === "string" ? { ...item, arguments: writeArguments(item.arguments, before) } : item;
}

async function restoreOutput(call: Call, response: Response): Promise<Response> {
  const { output } = await call.restore({ output: response.output });
  const items = output.map(async (item) => {
    const { arguments: text, name = "" } = item;
    return typeof text === "string" ? { ...item, arguments: await restoreArguments(call, text, name) } : item;
  });
  return { ...response, output: await Promise.all(items) };
}

/** A tool, as far as it is called. */
interface Tool {
  readonly type: string;
  readonly invoke?: ((context: never, input: string, details?: never) => Promise<unknown>) | undefined;
}

/** A function tool that gets values and gives placeholders, for models that are not masked themselves. */
export function maskTool<T extends Tool>(tool: T, session: CloseMaskSession): T {
  const guard = createToolGuard({ session });
  const { invoke } = tool;
  if (invoke === undefined) return tool;
  const run = async (context: unknown, input: string, details?: unknown): Promise<unknown> => {
    const given = await guard.restore(input);
    try {
      return await guard.mask(await Reflect.apply(invoke, tool, [context, given, details]));
    } catch (error) {
      throw await guard.maskError(error);
    }
  };
  return standIn(tool, { invoke: run });
}
