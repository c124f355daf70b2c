// From the options to what finds and judges values: detector, policy, own values and patterns, names.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { createRunBounded } from "../detect/bounded.ts";
import { checkPattern, createCustomRules, patternFault } from "../detect/custom.ts";
import { createDetector, type Detector } from "../detect/detector.ts";
import { encodedForms } from "../detect/encoded-forms.ts";
import { categoryOf } from "../detect/kinds.ts";
import { createLiterals } from "../detect/literal-table.ts";
import { LITERAL_MIN, type Literals } from "../detect/literals.ts";
import type { Plan } from "../detect/plan.ts";
import type { Rule } from "../detect/rule.ts";
import { RULES } from "../detect/rules/index.ts";
import { ClosemaskError } from "../errors.ts";
import type { NameFinder } from "../mask/names.ts";
import { checkOptions, shown } from "../mask/option-shape.ts";
import { makePlan, PLAN_FILE, type PlanSort, readPlan } from "../mask/plan-file.ts";
import type { SpanSource } from "../mask/planner.ts";
import { createPolicy, type Policy } from "../mask/policy.ts";
import { checkKinds, checkPolicyNames, KIND, type KnownNames } from "../mask/policy-shape.ts";
import { nearest } from "../text/nearest.ts";
import { INSTANCE } from "./option-shapes.ts";
import type { CloseMaskOptions } from "./options.ts";
import { createRecognizer } from "./own-engine.ts";
import { PLAN_NAMES } from "./plan-names.ts";

export interface Detection {
  readonly detector: Detector;
  readonly policy: Policy;
  /** Values of `deny`, also in their encoded forms. */
  readonly secrets: Literals;
  /** Own patterns. */
  readonly sources: readonly SpanSource[];
  readonly names: NameFinder | undefined;
  /** Kinds that only these options know. */
  readonly known: KnownNames;
}

/** Most forms of own values that are looked for. */
const SECRETS_MAX = 100_000;

const runBounded = createRunBounded(() => ({ Script, createContext }));

/** @throws ClosemaskError `config`, `pattern` */
export function openDetection(options: CloseMaskOptions): Detection {
  checkOptions(INSTANCE, options);
  const known = checkNames(options);
  const { level = "balanced", rules = {}, patterns = [], allow = [] } = options;
  for (const [i, entry] of allow.entries()) {
    if (typeof entry === "string" || entry.pattern === undefined) continue;
    const fault = checkPattern({ pattern: entry.pattern, flags: entry.flags }, runBounded);
    if (fault !== null) throw patternFault(`allow[${i}]`, fault);
  }
  const policy = createPolicy({ ...options, runBounded });
  const { enable = [], disable = [] } = rules;
  const enabled = (rule: Rule): boolean =>
    !disable.includes(rule.id) &&
    (enable.includes(rule.id) || rule.optIn !== true || options.only?.includes(rule.kind) === true);
  const own = patterns.filter(({ kind }) => policy.action(kind) !== "keep");
  return {
    detector: createDetector({
      rules: RULES,
      level,
      enabled,
      plan: planOf(RULES.some((rule) => rule.optIn === true && enabled(rule)) ? "whole" : "usual"),
      counts: (rule) => policy.action(rule.kind) !== "keep",
      ...(policy.allowsSome
        ? {
            accepts: (bytes, { start, end, rule }) =>
              rule.denied === true || !policy.allows(bytes.toString("latin1", start, end), rule.kind),
          }
        : {}),
    }),
    policy,
    secrets: secretsOf(options),
    sources: own.length === 0 ? [] : [createCustomRules({ patterns: own, runBounded }).scan],
    names: namesOf(options),
    known,
  };
}

const plans = new Map<PlanSort, Plan>();

/** One for all instances: from the file beside the package, or made anew, which takes a second. */
function planOf(sort: PlanSort): Plan {
  let plan = plans.get(sort);
  if (plan === undefined) {
    plan = storedPlan(sort) ?? makePlan(RULES, sort);
    plans.set(sort, plan);
  }
  return plan;
}

function storedPlan(sort: PlanSort): Plan | null {
  if (PLAN_NAMES === null) return null;
  try {
    return readPlan(readFileSync(join(import.meta.dirname, "../cli", PLAN_FILE[sort])), PLAN_NAMES[sort]);
  } catch {
    // Bundled into a program, the package has no files beside it.
    return null;
  }
}

/** A mistyped kind would mask less than was meant. Says which names may stand for one. */
function checkNames({
  restore = {},
  rules = {},
  patterns = [],
  deny = [],
  ner,
  ...policy
}: CloseMaskOptions): KnownNames {
  const own = [
    ...patterns.map(({ kind }) => kind),
    ...deny.flatMap((entry) => (typeof entry === "string" || entry.kind === undefined ? [] : [entry.kind])),
  ];
  for (const kind of own) {
    if (!KIND.test(kind)) {
      throw new ClosemaskError("config", "a pattern or an entry of deny has a kind that cannot be one", {
        hint: "a kind is such as EMPLOYEE_ID: capitals, digits and underscores",
      });
    }
  }
  // An engine may have kinds of its own.
  const known = { own, open: ner !== undefined };
  checkPolicyNames(policy, known);
  checkKinds("restore", Object.keys(restore), known);
  const ids = new Set(RULES.map(({ id }) => id));
  const unknown = [...(rules.enable ?? []), ...(rules.disable ?? [])].find((id) => !ids.has(id));
  if (unknown !== undefined) {
    const near = nearest(unknown, [...ids]);
    throw new ClosemaskError("config", `rules: there is no rule ${shown(unknown)}`, {
      hint: near === undefined ? "closemask rules list" : `did you mean ${near}?`,
    });
  }
  return known;
}

function secretsOf({ deny = [] }: CloseMaskOptions): Literals {
  const secrets = createLiterals(SECRETS_MAX);
  for (const [i, entry] of deny.entries()) {
    const { value, kind = "CUSTOM" } = typeof entry === "string" ? { value: entry } : entry;
    const bytes = Buffer.from(value);
    if (bytes.length < LITERAL_MIN) {
      throw new ClosemaskError("config", `deny[${i}] has fewer than ${LITERAL_MIN} bytes`, {
        hint: "write a pattern with \\b around it instead",
      });
    }
    for (const form of encodedForms(bytes)) secrets.add({ ...form, kind, denied: true });
  }
  return secrets;
}

function namesOf({ ner, onNerFailure = "block" }: CloseMaskOptions): NameFinder | undefined {
  if (ner === undefined) return undefined;
  // An engine detects; what finds names in many texts at once is a recognizer.
  return "detect" in ner ? createRecognizer({ engine: ner, onFailure: onNerFailure }) : ner;
}

/** The kinds and categories of a policy, told apart. */
export function byKind<T>(of: Readonly<Record<string, T>>, kind: string): T | undefined {
  return Object.hasOwn(of, kind) ? of[kind] : Object.hasOwn(of, categoryOf(kind)) ? of[categoryOf(kind)] : undefined;
}
