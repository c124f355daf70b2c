// Google ADK for JavaScript: callbacks of an agent, before and after its model and its tools, and tools that stand for other
// ones. https://google.github.io/adk-docs/callbacks/

import { createToolGuard } from "../library/secure-tool.ts";
import type { CloseMaskSession } from "../library/session-types.ts";
import { at } from "../proxy/dialects/at.ts";
import { ANSWER_PART, CONFIG, GENERATE } from "../proxy/dialects/gemini.ts";
import { type Call, type HookOptions, openHook, type Tables } from "./hook.ts";
import type { Pieces } from "./pieces.ts";
import { isPlain } from "./projection.ts";
import { standIn } from "./stand-in.ts";

const TABLES: Tables = {
  name: "adk",
  request: [...GENERATE, ...at("config", [...GENERATE, ...CONFIG])],
  response: [
    ["usageMetadata|modelVersion|finishReason|errorCode|interactionId|liveSessionId|avgLogprobs", "L"],
    ["liveSessionResumptionUpdate|goAway", "L"],
    ["content.role", "L"],
    // Thoughts stay as the model wrote them, since it checks that they come back so.
    ["content.parts[]{thought=true}", "S"],
    ...at("content.parts[]", ANSWER_PART),
  ],
};

/** A request to a model, as far as it is looked at. */
interface LlmRequest {
  contents: unknown[];
  config?: object | undefined;
  previousInteractionId?: string | undefined;
}

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
}

interface LlmResponse {
  readonly content?: { readonly parts?: readonly Part[] | undefined } | undefined;
  readonly partial?: boolean | undefined;
}

/** What callbacks are told of the run: the same object before and after a model. */
interface Context {
  readonly invocationContext: object;
}

/** For the configuration of an `LlmAgent`: `{ ...modelCallbacks(session) }`. */
export interface ModelCallbacks {
  beforeModelCallback(params: { context: Context; request: LlmRequest }): Promise<undefined>;
  afterModelCallback(params: { context: Context; response: object }): Promise<undefined>;
}

interface Run {
  readonly call: Call;
  pieces: Pieces;
}

/**
 * Masks what the agent's model gets, and restores what it answers: events, state and tools hold values.
 * @throws ClosemaskError `usage` for a session that `createCloseMask` did not open
 */
export function modelCallbacks(session: CloseMaskSession, options?: HookOptions): ModelCallbacks {
  const hook = openHook(session, TABLES, options);
  const runs = new WeakMap<object, Run>();

  function begin(context: Context, stored: boolean): Run {
    const call = hook.call({ stored });
    const run = { call, pieces: call.pieces() };
    runs.set(context.invocationContext, run);
    return run;
  }

  /** The texts of an answer that is not whole yet; the whole one says them once more. */
  async function restorePart({ pieces }: Run, part: Part): Promise<Part> {
    const { text, thought } = part;
    if (text === undefined || thought === true) return part;
    return { ...part, text: await pieces.feed("text", text, { channel: "text" }) };
  }

  return {
    async beforeModelCallback({ context, request }) {
      const { call } = begin(context, request.previousInteractionId !== undefined);
      const texts = Object.entries(request.config ?? {}).filter(([, value]) => isPlain(value));
      const sent = await call.mask({ contents: request.contents, config: Object.fromEntries(texts) });
      // The model gets this very object; what it held belongs to the events of the run and stays.
      request.contents = sent.contents;
      if (request.config !== undefined) request.config = { ...request.config, ...sent.config };
    },
    async afterModelCallback({ context, response }) {
      const run = runs.get(context.invocationContext) ?? begin(context, true);
      const { content, partial } = response as LlmResponse;
      // In place, so that callbacks behind this one are asked too.
      if (partial !== true) {
        run.pieces = run.call.pieces();
        Object.assign(response, await run.call.restore(response));
        return;
      }
      if (content?.parts === undefined) return;
      const { content: whole } = await run.call.restore({
        content: { ...content, parts: content.parts.map(withoutText) },
      });
      const parts = await Promise.all(
        content.parts.map((part, i) => ("text" in part ? restorePart(run, part) : (whole.parts[i] as Part))),
      );
      Object.assign(response, { content: { ...content, parts } });
    },
  };
}

/** Texts are restored with what comes before and after them. */
function withoutText(part: Part): Part {
  const { text: _, ...rest } = part;
  return rest;
}

/** A tool, as far as it is called. */
interface Tool {
  runAsync(request: never): Promise<unknown>;
}

/** For agents whose model is not masked. */
export interface ToolCallbacks {
  beforeToolCallback(params: { args: Record<string, unknown> }): Promise<undefined>;
  afterToolCallback(params: { response: Record<string, unknown> }): Promise<Record<string, unknown>>;
}

/**
 * Restores the arguments of all tools of an agent, in place as the SDK wants it, and masks what they return. What a tool throws
 * becomes a message to the model without any callback of the agent: `maskTool` masks that too.
 */
export function toolCallbacks(session: CloseMaskSession): ToolCallbacks {
  const guard = createToolGuard({ session });
  return {
    async beforeToolCallback({ args }) {
      Object.assign(args, await guard.restore(args));
    },
    afterToolCallback: ({ response }) => guard.mask(response),
  };
}

/** A tool that gets values and gives placeholders, also where it throws. */
export function maskTool<T extends Tool>(tool: T, session: CloseMaskSession): T {
  const guard = createToolGuard({ session });
  const inner = tool as unknown as { runAsync(request: object): Promise<unknown> };
  const runAsync = async (request: { readonly args: unknown }): Promise<unknown> => {
    const args = await guard.restore(request.args);
    try {
      return await guard.mask(await inner.runAsync({ ...request, args }));
    } catch (error) {
      throw await guard.maskError(error);
    }
  };
  return standIn(tool, { runAsync });
}
