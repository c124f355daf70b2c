// Reads a configuration of another program: JSON, also with comments and trailing commas. Messages never quote it.

import { ClosemaskError } from "../../errors.ts";
import { isObject } from "../config/check.ts";

/** @throws ClosemaskError `input` when it is no JSON, or no block of settings. */
export function readForeign(text: string, name: string): Readonly<Record<string, unknown>> {
  const plain = text.replace(/^\uFEFF/, "");
  for (const source of [plain, withoutComments(plain)]) {
    try {
      const value: unknown = JSON.parse(source);
      if (isObject(value)) return value;
    } catch {
      // The message of the parser quotes the file.
    }
  }
  throw new ClosemaskError("input", `${name} is no block of settings in JSON`);
}

/** JSON without `//` and block comments outside of texts, and without commas before a closing bracket. */
export function withoutComments(text: string): string {
  return text
    .replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : " "))
    .replace(/"(?:\\.|[^"\\\n])*"|,(?=\s*[\]}])/g, (part) => (part === "," ? "" : part));
}
