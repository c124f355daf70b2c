// The files of one log in the order in which they were written, and their heads.

import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { headOf, rotatedFiles } from "./names.ts";

export interface LogSet {
  /** Oldest first; the last one is written. */
  readonly files: readonly string[];
  /** Those of them that exist, and that of the file that is written. */
  readonly heads: readonly string[];
  /** Files that have no head. */
  readonly headless: readonly string[];
}

/** Empty where there is no log. @throws what the system throws */
export function findLog(path: string, heads?: string): LogSet {
  const aside = existsSync(dirname(path)) ? rotatedFiles(path) : [];
  const files = [...aside, path].filter((file) => existsSync(file));
  const wanted = [...files, path].map((file) => headOf(file, heads));
  return {
    files,
    heads: [...new Set(wanted)].filter((head) => existsSync(head)),
    headless: files.filter((file) => !existsSync(headOf(file, heads))),
  };
}
