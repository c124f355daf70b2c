// The grammar of `--fields`: comma-separated paths in the manner of JSONPath, without filters, slices and negative indexes.
// Only the parser; what a path selects in a text is the field finder's business.

import { ClosemaskError } from "../errors.ts";

/** One step: a member by name, an element by index, any member or element, or any number of steps (also none). */
export type PathStep =
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "index"; readonly index: number }
  | { readonly type: "any" }
  | { readonly type: "deep" };

/** From the root; no step selects the whole text. */
export type JsonPath = readonly PathStep[];

const MAX_PATHS = 256;
const MAX_STEPS = 64;
/** Ends an unquoted name. */
const SPECIAL = /[.[\],*'"\s]/;
const SPACE = /\s/;

/**
 * Parses `$.user.email, items[*].phone, items[0], **.password, $..password, ['a name'], *`.
 *
 * @throws ClosemaskError "usage" that tells the position.
 */
export function parseFields(expression: string): JsonPath[] {
  const paths: JsonPath[] = [];
  let i = 0;
  while (true) {
    paths.push(path());
    if (paths.length > MAX_PATHS) throw bad(i);
    if (i >= expression.length) return paths;
    i++;
  }

  function path(): JsonPath {
    const steps: PathStep[] = [];
    space();
    const first = i;
    // A name may begin with a dollar sign, so only one that stands alone is the root.
    if (at("$") && (i + 1 >= expression.length || SPECIAL.test(expression[i + 1] ?? ""))) i++;
    while (i < expression.length && !at(",") && !SPACE.test(expression[i] ?? "")) {
      if (at("[")) steps.push(bracket());
      else if (at(".")) dots(steps);
      else if (i === first) steps.push(member());
      else throw bad(i);
      if (steps.length > MAX_STEPS) throw bad(i);
    }
    if (i === first) throw bad(i);
    space();
    if (i < expression.length && !at(",")) throw bad(i);
    return steps;
  }

  function dots(steps: PathStep[]): void {
    i++;
    if (at(".")) {
      i++;
      steps.push({ type: "deep" });
      if (at("[")) return;
    }
    steps.push(member());
  }

  function member(): PathStep {
    if (at("*")) {
      i++;
      if (!at("*")) return { type: "any" };
      i++;
      return { type: "deep" };
    }
    const start = i;
    while (i < expression.length && !SPECIAL.test(expression[i] ?? "")) i++;
    if (i === start) throw bad(i);
    return { type: "name", name: expression.slice(start, i) };
  }

  function bracket(): PathStep {
    i++;
    const step = inside();
    if (!at("]")) throw bad(i);
    i++;
    return step;
  }

  function inside(): PathStep {
    if (at("*")) {
      i++;
      return { type: "any" };
    }
    if (at("'") || at('"')) return quoted();
    const digits = /^(?:0|[1-9]\d{0,8})(?!\d)/.exec(expression.slice(i, i + 10))?.[0];
    if (digits === undefined) throw bad(i);
    i += digits.length;
    return { type: "index", index: Number(digits) };
  }

  function quoted(): PathStep {
    const quote = expression[i++];
    let name = "";
    while (i < expression.length && expression[i] !== quote) {
      if (at("\\")) i++;
      name += expression[i++] ?? "";
    }
    if (i >= expression.length) throw bad(i);
    i++;
    return { type: "name", name };
  }

  function at(character: string): boolean {
    return expression[i] === character;
  }

  function space(): void {
    while (i < expression.length && SPACE.test(expression[i] ?? "")) i++;
  }
}

function bad(position: number): ClosemaskError {
  return new ClosemaskError("usage", `the field paths are not valid at character ${position + 1}`, {
    hint: "write paths such as --fields 'user.email,items[*].phone,**.password'",
  });
}
