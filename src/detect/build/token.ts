// Tokens: a distinctive prefix and runs of known alphabets and lengths, verified by byte loops. Nearly every provider's
// credential is one, and adding one costs the pass nothing.

import { type Charset, WORD } from "../charset.ts";
import type { Examples, Rule, Scan, Tier } from "../rule.ts";
import { literal } from "./anchor.ts";
import { startsAt } from "./boundary.ts";

/** One part of a token after its prefix: fixed text, or a run of a set with its length. */
export type Part = string | Run;

interface Run {
  readonly set: Charset;
  readonly min: number;
  readonly max: number;
}

/** Longest token that is followed; longer ones are cut there, and the rest is a value of its own. */
export const TOKEN_MAX = 8192;

/** `min` to `max` bytes of `set`, greedy; exactly `min` where `max` is left out. */
export function run(set: Charset, min: number, max: number = min): Run {
  return { set, min, max };
}

interface TokenOptions {
  id: string;
  kind: string;
  description: string;
  /** Texts that start it, case-sensitive. */
  prefixes: readonly string[];
  parts: readonly Part[];
  /** Says whether the checksum or structure of `[start, end)` holds. A failed check only lowers `confidence` to `unchecked`. */
  check?: (bytes: Uint8Array, start: number, end: number) => boolean;
  confidence?: number;
  /** Confidence when the check fails; the default keeps it, since a masker rather masks a mistyped key. */
  unchecked?: number;
  tier?: Tier;
  /** Different byte values the token must hold at least, prefix excluded: `ghp_xxxxxxxx…` is documentation. */
  distinct?: number;
  examples: Examples;
}

/** Makes a rule from a prefix and parts. The whole token is the value. */
export function token(options: TokenOptions): Rule {
  const { parts, check, confidence = 0.95, distinct = 4 } = options;
  const unchecked = options.unchecked ?? confidence;
  const compiled = parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part));
  const rule: Rule = {
    id: options.id,
    kind: options.kind,
    description: options.description,
    tier: options.tier ?? "proof",
    confidence,
    anchors: options.prefixes.map(literal),
    examples: options.examples,
    find(scan: Scan, at: number, end: number): void {
      const { bytes } = scan;
      if (!startsAt(bytes, scan.lo, at)) return;
      const stop = follow(bytes, end, scan.hi, compiled);
      if (stop < 0 || !varied(bytes, end, stop, distinct)) return;
      if (check === undefined) scan.add(rule, at, stop, confidence, "none");
      else if (check(bytes, at, stop)) scan.add(rule, at, stop, Math.max(confidence, 0.99), "passed");
      else scan.add(rule, at, stop, unchecked, "failed");
    },
  };
  return rule;
}

/** End of the parts from `at`, or -1. A greedy run that stops at its maximum inside a longer run is no match. */
function follow(bytes: Uint8Array, at: number, hi: number, parts: readonly (Uint8Array | Run)[]): number {
  let i = at;
  let last: Charset | undefined;
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
    }
  }
  if (i >= hi) return i;
  const next = bytes[i] as number;
  return WORD[next] === 1 || (last !== undefined && last[next] === 1) ? -1 : i;
}

function varied(bytes: Uint8Array, from: number, to: number, least: number): boolean {
  let low = 0;
  let high = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    // Two 32-bit sets over the low six bits are enough to tell a repeated letter from a key.
    const bit = 1 << ((bytes[i] as number) & 31);
    if (((bytes[i] as number) & 32) === 0) {
      if ((low & bit) === 0) count++;
      low |= bit;
    } else {
      if ((high & bit) === 0) count++;
      high |= bit;
    }
    if (count >= least) return true;
  }
  return false;
}
