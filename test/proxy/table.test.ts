import { describe, expect, test } from "vitest";
import { parsePath } from "../../src/proxy/path.ts";
import { compileTable } from "../../src/proxy/table.ts";
import { parseTree, STRING, type Tree, textOf } from "../../src/proxy/tree.ts";
import type { RequestTable } from "../../src/proxy/types.ts";
import { walkFields } from "../../src/proxy/walk.ts";

/** The class of each string, by what it says. */
function classes(table: RequestTable, document: unknown): Record<string, string> {
  const tree = parseTree(Buffer.from(typeof document === "string" ? document : JSON.stringify(document))) as Tree;
  const found: Record<string, string> = {};
  walkFields(tree, compileTable(table), "M", (node, { is, authored }) => {
    if (tree.type(node) === STRING) found[textOf(tree, node)] = is + (authored ? "!" : "");
    return true;
  });
  return found;
}

describe("tables", () => {
  test("names, elements, any name, alternatives; below a path its class holds", () => {
    const table: RequestTable = [
      ["a.b", "K"],
      ["list[].x|y", "C"],
      ["map.*.z", "S"],
    ];
    expect(
      classes(table, {
        a: { b: ["1", { q: "2" }], c: "3" },
        list: [{ x: "4", y: "5", z: "6" }],
        map: { q: { z: "7", y: "8" } },
      }),
    ).toEqual({ 1: "K", 2: "K", 3: "M", 4: "C", 5: "C", 6: "M", 7: "S", 8: "M" });
  });

  test("the first entry wins, and a longer path may be another class below", () => {
    const table: RequestTable = [
      ["a.b", "M"],
      ["a.b", "K"],
      ["a", "K"],
    ];
    expect(classes(table, { a: { b: "1", c: "2" } })).toEqual({ 1: "M", 2: "K" });
  });

  test("conditions on members, in any order of them, one behind the other", () => {
    const table: RequestTable = [
      ["[]{type=a|b}{seal}", "S"],
      ["[]{type=a}.x", "K"],
      ["[]{!type=a|b}.x", "C"],
      ["[]{!x}", "U"],
    ];
    expect(
      classes(table, [
        { x: "1", type: "a" },
        { type: "b", x: "2" },
        { x: "3", type: "c" },
        { x: "4" },
        { x: "5", seal: 1, type: "b" },
        { y: "6" },
      ]),
    ).toMatchObject({ 1: "K", 2: "M", 3: "C", 4: "C", 5: "S", 6: "U" });
  });

  test("a condition holds for none of two copies that disagree", () => {
    const table: RequestTable = [["{type=a}", "K"]];
    expect(classes(table, '{"type":"a","x":"1","type":"b"}')).toMatchObject({ 1: "M" });
    expect(classes(table, '{"type":"a","x":"1","type":"a"}')).toMatchObject({ 1: "K" });
    expect(classes(table, '{"ty\\u0070e":"\\u0061","x":"1"}')).toMatchObject({ 1: "K" });
  });

  test("any number of steps", () => {
    const table: RequestTable = [["a.**.k", "C"]];
    expect(classes(table, { a: { k: "1", b: [{ c: { k: "2" } }] }, k: "3" })).toEqual({ 1: "C", 2: "C", 3: "M" });
  });

  test("who wrote it holds below, whatever the class", () => {
    const table: RequestTable = [
      ["m[].id", "K"],
      ["m[]{role=assistant}", "M", { authored: true }],
    ];
    expect(
      classes(table, {
        m: [
          { role: "user", id: "1", x: "2" },
          { role: "assistant", id: "3", x: ["4"] },
        ],
      }),
    ).toMatchObject({ 1: "K", 2: "M", 3: "K!", 4: "M!" });
  });

  test("the root", () => {
    expect(classes([["", "MO"]], { a: "1" })).toEqual({ 1: "MO" });
    expect(() => parsePath("a[b]")).toThrow(TypeError);
  });
});
