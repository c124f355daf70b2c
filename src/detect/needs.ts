// What number rules need besides the lengths of the groups: most of them count only behind a caption, or alone on a line. Written
// so that the pass can ask it too, from less than the rules ask: where they might say yes, this does.

import { standsAlone } from "./build/alone.ts";
import { isPartOfName } from "./build/surroundings.ts";
import { isLetter } from "./byte.ts";
import { type Charset, charset } from "./charset.ts";

/** As bits: one of them is enough. */
export const NEEDS = {
  /** A caption before the number, or a verb behind it. */
  named: 1,
  /** Nothing else on its line; two groups with a dot between are a fraction. */
  alone: 2,
  /** The groups are not two with a dot between, and no part of a name. */
  undotted: 4,
  /** It is no part of a name. */
  free: 8,
  /** It begins with a zero. */
  zero: 16,
  /** It begins with 2 to 9. */
  high: 32,
  /** A bracket opens before it, or closes behind its first two digits. */
  bracket: 64,
  nothing: 128,
  /** Neither a dash nor a dot joins it to further digits. */
  apart: 256,
  /** That, and a caption or a verb as for `named`. */
  namedApart: 512,
} as const;

/** What may stand between a caption and its value, beside words, and how much of it. */
export const PUNCTUATION: Charset = charset(" \t:=#\"'()[]<>{}|.,*_/\\~-");
export const PUNCTUATION_MOST = 24;

/**
 * Tables of one bit for each pair of bytes, see `slotOf`: the last two of each caption; the first two of each verb; the last two of
 * captions that may begin inside of a word, and of those that may end there. Then filters of one bit for each hash: words that may
 * stand between a caption and its value; whole words that end a caption.
 */
export type Pairs = Uint8Array;
/** Bytes of a table, and where the others begin. */
const TAILS = 512;
const INNER = 2 * TAILS;
const UNCLOSED = 3 * TAILS;
const GAPS = 4 * TAILS;
const GAPS_SIZE = 64;
const WORDS = GAPS + GAPS_SIZE;
const WORDS_SIZE = 4096;

/** Letters of a word that ends a caption at most, and of one in a gap. */
const WORD_MOST = 32;
const GAP_WORD_MOST = 7;

const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;
const ZERO = 0x30;
const TWO = 0x32;
/** Bytes that no caption and no verb of ASCII has. */
const BEYOND = 0x80;

/**
 * Makes the tables from captions, which are written as for `caption`, from words that may stand between one and its value, and from
 * verbs behind a value. A space in a word may be missing, or be another byte. Bytes beyond ASCII are no matter: where one
 * stands there may be a caption.
 */
export function createPairs(captions: Iterable<string>, gaps: Iterable<string>, verbs: Iterable<string>): Pairs {
  const pairs = new Uint8Array(WORDS + WORDS_SIZE);
  const setBit = (table: number, place: number): void => {
    pairs[table + (place >> 3)] = (pairs[table + (place >> 3)] as number) | (1 << (place & 7));
  };
  const set = (table: number, first: number, second: number): void => setBit(table, slotOf(first, second));
  const setTails = (table: number, text: string): void => {
    const bytes = Buffer.from(text);
    const last = bytes.at(-1) as number;
    if (last >= BEYOND) return;
    let before = bytes.at(-2);
    if (before === SPACE) {
      for (const joint of Buffer.from(" _-")) set(table, joint, last);
      before = bytes.at(-3);
    }
    if (before === undefined) for (let any = 0; any < BEYOND; any++) set(table, any, last);
    else if (before < BEYOND) set(table, before, last);
  };
  const setWord = (table: number, size: number, word: string): void => {
    const bytes = Buffer.from(word);
    setBit(table, hashOf(bytes, 0, bytes.length) & (8 * size - 1));
  };
  for (const caption of captions) {
    const text = caption.replace(/^\*|\*$/g, "");
    setTails(0, text);
    for (const word of lastWords(text)) setWord(WORDS, WORDS_SIZE, word);
    // What is not all ASCII has a byte of another sort before its last letters, wherever it begins.
    if (/^\*[a-z ]+\*?$/i.test(caption)) setTails(INNER, text);
    if (/[^ -~]/.test(text) || caption.endsWith("*")) setTails(UNCLOSED, text);
  }
  for (const gap of gaps) {
    setTails(0, gap);
    if (!/^[a-z]+$/i.test(gap)) continue;
    if (gap.length > GAP_WORD_MOST) throw new RangeError("a word of a gap is too long");
    setWord(WORDS, WORDS_SIZE, gap);
    setWord(GAPS, GAPS_SIZE, gap);
  }
  for (const verb of verbs) {
    const bytes = Buffer.from(verb);
    set(TAILS, bytes[0] as number, bytes[1] ?? SPACE);
  }
  return pairs;
}

/** The runs of letters that a caption may end in: its last word, and that with those before it where spaces are missing. */
function lastWords(text: string): string[] {
  const parts =
    text
      .split(/[^ -~]+/)
      .at(-1)
      ?.split(" ") ?? [];
  return parts.flatMap((_, k) => /[a-z]+$/i.exec(parts.slice(k).join("")) ?? []);
}

/** A hash of letters, whatever their case. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + ((bytes[i] as number) | 0x20)) | 0;
  hash = Math.imul(hash, 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

function hasHash(pairs: Pairs, table: number, size: number, hash: number): boolean {
  const place = hash & (8 * size - 1);
  return (((pairs[table + (place >> 3)] as number) >> (place & 7)) & 1) === 1;
}

/** Letters in both cases share a slot, and so do few other bytes. */
function slotOf(first: number, second: number): number {
  return (half(first) << 6) | half(second);
}

function half(byte: number): number {
  return (byte & 31) | ((byte & 0x40) >> 1);
}

function has(pairs: Pairs, table: number, first: number, second: number): boolean {
  const slot = slotOf(first, second);
  return (((pairs[table + (slot >> 3)] as number) >> (slot & 7)) & 1) === 1;
}

/**
 * True when the number `[start, end)` may have one of its needs. `dotted`: it is two groups with a dot between; `joined`: a dash or
 * dot stands between it and further digits.
 */
export function isMet(
  needs: number,
  pairs: Pairs,
  text: { readonly bytes: Uint8Array; readonly lo: number; readonly hi: number },
  start: number,
  end: number,
  dotted: boolean,
  joined: boolean,
): boolean {
  const { bytes, lo, hi } = text;
  if ((needs & NEEDS.nothing) !== 0) return true;
  if ((needs & NEEDS.apart) !== 0 && !joined) return true;
  const first = bytes[start] as number;
  if ((needs & NEEDS.zero) !== 0 && first === ZERO) return true;
  if ((needs & NEEDS.high) !== 0 && first >= TWO) return true;
  const before = start > lo ? (bytes[start - 1] as number) : 0;
  if ((needs & NEEDS.bracket) !== 0 && (before === OPEN || bytes[start + 2] === CLOSE)) return true;
  const free = NEEDS.free | (dotted ? 0 : NEEDS.undotted);
  if ((needs & free) !== 0 && !isPartOfName({ start, end, before }, bytes, lo, hi)) return true;
  if ((needs & NEEDS.alone) !== 0 && !dotted && standsAlone(text, start, end)) return true;
  if ((needs & NEEDS.named) === 0 && ((needs & NEEDS.namedApart) === 0 || joined)) return false;
  return mayBeCaptioned(pairs, bytes, lo, start) || mayBeFollowed(pairs, bytes, hi, end);
}

/** True when a caption may end before `start`. */
function mayBeCaptioned(pairs: Pairs, bytes: Uint8Array, lo: number, start: number): boolean {
  for (let i = start; start - i <= PUNCTUATION_MOST; i--) {
    if (i - 2 < lo) return i > lo;
    const last = bytes[i - 1] as number;
    const before = bytes[i - 2] as number;
    if ((before | last) >= BEYOND) return true;
    if (has(pairs, 0, before, last) && (!isLetter(last) || endsCaption(pairs, bytes, lo, i))) return true;
    if (PUNCTUATION[last] === 0) return false;
  }
  return false;
}

/** True when the letters before `end` may be the last ones of a caption. */
function endsCaption(pairs: Pairs, bytes: Uint8Array, lo: number, end: number): boolean {
  let from = end;
  while (from > lo && end - from < WORD_MOST && isLetter(bytes[from - 1] as number)) from--;
  if (end - from === WORD_MOST || (from > lo && (bytes[from - 1] as number) >= BEYOND)) return true;
  return (
    hasHash(pairs, WORDS, WORDS_SIZE, hashOf(bytes, from, end)) ||
    endsIn(pairs, INNER, bytes, from, end) ||
    endsInGap(pairs, bytes, from, end, true)
  );
}

function endsIn(pairs: Pairs, table: number, bytes: Uint8Array, from: number, end: number): boolean {
  return end - from < 2 || has(pairs, table, bytes[end - 2] as number, bytes[end - 1] as number);
}

/** True when a word of a gap may end before `end`, and with `glued` the end of a caption, or another such word, right before it. */
function endsInGap(pairs: Pairs, bytes: Uint8Array, from: number, end: number, glued: boolean): boolean {
  for (let start = end - 2; start >= from && end - start <= GAP_WORD_MOST; start--)
    if (hasHash(pairs, GAPS, GAPS_SIZE, hashOf(bytes, start, end)))
      if (!glued || endsIn(pairs, UNCLOSED, bytes, from, start) || endsInGap(pairs, bytes, from, start, false))
        return true;
  return false;
}

/** True when a verb may stand behind a space at `end`. */
function mayBeFollowed(pairs: Pairs, bytes: Uint8Array, hi: number, end: number): boolean {
  if (end + 2 >= hi || bytes[end] !== SPACE) return false;
  const first = bytes[end + 1] as number;
  return first >= BEYOND || has(pairs, TAILS, first, bytes[end + 2] as number);
}
