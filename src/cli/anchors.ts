// The plans of the search, made when the package is built and loaded from a file at start; made here when that is another build's.

import { join } from "node:path";
import type { Plan } from "../detect/plan.ts";
import type { RuleList } from "../detect/rule.ts";
import { makePlan, PLAN_FILE, type PlanSort, readPlan } from "../mask/plan-file.ts";
import { readInto } from "./read-into.ts";

/** The names that the build gave to its files. Not there when the sources run as they are. */
declare const PLAN_NAMES: Readonly<Record<PlanSort, string>>;

const plans = new Map<string, { readonly rules: RuleList; readonly plan: Plan }>();

/** One that was made in this process before: a chat opens its rules anew with each decision about a value. */
function madePlan(rules: RuleList, sort: PlanSort): Plan {
  let made = plans.get(sort);
  if (made?.rules !== rules) made = { rules, plan: makePlan(rules, sort) };
  plans.set(sort, made);
  return made.plan;
}

/** A plan for the built-in rules, from the file beside this module or made anew. */
export function loadPlan(rules: RuleList, sort: PlanSort): Plan {
  if (typeof PLAN_NAMES === "undefined") return madePlan(rules, sort);
  let file: Buffer;
  try {
    // A second thread uses it too, and would else be given a copy.
    file = readInto(join(import.meta.dirname, "..", PLAN_FILE[sort]), (size) => new SharedArrayBuffer(size));
  } catch {
    return makePlan(rules, sort);
  }
  return readPlan(file, PLAN_NAMES[sort]) ?? makePlan(rules, sort);
}
