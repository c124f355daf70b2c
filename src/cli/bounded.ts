// Work under a time budget, for the command line.

import { createRunBounded } from "../detect/bounded.ts";

/** Runs `step` and says whether it came to its end within `ms` milliseconds; it is broken off otherwise. */
// Taken from the process when it is needed: importing it would cost every start.
export const runBounded = createRunBounded(() => process.getBuiltinModule("node:vm"));
