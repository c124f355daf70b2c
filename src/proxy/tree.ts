// A JSON document as a tree of byte ranges: what is where, without the values. In columns of numbers, since a request may
// have a hundred thousand nodes. It reads only.

import { walkJson } from "../text/json-tokens.ts";

export const OBJECT = 1;
export const ARRAY = 2;
export const STRING = 3;
export const NUMBER = 4;
/** true, false and null. */
export const WORD = 5;

/** Number of a node; the root is 0. */
export type Node = number;
export const NONE = -1;

export interface Tree {
  readonly bytes: Buffer;
  readonly size: number;
  type(node: Node): number;
  /** Of a value; of strings without the quotes, of containers without the brackets. */
  start(node: Node): number;
  end(node: Node): number;
  /** Name of a member between its quotes; -1 in arrays and for the root. */
  nameStart(node: Node): number;
  nameEnd(node: Node): number;
  parent(node: Node): Node;
  /** NONE when there is none. */
  first(node: Node): Node;
  next(node: Node): Node;
  /** Its place among its siblings. */
  index(node: Node): number;
}

/** Columns of a node. */
const TYPE = 0;
const START = 1;
const END = 2;
const NAME_START = 3;
const NAME_END = 4;
const PARENT = 5;
const FIRST = 6;
const NEXT = 7;
const INDEX = 8;
const WIDTH = 9;

/** Longest number that may hold a value. */
const LONG_MAX = 20;
/** More nodes than any request has text in: the columns of so many take 150 MB. */
const NODES_MAX = 4_000_000;

/** Where a tree grows; most of what is read is small, and a tree of its own size is cut from it at the end. */
let nursery = new Int32Array(WIDTH * 256);
/** Cells that are kept for the next tree. */
const NURSERY_MAX = 64 * 1024;

/** Null when `bytes[from, to)` is not one JSON text, less a byte order mark, is nested too deeply or has too many nodes. */
export function parseTree(bytes: Buffer, from = 0, to = bytes.length): Tree | null {
  let cells = nursery;
  let size = 0;
  let parent: Node = NONE;
  /** Last child of the open container. */
  let last: Node = NONE;
  let nameStart = -1;
  let nameEnd = -1;
  let tooMany = false;

  function add(type: number, start: number, end: number): Node {
    // Told at the end; until then the last one stands for all that is too much.
    if (size === NODES_MAX) {
      tooMany = true;
      size--;
    }
    if ((size + 1) * WIDTH > cells.length) {
      const larger = new Int32Array(cells.length * 2);
      larger.set(cells);
      cells = larger;
    }
    const node = size++;
    const at = node * WIDTH;
    cells[at + TYPE] = type;
    cells[at + START] = start;
    cells[at + END] = end;
    cells[at + NAME_START] = nameStart;
    cells[at + NAME_END] = nameEnd;
    cells[at + PARENT] = parent;
    cells[at + FIRST] = NONE;
    cells[at + NEXT] = NONE;
    cells[at + INDEX] = last === NONE ? 0 : (cells[last * WIDTH + INDEX] as number) + 1;
    if (last !== NONE) cells[last * WIDTH + NEXT] = node;
    else if (parent !== NONE) cells[parent * WIDTH + FIRST] = node;
    nameStart = -1;
    nameEnd = -1;
    return node;
  }

  const marked = bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
  const valid = walkJson(bytes, marked ? from + 3 : from, to, {
    name(start, end) {
      nameStart = start;
      nameEnd = end;
    },
    open(array, at) {
      parent = add(array ? ARRAY : OBJECT, at + 1, -1);
      last = NONE;
    },
    close(at) {
      cells[parent * WIDTH + END] = at;
      last = parent;
      parent = cells[parent * WIDTH + PARENT] as number;
    },
    value(start, end, type) {
      last = add(type === "string" ? STRING : type === "number" ? NUMBER : WORD, start, end);
    },
  });
  if (!valid || tooMany) return null;
  cells = grown(cells, size * WIDTH);
  const get = (node: Node, column: number): number => cells[node * WIDTH + column] as number;
  return {
    bytes,
    size,
    type: (node) => get(node, TYPE),
    start: (node) => get(node, START),
    end: (node) => get(node, END),
    nameStart: (node) => get(node, NAME_START),
    nameEnd: (node) => get(node, NAME_END),
    parent: (node) => get(node, PARENT),
    first: (node) => get(node, FIRST),
    next: (node) => get(node, NEXT),
    index: (node) => get(node, INDEX),
  };
}

/** The columns of a tree that is done, which are nobody else's. */
function grown(cells: Int32Array<ArrayBuffer>, used: number): Int32Array<ArrayBuffer> {
  if (cells.length > NURSERY_MAX) return cells;
  nursery = cells;
  return cells.slice(0, used);
}

/** The name of a member, unescaped; empty for what has none. */
export function nameOf(tree: Tree, node: Node): string {
  const start = tree.nameStart(node);
  return start < 0 ? "" : unescaped(tree.bytes, start, tree.nameEnd(node));
}

/** What a string says, unescaped; a number or word as it is written. */
export function textOf(tree: Tree, node: Node): string {
  const type = tree.type(node);
  if (type === OBJECT || type === ARRAY) return "";
  if (type !== STRING) return tree.bytes.toString("latin1", tree.start(node), tree.end(node));
  return unescaped(tree.bytes, tree.start(node), tree.end(node));
}

function unescaped(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("utf8", start, end);
  return text.includes("\\") ? String(JSON.parse(`"${text}"`)) : text;
}

/** A number that may be somebody's: an integer of so many digits, as it is written. */
export function isLongNumber(tree: Tree, node: Node): boolean {
  if (tree.type(node) !== NUMBER || tree.end(node) - tree.start(node) > LONG_MAX) return false;
  return /^-?\d{7,19}$/.test(tree.bytes.toString("latin1", tree.start(node), tree.end(node)));
}

/** The members of an object with a name: there may be more than one. */
export function members(tree: Tree, object: Node, name: string): Node[] {
  const found: Node[] = [];
  if (tree.type(object) !== OBJECT) return found;
  const { bytes } = tree;
  for (let node = tree.first(object); node !== NONE; node = tree.next(node)) {
    const start = tree.nameStart(node);
    const end = tree.nameEnd(node);
    // Most names are told apart by their length; one with escapes is longer than it says.
    if (end - start < name.length || (end - start > name.length && !hasEscape(bytes, start, end))) continue;
    if (nameOf(tree, node) === name) found.push(node);
  }
  return found;
}

/** The last member of that name, which is what most readers take. */
export function member(tree: Tree, object: Node, name: string): Node {
  return members(tree, object, name).at(-1) ?? NONE;
}

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === 0x5c || (bytes[i] as number) >= 0x80) return true;
  return false;
}
