// Tells where in JSON text a string would be a value, piece by piece: a placeholder that is all of one may stand for a number.
// Also in JSON in strings, which begins as such; code and prose in a string are no JSON, whatever their quotes look like.

import { createDepthScanner } from "./escape.ts";

export interface ValuePlace {
  /** JSON text as it is written, up to here. */
  feed(raw: string): void;
  /** A value was written. */
  put(): void;
  /**
   * Whether a string of these quotes that opens here, and closes before `next`, is a value, not a name. `next` is the next character
   * that says something, empty where the text ends.
   */
  isValue(quote: string, next: string): boolean;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
/** Any that is no mark of JSON. */
const OTHER = 0x78;

export function createValuePlace(): ValuePlace {
  const scanner = createDepthScanner();
  /** By depth: the first and the last character that says something. */
  const first: number[] = [];
  const last: number[] = [];
  let slashes = 0;

  function say(depth: number, byte: number): void {
    first[depth] ??= byte;
    last[depth] = byte;
  }

  return {
    feed(raw) {
      const bytes = Buffer.from(raw);
      for (let i = 0; i < bytes.length; i++) {
        const byte = bytes[i] as number;
        const before = scanner.depth;
        scanner.feed(bytes, i, i + 1);
        const { depth } = scanner;
        const escaped = slashes > 0;
        slashes = byte === BACKSLASH ? slashes + 1 : 0;
        if (byte === QUOTE) {
          say(Math.min(before, depth), byte);
          // Nothing is known of what opens here, nor of what was inside of what closed.
          const kept = depth > before ? depth : depth + 1;
          first.length = Math.min(first.length, kept);
          last.length = Math.min(last.length, kept);
        } else if (byte > 0x20 && byte !== BACKSLASH && !(escaped && isSpace(byte))) say(depth, byte);
      }
    },
    put: () => say(scanner.depth, OTHER),
    isValue(quote, next) {
      const { depth } = scanner;
      if (quote !== `${"\\".repeat(2 ** depth - 1)}"`) return false;
      const opened = first[depth];
      if (depth > 0 && opened !== OPEN_LIST && opened !== OPEN_OBJECT) return false;
      const before = last[depth];
      if (before === undefined) return next === "";
      if (before === COMMA) return next === "," || next === "]";
      return before === COLON || before === OPEN_LIST;
    },
  };
}

/** Letters of escapes for white space. */
function isSpace(byte: number): boolean {
  return byte === 0x6e || byte === 0x72 || byte === 0x74;
}
