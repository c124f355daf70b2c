// From the effective configuration to what finds and judges values: detector, policy, own secrets and patterns. Apart from
// open.ts, so that restoring loads no rule.

import { type CustomRules, checkPattern, createCustomRules, patternFault } from "../detect/custom.ts";
import { createDetector, type Detector } from "../detect/detector.ts";
import { categoryOf } from "../detect/kinds.ts";
import { LITERAL_MIN, type Literals } from "../detect/literals.ts";
import type { Rule } from "../detect/rule.ts";
import { RULE_LIST } from "../detect/rules/list.ts";
import { ClosemaskError } from "../errors.ts";
import type { SpanSource } from "../mask/planner.ts";
import { createPolicy, type Policy } from "../mask/policy.ts";
import { loadPlan } from "./anchors.ts";
import { runBounded } from "./bounded.ts";
import { type Lists, listsByPath } from "./config/lists.ts";
import { checkNames, kindList } from "./config/names.ts";
import { entryName, inFile } from "./config/places.ts";
import type { Config } from "./config/schema.ts";
import type { Setup } from "./open.ts";
import type { Say } from "./say.ts";
import { loadSecrets, type SecretSources } from "./secrets.ts";
import { listOf, type ParsedOptions } from "./tree/spec.ts";

type EnvFiles = Pick<SecretSources, "files" | "readEnvFile">;

export interface Detection {
  readonly detector: Detector;
  readonly policy: Policy;
  /** Values of `deny`, --secrets-from and --secrets-env, also in their encoded forms. */
  readonly secrets: Literals;
  /** Own patterns. */
  readonly sources: SpanSource[];
  readonly custom: CustomRules | null;
}

/** Detection of text whose file is not known. @throws ClosemaskError `config`, `pattern`, `usage` */
export async function openDetection(setup: Setup, options: ParsedOptions = {}): Promise<Detection> {
  return (await openDetections(setup, options))();
}

/**
 * Detection by path: entries of `allow` and `deny` may be limited to files. Files for which the same entries hold share one.
 * @throws ClosemaskError `config`, `pattern`, `usage`; also when a path asks for entries that were not needed before
 */
export async function openDetections(setup: Setup, options: ParsedOptions = {}): Promise<(path?: string) => Detection> {
  const { config } = setup;
  checkNames(config);
  checkAllowed(config);
  const only = kindList(options.only, config, "--only");
  const except = kindList(options.except, config, "--except") ?? [];
  const listsOf = listsByPath(config);
  const files = Array.isArray(options.secretsFrom) ? options.secretsFrom : [];
  // Loaded for those who name a file: a start is not to read it.
  const secrets = files.length === 0 ? { files } : { files, ...(await import("./env-file.ts")) };
  const opened = new Map<string, Detection>();
  return (path) => {
    const lists = listsOf(path);
    let found = opened.get(lists.key);
    if (found === undefined) {
      found = detectWith(setup, options, lists, secrets, only, except);
      opened.set(lists.key, found);
    }
    return found;
  };
}

function detectWith(
  setup: Setup,
  options: ParsedOptions,
  lists: Lists,
  secrets: EnvFiles,
  only: readonly string[] | undefined,
  except: readonly string[],
): Detection {
  const { config, say } = setup;
  const policy = createPolicy({
    actions: actionsOf(config),
    ...(only === undefined ? {} : { only }),
    except,
    allow: lists.allow,
    runBounded,
  });
  const custom = openCustom(config, lists, policy, say);
  const thresholds = thresholdsOf(config);
  const enabled = ruleFilter(config, only);
  return {
    detector: createDetector({
      rules: RULE_LIST,
      level: config.level,
      enabled,
      plan: loadPlan(RULE_LIST, asksForMore(config, only, enabled) ? "whole" : "usual"),
      counts: (rule) => policy.action(rule.kind) !== "keep",
      ...(thresholds.size === 0
        ? {}
        : { thresholds: ({ kind }) => thresholds.get(kind) ?? thresholds.get(categoryOf(kind)) }),
      ...(policy.allowsSome
        ? {
            accepts: (bytes, { start, end, rule }) =>
              rule.denied === true || !policy.allows(bytes.toString("latin1", start, end), rule.kind),
          }
        : {}),
    }),
    policy,
    secrets: ownSecrets(setup, options, lists, secrets),
    sources: custom === null ? [] : [custom.scan],
    custom,
  };
}

/** @throws ClosemaskError `pattern` at the first pattern of `allow` that cannot be used. */
function checkAllowed({ allow }: Config): void {
  for (const [i, entry] of allow.entries()) {
    if (typeof entry === "string" || entry.pattern === undefined) continue;
    const fault = checkPattern({ pattern: entry.pattern, flags: entry.flags }, runBounded);
    if (fault !== null) throw inFile(entry, patternFault(entryName("allow", i, entry), fault));
  }
}

/** Which rules count. Naming a rule outranks the list of categories; naming its kind in `only` turns on what is off by default. */
export function ruleFilter(config: Config, only: readonly string[] = []): (rule: Rule) => boolean {
  const { disable, enable, categories } = config.rules;
  return (rule) => {
    if (disable.includes(rule.id)) return false;
    if (enable.includes(rule.id) || (rule.optIn === true && only.includes(rule.kind))) return true;
    return rule.optIn !== true && (categories === undefined || categories.includes(categoryOf(rule.kind)));
  };
}

/** True when a rule counts that is off by default. Only who names rules or kinds has them looked through. */
function asksForMore({ rules }: Config, only: readonly string[] = [], enabled: (rule: Rule) => boolean): boolean {
  if (rules.enable.length === 0 && only.length === 0) return false;
  return [...RULE_LIST].some((rule) => rule.optIn === true && enabled(rule));
}

function actionsOf(config: Config): Record<string, "mask" | "redact" | "keep" | "block"> {
  const named = Object.entries(config.policies).flatMap(([name, { action }]) =>
    action === undefined ? [] : [[name, action]],
  );
  return Object.assign(Object.create(null), Object.fromEntries(named));
}

/** Confidence from which a kind or category counts, where a policy says so. */
function thresholdsOf({ policies }: Config): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(policies).flatMap(([name, { threshold }]) => (threshold === undefined ? [] : [[name, threshold]])),
  );
}

/** Values of `deny` and of the flags of `mask`. A short one would be found inside other words. */
function ownSecrets({ say }: Setup, options: ParsedOptions, lists: Lists, from: EnvFiles): Literals {
  const deny = lists.deny.flatMap((entry) => {
    const { value, kind = "CUSTOM", place } = entry;
    if (value === undefined) return [];
    if (Buffer.byteLength(value) < LITERAL_MIN) {
      const says = `${entryName("deny", place, entry)}.value has fewer than ${LITERAL_MIN} bytes`;
      throw inFile(entry, new ClosemaskError("config", says, { hint: "write a pattern with \\b around it instead" }));
    }
    return [{ value, kind }];
  });
  return loadSecrets({
    ...from,
    patterns: listOf(options.secretsEnv),
    deny,
    env: process.env,
    warn: onceOf(say),
  });
}

const told = new WeakMap<Say, Set<string>>();

/** Values are loaded for each set of entries that holds for some file, and are warned of once. */
function onceOf(say: Say): Say["warn"] {
  return (message, hint) => {
    const before = told.get(say) ?? new Set();
    told.set(say, before);
    if (!before.has(message)) say.warn(message, hint);
    before.add(message);
  };
}

/** A pattern whose kind stays readable does nothing: it must not take text from rules that mask. */
function openCustom(config: Config, { deny }: Lists, policy: Policy, say: Say): CustomRules | null {
  const denied = deny.flatMap(({ pattern, flags, kind = "CUSTOM", place }) =>
    pattern === undefined ? [] : [{ name: `deny[${place}]`, kind, pattern, flags, denied: true }],
  );
  const patterns = [...denied, ...config.patterns.filter(({ enabled = true }) => enabled)].filter(
    ({ kind }) => policy.action(kind) !== "keep",
  );
  if (patterns.length === 0) return null;
  const options = {
    patterns,
    runBounded,
    onOverrun: (name: string) =>
      say.warn(
        `the pattern ${name} took too long on a line; the rest of the line is masked`,
        "make the pattern simpler: closemask config check",
      ),
  };
  try {
    return createCustomRules(options);
  } catch (error) {
    // One of them is wrong: it is looked for once more, to say in which file.
    throw patternFaults(config)[0] ?? error;
  }
}

/** What is wrong with patterns of `patterns`, `allow` and `deny`, with their files. */
export function patternFaults({ patterns, allow, deny }: Config): ClosemaskError[] {
  const named = [
    ...patterns.map((entry) => ({ name: entry.name, entry, pattern: entry.pattern })),
    ...allow.flatMap((entry, i) => listed("allow", i, entry)),
    ...deny.flatMap((entry, i) => listed("deny", i, entry)),
  ];
  return named.flatMap(({ name, entry, pattern }) => {
    const fault = checkPattern({ pattern, flags: entry.flags }, runBounded);
    return fault === null ? [] : [inFile(entry, patternFault(name, fault))];
  });
}

function listed(list: string, i: number, entry: Config["allow"][number] | Config["deny"][number]) {
  if (typeof entry === "string" || entry.pattern === undefined) return [];
  return [{ name: entryName(list, i, entry), entry, pattern: entry.pattern }];
}
