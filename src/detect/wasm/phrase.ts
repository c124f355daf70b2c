// The gate before the number rules, in AssemblyScript: what phrase.ts asks about groups of digits.

import { isDigit, isWord, mayEscape } from "./bytes.ts";
import { isMet } from "./needs.ts";

let trie: usize = 0;
/** Starts and ends of groups of digits, four bytes each, in turn. */
let groups: usize = 0;

export function setShapesOfNumbers(trieAt: usize, groupsAt: usize): void {
  trie = trieAt;
  groups = groupsAt;
}

// @ts-ignore: decorator
@inline
function isSeparator(byte: u32): bool {
  return byte === 0x20 || byte === 0x2d || byte === 0x2e;
}

/** A dash or dot: what makes one number of groups. */
// @ts-ignore: decorator
@inline
function isChain(byte: u32): bool {
  return byte === 0x2d || byte === 0x2e;
}

/** True when one stands between a group that begins at `start` and the one before it; behind a bracket it does not count. */
function isJoined(start: usize): bool {
  return isChain(<u32>load<u8>(start - 1)) && isDigit(<u32>load<u8>(start - 2));
}

const CLOSE: u32 = 0x29;
const MOST_GROUPS: u32 = 24;
const LONGEST_GROUP: u32 = 40;

function phraseStart(least: usize, at: usize): usize {
  let i: usize = at;
  let on: bool = true;
  while (on) {
    while (i > least && isDigit(<u32>load<u8>(i - 1))) i--;
    on = false;
    if (i >= least + 2) {
      const last: u32 = <u32>load<u8>(i - 1);
      const before: u32 = <u32>load<u8>(i - 2);
      if ((isSeparator(last) || last === CLOSE) && isDigit(before)) {
        i--;
        on = true;
      } else if (i >= least + 3 && last === 0x20 && before === CLOSE && isDigit(<u32>load<u8>(i - 3))) {
        i -= 2;
        on = true;
      }
    }
  }
  return i;
}

/** Reads groups from `from` on; returns how many. */
function readGroups(from: usize, hi: usize): u32 {
  let i: usize = from;
  let count: u32 = 0;
  let on: bool = true;
  while (on && count < MOST_GROUPS) {
    const start: usize = i;
    while (i < hi && isDigit(<u32>load<u8>(i))) i++;
    on = false;
    if (i > start) {
      store<u32>(groups + (<usize>count << 3), <u32>start);
      store<u32>(groups + (<usize>count << 3), <u32>i, 4);
      count++;
      if (i + 1 < hi) {
        const byte: u32 = <u32>load<u8>(i);
        if (isSeparator(byte)) {
          i++;
          on = isDigit(<u32>load<u8>(i));
        } else if (byte === CLOSE) {
          i += isSeparator(<u32>load<u8>(i, 1)) ? 2 : 1;
          on = i < hi && isDigit(<u32>load<u8>(i));
        }
      }
    }
  }
  return count;
}

export function phrase(lo: usize, hi: usize, earlier: bool, more: bool, at: usize): bool {
  const least: usize = at - lo > 48 ? at - 48 : lo;
  let from: usize = phraseStart(least, at);
  if (!isDigit(<u32>load<u8>(from))) from++;
  const count: u32 = readGroups(from, hi);
  if (count === MOST_GROUPS) return true;
  if (count === 0) return false;
  const last: usize = <usize>load<u32>(groups + (<usize>(count - 1) << 3), 4);
  if (more && last + 3 >= hi) return true;
  let i: u32 = from <= lo || !isWord(<u32>load<u8>(from - 1)) || mayEscape(lo, from) ? 0 : 1;
  for (; i < count; i++) {
    const first: usize = groups + (<usize>i << 3);
    let row: u32 = 0;
    let j: u32 = i;
    let on: bool = true;
    while (on && j < count) {
      const group: usize = groups + (<usize>j << 3);
      const end: usize = <usize>load<u32>(group, 4);
      const length: u32 = <u32>end - load<u32>(group);
      on = false;
      if (length <= LONGEST_GROUP) {
        const withX: u32 = <u32>load<u16>(trie + (<usize>(row + length + 1) << 1));
        if (withX !== 0 && load<u16>(trie + (<usize>withX << 1)) !== 0 && end < hi && (load<u8>(end) | 0x20) === 0x78)
          return true;
        row = <u32>load<u16>(trie + (<usize>(row + length) << 1));
        if (row !== 0) {
          const needs: u32 = <u32>load<u16>(trie + (<usize>row << 1));
          if (needs !== 0 && (end >= hi || !isWord(<u32>load<u8>(end)))) {
            const dotted: bool = j === i + 1 && load<u8>(<usize>load<u32>(first, 4)) === 0x2e;
            const joined: bool = (i > 0 && isJoined(<usize>load<u32>(first))) || (j + 1 < count && isChain(<u32>load<u8>(end)));
            if (isMet(needs, lo, hi, earlier, more, <usize>load<u32>(first), end, dotted, joined)) return true;
          }
          on = true;
        }
      }
      j++;
    }
  }
  return false;
}
