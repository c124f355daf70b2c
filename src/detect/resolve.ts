// Overlaps: of several readings of the same bytes one wins, and what a loser covered beyond it stays covered. Pure
// functions over candidate spans; the order of preference is stated here once.

import type { CheckResult } from "../types.ts";
import type { Rule, Tier } from "./rule.ts";

/** A candidate span. */
export interface Candidate {
  start: number;
  end: number;
  readonly rule: Rule;
  readonly confidence: number;
  readonly check: CheckResult;
}

const RANK: Readonly<Record<Tier, number>> = { proof: 2, form: 1, context: 0, name: -1 };

/**
 * Makes candidates disjoint, sorted by start. Preference: a labelled value over a mere form inside it, then tier, length,
 * confidence, start, rule id. What a loser covers beyond the winners stays a span of its own when it holds a letter, digit
 * or non-ASCII byte, so that no byte which some rule wanted masked leaves.
 */
export function resolveOverlaps(candidates: Candidate[], bytes: Uint8Array): Candidate[] {
  sortByStart(candidates, candidates.length);
  const out: Candidate[] = [];
  for (let i = 0; i < candidates.length; ) {
    let end = (candidates[i] as Candidate).end;
    let j = i + 1;
    while (j < candidates.length && (candidates[j] as Candidate).start < end) {
      end = Math.max(end, (candidates[j] as Candidate).end);
      j++;
    }
    if (j === i + 1) out.push(candidates[i] as Candidate);
    else settle(candidates, i, j, bytes, out);
    i = j;
  }
  return out;
}

/** Sorts the first `count` in place, by insertion: hits come nearly in order. */
export function sortByStart(list: Candidate[], count = list.length): Candidate[] {
  for (let i = 1; i < count; i++) {
    const item = list[i] as Candidate;
    let j = i - 1;
    while (j >= 0 && (list[j] as Candidate).start > item.start) {
      list[j + 1] = list[j] as Candidate;
      j--;
    }
    list[j + 1] = item;
  }
  return list;
}

/** The members of a cluster by preference, and its winners so far. Used again: a region has hundreds of clusters. */
const members: Candidate[] = [];
const won: Candidate[] = [];
let winners = 0;
/** A list that was longer is not kept. */
const KEPT = 1024;

/** Decides about candidates `[from, to)`, which are connected by overlaps. */
function settle(candidates: readonly Candidate[], from: number, to: number, bytes: Uint8Array, out: Candidate[]): void {
  rank(candidates, from, to);
  winners = 0;
  for (let m = 0; m < to - from; m++) {
    const candidate = members[m] as Candidate;
    // A mere form inside a labelled value is part of that value.
    if (candidate.rule.tier === "form" && isInLabelled(candidate, to - from)) continue;
    let { start } = candidate;
    // What is kept comes behind those that it was compared with.
    const before = winners;
    for (let i = 0; i < before; i++) {
      const taken = won[i] as Candidate;
      if (taken.end <= start) continue;
      if (taken.start >= candidate.end) break;
      if (taken.start > start) keep(candidate, start, taken.start, bytes);
      start = Math.max(start, taken.end);
    }
    if (start < candidate.end) keep(candidate, start, candidate.end, bytes);
    if (winners > before) sortByStart(won, winners);
  }
  for (let i = 0; i < winners; i++) out.push(won[i] as Candidate);
  if (to - from > KEPT) members.length = 0;
  if (winners > KEPT) won.length = 0;
}

/** Insertion sort into `members`: nearly all clusters have two or three. */
function rank(candidates: readonly Candidate[], from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const item = candidates[i] as Candidate;
    let j = i - from - 1;
    while (j >= 0 && compare(members[j] as Candidate, item) > 0) {
      members[j + 1] = members[j] as Candidate;
      j--;
    }
    members[j + 1] = item;
  }
}

function isInLabelled(candidate: Candidate, count: number): boolean {
  for (let m = 0; m < count; m++) {
    const other = members[m] as Candidate;
    if (other.rule.tier === "context" && contains(other, candidate)) return true;
  }
  return false;
}

function contains(outer: Candidate, inner: Candidate): boolean {
  return outer.start <= inner.start && outer.end >= inner.end && outer.end - outer.start > inner.end - inner.start;
}

function compare(a: Candidate, b: Candidate): number {
  return (
    RANK[b.rule.tier] - RANK[a.rule.tier] ||
    b.end - b.start - (a.end - a.start) ||
    b.confidence - a.confidence ||
    a.start - b.start ||
    (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0)
  );
}

function keep(from: Candidate, start: number, end: number, bytes: Uint8Array): void {
  if (start === from.start && end === from.end) {
    won[winners++] = from;
    return;
  }
  if (!hasContent(bytes, start, end)) return;
  const part = { ...from, start, end };
  // What is left of a name is the same name without the blank at the cut.
  if (from.rule.tier === "name") trim(part, bytes);
  won[winners++] = part;
}

function trim(part: Candidate, bytes: Uint8Array): void {
  while (!isContent(bytes[part.start] as number)) part.start++;
  while (!isContent(bytes[part.end - 1] as number)) part.end--;
}

/** True for a stretch with a letter, digit or non-ASCII byte. */
export function hasContent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (isContent(bytes[i] as number)) return true;
  return false;
}

function isContent(byte: number): boolean {
  return byte >= 0x80 || (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}
