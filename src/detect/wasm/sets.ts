// Sets of bytes and of pairs of letters that gates ask for, in AssemblyScript.

import { hasBit, isAscii, isDigit, isWord } from "./bytes.ts";
import { asciiAt, blanksAt, digitsAt, wide } from "./masks.ts";

let members: usize = 0;

export function setMembers(at: usize): void {
  members = at;
}

// @ts-ignore: decorator
@inline
export function has(set: u32, byte: u32): bool {
  return ((<u32>load<u8>(members + (<usize>set << 5) + <usize>(byte >>> 3)) >>> (byte & 7)) & 1) !== 0;
}

/** Where a row of other bytes lies among the sets. */
export function placeOf(set: u32): usize {
  return members + (<usize>set << 5);
}

/** True where two letters stand that are one of the pairs. */
export function hasPair(pairs: u32, at: usize): bool {
  const a: u32 = <u32>load<u8>(at);
  const b: u32 = <u32>load<u8>(at, 1);
  return isAscii(a) && isAscii(b) && hasBit(members + (<usize>pairs << 5), ((a & 31) << 5) | (b & 31));
}

/** True where what stands before `at` may be the tail of an escape. */
function mayEndEscape(lo: usize, at: usize): bool {
  if (load<u8>(at - 1) === 0x6d) return true;
  if (at - lo >= 2 && load<u8>(at - 2) === 0x5c) return true;
  if (at - lo >= 3 && load<u8>(at - 3) === 0x25) return true;
  return at - lo >= 6 && load<u8>(at - 6) === 0x5c;
}

/** True when a bank account may go on at `at`: letters and digits, and between groups of four what stands before the first. */
function goesOn(at: usize, hi: usize, more: bool): bool {
  const separator: u32 = at < hi ? <u32>load<u8>(at) : 0;
  const grouped: bool = separator === 0x20 || separator === 0x2d;
  let count: u32 = 0;
  for (let p: usize = at; p < hi && count < 11; p++) {
    const byte: u32 = <u32>load<u8>(p);
    if (isDigit(byte) || isAscii(byte)) count++;
    else if (!grouped || byte !== separator || (count & 3) !== 0 || <u32>load<u8>(p - 1) === separator) return false;
  }
  return count === 11 || more;
}

/** Bytes before an anchor in which a bank account may begin, and those that are looked at together. */
const HEAD_REACH: usize = 44;
const BEFORE: usize = 48;

/** Looks for the country and check digits of a bank account, which begin it. */
export function hasHead(pairs: u32, lo: usize, hi: usize, more: bool, at: usize): bool {
  if (at + 4 > hi && more) return true;
  const first: usize = at - BEFORE;
  const digits: u64 = wide(digitsAt(first), digitsAt(first + 16), digitsAt(first + 32), digitsAt(first + 48));
  const letters: u64 = wide(asciiAt(first), asciiAt(first + 16), asciiAt(first + 32), asciiAt(first + 48));
  // Two letters and two digits, at the anchor or as far before it as there are letters, digits, spaces and dashes.
  let heads: u64 = letters & (letters >> 1) & (digits >> 2) & (digits >> 3) & ((<u64>2 << <u64>BEFORE) - 1);
  if (heads === 0) return false;
  const blanks: u64 = wide(blanksAt(first), blanksAt(first + 16), blanksAt(first + 32), 0);
  const reach: u64 = i64.clz(~((digits | letters | blanks) << <u64>(64 - BEFORE)));
  const limit: usize = at - lo > HEAD_REACH ? HEAD_REACH : at - lo;
  const least: usize = BEFORE - (<usize>reach < limit ? <usize>reach : limit);
  heads &= u64.MAX_VALUE << <u64>least;
  while (heads !== 0) {
    const i: usize = first + <usize>i64.ctz(heads);
    heads &= heads - 1;
    if (i + 3 < hi && (i <= lo || !isWord(<u32>load<u8>(i - 1)) || mayEndEscape(lo, i)) && hasPair(pairs, i) && goesOn(i + 4, hi, more))
      return true;
  }
  return false;
}
