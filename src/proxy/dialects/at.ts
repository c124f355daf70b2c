// Puts the fields of a part, such as a message or a tool, at a place of a larger document.

import type { Field } from "../types.ts";

/** The entries with `prefix` in front of their paths. */
export function at<Class>(prefix: string, fields: readonly Field<Class>[]): Field<Class>[] {
  return fields.map(([path, is, notes]) => {
    const joined = path === "" || path.startsWith("[") || path.startsWith("{") ? prefix + path : `${prefix}.${path}`;
    return notes === undefined ? [joined, is] : [joined, is, notes];
  });
}
