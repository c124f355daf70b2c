// The chunks of a LangChain.js model with their pieces restored: the text, the blocks of a content, the arguments of tools, each
// with what came of it before.

import type { Call } from "./hook.ts";
import { type Message, messageOf, type View, viewOf } from "./langchain-messages.ts";
import type { PieceOf } from "./pieces.ts";

/** A chunk, as far as it is looked at. */
export interface Chunk {
  readonly text: string;
  readonly message: Message;
}

const READ: PieceOf = { channel: "text" };
const TOOL: PieceOf = { channel: "tools", json: true };

type Fields = Readonly<Record<string, unknown>>;

/** Chunk by chunk what may go on; at the end what was held. */
export async function* restoreChunks<C extends Chunk>(call: Call, chunks: AsyncIterable<C>): AsyncGenerator<C> {
  const pieces = call.pieces();
  /** Where a text belongs, for what is held of it at the end. */
  const places = new Map<string, (rest: string) => Fields>();
  const names = new Map<string, string>();
  let last: C | undefined;

  async function feed(key: string, piece: unknown, of: PieceOf, place: (rest: string) => Fields): Promise<unknown> {
    if (typeof piece !== "string") return piece;
    places.set(key, place);
    return await pieces.feed(key, piece, of);
  }

  async function block(given: Fields, i: number): Promise<unknown> {
    const { type, index = i, text, input } = given;
    const at = (fields: Fields): Fields => ({ content: [{ type, index, ...fields }] });
    if (type === "text" || type === "text_delta")
      return { ...given, text: await feed(`content ${index}`, text, READ, (rest) => at({ text: rest })) };
    if (typeof input === "string")
      return { ...given, input: await feed(`input ${index}`, input, TOOL, (rest) => at({ input: rest })) };
    return (await call.restore({ answer: { content: [given] } })).answer.content[0];
  }

  async function argument(given: Fields, i: number): Promise<Fields> {
    const { index = i, name, args } = given;
    const key = `call ${index}`;
    if (typeof name === "string" && name !== "") names.set(key, name);
    const place = (rest: string): Fields => ({
      content: "",
      tool_call_chunks: [{ index, args: rest, type: given.type }],
    });
    return { ...given, args: await feed(key, args, { ...TOOL, tool: names.get(key) }, place) };
  }

  /** The same arguments as the provider's own, which some keep beside. */
  async function wire(given: Fields, i: number): Promise<Fields> {
    const { index = i, function: held } = given;
    if (typeof held !== "object" || held === null) return given;
    const place = (rest: string): Fields => ({
      content: "",
      additional_kwargs: { tool_calls: [{ index, function: { arguments: rest } }] },
    });
    const args = await feed(`wire ${index}`, Reflect.get(held, "arguments"), TOOL, place);
    return { ...given, function: { ...held, ...(args === undefined ? {} : { arguments: args }) } };
  }

  async function each(list: unknown, work: (item: Fields, i: number) => Promise<unknown>): Promise<unknown[]> {
    const made: unknown[] = [];
    if (Array.isArray(list)) for (const [i, item] of list.entries()) made.push(await work(item as Fields, i));
    return made;
  }

  async function restored(chunk: C): Promise<C> {
    const view = viewOf(chunk.message);
    const { content, tool_call_chunks: calls, additional_kwargs: own } = view;
    const fields: Record<string, unknown> = { ...view };
    if (Array.isArray(content)) fields.content = await each(content, block);
    else fields.content = await feed("text", content, READ, (rest) => ({ content: rest }));
    if (Array.isArray(calls)) fields.tool_call_chunks = await each(calls, argument);
    else fields.tool_calls = (await call.restore({ answer: { tool_calls: view.tool_calls } })).answer.tool_calls;
    const wires: unknown = typeof own === "object" && own !== null ? Reflect.get(own, "tool_calls") : undefined;
    if (Array.isArray(wires)) fields.additional_kwargs = { ...(own as object), tool_calls: await each(wires, wire) };
    return chunkOf(chunk, fields as View);
  }

  for await (const chunk of chunks) {
    last = chunk;
    yield await restored(chunk);
  }
  for (const [key, rest] of await pieces.endAll()) {
    const fields = places.get(key)?.(rest);
    if (last !== undefined && fields !== undefined) yield chunkOf(last, { type: "ai", ...fields }, true);
  }
}

/** A chunk of the same class; `bare`: with nothing of the one it is made like. */
function chunkOf<C extends Chunk>(like: C, view: View, bare = false): C {
  const message = messageOf(like.message, view);
  const { content } = message;
  const text = typeof content === "string" ? content : textOf(content);
  const Class = like.constructor as new (fields: object) => C;
  return new Class({ ...(bare ? {} : like), text, message });
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return "";
  return content.map((block) => (typeof block?.text === "string" ? block.text : "")).join("");
}
