// JSON Schema in a request: which parts of it are words for the model and which are structure, and what of
// it no placeholder can satisfy where the model's output is bound to it.

import { member, NONE, type Node, nameOf, OBJECT, STRING, type Tree, textOf } from "./tree.ts";

/** Words. */
const TEXT = new Set(["description", "title", "$comment", "markdownDescription"]);
/** Values, which may be real ones. */
const VALUES = new Set(["default", "example", "examples", "const", "enum"]);
/** Schemas by names, which are those of parameters. */
const MAPS = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);
const SCHEMAS = new Set([
  "items",
  "prefixItems",
  "additionalItems",
  "unevaluatedItems",
  "contains",
  "anyOf",
  "any_of",
  "oneOf",
  "allOf",
  "not",
  "if",
  "then",
  "else",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
]);
const KEPT = new Set([
  "required",
  "dependentRequired",
  "propertyOrdering",
  "property_ordering",
  "$ref",
  "$id",
  "$schema",
  "$anchor",
  "type",
  "format",
  "pattern",
]);

/** Formats whose values leave masked. */
const MASKED_FORMATS = new Set([
  "email",
  "idn-email",
  "uri",
  "uri-reference",
  "iri",
  "iri-reference",
  "url",
  "hostname",
  "idn-hostname",
  "ipv4",
  "ipv6",
  "uuid",
  "phone",
]);

/** What a placeholder may look like in a constrained string: a short and a long label. */
const SAMPLES = ["IPX004271935", "EMAILX730118264", "CREDITCARDX118903377"];

export interface SchemaVisit {
  /** A text for the model, or whatever an unknown keyword holds. */
  text(node: Node): void;
  /** Free-form values. */
  values(node: Node): void;
  /** A member that is left out, since the model could not write a placeholder there. */
  drop?(node: Node): void;
}

/** Walks a schema, or an array of them. Keywords that are not known are text. */
export function walkSchema(tree: Tree, schema: Node, visit: SchemaVisit): void {
  if (tree.type(schema) !== OBJECT) {
    if (tree.type(schema) === STRING) visit.text(schema);
    for (let item = tree.first(schema); item !== NONE; item = tree.next(item)) walkSchema(tree, item, visit);
    return;
  }
  for (let node = tree.first(schema); node !== NONE; node = tree.next(node)) {
    const name = nameOf(tree, node);
    if (TEXT.has(name)) visit.text(node);
    else if (VALUES.has(name)) visit.values(node);
    else if (MAPS.has(name)) {
      if (tree.type(node) === STRING) visit.text(node);
      for (let each = tree.first(node); each !== NONE; each = tree.next(each)) walkSchema(tree, each, visit);
    } else if (SCHEMAS.has(name)) walkSchema(tree, node, visit);
    else if (!KEPT.has(name)) visit.text(node);
    else if (visit.drop !== undefined && isTooNarrow(tree, node, name)) visit.drop(node);
    if (name === "maxLength" && visit.drop !== undefined && isTooShort(tree, schema, node)) visit.drop(node);
  }
}

function isTooNarrow(tree: Tree, node: Node, name: string): boolean {
  if (tree.type(node) !== STRING) return false;
  if (name === "format") return MASKED_FORMATS.has(textOf(tree, node));
  if (name !== "pattern") return false;
  try {
    const pattern = new RegExp(textOf(tree, node), "u");
    return !SAMPLES.some((sample) => pattern.test(sample));
  } catch {
    return false;
  }
}

/** Longest placeholder of the word style with nine digits. */
const SHORTEST_ROOM = 26;

function isTooShort(tree: Tree, schema: Node, node: Node): boolean {
  const type = member(tree, schema, "type");
  if (type !== NONE && tree.type(type) === STRING && textOf(tree, type).toLowerCase() !== "string") return false;
  return Number(textOf(tree, node)) < SHORTEST_ROOM;
}
