// The plans of the search, made when the package is built and loaded from a file at start. A file bears the name of the build
// it belongs to; when that is another one, the plan is made here.

import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Sparse, sparsely, step, type Transitions } from "../detect/automaton.ts";
import { type Plan, planSearch } from "../detect/plan.ts";
import type { RuleList } from "../detect/rule.ts";
import { placeholderMarks } from "../mask/placeholder.ts";

// Layout, little-endian: magic u32, shift u32, first accepting state u32, states u32, classes u32, exceptions u32, accepting
// states u32, steps u32; name of the build (16 bytes); where each state's exceptions begin (u32 each); classes of bytes (256
// bytes); where the start goes (u16 each); which state each is like (u16 each); where the exceptions go (u16 each); first
// (u16 each); steps (two i16 each); the classes of the exceptions (u8 each). The table itself has megabytes; only an engine
// without WebAssembly makes it.
const MAGIC = 0x34414d43;
const NAME_AT = 32;
const BODY_AT = NAME_AT + 16;

/** The names that the build gave to its files. Not there when the sources run as they are. */
declare const PLAN_NAMES: Readonly<Record<PlanSort, string>>;

/** `usual` leaves out the rules that are off by default: their anchors occur in nearly every line. */
export type PlanSort = "usual" | "whole";

/** The file of a plan. */
export const PLAN_FILE: Readonly<Record<PlanSort, string>> = { usual: "anchors.bin", whole: "anchors-whole.bin" };

/** A plan for the built-in rules as it is made anew, which takes a second. */
export function makePlan(rules: RuleList, sort: PlanSort): Plan {
  return planSearch([...rules], placeholderMarks(), sort === "whole" ? () => true : undefined);
}

/** A plan for the built-in rules, from the file beside this module or made anew. */
export function loadPlan(rules: RuleList, sort: PlanSort): Plan {
  if (typeof PLAN_NAMES === "undefined") return makePlan(rules, sort);
  let file: Buffer;
  try {
    file = readFileSync(join(import.meta.dirname, "..", PLAN_FILE[sort]));
  } catch {
    return makePlan(rules, sort);
  }
  return readPlan(file, PLAN_NAMES[sort]) ?? makePlan(rules, sort);
}

/** The file for a plan, and its name. */
export function writePlan({ transitions, first, steps }: Plan): { file: Buffer; name: string } {
  const { classes, next, shift, firstAccepting } = transitions;
  const { root, like, froms, on, to } = sparsely(transitions);
  const head = Buffer.alloc(NAME_AT);
  const states = next.length >> shift;
  const numbers = [MAGIC, shift, firstAccepting, states, root.length, on.length, first.length - 1, steps.length / 2];
  for (const [i, n] of numbers.entries()) head.writeUInt32LE(n, i * 4);
  const body = Buffer.concat([froms, classes, root, like, to, first, steps, on].map(bytesOf));
  const name = hash("sha256", Buffer.concat([head, body]), "hex").slice(0, BODY_AT - NAME_AT);
  return { file: Buffer.concat([head, Buffer.from(name), body]), name };
}

/** Null when the file has another name or is cut. */
export function readPlan(file: Buffer, name: string): Plan | null {
  // Numbers of several bytes are used as they lie.
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1 || file.byteOffset % 4 !== 0) return null;
  if (file.length < BODY_AT || file.readUInt32LE(0) !== MAGIC) return null;
  if (file.toString("latin1", NAME_AT, BODY_AT) !== name) return null;
  const number = (at: number): number => file.readUInt32LE(4 * at);
  const [states, kinds, exceptions, accepting, steps] = [number(3), number(4), number(5), number(6), number(7)];
  const sizes = [
    4 * (states + 1),
    256,
    2 * kinds,
    2 * states,
    2 * exceptions,
    2 * (accepting + 1),
    4 * steps,
    exceptions,
  ];
  if (file.length !== sizes.reduce((sum, size) => sum + size, BODY_AT)) return null;
  const { buffer, byteOffset } = file;
  let at = byteOffset + BODY_AT;
  const take = (size: number): number => {
    at += size;
    return at - size;
  };
  const froms = new Uint32Array(buffer, take(4 * (states + 1)), states + 1);
  const classes = new Uint8Array(buffer, take(256), 256);
  const root = new Uint16Array(buffer, take(2 * kinds), kinds);
  const like = new Uint16Array(buffer, take(2 * states), states);
  const to = new Uint16Array(buffer, take(2 * exceptions), exceptions);
  const first = new Uint16Array(buffer, take(2 * (accepting + 1)), accepting + 1);
  const pairs = new Int16Array(buffer, take(4 * steps), 2 * steps);
  const on = new Uint8Array(buffer, take(exceptions), exceptions);
  return {
    transitions: lazily({
      classes,
      shift: number(1),
      firstAccepting: number(2),
      sparse: { root, like, froms, on, to },
    }),
    first,
    steps: pairs,
  };
}

/** The table is made when somebody reads it. */
function lazily(known: Omit<Transitions, "next"> & { readonly sparse: Sparse }): Transitions {
  let next: Uint16Array | undefined;
  return {
    ...known,
    get next() {
      next ??= expand(known.sparse, known.shift);
      return next;
    },
  };
}

function expand(sparse: Sparse, shift: number): Uint16Array {
  const states = sparse.froms.length - 1;
  const next = new Uint16Array(states << shift);
  for (let state = 0; state < states; state++)
    for (let kind = 0; kind < sparse.root.length; kind++) next[(state << shift) | kind] = step(sparse, state, kind);
  return next;
}

function bytesOf(array: Uint8Array | Uint16Array | Int16Array | Uint32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
