import { expect, test } from "vitest";
import { walkSchema } from "../../src/proxy/schema.ts";
import { parseTree, type Tree, textOf } from "../../src/proxy/tree.ts";

/** What of a schema is text, what are values, and what is left out. */
function parts(schema: unknown): { text: string[]; values: string[]; dropped: string[] } {
  const tree = parseTree(Buffer.from(JSON.stringify(schema))) as Tree;
  const found = { text: [] as string[], values: [] as string[], dropped: [] as string[] };
  walkSchema(tree, 0, {
    text: (node) => found.text.push(textOf(tree, node)),
    values: (node) => found.values.push(textOf(tree, node)),
    drop: (node) => found.dropped.push(textOf(tree, node)),
  });
  return found;
}

test("words and values, at any depth", () => {
  const schema = {
    title: "t1",
    properties: {
      a: { description: "t2", default: "v1", const: "v2" },
      b: { items: [{ title: "t3" }], anyOf: [{ not: { title: "t4" } }] },
    },
    $defs: { c: { if: { title: "t5" }, else: { "x-note": "t6" } } },
    additionalProperties: { description: "t7" },
    required: ["a"],
    type: "object",
    $ref: "#",
  };
  expect(parts(schema)).toEqual({
    text: ["t1", "t2", "t3", "t4", "t5", "t6", "t7"],
    values: ["v1", "v2"],
    dropped: [],
  });
});

test("where a schema should be and is not, there is text", () => {
  expect(parts("t1").text).toEqual(["t1"]);
  expect(parts({ properties: "t1", items: "t2", anyOf: ["t3"] }).text).toEqual(["t1", "t2", "t3"]);
});

test.each([
  [{ format: "email" }, ["email"]],
  [{ format: "ipv4", type: "string" }, ["ipv4"]],
  [{ format: "date" }, []],
  [{ pattern: "^\\d+$" }, ["^\\d+$"]],
  [{ pattern: "^[A-Za-z0-9]+$" }, []],
  [{ pattern: "(" }, []],
  [{ type: "string", maxLength: 10 }, ["10"]],
  [{ type: "string", maxLength: 100 }, []],
  [{ type: "array", maxLength: 10 }, []],
])("what no placeholder satisfies: %j", (schema, dropped) => {
  expect(parts({ properties: { a: schema } }).dropped).toEqual(dropped);
});
