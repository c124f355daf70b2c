// The masking and restoring machines as streams: of the web, of Node, and over anything that can be iterated.

import { Duplex } from "node:stream";
import { TransformStream } from "node:stream/web";
import { ClosemaskError } from "../errors.ts";
import { ownBuffer, type TextLike } from "../mask/text-batch.ts";
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
    async feed(chunk) {
      // Bytes may end within a character; to guess would change the text.
      if (typeof chunk !== "string") throw wrongChunk("a string", "decode the bytes, or leave out `text`");
      return textOf(await machine.feed(Buffer.from(decode.feed(Buffer.from(chunk, "utf16le")))));
    },
    async end() {
      const last = Buffer.from(decode.end());
      const head = last.length === 0 ? "" : textOf(await machine.feed(last));
      return head + textOf(await machine.end()) + Buffer.from(encode.end()).toString("utf16le");
    },
  };
}

function overBytes(machine: Machine, copy: (bytes: Uint8Array) => Uint8Array): TextMachine {
  return {
    async feed(chunk) {
      if (!(chunk instanceof Uint8Array)) throw wrongChunk("a Uint8Array", "encode the text, or pass `text: true`");
      return copy(await machine.feed(chunk));
    },
    end: async () => copy(await machine.end()),
  };
}

function wrongChunk(what: string, hint: string): ClosemaskError {
  return new ClosemaskError("usage", `a chunk of the stream is not ${what}`, { hint });
}

export function webStream<T extends TextLike>(machine: Machine, text: boolean): TransformStream<T, T> {
  const over = text ? overText(machine) : overBytes(machine, (bytes) => Uint8Array.from(bytes));
  return new TransformStream<T, T>({
    async transform(chunk, controller) {
      const made = (await over.feed(chunk)) as T;
      if (made.length > 0) controller.enqueue(made);
    },
    async flush(controller) {
      const made = (await over.end()) as T;
      if (made.length > 0) controller.enqueue(made);
    },
  });
}

export function nodeStream(machine: Machine, text: boolean): Duplex {
  return Duplex.from(async function* (source: AsyncIterable<TextLike>) {
    yield* throughChunks(machine, source, text);
  });
}

/** What follows the first chunk must be of its sort. */
export async function* throughChunks<T extends TextLike>(
  machine: Machine,
  chunks: Iterable<T> | AsyncIterable<T>,
  text?: boolean,
): AsyncGenerator<T, void, void> {
  let over: TextMachine | null = null;
  for await (const chunk of chunks) {
    over ??=
      (text ?? typeof chunk === "string")
        ? overText(machine)
        : overBytes(machine, Buffer.isBuffer(chunk) ? ownBuffer : (bytes) => Uint8Array.from(bytes));
    const made = (await over.feed(chunk)) as T;
    if (made.length > 0) yield made;
  }
  const last = (await over?.end()) as T | undefined;
  if (last !== undefined && last.length > 0) yield last;
}
