// Calls and results of tools that the user has excepted from masking. A call names its tool; a result names its call.

import { member, NONE, type Node, OBJECT, STRING, type Tree, textOf } from "./tree.ts";

/** What holds the arguments of a call, or the result of one that is named. */
const CALLS = ["input", "arguments", "args", "response"];
const RESULTS = ["tool_use_id", "tool_call_id", "call_id"];

/** Tells the objects that are calls or results of tools in `names`. */
export function createExempt(tree: Tree, names: ReadonlySet<string>): (node: Node) => boolean {
  if (names.size === 0) return () => false;
  const ids = new Set<string>();
  const text = (node: Node, name: string): string | null => {
    const found = member(tree, node, name);
    return found !== NONE && tree.type(found) === STRING ? textOf(tree, found) : null;
  };
  const isCall = (node: Node): boolean => {
    const name = text(node, "name");
    return name !== null && names.has(name) && CALLS.some((part) => member(tree, node, part) !== NONE);
  };
  for (let node = 0; node < tree.size; node++) {
    if (tree.type(node) !== OBJECT || !isCall(node)) continue;
    // In Chat the id stands beside the function, one level up.
    for (const at of [node, tree.parent(node)]) {
      if (at === NONE) continue;
      for (const name of ["id", "call_id"]) {
        const id = text(at, name);
        if (id !== null) ids.add(id);
      }
    }
  }
  return (node) => {
    if (tree.type(node) !== OBJECT) return false;
    const tool = text(node, "tool_name");
    if (isCall(node) || (tool !== null && names.has(tool))) return true;
    return RESULTS.some((name) => {
      const id = text(node, name);
      return id !== null && ids.has(id);
    });
  };
}
