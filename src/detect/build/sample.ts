// Made-up values for examples and tests: the same seed gives the same text on every machine, and no file holds a literal
// that looks like somebody's credential. Not random in any sense that matters for secrets.

import type { Charset } from "../charset.ts";

/** Members of `set` as text, in the order of their bytes. */
const members = new Map<Charset, string>();

/** `length` characters of `set`, decided by `seed`; neighbours differ where the set has two members or more. */
export function sample(set: Charset, length: number, seed: number): string {
  let alphabet = members.get(set);
  if (alphabet === undefined) {
    alphabet = String.fromCharCode(...[...set.keys()].filter((byte) => set[byte] === 1));
    members.set(set, alphabet);
  }
  const next = sequence(seed);
  let text = "";
  for (let i = 0; i < length; i++) {
    const index = next() % alphabet.length;
    const letter = alphabet[index] as string;
    text += letter === text[i - 1] ? alphabet[(index + 1) % alphabet.length] : letter;
  }
  return text;
}

/** A UUID of version 4, decided by `seed`. */
export function sampleUuid(set: Charset, seed: number): string {
  const hex = sample(set, 30, seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18)}`;
}

/** Whole numbers below 2^32 by mulberry32. */
function sequence(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
