// Values that the pass decides about by itself: two kinds of which logs are full, where they are written as nearly always. A rule
// says that it is one of them; wasm/spot.ts has the code, this file its tables. What is unusual is asked of the rule all the same,
// so the tables may let less through than the rules do, never more.

import { GAP_WORDS } from "./build/caption.ts";
import { EMAIL_LABEL, EMAIL_LOCAL, NOT_LOCAL, NOT_TLD, NOT_USERINFO } from "./build/email-parts.ts";
import { COMPARISON, VERSION_CAPTIONS } from "./build/version-parts.ts";
import { STANDING } from "./hide.ts";
import { PUNCTUATION } from "./needs.ts";

/** What can be decided about, at the place that is its number in wasm/spot.ts. */
export const SPOTS = ["", "dotted", "mailbox"] as const;
export type Spot = (typeof SPOTS)[number];

/** Columns of a plan. */
export interface Spots {
  /** By step: a place in SPOTS. */
  readonly sorts: Uint8Array;
  /** Sets of bytes, 256 each, in the order of wasm/stands.ts. */
  readonly sets: Uint8Array;
  /** Words that a version may stand behind, and local parts that belong to no address: up to eight small letters, as two numbers. */
  readonly captions: Uint32Array;
  readonly locals: Uint32Array;
  /** By the first two letters of a word: a bit for each length that one has which names files. */
  readonly files: Uint16Array;
}

/** The columns for steps of these sorts. */
export function spotsOf(sorts: readonly Spot[]): Spots {
  const sets = [PUNCTUATION, COMPARISON, EMAIL_LOCAL, EMAIL_LABEL, NOT_USERINFO, ...STANDING];
  return {
    sorts: Uint8Array.from(sorts, (sort) => SPOTS.indexOf(sort)),
    sets: Uint8Array.from(sets.flatMap((set) => [...set])),
    captions: packed([...GAP_WORDS, ...VERSION_CAPTIONS].filter((word) => /^[a-z]+$/.test(word))),
    locals: packed(NOT_LOCAL),
    files: fileTable(NOT_TLD),
  };
}

const MOST_LETTERS = 8;

function packed(words: readonly string[]): Uint32Array {
  const bytes = Buffer.alloc(MOST_LETTERS * words.length);
  for (const [i, word] of words.entries()) {
    if (word.length > MOST_LETTERS) throw new RangeError(`${word} is too long for a table of spots`);
    bytes.write(word, MOST_LETTERS * i, "latin1");
  }
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

const LETTERS = 26;
const CODE_A = 0x61;

function fileTable(words: readonly string[]): Uint16Array {
  const table = new Uint16Array(LETTERS * LETTERS);
  for (const word of words) {
    const place = (word.charCodeAt(0) - CODE_A) * LETTERS + word.charCodeAt(1) - CODE_A;
    table[place] = (table[place] as number) | (1 << word.length);
  }
  return table;
}
