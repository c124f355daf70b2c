// Restoring what is remembered without looking at each placeholder: a text whose placeholders are all known is copied in WebAssembly,
// values and all. Memory of wasm/swap.ts.

import { makeLoops } from "../text/wasm.ts";
import type { Kind } from "../types.ts";
import type { Output } from "./output.ts";
import { SWAP } from "./swap.gen.ts";

interface Loop {
  readonly memory: { readonly buffer: ArrayBuffer };
  setup(tableAt: number, slotBits: number, arenaAt: number, arenaSize: number, foundAt: number, countsAt: number): void;
  clear(): void;
  put(text: number, value: number, length: number, kind: number): number;
  swap(from: number, to: number, out: number, outEnd: number): number;
  writtenTo(): number;
  stoppedAt(): number;
}

/** Known placeholders of the style `dollar`, by their text. */
export interface Swap {
  /** Remembers what `bytes[start, end)` stands for; larger values are left out. False when there is no room for more. */
  put(bytes: Uint8Array, start: number, end: number, kind: Kind, value: Uint8Array, from: number, to: number): boolean;
  /**
   * Writes `bytes[from, to)` with values in place of placeholders, and stops before text that may be another one; adds up what was put
   * back. Returns how far it came, beyond `to` when a placeholder is. What follows up to `end` is looked at and left alone.
   */
  run(bytes: Uint8Array, from: number, to: number, end: number, into: Output, counts: Map<Kind, number>): number;
  clear(): void;
}

/** Bytes that are looked at in one call, before and behind which there is room. */
const TEXT = 32 * 1024;
const TEXT_AT = 64;
const BEHIND = 64;
const SCRATCH_AT = TEXT_AT + TEXT + 2 * BEHIND;
const FOUND_AT = 64 * 1024;
const OUT_AT = FOUND_AT + 4 * (TEXT + BEHIND);
const OUT_SIZE = 4 * TEXT;
const COUNTS_AT = OUT_AT + OUT_SIZE;
const KINDS = 1024;
const TABLE_AT = COUNTS_AT + 4 * KINDS;
const SLOT_BITS = 15;
const SLOT_BYTES = 32;
const ARENA_AT = TABLE_AT + (SLOT_BYTES << SLOT_BITS);
const ARENA_SIZE = 1024 * 1024;
/** Pages of the memory, as scripts/wasm.js has them. */
const PAGES = 38;
const VALUE_MAX = 256;

const UNKNOWN = 1;

/** @throws where WebAssembly with vectors cannot be had. */
export function createSwap(): Swap {
  const { memory, setup, clear, put, swap, writtenTo, stoppedAt } = makeLoops(SWAP) as Loop;
  if (memory.buffer.byteLength !== PAGES * 64 * 1024 || ARENA_AT + ARENA_SIZE > memory.buffer.byteLength)
    throw new RangeError("the memory of the loop has another size");
  const text = new Uint8Array(memory.buffer);
  const tallies = new Uint32Array(memory.buffer, COUNTS_AT, KINDS);
  setup(TABLE_AT, SLOT_BITS, ARENA_AT, ARENA_SIZE, FOUND_AT, COUNTS_AT);
  const kinds: Kind[] = [];
  const numbers = new Map<Kind, number>();

  function numberOf(kind: Kind): number {
    let number = numbers.get(kind);
    if (number === undefined) {
      number = kinds.push(kind) - 1;
      numbers.set(kind, number);
    }
    return number;
  }

  function tally(into: Map<Kind, number>): void {
    for (const [number, kind] of kinds.entries()) {
      const more = tallies[number] as number;
      if (more === 0) continue;
      into.set(kind, (into.get(kind) ?? 0) + more);
      tallies[number] = 0;
    }
  }

  return {
    clear,
    put(bytes, start, end, kind, value, from, to) {
      const number = numberOf(kind);
      if (to - from > VALUE_MAX || end - start > BEHIND || number >= KINDS) return true;
      // They are short: a loop is faster than a call.
      let at = SCRATCH_AT;
      for (let i = start; i < end; i++) text[at++] = bytes[i] as number;
      text[at] = 0;
      at = SCRATCH_AT + 2 * BEHIND;
      for (let i = from; i < to; i++) text[at++] = value[i] as number;
      return put(SCRATCH_AT, SCRATCH_AT + 2 * BEHIND, to - from, number) === 1;
    },
    run(bytes, from, to, end, into, counts) {
      let at = from;
      while (at < to) {
        const stop = Math.min(to, at + TEXT);
        const behind = Math.min(end, stop + BEHIND);
        const before = at === 0 ? 0 : 1;
        text[TEXT_AT - 1] = 0;
        text.set(bytes.subarray(at - before, behind), TEXT_AT - before);
        const size = behind - at;
        text.fill(0, TEXT_AT + size, TEXT_AT + size + BEHIND);
        const came = swap(TEXT_AT, TEXT_AT + stop - at, OUT_AT, OUT_AT + OUT_SIZE);
        into.copy(text, OUT_AT, writtenTo());
        at += came - TEXT_AT;
        if (stoppedAt() === UNKNOWN) break;
      }
      tally(counts);
      return at;
    },
  };
}
