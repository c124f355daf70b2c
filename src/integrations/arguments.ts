// Arguments of a tool as JSON text, handled as the values that they are: what was a number is one again, which a schema may ask
// for, and leaves masked the next time. A text that is no JSON, such as half of one, stays a text.

import type { ResponseTable } from "../proxy/types.ts";
import type { Call } from "./hook.ts";

/** For the tables of hooks that use this. */
export const ARGUMENTS: ResponseTable = [
  ["call.name", "L"],
  ["call.arguments", "RO"],
];

/** The text itself where nothing is restored in it. */
export async function restoreArguments(call: Call, text: string, name: string): Promise<string> {
  const given = { call: { name, arguments: readArguments(text) } };
  const restored = await call.restore(given);
  return restored === given ? text : writeArguments(restored.call.arguments, text);
}

/** What a table with `MO` at that place looks into. */
export function readArguments(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text) ?? text;
  } catch {
    return text;
  }
}

/** Changed arguments in the form of `text`, which is returned where nothing was changed. */
export function writeArguments(changed: unknown, text: string): string {
  const before = readArguments(text);
  if (before === text) return String(changed);
  const written = JSON.stringify(changed);
  return written === JSON.stringify(before) ? text : written;
}
