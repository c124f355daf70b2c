// Folders of the program's own, where nothing better can be said of one that cannot be made.

import { ClosemaskError } from "../errors.ts";
import { makeFolder } from "../folders.ts";
import { codeOf, reasonOf } from "./stdio.ts";

/** @throws ClosemaskError `output` */
export function ownFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (cause) {
    throw new ClosemaskError("output", `cannot make the folder ${path}: ${reasonOf(codeOf(cause))}`, {
      hint: "check the folders above it and their permissions",
      cause,
    });
  }
}
