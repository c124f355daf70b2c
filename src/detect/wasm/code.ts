// The gate before the code rules, in AssemblyScript: a word of letters, digits and joints with one of their looks.

import { isAscii, isDigit, mayHideEscape } from "./bytes.ts";
import { readWord, wordFrom, wordTo } from "./word.ts";

let looks: usize = 0;
let looksEnd: usize = 0;
// The code that was asked about last, with its joints, and whether its gate was open.
let codeFrom: usize = 0;
let codeTo: usize = 0;
let codeOpen: bool = false;

export function setCodes(at: usize, size: usize): void {
  looks = at;
  looksEnd = at + size;
}

/** To be called where the text is another one. */
export function forgetCode(): void {
  codeFrom = 0;
  codeTo = 0;
}

const CODE_MOST: usize = 28;

function isOfCode(lo: usize, hi: usize, i: usize): bool {
  const byte: u32 = <u32>load<u8>(i);
  if (isDigit(byte) || isAscii(byte)) return true;
  if ((byte !== 0x2e && byte !== 0x2d) || i <= lo || i + 1 >= hi) return false;
  const before: u32 = <u32>load<u8>(i - 1);
  const after: u32 = <u32>load<u8>(i, 1);
  return (isDigit(before) || isAscii(before)) && (isDigit(after) || isAscii(after));
}

export function isCode(lo: usize, hi: usize, at: usize): bool {
  if (at >= codeFrom && at < codeTo) return codeOpen;
  // A word that is too long has no code in it, nor one of its parts: those join with `_`. An escape may be its beginning.
  readWord(lo, hi, at);
  if (wordTo - wordFrom > CODE_MOST && !mayHideEscape(lo, wordFrom)) return false;
  let from: usize = at;
  while (from > lo && at - from <= CODE_MOST && isOfCode(lo, hi, from - 1)) from--;
  if (mayHideEscape(lo, from)) return true;
  let to: usize = at;
  while (to < hi && to - from <= CODE_MOST && isOfCode(lo, hi, to)) to++;
  codeFrom = from;
  codeTo = to;
  codeOpen = to - from <= CODE_MOST && looksLikeCode(from, to);
  return codeOpen;
}

/** True when the letters and digits of `[from, to)` stand where some rule has them. */
function looksLikeCode(from: usize, to: usize): bool {
  let length: u32 = 0;
  let digits: u32 = 0;
  for (let i: usize = from; i < to; i++) {
    const byte: u32 = <u32>load<u8>(i);
    if (isDigit(byte)) {
      digits |= <u32>1 << length;
      length++;
    } else if (isAscii(byte)) length++;
  }
  for (let k: usize = looks; k < looksEnd; k += 12) {
    if (load<u32>(k) === length && (digits & load<u32>(k, 4)) === 0 && (~digits & load<u32>(k, 8)) === 0) return true;
  }
  return false;
}
