// What stands in front of a value in JSON text tells rules what it is. Here each value is looked at alone, so its caption is
// put in front of it again.

import { member, NONE, type Node, nameOf, STRING, type Tree, textOf } from "./tree.ts";

/** Names that say nothing about a value. */
export const BLAND = new Set([
  "content",
  "text",
  "input",
  "output",
  "type",
  "arguments",
  "parts",
  "description",
  "role",
]);
/** Names of values whose own name stands beside them, or above. */
export const GENERIC = new Set(["value", "values", "val", "data", "raw", "string", "number"]);
export const BESIDE = ["name", "key", "label", "field"];
/** A value with a caption is short. */
const VALUE_MAX = 4096;
const CAPTION_MAX = 64;
const LEVELS = 3;

/** `"password":"` for the value of a member or of an element of a list; undefined when nothing says what it is. */
export function captionOf(tree: Tree, node: Node): Uint8Array | undefined {
  if (tree.end(node) - tree.start(node) > VALUE_MAX) return undefined;
  let at = named(tree, node);
  for (let level = 0; at !== NONE && level < LEVELS; level++) {
    if (tree.nameEnd(at) - tree.nameStart(at) > CAPTION_MAX) return undefined;
    const name = nameOf(tree, at);
    if (!GENERIC.has(name)) return BLAND.has(name) ? undefined : written(name);
    for (const beside of BESIDE) {
      const other = member(tree, tree.parent(at), beside);
      if (other !== NONE && tree.type(other) === STRING) return written(textOf(tree, other));
    }
    at = named(tree, tree.parent(at));
  }
  return undefined;
}

/** The node itself, or the nearest above it that has a name. */
function named(tree: Tree, node: Node): Node {
  let at = node;
  while (at !== NONE && tree.nameStart(at) < 0) at = tree.parent(at);
  return at;
}

function written(name: string): Uint8Array | undefined {
  return name === "" || name.length > CAPTION_MAX || /["\\\n\0]/.test(name) ? undefined : Buffer.from(`"${name}":"`);
}
