// Reads a request's body along its table: which texts are to be masked, which are only looked at, and what cannot leave at
// all. It changes nothing but what a schema must lose.

import { opensDoors, readBlob } from "./blob.ts";
import { captionOf } from "./caption.ts";
import { createExempt } from "./exempt.ts";
import { looksLikeJson, NESTED_MAX } from "./json-numbers.ts";
import { walkSchema } from "./schema.ts";
import type { MaskTable } from "./table.ts";
import type { Coding, Text, Texts } from "./texts.ts";
import {
  ARRAY,
  isLongNumber,
  member,
  NONE,
  type Node,
  NUMBER,
  OBJECT,
  parseTree,
  STRING,
  type Tree,
  textOf,
} from "./tree.ts";
import type { FieldNotes, Refusal, RequestClass } from "./types.ts";
import { type Found, walkFields } from "./walk.ts";

/** A text of a request. */
export interface Piece {
  readonly text: Text;
  /** What is done with what is found in it: masked, or only told. */
  readonly use: "mask" | "sealed" | "url";
  readonly authored: boolean;
  readonly notes: FieldNotes;
  /** It leaves as a whole or not at all: a JSON number. */
  readonly whole: boolean;
  /** What is in it, where it is JSON: masked piece by piece, unless it is known how it went as a whole. */
  readonly parts: readonly Piece[] | null;
}

export interface CollectOptions {
  readonly blobs: "allow" | "warn" | "block";
  readonly hardened: boolean;
  /** Leave out what asks for log probabilities. */
  readonly stripLogprobs: boolean;
  /** Tools whose arguments and results leave as they are. */
  readonly unmaskedTools: ReadonlySet<string>;
  /** Parts of bodies that are known to leave as they came. */
  readonly parts?: Parts | undefined;
}

/** The elements of the body's own lists: tools, messages. Most of a request is what the last one was. */
export interface Parts {
  /** True when the part, in these very bytes, has left as it came: nothing in it is looked at. */
  isKnown(tree: Tree, part: Node): boolean;
}

export interface Collected {
  readonly pieces: readonly Piece[];
  readonly warnings: Map<string, number>;
  readonly refusal: Refusal | null;
  /** Texts by the string they are, for what refers to them. */
  readonly byNode: ReadonlyMap<Node, Text>;
  /** Parts that were read, and of which nothing was told. */
  readonly quiet: readonly Node[];
}

/** How deep JSON text lies that is one string of the body. */
const ARGUMENTS = 1;
const NO_NOTES: FieldNotes = {};

export function collect(tree: Tree, texts: Texts, table: MaskTable, options: CollectOptions): Collected {
  /** Where the next pieces go: of the body, or of JSON in a string. */
  let pieces: Piece[] = [];
  const byNode = new Map<Node, Text>();
  const warnings = new Map<string, number>();
  let refusal: Refusal | null = null;

  const warn = (what: string): void => void warnings.set(what, (warnings.get(what) ?? 0) + 1);
  const refuse = (kind: Refusal["kind"], message: string): void => {
    refusal ??= { kind, status: 400, message };
  };

  function piece(text: Text, found: Found<RequestClass>, use: Piece["use"] = "mask", whole = false): void {
    pieces.push({ text, use, authored: found.authored, notes: found.notes, whole, parts: null });
  }

  /** The inside of a string node, with what stands in front of it. */
  function textAt(around: Text, from: Tree, node: Node, coding: Coding = "json"): Text | null {
    const start = from.start(node);
    const end = from.end(node);
    return texts.add(around, start, end, coding, captionOf(from, node));
  }

  function string(node: Node, found: Found<RequestClass>, use: Piece["use"] = "mask"): void {
    if (tree.end(node) === tree.start(node)) return;
    const text = textAt(texts.body, tree, node);
    if (text === null) return;
    piece(text, found, use);
    byNode.set(node, text);
  }

  function name(around: Text, from: Tree, node: Node, found: Found<RequestClass>): void {
    const start = from.nameStart(node);
    if (start < 0 || from.nameEnd(node) === start) return;
    const text = texts.add(around, start, from.nameEnd(node), "json");
    if (text !== null) piece(text, { ...found, notes: NO_NOTES });
  }

  /** Strings, names and long numbers of free-form JSON. */
  function values(around: Text, from: Tree, node: Node, found: Found<RequestClass>, depth: number): void {
    const type = from.type(node);
    if (type === STRING) {
      if (from.end(node) > from.start(node)) nested(around, from, node, found, depth);
    } else if (type === NUMBER) number(around, from, node, found);
    for (let child = from.first(node); child !== NONE; child = from.next(child)) {
      name(around, from, child, found);
      values(around, from, child, found, depth);
    }
  }

  /** A string that may hold JSON itself. */
  function nested(around: Text, from: Tree, node: Node, found: Found<RequestClass>, depth: number): void {
    const text = textAt(around, from, node);
    if (text === null) return;
    const inner =
      depth < NESTED_MAX && looksLikeJson(text.bytes, text.start, text.end)
        ? parseTree(text.bytes, text.start, text.end)
        : null;
    if (inner === null) {
      piece(text, found);
      return;
    }
    if (depth === ARGUMENTS && around === texts.body) text.document = true;
    const outer = pieces;
    const parts: Piece[] = [];
    pieces = parts;
    values(text, inner, 0, found, depth + 1);
    pieces = outer;
    pieces.push({ text, use: "mask", authored: found.authored, notes: NO_NOTES, whole: false, parts });
  }

  function number(around: Text, from: Tree, node: Node, found: Found<RequestClass>): void {
    if (!isLongNumber(from, node)) return;
    const text = textAt(around, from, node, "number");
    if (text !== null) piece(text, found, "mask", true);
  }

  function blob(node: Node, found: Found<RequestClass>): void {
    const text = textAt(texts.body, tree, node);
    if (text === null || text.end === text.start) return;
    const read = readBlob(text.bytes, text.start, text.end, mediaOf(node, found.notes));
    const inner = read.is === "text" ? texts.add(text, text.start + read.from, text.end, read.coding) : null;
    if (read.is === "plain") piece(text, found);
    else if (read.is === "url") url(text, found);
    else if (inner !== null) piece(inner, found);
    else if (options.blobs === "block") refuse("blob", "media that cannot be inspected are blocked here");
    else if (options.blobs === "warn") warn("blob");
  }

  /** What the provider fetches stays as it is. */
  function url(text: Text, found: Found<RequestClass>): void {
    const written = text.bytes.toString("latin1", text.start, text.end);
    if (/\s/.test(written)) piece(text, found);
    else if (!opensDoors(written)) piece(text, found, "url");
    else if (options.hardened) refuse("url", "a URL in the request holds a user or a token");
    else warn("url");
  }

  function mediaOf(node: Node, { media }: FieldNotes): string {
    let said = "";
    for (const each of media?.split("|") ?? []) {
      const above = each.startsWith("../");
      const holder = above ? tree.parent(tree.parent(node)) : tree.parent(node);
      const at = holder === NONE ? NONE : member(tree, holder, above ? each.slice(3) : each);
      if (at !== NONE && tree.type(at) === STRING) said ||= textOf(tree, at);
    }
    return said;
  }

  function schema(node: Node, found: Found<RequestClass>): void {
    const dropped = new Map<Node, Node[]>();
    walkSchema(tree, node, {
      text: (at) => strings(at, found),
      values: (at) => values(texts.body, tree, at, found, 0),
      ...(found.notes.constrained === true
        ? {
            drop: (at: Node) => {
              const object = tree.parent(at);
              dropped.set(object, [...(dropped.get(object) ?? []), at]);
            },
          }
        : {}),
    });
    for (const [object, nodes] of dropped) leaveOut(object, new Set(nodes));
  }

  function strings(node: Node, found: Found<RequestClass>): void {
    if (tree.type(node) === STRING) string(node, found);
    for (let child = tree.first(node); child !== NONE; child = tree.next(child)) strings(child, found);
  }

  /** Takes members out of an object, or elements out of a list, each with one comma. */
  function leaveOut(object: Node, nodes: ReadonlySet<Node>): void {
    const { bytes, splices } = texts.body;
    const last = (): Node => {
      let found = NONE;
      for (let node = tree.first(object); node !== NONE; node = tree.next(node)) if (!nodes.has(node)) found = node;
      return found;
    };
    const keep = last();
    let tail = NONE;
    for (let node = tree.first(object); node !== NONE; node = tree.next(node)) {
      if (!nodes.has(node)) continue;
      const next = tree.next(node);
      // Of those behind the last that stays, the comma in front goes as well.
      if (node > keep && keep !== NONE) {
        if (tail === NONE) tail = bytes.lastIndexOf(COMMA, beginOf(node));
        if (next === NONE) splices.push({ start: tail, end: endOf(node), bytes: NOTHING });
      } else
        splices.push({
          start: beginOf(node),
          end: next === NONE ? endOf(node) : beginOf(next),
          bytes: NOTHING,
        });
    }
  }

  /** Before the quote of its name, or its own. */
  function beginOf(node: Node): number {
    if (tree.nameStart(node) >= 0) return tree.nameStart(node) - 1;
    const type = tree.type(node);
    return tree.start(node) - (type === STRING || type === OBJECT || type === ARRAY ? 1 : 0);
  }

  /** Behind its quote or bracket. */
  function endOf(node: Node): number {
    const type = tree.type(node);
    return tree.end(node) + (type === STRING || type === OBJECT || type === ARRAY ? 1 : 0);
  }

  function refuseTokens(node: Node, { tokens }: FieldNotes): void {
    if (tokens === undefined || tree.type(node) !== ARRAY) return;
    for (let child = tree.first(node); child !== NONE; child = tree.next(child)) {
      if (tree.type(child) === NUMBER) refuse("tokens", `token ids cannot be inspected: ${tokens}`);
      else refuseTokens(child, { tokens });
      if (refusal !== null) break;
    }
  }

  function isUnwanted(node: Node, { personal, logprobs, unsent, says }: FieldNotes): boolean {
    if (says !== undefined && textOf(tree, node) !== says) return false;
    return unsent === true || (personal === true && options.hardened) || (logprobs === true && options.stripLogprobs);
  }

  /** By what they are in: all of one object are left out together. */
  const unwanted = new Map<Node, Set<Node>>();
  const isExempt = createExempt(tree, options.unmaskedTools);
  const { parts } = options;
  const read: { readonly node: Node; readonly warnings: number }[] = [];
  const total = (): number => [...warnings.values()].reduce((sum, count) => sum + count, 0);
  walkFields(tree, table, "M", (node, found, named) => {
    if (refusal !== null) return false;
    if (parts !== undefined && isPart(tree, node)) {
      if (parts.isKnown(tree, node)) return false;
      read.push({ node, warnings: total() });
    }
    if (isExempt(node)) {
      warn("tool");
      return false;
    }
    const type = tree.type(node);
    const isString = type === STRING;
    switch (found.is) {
      case "K":
        if (!named || tree.parent(node) === NONE || !isUnwanted(node, found.notes)) return true;
        unwanted.set(tree.parent(node), (unwanted.get(tree.parent(node)) ?? new Set()).add(node));
        return false;
      case "C":
        return true;
      case "MO":
        if (!named) name(texts.body, tree, node, found);
        values(texts.body, tree, node, found, 0);
        return false;
      case "MJ":
        // An object where text was expected is free-form JSON.
        if (isString) nested(texts.body, tree, node, found, ARGUMENTS);
        else values(texts.body, tree, node, found, 0);
        return false;
      case "SC":
        schema(node, found);
        return false;
      case "S":
        if (isString) string(node, found, "sealed");
        return true;
      case "U":
        if (isString) blob(node, found);
        return true;
      case "B":
        if (isString) blob(node, found);
        return true;
      default:
        if (found.notes.tokens !== undefined) refuseTokens(node, found.notes);
        if (!named && tree.nameStart(node) >= 0 && !table.knows(tree.bytes, tree.nameStart(node), tree.nameEnd(node)))
          name(texts.body, tree, node, found);
        if (isString) string(node, found);
        return true;
    }
  });
  for (const [holder, nodes] of unwanted) leaveOut(holder, nodes);
  const told = total();
  const quiet = read.filter(({ warnings: before }, i) => (read[i + 1]?.warnings ?? told) === before);
  return { pieces, warnings, refusal, byNode, quiet: quiet.map(({ node }) => node) };
}

/** An object in a list that is a member of the body. */
function isPart(tree: Tree, node: Node): boolean {
  if (tree.type(node) !== OBJECT) return false;
  const list = tree.parent(node);
  return list > 0 && tree.parent(list) === 0 && tree.type(list) === ARRAY;
}

const COMMA = 0x2c;
const NOTHING = new Uint8Array(0);

/** Whether the body asks for a stream. */
export function flagOf(tree: Tree, name: string): boolean | undefined {
  if (tree.type(0) !== OBJECT) return undefined;
  const at = member(tree, 0, name);
  const said = at === NONE ? "" : textOf(tree, at);
  return said === "true" ? true : said === "false" ? false : undefined;
}
