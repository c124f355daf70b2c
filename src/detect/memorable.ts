// Which of the values that only a label gave away are worth finding without it: names, and what is no common word.

import { isMemorableName } from "./name-literal.ts";

/** Longest value that is remembered. */
const REMEMBERED_MAX = 512;

/**
 * True for a value, `bytes[start, end)`, that counts from then on wherever it stands; a name as a word of its own only. A session
 * keeps these and no others, so that a later run knows what this one does.
 */
export function isRemembered(bytes: Uint8Array, start: number, end: number, isName: boolean): boolean {
  if (end - start > REMEMBERED_MAX) return false;
  return isName ? isMemorableName(bytes, start, end) : isMemorable(bytes, start, end);
}

const times = new Uint16Array(256);

const BITS = Float64Array.from({ length: 513 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));

/** `n` times its logarithm to the base of two, of which entropy is made: log2(length) - sum(bitsOf(times)) / length. */
function bitsOf(n: number): number {
  return n < BITS.length ? (BITS[n] as number) : n * Math.log2(n);
}

/**
 * True for a value, `bytes[start, end)`, that is worth finding without its label: long and varied enough not to be a common
 * word. At least 2.5 bits a byte, and either two sorts of characters or twenty of them.
 */
export function isMemorable(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length < 8) return false;
  let sorts = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    times[byte] = (times[byte] as number) + 1;
    sorts |= byte >= 0x30 && byte <= 0x39 ? 1 : byte >= 0x41 && byte <= 0x5a ? 2 : byte >= 0x61 && byte <= 0x7a ? 4 : 8;
  }
  let repeated = 0;
  for (let i = start; i < end; i++) {
    const n = times[bytes[i] as number] as number;
    if (n === 0) continue;
    repeated += bitsOf(n);
    times[bytes[i] as number] = 0;
  }
  return (bitsOf(length) - repeated) / length >= 2.5 && (length >= 20 || (sorts & (sorts - 1)) !== 0);
}
