// Where vendor rules are asked: at the stems of names that hold secrets, which all of them share, and at the names of a few
// providers that are looked for by themselves. Before a hit it looks for providers' names by their first letters, so
// that a further provider costs neither the pass nor a text without it anything.

import { BASE62 as ALNUM, charset, DIGIT, LETTER, STOP, UPPER } from "../charset.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";
import { folded, literal } from "./anchor.ts";
import type { VendorRule } from "./vendor.ts";
import { continues, readVendor } from "./vendor-read.ts";
import { type Word, wordEnd } from "./vendor-word.ts";

const STEMS: readonly Anchor[] = [
  ...["secret", "token", "appid", "unseal", "cred"].map(folded),
  // By themselves these are words of any log; before a secret stem that one is found.
  ...["client", "access", "private"].flatMap((word) => [
    [...folded(word), charset("=:\"'_.-")],
    [...folded(word), charset(" "), charset("=:>(\"'")],
    literal(word.toUpperCase()),
    folded(`${word}id`),
    folded(`${word} id`),
  ]),
  [charset("A-Za-z_ .\"'[{(<-"), ...folded("key")],
  [...folded("api"), charset("_=:\"'")],
  [...folded("auth"), charset("_=:\"'")],
  [...folded("pat"), charset("=:\"' ")],
];

/** Bytes of a name that its own anchor holds. */
const ANCHOR_BYTES = 7;

/** The stems, and the beginnings of names that are looked for by themselves. */
export function vendorAnchors(words: readonly Word[]): Anchor[] {
  const alone = words.filter((word) => word.alone);
  return [...STEMS, ...alone.map(({ text }) => folded(beginning(text)))];
}

/** The anchor of a name; of one with a joint, which may be missing, its last part. */
function beginning(text: string): string {
  return text.slice(text.lastIndexOf("_") + 1).slice(0, ANCHOR_BYTES);
}

/** Bytes before a stem in which a provider's name counts, and behind it in which the value begins. */
const REACH_BACK = 72;
const REACH_AHEAD = 72;

interface Entry {
  readonly rule: VendorRule;
  readonly word: Word;
  /** Place among all of them. */
  readonly place: number;
}

/** Finder for all vendor rules at once. `reset` before each scan: it remembers how far it has looked. */
export function vendorDispatcher(rules: readonly VendorRule[]): { find: Rule["find"]; reset(): void } {
  let names: Names | undefined;
  let readTo = -1;
  return {
    reset() {
      readTo = -1;
    },
    find(scan: Scan, _at: number, end: number): void {
      const { bytes, lo, hi } = scan;
      if (end <= readTo || !isPromising(bytes, end, Math.min(hi, end + REACH_AHEAD))) return;
      names ??= fill(rules);
      let from = end;
      const least = Math.max(lo, end - REACH_BACK, readTo);
      while (from > least && STOP[bytes[from - 1] as number] === 0) from--;
      readTo = end;
      for (let i = from; i < end; i++) {
        const byte = bytes[i] as number;
        // Inside a word no name begins but after a change of case.
        if (i > lo && LETTER[bytes[i - 1] as number] === 1 && LETTER[byte] === 1 && UPPER[byte] === 0) {
          if (bytes[i - 2] !== BACKSLASH) continue;
        }
        const second = bytes[i + 1] as number;
        const long = names.long[longBucket(byte, second, bytes[i + 2] as number, bytes[i + 3] as number)] as number;
        const short = names.short[shortBucket(byte, second)] as number;
        if ((long | short) === 0) continue;
        for (const entry of inOrder(names.lists[long], names.lists[short])) ask(entry, scan, i);
      }
    },
  };
}

const BACKSLASH = 0x5c;

/** Asks a rule whether its provider's name stands at `start`, and a value behind it. */
function ask({ rule, word }: Entry, scan: Scan, start: number): void {
  const end = wordEnd(word, scan.bytes, scan.lo, scan.hi, start);
  if (end >= 0 && continues(word, scan.bytes, end, scan.hi)) readVendor(rule, word, rule.vendor.forms, scan, end);
}

/** False for most text: no run of letters and digits that could be a value, or part of one, begins soon. */
function isPromising(bytes: Buffer, from: number, limit: number): boolean {
  let length = 0;
  let digits = 0;
  for (let i = from; i < limit; i++) {
    const byte = bytes[i] as number;
    if (STOP[byte] === 1) return false;
    if (ALNUM[byte] === 0) {
      length = 0;
      digits = 0;
      continue;
    }
    digits += DIGIT[byte] as number;
    if ((++length >= 6 && digits > 0) || length >= 20) return true;
  }
  // The head of a value that goes on behind the window.
  return length > 8;
}

/** Names by their first letters. */
interface Names {
  /** By the first four letters; by the first two where a name has fewer, or a joint that may be missing among them. */
  readonly long: Uint16Array;
  readonly short: Uint16Array;
  /** What the numbers in both stand for; 0 for none. */
  readonly lists: readonly (readonly Entry[])[];
}

/** Letters of a name that its bucket depends on. */
const LONG_LETTERS = 4;

/** Five bits of each of four bytes, the same for both cases of a letter, folded to fifteen. */
function longBucket(a: number, b: number, c: number, d: number): number {
  return (((a & 31) << 10) | ((b & 31) << 5) | (c & 31)) ^ ((d & 31) * SPREAD);
}

/** Below 2^10, and odd. */
const SPREAD = 0x2a5;

function shortBucket(a: number, b: number): number {
  return ((a & 31) << 5) | (b & 31);
}

/** Entries of both lists as the rules stand in their tables. */
function inOrder(some: readonly Entry[] = [], others: readonly Entry[] = []): readonly Entry[] {
  if (others.length === 0) return some;
  if (some.length === 0) return others;
  return [...some, ...others].sort((a, b) => a.place - b.place);
}

function fill(rules: readonly VendorRule[]): Names {
  const long = new Uint16Array(1 << 15);
  const short = new Uint16Array(1 << 10);
  const lists: Entry[][] = [[]];
  let place = 0;
  for (const rule of rules)
    for (const word of rule.vendor.words) {
      const entry = { rule, word, place: place++ };
      const { text } = word;
      const joint = text.indexOf("_");
      const known = joint < 0 ? text.length : joint;
      const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((i) => text.charCodeAt(i));
      if (known >= LONG_LETTERS) put(long, longBucket(a, b, c, d), entry);
      else if (known >= 2) put(short, shortBucket(a, b), entry);
      else for (let other = 0; other < 32; other++) put(short, shortBucket(a, other), entry);
    }
  return { long, short, lists };

  function put(table: Uint16Array, bucket: number, entry: Entry): void {
    if (table[bucket] === 0) table[bucket] = lists.push([]) - 1;
    lists[table[bucket] as number]?.push(entry);
  }
}
