// The validator that runs: it interprets the table generated from the zod schema, so that no command loads zod. It says
// where something is wrong and what would be right, and never repeats the value.

import { nearest } from "../../text/nearest.ts";

/** The part of JSON Schema that the generated table uses. */
export interface Shape {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly propertyNames?: Shape;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One thing that is wrong; `path` is like `store.ttl` or `patterns[2].kind`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** A problem in words, with the file or variable it is in. */
export function problemText(where: string, { path, message }: Pick<Problem, "path" | "message">): string {
  return `${where}: ${path === "" ? "the configuration" : path} ${message}`;
}

/** Values looked at in one file at most: YAML aliases can make a small file a huge tree. */
const MOST_NODES = 100_000;

/** What is wrong with `value`; empty when nothing is. */
export function checkShape(shape: Shape, value: unknown): Problem[] {
  const problems: Problem[] = [];
  let nodes = 0;

  function fault(path: string, message: string, hint = ""): void {
    problems.push({ path, message, hint });
  }

  function visit(at: Shape, item: unknown, path: string): void {
    if (++nodes > MOST_NODES) {
      if (nodes === MOST_NODES + 1) fault(path, "the configuration is too large");
      return;
    }
    if (at.anyOf !== undefined) {
      // Only one choice is a block: what is wrong in a block is said of that one.
      const block = isObject(item) ? at.anyOf.find(({ type }) => type === "object") : undefined;
      if (block !== undefined) visit(block, item, path);
      else if (!at.anyOf.some((choice) => matches(choice, item)))
        fault(path, "is not one of the values it may have", choices(at));
    } else if (at.const !== undefined) {
      if (item !== at.const) fault(path, "is not the value it must have", choices(at));
    } else if (at.enum !== undefined) {
      if (!at.enum.includes(item)) fault(path, "is not one of the values it may have", choices(at));
    } else if (!isType(at.type, item)) fault(path, `is not ${article(at.type)}`, at.description);
    else if (typeof item === "string") visitString(at, item, path);
    else if (typeof item === "number") {
      if (item < (at.minimum ?? -Infinity) || item > (at.maximum ?? Infinity)) {
        fault(path, `is not between ${at.minimum} and ${at.maximum}`);
      }
    } else if (Array.isArray(item)) {
      if (item.length > (at.maxItems ?? Infinity)) fault(path, `has more than ${at.maxItems} entries`);
      else if (item.length < (at.minItems ?? 0)) fault(path, "is empty");
      else for (const [i, entry] of item.entries()) visit(at.items ?? {}, entry, `${path}[${i}]`);
    } else if (isObject(item)) visitObject(at, item, path);
  }

  function visitString(at: Shape, item: string, path: string): void {
    const length = [...item].length;
    const { minLength = 0 } = at;
    if (length < minLength) fault(path, length === 0 ? "is empty" : `is shorter than ${minLength} characters`);
    else if (length > (at.maxLength ?? Infinity)) fault(path, `is longer than ${at.maxLength} characters`);
    else if (at.pattern !== undefined && !new RegExp(at.pattern, "u").test(item)) {
      fault(path, "does not have the form it must have", at.description ?? `it matches ${at.pattern}`);
    }
  }

  function visitObject(at: Shape, item: Readonly<Record<string, unknown>>, path: string): void {
    // A shape that says nothing takes anything.
    if (at.type === undefined) return;
    for (const key of at.required ?? []) if (!Object.hasOwn(item, key)) fault(join(path, key), "is missing");
    for (const [key, entry] of Object.entries(item)) {
      const own = at.properties !== undefined && Object.hasOwn(at.properties, key) ? at.properties[key] : undefined;
      if (own !== undefined) visit(own, entry, join(path, key));
      else if (typeof at.additionalProperties === "object") {
        if (at.propertyNames !== undefined && !matches(at.propertyNames, key)) {
          fault(join(path, key), "is not a name that may stand here", choices(at.propertyNames));
        } else visit(at.additionalProperties, entry, join(path, key));
      } else {
        const near = nearest(key, Object.keys(at.properties ?? {}));
        fault(join(path, key), "is not a setting", near === undefined ? "" : `did you mean ${join(path, near)}?`);
      }
    }
  }

  visit(shape, value, "");
  return problems;
}

function matches(shape: Shape, value: unknown): boolean {
  return checkShape(shape, value).length === 0;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    default:
      // The remaining names of JSON Schema are those of typeof.
      return typeof value === type;
  }
}

function article(type: string | undefined): string {
  const name = {
    object: "a block of settings",
    array: "a list",
    string: "text",
    integer: "a whole number",
    boolean: "true or false",
  };
  return name[type as keyof typeof name] ?? `a ${type}`;
}

function choices(shape: Shape): string {
  const list =
    shape.enum ??
    shape.anyOf?.flatMap((choice) => (choice.const === undefined ? [] : [choice.const])) ??
    (shape.const === undefined ? [] : [shape.const]);
  return list.length === 0
    ? shape.pattern === undefined
      ? ""
      : `it matches ${shape.pattern}`
    : `one of ${list.join(", ")}`;
}

function join(path: string, key: string): string {
  // A key is text of the file's: shown only in the form that settings have.
  const shown = /^[\w-]{1,40}$/.test(key) ? key : "(a name that is not shown)";
  return path === "" ? shown : `${path}.${shown}`;
}
