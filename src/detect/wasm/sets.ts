// Sets of bytes and of pairs of letters that gates ask for, in AssemblyScript.

import { hasBit, isAscii, isDigit, isWord } from "./bytes.ts";

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

/** Looks for the country and check digits of a bank account, which begin it. */
export function hasHead(pairs: u32, lo: usize, hi: usize, more: bool, at: usize): bool {
  const least: usize = at - lo > 44 ? at - 44 : lo;
  let i: usize = at;
  if (i + 4 > hi && more) return true;
  let on: bool = true;
  while (on) {
    if (
      i + 3 < hi &&
      isDigit(<u32>load<u8>(i, 2)) &&
      isDigit(<u32>load<u8>(i, 3)) &&
      (i <= lo || !isWord(<u32>load<u8>(i - 1)) || mayEndEscape(lo, i)) &&
      hasPair(pairs, i) &&
      goesOn(i + 4, hi, more)
    )
      return true;
    on = false;
    if (i > least) {
      i--;
      const byte: u32 = <u32>load<u8>(i);
      on = isAscii(byte) || isDigit(byte) || byte === 0x20 || byte === 0x2d;
    }
  }
  return false;
}
