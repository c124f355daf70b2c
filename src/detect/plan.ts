// The plan of a search: the compiled anchors of some rules, and whom to ask where one ends. Plain numbers, so that it can
// be made ahead and loaded as it lies; it knows rules by their index only.

import { compileAutomaton, type Transitions } from "./automaton.ts";
import { anchorLength } from "./build/anchor.ts";
import type { Charset } from "./charset.ts";
import { groupOf } from "./groups.ts";
import type { Anchor, Rule } from "./rule.ts";
import { viewAnchors } from "./views.ts";

export interface Plan {
  readonly transitions: Transitions;
  /** Steps of accepting state `firstAccepting + i` are `steps[2 * first[i]]` to `steps[2 * first[i + 1]]`. */
  readonly first: Uint16Array;
  /** Pairs: an index of the rules, a group of them, VIEWS or MARKS; and the length of the anchor that ended. */
  readonly steps: Int16Array;
}

/** In place of a rule: the views. Groups of rules have numbers of their own, see groups.ts. */
export const VIEWS = -1;
/** No rule: the anchors of whoever uses the detector, see `Detector.marks`. */
export const MARKS = -3;

/**
 * Compiles the anchors of the rules that `counts`, and those of the caller. Costs a quarter of a second for all built-in ones.
 * What is off by default is left out unless asked for: its anchors occur in nearly every line.
 */
export function planSearch(
  rules: readonly Rule[],
  marks: readonly Anchor[] = [],
  counts: (rule: Rule) => boolean = (rule) => rule.optIn !== true,
): Plan {
  const { anchors, owners } = anchorTable(rules, marks, counts);
  const automaton = compileAutomaton(anchors);
  const first = [0];
  const steps: number[] = [];
  for (const ended of automaton.accepts) {
    for (const anchor of ended)
      for (const owner of owners[anchor] as number[]) steps.push(owner, anchorLength(anchors[anchor] as Anchor));
    first.push(steps.length / 2);
  }
  return { transitions: automaton, first: Uint16Array.from(first), steps: Int16Array.from(steps) };
}

/** Distinct anchors of the rules, and for each the indexes of the rules that have it. Views and numbers come first. */
function anchorTable(
  rules: readonly Rule[],
  marks: readonly Anchor[],
  counts: (rule: Rule) => boolean,
): { anchors: Anchor[]; owners: number[][] } {
  const names = new Map<Charset, number>();
  const byKey = new Map<string, number>();
  const anchors: Anchor[] = [];
  const owners: number[][] = [];
  const name = (set: Charset): number => {
    const known = names.get(set) ?? names.size;
    names.set(set, known);
    return known;
  };
  const own = (anchor: Anchor, owner: number): void => {
    const key = anchor.map(name).join();
    let index = byKey.get(key);
    if (index === undefined) {
      index = anchors.length;
      byKey.set(key, index);
      anchors.push(anchor);
      owners.push([]);
    }
    if (!owners[index]?.includes(owner)) owners[index]?.push(owner);
  };
  for (const anchor of viewAnchors()) own(anchor, VIEWS);
  for (const anchor of marks) own(anchor, MARKS);
  for (const [i, rule] of rules.entries())
    if (counts(rule)) for (const anchor of rule.anchors) own(anchor, groupOf(rule)?.owner ?? i);
  return { anchors, owners };
}
