// What the tables say of a place that the type definitions of an SDK have, by a document that has nothing but this place.

import { DIALECTS } from "../../src/proxy/dialects/index.ts";
import { type Guard, parsePath, type Step } from "../../src/proxy/path.ts";
import { type CompiledSpec, compileSpec, readEvent } from "../../src/proxy/stream-rules.ts";
import { compileTable, type Table } from "../../src/proxy/table.ts";
import { member, NONE, parseTree, STRING, type Tree, textOf } from "../../src/proxy/tree.ts";
import type { Endpoint } from "../../src/proxy/types.ts";
import { walkFields } from "../../src/proxy/walk.ts";

const LEAF = "the text in question";

/** `list` is `dialect-endpoint-way`; a place in a stream that is a piece of a text is one `in pieces`. */
export function classOf(list: string, path: string): string {
  const [dialect = "", name = "", way = ""] = list.split("-");
  const endpoint = DIALECTS.get(dialect)?.endpoints.find((each) => each.name === name);
  if (endpoint === undefined) throw new Error(`no endpoint for ${list}`);
  const tree = parseTree(Buffer.from(JSON.stringify(documentOf(parsePath(path)))));
  if (tree === null) throw new Error(`no document for ${path}`);
  if (way === "request") return classIn(tree, compileTable(endpoint.request ?? []), "M");
  if (way === "response") return classIn(tree, compileTable(endpoint.response ?? []), "R");
  return classInStream(tree, endpoint);
}

function documentOf(steps: readonly Step[]): unknown {
  const guards: Guard[] = [];
  let at = 0;
  for (; steps[at]?.type === "guard"; at++) guards.push(steps[at] as Guard);
  const [step, ...rest] = steps.slice(at);
  const guarded = Object.fromEntries(guards.map(({ name, values }) => [name, values?.[0] ?? ""]));
  if (step === undefined) return LEAF;
  if (step.type === "element") return [documentOf(rest)];
  const name = step.type === "name" ? (step.names[0] as string) : "any";
  return { ...guarded, [name]: documentOf(rest) };
}

function classIn<Class extends string>(tree: Tree, table: Table<Class>, otherwise: Class): string {
  let found = "";
  walkFields(tree, table, otherwise, (node, { is }) => {
    if (tree.type(node) === STRING && textOf(tree, node) === LEAF) found = is;
    return true;
  });
  return found;
}

const compiled = new Map<Endpoint, CompiledSpec>();

function classInStream(tree: Tree, endpoint: Endpoint): string {
  const { stream, response = [] } = endpoint;
  if (stream === undefined) throw new Error("the endpoint has no stream");
  const spec = compiled.get(endpoint) ?? compileSpec(stream, response);
  compiled.set(endpoint, spec);
  const typed = stream.typeField === undefined ? NONE : member(tree, 0, stream.typeField);
  const rule = spec.ruleFor(typed === NONE ? "" : textOf(tree, typed), tree);
  if (rule.rule.sealed === true) return "S";
  const [delta] = readEvent(rule, tree).deltas;
  return delta === undefined ? classIn(tree, rule.table, "R") : `${delta.field.is} in pieces`;
}
