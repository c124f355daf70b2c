// Arguments of a tool as JSON text, restored as the values that they are: what was a number is one again, which a schema may
// ask for. What is no JSON is restored as text by the table of the hook.

import type { ResponseTable } from "../proxy/types.ts";
import type { Call } from "./hook.ts";

/** For the tables of hooks that use this. */
export const ARGUMENTS: ResponseTable = [
  ["call.name", "L"],
  ["call.arguments", "RO"],
];

/** The text itself where nothing is restored in it. */
export async function restoreArguments(call: Call, text: string, name: string): Promise<string> {
  const args = parsed(text);
  const given = { call: { name, arguments: args ?? text } };
  const restored = await call.restore(given);
  if (restored === given) return text;
  return args === undefined ? String(restored.call.arguments) : JSON.stringify(restored.call.arguments);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
