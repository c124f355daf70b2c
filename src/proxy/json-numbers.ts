// Where the numbers of a text stand that is JSON, or lines of it, at any depth of JSON in strings. In their place a placeholder
// is a string, or the text would be JSON no more.

import { escapeJson } from "./escape.ts";
import { decodeLiteral, literalOffsets } from "./literal.ts";
import type { Text } from "./texts.ts";
import { type Node, NUMBER, parseTree, STRING, type Tree } from "./tree.ts";

/** Offsets from the start of the text. */
export interface JsonNumber {
  readonly start: number;
  readonly end: number;
  /** What stands on either side of a string there. */
  readonly quote: Uint8Array;
}

/** JSON in strings in strings is followed up to here. */
export const NESTED_MAX = 8;

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const QUOTE = Buffer.from('"');
const known = new WeakMap<Text, readonly JsonNumber[]>();

/** In order. Of a text that is no JSON none. */
export function numbersIn(text: Text): readonly JsonNumber[] {
  let numbers = known.get(text);
  if (numbers === undefined) {
    numbers = text.coding === "number" ? [] : read(text);
    known.set(text, numbers);
  }
  return numbers;
}

export function looksLikeJson(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  while (i < end && (bytes[i] as number) <= 0x20) i++;
  return bytes[i] === 0x7b || bytes[i] === 0x5b || bytes[i] === 0x22;
}

function read({ bytes, start, end }: Text): JsonNumber[] {
  if (!looksLikeJson(bytes, start, end)) return [];
  const out: JsonNumber[] = [];
  const take = (tree: Tree): void => {
    for (const number of within(tree, 0)) out.push({ ...number, start: number.start - start, end: number.end - start });
  };
  const whole = parseTree(bytes, start, end);
  if (whole !== null) take(whole);
  else {
    for (let from = start; from < end; ) {
      const newline = bytes.indexOf(NEWLINE, from);
      const to = newline < 0 || newline > end ? end : newline;
      const line = looksLikeJson(bytes, from, to) ? parseTree(bytes, from, to) : null;
      if (line !== null) take(line);
      from = to + 1;
    }
  }
  return out;
}

function within(tree: Tree, depth: number): JsonNumber[] {
  const out: JsonNumber[] = [];
  for (let node = 0; node < tree.size; node++) {
    const type = tree.type(node);
    if (type === NUMBER) out.push({ start: tree.start(node), end: tree.end(node), quote: escapeJson(QUOTE, depth) });
    else if (type === STRING && depth < NESTED_MAX)
      for (const inner of inString(tree, node, depth + 1)) out.push(inner);
  }
  return out;
}

function inString(tree: Tree, node: Node, depth: number): JsonNumber[] {
  const { bytes } = tree;
  const from = tree.start(node);
  const to = tree.end(node);
  if (!looksLikeJson(bytes, from, to) && bytes[from] !== BACKSLASH) return [];
  const room = Buffer.allocUnsafe(to - from);
  const length = decodeLiteral(bytes, from, to, room, 0);
  const inner = looksLikeJson(room, 0, length) ? parseTree(room, 0, length) : null;
  if (inner === null) return [];
  const numbers = within(inner, depth);
  const places = literalOffsets(
    bytes,
    from,
    to,
    numbers.flatMap(({ start, end }) => [start, end]),
  );
  return numbers.map((number, i) => ({
    ...number,
    start: places[2 * i] as number,
    end: places[2 * i + 1] as number,
  }));
}
