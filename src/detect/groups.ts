// Rules that are asked together: those of a group read the text around a hit once for all of them. A hit of an anchor of
// theirs goes to the group.

import { compileCodes, isCodeRule, openCodes } from "./build/code.ts";
import { codedDispatcher, isCodedRule } from "./build/coded.ts";
import { compileNumbers, isNumberRule, openNumbers } from "./build/number.ts";
import { isVendorRule } from "./build/vendor.ts";
import { compileVendors, openVendors } from "./build/vendor-dispatch.ts";
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

/** `compile` makes what dispatchers share, `open` one of them. */
function group<R extends Rule, T>(
  owner: number,
  holds: (rule: Rule) => rule is R,
  compile: (rules: readonly R[]) => T,
  open: (compiled: T) => Dispatcher,
): Group {
  const belongs = (rule: Rule): boolean => (rule instanceof Deferred ? rule.owner === owner : holds(rule));
  // A detector and the one for its views ask the same rules.
  let last: { readonly rules: readonly Rule[]; readonly compiled: T } | undefined;
  return {
    owner,
    holds: belongs,
    dispatcher(all) {
      const rules = all.filter(belongs);
      if (last === undefined || !isSame(last.rules, rules))
        last = { rules, compiled: compile(rules.map(made).filter(holds)) };
      return open(last.compiled);
    },
  };
}

function isSame(a: readonly Rule[], b: readonly Rule[]): boolean {
  return a.length === b.length && a.every((rule, k) => rule === b[k]);
}

export const GROUPS: readonly Group[] = [
  group(-2, isNumberRule, compileNumbers, openNumbers),
  group(-4, isCodeRule, compileCodes, openCodes),
  group(-5, isVendorRule, compileVendors, openVendors),
  group(-6, isCodedRule, (rules) => rules, codedDispatcher),
];

/** The group that a rule is asked in, undefined for one that is asked alone. */
export function groupOf(rule: Rule): Group | undefined {
  return GROUPS.find((candidate) => candidate.holds(rule));
}
