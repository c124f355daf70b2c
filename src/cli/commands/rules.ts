// `closemask rules list|show|test`.

import { checkExamples } from "../../detect/examples.ts";
import { categoryOf } from "../../detect/kinds.ts";
import { type Rule, THRESHOLD } from "../../detect/rule.ts";
import { RULES } from "../../detect/rules/index.ts";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { nearest } from "../../text/nearest.ts";
import { type Setup, withSetup } from "../open.ts";
import { ruleFilter } from "../open-detection.ts";
import { print, printJson, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export function list(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("rules list"), options, (setup) => listRules(setup, options));
}

export function show(args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("rules show"), options, () => showRule(args, options));
}

export function test(args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("rules test"), options, (setup) => testRules(setup, args));
}

async function listRules({ config }: Setup, options: ParsedOptions): Promise<number> {
  const enabled = ruleFilter(config);
  const own = config.patterns.map(({ name, kind, enabled = true, description }) => ({
    id: name,
    kind,
    category: categoryOf(kind),
    level: "strict",
    enabled,
    ...(description === undefined ? {} : { description }),
  }));
  const rules = [...RULES.map((rule) => ({ ...describe(rule), enabled: enabled(rule) })), ...own];
  if (options.json === true) await printJson(rules);
  else {
    const rows = rules.map((r) => [r.id, r.kind, r.category, r.enabled ? r.level : "off"]);
    await print(table([["RULE", "KIND", "CATEGORY", "FROM LEVEL"], ...rows]));
  }
  return EXIT.ok;
}

async function showRule(args: readonly string[], options: ParsedOptions): Promise<number> {
  const [rule] = pick(args);
  if (rule === undefined) throw new ClosemaskError("usage", "name a rule", { hint: "closemask rules list" });
  const { yes, no } = rule.examples;
  if (options.json === true) {
    await printJson({ ...describe(rule), description: rule.description, examples: rule.examples });
    return EXIT.ok;
  }
  const { id, kind, category, level } = describe(rule);
  const head = table([
    ["rule", id],
    ["kind", kind],
    ["category", category],
    ["from level", level],
    ["finds", rule.description],
  ]);
  const takes = yes.map((example) => `  ${oneLine(example)}\n`).join("");
  const leaves = no.map(({ text, why }) => `  ${oneLine(text)}\n      ${why}\n`).join("");
  await print(`${head}\ntakes what stands between « and »:\n${takes}\nleaves:\n${leaves}`);
  return EXIT.ok;
}

async function testRules({ say }: Setup, args: readonly string[]): Promise<number> {
  const rules = args.length === 0 ? RULES : pick(args);
  const faults = rules.flatMap(checkExamples);
  for (const { rule, example, fault } of faults) await print(`${rule}: ${fault}: ${oneLine(example)}\n`);
  const examples = rules.reduce((sum, { examples }) => sum + examples.yes.length + examples.no.length, 0);
  say.info(`${examples} examples of ${rules.length} rules, ${faults.length} faults`);
  return faults.length === 0 ? EXIT.ok : EXIT.findings;
}

function pick(ids: readonly string[]): Rule[] {
  return ids.map((id) => {
    const rule = RULES.find((candidate) => candidate.id === id);
    if (rule !== undefined) return rule;
    const near = nearest(
      id,
      RULES.map((known) => known.id),
    );
    throw new ClosemaskError("usage", "there is no such rule", {
      hint: near === undefined ? "closemask rules list" : `did you mean ${near}?`,
    });
  });
}

function describe({ id, kind, confidence }: Rule): { id: string; kind: string; category: string; level: string } {
  const level = (["strict", "balanced", "aggressive"] as const).find((name) => confidence >= THRESHOLD[name]);
  return { id, kind, category: categoryOf(kind), level: level ?? "with context" };
}

function oneLine(text: string): string {
  return text.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}
