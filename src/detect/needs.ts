// What number rules need besides the lengths of the groups: most of them count only behind a caption, or alone on a line. Written
// so that the pass can ask it too, from less than the rules ask: where they might say yes, this does.

import { standsAlone } from "./build/alone.ts";
import { isPartOfName } from "./build/surroundings.ts";
import { type Charset, charset } from "./charset.ts";

/** As bits: one of them is enough. */
export const NEEDS = {
  /** A caption before the number, or a verb behind it. */
  named: 1,
  /** Nothing else on its line; two groups with a dot between are a fraction. */
  alone: 2,
  /** The groups are not two with a dot between. */
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
} as const;

/** What may stand between a caption and its value, beside words, and how much of it. */
export const PUNCTUATION: Charset = charset(" \t:=#\"'()[]<>{}|.,*_/\\~-");
export const PUNCTUATION_MOST = 24;

/** The last two bytes of each caption; then the first two of each verb. One bit for each pair, see `slotOf`. */
export type Pairs = Uint8Array;
/** Bytes of the first table. */
const TAILS = 512;

const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;
const ZERO = 0x30;
const TWO = 0x32;
/** Bytes that no caption and no verb of ASCII has. */
const BEYOND = 0x80;

/**
 * Makes the table of words that end before a number, and of such that begin behind one. A space in a word may be missing, or be
 * another byte. Bytes beyond ASCII are no matter: where one stands there may be a caption.
 */
export function createPairs(captions: Iterable<string>, verbs: Iterable<string>): Pairs {
  const pairs = new Uint8Array(2 * TAILS);
  const set = (table: number, first: number, second: number): void => {
    const slot = slotOf(first, second);
    pairs[table + (slot >> 3)] = (pairs[table + (slot >> 3)] as number) | (1 << (slot & 7));
  };
  for (const caption of captions) {
    const bytes = Buffer.from(caption.replace(/^\*|\*$/g, ""));
    const last = bytes.at(-1) as number;
    if (last >= BEYOND) continue;
    let before = bytes.at(-2);
    if (before === SPACE) {
      for (const joint of Buffer.from(" _-")) set(0, joint, last);
      before = bytes.at(-3);
    }
    if (before === undefined) for (let any = 0; any < BEYOND; any++) set(0, any, last);
    else if (before < BEYOND) set(0, before, last);
  }
  for (const verb of verbs) {
    const bytes = Buffer.from(verb);
    set(TAILS, bytes[0] as number, bytes[1] ?? SPACE);
  }
  return pairs;
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

/** True when the number `[start, end)` may have one of its needs. `dotted`: it is two groups with a dot between. */
export function isMet(
  needs: number,
  pairs: Pairs,
  text: { readonly bytes: Uint8Array; readonly lo: number; readonly hi: number },
  start: number,
  end: number,
  dotted: boolean,
): boolean {
  const { bytes, lo, hi } = text;
  if ((needs & NEEDS.nothing) !== 0) return true;
  const first = bytes[start] as number;
  if ((needs & NEEDS.zero) !== 0 && first === ZERO) return true;
  if ((needs & NEEDS.high) !== 0 && first >= TWO) return true;
  const before = start > lo ? (bytes[start - 1] as number) : 0;
  if ((needs & NEEDS.bracket) !== 0 && (before === OPEN || bytes[start + 2] === CLOSE)) return true;
  if ((needs & NEEDS.undotted) !== 0 && !dotted) return true;
  if ((needs & NEEDS.free) !== 0 && !isPartOfName({ start, end, before }, bytes, lo, hi)) return true;
  if ((needs & NEEDS.alone) !== 0 && !dotted && standsAlone(text, start, end)) return true;
  if ((needs & NEEDS.named) === 0) return false;
  return mayBeCaptioned(pairs, bytes, lo, start) || mayBeFollowed(pairs, bytes, hi, end);
}

/** True when a caption may end before `start`. */
function mayBeCaptioned(pairs: Pairs, bytes: Uint8Array, lo: number, start: number): boolean {
  for (let i = start; start - i <= PUNCTUATION_MOST; i--) {
    if (i - 2 < lo) return i > lo;
    const last = bytes[i - 1] as number;
    const before = bytes[i - 2] as number;
    if ((before | last) >= BEYOND || has(pairs, 0, before, last)) return true;
    if (PUNCTUATION[last] === 0) return false;
  }
  return false;
}

/** True when a verb may stand behind a space at `end`. */
function mayBeFollowed(pairs: Pairs, bytes: Uint8Array, hi: number, end: number): boolean {
  if (end + 2 >= hi || bytes[end] !== SPACE) return false;
  const first = bytes[end + 1] as number;
  return first >= BEYOND || has(pairs, TAILS, first, bytes[end + 2] as number);
}
