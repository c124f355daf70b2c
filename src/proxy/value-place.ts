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
  /** The name of the member that it is in; empty in JSON in a string. */
  readonly name: string;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
/** Longest name that is looked up. */
const NAME_MAX = 128;
/** Any that is no mark of JSON. */
const OTHER = 0x78;

/** `member`: the name of a member whose value the text is; absent for a text of its own, which is no number. */
export function createValuePlace(member?: string): ValuePlace {
  const scanner = createDepthScanner();
  /** By depth: the first and the last character that says something. */
  const first: number[] = [];
  const last: number[] = [];
  let slashes = 0;
  let name = member ?? "";
  /** The string at hand, or the last one, of the outermost JSON. */
  let string = "";

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
        if (depth > 0)
          string = before === 0 ? "" : string.length < NAME_MAX ? string + String.fromCharCode(byte) : string;
        else if (byte === COLON) name = string;
        slashes = byte === BACKSLASH ? slashes + 1 : 0;
        // A quote may also be written as its number.
        if (byte === QUOTE || depth !== before) {
          say(Math.min(before, depth), QUOTE);
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
      // Also a part of JSON, from a name on: what an edit looks for.
      if (depth > 0 && opened !== OPEN_LIST && opened !== OPEN_OBJECT && opened !== QUOTE) return false;
      const before = last[depth];
      if (before === undefined) return member !== undefined && next === "";
      if (before === COMMA) return next === "," || next === "]";
      return before === COLON || before === OPEN_LIST;
    },
    get name() {
      return scanner.depth === 0 ? name : "";
    },
  };
}

/** Letters of escapes for white space. */
function isSpace(byte: number): boolean {
  return byte === 0x6e || byte === 0x72 || byte === 0x74;
}
