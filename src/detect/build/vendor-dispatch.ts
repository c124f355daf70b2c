// Where vendor rules are asked: at the stems of names that hold secrets, which all of them share, and at the names of a few
// providers that are looked for by themselves. Before a hit it looks for providers' names by their first letters, so
// that a further provider costs neither the pass nor a text without it anything.

import { BASE62 as ALNUM, charset, DIGIT, LETTER, STOP, UPPER } from "../charset.ts";
import { NAME_SLOTS, nameSlot } from "../gate.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";
import { folded, literal } from "./anchor.ts";
import type { VendorRule } from "./vendor.ts";
import type { Form } from "./vendor-form.ts";
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
  readonly forms: readonly Form[];
}

/** Finder for all vendor rules at once. `reset` before each scan: it remembers how far it has looked. */
export function vendorDispatcher(rules: readonly VendorRule[]): { find: Rule["find"]; reset(): void } {
  let buckets: (Entry[] | undefined)[] | undefined;
  let readTo = -1;
  return {
    reset() {
      readTo = -1;
    },
    find(scan: Scan, _at: number, end: number): void {
      const { bytes, lo, hi } = scan;
      if (end <= readTo || !isPromising(bytes, end, Math.min(hi, end + REACH_AHEAD))) return;
      buckets ??= fill(rules);
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
        const entries = buckets[nameSlot(byte, bytes[i + 1] as number, bytes[i + 2] as number, bytes[i + 3] as number)];
        if (entries === undefined) continue;
        for (const entry of entries) ask(entry, scan, i);
      }
    },
  };
}

const BACKSLASH = 0x5c;

/** Asks a rule whether its provider's name stands at `start`, and a value behind it. */
function ask({ rule, word, forms }: Entry, scan: Scan, start: number): void {
  const end = wordEnd(word, scan.bytes, scan.lo, scan.hi, start);
  if (end >= 0 && continues(word, scan.bytes, end, scan.hi)) readVendor(rule, word, forms, scan, end);
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

/** Letters of a name that its bucket depends on. */
const BUCKET_LETTERS = 4;

/** One bit for each bucket that has a name, as gate.ts has it. */
export function nameTable(rules: readonly VendorRule[]): Uint8Array {
  const table = new Uint8Array(NAME_SLOTS / 8);
  for (const { vendor } of rules)
    for (const { text } of vendor.words)
      for (const at of bucketsOf(text)) table[at >> 3] = (table[at >> 3] as number) | (1 << (at & 7));
  return table;
}

/** The buckets of a name: several where it has fewer letters, or a joint that may be missing among them. */
function bucketsOf(text: string): Set<number> {
  let list: number[][] = [[]];
  let known = true;
  for (let k = 0; k < BUCKET_LETTERS; k++) {
    known &&= k < text.length && text[k] !== "_";
    const fives = known ? [text.charCodeAt(k) & 31] : Array.from({ length: 32 }, (_, five) => five);
    list = list.flatMap((head) => fives.map((five) => [...head, five]));
  }
  return new Set(list.map(([a = 0, b = 0, c = 0, d = 0]) => nameSlot(a, b, c, d)));
}

function fill(rules: readonly VendorRule[]): (Entry[] | undefined)[] {
  const buckets: (Entry[] | undefined)[] = new Array(NAME_SLOTS).fill(undefined);
  for (const rule of rules) {
    const { words, forms } = rule.vendor;
    for (const word of words)
      for (const at of bucketsOf(word.text)) {
        const list = buckets[at] ?? [];
        list.push({ rule, word, forms });
        buckets[at] = list;
      }
  }
  return buckets;
}
