// The masking and restoring machines as streams: of the web, of Node, and over anything that can be iterated.

import { Duplex } from "node:stream";
import { TransformStream } from "node:stream/web";
import type { TextLike } from "../mask/text-batch.ts";
import { createTranscoder } from "../text/transcode.ts";

/** A machine: bytes in, bytes out that are valid until the next call. */
export interface Machine {
  feed(chunk: Uint8Array): Promise<Uint8Array>;
  end(): Promise<Uint8Array>;
}

/** A machine whose chunks are strings or bytes, as the first one was. */
interface TextMachine {
  feed(chunk: TextLike): Promise<TextLike>;
  end(): Promise<TextLike>;
}

/** Strings go through as the engine's form of UTF-16, in which a pair cut in half is whole again, and a lone half stays one. */
function overText(machine: Machine): TextMachine {
  const { decode, encode } = createTranscoder("utf-16le");
  const textOf = (bytes: Uint8Array): string => Buffer.from(encode.feed(bytes)).toString("utf16le");
  return {
    feed: async (chunk) => textOf(await machine.feed(Buffer.from(decode.feed(Buffer.from(String(chunk), "utf16le"))))),
    async end() {
      const last = Buffer.from(decode.end());
      const head = last.length === 0 ? "" : textOf(await machine.feed(last));
      return head + textOf(await machine.end()) + Buffer.from(encode.end()).toString("utf16le");
    },
  };
}

function overBytes(machine: Machine): TextMachine {
  const copy = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
  return {
    feed: async (chunk) => copy(await machine.feed(typeof chunk === "string" ? Buffer.from(chunk) : chunk)),
    end: async () => copy(await machine.end()),
  };
}

export function webStream<T extends TextLike>(open: () => Machine, text: boolean): TransformStream<T, T> {
  const machine = text ? overText(open()) : overBytes(open());
  return new TransformStream<T, T>({
    async transform(chunk, controller) {
      const made = (await machine.feed(chunk)) as T;
      if (made.length > 0) controller.enqueue(made);
    },
    async flush(controller) {
      const made = (await machine.end()) as T;
      if (made.length > 0) controller.enqueue(made);
    },
  });
}

export function nodeStream(open: () => Machine, text: boolean): Duplex {
  return Duplex.from(async function* (source: AsyncIterable<TextLike>) {
    yield* throughChunks(open, source, text);
  });
}

/** What follows the first chunk must be of its sort. */
export async function* throughChunks<T extends TextLike>(
  open: () => Machine,
  chunks: Iterable<T> | AsyncIterable<T>,
  text?: boolean,
): AsyncGenerator<T, void, void> {
  let machine: TextMachine | null = null;
  for await (const chunk of chunks) {
    machine ??= (text ?? typeof chunk === "string") ? overText(open()) : overBytes(open());
    const made = (await machine.feed(chunk)) as T;
    if (made.length > 0) yield made;
  }
  const last = (await machine?.end()) as T | undefined;
  if (last !== undefined && last.length > 0) yield last;
}
