// Keeps the heap of a filter small. Called when all code is loaded: V8 throws compiled code away that was made under other
// flags, and starting would take 20 ms longer.

import { flushCompileCache } from "node:module";

let small = false;

/**
 * From here on the young generation no longer grows and the old one is collected early. A filter drops nearly all it
 * allocates, and by default V8 lets hundreds of megabytes of that stand before it looks.
 */
export function keepHeapSmall(): void {
  if (small) return;
  small = true;
  // What is flushed later would bear the mark of the flags, and the next start could not use it.
  flushCompileCache();
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString("--optimize-for-size");
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
}
