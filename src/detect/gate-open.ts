// Asks gates: the conditions of gate.ts, in TypeScript. wasm/gate.ts has them a second time; a test holds both against each other.

import { isDigit, isLetter, isWord } from "./byte.ts";
import { ELSE, END, type Gates, OPS, STEP, WORD_HEAD } from "./gate.ts";
import { isLabel } from "./label-open.ts";
import { isListed } from "./listed.ts";
import { isInside, isPromising, mayBeName, type Names, reachBack, VENDOR_REACH } from "./names.ts";
import { groupsAt, mayEscape } from "./phrase.ts";

/** A line that is looked at: offsets in `bytes`. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly lo: number;
  readonly hi: number;
}

/** True when the gate at `gate` lets the anchor `[at, end)` through. */
export function isOpen(gates: Gates, gate: number, window: Window, at: number, end: number): boolean {
  const { code } = gates;
  if (code[gate] === END) return true;
  for (let k = gate; ; k += STEP) {
    let what = code[k] as number;
    // All conditions of an alternative hold.
    if (what === END || what === ELSE) return true;
    if (holds(gates, k, window, at, end)) continue;
    do {
      k += STEP;
      what = code[k] as number;
      if (what === END) return false;
    } while (what !== ELSE);
  }
}

const NEWLINE = 10;
/** Bytes of a bank account with its spaces, before the digits that an anchor found. */
const HEAD_REACH = 44;

function holds(gates: Gates, k: number, { bytes, lo, hi }: Window, at: number, end: number): boolean {
  const { code } = gates;
  const set = code[k + 1] as number;
  const first = code[k + 2] as number;
  switch (code[k]) {
    case OPS.before:
      return at <= lo || has(gates, set, bytes[at - 1] as number);
    case OPS.starts:
      return at <= lo || !has(gates, set, bytes[at - 1] as number) || mayEscape(bytes, lo, at);
    case OPS.run: {
      if (end + first > hi) return false;
      for (let i = end; i < end + first; i++) if (!has(gates, set, bytes[i] as number)) return false;
      return true;
    }
    case OPS.soon: {
      const most = Math.min(hi, end + (code[k + 3] as number));
      let left = first;
      for (let i = end; i < most && bytes[i] !== NEWLINE && bytes[i] !== 0; i++)
        if (has(gates, set, bytes[i] as number) && --left === 0) return true;
      return false;
    }
    case OPS.inWord:
    case OPS.inRun: {
      let from = at;
      while (from > lo && at - from <= first && has(gates, set, bytes[from - 1] as number)) from--;
      let to = at;
      while (to < hi && to - from <= first && has(gates, set, bytes[to] as number)) to++;
      return to - from <= first && to - from >= (code[k + 3] as number);
    }
    case OPS.behind: {
      let from = at;
      while (from > lo && has(gates, set, bytes[from - 1] as number)) from--;
      if (from > lo && has(gates, first, bytes[from - 1] as number)) from--;
      return from > lo && has(gates, code[k + 3] as number, bytes[from - 1] as number);
    }
    case OPS.headed: {
      const from = wordStart(bytes, lo, at);
      return from > lo && has(gates, set, bytes[from - 1] as number);
    }
    case OPS.holds: {
      for (let i = wordStart(bytes, lo, at); i < hi && isWord(bytes[i] as number); i++)
        if (has(gates, set, bytes[i] as number)) return true;
      return false;
    }
    case OPS.tailed: {
      let to = end;
      while (to < hi && isWord(bytes[to] as number)) to++;
      return has(gates, set, bytes[to - 1] as number);
    }
    case OPS.stem: {
      const from = wordStart(bytes, lo, at);
      if (mayHideEscape(bytes, lo, from)) return true;
      return at - from <= first && hasPair(gates, set, bytes, from);
    }
    case OPS.code:
      return isCode(gates, bytes, lo, hi, at);
    case OPS.digits:
      return hasDigits(gates, set, first, code[k + 3] as number, bytes, hi, end);
    case OPS.vendor:
      return isPromising(bytes, end, hi, first) && hasName(gates.names, bytes, lo, end);
    case OPS.line: {
      let from = at;
      while (from > lo && at - from <= first && bytes[from - 1] !== NEWLINE) from--;
      let to = at;
      while (to < hi && to - from <= first && bytes[to] !== NEWLINE) to++;
      return to - from <= first;
    }
    case OPS.reach: {
      const most = Math.min(hi, end + (code[k + 3] as number));
      for (let i = end; i < most; i++) {
        const byte = bytes[i] as number;
        if (has(gates, set, byte)) return true;
        if (!has(gates, first, byte)) return false;
      }
      return false;
    }
    case OPS.word:
      return beginsWord(gates, set, first, code[k + 3] as number, bytes, hi, end);
    case OPS.words:
      return isPhrase(gates.words, bytes, lo, hi, at, first === 1);
    case OPS.phrase:
      return groupsAt(gates.trie, gates.tails, { bytes, lo, hi }, at);
    case OPS.head:
      return hasHead(gates, set, bytes, lo, hi, at);
    case OPS.gap:
      return hasGap(gates, set, first, bytes, hi, end);
    case OPS.label:
      return isLabel(
        {
          bytes,
          lo,
          hi,
          isName: (byte) => has(gates, set, byte),
          follows: (byte) => has(gates, first, byte),
          words: gates.members.subarray(32 * (code[k + 3] as number)),
        },
        at,
        end,
      );
    default:
      throw new TypeError("no such condition");
  }
}

function has({ members }: Gates, set: number, byte: number): boolean {
  return (((members[32 * set + (byte >> 3)] as number) >> (byte & 7)) & 1) === 1;
}

/** True where two letters stand that are one of the pairs. */
function hasPair({ members }: Gates, set: number, bytes: Uint8Array, at: number): boolean {
  const [a, b] = [bytes[at] as number, bytes[at + 1] as number];
  if (!isLetter(a) || !isLetter(b)) return false;
  const place = ((a & 31) << 5) | (b & 31);
  return (((members[32 * set + (place >> 3)] as number) >> (place & 7)) & 1) === 1;
}

function wordStart(bytes: Uint8Array, lo: number, at: number): number {
  let from = at;
  while (from > lo && isWord(bytes[from - 1] as number)) from--;
  return from;
}

/** True where the beginning of a word may be the tail of an escape; see `skipEscape` in build/boundary.ts. */
function mayHideEscape(bytes: Uint8Array, lo: number, from: number): boolean {
  const before = from > lo ? (bytes[from - 1] as number) : 0;
  return before === 0x5c || before === 0x25 || before === 0x5b || before === 0x3b;
}

/** True where what stands before `at` may be the tail of an escape; see `escapeBefore` in build/boundary.ts. */
function mayEndEscape(bytes: Uint8Array, lo: number, at: number): boolean {
  return (
    bytes[at - 1] === 0x6d ||
    (at - 2 >= lo && bytes[at - 2] === 0x5c) ||
    (at - 3 >= lo && bytes[at - 3] === 0x25) ||
    (at - 6 >= lo && bytes[at - 6] === 0x5c)
  );
}

/** Bytes of a code with its joints at most. */
const CODE_MOST = 28;

function isCode({ looks }: Gates, bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  // A word that is too long has no code in it, nor one of its parts: those join with `_`. An escape may be its beginning.
  const word = wordStart(bytes, lo, at);
  let stop = at;
  while (stop < hi && stop - word <= CODE_MOST && isWord(bytes[stop] as number)) stop++;
  if (stop - word > CODE_MOST && !mayHideEscape(bytes, lo, word)) return false;
  let from = at;
  while (from > lo && at - from <= CODE_MOST && isOfCode(bytes, lo, hi, from - 1)) from--;
  if (mayHideEscape(bytes, lo, from)) return true;
  let to = at;
  while (to < hi && to - from <= CODE_MOST && isOfCode(bytes, lo, hi, to)) to++;
  if (to - from > CODE_MOST) return false;
  let length = 0;
  let digits = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (isDigit(byte)) digits |= 1 << length++;
    else if (isLetter(byte)) length++;
  }
  for (let k = 0; k < looks.length; k += 3)
    if (looks[k] === length && (digits & (looks[k + 1] as number)) === 0 && (~digits & (looks[k + 2] as number)) === 0)
      return true;
  return false;
}

function isOfCode(bytes: Uint8Array, lo: number, hi: number, i: number): boolean {
  const byte = bytes[i] as number;
  if (isDigit(byte) || isLetter(byte)) return true;
  if ((byte !== 0x2e && byte !== 0x2d) || i <= lo || i + 1 >= hi) return false;
  const before = bytes[i - 1] as number;
  const after = bytes[i + 1] as number;
  return (isDigit(before) || isLetter(before)) && (isDigit(after) || isLetter(after));
}

function hasDigits(
  gates: Gates,
  over: number,
  joints: number,
  packed: number,
  bytes: Uint8Array,
  hi: number,
  end: number,
): boolean {
  const most = Math.min(hi, end + (packed & 0xff));
  let i = end;
  while (i < most && has(gates, over, bytes[i] as number)) i++;
  if (i >= most || !isDigit(bytes[i] as number)) return false;
  let left = (packed >> 8) & 15;
  for (let last = i; i < hi && i - last <= packed >> 12; i++) {
    const byte = bytes[i] as number;
    if (isDigit(byte)) {
      if (--left === 0) return true;
      last = i + 1;
    } else if (!has(gates, joints, byte)) return false;
  }
  return false;
}

function beginsWord(
  gates: Gates,
  over: number,
  words: number,
  most: number,
  bytes: Uint8Array,
  hi: number,
  end: number,
): boolean {
  const { members } = gates;
  let from = end;
  while (from < hi && from - end < most && has(gates, over, bytes[from] as number)) from++;
  for (let k = 32 * words; members[k] !== 0; k += WORD_HEAD) {
    let i = 0;
    while (i < WORD_HEAD && from + i < hi && members[k + i] === ((bytes[from + i] as number) | 0x20)) i++;
    if (i === WORD_HEAD || members[k + i] === 0) return true;
  }
  return false;
}

/** Letters of a code before its first digit. */
const CODE_HEAD = 5;

function hasGap(gates: Gates, pairs: number, within: number, bytes: Uint8Array, hi: number, end: number): boolean {
  const most = Math.min(hi, end + within);
  let i = end;
  while (i < most && isLetter(bytes[i] as number)) i++;
  while (i < most) {
    const byte = bytes[i] as number;
    if (isDigit(byte)) return true;
    if (byte === NEWLINE || byte === 0) return false;
    if (!isLetter(byte)) {
      i++;
      continue;
    }
    const start = i;
    while (i < most && isLetter(bytes[i] as number)) i++;
    if (i === most) return true;
    if (i - start === 1 || hasPair(gates, pairs, bytes, start)) continue;
    if (i - start > CODE_HEAD) return false;
    if (!isDigit(bytes[i] as number) && !(i + 1 < hi && isDigit(bytes[i + 1] as number))) return false;
  }
  return false;
}

function hasName(names: Names, bytes: Uint8Array, lo: number, end: number): boolean {
  for (let i = reachBack(bytes, Math.max(lo, end - VENDOR_REACH), end); i < end; i++)
    if (!isInside(bytes, lo, i) && mayBeName(names, bytes, i)) return true;
  return false;
}

const WORDS = 12;
const WORD_LEAST = 3;
const GAP_MOST = 6;

/** Small letters where words are short, else those of any script. */
function isLetterOf(byte: number, small: boolean): boolean {
  return small ? byte >= 0x61 && byte <= 0x7a : byte >= 0x80 || isLetter(byte);
}

/** What stands between the words of a phrase: spaces, commas, the numbers of a list. */
function isBetween(byte: number, small: boolean): boolean {
  return byte === 0x20 || (small && (byte === 0x2c || byte === 0x2e || byte === 0x29 || isDigit(byte)));
}

function isPhrase(table: Uint32Array, bytes: Uint8Array, lo: number, hi: number, at: number, small: boolean): boolean {
  const gapMost = small ? GAP_MOST : 1;
  const wordMost = small ? 8 : 48;
  let words = 0;
  for (let i = at; i < hi; ) {
    const gap = i;
    while (i < hi && i - gap < gapMost && isBetween(bytes[i] as number, small)) i++;
    const start = i;
    while (i < hi && isLetterOf(bytes[i] as number, small)) i++;
    if (i - start < WORD_LEAST || i - start > wordMost || start === gap || !mayBeListed(table, bytes, start, i, small))
      break;
    if (++words === WORDS) return true;
  }
  let i = at;
  // The space at `at` may be the last byte of a gap.
  while (i > lo && at + 1 - i < gapMost && isBetween(bytes[i - 1] as number, small)) i--;
  while (i > lo) {
    const end = i;
    while (i > lo && isLetterOf(bytes[i - 1] as number, small)) i--;
    if (end - i < WORD_LEAST || end - i > wordMost || !mayBeListed(table, bytes, i, end, small)) break;
    if (++words === WORDS) return true;
    const gap = i;
    while (i > lo && gap - i < gapMost && isBetween(bytes[i - 1] as number, small)) i--;
    if (i === gap) break;
  }
  return false;
}

/** True for a word of a list, and where an accent hides what it is. */
function mayBeListed(table: Uint32Array, bytes: Uint8Array, start: number, end: number, small: boolean): boolean {
  for (let i = start; i < end; i++) if ((bytes[i] as number) >= 0x80) return true;
  return isListed(table, small, bytes, start, end);
}

/** Letters and digits of the shortest bank account behind its country and check digits. */
const ACCOUNT_REST = 11;

/** True when a bank account may go on at `at`: letters and digits, and between groups of four what stands before the first. */
function goesOn(bytes: Uint8Array, at: number, hi: number): boolean {
  const separator = bytes[at] as number;
  const grouped = separator === 0x20 || separator === 0x2d;
  let count = 0;
  for (let i = at; i < hi && count < ACCOUNT_REST; i++) {
    const byte = bytes[i] as number;
    if (isDigit(byte) || isLetter(byte)) count++;
    else if (!grouped || byte !== separator || count % 4 !== 0 || bytes[i - 1] === separator) return false;
  }
  return count === ACCOUNT_REST;
}

/** Looks for the country and check digits of a bank account, which begin it. */
function hasHead(gates: Gates, pairs: number, bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  const least = Math.max(lo, at - HEAD_REACH);
  for (let i = at; ; i--) {
    const byte = i > lo ? (bytes[i - 1] as number) : 0;
    if (i + 3 < hi && isDigit(bytes[i + 2] as number) && isDigit(bytes[i + 3] as number))
      if ((!isWord(byte) || mayEndEscape(bytes, lo, i)) && hasPair(gates, pairs, bytes, i) && goesOn(bytes, i + 4, hi))
        return true;
    if (i <= least) return false;
    if (!isLetter(byte) && !isDigit(byte) && byte !== 0x20 && byte !== 0x2d) return false;
  }
}
