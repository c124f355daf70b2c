// Rules that are made when somebody asks one for more than its name. A start has many rules and few hits: the bundles of the
// filters hold a line of text for each family of rules, and evaluate a family at its first hit.

import type { Kind } from "../types.ts";
import type { Anchor, Examples, Rule, Tier } from "./rule.ts";

/** Makes the rules of a family, in order; the same ones each time. */
export type MakeFamily = () => readonly Rule[];

/**
 * Stands for a rule wherever rules are listed, filtered and configured. What it finds bears the rule itself: the two have
 * their id in common.
 */
export class Deferred implements Rule {
  readonly id: string;
  readonly kind: Kind;
  readonly optIn: boolean;
  /** Number of the group that it is asked in, 0 for none; see groups.ts. */
  readonly owner: number;
  private readonly make: MakeFamily;
  private readonly place: number;

  constructor(id: string, kind: Kind, optIn: boolean, owner: number, make: MakeFamily, place: number) {
    this.id = id;
    this.kind = kind;
    this.optIn = optIn;
    this.owner = owner;
    this.make = make;
    this.place = place;
  }

  get made(): Rule {
    return this.make()[this.place] as Rule;
  }
  get description(): string {
    return this.made.description;
  }
  get tier(): Tier {
    return this.made.tier;
  }
  get confidence(): number {
    return this.made.confidence;
  }
  get remembers(): boolean {
    return this.made.remembers === true;
  }
  get anchors(): readonly Anchor[] {
    return this.made.anchors;
  }
  get examples(): Examples {
    return this.made.examples;
  }
  get find(): Rule["find"] {
    return this.made.find;
  }
}

/** The rule that stands behind one of a list. */
export function made(rule: Rule): Rule {
  return rule instanceof Deferred ? rule.made : rule;
}
