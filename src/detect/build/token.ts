// Tokens: a distinctive prefix and runs of known alphabets and lengths, verified by byte loops. Nearly every provider's
// credential is one, and adding one costs the pass nothing.

import { type Charset, DIGIT, HEX, runStart, UPPER, WORD } from "../charset.ts";
import { isRefrain } from "../check/blank.ts";
import type { Examples, Rule, Scan, Tier } from "../rule.ts";
import { literal, NEEDLE } from "./anchor.ts";
import { startsAt } from "./boundary.ts";

/** One part of a token after its prefix: fixed text, or a run of a set with its length. */
export type Part = string | Run;

export interface Run {
  readonly set: Charset;
  readonly min: number;
  readonly max: number;
}

/** `min` to `max` bytes of `set`, greedy; exactly `min` where `max` is left out. */
export function run(set: Charset, min: number, max: number = min): Run {
  return { set, min, max };
}

/** Parts of a UUID in either case. */
export const UUID: readonly Part[] = [
  run(HEX, 8),
  "-",
  run(HEX, 4),
  "-",
  run(HEX, 4),
  "-",
  run(HEX, 4),
  "-",
  run(HEX, 12),
];

export interface TokenOptions {
  id: string;
  description: string;
  /** Texts that start it, case-sensitive. */
  prefixes: readonly string[];
  parts: readonly Part[];
  /** Says whether the checksum or structure of `[start, end)` holds. A failed check only lowers `confidence` to `unchecked`. */
  check?: (bytes: Buffer, start: number, end: number) => boolean;
  confidence?: number;
  /** Confidence when the check fails; the default keeps it, since a masker rather masks a mistyped key. */
  unchecked?: number;
  tier?: Tier;
  /** Says that `[start, end)` is something else of the same form, or the specimen of its vendor's manual. */
  unless?: (bytes: Buffer, start: number, end: number) => boolean;
  /** Different byte values the token must hold at least, prefix excluded: `ghp_xxxxxxxx…` is documentation. */
  distinct?: number;
  /** Classes (lower case, upper case, digits) it must mix at least, prefix excluded: `your-key-goes-here` is none. Default 2. */
  classes?: number;
  /** Bytes of the first run that belong to the anchor: for prefixes so short that they occur in ordinary words. Default 0. */
  lead?: number;
  /** What stands before the prefix and belongs to the token, read backwards: lengths are exact, or greedy for digits. */
  before?: readonly Run[];
  /** True when the prefix is a label, not part of the value. */
  bare?: boolean;
  /**
   * Bytes that may not stand right before the token, nor after it where they are no punctuation; for prefixes so short that
   * they occur within base64 and paths. Letters, digits and `_` by default.
   */
  boundary?: Charset;
}

/**
 * Makes a rule from a prefix and parts. The whole token is the value. Hundreds of them are made at each start, so `options`
 * is kept as it is.
 */
export function token(options: TokenOptions, kind: string, examples: () => Examples): Rule {
  const { parts, check, unless, confidence = 0.95, distinct = 4, classes = 2, before = [], boundary = WORD } = options;
  const unchecked = options.unchecked ?? confidence;
  const lead = leadOf(options);
  // A start makes all rules and uses few: what a search needs is made at its first hit.
  let compiled: (Uint8Array | Run)[] | undefined;
  // What must vary is the longer of the two sides of the prefix.
  let backwards = false;
  const rule: Rule = {
    id: options.id,
    kind,
    description: options.description,
    tier: options.tier ?? "proof",
    confidence,
    get anchors() {
      const [first] = parts;
      const opening = lead > 0 && typeof first === "object" ? new Array<Charset>(lead).fill(first.set) : [];
      return options.prefixes.map((prefix) => [...literal(prefix), ...opening]);
    },
    gateFor() {
      const [first] = parts;
      const least = typeof first === "object" ? first.min - lead : 0;
      return [
        [
          ...(before.length === 0 ? [{ op: "starts", set: boundary } as const] : []),
          ...(typeof first === "object" && least > 0 ? [{ op: "run", set: first.set, least } as const] : []),
        ],
      ];
    },
    get examples() {
      return examples();
    },
    find(scan: Scan, at: number, end: number): void {
      const { bytes } = scan;
      const start = before.length === 0 ? at : precede(bytes, scan.lo, at, before);
      if (start < 0 || !startsAt(bytes, scan.lo, start, boundary)) return;
      if (compiled === undefined) {
        compiled = parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part));
        backwards = least(before) > least(parts);
      }
      const body = end - lead;
      const stop = follow(bytes, body, scan.hi, compiled);
      if (stop >= 0 && stop < scan.hi && boundary[bytes[stop] as number] === 1 && !closes(bytes[stop] as number))
        return;
      if (stop < 0 || !varied(bytes, backwards ? start : body, backwards ? at : stop, distinct, classes)) return;
      const from = options.bare === true ? body : start;
      if (isRefrain(bytes, from, stop) || unless?.(bytes, from, stop)) scan.add(rule, from, stop, SPECIMEN, "none");
      else if (check === undefined) scan.add(rule, from, stop, confidence, "none");
      else if (check(bytes, from, stop)) scan.add(rule, from, stop, Math.max(confidence, 0.99), "passed");
      else scan.add(rule, from, stop, unchecked, "failed");
    },
  };
  return rule;
}

/** The shortest prefix and what of the first run belongs to it make four bytes: see needles.ts. */
function leadOf({ lead = 0, parts: [first], prefixes }: TokenOptions): number {
  if (typeof first !== "object") return 0;
  const missing = NEEDLE - Math.min(...prefixes.map(({ length }) => length));
  return Math.max(lead, Math.min(missing, first.min));
}

/** Confidence of what is written to show the form. */
const SPECIMEN = 0.3;

/** Bytes that the runs among `parts` have at least. */
function least(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (typeof part === "object" ? part.min : 0), 0);
}

/** Start of the runs that end at `at`, or -1. */
function precede(bytes: Uint8Array, lo: number, at: number, before: readonly Run[]): number {
  let i = at;
  for (let k = before.length - 1; k >= 0; k--) {
    const { set, min, max } = before[k] as Run;
    const start = runStart(bytes, Math.max(lo, i - max), i, set);
    if (i - start < min) return -1;
    i = start;
  }
  return i;
}

/** True for members of a boundary that end a sentence or join words. */
function closes(byte: number): boolean {
  return byte === DOT || byte === HYPHEN;
}

const HYPHEN = 0x2d;
const DOT = 0x2e;
const COMMA = 0x2c;

/** End of the parts from `at`, or -1. A greedy run that stops at its maximum inside a longer run is no match. */
function follow(bytes: Uint8Array, at: number, hi: number, parts: readonly (Uint8Array | Run)[]): number {
  let i = at;
  let last: Charset | undefined;
  let shortest = at;
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      for (const byte of part) if (i >= hi || bytes[i++] !== byte) return -1;
      last = undefined;
    } else {
      const { set, min, max } = part;
      const limit = Math.min(hi, i + max);
      const from = i;
      while (i < limit && set[bytes[i] as number] === 1) i++;
      if (i - from < min) return -1;
      last = set;
      shortest = from + min;
    }
  }
  if (i < hi) {
    const next = bytes[i] as number;
    if (WORD[next] === 1 || (last !== undefined && last[next] === 1)) return -1;
  }
  // Where a dot or comma may be part of a token, the one at its end still belongs to the sentence.
  if (last !== undefined && (last[DOT] === 1 || last[COMMA] === 1))
    while (i > shortest && (bytes[i - 1] === DOT || bytes[i - 1] === COMMA)) i--;
  return i;
}

/** True when `[from, to)` holds so many different bytes of so many classes. */
function varied(bytes: Uint8Array, from: number, to: number, least: number, classes: number): boolean {
  let low = 0;
  let high = 0;
  let count = 0;
  let seen = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (DIGIT[byte] === 1) seen |= 1;
    else if (UPPER[byte] === 1) seen |= 2;
    else if (byte >= 0x61) seen |= 4;
    // Two 32-bit sets over the low six bits are enough to tell a repeated letter from a key.
    const bit = 1 << (byte & 31);
    if ((byte & 32) === 0) {
      if ((low & bit) === 0) count++;
      low |= bit;
    } else {
      if ((high & bit) === 0) count++;
      high |= bit;
    }
    if (count >= least && (seen & 1) + ((seen >> 1) & 1) + (seen >> 2) >= classes) return true;
  }
  return false;
}
