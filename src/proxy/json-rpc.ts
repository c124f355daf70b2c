// JSON-RPC 2.0 messages as far as somebody in the middle must know them: whose answer one is or awaits, and an error in place
// of one that does not go on. It reads ids in their bytes, so that they come back as they were written.

import { ARRAY, member, NONE, type Node, OBJECT, parseTree, STRING, type Tree } from "./tree.ts";

/** What a message is, and its id as it is written; a notification has none. */
export interface Rpc {
  readonly is: "request" | "response" | "notification";
  readonly id: string;
}

/** Each message of a text, which may be a batch; none where it is no JSON. */
export function readRpc(bytes: Buffer): Rpc[] {
  const tree = parseTree(bytes);
  if (tree === null) return [];
  if (tree.type(0) !== ARRAY) return [readOne(tree, 0)];
  const found: Rpc[] = [];
  for (let node = tree.first(0); node !== NONE; node = tree.next(node)) found.push(readOne(tree, node));
  return found;
}

function readOne(tree: Tree, node: Node): Rpc {
  const method = member(tree, node, "method");
  const id = member(tree, node, "id");
  const written = id === NONE ? "" : writtenAt(tree, id);
  if (written === "") return { is: "notification", id: "" };
  return { is: method === NONE ? "response" : "request", id: written };
}

function writtenAt(tree: Tree, node: Node): string {
  const type = tree.type(node);
  if (type === ARRAY || type === OBJECT) return "";
  const text = tree.bytes.toString("utf8", tree.start(node), tree.end(node));
  return type === STRING ? `"${text}"` : text;
}

const ID = String.raw`"id"\s*:\s*(-?\d{1,20}|"[^"\\]{0,256}")`;
const FIRST = new RegExp(String.raw`^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?${ID}\s*,\s*("method")?`);
const LAST = new RegExp(String.raw`[,{]\s*${ID}\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$`);

/**
 * What a message is of which only the beginning and the end are known: writers put the id at one of them. Null when it cannot
 * be told.
 */
export function guessRpc(head: Buffer, tail: Buffer): Rpc | null {
  const start = head.toString("utf8");
  const first = FIRST.exec(start);
  if (first !== null) return { is: first[2] === undefined ? "response" : "request", id: first[1] as string };
  const last = LAST.exec(tail.toString("utf8"));
  if (last === null) return /^\s*\{\s*"(?:jsonrpc"\s*:\s*"2\.0"\s*,\s*")?method"/.test(start) ? NOTIFICATION : null;
  return { is: /^\s*\{\s*"(?:result|error)"/.test(start) ? "response" : "request", id: last[1] as string };
}

const NOTIFICATION: Rpc = { is: "notification", id: "" };

/** JSON-RPC's code for what went wrong inside. */
const INTERNAL_ERROR = -32603;

/** The answer to a message of that id: that it failed. */
export function rpcError(id: string, message: string): string {
  return `{"jsonrpc":"2.0","id":${id},"error":{"code":${INTERNAL_ERROR},"message":${JSON.stringify(`closemask: ${message}`)}}}`;
}
