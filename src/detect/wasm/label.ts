// The gates before names that say what follows them, in AssemblyScript: of secrets, and of numbers behind a caption.

import { isAscii, isDigit, isWord } from "./bytes.ts";
import { has, hasPair } from "./sets.ts";

const CODE_HEAD: usize = 5;

export function hasGap(pairs: u32, within: u32, hi: usize, more: bool, end: usize): bool {
  const stop: usize = end + <usize>within;
  const most: usize = stop < hi ? stop : hi;
  let i: usize = end;
  while (i < most && isAscii(<u32>load<u8>(i))) i++;
  while (i < most) {
    const byte: u32 = <u32>load<u8>(i);
    if (isDigit(byte)) return true;
    if (byte === 10 || byte === 0) return false;
    if (isAscii(byte)) {
      const start: usize = i;
      while (i < most && isAscii(<u32>load<u8>(i))) i++;
      if (i === most) return true;
      if (i - start !== 1 && !hasPair(pairs, start)) {
        if (i - start > CODE_HEAD) return false;
        if (i + 1 >= hi && more) return true;
        if (!isDigit(<u32>load<u8>(i)) && !(i + 1 < hi && isDigit(<u32>load<u8>(i, 1)))) return false;
      }
    } else i++;
  }
  return stop > hi && more;
}

const NAME_MOST: usize = 64;
const VALUE_HEAD: usize = 40;

function nameEnd(name: u32, hi: usize, from: usize): usize {
  const stop: usize = from + NAME_MOST;
  const most: usize = stop < hi ? stop : hi;
  let i: usize = from;
  while (i < most && has(name, <u32>load<u8>(i))) i++;
  while (i > from && (load<u8>(i - 1) === 0x2e || load<u8>(i - 1) === 0x2d)) i--;
  return i;
}

export function isLabel(
  name: u32,
  follows: u32,
  verbs: u32,
  lo: usize,
  hi: usize,
  earlier: bool,
  more: bool,
  at: usize,
  end: usize,
): bool {
  if (earlier && at - lo < 2 * NAME_MOST) return true;
  if (more && hi - end < 2 * NAME_MOST) return true;
  const inside: usize = isWord(<u32>load<u8>(at)) ? at : at + 1;
  let from: usize = inside;
  while (from > lo && inside - from < NAME_MOST && isWord(<u32>load<u8>(from - 1))) from--;
  const before: u32 = from > lo ? <u32>load<u8>(from - 1) : 0;
  if (before === 0x2e || before === 0x2d || before === 0x24) return true;
  if (from >= lo + 2) {
    const second: u32 = <u32>load<u8>(from - 2);
    if ((before === 0x20 && second === 0x3d) || (before === 0x28 && isWord(second))) return true;
  }
  let stop: usize = nameEnd(name, hi, inside);
  if (stop + 1 < end) stop = nameEnd(name, hi, end);
  if (stop >= hi || !has(follows, <u32>load<u8>(stop))) return false;
  if (load<u8>(stop) !== 0x20 || stop + 1 >= hi) return true;
  const next: u32 = <u32>load<u8>(stop, 1);
  if (!isAscii(next) && !isDigit(next)) return true;
  const last: u32 = <u32>load<u8>(stop - 1);
  if (hasPair(verbs, stop + 1) || before === 0x3c || last === 0x22 || last === 0x27 || last === 0x60) return true;
  if (from < inside) return true;
  const reach: usize = stop + VALUE_HEAD;
  const limit: usize = reach < hi ? reach : hi;
  for (let p: usize = stop + 1; p < limit; p++) {
    const byte: u32 = <u32>load<u8>(p);
    if (isDigit(byte)) return true;
    if (byte <= 0x20) {
      if (p + 1 < hi && load<u8>(p, 1) === 0x3d) return true;
      break;
    }
  }
  return before === 0x20 && followsLogin(lo, from);
}

function followsLogin(lo: usize, name: usize): bool {
  const least: usize = name - lo > NAME_MOST ? name - NAME_MOST : lo;
  let i: usize = name - 1;
  while (i > least && load<u8>(i - 1) > 0x20) i--;
  if (i < lo + 6) return false;
  return (
    (load<u32>(i - 6) | 0x20202020) === 0x69676f6c && // logi
    ((<u32>load<u16>(i - 2) | 0x2020) === 0x206e) // n and a space
  );
}
