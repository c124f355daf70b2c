// Turns on the compile cache, then loads the command line. The cache lies in the user's own folder: in the shared temporary
// one another user could plant code.

import { mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { userPaths } from "./paths.ts";

try {
  const folder = join(userPaths().cache, "compiled");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  enableCompileCache(folder);
} catch {
  // A read-only home only costs some milliseconds.
}

// It reports what goes wrong in it.
import("./main.ts");
