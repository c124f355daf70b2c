// The first file of a run: loads the bundle that the command is in. A filter has a bundle of its own, which holds all that
// it needs.

import { loadBundle } from "./compiled.ts";

const FILTERS = ["mask", "unmask", "scan"];
const command = process.argv[2] ?? "";

// It reports what goes wrong in it.
loadBundle(`bundles/${FILTERS.includes(command) ? command : "main"}.cjs`);
