// Reads a file of certificates or keys that a setting names.

import { readFileSync } from "node:fs";
import { ClosemaskError } from "../errors.ts";
import { expandPath } from "./open.ts";
import { codeOf, reasonOf } from "./stdio.ts";

/** @throws ClosemaskError `input` */
export function readPem(file: string, setting: string): string {
  try {
    return readFileSync(expandPath(file), "utf8");
  } catch (error) {
    throw new ClosemaskError("input", `cannot read the file of ${setting}: ${reasonOf(codeOf(error))}`, {
      cause: error,
    });
  }
}
