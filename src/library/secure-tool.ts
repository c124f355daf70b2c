// A tool of an agent between model and machine: placeholders in its arguments become values before it runs, what it returns or
// throws is masked before the model sees it.

import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { ClosemaskError } from "../errors.ts";
import { checkOptions } from "../mask/option-shape.ts";
import { checkKinds } from "../mask/policy-shape.ts";
import type { TextLike } from "../mask/text-batch.ts";
import { byKind } from "./detection.ts";
import type { Others } from "./json.ts";
import { TOOL } from "./option-shapes.ts";
import { knownOf } from "./session-parts.ts";
import type { CloseMaskSession } from "./session-types.ts";

/** How a tool is secured. */
export interface ToolPolicy {
  readonly session: CloseMaskSession;
  /**
   * What comes back in arguments: everything that `restore` of the instance lets into tools (true, default), nothing (false), or by kind
   * or category, where `*` speaks for the rest. A credential inside of a URL never does.
   */
  readonly restore?: boolean | Readonly<Record<string, boolean>> | undefined;
  /** Whether what the tool returns and throws is masked. Default true. */
  readonly mask?: boolean | undefined;
  /** Also restores placeholders that the model has bent. Default true. */
  readonly tolerant?: boolean | undefined;
  /** Which arguments are looked at, by position. Default all. */
  readonly arguments?: readonly number[] | undefined;
  /** Also names of members, both ways. Default false. */
  readonly keys?: boolean | undefined;
  /** What happens to results that are no JSON. Default `json`: they leave as `JSON.stringify` would write them. */
  readonly others?: Others | undefined;
}

/** Errors inside each other that are looked at. */
const HELD_DEPTH = 8;

/** The two halves of a secured tool, for programs that call the tool themselves. */
export interface ToolGuard {
  /** A copy of arguments with values in place of placeholders; what is no JSON is handed on as it is. */
  restore<T>(value: T): Promise<T>;
  /**
   * A copy of a result with placeholders. Strings and bytes that a stream or iterable yields are pieces of one text, however they
   * are cut; other values are masked one by one.
   */
  mask<T>(result: T): Promise<T>;
  /** An error of the same class whose message and members are masked. */
  maskError(error: unknown): Promise<unknown>;
}

/**
 * The two halves of a secured tool by themselves. What goes wrong in masking is thrown, and nothing of the result is given out.
 * @throws ClosemaskError `config` for a policy that cannot be
 */
export function createToolGuard(policy: ToolPolicy): ToolGuard {
  checkOptions(TOOL, policy);
  const { session, restore: asked = true, mask: masks = true, tolerant = true, keys = false, others = "json" } = policy;
  if (typeof asked !== "boolean") {
    const named = Object.keys(asked).filter((name) => name !== "*");
    checkKinds("restore", named, knownOf(session));
  }
  const allows =
    typeof asked === "boolean" ? undefined : (kind: string): boolean => byKind(asked, kind) ?? asked["*"] ?? true;

  async function* maskAll(items: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<unknown, void, void> {
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    let isDone = false;
    let next = await pull();
    /** What the tool throws between two items is masked; what masking throws is told as it is. */
    async function pull(): Promise<IteratorResult<unknown>> {
      try {
        return await iterator.next();
      } catch (error) {
        isDone = true;
        throw await maskError(error);
      }
    }
    /** Texts of one sort in a row. */
    async function* run(isString: boolean): AsyncGenerator<TextLike, void, void> {
      while (next.done !== true && isText(next.value) && (typeof next.value === "string") === isString) {
        yield next.value;
        next = await pull();
      }
    }
    try {
      while (next.done !== true) {
        if (isText(next.value)) yield* session.maskChunks(run(typeof next.value === "string"));
        else {
          yield await session.maskJson(next.value, { keys, others });
          next = await pull();
        }
      }
      isDone = true;
    } finally {
      if (!isDone) await iterator.return?.();
    }
  }

  async function maskError(error: unknown, above: readonly unknown[] = []): Promise<unknown> {
    if (!masks) return error;
    if (!(error instanceof Error)) return session.maskJson(error, { keys, others });
    const { message, stack, cause: _, ...members } = error;
    const said = await session.maskJson({ message, stack }, { keys });
    const masked = { ...said, ...(await maskMembers(members)) };
    // The cause may say the same once more.
    const made: object = Object.create(Object.getPrototypeOf(error));
    for (const [name, value] of Object.entries(masked)) {
      const enumerable = Object.hasOwn(members, name);
      Object.defineProperty(made, name, { value, enumerable, writable: true, configurable: true });
    }
    for (const [name, value] of await heldErrors(error, [...above, error]))
      Object.defineProperty(made, name, { value, enumerable: false, writable: true, configurable: true });
    return made;
  }

  /** The errors that one of JavaScript's own holds where no listing of its members shows them. */
  async function heldErrors(error: Error, above: readonly unknown[]): Promise<[string, unknown][]> {
    const held: [string, unknown][] = [];
    for (const name of ["errors", "error", "suppressed"]) {
      const own = Object.getOwnPropertyDescriptor(error, name);
      if (own === undefined || own.enumerable === true || !("value" in own)) continue;
      const inner = (each: unknown): Promise<unknown> => maskHeld(each, above);
      held.push([name, Array.isArray(own.value) ? await Promise.all(own.value.map(inner)) : await inner(own.value)]);
    }
    return held;
  }

  /** Undefined for what holds itself, is too deep, or has no form that could be masked. */
  async function maskHeld(error: unknown, above: readonly unknown[]): Promise<unknown> {
    if (above.includes(error) || above.length > HELD_DEPTH) return undefined;
    try {
      return await maskError(error, above);
    } catch (fault) {
      if (fault instanceof ClosemaskError && fault.code === "input") return undefined;
      throw fault;
    }
  }

  /** Requests and the like that an error drags along are left out where they are no JSON. */
  async function maskMembers(members: object): Promise<object> {
    try {
      return await session.maskJson(members, { keys, others });
    } catch (error) {
      if (error instanceof ClosemaskError && error.code === "input") return {};
      throw error;
    }
  }

  async function mask(result: unknown): Promise<unknown> {
    if (!masks) return result;
    if (result instanceof ReadableStream) return ReadableStream.from(maskAll(result));
    if (result instanceof Readable) {
      return Readable.from(maskAll(result), { objectMode: result.readableObjectMode });
    }
    if (isLazy(result)) return maskAll(result);
    return session.maskJson(result, { keys, others });
  }

  return {
    async restore(value) {
      if (asked === false) return value;
      return session.unmaskJson(value, { place: "tools", tolerant, keys, others: "keep", allows });
    },
    mask: async (result) => (await mask(result)) as typeof result,
    maskError: (error) => maskError(error),
  };
}

/** What a secured tool gives: always to be awaited, since the store may be. */
export type Secured<F extends (...args: never[]) => unknown> = (
  this: ThisParameterType<F>,
  ...args: Parameters<F>
) => Promise<Awaited<ReturnType<F>>>;

/**
 * The tool with its arguments restored and its result masked: for functions that return a value, a promise, an iterable or a stream.
 * What goes wrong in masking is thrown, and nothing of the result is given out.
 * @throws ClosemaskError `config` for a policy that cannot be
 */
export function secureTool<F extends (...args: never[]) => unknown>(tool: F, policy: ToolPolicy): Secured<F> {
  const guard = createToolGuard(policy);
  const looked = policy.arguments;
  return async function secured(...args): Promise<Awaited<ReturnType<F>>> {
    const restored = await guard.restore(args.filter((_, i) => looked === undefined || looked.includes(i)));
    let at = 0;
    const given = args.map((arg, i) => (looked === undefined || looked.includes(i) ? restored[at++] : arg));
    let result: Awaited<ReturnType<F>>;
    try {
      result = await (Reflect.apply(tool, this, given) as ReturnType<F>);
    } catch (error) {
      throw await guard.maskError(error);
    }
    return guard.mask(result);
  };
}

function isText(value: unknown): value is TextLike {
  return typeof value === "string" || value instanceof Uint8Array;
}

/** What yields its items when it is asked, such as a generator. Lists, maps and sets are values. */
function isLazy(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  if (Symbol.asyncIterator in value) return true;
  return Symbol.iterator in value && "next" in value && typeof value.next === "function";
}
