// Refuses to run without the packages of this folder: imports would find the root's of the same names, in other versions. Not in the
// configuration, which the search for dead code loads as well.

import { existsSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

export default function setup() {
  if (!existsSync(fileURLToPath(new URL("node_modules/.package-lock.json", import.meta.url)))) {
    throw new Error("the packages of test/clients are not installed: npm ci --prefix test/clients");
  }
}
