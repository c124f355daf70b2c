// Texts that are masked or restored together: strings and bytes, one behind the other in one buffer that is used again. Knows
// how a string becomes bytes and comes back, also one with a lone surrogate, which has no UTF-8.

import { createTranscoder } from "../text/transcode.ts";

/** A text as it is handed in. */
export type TextLike = string | Uint8Array;

/** Where a text lies in the batch's buffer. */
export interface Laid {
  /** Where its caption starts; `start` when it has none. */
  readonly lo: number;
  readonly start: number;
  readonly end: number;
  /** Where what belongs to it ends: behind the closing quote of a caption. */
  readonly hi: number;
  /** How its bytes become what was handed in again. */
  readonly form: Form;
}

type Form = "ascii" | "utf8" | "utf16" | "bytes" | "buffer";

export interface Batch {
  /** Valid until `clear`. */
  readonly bytes: Buffer;
  readonly used: number;
  readonly laid: readonly Laid[];
  /** Appends a text, behind a caption such as `"password":"`. */
  add(text: TextLike, caption?: string): void;
  clear(): void;
}

const FIRST = 64 * 1024;
/** A buffer that once had to grow beyond this is not kept. */
const KEEP = 4 * 1024 * 1024;
const NEWLINE = 10;
const QUOTE = 0x22;

export function createBatch(): Batch {
  let bytes = Buffer.allocUnsafe(FIRST);
  let used = 0;
  let laid: Laid[] = [];

  function room(more: number): void {
    if (used + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, used + more));
    bytes.copy(larger, 0, 0, used);
    bytes = larger;
  }

  return {
    get bytes() {
      return bytes;
    },
    get used() {
      return used;
    },
    get laid() {
      return laid;
    },
    add(text, caption = "") {
      const isString = typeof text === "string";
      const source = isString && !text.isWellFormed() ? toWide(text) : text;
      const most = typeof source === "string" ? 3 * source.length : source.length;
      room(3 * caption.length + most + 2);
      const lo = used;
      const start = caption === "" ? lo : lo + bytes.write(caption, lo);
      let end = start;
      if (typeof source === "string") end += bytes.write(source, start);
      else {
        bytes.set(source, start);
        end += source.length;
      }
      let hi = end;
      if (caption !== "") bytes[hi++] = QUOTE;
      const form = Buffer.isBuffer(text)
        ? "buffer"
        : !isString
          ? "bytes"
          : source !== text
            ? "utf16"
            : end - start === text.length
              ? "ascii"
              : "utf8";
      laid.push({ lo, start, end, hi, form });
      // No text runs into the next one.
      bytes[hi] = NEWLINE;
      used = hi + 1;
    },
    clear() {
      used = 0;
      laid = [];
      if (bytes.length > KEEP) bytes = Buffer.allocUnsafe(FIRST);
    },
  };
}

/** What came of a text, in the form in which it was handed in. `bytes` are copied. `ascii`: nothing else was put into it. */
export function formed(form: Form, bytes: Buffer, { ascii }: { readonly ascii: boolean }): TextLike {
  if (form === "bytes") return Uint8Array.from(bytes);
  if (form === "buffer") return ownBuffer(bytes);
  if (form === "utf16") return fromWide(bytes);
  return bytes.toString(form === "ascii" && ascii ? "latin1" : "utf8");
}

/** A copy that shares its memory with nothing. */
export function ownBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(Uint8Array.from(bytes).buffer);
}

function toWide(text: string): Buffer {
  const { decode } = createTranscoder("utf-16le");
  return Buffer.concat([Buffer.from(decode.feed(Buffer.from(text, "utf16le"))), decode.end()]);
}

function fromWide(bytes: Buffer): string {
  const { encode } = createTranscoder("utf-16le");
  return Buffer.concat([encode.feed(bytes), encode.end()]).toString("utf16le");
}
