// The identities of many values at once, in WebAssembly with four values side by side: a fifth of the time that two calls of
// a hash for each take. Its numbers are those of identity.ts, which also does the long values; tests compare.

import { makeLoops } from "../text/wasm.ts";
import { IDENTIFY } from "./identity.gen.ts";
import type { Columns } from "./store.ts";

interface Loop {
  readonly memory: { readonly buffer: ArrayBuffer };
  absorb(from: number, to: number): void;
  identify(...numbers: number[]): void;
}

/** Longest value that has room in a lane with its padding; longer ones are also faster one by one. */
const LONGEST = 247;
/** The loop's own data lies in the first page of memory. */
const PAGE = 64 * 1024;
/** Bytes and values that are looked at in one call. */
const TEXT = PAGE - 64;
const VALUES = 1024;
const TEXT_AT = PAGE;
const ENDS_AT = 2 * PAGE;
const HANDLES_AT = ENDS_AT + 4 * (VALUES + 2);
const PRINTS_AT = HANDLES_AT + 24 * VALUES;
const INNER_AT = PRINTS_AT + 8 * VALUES;
const OUTER_AT = INNER_AT + 32;
const KEY_AT = OUTER_AT + 32;
const BLOCK = 64;

/** @throws where WebAssembly with vectors cannot be had. */
export function createWasmIdentifyAll(
  key: Uint8Array,
  shortest: 9 | 12,
  identifyOne: (columns: Columns, number: number) => void,
): (columns: Columns) => void {
  const { memory, absorb, identify } = makeLoops(IDENTIFY) as Loop;
  const { buffer } = memory;
  const text = new Uint8Array(buffer, TEXT_AT, TEXT);
  const bounds = new Uint32Array(buffer, ENDS_AT, VALUES + 1);
  const found = new Float64Array(buffer, HANDLES_AT, 3 * VALUES);
  const prints = new Float64Array(buffer, PRINTS_AT, VALUES);
  const short = shortest === 12 ? 1 : 0;
  const pad = new DataView(buffer, KEY_AT, BLOCK);
  for (const [byte, to] of [
    [0x36, INNER_AT],
    [0x5c, OUTER_AT],
  ] as const) {
    // The loop wants words as the machine has them, WebAssembly little-endian: SHA-256 reads its bytes big-endian.
    for (let i = 0; i < BLOCK; i += 4) {
      let word = 0;
      for (let k = 0; k < 4; k++) word = (word << 8) | ((key[i + k] ?? 0) ^ byte);
      pad.setUint32(i, word >>> 0, true);
    }
    absorb(KEY_AT, to);
  }

  /** Values `[from, to)`, all of them short. */
  function run({ bytes, ends, handles, fingerprints }: Columns, from: number, to: number): void {
    const count = to - from;
    const start = ends[from] as number;
    text.set(bytes.subarray(start, ends[to]));
    for (let i = 0; i <= count; i++) bounds[i] = (ends[from + i] as number) - start;
    identify(TEXT_AT, ENDS_AT, count, INNER_AT, OUTER_AT, HANDLES_AT, PRINTS_AT, short);
    handles.set(found.subarray(0, 3 * count), 3 * from);
    fingerprints.set(prints.subarray(0, count), from);
  }

  return (columns) => {
    const { count, ends } = columns;
    let from = 0;
    while (from < count) {
      const start = ends[from] as number;
      const most = Math.min(count, from + VALUES);
      let to = from;
      while (to < most) {
        const end = ends[to + 1] as number;
        if (end - start > TEXT || end - (ends[to] as number) > LONGEST) break;
        to++;
      }
      if (to > from) run(columns, from, to);
      else identifyOne(columns, to++);
      from = to;
    }
  };
}
