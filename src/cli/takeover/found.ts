// A value that another tool's map or a table names, before it is an entry of a session.

import type { Kind } from "../../types.ts";

export interface Found {
  readonly value: string;
  readonly kind: Kind;
  /** As the other tool wrote it; undefined where none is asked for. */
  readonly placeholder?: string;
}

/** Bytes of a value at most: what the store takes in one piece, and more than any rule finds. */
export const VALUE_MAX = 64 * 1024;

/** What is wrong with a value; null when nothing is. */
export function valueFault(value: string): string | null {
  if (value === "") return "the value is empty";
  if (Buffer.byteLength(value) > VALUE_MAX) return "the value is longer than 64 KiB";
  return value.isWellFormed() ? null : "the value is no Unicode text";
}
