// Makes a further piece of a text for what was held back, in the shape of the piece before it: the same members that say which
// text it is, and nothing of what that piece said besides. Its event is one that the provider has sent itself.

import type { StreamRecord } from "./records.ts";
import { type FoundDelta, follow, type KeyPath } from "./stream-rules.ts";
import { ARRAY, NONE, type Node, NUMBER, nameOf, STRING, type Tree, WORD } from "./tree.ts";
import type { Framing } from "./types.ts";
import { toLiteral } from "./wire-text.ts";

/** A record without the text in it. */
export interface Piece {
  readonly head: string;
  readonly tail: string;
  /** What stands between two lines of a text that is no JSON; absent for JSON. */
  readonly joint?: string;
}

/** `objects`: JSON without a frame, one after the other. */
export type PieceFraming = Framing | "objects";

export interface PieceOptions {
  readonly framing: PieceFraming;
  readonly record: StreamRecord;
  readonly tree: Tree;
  readonly delta: FoundDelta;
  /** Strings that are pieces themselves. */
  readonly deltas: readonly FoundDelta[];
  readonly keep: readonly KeyPath[];
}

/** Padding against traffic analysis says nothing about the text. */
const NOT_KEPT = new Set(["obfuscation", "p"]);

export function makePiece(options: PieceOptions): Piece {
  const { framing, record, delta } = options;
  const { piece } = delta.field;
  const [name, head, tail] = piece === undefined ? ["", ...shape(options)] : fill(piece, delta.key);
  return frame(framing, record, name === "" ? record.name : name, head, tail);
}

export function writePiece({ head, tail, joint }: Piece, text: string): Buffer {
  return Buffer.from(head + (joint === undefined ? toLiteral(text) : text.replaceAll("\n", joint)) + tail);
}

/** For an event whose data is text. */
export function makeTextPiece(record: StreamRecord): Piece {
  const eol = lineEnd(record.raw);
  return { ...frame("sse", record, record.name, "", ""), joint: `${eol}data: ` };
}

/** An event with another text as its data. */
export function withText({ raw, parts }: StreamRecord, text: string): Buffer {
  const first = parts[0];
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return raw;
  const lines = text.replaceAll("\n", `${lineEnd(raw)}data: `);
  return Buffer.concat([raw.subarray(0, first.at), Buffer.from(lines), raw.subarray(last.at + last.end - last.start)]);
}

function frame(framing: PieceFraming, record: StreamRecord, name: string, head: string, tail: string): Piece {
  if (framing === "ndjson") return { head, tail: `${tail}\n` };
  if (framing === "objects") return { head: `\n${head}`, tail };
  if (framing === "json-array") return { head: `,\r\n${head}`, tail };
  const eol = lineEnd(record.raw);
  const event = record.name === "" ? "" : `event: ${name}${eol}`;
  return { head: `${event}data: ${head}`, tail: `${tail}${eol}${eol}` };
}

/** Line ends are those of the event before. */
function lineEnd(raw: Buffer): string {
  const cr = raw.indexOf(13);
  const lf = raw.indexOf(10);
  if (cr < 0) return "\n";
  return lf === cr + 1 ? "\r\n" : lf < 0 || cr < lf ? "\r" : "\n";
}

function fill([name, json]: readonly [string, string], key: readonly string[]): [string, string, string] {
  const filled = json.replace(/\$(\d)/g, (_, place: string) => {
    const value = key[Number(place)] ?? "";
    return /^-?\d{1,15}$/.test(value) ? value : JSON.stringify(value);
  });
  const at = filled.indexOf("$$");
  return [name, `${filled.slice(0, at)}"`, `"${filled.slice(at + 2)}`];
}

function shape({ tree, delta, deltas, keep }: PieceOptions): [string, string] {
  const { chain } = delta;
  const kept = new Set<Node>();
  for (const path of keep) {
    const { node } = follow(tree, chain, path.steps);
    if (node !== NONE) kept.add(node);
  }
  const pieces = new Set(deltas.map(({ node }) => node));
  let head = '"';
  let tail = '"';
  for (let depth = chain.length - 2; depth >= 0; depth--) {
    const container = chain[depth] as Node;
    const inner = chain[depth + 1] as Node;
    if (tree.type(container) === ARRAY) {
      head = `[${head}`;
      tail = `${tail}]`;
      continue;
    }
    let before = "";
    let after = "";
    let passed = false;
    for (let node = tree.first(container); node !== NONE; node = tree.next(node)) {
      if (node === inner) {
        passed = true;
        continue;
      }
      if (pieces.has(node) || !(kept.has(node) || isKept(tree, node, depth))) continue;
      const written = `${nameText(tree, node)}:${valueText(tree, node)}`;
      if (passed) after += `,${written}`;
      else before += `${written},`;
    }
    head = `{${before}${nameText(tree, inner)}:${head}`;
    tail = `${tail}${after}}`;
  }
  return [head, tail];
}

/** Numbers, words and empty lists; at the root texts too, which deeper down would be said twice. */
function isKept(tree: Tree, node: Node, depth: number): boolean {
  const type = tree.type(node);
  if (type === NUMBER || type === WORD) return true;
  if (type === ARRAY) return tree.first(node) === NONE;
  return type === STRING && depth === 0 && !NOT_KEPT.has(nameOf(tree, node));
}

function nameText(tree: Tree, node: Node): string {
  return `"${tree.bytes.toString("utf8", tree.nameStart(node), tree.nameEnd(node))}"`;
}

function valueText(tree: Tree, node: Node): string {
  if (tree.type(node) === ARRAY) return "[]";
  const text = tree.bytes.toString("utf8", tree.start(node), tree.end(node));
  return tree.type(node) === STRING ? `"${text}"` : text;
}
