// Hooks in the real frameworks: `npm run test:integrations`, after `npm ci` in this folder.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/integrations/**/*.test.js"],
    globalSetup: ["test/cli/build.ts", "test/integrations/link.js"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
