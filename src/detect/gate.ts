// Gates: what must hold around an anchor for its rule to find anything there, in so few words that the pass itself can ask. A
// gate may let through what the rule then declines, but never keeps back what it would take: a test holds both against each
// other. Most anchors of ordinary text end at their gate.

import { type Charset, WORD } from "./charset.ts";
import { labelWords } from "./label-open.ts";
import type { Names } from "./names.ts";
import type { Pairs as Tails } from "./needs.ts";

/** One condition. Offsets are bytes from the anchor; what lies beyond the line is not there. */
export type Check =
  /** The byte before the anchor, if there is one, is a member. */
  | { readonly op: "before"; readonly set: Charset }
  /** The byte before the anchor, if there is one, is no member, or may be the tail of an escape. */
  | { readonly op: "starts"; readonly set: Charset }
  /** Behind the anchor come at least so many members. */
  | { readonly op: "run"; readonly set: Charset; readonly least: number }
  /** Among so many bytes behind the anchor, up to the end of the line, are at least so many members. */
  | { readonly op: "soon"; readonly set: Charset; readonly least: number; readonly within: number }
  /** The run of members that the anchor begins in has so many, from the least to the most. */
  | { readonly op: "inRun"; readonly set: Charset; readonly least?: number; readonly most: number }
  /** Before the anchor, behind any members of `over` and then one of `joints` at most, stands a member of `set`. */
  | { readonly op: "behind"; readonly over: Charset; readonly joints: Charset; readonly set: Charset }
  /** Before the word that the anchor begins in stands a member. */
  | { readonly op: "headed"; readonly set: Charset }
  /** The word that the anchor begins in has a member in it. */
  | { readonly op: "holds"; readonly set: Charset }
  /** The word that goes on behind the anchor ends in a member. */
  | { readonly op: "tailed"; readonly set: Charset }
  /** The word that the anchor begins in begins no more than so many bytes before, with one of the pairs of letters. */
  | { readonly op: "stem"; readonly most: number; readonly pairs: Pairs }
  /** The anchor begins in a word of letters, digits and joints that has one of the looks of the code rules. */
  | { readonly op: "code" }
  /**
   * Behind the anchor come no more than `within` bytes of `over`, and then so many digits with up to `gap` bytes of `joints`
   * between each two.
   */
  | {
      readonly op: "digits";
      readonly over: Charset;
      readonly joints: Charset;
      readonly least: number;
      readonly within: number;
      readonly gap: number;
    }
  /**
   * Behind the anchor, and behind so many operators at most, begins a run that could be a key, and before the anchor's end the name
   * of a provider.
   */
  | { readonly op: "vendor"; readonly operators: number }
  /** The line has no more than so many bytes. */
  | { readonly op: "line"; readonly most: number }
  /** The first byte behind the anchor that is no member of `over` is one of `set`, within so many. */
  | { readonly op: "reach"; readonly set: Charset; readonly over: Charset; readonly within: number }
  /** Behind the anchor, and behind so many bytes of `over` at most, one of the words begins, in any case. */
  | { readonly op: "word"; readonly over: Charset; readonly most: number; readonly words: readonly string[] }
  /**
   * The anchor's first byte stands before one of twelve words in a row, or more, of the lists of BIP-39: `small` ones of
   * English, or of other languages with one space between, where accents hide what a word is.
   */
  | { readonly op: "words"; readonly small: boolean }
  /** The groups of digits around the anchor have lengths that lead to a number rule. */
  | { readonly op: "phrase" }
  /**
   * One of the pairs of letters and two digits, behind no word but an escape, stand before the anchor, or at it, with nothing but
   * letters, digits, spaces and dashes between. Behind them come eleven more letters and digits, maybe in groups of four.
   */
  | { readonly op: "head"; readonly pairs: Pairs }
  /**
   * Each word behind the one that the anchor ends in, up to the first digit among so many bytes, begins with one of the pairs, has
   * one letter, or is the beginning of a code: five letters at most right before a digit.
   */
  | { readonly op: "gap"; readonly pairs: Pairs; readonly within: number }
  /**
   * The anchor lies in a name, bytes of `name`, that may be given a value: a byte of `follows` stands behind it, and then what
   * joins one, or one of the verbs. A `key` behind one of the words `ahead` is given none. See label-open.ts.
   */
  | {
      readonly op: "label";
      readonly name: Charset;
      readonly follows: Charset;
      readonly verbs: readonly string[];
      readonly ahead: ReadonlySet<string>;
    };

/** The first two letters of words, in any case. */
export type Pairs = readonly string[];

/**
 * The pairs that words begin with, and what stands in them behind a letter that is no ASCII; those that begin with a byte that
 * is no letter, or with one letter, are left out.
 */
export function pairsOf(words: Iterable<string>): Pairs {
  const pairs = [...words].flatMap((word) => word.split(/[^ -~]+/)).map((part) => part.slice(0, 2).toLowerCase());
  return [...new Set(pairs)].filter((pair) => /^[a-z]{2}$/.test(pair)).sort();
}

/** Bytes of a word that count. */
export const WORD_HEAD = 8;

/**
 * The beginnings of words in eight bytes each, folded as a text is that is compared; what a shorter one lacks is zero, and so is
 * the last.
 */
function wordHeads(words: readonly string[]): Uint8Array {
  const heads = new Uint8Array(WORD_HEAD * (words.length + 1));
  for (const [k, word] of words.entries()) {
    if (word === "") throw new RangeError("an empty word begins anywhere");
    heads.set(
      Buffer.from(word.slice(0, WORD_HEAD))
        .subarray(0, WORD_HEAD)
        .map((byte) => byte | 0x20),
      WORD_HEAD * k,
    );
  }
  return heads;
}

/** Alternatives of conditions; one of them must hold as a whole. */
export type Gate = readonly (readonly Check[])[];

/** Compiled gates. Plain numbers, so that they can be made ahead and loaded as they lie. */
export interface Gates {
  /** Conditions, four numbers each: what, the set, and two more. END ends the gate, ELSE an alternative. */
  readonly code: Uint16Array;
  /** Sets, 32 bytes each, a bit for each member. */
  readonly members: Uint8Array;
  /** See phrase.ts. */
  readonly trie: Int16Array;
  /** See needs.ts. */
  readonly tails: Tails;
  /** Looks of the code rules, three numbers each: length, and which places may be letters and digits, in bits. By length. */
  readonly looks: Uint32Array;
  readonly names: Names;
  /** Words of BIP-39, see listed.ts. */
  readonly words: Uint32Array;
}

/** What rules of groups have in common, for their gates. */
export type Tables = Pick<Gates, "trie" | "tails" | "looks" | "names" | "words">;

/** In place of a condition: the end of a gate, and of an alternative. */
export const END = 0;
export const ELSE = 1;
/** Numbers of the conditions. */
export const OPS = {
  before: 2,
  run: 3,
  soon: 4,
  inRun: 5,
  reach: 6,
  words: 7,
  phrase: 8,
  head: 9,
  starts: 10,
  headed: 11,
  line: 12,
  tailed: 13,
  stem: 14,
  code: 15,
  digits: 16,
  vendor: 17,
  behind: 18,
  inWord: 19,
  gap: 20,
  label: 21,
  holds: 22,
  word: 23,
} as const;
/** Numbers of a condition in `code`. */
export const STEP = 4;

/** Collects gates; equal ones are one. */
export function createGateList(): { add(gate: Gate | null): number; compile(tables: Tables): Gates } {
  /** Members of sets, 32 bytes each; those of pairs take four places. */
  const sets: (readonly number[])[] = [];
  const bySet = new Map<string, number>();
  const byText = new Map<string, number>();
  // Gate 0 lets everything through.
  const code: number[] = [END, 0, 0, 0];
  const numberOf = (set: Charset): number => {
    return placeOf([bitsOf(set)]);
  };
  const placeOf = (rows: readonly (readonly number[])[]): number => {
    const key = rows.join();
    let number = bySet.get(key);
    if (number === undefined) {
      number = sets.length;
      sets.push(...rows);
      bySet.set(key, number);
    }
    return number;
  };
  const codeOf = (check: Check): number[] => {
    switch (check.op) {
      case "before":
      case "starts":
      case "headed":
      case "tailed":
      case "holds":
        return [OPS[check.op], numberOf(check.set), 0, 0];
      case "run":
        return [OPS.run, numberOf(check.set), check.least, 0];
      case "soon":
        return [OPS.soon, numberOf(check.set), check.least, check.within];
      case "inRun":
        // Words have a condition of their own, which finds them once.
        return check.set === WORD
          ? [OPS.inWord, numberOf(WORD), check.most, check.least ?? 0]
          : [OPS.inRun, numberOf(check.set), check.most, check.least ?? 0];
      case "stem":
        return [OPS.stem, placeOf(pairBits(check.pairs)), check.most, 0];
      case "head":
        return [OPS.head, placeOf(pairBits(check.pairs)), 0, 0];
      case "gap":
        return [OPS.gap, placeOf(pairBits(check.pairs)), check.within, 0];
      case "label":
        return [
          OPS.label,
          numberOf(check.name),
          numberOf(check.follows),
          placeOf(rowsOf(labelWords(check.verbs, check.ahead))),
        ];
      case "word":
        return [OPS.word, numberOf(check.over), placeOf(rowsOf(wordHeads(check.words))), check.most];
      case "vendor":
        return [OPS.vendor, 0, check.operators, 0];
      case "behind":
        return [OPS.behind, numberOf(check.over), numberOf(check.joints), numberOf(check.set)];
      case "digits":
        return [
          OPS.digits,
          numberOf(check.over),
          numberOf(check.joints),
          check.within | (check.least << 8) | (check.gap << 12),
        ];
      case "words":
        return [OPS.words, 0, check.small ? 1 : 0, 0];
      case "line":
        return [OPS.line, 0, check.most, 0];
      case "reach":
        return [OPS.reach, numberOf(check.set), numberOf(check.over), check.within];
      default:
        return [OPS[check.op], 0, 0, 0];
    }
  };
  return {
    add(gate) {
      if (gate === null) return 0;
      const steps = gate.flatMap((checks, k) => [...(k === 0 ? [] : [ELSE, 0, 0, 0]), ...checks.flatMap(codeOf)]);
      steps.push(END, 0, 0, 0);
      const key = steps.join();
      let at = byText.get(key);
      if (at === undefined) {
        at = code.length;
        if (at > 0xffff) throw new RangeError("too many gates");
        code.push(...steps);
        byText.set(key, at);
      }
      return at;
    },
    compile: (tables) => ({
      code: Uint16Array.from(code),
      members: Uint8Array.from(sets.flat()),
      ...tables,
    }),
  };
}

/** Bytes in rows as those of sets. */
function rowsOf(bytes: Uint8Array): number[][] {
  return Array.from({ length: Math.ceil(bytes.length / 32) }, (_, k) =>
    Array.from({ length: 32 }, (_, i) => bytes[32 * k + i] ?? 0),
  );
}

function bitsOf(set: Charset): number[] {
  const bits: number[] = new Array(32).fill(0);
  for (const [byte, member] of set.entries())
    if (member === 1) bits[byte >> 3] = (bits[byte >> 3] as number) | (1 << (byte & 7));
  return bits;
}

/** A bit for each two letters, five bits of each. */
function pairBits(pairs: Pairs): number[][] {
  const rows = Array.from({ length: 4 }, () => new Array<number>(32).fill(0));
  for (const pair of pairs) {
    const place = ((pair.charCodeAt(0) & 31) << 5) | (pair.charCodeAt(1) & 31);
    const row = rows[place >> 8] as number[];
    row[(place >> 3) & 31] = (row[(place >> 3) & 31] as number) | (1 << (place & 7));
  }
  return rows;
}
