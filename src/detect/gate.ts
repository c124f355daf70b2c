// Gates: what must hold around an anchor for its rule to find anything there, in so few words that the pass itself can ask. A
// gate may let through what the rule then declines, but never keeps back what it would take: a test holds both against each
// other. Most anchors of ordinary text end at their gate.

import { type Charset, WORD } from "./charset.ts";
import { mayBeName, type Names } from "./names.ts";
import { groupsAt, mayEscape } from "./phrase.ts";

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
  /** The word that goes on behind the anchor ends in a member. */
  | { readonly op: "tailed"; readonly set: Charset }
  /** The word that the anchor begins in begins no more than so many bytes before, with two letters. */
  | { readonly op: "stem"; readonly most: number }
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
  /** Behind the anchor begins a run that could be a key, and before its end the name of a provider. */
  | { readonly op: "vendor" }
  /** The line has no more than so many bytes. */
  | { readonly op: "line"; readonly most: number }
  /** The first byte behind the anchor that is no member of `over` is one of `set`, within so many. */
  | { readonly op: "reach"; readonly set: Charset; readonly over: Charset; readonly within: number }
  /**
   * The anchor's first byte stands before one of twelve words in a row, or more, that begin like words of BIP-39: `small` ones of
   * English, or of other languages with one space between.
   */
  | { readonly op: "words"; readonly small: boolean }
  /** The groups of digits around the anchor have lengths that lead to a number rule. */
  | { readonly op: "phrase" }
  /** Two letters and two digits stand before the anchor, or at it, with nothing but letters, digits, spaces and dashes between. */
  | { readonly op: "head" };

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
  /** Looks of the code rules, three numbers each: length, and which places may be letters and digits, in bits. */
  readonly looks: Uint32Array;
  readonly names: Names;
  /** One bit for each three letters that a word of BIP-39 begins with: of English, then of the other languages. */
  readonly heads: Uint8Array;
}

/** What rules of groups have in common, for their gates. */
export type Tables = Pick<Gates, "trie" | "looks" | "names" | "heads">;

const END = 0;
const ELSE = 1;
const OPS = {
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
} as const;
const STEP = 4;

/** Collects gates; equal ones are one. */
export function createGateList(): { add(gate: Gate | null): number; compile(tables: Tables): Gates } {
  const sets: Charset[] = [];
  const bySet = new Map<string, number>();
  const byText = new Map<string, number>();
  // Gate 0 lets everything through.
  const code: number[] = [END, 0, 0, 0];
  const numberOf = (set: Charset): number => {
    const key = set.join("");
    let number = bySet.get(key);
    if (number === undefined) {
      number = sets.push(set) - 1;
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
        return [OPS[check.op], numberOf(check.set), 0, 0];
      case "run":
        return [OPS.run, numberOf(check.set), check.least, 0];
      case "soon":
        return [OPS.soon, numberOf(check.set), check.least, check.within];
      case "inRun":
        return [OPS.inRun, numberOf(check.set), check.most, check.least ?? 0];
      case "stem":
        return [OPS.stem, numberOf(WORD), check.most, 0];
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
      members: Uint8Array.from(sets.flatMap(bitsOf)),
      ...tables,
    }),
  };
}

function bitsOf(set: Charset): number[] {
  const bits: number[] = new Array(32).fill(0);
  for (const [byte, member] of set.entries())
    if (member === 1) bits[byte >> 3] = (bits[byte >> 3] as number) | (1 << (byte & 7));
  return bits;
}

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
    case OPS.tailed: {
      let to = end;
      while (to < hi && isWord(bytes[to] as number)) to++;
      return has(gates, set, bytes[to - 1] as number);
    }
    case OPS.stem: {
      const from = wordStart(bytes, lo, at);
      if (mayHideEscape(bytes, lo, from)) return true;
      return at - from <= first && isAscii(bytes[from] as number) && isAscii(bytes[from + 1] as number);
    }
    case OPS.code:
      return isCode(gates, bytes, lo, hi, at);
    case OPS.digits:
      return hasDigits(gates, set, first, code[k + 3] as number, bytes, hi, end);
    case OPS.vendor:
      return isPromising(bytes, end, hi) && hasName(gates.names, bytes, lo, end);
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
    case OPS.words:
      return isPhrase(gates.heads, bytes, lo, hi, at, first === 1);
    case OPS.phrase:
      return groupsAt(gates.trie, bytes, lo, hi, at);
    case OPS.head:
      return hasHead(bytes, lo, hi, at);
    default:
      throw new TypeError("no such condition");
  }
}

function has({ members }: Gates, set: number, byte: number): boolean {
  return (((members[32 * set + (byte >> 3)] as number) >> (byte & 7)) & 1) === 1;
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

/** Bytes of a code with its joints at most. */
const CODE_MOST = 28;

function isCode({ looks }: Gates, bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
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
    else if (isAscii(byte)) length++;
  }
  for (let k = 0; k < looks.length; k += 3)
    if (looks[k] === length && (digits & (looks[k + 1] as number)) === 0 && (~digits & (looks[k + 2] as number)) === 0)
      return true;
  return false;
}

function isOfCode(bytes: Uint8Array, lo: number, hi: number, i: number): boolean {
  const byte = bytes[i] as number;
  if (isDigit(byte) || isAscii(byte)) return true;
  if ((byte !== 0x2e && byte !== 0x2d) || i <= lo || i + 1 >= hi) return false;
  const before = bytes[i - 1] as number;
  const after = bytes[i + 1] as number;
  return (isDigit(before) || isAscii(before)) && (isDigit(after) || isAscii(after));
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

/** Bytes behind a name that may begin a key, and before its end in which a provider counts. */
const VENDOR_REACH = 72;

/** A run of letters and digits that could be a value, or the head of one. */
function isPromising(bytes: Uint8Array, from: number, hi: number): boolean {
  const limit = Math.min(hi, from + VENDOR_REACH);
  let length = 0;
  let digits = 0;
  for (let i = from; i < limit; i++) {
    const byte = bytes[i] as number;
    if (byte === NEWLINE || byte === 0) return false;
    if (isDigit(byte)) digits++;
    else if (!isAscii(byte)) {
      length = 0;
      digits = 0;
      continue;
    }
    if ((++length >= 6 && digits > 0) || length >= 20) return true;
  }
  return length > 8;
}

function hasName(names: Names, bytes: Uint8Array, lo: number, end: number): boolean {
  let from = end;
  const least = Math.max(lo, end - VENDOR_REACH);
  while (from > least && bytes[from - 1] !== NEWLINE && bytes[from - 1] !== 0) from--;
  for (let i = from; i < end; i++) {
    const byte = bytes[i] as number;
    if (i > lo && isAscii(bytes[i - 1] as number) && byte >= 0x61 && byte <= 0x7a && bytes[i - 2] !== 0x5c) continue;
    if (mayBeName(names, bytes, i)) return true;
  }
  return false;
}

const WORDS = 12;
const WORD_LEAST = 3;
const GAP_MOST = 6;

/** Small letters where words are short, else those of any script. */
function isLetter(byte: number, small: boolean): boolean {
  return small ? byte >= 0x61 && byte <= 0x7a : byte >= 0x80 || isAscii(byte);
}

/** What stands between the words of a phrase: spaces, commas, the numbers of a list. */
function isBetween(byte: number, small: boolean): boolean {
  return byte === 0x20 || (small && (byte === 0x2c || byte === 0x2e || byte === 0x29 || isDigit(byte)));
}

function isPhrase(heads: Uint8Array, bytes: Uint8Array, lo: number, hi: number, at: number, small: boolean): boolean {
  const gapMost = small ? GAP_MOST : 1;
  const wordMost = small ? 8 : 48;
  let words = 0;
  for (let i = at; i < hi; ) {
    const gap = i;
    while (i < hi && i - gap < gapMost && isBetween(bytes[i] as number, small)) i++;
    const start = i;
    while (i < hi && isLetter(bytes[i] as number, small)) i++;
    if (i - start < WORD_LEAST || i - start > wordMost || start === gap || !isHead(heads, bytes, start, small)) break;
    if (++words === WORDS) return true;
  }
  for (let i = at; i > lo; ) {
    const end = i;
    while (i > lo && isLetter(bytes[i - 1] as number, small)) i--;
    if (end - i < WORD_LEAST || end - i > wordMost || !isHead(heads, bytes, i, small)) break;
    if (++words === WORDS) return true;
    const gap = i;
    while (i > lo && gap - i < gapMost && isBetween(bytes[i - 1] as number, small)) i--;
    if (i === gap) break;
  }
  return false;
}

/** Bytes of each table of heads. */
const HEADS = 1 << 12;

/** True where a word of a list may begin; an accent hides it. */
function isHead(heads: Uint8Array, bytes: Uint8Array, at: number, small: boolean): boolean {
  const [a, b, c] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number];
  if (a >= 0x80 || b >= 0x80 || c >= 0x80) return true;
  const place = ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
  return (((heads[(small ? 0 : HEADS) + (place >> 3)] as number) >> (place & 7)) & 1) === 1;
}

/** Looks for the country and check digits of a bank account, which begin it. */
function hasHead(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  const least = Math.max(lo, at - HEAD_REACH);
  for (let i = at; ; i--) {
    const byte = i > lo ? (bytes[i - 1] as number) : 0;
    if (i + 3 < hi && isAscii(bytes[i] as number) && isAscii(bytes[i + 1] as number) && isDigit(bytes[i + 2] as number))
      if (isDigit(bytes[i + 3] as number) && !isWord(byte)) return true;
    if (i <= least) return false;
    if (!isAscii(byte) && !isDigit(byte) && byte !== 0x20 && byte !== 0x2d) return false;
  }
}

function isAscii(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isWord(byte: number): boolean {
  return isDigit(byte) || byte === 0x5f || isAscii(byte);
}
