// The word around an anchor, in AssemblyScript. Hits come in order, and a long run of letters and digits has many: it is read once.

import { wordEnd, wordStart } from "./runs.ts";

export let wordFrom: usize = 0;
export let wordTo: usize = 0;

/** To be called where the text is another one. */
export function forgetWord(): void {
  wordFrom = 0;
  wordTo = 0;
}

/** Finds the word around `at`; behind this it is `[wordFrom, wordTo)`. */
export function readWord(lo: usize, hi: usize, at: usize): void {
  if (at >= wordFrom && at < wordTo) return;
  wordFrom = wordStart(at, lo);
  wordTo = wordEnd(at, hi);
}
