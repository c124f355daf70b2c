// Rules that are asked together: those of a group read the text around a hit once for all of them. A hit of an anchor of
// theirs goes to the group.

import { codeDispatcher, isCodeRule } from "./build/code.ts";
import { codedDispatcher, isCodedRule } from "./build/coded.ts";
import { isNumberRule, numberDispatcher } from "./build/number.ts";
import { isVendorRule } from "./build/vendor.ts";
import { vendorDispatcher } from "./build/vendor-dispatch.ts";
import { Deferred, made } from "./deferred.ts";
import type { Rule } from "./rule.ts";

/** Asks the rules of a group. `reset` before each scan: it remembers how far it has read. */
export interface Dispatcher {
  find: Rule["find"];
  reset(): void;
}

export interface Group {
  /** Stands for the group in a plan, where rules have their index. */
  readonly owner: number;
  holds(rule: Rule): boolean;
  /** For those of the rules that belong to it. */
  dispatcher(rules: readonly Rule[]): Dispatcher;
}

function group<R extends Rule>(
  owner: number,
  holds: (rule: Rule) => rule is R,
  make: (rules: readonly R[]) => Dispatcher,
): Group {
  const belongs = (rule: Rule): boolean => (rule instanceof Deferred ? rule.owner === owner : holds(rule));
  return { owner, holds: belongs, dispatcher: (rules) => make(rules.filter(belongs).map(made).filter(holds)) };
}

export const GROUPS: readonly Group[] = [
  group(-2, isNumberRule, numberDispatcher),
  group(-4, isCodeRule, codeDispatcher),
  group(-5, isVendorRule, vendorDispatcher),
  group(-6, isCodedRule, codedDispatcher),
];

/** The group that a rule is asked in, undefined for one that is asked alone. */
export function groupOf(rule: Rule): Group | undefined {
  return GROUPS.find((candidate) => candidate.holds(rule));
}
