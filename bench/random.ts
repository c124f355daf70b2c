// A seeded source of randomness for corpora: the same seed gives the same bytes on every machine. Not for secrets.

export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Whole number, both ends included. */
  int(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  /** Skewed to the front, as users and addresses in a log are. */
  popular<T>(list: readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string;
}

/** xorshift32; `seed` must not be 0. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
    popular: <T>(list: readonly T[]): T => list[Math.floor(next() ** 3 * list.length)] as T,
    chance: (p) => next() < p,
    text(alphabet, length) {
      let out = "";
      for (let i = 0; i < length; i++) out += alphabet[Math.floor(next() * alphabet.length)];
      return out;
    },
  };
}
