// Groups of digits ("4111 1111 1111 1111", "(415) 555-0134") and whether their lengths lead to a number rule: what build/number.ts
// asks first, written so that the pass can ask it too. Most phrases of ordinary text end here.

import { isWord } from "./byte.ts";
import { DIGIT } from "./charset.ts";
import { isMet, type Pairs } from "./needs.ts";

/** Most groups that are read at once, and digits of the longest that counts. */
export const MOST_GROUPS = 24;
export const LONGEST_GROUP = 40;
/** A node of the trie: an entry for each length up to one more than the longest, which an X may add. */
export const ROW = LONGEST_GROUP + 2;
/** Bytes before an anchor in which its phrase may begin. */
export const REACH_BACK = 48;

/**
 * Group lengths that lead to rules: `trie[row + length]` is the row behind a group of that length, 0 where none is; `trie[row]`
 * is not 0 where a shape ends, and says for gates what its rules need.
 */
export type Trie = Int16Array;

const SPACE = 0x20;
const CLOSE = 0x29;
const DOT = 0x2e;
const DASH = 0x2d;
export const SEPARATOR = new Uint8Array(256);
for (const byte of Buffer.from(" -.")) SEPARATOR[byte] = 1;

/** Starts, ends and separators of the groups read last. `seps[i]` is the separator before group i, -1 for a bracket form. */
export const starts = new Int32Array(MOST_GROUPS + 1);
export const ends = new Int32Array(MOST_GROUPS + 1);
export const seps = new Int32Array(MOST_GROUPS + 1);

/** Start of the phrase that holds `at`: digits and single separators to the left. */
export function phraseStart(bytes: Uint8Array, least: number, at: number): number {
  let i = at;
  for (;;) {
    while (i > least && DIGIT[bytes[i - 1] as number] === 1) i--;
    if (i - 2 >= least && SEPARATOR[bytes[i - 1] as number] === 1 && DIGIT[bytes[i - 2] as number] === 1) i--;
    else if (i - 2 >= least && bytes[i - 1] === CLOSE && DIGIT[bytes[i - 2] as number] === 1) i--;
    else if (i - 3 >= least && bytes[i - 1] === SPACE && bytes[i - 2] === CLOSE && DIGIT[bytes[i - 3] as number] === 1)
      i -= 2;
    else return i;
  }
}

/** Reads groups from `from`; returns how many. */
export function readGroups(bytes: Uint8Array, from: number, hi: number): number {
  let i = from;
  let count = 0;
  seps[0] = 0;
  while (count < MOST_GROUPS) {
    const start = i;
    while (i < hi && DIGIT[bytes[i] as number] === 1) i++;
    if (i === start) break;
    starts[count] = start;
    ends[count] = i;
    count++;
    if (i + 1 >= hi) {
      seps[count] = 0;
      return count;
    }
    const byte = bytes[i] as number;
    if (SEPARATOR[byte] === 1) {
      if (DIGIT[bytes[i + 1] as number] === 0) break;
      seps[count] = byte;
      i++;
    } else if (byte === CLOSE) {
      const gap = SEPARATOR[bytes[i + 1] as number] === 1 ? 2 : 1;
      if (i + gap >= hi || DIGIT[bytes[i + gap] as number] === 0) break;
      seps[count] = -1;
      i += gap;
    } else break;
  }
  if (count < MOST_GROUPS) seps[count] = 0;
  return count;
}

/** True when the groups around the anchor at `at` may be a number of some rule. */
export function groupsAt(
  trie: Trie,
  pairs: Pairs,
  text: { readonly bytes: Uint8Array; readonly lo: number; readonly hi: number },
  at: number,
): boolean {
  const { bytes, lo, hi } = text;
  let from = phraseStart(bytes, Math.max(lo, at - REACH_BACK), at);
  if (DIGIT[bytes[from] as number] === 0) from++;
  const count = readGroups(bytes, from, hi);
  if (count === MOST_GROUPS) return true;
  const first = count > 0 && mayBegin(bytes, lo, from) ? 0 : 1;
  for (let i = first; i < count; i++) {
    let row = 0;
    for (let j = i; j < count; j++) {
      const length = (ends[j] as number) - (starts[j] as number);
      if (length > LONGEST_GROUP) break;
      const end = ends[j] as number;
      const withX = trie[row + length + 1] as number;
      if (withX !== 0 && trie[withX] !== 0 && end < hi && ((bytes[end] as number) | 0x20) === 0x78) return true;
      row = trie[row + length] as number;
      if (row === 0) break;
      const needs = trie[row] as number;
      if (needs === 0 || (end < hi && isWord(bytes[end] as number))) continue;
      const joined = (i > 0 && isChain(seps[i] as number)) || (j + 1 < count && isChain(seps[j + 1] as number));
      if (isMet(needs, pairs, text, starts[i] as number, end, j === i + 1 && seps[j] === DOT, joined)) return true;
    }
  }
  return false;
}

function isChain(separator: number): boolean {
  return separator === DOT || separator === DASH;
}

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const LETTER_M = 0x6d;

/** False where a letter or digit stands before `at` that is not the tail of an escape; see build/boundary.ts, which decides. */
export function mayBegin(bytes: Uint8Array, lo: number, at: number): boolean {
  return at <= lo || !isWord(bytes[at - 1] as number) || mayEscape(bytes, lo, at);
}

/** True where an escape may end before `at`. */
export function mayEscape(bytes: Uint8Array, lo: number, at: number): boolean {
  return (
    bytes[at - 1] === LETTER_M ||
    (at - 2 >= lo && bytes[at - 2] === BACKSLASH) ||
    (at - 3 >= lo && bytes[at - 3] === PERCENT) ||
    (at - 6 >= lo && bytes[at - 6] === BACKSLASH)
  );
}
