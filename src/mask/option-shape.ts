// What options may be, told as a shape, and what is wrong with those that a program hands in: one without types would be told
// nothing of a mistyped name, and mask less than was meant. Never repeats a value.

import { ClosemaskError } from "../errors.ts";
import { nearest } from "../text/nearest.ts";

/** What is wrong, and what would be right. `path` is like `rules.enable[0]`, empty for the options themselves. */
interface OptionFault {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** Null for a value that may stand there. */
export type OptionShape = (value: unknown, path: string) => OptionFault | null;

/** @throws ClosemaskError of the code, naming the first option that cannot be */
export function checkOptions(shape: OptionShape, options: unknown, code: "config" | "usage" = "config"): void {
  const fault = shape(options, "");
  if (fault === null) return;
  const { path, message, hint } = fault;
  throw new ClosemaskError(code, `${path === "" ? "what holds the options" : path} ${message}`, { hint });
}

/** A value by what a test says; `what` is such as "a text". */
export function that(what: string, test: (value: unknown) => boolean, hint = ""): OptionShape {
  return (value, path) => (test(value) ? null : { path, message: `is not ${what}`, hint });
}

export const TEXT = that("a text", (value) => typeof value === "string");
export const FLAG = that("true or false", (value) => typeof value === "boolean");
export const CALLBACK = that("a function", (value) => typeof value === "function");

export function oneOf(...choices: readonly (string | number)[]): OptionShape {
  return (value, path) => {
    if (choices.some((choice) => choice === value)) return null;
    const near = typeof value === "string" ? nearest(value, choices.map(String)) : undefined;
    const hint = `${near === undefined ? "" : `did you mean ${near}? `}one of ${choices.join(", ")}`;
    return { path, message: "is not one of the values it may have", hint };
  };
}

export function listOf(each: OptionShape): OptionShape {
  return (value, path) => {
    if (!Array.isArray(value)) return { path, message: "is not a list", hint: "" };
    for (const [i, item] of value.entries()) {
      const fault = each(item, `${path}[${i}]`);
      if (fault !== null) return fault;
    }
    return null;
  };
}

/** Members of any name, all of one shape. */
export function recordOf(each: OptionShape): OptionShape {
  return (value, path) => {
    if (!isObject(value)) return { path, message: "is not an object", hint: "" };
    for (const [name, item] of Object.entries(value)) {
      const fault = each(item, join(path, name));
      if (fault !== null) return fault;
    }
    return null;
  };
}

/** Members that are known. One that is undefined counts as left out. */
export function block(
  members: Readonly<Record<string, OptionShape>>,
  { required = [] }: { readonly required?: readonly string[] } = {},
): OptionShape {
  return (value, path) => {
    if (!isObject(value)) return { path, message: "is not an object", hint: "" };
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(members, name)) continue;
      const near = nearest(name, Object.keys(members));
      const hint = near === undefined ? `one of ${Object.keys(members).join(", ")}` : `did you mean ${near}?`;
      return { path: join(path, name), message: "is not an option", hint };
    }
    for (const [name, shape] of Object.entries(members)) {
      const item = value[name];
      if (item === undefined && required.includes(name))
        return { path: join(path, name), message: "is missing", hint: "" };
      const fault = item === undefined ? null : shape(item, join(path, name));
      if (fault !== null) return fault;
    }
    return null;
  };
}

/** A value of one shape where the test says so, of another else. */
export function either(test: (value: unknown) => boolean, shape: OptionShape, other: OptionShape): OptionShape {
  return (value, path) => (test(value) ? shape : other)(value, path);
}

/** Both: the second is asked when the first finds nothing. */
export function both(first: OptionShape, second: OptionShape): OptionShape {
  return (value, path) => first(value, path) ?? second(value, path);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names that came from somewhere else may be anything: shown only in the form that options have. */
export function shown(name: string): string {
  return /^[\w*-]{1,40}$/.test(name) ? name : "(a name that is not shown)";
}

function join(path: string, name: string): string {
  return path === "" ? shown(name) : `${path}.${shown(name)}`;
}
