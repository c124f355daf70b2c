// The user's own secrets: values of .env files and of environment variables, masked wherever they stand, also in base64,
// URL-encoded and JSON-escaped form.

import { readFileSync } from "node:fs";
import { encodedForms } from "../detect/encoded-forms.ts";
import { createLiterals } from "../detect/literal-table.ts";
import { LITERAL_MIN, type Literals } from "../detect/literals.ts";
import { ClosemaskError } from "../errors.ts";
import type { Kind } from "../types.ts";
import type { EnvValue } from "./env-file.ts";
import { codeOf, reasonOf } from "./stdio.ts";

export interface SecretSources {
  /** Paths of .env files. */
  readonly files: readonly string[];
  /** That of env-file.ts; needed where there are files. */
  readonly readEnvFile?: ((bytes: Buffer) => EnvValue[]) | undefined;
  /** Names of environment variables, with `*` for any run of characters. */
  readonly patterns: readonly string[];
  /** Values from the configuration's deny list. */
  readonly deny: readonly { readonly value: string; readonly kind: Kind }[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told the name of a value that is too short to be masked everywhere, and of patterns that match no variable. */
  readonly warn: (message: string, hint?: string) => void;
}

/** Most forms of user secrets that are looked for. */
const MOST = 100_000;

/** @throws ClosemaskError `input` when a file cannot be read. */
export function loadSecrets(sources: SecretSources): Literals {
  const literals = createLiterals(MOST);
  const add = (name: string, value: string, kind: Kind, denied = false): void => {
    const bytes = Buffer.from(value);
    if (bytes.length === 0) return;
    if (bytes.length < LITERAL_MIN) {
      sources.warn(`the value of ${name} has fewer than ${LITERAL_MIN} characters and is not masked as a literal`);
      return;
    }
    for (const form of encodedForms(bytes)) literals.add({ ...form, kind, denied });
  };
  // First: of equal values the first counts, and these are excused by nothing.
  for (const [i, { value, kind }] of sources.deny.entries()) add(`deny[${i}]`, value, kind, true);
  for (const file of sources.files) {
    const values = readEnv(file, sources.readEnvFile);
    if (values.length === 0)
      sources.warn(`${file} has no line of the form NAME=value: nothing of it is masked`, "convert it first");
    for (const { name, value, others, inside } of values) {
      // What most likely is no variable, or no value, is masked where it can be, and else not spoken of.
      if (!inside || isLong(value)) add(`${name} in ${file}`, value, kindOf(name));
      for (const other of others) if (isLong(other)) add(name, other, kindOf(name));
    }
  }
  for (const [i, pattern] of sources.patterns.entries()) {
    const expression = new RegExp(
      `^${pattern
        .split("*")
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*")}$`,
    );
    const found = Object.entries(sources.env).filter(([name]) => expression.test(name));
    for (const [name, value] of found) add(name, value ?? "", kindOf(name));
    // By its number: who gives a value where a name belongs has it not repeated.
    if (found.length === 0) {
      const which = sources.patterns.length === 1 ? "the pattern" : `pattern ${i + 1}`;
      sources.warn(`${which} of --secrets-env matches no variable`, "one name for each: --secrets-env '*_TOKEN'");
    }
  }
  return literals;
}

function isLong(value: string): boolean {
  return Buffer.byteLength(value) >= LITERAL_MIN;
}

function readEnv(file: string, read: SecretSources["readEnvFile"]): EnvValue[] {
  if (read === undefined) throw new TypeError("there are files, and nothing that reads them");
  try {
    return read(readFileSync(file));
  } catch (error) {
    throw new ClosemaskError("input", `cannot read ${file}: ${reasonOf(codeOf(error))}`, {
      hint: "--secrets-from takes a file of NAME=value lines",
      cause: error,
    });
  }
}

function kindOf(name: string): Kind {
  return /pass|pwd/i.test(name) ? "PASSWORD" : "API_KEY";
}
