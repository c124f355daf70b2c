// Where vendor rules are asked: at the stems of names that hold secrets, which all of them share, and at the names of a few
// providers that are looked for by themselves. Before a hit it looks for providers' names by their first letters, so
// that a further provider costs neither the pass nor a text without it anything.

import { charset } from "../charset.ts";
import {
  createNames,
  headAt,
  headOf,
  isInside,
  isPromising,
  maskOf,
  NAME_HEAD,
  type Names,
  reachBack,
  VENDOR_REACH,
} from "../names.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";
import { folded, literal } from "./anchor.ts";
import { latin1 } from "./context.ts";
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
const ANCHOR_BYTES = 10;

/** The stems, and the beginnings of names that are looked for by themselves. */
export function vendorAnchors(words: readonly Word[]): Anchor[] {
  const alone = words.filter((word) => word.alone);
  return [...STEMS, ...alone.map(({ text }) => folded(beginning(text)))];
}

/** The anchor of a name; of one with a joint, which may be missing, its last part. */
function beginning(text: string): string {
  return text.slice(text.lastIndexOf("_") + 1).slice(0, ANCHOR_BYTES);
}

/** Operators between a provider's name and its value at most, and between a stem and the value of its own name. */
const OPERATORS = 4;
const OWN_OPERATORS = 1;

const STEM = /secret|token|appid|unseal|cred|client|access|private|key|api|auth|pat/i;

/** How many there may be behind an anchor that reads so: behind another one a name has a stem of its own. */
export function operatorsBehind(anchor: string): number {
  return STEM.test(anchor) ? OWN_OPERATORS : OPERATORS;
}

interface Entry {
  readonly rule: VendorRule;
  readonly word: Word;
}

/** What finders of these rules share; made at the first use. */
export function compileVendors(rules: readonly VendorRule[]): () => Entries {
  let entries: Entries | undefined;
  return () => {
    entries ??= fill(rules);
    return entries;
  };
}

/** Finder for all vendor rules at once. `reset` before each scan: it remembers how far it has looked. */
export function openVendors(entriesOf: () => Entries): { find: Rule["find"]; reset(): void } {
  let readTo = -1;
  return {
    reset() {
      readTo = -1;
    },
    find(scan: Scan, at: number, end: number): void {
      const { bytes, lo, hi } = scan;
      if (end <= readTo || !isPromising(bytes, end, hi, operatorsBehind(latin1(bytes, at, end)))) return;
      const { begins, long, short, firsts, heads, masks } = entriesOf();
      const from = reachBack(bytes, Math.max(lo, end - VENDOR_REACH, readTo), end);
      readTo = end;
      for (let i = from; i < end; i++) {
        if (begins[bytes[i] as number] === 0 || isInside(bytes, lo, i)) continue;
        const head = headAt(bytes, i);
        const list = long.get(head);
        if (list !== undefined) for (const entry of list) ask(entry, scan, i);
        const last = firsts[(head & 0xff) + 1] as number;
        for (let k = firsts[head & 0xff] as number; k < last; k++)
          if (((head ^ (heads[k] as number)) & (masks[k] as number)) === 0) ask(short[k] as Entry, scan, i);
      }
    },
  };
}

/** Asks a rule whether its provider's name stands at `start`, and a value behind it. */
function ask({ rule, word }: Entry, scan: Scan, start: number): void {
  const end = wordEnd(word, scan.bytes, scan.lo, scan.hi, start);
  if (end >= 0 && continues(word, scan.bytes, end, scan.hi)) readVendor(rule, word, rule.vendor.forms, scan, end);
}

/** A name with its joints written out: it has those letters and nothing else. */
function spellings(text: string): string[] {
  return text
    .split("_")
    .reduce<string[]>(
      (heads, part, k) =>
        k === 0 ? [part] : heads.flatMap((head) => ["", " ", "_", "-", "."].map((joint) => head + joint + part)),
      [],
    );
}

/** What gate.ts asks about the names of all rules. */
export function nameTable(rules: readonly VendorRule[]): Names {
  return createNames(rules.flatMap(({ vendor }) => vendor.words.flatMap(({ text }) => spellings(text))));
}

export interface Entries {
  /** 1 for the bytes that a name begins with. */
  readonly begins: Uint8Array;
  /** By the first four bytes, folded. */
  readonly long: ReadonlyMap<number, readonly Entry[]>;
  /** Those with fewer, by their first byte: what they begin with, and which bits of it count. */
  readonly short: readonly Entry[];
  readonly firsts: Int32Array;
  readonly heads: Int32Array;
  readonly masks: Int32Array;
}

function fill(rules: readonly VendorRule[]): Entries {
  const begins = new Uint8Array(256);
  const long = new Map<number, Entry[]>();
  const few: { readonly entry: Entry; readonly head: number; readonly mask: number }[] = [];
  const add = (entry: Entry, text: string): void => {
    const head = headOf(text);
    if (text.length < NAME_HEAD) few.push({ entry, head, mask: maskOf(text) });
    else {
      const list = long.get(head);
      if (list === undefined) long.set(head, [entry]);
      else list.push(entry);
    }
  };
  for (const rule of rules)
    for (const word of rule.vendor.words) {
      const { text } = word;
      const first = text.charCodeAt(0);
      begins[first] = 1;
      if (first >= SMALL_A) begins[first - 0x20] = 1;
      const joint = text.indexOf("_");
      if (joint < 0 || joint >= NAME_HEAD) add({ rule, word }, text);
      else for (const begin of new Set(spellings(text).map(beginOf))) add({ rule, word }, begin);
    }
  few.sort((a, b) => (a.head & 0xff) - (b.head & 0xff));
  const firsts = new Int32Array(257);
  for (const { head } of few) firsts[(head & 0xff) + 1] = (firsts[(head & 0xff) + 1] as number) + 1;
  for (let byte = 1; byte < firsts.length; byte++)
    firsts[byte] = (firsts[byte] as number) + (firsts[byte - 1] as number);
  return {
    begins,
    long,
    short: few.map(({ entry }) => entry),
    firsts,
    heads: Int32Array.from(few, ({ head }) => head),
    masks: Int32Array.from(few, ({ mask }) => mask),
  };
}

const SMALL_A = 0x61;

function beginOf(text: string): string {
  return text.slice(0, NAME_HEAD);
}
