// The gate before the rules of providers' names, in AssemblyScript: what names.ts asks.

import { hasBit, isAscii, isDigit } from "./bytes.ts";

let names: usize = 0;
let shorts: usize = 0;
let shortsEnd: usize = 0;

export function setNames(at: usize, shortsAt: usize, shortsSize: usize): void {
  names = at;
  shorts = shortsAt;
  shortsEnd = shortsAt + shortsSize;
}

const VENDOR_REACH: usize = 72;

export function isPromising(from: usize, hi: usize, more: bool): bool {
  const stop: usize = from + VENDOR_REACH;
  const limit: usize = stop < hi ? stop : hi;
  let length: u32 = 0;
  let digits: u32 = 0;
  for (let p: usize = from; p < limit; p++) {
    const byte: u32 = <u32>load<u8>(p);
    if (byte === 10 || byte === 0) return false;
    const digit: bool = isDigit(byte);
    if (digit || isAscii(byte)) {
      length++;
      if (digit) digits++;
      if ((length >= 6 && digits > 0) || length >= 20) return true;
    } else {
      length = 0;
      digits = 0;
    }
  }
  return length > 8 || (stop > hi && more);
}

export function hasName(lo: usize, end: usize): bool {
  const least: usize = end - lo > VENDOR_REACH ? end - VENDOR_REACH : lo;
  let from: usize = end;
  while (from > least && load<u8>(from - 1) !== 10 && load<u8>(from - 1) !== 0) from--;
  for (let p: usize = from; p < end; p++) {
    const byte: u32 = <u32>load<u8>(p);
    const inside: bool =
      p > lo && byte - 0x61 < 26 && isAscii(<u32>load<u8>(p - 1)) && !(p > lo + 1 && load<u8>(p - 2) === 0x5c);
    if (!inside && mayBeName(p)) return true;
  }
  return false;
}

const FILTER: usize = 4096;
const PAIRS: usize = 128;

// @ts-ignore: decorator
@inline
function pairOf(head: u32): u32 {
  return ((head & 31) << 5) | ((head >>> 8) & 31);
}

function mayBeName(at: usize): bool {
  const first: u32 = <u32>load<u8>(at);
  if (!isAscii(first) && !isDigit(first)) return false;
  const head: u32 = load<u32>(at) | 0x20202020;
  const more: u32 = (load<u32>(at, 4) | 0x2020) & 0xffff;
  if (hasBit(names, ((head * 0x9e3779b1) ^ (more * 0x85ebca6b)) >>> 17)) return true;
  if (hasBit(names + FILTER, (head * 0x9e3779b1) >>> 17)) return true;
  if (!hasBit(names + 2 * FILTER, pairOf(head))) return false;
  for (let k: usize = shorts; k < shortsEnd; k += 8) {
    const mask: u32 = load<u32>(k, 4);
    if (((head ^ load<u32>(k)) & mask) === 0) {
      const end: usize = at + (mask > 0xffff ? 3 : 2);
      const next: u32 = <u32>load<u8>(end);
      if (next - 0x61 >= 26 || hasBit(names + 2 * FILTER + PAIRS, pairOf(load<u32>(end) | 0x20202020))) return true;
    }
  }
  return false;
}
