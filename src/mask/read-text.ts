// What programs hand in as a text, which without types may be anything.

import { ClosemaskError } from "../errors.ts";
import type { TextLike } from "./text-batch.ts";

/** A string or bytes as they are, and the string in an object of String. @throws ClosemaskError `input` for anything else */
export function readText(text: unknown): TextLike {
  if (typeof text === "string" || text instanceof Uint8Array) return text;
  const held = heldString(text);
  if (held !== null) return held;
  throw new ClosemaskError("input", "a text is a string or a Uint8Array, and this is neither", {
    hint: "values of other sorts are for maskJson and unmaskJson",
  });
}

/** The string in an object of String, of any realm; null for all other values. */
export function heldString(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  try {
    return String.prototype.valueOf.call(value);
  } catch {
    return null;
  }
}
