// Gates: what must hold around an anchor for its rule to find anything there, in so few words that the pass itself can ask. A
// gate may let through what the rule then declines, but never keeps back what it would take: a test holds both against each
// other. Most anchors of ordinary text end at their gate.

import type { Charset } from "./charset.ts";
import { groupsAt, mayEscape, type Trie } from "./phrase.ts";

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
  /** The run of members that the anchor begins in has no more than so many. */
  | { readonly op: "inRun"; readonly set: Charset; readonly most: number }
  /** The run that the anchor begins in, of members and single joints between two of them, has no more than so many bytes. */
  | { readonly op: "joined"; readonly set: Charset; readonly joints: Charset; readonly most: number }
  /** The line has no more than so many bytes. */
  | { readonly op: "line"; readonly most: number }
  /** The first byte behind the anchor that is no member of `over` is one of `set`, within so many. */
  | { readonly op: "reach"; readonly set: Charset; readonly over: Charset; readonly within: number }
  /** The anchor's first byte stands before one of twelve words in a row, or more, of three letters and more. */
  | { readonly op: "words" }
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
}

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
  joined: 11,
  line: 12,
} as const;
const STEP = 4;

/** Collects gates; equal ones are one. */
export function createGateList(): { add(gate: Gate | null): number; compile(trie: Trie): Gates } {
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
        return [OPS[check.op], numberOf(check.set), 0, 0];
      case "run":
        return [OPS.run, numberOf(check.set), check.least, 0];
      case "soon":
        return [OPS.soon, numberOf(check.set), check.least, check.within];
      case "inRun":
        return [OPS.inRun, numberOf(check.set), check.most, 0];
      case "joined":
        return [OPS.joined, numberOf(check.set), numberOf(check.joints), check.most];
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
    compile: (trie) => ({
      code: Uint16Array.from(code),
      members: Uint8Array.from(sets.flatMap(bitsOf)),
      trie,
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
      return to - from <= first;
    }
    case OPS.joined:
      return isJoined(gates, set, first, code[k + 3] as number, { bytes, lo, hi }, at);
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
      return isPhrase(bytes, lo, hi, at);
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

function isJoined(
  gates: Gates,
  set: number,
  joints: number,
  most: number,
  { bytes, lo, hi }: Window,
  at: number,
): boolean {
  const isMember = (i: number): boolean => {
    const byte = bytes[i] as number;
    if (has(gates, set, byte)) return true;
    if (!has(gates, joints, byte) || i <= lo || i + 1 >= hi) return false;
    return has(gates, set, bytes[i - 1] as number) && has(gates, set, bytes[i + 1] as number);
  };
  let from = at;
  while (from > lo && at - from <= most && isMember(from - 1)) from--;
  let to = at;
  while (to < hi && to - from <= most && isMember(to)) to++;
  return to - from <= most;
}

const WORDS = 12;
const WORD_LEAST = 3;
const GAP_MOST = 6;

/** Letters of any script. */
function isLetter(byte: number): boolean {
  return byte >= 0x80 || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

/** What stands between the words of a phrase: spaces, commas, the numbers of a list. */
function isBetween(byte: number): boolean {
  return (
    byte === 0x20 || byte === 0x2c || byte === 0x2e || byte === 0x29 || byte === 9 || (byte >= 0x30 && byte <= 0x39)
  );
}

function isPhrase(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  let words = 0;
  for (let i = at; i < hi; ) {
    const gap = i;
    while (i < hi && i - gap < GAP_MOST && isBetween(bytes[i] as number)) i++;
    const start = i;
    while (i < hi && isLetter(bytes[i] as number)) i++;
    if (i - start < WORD_LEAST || start === gap) break;
    if (++words === WORDS) return true;
  }
  for (let i = at; i > lo; ) {
    const end = i;
    while (i > lo && isLetter(bytes[i - 1] as number)) i--;
    if (end - i < WORD_LEAST) break;
    if (++words === WORDS) return true;
    const gap = i;
    while (i > lo && gap - i < GAP_MOST && isBetween(bytes[i - 1] as number)) i--;
    if (i === gap) break;
  }
  return false;
}

/** Looks for the country and check digits of a bank account, which begin it. */
function hasHead(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  const least = Math.max(lo, at - HEAD_REACH);
  for (let i = at; ; i--) {
    if (i + 3 < hi && isAscii(bytes[i] as number) && isAscii(bytes[i + 1] as number) && isDigit(bytes[i + 2] as number))
      if (isDigit(bytes[i + 3] as number)) return true;
    if (i <= least) return false;
    const byte = bytes[i - 1] as number;
    if (!isAscii(byte) && !isDigit(byte) && byte !== 0x20 && byte !== 0x2d) return false;
  }
}

function isAscii(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
