// Anchors: what the one pass over the text looks for. Keep them at least three bytes long where the format allows it: an
// anchor costs where it occurs, not where it exists.

import { type Charset, DIGIT, LETTER, WORD } from "../charset.ts";
import type { Anchor } from "../rule.ts";

/** Bytes that an anchor should have: see needles.ts. */
export const NEEDLE = 4;

const encoder = new TextEncoder();
const single: Charset[] = [];

/** The set that holds one byte. Shared, so that the automaton sees equal sets as one. */
function only(byte: number): Charset {
  let set = single[byte];
  if (set === undefined) {
    set = new Uint8Array(256);
    set[byte] = 1;
    single[byte] = set;
  }
  return set;
}

const letters: Charset[] = [];

/** The set that holds an ASCII letter in both cases; any other byte alone. */
function either(byte: number): Charset {
  const lower = byte | 0x20;
  if (lower < 0x61 || lower > 0x7a) return only(byte);
  let set = letters[lower];
  if (set === undefined) {
    set = new Uint8Array(256);
    set[lower] = 1;
    set[lower - 0x20] = 1;
    letters[lower] = set;
  }
  return set;
}

/** Exactly this text, as UTF-8. */
export function literal(text: string): Anchor {
  return Array.from(encoder.encode(text), only);
}

/** This text in any case of its ASCII letters, as UTF-8. */
export function folded(text: string): Anchor {
  return Array.from(encoder.encode(text), either);
}

/** The text of an anchor that was made of one, in small letters where the case does not count. */
export function textOf(anchor: Anchor): string {
  return Buffer.from(anchor.map((set) => set.lastIndexOf(1))).toString();
}

function anyOf(bytes: string): Charset {
  const set = new Uint8Array(256);
  for (const byte of encoder.encode(bytes)) set[byte] = 1;
  return set;
}

const GAP = anyOf(" -)");

/** What a run of digits may begin behind. It stands before an anchor without being part of it: see `anchorLength`. */
export const NOT_DIGIT: Charset = DIGIT.map((member) => 1 - member);

/** What a word may begin behind; like NOT_DIGIT it is no part of the anchor. */
export const NOT_WORD: Charset = WORD.map((member) => 1 - member);

/** Bytes of a hit that are the anchor's own. */
export function anchorLength(anchor: Anchor): number {
  return anchor[0] === NOT_DIGIT || anchor[0] === NOT_WORD ? anchor.length - 1 : anchor.length;
}

/**
 * The shapes that numbers are found by: a long run; two groups of three digits and more beside each other; or the groups of
 * a social security number. Every shape of the number rules holds one of them, and dates hold none. Behind a dot four digits
 * are asked for: addresses, decimals and versions are too frequent.
 */
export const NUMBER_ANCHORS: readonly Anchor[] = [
  [NOT_DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT],
  [DIGIT, DIGIT, DIGIT, GAP, DIGIT, DIGIT, DIGIT],
  [DIGIT, DIGIT, DIGIT, only(0x2e), DIGIT, DIGIT, DIGIT, DIGIT],
  [DIGIT, DIGIT, DIGIT, only(0x29), only(0x20), DIGIT, DIGIT, DIGIT],
  [DIGIT, DIGIT, DIGIT, GAP, DIGIT, DIGIT, anyOf(" -.)"), DIGIT, DIGIT, DIGIT, DIGIT],
  // An employer number, and a Brazilian one.
  [DIGIT, DIGIT, GAP, ...digits(7)],
  [DIGIT, DIGIT, DIGIT, only(0x2e), DIGIT, DIGIT, DIGIT, only(0x2d), DIGIT],
];

function digits(count: number): Anchor {
  return new Array<Charset>(count).fill(DIGIT);
}

/** Six digits behind a letter: most codes of letters and digits hold one of these. */
export const LETTER_DIGITS: readonly Anchor[] = [
  [LETTER, ...digits(6)],
  [LETTER, only(0x2d), ...digits(6)],
];

/** Six digits before a letter, or a dash and a letter. */
export const DIGITS_LETTER: readonly Anchor[] = [
  [...digits(6), LETTER],
  [...digits(6), only(0x2d), LETTER],
];
