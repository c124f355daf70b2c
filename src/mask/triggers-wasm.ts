// Where placeholders may stand in a long text, in WebAssembly: most of any text holds none, and sixteen places at a time are passed
// over. placeholder.ts finds the same byte by byte; tests compare.

import { makeLoops } from "../text/wasm.ts";
import { TRIGGERS } from "./triggers.gen.ts";

interface Loop {
  readonly memory: { readonly buffer: ArrayBuffer };
  triggers(from: number, to: number, out: number): number;
}

/** Bytes that are looked at in one call; they and what may be found in them fill the memory, with room to read beyond. */
const TEXT = 32 * 1024;
const TEXT_AT = 64;
const FOUND_AT = 64 * 1024;

/** Calls `visit` for each place in `bytes[from, to)` that may be the trigger of a placeholder, in rising order. */
export type SearchTriggers = (bytes: Uint8Array, from: number, to: number, visit: (at: number) => void) => void;

/** @throws where WebAssembly with vectors cannot be had. */
export function createSearchTriggers(): SearchTriggers {
  const { memory, triggers } = makeLoops(TRIGGERS) as Loop;
  const text = new Uint8Array(memory.buffer);
  const found = new Uint32Array(memory.buffer, FOUND_AT, TEXT);
  return (bytes, from, to, visit) => {
    for (let start = from; start < to; start += TEXT) {
      const end = Math.min(to, start + TEXT);
      // With what is needed to know of a place that it may be one.
      const lo = Math.max(from, start - 1);
      text.set(bytes.subarray(lo, Math.min(to, end + 2)), TEXT_AT - (start - lo));
      const count = triggers(TEXT_AT, TEXT_AT + end - start, FOUND_AT);
      for (let i = 0; i < count; i++) visit(start + (found[i] as number));
    }
  };
}
