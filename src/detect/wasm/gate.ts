// The gates before rules, in AssemblyScript: the same conditions as gate.ts, which says what they mean. `[lo, hi)` is the text that is
// at hand. There may be more of it to either side; where that could decide, a gate is open.

import { isDigit, isWord, mayEscape, mayHideEscape } from "./bytes.ts";
import { forgetCode, isCode, setCodes } from "./code.ts";
import { setTails } from "./needs.ts";
import { phrase, setShapesOfNumbers } from "./phrase.ts";
import { hasName, isPromising, setNames } from "./vendor.ts";
import { beginsWord, hasGap, isLabel } from "./label.ts";
import { has, hasHead, hasPair, setMembers } from "./sets.ts";
import { forgetWord, readWord, wordFrom, wordTo } from "./word.ts";
import { forgetWords, setWords, words } from "./words.ts";

const END: u32 = 0;
const ELSE: u32 = 1;
const BEFORE: u32 = 2;
const RUN: u32 = 3;
const SOON: u32 = 4;
const IN_RUN: u32 = 5;
const REACH: u32 = 6;
const WORDS: u32 = 7;
const PHRASE: u32 = 8;
const HEAD: u32 = 9;
const STARTS: u32 = 10;
const HEADED: u32 = 11;
const LINE: u32 = 12;
const TAILED: u32 = 13;
const STEM: u32 = 14;
const CODE: u32 = 15;
const DIGITS: u32 = 16;
const VENDOR: u32 = 17;
const BEHIND: u32 = 18;
const IN_WORD: u32 = 19;
const GAP: u32 = 20;
const LABEL: u32 = 21;
const HOLDS: u32 = 22;
const WORD: u32 = 23;
const STEP: usize = 8;

let code: usize = 0;

/** Takes twelve settings from `at` on, four bytes each, in the order of pass-wasm.ts. */
export function setGates(at: usize): void {
  code = load<u32>(at);
  setMembers(load<u32>(at, 4));
  setShapesOfNumbers(load<u32>(at, 8), load<u32>(at, 12));
  setCodes(load<u32>(at, 16), load<u32>(at, 20));
  setNames(load<u32>(at, 24), load<u32>(at, 28), load<u32>(at, 32), load<u32>(at, 44));
  setWords(load<u32>(at, 36));
  setTails(load<u32>(at, 40));
}

/** To be called where the text is another one. */
export function forget(): void {
  forgetWord();
  forgetWords();
  forgetCode();
}

/** True when the gate lets the anchor `[at, end)` through. `earlier` and `more`: there is text before `lo`, and behind `hi`. */
export function isOpen(gate: u32, lo: usize, hi: usize, earlier: bool, more: bool, at: usize, end: usize): bool {
  let k: usize = code + (<usize>gate << 1);
  let what: u32 = <u32>load<u16>(k);
  let held: bool = true;
  while (what !== END) {
    if (what === ELSE) {
      if (held) return true;
      held = true;
    } else if (held) held = holds(k, what, lo, hi, earlier, more, at, end);
    k += STEP;
    what = <u32>load<u16>(k);
  }
  return held;
}

function holds(k: usize, what: u32, lo: usize, hi: usize, earlier: bool, more: bool, at: usize, end: usize): bool {
  const set: u32 = <u32>load<u16>(k, 2);
  const first: u32 = <u32>load<u16>(k, 4);
  const second: u32 = <u32>load<u16>(k, 6);
  if (what === RUN) return runs(set, first, hi, more, end);
  if (what === SOON) return soon(set, first, second, hi, more, end);
  if (what === PHRASE) return phrase(lo, hi, earlier, more, at);
  if (what === STARTS) return at <= lo || !has(set, <u32>load<u8>(at - 1)) || mayEscape(lo, at);
  if (what === BEFORE) return at <= lo || has(set, <u32>load<u8>(at - 1));
  if (what === WORDS) return words(lo, hi, earlier, more, at, first === 1);
  if (what === HEAD) return hasHead(set, lo, hi, more, at);
  if (what === REACH) return reaches(set, first, second, hi, more, end);
  if (what === IN_RUN) return isInRun(set, first, second, lo, hi, earlier, more, at);
  if (what === IN_WORD) return isInWord(first, second, lo, hi, earlier, more, at);
  if (what === BEHIND) return isBehind(set, first, second, lo, earlier, at);
  if (what === HEADED) return isHeaded(set, lo, hi, earlier, at);
  if (what === HOLDS) return isHeld(set, lo, hi, earlier, more, at);
  if (what === TAILED) return isTailed(set, hi, more, end);
  if (what === STEM) return isStem(set, first, lo, hi, at);
  if (what === CODE) return isCode(lo, hi, at);
  if (what === DIGITS) return hasDigits(set, first, second, hi, more, end);
  if (what === VENDOR) return isPromising(end, hi, more, first) && hasName(lo, hi, earlier, more, end);
  if (what === GAP) return hasGap(set, first, hi, more, end);
  if (what === WORD) return beginsWord(set, first, second, hi, more, end);
  if (what === LABEL) return isLabel(set, first, second, lo, hi, earlier, more, at, end);
  if (what === LINE) return isLine(first, lo, hi, at);
  return true;
}

function runs(set: u32, least: u32, hi: usize, more: bool, end: usize): bool {
  const stop: usize = end + <usize>least;
  const limit: usize = stop < hi ? stop : hi;
  for (let p: usize = end; p < limit; p++) if (!has(set, <u32>load<u8>(p))) return false;
  return stop <= hi || more;
}

function soon(set: u32, least: u32, within: u32, hi: usize, more: bool, end: usize): bool {
  let left: u32 = least;
  const stop: usize = end + <usize>within;
  const limit: usize = stop < hi ? stop : hi;
  for (let p: usize = end; p < limit; p++) {
    const byte: u32 = <u32>load<u8>(p);
    if (byte === 10 || byte === 0) return false;
    if (has(set, byte)) {
      left--;
      if (left === 0) return true;
    }
  }
  return stop > hi && more;
}

function reaches(set: u32, over: u32, within: u32, hi: usize, more: bool, end: usize): bool {
  const stop: usize = end + <usize>within;
  const limit: usize = stop < hi ? stop : hi;
  for (let p: usize = end; p < limit; p++) {
    const byte: u32 = <u32>load<u8>(p);
    if (has(set, byte)) return true;
    if (!has(over, byte)) return false;
  }
  return stop > hi && more;
}

function isInRun(set: u32, most: u32, least: u32, lo: usize, hi: usize, earlier: bool, more: bool, at: usize): bool {
  let from: usize = at;
  while (from > lo && at - from <= <usize>most && has(set, <u32>load<u8>(from - 1))) from--;
  let to: usize = at;
  while (to < hi && to - from <= <usize>most && has(set, <u32>load<u8>(to))) to++;
  if ((from === lo && earlier) || (to === hi && more)) return true;
  return to - from <= <usize>most && to - from >= <usize>least;
}

function isInWord(most: u32, least: u32, lo: usize, hi: usize, earlier: bool, more: bool, at: usize): bool {
  readWord(lo, hi, at);
  if ((wordFrom === lo && earlier) || (wordTo === hi && more)) return true;
  return wordTo - wordFrom <= <usize>most && wordTo - wordFrom >= <usize>least;
}

function isBehind(over: u32, joints: u32, set: u32, lo: usize, earlier: bool, at: usize): bool {
  let from: usize = at;
  while (from > lo && has(over, <u32>load<u8>(from - 1))) from--;
  if (from > lo && has(joints, <u32>load<u8>(from - 1))) from--;
  return from > lo ? has(set, <u32>load<u8>(from - 1)) : earlier;
}

function isHeaded(set: u32, lo: usize, hi: usize, earlier: bool, at: usize): bool {
  readWord(lo, hi, at);
  const from: usize = wordFrom;
  return from > lo ? has(set, <u32>load<u8>(from - 1)) : earlier;
}

function isHeld(set: u32, lo: usize, hi: usize, earlier: bool, more: bool, at: usize): bool {
  readWord(lo, hi, at);
  for (let p: usize = wordFrom; p < wordTo; p++) if (has(set, <u32>load<u8>(p))) return true;
  return (wordFrom === lo && earlier) || (wordTo === hi && more);
}

function isTailed(set: u32, hi: usize, more: bool, end: usize): bool {
  let to: usize = end;
  while (to < hi && isWord(<u32>load<u8>(to))) to++;
  return has(set, <u32>load<u8>(to - 1)) || (to === hi && more);
}

function isStem(pairs: u32, most: u32, lo: usize, hi: usize, at: usize): bool {
  readWord(lo, hi, at);
  const from: usize = wordFrom;
  if (mayHideEscape(lo, from)) return true;
  return at - from <= <usize>most && hasPair(pairs, from);
}

function hasDigits(over: u32, joints: u32, packed: u32, hi: usize, more: bool, end: usize): bool {
  const stop: usize = end + <usize>(packed & 0xff);
  const most: usize = stop < hi ? stop : hi;
  let i: usize = end;
  while (i < most && has(over, <u32>load<u8>(i))) i++;
  if (i >= most) return stop > hi && more;
  if (!isDigit(<u32>load<u8>(i))) return false;
  let left: u32 = (packed >>> 8) & 15;
  const gap: usize = <usize>(packed >>> 12);
  let last: usize = i;
  while (i < hi && i - last <= gap) {
    const byte: u32 = <u32>load<u8>(i);
    i++;
    if (isDigit(byte)) {
      left--;
      if (left === 0) return true;
      last = i;
    } else if (!has(joints, byte)) return false;
  }
  return i === hi && more;
}

function isLine(most: u32, lo: usize, hi: usize, at: usize): bool {
  let from: usize = at;
  while (from > lo && at - from <= <usize>most && load<u8>(from - 1) !== 10) from--;
  let to: usize = at;
  while (to < hi && to - from <= <usize>most && load<u8>(to) !== 10) to++;
  return to - from <= <usize>most;
}
