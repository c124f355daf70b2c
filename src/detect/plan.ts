// The plan of a search: the compiled anchors of some rules, and whom to ask where one ends. Plain numbers, so that it can
// be made ahead and loaded as it lies; it knows rules by their index only.

import { compileAutomaton, type Transitions } from "./automaton.ts";
import { anchorLength } from "./build/anchor.ts";
import { isCodeRule, looksTable } from "./build/code.ts";
import { isNumberRule, needsOf, tailsOf } from "./build/number.ts";
import { isVendorRule } from "./build/vendor.ts";
import { nameTable } from "./build/vendor-dispatch.ts";
import type { Charset } from "./charset.ts";
import { englishWords } from "./check/bip39.ts";
import { latinWords } from "./check/bip39-languages.ts";
import { createGateList, type Gate, type Gates } from "./gate.ts";
import { groupOf } from "./groups.ts";
import { wordTable } from "./listed.ts";
import { compileNeedles, isNeedle, type Needles } from "./needles.ts";
import type { Anchor, Rule } from "./rule.ts";
import { type Spot, type Spots, spotsOf } from "./spot.ts";
import { viewAnchors } from "./views.ts";

/** What the pass looks for. Anchors are numbers. */
export interface Search {
  readonly needles: Needles;
  readonly shapes: Shapes;
}

/** The automaton of the shapes, and which anchors end where. */
export interface Shapes extends Transitions {
  /** Anchors that end in state `firstAccepting + i` are `ended[firsts[i]]` to `ended[firsts[i + 1]]`, in order. */
  readonly firsts: Uint16Array;
  readonly ended: Uint16Array;
}

export interface Plan extends Search {
  /** Bytes of a hit that are the anchor's own, by anchor. */
  readonly lengths: Uint8Array;
  /** Whom anchor `a` asks: `owners[first[a]]` to `owners[first[a + 1]]`: an index of the rules, a group of them, VIEWS or MARKS. */
  readonly first: Uint16Array;
  readonly owners: Int16Array;
  /** By owner in that list: the gate before it, and the anchor's own bytes. */
  readonly gateIds: Uint16Array;
  readonly stepLengths: Uint8Array;
  readonly gates: Gates;
  readonly spots: Spots;
}

/** In place of a rule: the views. Groups of rules have numbers of their own, see groups.ts. */
export const VIEWS = -1;
/** No rule: the anchors of whoever uses the detector, see `Detector.marks`. */
export const MARKS = -3;

/**
 * Compiles the anchors of the rules that `counts`, and those of the caller.
 * What is off by default is left out unless asked for: its anchors occur in nearly every line. `markGate` says what must hold
 * around an anchor of the caller.
 */
export function planSearch(
  rules: readonly Rule[],
  marks: readonly Anchor[] = [],
  counts: (rule: Rule) => boolean = (rule) => rule.optIn !== true,
  markGate: (mark: Anchor) => Gate | null = () => null,
): Plan {
  const { anchors, owners } = anchorTable(rules, marks, counts, markGate);
  const gates = createGateList();
  const first = [0];
  const gateIds: number[] = [];
  for (const [i, list] of owners.entries()) {
    first.push((first[i] as number) + list.length);
    for (const { asked, gate } of list) gateIds.push(gates.add(gate ?? gateOf(anchors[i] as Anchor, asked)));
  }
  return {
    ...compileSearch(anchors),
    lengths: Uint8Array.from(anchors, anchorLength),
    stepLengths: Uint8Array.from(owners.flatMap((list, i) => list.map(() => anchorLength(anchors[i] as Anchor)))),
    first: Uint16Array.from(first),
    owners: Int16Array.from(owners.flatMap((list) => list.map(({ owner }) => owner))),
    gateIds: Uint16Array.from(gateIds),
    gates: gates.compile({
      trie: needsOf(rules.filter(isNumberRule)),
      tails: tailsOf(rules.filter(isNumberRule)),
      looks: looksTable(rules.filter(isCodeRule)),
      names: nameTable(rules.filter(isVendorRule)),
      words: wordTable(englishWords(), latinWords()),
    }),
    spots: spotsOf(owners.flatMap((list) => list.map(spotOf))),
  };
}

/** The gate of an anchor before the rules that are asked at it: open where one of them has none. */
function gateOf(anchor: Anchor, asked: readonly Rule[]): Gate | null {
  const alternatives = new Map<string, Gate[number]>();
  for (const rule of asked) {
    const gate = rule.gateFor?.(anchor) ?? null;
    if (gate === null) return null;
    for (const checks of gate) alternatives.set(JSON.stringify(checks), checks);
  }
  return alternatives.size === 0 ? null : [...alternatives.values()];
}

/** What is decided about where a rule would be asked alone. */
function spotOf({ owner, asked }: Owner): Spot {
  return owner < 0 ? "" : (asked[0]?.spot ?? "");
}

/** Who is asked where an anchor ends: a rule, a group of them or somebody else. */
interface Owner {
  readonly owner: number;
  readonly asked: Rule[];
  /** Of what is no rule. */
  readonly gate: Gate | null;
}

/** Compiles anchors; each is known by its index. */
export function compileSearch(anchors: readonly Anchor[]): Search {
  const places = [...anchors.keys()].filter((index) => !isNeedle(anchors[index] as Anchor));
  const { accepts, ...transitions } = compileAutomaton(places.map((index) => anchors[index] as Anchor));
  const firsts = [0];
  const ended: number[] = [];
  for (const list of accepts) {
    for (const shape of list) ended.push(places[shape] as number);
    firsts.push(ended.length);
  }
  return {
    needles: compileNeedles(anchors),
    shapes: { ...transitions, firsts: Uint16Array.from(firsts), ended: Uint16Array.from(ended) },
  };
}

/** Distinct anchors of the rules, and for each the indexes of the rules that have it. Views and numbers come first. */
function anchorTable(
  rules: readonly Rule[],
  marks: readonly Anchor[],
  counts: (rule: Rule) => boolean,
  markGate: (mark: Anchor) => Gate | null,
): { anchors: Anchor[]; owners: Owner[][] } {
  const names = new Map<Charset, number>();
  const byKey = new Map<string, number>();
  const anchors: Anchor[] = [];
  const owners: Owner[][] = [];
  const name = (set: Charset): number => {
    const known = names.get(set) ?? names.size;
    names.set(set, known);
    return known;
  };
  const own = (anchor: Anchor, owner: number, rule?: Rule, gate: Gate | null = null): void => {
    const key = anchor.map(name).join();
    let index = byKey.get(key);
    if (index === undefined) {
      index = anchors.length;
      byKey.set(key, index);
      anchors.push(anchor);
      owners.push([]);
    }
    const list = owners[index] as Owner[];
    let known = list.find((other) => other.owner === owner);
    if (known === undefined) {
      known = { owner, asked: [], gate };
      list.push(known);
    }
    if (rule !== undefined) known.asked.push(rule);
  };
  for (const anchor of viewAnchors()) own(anchor, VIEWS);
  for (const anchor of marks) own(anchor, MARKS, undefined, markGate(anchor));
  for (const [i, rule] of rules.entries())
    if (counts(rule)) for (const anchor of rule.anchors) own(anchor, groupOf(rule)?.owner ?? i, rule);
  return { anchors, owners };
}
