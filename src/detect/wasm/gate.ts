// The gates before rules, in AssemblyScript: the same conditions as gate.ts and phrase.ts, which say what they mean. `[lo, hi)` is
// the text that is at hand. There may be more of it to either side; where that could decide, a gate is open.

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
const STEP: usize = 8;

let code: usize = 0;
let members: usize = 0;
let trie: usize = 0;
/** Starts and ends of groups of digits, four bytes each, in turn. */
let groups: usize = 0;
let looks: usize = 0;
let looksEnd: usize = 0;
let names: usize = 0;
let shorts: usize = 0;
let shortsEnd: usize = 0;
let heads: usize = 0;

/** Takes ten settings from `at` on, four bytes each, in the order of pass.ts. */
export function setGates(at: usize): void {
  code = load<u32>(at);
  members = load<u32>(at, 4);
  trie = load<u32>(at, 8);
  groups = load<u32>(at, 12);
  looks = load<u32>(at, 16);
  looksEnd = looks + load<u32>(at, 20);
  names = load<u32>(at, 24);
  shorts = load<u32>(at, 28);
  shortsEnd = shorts + load<u32>(at, 32);
  heads = load<u32>(at, 36);
}

// @ts-ignore: decorator
@inline
function has(set: u32, byte: u32): bool {
  return ((<u32>load<u8>(members + (<usize>set << 5) + <usize>(byte >>> 3)) >>> (byte & 7)) & 1) !== 0;
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

// @ts-ignore: decorator
@inline
function isAscii(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

// @ts-ignore: decorator
@inline
function isWord(byte: u32): bool {
  return isDigit(byte) || isAscii(byte) || byte === 0x5f;
}

// The word that was asked about last: hits come in order, and a long run of letters and digits has many.
let wordFrom: usize = 0;
let wordTo: usize = 0;

// Stretches of words that are too short for a phrase, wherever one begins: of small letters, and of any.
let smallFrom: usize = 0;
let smallTo: usize = 0;
let anyFrom: usize = 0;
let anyTo: usize = 0;

// The code that was asked about last, with its joints, and whether its gate was open.
let codeFrom: usize = 0;
let codeTo: usize = 0;
let codeOpen: bool = false;

/** To be called where the text is another one. */
export function forgetWord(): void {
  codeFrom = 0;
  codeTo = 0;
  wordFrom = 0;
  wordTo = 0;
  smallFrom = 0;
  smallTo = 0;
  anyFrom = 0;
  anyTo = 0;
}

/** Finds the word around `at`; behind this it is `[wordFrom, wordTo)`. */
function readWord(lo: usize, hi: usize, at: usize): void {
  if (at >= wordFrom && at < wordTo) return;
  let from: usize = at;
  while (from > lo && isWord(<u32>load<u8>(from - 1))) from--;
  let to: usize = at;
  while (to < hi && isWord(<u32>load<u8>(to))) to++;
  wordFrom = from;
  wordTo = to;
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
  if (what === PHRASE) return phrase(lo, hi, more, at);
  if (what === STARTS) return at <= lo || !has(set, <u32>load<u8>(at - 1)) || mayEscape(lo, at);
  if (what === BEFORE) return at <= lo || has(set, <u32>load<u8>(at - 1));
  if (what === WORDS) return words(lo, hi, earlier, more, at, first === 1);
  if (what === HEAD) return head(lo, hi, more, at);
  if (what === REACH) return reaches(set, first, second, hi, more, end);
  if (what === IN_RUN) return isInRun(set, first, second, lo, hi, at);
  if (what === IN_WORD) return isInWord(first, second, lo, hi, at);
  if (what === BEHIND) return isBehind(set, first, second, lo, earlier, at);
  if (what === HEADED) return isHeaded(set, lo, hi, earlier, at);
  if (what === TAILED) return isTailed(set, hi, more, end);
  if (what === STEM) return isStem(first, lo, hi, at);
  if (what === CODE) return isCode(lo, hi, at);
  if (what === DIGITS) return hasDigits(set, first, second, hi, more, end);
  if (what === VENDOR) return isPromising(end, hi, more) && hasName(lo, end);
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

function isInRun(set: u32, most: u32, least: u32, lo: usize, hi: usize, at: usize): bool {
  let from: usize = at;
  while (from > lo && at - from <= <usize>most && has(set, <u32>load<u8>(from - 1))) from--;
  let to: usize = at;
  while (to < hi && to - from <= <usize>most && has(set, <u32>load<u8>(to))) to++;
  return to - from <= <usize>most && to - from >= <usize>least;
}

function isInWord(most: u32, least: u32, lo: usize, hi: usize, at: usize): bool {
  readWord(lo, hi, at);
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

function isTailed(set: u32, hi: usize, more: bool, end: usize): bool {
  let to: usize = end;
  while (to < hi && isWord(<u32>load<u8>(to))) to++;
  return has(set, <u32>load<u8>(to - 1)) || (to === hi && more);
}

function mayHideEscape(lo: usize, from: usize): bool {
  const before: u32 = from > lo ? <u32>load<u8>(from - 1) : 0;
  return before === 0x5c || before === 0x25 || before === 0x5b || before === 0x3b;
}

function isStem(most: u32, lo: usize, hi: usize, at: usize): bool {
  readWord(lo, hi, at);
  const from: usize = wordFrom;
  if (mayHideEscape(lo, from)) return true;
  return at - from <= <usize>most && isAscii(<u32>load<u8>(from)) && isAscii(<u32>load<u8>(from, 1));
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

function isCode(lo: usize, hi: usize, at: usize): bool {
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

const VENDOR_REACH: usize = 72;

function isPromising(from: usize, hi: usize, more: bool): bool {
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

function hasName(lo: usize, end: usize): bool {
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
function hasBit(table: usize, place: u32): bool {
  return ((<u32>load<u8>(table + <usize>(place >>> 3)) >>> (place & 7)) & 1) !== 0;
}

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

function isLine(most: u32, lo: usize, hi: usize, at: usize): bool {
  let from: usize = at;
  while (from > lo && at - from <= <usize>most && load<u8>(from - 1) !== 10) from--;
  let to: usize = at;
  while (to < hi && to - from <= <usize>most && load<u8>(to) !== 10) to++;
  return to - from <= <usize>most;
}

// @ts-ignore: decorator
@inline
function isLetter(byte: u32, small: bool): bool {
  return small ? byte - 0x61 < 26 : byte >= 0x80 || isAscii(byte);
}

// @ts-ignore: decorator
@inline
function isBetween(byte: u32, small: bool): bool {
  return byte === 0x20 || (small && (byte === 0x2c || byte === 0x2e || byte === 0x29 || isDigit(byte)));
}

function isHead(table: usize, at: usize): bool {
  const a: u32 = <u32>load<u8>(at);
  const b: u32 = <u32>load<u8>(at, 1);
  const c: u32 = <u32>load<u8>(at, 2);
  if ((a | b | c) >= 0x80) return true;
  return hasBit(table, ((a & 31) << 10) | ((b & 31) << 5) | (c & 31));
}

function words(
  lo: usize,
  hi: usize,
  earlier: bool,
  more: bool,
  at: usize,
  small: bool,
): bool {
  if (small ? at >= smallFrom && at < smallTo : at >= anyFrom && at < anyTo) return false;
  const gapMost: usize = small ? 6 : 1;
  const wordMost: usize = small ? 8 : 48;
  const table: usize = small ? heads : heads + 4096;
  let stop: usize = at;
  let count: u32 = 0;
  let i: usize = at;
  let on: bool = true;
  while (on) {
    const gap: usize = i;
    while (i < hi && i - gap < gapMost && isBetween(<u32>load<u8>(i), small)) i++;
    const start: usize = i;
    while (i < hi && isLetter(<u32>load<u8>(i), small)) i++;
    if (i === hi && more) return true;
    stop = start;
    on = i - start >= 3 && i - start <= wordMost && start > gap && isHead(table, start);
    if (on) {
      count++;
      if (count === 12) return true;
    }
  }
  i = at;
  // The space at `at` may be the last byte of a gap.
  while (i > lo && at + 1 - i < gapMost && isBetween(<u32>load<u8>(i - 1), small)) i--;
  on = i > lo;
  let first: usize = at;
  while (on) {
    const end: usize = i;
    while (i > lo && isLetter(<u32>load<u8>(i - 1), small)) i--;
    if (i === lo && earlier) return true;
    on = end - i >= 3 && end - i <= wordMost && isHead(table, i);
    if (on) {
      count++;
      if (count === 12) return true;
      first = i;
      const gap: usize = i;
      while (i > lo && gap - i < gapMost && isBetween(<u32>load<u8>(i - 1), small)) i--;
      on = i < gap;
    }
  }
  if (small) {
    smallFrom = first;
    smallTo = stop;
  } else {
    anyFrom = first;
    anyTo = stop;
  }
  return false;
}

function head(lo: usize, hi: usize, more: bool, at: usize): bool {
  const least: usize = at - lo > 44 ? at - 44 : lo;
  let i: usize = at;
  if (i + 4 > hi && more) return true;
  let on: bool = true;
  while (on) {
    if (
      i + 3 < hi &&
      (i <= lo || !isWord(<u32>load<u8>(i - 1))) &&
      isAscii(<u32>load<u8>(i)) &&
      isAscii(<u32>load<u8>(i, 1)) &&
      isDigit(<u32>load<u8>(i, 2)) &&
      isDigit(<u32>load<u8>(i, 3))
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

// @ts-ignore: decorator
@inline
function isSeparator(byte: u32): bool {
  return byte === 0x20 || byte === 0x2d || byte === 0x2e;
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

function phrase(lo: usize, hi: usize, more: bool, at: usize): bool {
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
          if (load<u16>(trie + (<usize>row << 1)) !== 0 && (end >= hi || !isWord(<u32>load<u8>(end)))) return true;
          on = true;
        }
      }
      j++;
    }
  }
  return false;
}

function mayEscape(lo: usize, at: usize): bool {
  return (
    load<u8>(at - 1) === 0x6d ||
    (at >= lo + 2 && load<u8>(at - 2) === 0x5c) ||
    (at >= lo + 3 && load<u8>(at - 3) === 0x25) ||
    (at >= lo + 6 && load<u8>(at - 6) === 0x5c)
  );
}
