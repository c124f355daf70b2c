// How evenly the bytes of a value are spread: random ones are, words and counters are not.

const counts = new Uint16Array(256);

/** Shannon entropy of `[start, end)` in bits a byte, 0 for no bytes; of at most the first 65,535. */
export function entropy(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + 0xffff);
  const length = stop - start;
  for (let i = start; i < stop; i++) counts[bytes[i] as number] = 0;
  for (let i = start; i < stop; i++) counts[bytes[i] as number] = (counts[bytes[i] as number] as number) + 1;
  let sum = 0;
  for (let i = start; i < stop; i++) {
    const count = counts[bytes[i] as number] as number;
    if (count === 0) continue;
    counts[bytes[i] as number] = 0;
    sum -= (count / length) * Math.log2(count / length);
  }
  return sum;
}
