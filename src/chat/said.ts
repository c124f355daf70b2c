// Reads values out of JSON of others, whatever it holds: what is not there is empty.

import type { Usage } from "./types.ts";

/** What one event of a stream, or a whole answer, says. */
export interface Said {
  readonly text?: string;
  readonly usage?: Usage;
  /** An error that came in the stream. */
  readonly error?: string;
}

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
export const get = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (typeof key === "number") return Array.isArray(inner) ? inner[key] : undefined;
    return isJson(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = get(value, ...path);
  return typeof found === "string" ? found : "";
};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function usageOf(input: unknown, output: unknown): Pick<Said, "usage"> {
  if (typeof input !== "number" && typeof output !== "number") return {};
  return { usage: { input: typeof input === "number" ? input : 0, output: typeof output === "number" ? output : 0 } };
}

/** The message of an error body, in whatever shape; empty when there is none. */
export function errorText(body: unknown): string {
  const error = get(body, "error");
  if (typeof error === "string") return error;
  return textAt(error, "message") || textAt(body, "message") || textAt(get(body, 0), "error", "message");
}

export const failed = (event: unknown): Pick<Said, "error"> => {
  if (get(event, "error") === undefined && get(event, "type") !== "error") return {};
  return { error: errorText(event) || "the provider reports an error" };
};
