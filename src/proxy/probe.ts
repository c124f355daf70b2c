// Edits as an oracle: what an edit tool is to look for may match a masked value only in part, so that the tool's success tells a
// model whether it has guessed that part. Such a search gets a mark that no file has, and fails like one that guessed wrong; the
// mark is taken out again of whatever goes up, so that both look the same to the model. It knows no events.

import type { Kind } from "../types.ts";
import type { Range } from "./issued.ts";
import { decodedOffsets, decodeLiteral } from "./literal.ts";
import { toBytes } from "./wire-text.ts";

/** A text of the request, as the client has it, with what of it was masked. */
export interface HiddenText {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** From `start`. */
  readonly values: readonly (Range & { readonly kind: Kind })[];
}

/** Four characters without width that stand together in no text. */
export const MARK = "\u2063\u2061\u2064\u2062";
const MARK_BYTES = Buffer.from(MARK);

/** Members of edit tools that say which text is to be replaced. */
const NAMES = "(?:old|search|find|original|target)_?(?:str|string|text|content|code|snippet|block)s?|old|find|search";
const SEARCH = new RegExp(`^(?:${NAMES})$`, "i");
const MENTIONED = new RegExp(`"(?:${NAMES})"`, "i");
/** A longer text is no guess. */
const SEARCH_MAX = 64 * 1024;

export function isSearch(member: string): boolean {
  return SEARCH.test(member);
}

/** Whether JSON may have such a member. */
export function mentionsSearch(json: Buffer): boolean {
  return MENTIONED.test(json.toString("latin1"));
}

/** Where marks stand in a text that is to leave. */
export function marksIn(bytes: Buffer, from: number, to: number): readonly Range[] {
  const text = bytes.subarray(from, to);
  let at = text.indexOf(MARK_BYTES);
  if (at < 0) return NONE;
  const found: Range[] = [];
  for (; at >= 0; at = text.indexOf(MARK_BYTES, at + MARK_BYTES.length))
    found.push({ start: from + at, end: from + at + MARK_BYTES.length });
  return found;
}

const NONE: readonly Range[] = [];

/**
 * The kind of a value that `search` would match in part, in a text in which it stands nowhere else: it ends or begins inside of one, and what stands there did not come
 * from placeholders (`own`, in order) but was written by the model. Null when there is none.
 */
export function findProbe(search: Buffer, own: readonly Range[], hidden: readonly HiddenText[]): Kind | null {
  if (search.length === 0) return null;
  for (const { bytes, start, end, values } of hidden) {
    const text = bytes.subarray(start, end);
    let whole = false;
    let kind: Kind | null = null;
    let next = 0;
    for (let from = text.indexOf(search); from >= 0; from = text.indexOf(search, from + 1)) {
      while (next < values.length && (values[next] as Range).end <= from) next++;
      const found = findGuess(values, next, from, from + search.length, own);
      if (found === null) whole = true;
      else if (found.cut) kind ??= found.kind;
    }
    // What also stands there for everybody to see is no guess.
    if (kind !== null && !whole) return kind;
  }
  return null;
}

/** What of a value the model wrote itself in `[from, to)`, of those from number `next` on: all of it, or a cut. */
function findGuess(
  values: HiddenText["values"],
  next: number,
  from: number,
  to: number,
  own: readonly Range[],
): { readonly kind: Kind; readonly cut: boolean } | null {
  let found: { readonly kind: Kind; readonly cut: boolean } | null = null;
  for (let i = next; i < values.length; i++) {
    const { start, end, kind } = values[i] as HiddenText["values"][number];
    if (start >= to) break;
    if (!isGuessed(Math.max(start, from) - from, Math.min(end, to) - from, own)) continue;
    const cut = start < from || end > to;
    if (cut) return { kind, cut };
    found = { kind, cut };
  }
  return found;
}

function isGuessed(from: number, to: number, own: readonly Range[]): boolean {
  let at = from;
  for (const { start, end } of own) if (start <= at && end > at) at = end;
  return at < to;
}

/** Follows JSON text for the strings that are searches. */
export interface SearchWatch {
  /** Text that goes on; returns where in it searches end that are to fail. */
  feed(json: string): number[];
  /** The value of a placeholder, escaped. */
  put(value: string): void;
}

export type Probe = (search: Buffer, own: readonly Range[]) => boolean;

/** `member`: the text is one string, which has this name. */
export function createSearchWatch(probe: Probe, member?: string): SearchWatch {
  let name = "";
  /** The next string is the value of `name`. */
  let due = member !== undefined;
  let inside = false;
  let escaped = false;
  /** What is kept of the string at hand: null for nothing. */
  let kept: string | null = null;
  /** In `kept`. */
  let own: Range[] = [];
  let isValue = false;
  if (member !== undefined) name = member;

  function open(): void {
    inside = true;
    escaped = false;
    isValue = due;
    due = false;
    own = [];
    kept = isValue && !isSearch(name) ? null : "";
  }

  /** True when the string that ends is a search that is to fail. */
  function close(): boolean {
    inside = false;
    const text = kept;
    kept = null;
    if (text === null) return false;
    if (isValue) return isProbe(text);
    name = text;
    return false;
  }

  function isProbe(literal: string): boolean {
    const raw = toBytes(literal);
    const room = Buffer.allocUnsafe(raw.length);
    const end = decodeLiteral(raw, 0, raw.length, room, 0);
    const places = decodedOffsets(
      raw,
      0,
      raw.length,
      own.flatMap((range) => [
        toBytes(literal.slice(0, range.start)).length,
        toBytes(literal.slice(0, range.end)).length,
      ]),
    );
    const ranges = own.map((_, i) => ({ start: places[2 * i] as number, end: places[2 * i + 1] as number }));
    return probe(room.subarray(0, end), ranges);
  }

  function keep(text: string): void {
    if (kept === null) return;
    kept += text;
    if (kept.length > SEARCH_MAX) kept = null;
  }

  return {
    feed(json) {
      const marks: number[] = [];
      let from = 0;
      for (let i = 0; i < json.length; i++) {
        const c = json.charCodeAt(i);
        if (!inside) {
          if (c === QUOTE) {
            open();
            from = i + 1;
          } else if (c === COLON) due = true;
          else if (c > SPACE) due = false;
        } else if (escaped) escaped = false;
        else if (c === BACKSLASH) escaped = true;
        else if (c === QUOTE) {
          keep(json.slice(from, i));
          if (close()) marks.push(i);
        }
      }
      if (inside) keep(json.slice(from));
      return marks;
    },
    put(value) {
      if (!inside || kept === null) return;
      own.push({ start: kept.length, end: kept.length + value.length });
      keep(value);
    },
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;
