// Two groups of tests: those in process, and those that start the built command line, for which it is built once before.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/cli/**", "test/clients/**", "test/integrations/node_modules/**"],
          setupFiles: "test/setup.ts",
          // Time is measured in the benchmark, never here: a slow machine is no failure.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "cli",
          include: ["test/cli/**/*.test.ts"],
          globalSetup: "test/cli/build.ts",
          setupFiles: "test/setup.ts",
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
