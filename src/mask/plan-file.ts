// The plan of the search as a file: made when the package is built, read at start. A file bears the name of the build it belongs
// to, so that one of another build is not taken for it. Bytes only; who reads and writes files hands them in.

import { hash } from "node:crypto";
import { type Sparse, sparsely, step } from "../detect/automaton.ts";
import { type Plan, planSearch, type Shapes } from "../detect/plan.ts";
import type { RuleList } from "../detect/rule.ts";
import { markGate, placeholderMarks } from "./placeholder.ts";

// Layout, little-endian: magic u32, name of the build (16 bytes), the two numbers u32, the lengths of the columns in elements
// (u32 each, in the order of COLUMNS), then the columns, each at a multiple of four bytes. The automaton's large table is not among
// them: only an engine without WebAssembly makes it.
const MAGIC = 0x37414d43;
const NAME_AT = 4;
const NUMBERS_AT = NAME_AT + 16;

/** Columns of numbers of a plan, and how wide each is. */
const COLUMNS = [
  ["froms", Uint32Array],
  ["root", Uint16Array],
  ["like", Uint16Array],
  ["to", Uint16Array],
  ["on", Uint8Array],
  ["classes", Uint8Array],
  ["firsts", Uint16Array],
  ["ended", Uint16Array],
  ["slots", Uint16Array],
  ["records", Uint8Array],
  ["folds", Uint8Array],
  ["programs", Uint32Array],
  ["program", Uint16Array],
  ["sets", Uint8Array],
  ["filters", Uint8Array],
  ["lengths", Uint8Array],
  ["first", Uint16Array],
  ["owners", Int16Array],
  ["gateIds", Uint16Array],
  ["stepLengths", Uint8Array],
  ["code", Uint16Array],
  ["members", Uint8Array],
  ["trie", Int16Array],
  ["tails", Uint8Array],
  ["looks", Uint32Array],
  ["beginnings", Uint8Array],
  ["shorts", Uint32Array],
  ["held", Uint32Array],
  ["words", Uint32Array],
  ["sorts", Uint8Array],
  ["standing", Uint8Array],
  ["captions", Uint32Array],
  ["locals", Uint32Array],
  ["files", Uint16Array],
] as const;

const LENGTHS_AT = NUMBERS_AT + 2 * 4;
const BODY_AT = LENGTHS_AT + COLUMNS.length * 4;

type Column = Uint8Array | Uint16Array | Int16Array | Uint32Array;
type Columns = { -readonly [C in (typeof COLUMNS)[number] as C[0]]: InstanceType<C[1]> };

/** `usual` leaves out the rules that are off by default: their anchors occur in nearly every line. */
export type PlanSort = "usual" | "whole";

/** The file of a plan. */
export const PLAN_FILE: Readonly<Record<PlanSort, string>> = { usual: "anchors.bin", whole: "anchors-whole.bin" };

/** A plan for the built-in rules as it is made anew, which takes a second. */
export function makePlan(rules: RuleList, sort: PlanSort): Plan {
  return planSearch([...rules], placeholderMarks(), sort === "whole" ? () => true : undefined, markGate);
}

/** The file for a plan, and its name. */
export function writePlan(plan: Plan): { file: Buffer; name: string } {
  const { shapes, needles, gates, spots } = plan;
  const { sets: standing, ...tables } = spots;
  const columns: Record<string, unknown> = {
    ...plan,
    ...needles,
    ...gates,
    ...gates.names,
    ...tables,
    standing,
    ...shapes,
    ...(shapes.sparse ?? sparsely(shapes)),
  };
  const head = Buffer.alloc(BODY_AT);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(shapes.shift, NUMBERS_AT);
  head.writeUInt32LE(shapes.firstAccepting, NUMBERS_AT + 4);
  const body: Buffer[] = [];
  for (const [k, [name]] of COLUMNS.entries()) {
    const column = columns[name] as Column;
    head.writeUInt32LE(column.length, LENGTHS_AT + 4 * k);
    body.push(Buffer.from(column.buffer, column.byteOffset, column.byteLength), Buffer.alloc(-column.byteLength & 3));
  }
  const name = hash("sha256", Buffer.concat([head, ...body]), "hex").slice(0, NUMBERS_AT - NAME_AT);
  head.write(name, NAME_AT, "latin1");
  return { file: Buffer.concat([head, ...body]), name };
}

/** Null when the file has another name or is cut. */
export function readPlan(file: Buffer, name: string): Plan | null {
  // Numbers of several bytes are used as they lie.
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1 || file.byteOffset % 4 !== 0) return null;
  if (file.length < BODY_AT || file.readUInt32LE(0) !== MAGIC) return null;
  if (file.toString("latin1", NAME_AT, NUMBERS_AT) !== name) return null;
  const columns: Record<string, Column> = {};
  let at = BODY_AT;
  for (const [k, [name, Type]] of COLUMNS.entries()) {
    const length = file.readUInt32LE(LENGTHS_AT + 4 * k);
    const size = length * Type.BYTES_PER_ELEMENT;
    if (at + size > file.length) return null;
    columns[name] = new Type(file.buffer as ArrayBuffer, file.byteOffset + at, length);
    at += (size + 3) & ~3;
  }
  if (at !== file.length) return null;
  const { root, like, froms, on, to, classes, firsts, ended, code, members, trie, tails, looks, words, ...others } =
    columns as unknown as Columns;
  const { sorts, standing, captions, locals, files, ...rest } = others;
  const { lengths, first, owners, gateIds, stepLengths, beginnings, shorts, held, ...needles } = rest;
  const shapes = lazily({
    classes,
    shift: file.readUInt32LE(NUMBERS_AT),
    firstAccepting: file.readUInt32LE(NUMBERS_AT + 4),
    firsts,
    ended,
    sparse: { root, like, froms, on, to },
  });
  const gates = { code, members, trie, tails, looks, words, names: { beginnings, shorts, held } };
  const spots = { sorts, sets: standing, captions, locals, files };
  return { shapes, needles, lengths, first, owners, gateIds, stepLengths, gates, spots };
}

/** The table is made when somebody reads it. */
function lazily(known: Omit<Shapes, "next"> & { readonly sparse: Sparse }): Shapes {
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
