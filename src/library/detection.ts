// From the options to what finds and judges values: detector, policy, own values and patterns, names.

import { createContext, Script } from "node:vm";
import { createRunBounded } from "../detect/bounded.ts";
import { checkPattern, createCustomRules, patternFault } from "../detect/custom.ts";
import { createDetector, type Detector } from "../detect/detector.ts";
import { categoryOf, KINDS } from "../detect/kinds.ts";
import { createLiterals, encodedForms, LITERAL_MIN, type Literals } from "../detect/literals.ts";
import { type Plan, planSearch } from "../detect/plan.ts";
import type { Rule } from "../detect/rule.ts";
import { RULES } from "../detect/rules/index.ts";
import { ClosemaskError } from "../errors.ts";
import type { NameFinder } from "../mask/names.ts";
import { placeholderMarks } from "../mask/placeholder.ts";
import type { SpanSource } from "../mask/planner.ts";
import { createPolicy, type Policy } from "../mask/policy.ts";
import { createRecognizer } from "../ner/recognizer.ts";
import type { CloseMaskOptions } from "./options.ts";

export interface Detection {
  readonly detector: Detector;
  readonly policy: Policy;
  /** Values of `deny`, also in their encoded forms. */
  readonly secrets: Literals;
  /** Own patterns. */
  readonly sources: readonly SpanSource[];
  readonly names: NameFinder | undefined;
}

/** As in the configuration. */
const KIND = /^[A-Z][A-Z0-9_]{1,31}$/;
/** Most forms of own values that are looked for. */
const SECRETS_MAX = 100_000;

const runBounded = createRunBounded(() => ({ Script, createContext }));

/** @throws ClosemaskError `config`, `pattern` */
export function openDetection(options: CloseMaskOptions): Detection {
  const { level = "balanced", rules = {}, patterns = [], allow = [] } = options;
  checkNames(options);
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
      plan: planFor(RULES.some((rule) => rule.optIn === true && enabled(rule))),
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
  };
}

const plans = new Map<boolean, Plan>();

/** Made once for all instances: it takes a second. */
function planFor(whole: boolean): Plan {
  let plan = plans.get(whole);
  if (plan === undefined) {
    plan = planSearch(RULES, placeholderMarks(), whole ? () => true : undefined);
    plans.set(whole, plan);
  }
  return plan;
}

/** A mistyped kind would mask less than was meant. */
function checkNames({
  only = [],
  except = [],
  actions = {},
  restore = {},
  rules = {},
  ...rest
}: CloseMaskOptions): void {
  const own = [
    ...(rest.patterns ?? []).map(({ kind }) => kind),
    ...(rest.deny ?? []).flatMap((entry) => (typeof entry === "string" ? [] : [entry.kind ?? "CUSTOM"])),
  ];
  for (const kind of own) {
    if (!KIND.test(kind)) {
      throw new ClosemaskError("config", "a pattern or an entry of deny has a kind that cannot be one", {
        hint: "a kind is such as EMPLOYEE_ID: capitals, digits and underscores",
      });
    }
  }
  const known = new Set([...KINDS.flatMap(({ kind, category }) => [kind, category]), "CUSTOM", ...own]);
  const named = [...only, ...except, ...Object.keys(actions), ...Object.keys(restore)];
  // An engine may have kinds of its own.
  const stranger = named.find((name) => !known.has(name) && !(rest.ner !== undefined && KIND.test(name)));
  if (stranger !== undefined) {
    throw new ClosemaskError("config", `there is no kind or category ${stranger}`, { hint: "closemask rules list" });
  }
  const ids = new Set(RULES.map(({ id }) => id));
  const unknown = [...(rules.enable ?? []), ...(rules.disable ?? [])].find((id) => !ids.has(id));
  if (unknown !== undefined) {
    throw new ClosemaskError("config", `there is no rule ${unknown}`, { hint: "closemask rules list" });
  }
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
