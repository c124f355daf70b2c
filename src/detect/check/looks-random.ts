// What rules out names in code (`s.addEventListener`, `EXOrientationModule`): random letters hold some digits, nearly always.

import { DIGIT } from "../charset.ts";

/** A check that `[start, end)` holds so many digits at least. */
export function looksRandom(least: number): (bytes: Uint8Array, start: number, end: number) => boolean {
  return (bytes, start, end) => {
    let digits = 0;
    for (let i = start; i < end; i++) digits += DIGIT[bytes[i] as number] as number;
    return digits >= least;
  };
}
