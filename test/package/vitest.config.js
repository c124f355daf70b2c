// The packed tarball: `npm run test:package`, after `npm ci` in this folder.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/package/**/*.test.js"],
    globalSetup: "test/cli/build.ts",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
