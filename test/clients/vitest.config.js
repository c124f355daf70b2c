// Real clients: `npm run test:clients`, after `npm ci` in this folder.

import { existsSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("node_modules/", import.meta.url));
// Without them imports would find the root's packages of the same names, in other versions.
if (!existsSync(`${packages}.package-lock.json`)) {
  throw new Error("the packages of test/clients are not installed: npm ci --prefix test/clients");
}

export default defineConfig({
  test: {
    include: ["test/clients/**/*.test.js"],
    // Where a package lies is remembered here, so what an install changes is forgotten with it.
    fsModuleCachePath: `${packages}.vitest-cache`,
    globalSetup: "test/cli/build.ts",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
