// The gates before names that say what follows them, in AssemblyScript: of secrets, and of numbers behind a caption.

import { isAscii, isDigit, isWord, mayHideEscape } from "./bytes.ts";
import { has, hasPair, placeOf } from "./sets.ts";

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

/** Bytes of a word that count, see `wordHeads` in gate.ts. */
const WORD_HEAD: usize = 8;

export function beginsWord(over: u32, words: u32, most: u32, hi: usize, more: bool, end: usize): bool {
  let from: usize = end;
  while (from < hi && from - end < <usize>most && has(over, <u32>load<u8>(from))) from++;
  if (more && from + WORD_HEAD > hi) return true;
  for (let k: usize = placeOf(words); load<u8>(k) !== 0; k += WORD_HEAD) {
    let i: usize = 0;
    while (i < WORD_HEAD && from + i < hi && <u32>load<u8>(k + i) === (<u32>load<u8>(from + i) | 0x20)) i++;
    if (i === WORD_HEAD || load<u8>(k + i) === 0) return true;
  }
  return false;
}

const NAME_MOST: usize = 64;
const VALUE_HEAD: usize = 40;
const CLOSING_MOST: u32 = 8;
const SPACES_MOST: usize = 24;
/** See `labelWords` in label-open.ts. */
const VERBS: usize = 64;
const AHEAD: usize = 8;

// @ts-ignore: decorator
@inline
function isSpace(byte: u32): bool {
  return byte === 0x20 || byte === 9;
}

// @ts-ignore: decorator
@inline
function isQuote(byte: u32): bool {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

// @ts-ignore: decorator
@inline
function isPlain(byte: u32): bool {
  return isAscii(byte) || isDigit(byte);
}

/** The byte at a place; a line end behind the text. */
// @ts-ignore: decorator
@inline
function byteAt(hi: usize, place: usize): u32 {
  return place < hi ? <u32>load<u8>(place) : 10;
}

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
  words: u32,
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
  let word: usize = inside;
  while (word > lo && inside - word < NAME_MOST && isWord(<u32>load<u8>(word - 1))) word--;
  let start: usize = word;
  while (start > lo && inside - start < NAME_MOST && has(name, <u32>load<u8>(start - 1))) start--;
  const hidden: bool = mayHideEscape(lo, start);
  while (start < inside && (load<u8>(start) === 0x2d || load<u8>(start) === 0x2e)) start++;
  let stop: usize = nameEnd(name, hi, inside);
  if (stop + 1 < end) stop = nameEnd(name, hi, end);
  const table: usize = placeOf(words);
  if (!hidden && isKeyOfElse(table, lo, start, stop)) return false;
  if (isCompared(lo, start)) return true;
  if (stop >= hi || !has(follows, <u32>load<u8>(stop))) return false;
  if (load<u8>(stop) === 0x20 && stop + 1 < hi && isPlain(<u32>load<u8>(stop, 1)))
    return mayGoOn(table, lo, hi, inside, word, stop);
  return isJoined(lo, hi, more, start, stop, hidden);
}

/** `key` and nothing else, behind no word or one that makes it a key of something else. */
function isKeyOfElse(table: usize, lo: usize, start: usize, stop: usize): bool {
  if (stop - start !== 3 || ((load<u32>(start) | 0x202020) & 0xffffff) !== 0x79656b) return false;
  if (start < lo + 2 || load<u8>(start - 1) !== 0x20 || !isAscii(<u32>load<u8>(start - 2))) return true;
  let from: usize = start - 1;
  while (from > lo && start - 1 - from <= AHEAD && isAscii(<u32>load<u8>(from - 1))) from--;
  const length: usize = start - 1 - from;
  if (length > AHEAD) return false;
  let text: u64 = load<u64>(from) | 0x2020202020202020;
  if (length < AHEAD) text &= (<u64>1 << (<u64>length << 3)) - 1;
  let at: usize = table + VERBS;
  let other: u64 = load<u64>(at);
  while (other !== 0) {
    if (other === text) return true;
    at += AHEAD;
    other = load<u64>(at);
  }
  return false;
}

/** `"…" == name`, `"…".equals(name`: the value stands before it. */
function isCompared(lo: usize, start: usize): bool {
  if (start < lo + 2) return false;
  const last: u32 = <u32>load<u8>(start - 1);
  if (last === 0x28) {
    const letter: u32 = <u32>load<u8>(start - 2) | 0x20;
    return letter === 0x73 || letter === 0x65 || letter === 0x71;
  }
  if (last !== 0x20) return false;
  let i: usize = start - 1;
  while (i > lo && start - 1 - i < 4 && (load<u8>(i - 1) === 0x3d || load<u8>(i - 1) === 0x21)) i--;
  if (start - 1 - i < 2 || i === lo) return false;
  if (load<u8>(i - 1) === 0x20) i--;
  return i > lo && isQuote(<u32>load<u8>(i - 1));
}

/** A letter or digit behind the name and a space: a verb, or a value without operator. */
function mayGoOn(table: usize, lo: usize, hi: usize, inside: usize, word: usize, stop: usize): bool {
  const before: u32 = word > lo ? <u32>load<u8>(word - 1) : 0;
  if (isVerb(table, hi, stop + 1) || before === 0x3c || before === 0x2d || isQuote(<u32>load<u8>(stop - 1))) return true;
  const length: usize = stop - word;
  if (word < inside) {
    if (before === 0x20 && word >= lo + 2 && isAscii(<u32>load<u8>(word - 2))) return true;
    if (length === 6 || length === 10 || length === 11) return true;
  } else if (length === 10) return true;
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
  return before === 0x20 && followsLogin(lo, word);
}

function isVerb(table: usize, hi: usize, at: usize): bool {
  for (let k: usize = table; k < table + VERBS && load<u8>(k) !== 0; k += 4) {
    let i: usize = 0;
    while (i < 4 && load<u8>(k + i) !== 0 && (byteAt(hi, at + i) | 0x20) === <u32>load<u8>(k + i)) i++;
    if (i === 4 || (load<u8>(k + i) === 0 && !isAscii(byteAt(hi, at + i)))) return true;
  }
  return false;
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

/** What closes the name, then an operator, or white space before a value. */
function isJoined(lo: usize, hi: usize, more: bool, start: usize, stop: usize, hidden: bool): bool {
  let i: usize = stop;
  let named: bool = false;
  let on: bool = true;
  for (let k: u32 = 0; on && k < CLOSING_MOST; k++) {
    if (i >= hi) return more;
    const byte: u32 = <u32>load<u8>(i);
    const next: u32 = byteAt(hi, i + 1);
    if (isQuote(byte)) named = true;
    else if (byte === 0x5c) on = isQuote(next) || next === 0x5c;
    else if (byte === 0x5b) {
      while (isWord(byteAt(hi, i + 1)) || byteAt(hi, i + 1) === 0x24) i++;
      if (i + 1 >= hi) return more;
      if (load<u8>(i, 1) !== 0x5d) return false;
      i++;
    } else if (byte === 0x26) {
      on = isQuot(hi, i);
      if (on) {
        named = true;
        i += 5;
      }
    } else on = byte === 0x5d || byte === 0x2a || byte === 0x3f;
    if (on) i++;
  }
  const closed: usize = i;
  while (i - closed < SPACES_MOST && isSpace(byteAt(hi, i))) i++;
  if (i >= hi) return more;
  // Attributes may be long.
  if (more && hi - i < 512) return true;
  return isOperator(lo, hi, i, start, named, i > closed, hidden);
}

/** `&quot;` */
function isQuot(hi: usize, at: usize): bool {
  return (
    at + 6 <= hi && (load<u32>(at) | 0x20202000) === 0x6f757126 && load<u8>(at, 5) === 0x3b && (load<u8>(at, 4) | 0x20) === 0x74
  );
}

function isOperator(
  lo: usize,
  hi: usize,
  i: usize,
  start: usize,
  named: bool,
  spaced: bool,
  hidden: bool,
): bool {
  const byte: u32 = <u32>load<u8>(i);
  const next: u32 = byteAt(hi, i + 1);
  const before: u32 = start > lo ? <u32>load<u8>(start - 1) : 0;
  if (byte === 0x3d || byte >= 0x80 || (byte === 0x21 && next === 0x3d)) return true;
  if (byte === 0x3a) {
    const third: u32 = byteAt(hi, i + 2);
    if (next !== 0x3a || third === 0x20 || third === 0x3a || third === 0x3d) return true;
  }
  if (byte === 0x2c) {
    const first: u32 = <u32>load<u8>(start);
    if (named || hidden || first - 0x41 < 26 || before === 0x7b || before === 0x28) return true;
    if (mayPair(hi, i + 1)) return true;
  }
  if (byte === 0x3e && !spaced) return named || hidden || before === 0x3c || before === 0x3a;
  if (byte === 0x3c && (spaced ? next === 0x2d : next === 0x2f)) return true;
  if (byte === 0x7c && (spaced || hidden || before === 0x7c)) return true;
  if (byte === 0x3f && spaced) return true;
  if (byte === 0x29 && named) return isSpace(next);
  if ((byte === 0x2b || byte === 0x2e) && spaced && (next === 0x3d || next === byte)) return true;
  if (byte === 0x25 && !spaced) return next === 0x33;
  if (byte === 0x28 && !spaced) return !named;
  if (byte === 0x7b && (spaced ? next === 0x20 : isQuote(next))) return true;
  if (!spaced) return false;
  if (named) return isAttribute(hi, i);
  if (hidden || before === 0x3c || before === 0x2d) return true;
  return isPlain(byte) || byte === 0x5f || byte === 0x24 || byte === 0x5c || isQuote(byte) || isSpace(byte);
}

/** True where `value`, `default` or `content` may follow. */
function mayPair(hi: usize, from: usize): bool {
  let k: usize = from;
  while (
    k - from < SPACES_MOST &&
    (isSpace(byteAt(hi, k)) || isQuote(byteAt(hi, k)) || byteAt(hi, k) === 0x5c)
  )
    k++;
  const letter: u32 = byteAt(hi, k) | 0x20;
  return letter === 0x76 || letter === 0x64 || letter === 0x63;
}

/** `value=`, maybe behind other attributes. */
function isAttribute(hi: usize, at: usize): bool {
  let i: usize = at;
  for (let k: u32 = 0; k < 4; k++) {
    if (
      i + 6 <= hi &&
      (load<u32>(i) | 0x20202020) === 0x756c6176 && // valu
      (<u32>load<u8>(i, 4) | 0x20) === 0x65 &&
      load<u8>(i, 5) === 0x3d
    )
      return true;
    const name: usize = i;
    while (
      i < hi &&
      i - name < 32 &&
      (isWord(<u32>load<u8>(i)) || load<u8>(i) === 0x24 || load<u8>(i) === 0x3a)
    )
      i++;
    const quote: u32 = byteAt(hi, i + 1);
    if (i === name || byteAt(hi, i) !== 0x3d || (quote !== 0x22 && quote !== 0x27)) return false;
    i += 2;
    const from: usize = i;
    let byte: u32 = byteAt(hi, i);
    while (i - from < 64 && byte !== quote && byte !== 10 && byte !== 0) {
      i++;
      byte = byteAt(hi, i);
    }
    if (byte !== quote || byteAt(hi, i + 1) !== 0x20) return false;
    i += 2;
  }
  return false;
}
