// Hooks in the real frameworks: `npm run test:integrations`, after `npm ci` in this folder.

import { existsSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("node_modules/", import.meta.url));
// Without them imports would find the root's packages of the same names, in other versions.
if (!existsSync(`${packages}.package-lock.json`)) {
  throw new Error("the packages of test/integrations are not installed: npm ci --prefix test/integrations");
}

export default defineConfig({
  test: {
    include: ["test/integrations/**/*.test.js"],
    // Where a package lies is remembered here, so what an install changes is forgotten with it.
    fsModuleCachePath: `${packages}.vitest-cache`,
    globalSetup: ["test/cli/build.ts", "test/integrations/link.js"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
