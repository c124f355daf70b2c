// The gate before the code rules, in AssemblyScript: a word of letters, digits and joints with one of their looks.

import { mayHideEscape } from "./bytes.ts";
import { LOOKS } from "./layout.ts";
import { alnumAt, digitsAt, jointsAt, wide } from "./masks.ts";
import { readWord, wordFrom, wordTo } from "./word.ts";

// The code that was asked about last, with its joints, and whether its gate was open.
let codeFrom: usize = 0;
let codeTo: usize = 0;
let codeOpen: bool = false;

const CODE_MOST: usize = 28;
/** Bytes of a look. */
const LOOK: usize = 12;

/** Takes the looks, which are in the order of their lengths. */
export function setCodes(at: usize, size: usize): void {
  let look: usize = at;
  for (let length: usize = 0; length <= CODE_MOST + 1; length++) {
    while (look < at + size && load<u32>(look) < <u32>length) look += LOOK;
    store<u32>(length << 2, <u32>look, LOOKS);
  }
}

/** To be called where the text is another one. */
export function forgetCode(): void {
  codeFrom = 0;
  codeTo = 0;
}

/** Bytes to either side that are looked at together: more than a code has. */
const SIDE: usize = 32;

export function isCode(lo: usize, hi: usize, at: usize): bool {
  if (at >= codeFrom && at < codeTo) return codeOpen;
  // A word that is too long has no code in it, nor one of its parts: those join with `_`. An escape may be its beginning.
  readWord(lo, hi, at);
  if (wordTo - wordFrom > CODE_MOST && !mayHideEscape(lo, wordFrom)) {
    codeFrom = wordFrom;
    codeTo = wordTo;
    codeOpen = false;
    return false;
  }
  const first: usize = at - SIDE;
  // What lies outside of the text is no part of a code.
  let inside: u64 = u64.MAX_VALUE;
  if (first < lo) inside <<= <u64>(lo - first);
  if (at + SIDE > hi) inside &= u64.MAX_VALUE >> <u64>(at + SIDE - hi);
  const alnum: u64 = inside & wide(alnumAt(first), alnumAt(first + 16), alnumAt(first + 32), alnumAt(first + 48));
  const joints: u64 = wide(jointsAt(first), jointsAt(first + 16), jointsAt(first + 32), jointsAt(first + 48));
  const code: u64 = alnum | (joints & (alnum << 1) & (alnum >> 1));
  const before: usize = <usize>i64.clz(~(code << <u64>SIDE));
  const from: usize = at - (before > CODE_MOST ? CODE_MOST + 1 : before);
  if (mayHideEscape(lo, from)) return true;
  const stop: usize = at + <usize>i64.ctz(~(code >> <u64>SIDE));
  const to: usize = stop > from + CODE_MOST ? from + CODE_MOST + 1 : stop;
  codeFrom = from;
  codeTo = to;
  codeOpen = to - from <= CODE_MOST && looksLikeCode(<u32>(alnum >> <u64>(from - first)), from, to);
  return codeOpen;
}

/** True when the letters and digits of `[from, to)` stand where some rule has them. `alnum`: which bytes are one. */
function looksLikeCode(alnum: u32, from: usize, to: usize): bool {
  const all: u32 = ((<u32>1) << <u32>(to - from)) - 1;
  let length: u32 = <u32>(to - from);
  let digits: u32 = (digitsAt(from) | (digitsAt(from + 16) << 16)) & all;
  // Joints do not count.
  let joints: u32 = ~alnum & all;
  while (joints !== 0) {
    const last: u32 = 31 - i32.clz(joints);
    const low: u32 = ((<u32>1) << last) - 1;
    digits = (digits & low) | ((digits >>> 1) & ~low);
    joints &= low;
    length--;
  }
  const stop: usize = <usize>load<u32>(<usize>(length + 1) << 2, LOOKS);
  for (let look: usize = <usize>load<u32>(<usize>length << 2, LOOKS); look < stop; look += LOOK)
    if ((digits & load<u32>(look, 4)) === 0 && (~digits & load<u32>(look, 8)) === 0) return true;
  return false;
}
