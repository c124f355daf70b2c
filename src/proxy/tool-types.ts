// What the tools of a request take in each argument, by their schemas: a number or a text. Told only where a schema is plain
// about it.

import { ARRAY, member, NONE, type Node, nameOf, OBJECT, STRING, type Tree, textOf } from "./tree.ts";

export type ArgumentType = "number" | "text";

export interface ToolTypes {
  /** Undefined where it may be either, or is not said. */
  of(tool: string, argument: string): ArgumentType | undefined;
}

/** Members of a body that hold tools. */
export const TOOLS = ["tools", "functions", "toolConfig"];
const SCHEMAS = new Set([
  "parameters",
  "input_schema",
  "inputSchema",
  "parametersJsonSchema",
  "parameters_json_schema",
]);

export function readToolTypes(tree: Tree): ToolTypes {
  /** By tool and argument; null where schemas differ. */
  const types = new Map<string, ArgumentType | null>();

  function argument(tool: string, name: string, type: ArgumentType | null): void {
    const key = `${tool}\0${name}`;
    const known = types.get(key);
    types.set(key, known === undefined || known === type ? type : null);
  }

  function schema(node: Node, tool: string): void {
    const isProperties = tree.type(node) === OBJECT && nameOf(tree, node) === "properties";
    for (let child = tree.first(node); child !== NONE; child = tree.next(child)) {
      if (isProperties) argument(tool, nameOf(tree, child), typeOf(child));
      schema(child, tool);
    }
  }

  function typeOf(node: Node): ArgumentType | null {
    if (tree.type(node) !== OBJECT) return null;
    const type = member(tree, node, "type");
    if (type === NONE) return null;
    const said = new Set(tree.type(type) === ARRAY ? children(type).map(word) : [word(type)]);
    said.delete("null");
    const [only] = said;
    if (said.size !== 1) return null;
    if (only === "string") return "text";
    if (only === "integer" || only === "number") return "number";
    const items = only === "array" ? member(tree, node, "items") : NONE;
    return items === NONE ? null : typeOf(items);
  }

  function word(node: Node): string {
    return tree.type(node) === STRING ? textOf(tree, node).toLowerCase() : "";
  }

  function children(node: Node): Node[] {
    const found: Node[] = [];
    for (let child = tree.first(node); child !== NONE; child = tree.next(child)) found.push(child);
    return found;
  }

  function tools(node: Node): void {
    for (let child = tree.first(node); child !== NONE; child = tree.next(child)) {
      const name = SCHEMAS.has(nameOf(tree, child)) ? member(tree, node, "name") : NONE;
      if (name !== NONE) schema(child, textOf(tree, name));
      else tools(child);
    }
  }

  for (const name of TOOLS) {
    const node = member(tree, 0, name);
    if (node !== NONE) tools(node);
  }
  return { of: (tool, name) => types.get(`${tool}\0${name}`) ?? undefined };
}
