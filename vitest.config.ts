// Two groups of tests: those in process, and those that start the built command line, for which it is built once before.

import { defineConfig } from "vitest/config";

/** Time is measured in the benchmark, never here: a slow machine is no failure. */
const PATIENCE = process.env.CLOSEMASK_LONG === "1" ? 1_800_000 : 60_000;

export default defineConfig({
  test: {
    // One process for each processor, where the default leaves one of them idle: half of the tests wait for processes of their own.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/cli/**", "test/clients/**", "**/node_modules/**"],
          globalSetup: "test/store/matrix.ts",
          setupFiles: "test/setup.ts",
          testTimeout: PATIENCE,
          // Some install what they test with.
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "cli",
          include: ["test/cli/**/*.test.ts"],
          globalSetup: "test/cli/build.ts",
          setupFiles: "test/setup.ts",
          testTimeout: PATIENCE,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
