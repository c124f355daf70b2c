// Real clients: `npm run test:clients`, after `npm ci` in this folder.

import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("node_modules/", import.meta.url));

export default defineConfig({
  test: {
    include: ["test/clients/**/*.test.js"],
    // Where a package lies is remembered here, so what an install changes is forgotten with it.
    fsModuleCachePath: `${packages}.vitest-cache`,
    globalSetup: ["test/clients/installed.js", "test/cli/build.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
