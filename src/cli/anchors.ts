// The plan of the search for all rules, made when the package is built and loaded from one file at start. The file bears
// the name of the build it belongs to; when that is another one, the plan is made here.

import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Plan, planSearch } from "../detect/plan.ts";
import type { Rule } from "../detect/rule.ts";
import { PLACEHOLDER_MARKS } from "../mask/placeholder.ts";

// Layout, little-endian: magic u32, shift u32, first accepting state u32, entries of next u32, accepting states u32, steps
// u32; name of the build (16 bytes); classes (256 bytes); first (u16 each); next (u16 each); steps (two i16 each). Some
// megabytes: hashing or copying it would cost more than anything else at start.
const MAGIC = 0x32414d43;
const NAME_AT = 24;
const CLASSES_AT = 40;
const FIRST_AT = CLASSES_AT + 256;

/** The name that the build gave to its file. Not there when the sources run as they are. */
declare const PLAN_NAME: string;

/** The plan for the built-in rules, from the file beside this module or made anew. */
export function loadPlan(rules: readonly Rule[]): Plan {
  if (typeof PLAN_NAME === "undefined") return planSearch(rules, PLACEHOLDER_MARKS);
  let file: Buffer;
  try {
    file = readFileSync(join(import.meta.dirname, "..", "anchors.bin"));
  } catch {
    return planSearch(rules, PLACEHOLDER_MARKS);
  }
  return readPlan(file, PLAN_NAME) ?? planSearch(rules, PLACEHOLDER_MARKS);
}

/** The file for a plan, and its name. */
export function writePlan({ transitions, first, steps }: Plan): { file: Buffer; name: string } {
  const { classes, next, shift, firstAccepting } = transitions;
  const head = Buffer.alloc(NAME_AT);
  for (const [i, n] of [MAGIC, shift, firstAccepting, next.length, first.length - 1, steps.length / 2].entries())
    head.writeUInt32LE(n, i * 4);
  const body = Buffer.concat([classes, bytesOf(first), bytesOf(next), bytesOf(steps)]);
  const name = hash("sha256", Buffer.concat([head, body]), "hex").slice(0, CLASSES_AT - NAME_AT);
  return { file: Buffer.concat([head, Buffer.from(name), body]), name };
}

/** Null when the file has another name or is cut. */
export function readPlan(file: Buffer, name: string): Plan | null {
  // Numbers of two bytes are used as they lie.
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1 || file.byteOffset % 2 !== 0) return null;
  if (file.length < FIRST_AT || file.readUInt32LE(0) !== MAGIC) return null;
  if (file.toString("latin1", NAME_AT, CLASSES_AT) !== name) return null;
  const [shift, firstAccepting, size, accepting, steps] = [4, 8, 12, 16, 20].map((at) => file.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const nextAt = FIRST_AT + 2 * (accepting + 1);
  const stepsAt = nextAt + 2 * size;
  if (file.length !== stepsAt + 4 * steps) return null;
  const { buffer, byteOffset } = file;
  return {
    transitions: {
      classes: new Uint8Array(buffer, byteOffset + CLASSES_AT, 256),
      next: new Uint16Array(buffer, byteOffset + nextAt, size),
      shift,
      firstAccepting,
    },
    first: new Uint16Array(buffer, byteOffset + FIRST_AT, accepting + 1),
    steps: new Int16Array(buffer, byteOffset + stepsAt, 2 * steps),
  };
}

function bytesOf(array: Uint16Array | Int16Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
