// Whether a span stands between hard boundaries, in AssemblyScript: the same as `stands` in hide.ts, which says what it means, for
// spans that their own form proves.

import { isDigit, isWord } from "./bytes.ts";

// Numbers of the sets in spot.ts.
export const PUNCTUATION: u32 = 0;
export const COMPARISON: u32 = 1;
export const LOCAL: u32 = 2;
export const LABEL: u32 = 3;
export const NOT_USERINFO: u32 = 4;
const BLANK: u32 = 5;
const JOINING: u32 = 6;
const OPENING: u32 = 7;
const CLOSING: u32 = 8;
const BEHIND_QUOTE: u32 = 9;
const NAME: u32 = 10;
const ENDS_VALUE: u32 = 11;
const BEFORE_OBJECT: u32 = 12;
const MARK: u32 = 13;
const CODE: u32 = 14;

let sets: usize = 0;

export function setStands(at: usize): void {
  sets = at;
}

// @ts-ignore: decorator
@inline
export function hasMember(set: u32, byte: u32): bool {
  return load<u8>(sets + (<usize>set << 8) + <usize>byte) !== 0;
}

const CLOSE: u32 = 0x29;

const NAME_MOST: usize = 16;
const KEY_MOST: usize = 32;
const SENTENCE: usize = 256;
/** Words beside a span that may be those of a seed phrase: one less than the shortest has. */
const PHRASE: u32 = 11;
const WORD_LEAST: usize = 3;
const WORD_MOST: usize = 8;

// @ts-ignore: decorator
@inline
function isQuote(byte: u32): bool {
  return byte === 0x22 || byte === 0x27;
}

// @ts-ignore: decorator
@inline
function isLower(byte: u32): bool {
  return byte - 0x61 < 26;
}

export function stands(lo: usize, hi: usize, start: usize, end: usize): bool {
  if (start > lo && !begins(lo, start - 1)) return false;
  if (end < hi && !ends(lo, hi, end)) return false;
  return wordsBefore(lo, start) + wordsBehind(hi, end) < PHRASE;
}

function wordsBefore(lo: usize, at: usize): u32 {
  let count: u32 = 0;
  if (at <= lo) return 0;
  let i: usize = at - 1;
  while (i > lo && count < PHRASE && hasMember(JOINING, <u32>load<u8>(i))) {
    const end: usize = i;
    while (i > lo && end - i <= WORD_MOST && isLower(<u32>load<u8>(i - 1))) i--;
    if (end - i < WORD_LEAST || end - i > WORD_MOST) return count;
    count++;
    i--;
  }
  return count;
}

function wordsBehind(hi: usize, at: usize): u32 {
  let count: u32 = 0;
  let i: usize = at;
  while (i < hi && count < PHRASE && hasMember(JOINING, <u32>load<u8>(i))) {
    i++;
    const start: usize = i;
    while (i < hi && i - start <= WORD_MOST && isLower(<u32>load<u8>(i))) i++;
    if (i - start < WORD_LEAST || i - start > WORD_MOST) return count;
    count++;
  }
  return count;
}

function begins(lo: usize, at: usize): bool {
  const byte: u32 = <u32>load<u8>(at);
  const before: u32 = at > lo ? <u32>load<u8>(at - 1) : 0x20;
  if (at > lo && hasMember(JOINING, byte)) {
    if (isDigit(<u32>load<u8>(at, 1)) && (isDigit(before) || isBehindGroup(lo, at))) return false;
    if (before === 0x3d) return isNamed(lo, at - lo > 2 && load<u8>(at - 2) === 0x20 ? at - 2 : at - 1);
  }
  if (hasMember(BLANK, byte)) return true;
  if (byte >= 0x80) return at - lo >= 2 && isChinese(<u32>load<u8>(at - 2), before);
  if (byte === 0x3d) return isNamed(lo, at);
  if (byte === 0x3a) return isUser(lo, at);
  if (!hasMember(OPENING, byte)) return false;
  if (hasMember(BLANK, before)) return true;
  if (!isQuote(byte)) return false;
  return before === 0x3a ? isMember(lo, at - 1) : before === 0x3d && isNamed(lo, at - 1);
}

function isBehindGroup(lo: usize, at: usize): bool {
  return at - lo >= 2 && load<u8>(at - 1) === CLOSE && isDigit(<u32>load<u8>(at - 2));
}

function isChinese(first: u32, second: u32): bool {
  return (first >= 0xe4 && first <= 0xe9) || (first === 0xe3 && second === 0x80) || (first === 0xef && second === 0xbc);
}

function isUser(lo: usize, at: usize): bool {
  const name: usize = nameStart(lo, at, KEY_MOST);
  if (name - lo < 3) return false;
  const from: usize = name - 3;
  if (load<u8>(from) !== 0x3a || load<u8>(from, 1) !== 0x2f || load<u8>(from, 2) !== 0x2f) return false;
  const scheme: usize = nameStart(lo, from, NAME_MOST);
  return scheme < from && (scheme === lo || begins(lo, scheme - 1));
}

function isNamed(lo: usize, at: usize): bool {
  const from: usize = nameStart(lo, at, NAME_MOST);
  for (let i: usize = from; i < at; i++) if (isDigit(<u32>load<u8>(i))) return false;
  return from < at && (from === lo || hasMember(BLANK, <u32>load<u8>(from - 1)));
}

function isMember(lo: usize, at: usize): bool {
  if (at - lo < 2) return false;
  const quote: u32 = <u32>load<u8>(at - 1);
  if (!isQuote(quote)) return false;
  const name: usize = nameStart(lo, at - 1, KEY_MOST);
  if (name <= lo) return false;
  const from: usize = name - 1;
  if (<u32>load<u8>(from) !== quote) return false;
  if (from === lo) return true;
  const open: u32 = <u32>load<u8>(from - 1);
  if (hasMember(BLANK, open)) return true;
  const before: u32 = from - 1 > lo ? <u32>load<u8>(from - 2) : 0x20;
  if (open === 0x2c) return hasMember(ENDS_VALUE, before);
  return open === 0x7b && hasMember(BEFORE_OBJECT, before);
}

function nameStart(lo: usize, at: usize, most: usize): usize {
  let from: usize = at;
  while (from > lo && at - from <= most && hasMember(NAME, <u32>load<u8>(from - 1))) from--;
  return from;
}

function ends(lo: usize, hi: usize, at: usize): bool {
  const byte: u32 = <u32>load<u8>(at);
  const isLast: bool = at + 1 >= hi;
  if (isQuote(byte)) return isLast || hasMember(BEHIND_QUOTE, <u32>load<u8>(at, 1));
  if (hasMember(MARK, byte)) return (isLast || hasMember(BLANK, <u32>load<u8>(at, 1))) && isProse(lo, at);
  if (byte === 0x40) return true;
  if (byte >= 0xe3) return at + 3 <= hi && isWide(at) && !isInAddress(lo, at);
  if (hasMember(JOINING, byte)) return isLast || !isWord(<u32>load<u8>(at - 1)) || !isDigit(<u32>load<u8>(at, 1));
  if (byte === CLOSE) return !goesOnBehindBracket(hi, at);
  return hasMember(CLOSING, byte) || hasMember(BLANK, byte);
}

function goesOnBehindBracket(hi: usize, at: usize): bool {
  if (at + 1 >= hi || !isDigit(<u32>load<u8>(at - 1))) return false;
  const next: u32 = <u32>load<u8>(at, 1);
  if (next !== 0x20 && next !== 0x2d && next !== 0x2e) return isDigit(next);
  return at + 2 < hi && isDigit(<u32>load<u8>(at, 2));
}

/** One of ，。；、！？）」. */
function isWide(at: usize): bool {
  const first: u32 = <u32>load<u8>(at);
  const second: u32 = <u32>load<u8>(at, 1);
  const third: u32 = <u32>load<u8>(at, 2);
  if (first === 0xe3) return second === 0x80 && (third === 0x81 || third === 0x82 || third === 0x8d);
  if (first !== 0xef || second !== 0xbc) return false;
  return third === 0x8c || third === 0x9b || third === 0x81 || third === 0x9f || third === 0x89;
}

function isProse(lo: usize, at: usize): bool {
  const least: usize = at - lo > SENTENCE ? at - SENTENCE : lo;
  for (let i: usize = at; i > least && load<u8>(i - 1) !== 10; i--)
    if (hasMember(CODE, <u32>load<u8>(i - 1))) return false;
  return true;
}

function isInAddress(lo: usize, at: usize): bool {
  const least: usize = at - lo > SENTENCE ? at - SENTENCE : lo;
  if (at <= lo) return false;
  for (let i: usize = at - 1; i > least && !hasMember(BLANK, <u32>load<u8>(i)); i--)
    if (load<u8>(i) === 0x2f && load<u8>(i - 1) === 0x2f) return true;
  return false;
}
