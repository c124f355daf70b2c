// Names in the configuration that only the rest of the program knows: kinds, categories, rules, sessions. A mistyped name
// would quietly mask less, so it is an error.

import { kindTable } from "../../detect/kinds.ts";
import { RULE_LIST } from "../../detect/rules/list.ts";
import { ClosemaskError } from "../../errors.ts";
import { nearest } from "../../text/nearest.ts";
import { listOf, type ParsedOptions } from "../tree/spec.ts";
import { listFaults } from "./lists.ts";
import type { Config } from "./schema.ts";

function categories(): string[] {
  return [...new Set([...kindTable().map(({ category }) => category), "PERSONAL", "HEALTHCARE", "CUSTOM"])];
}

/** @throws ClosemaskError `config` at the first unknown name. */
export function checkNames(config: Config): void {
  const [problem] = unknownNames(config);
  if (problem !== undefined) throw problem;
}

export function unknownNames(config: Config): ClosemaskError[] {
  const problems: ClosemaskError[] = [];
  // Lists are made when a name is there to be looked for.
  const look = (name: string, path: string, list: () => readonly string[], what: string): void => {
    const names = list();
    if (!names.includes(name)) problems.push(unknown("config", `${path} names an unknown ${what}`, name, names));
  };
  const known = (): string[] => kindsOf(config);
  const ids = (): string[] => Array.from(RULE_LIST, ({ id }) => id);
  problems.push(...listFaults(config));
  for (const name of Object.keys(config.policies)) look(name, "policies", known, "kind or category");
  for (const entry of config.allow) {
    if (typeof entry !== "string" && entry.kind !== undefined) look(entry.kind, "allow", known, "kind or category");
  }
  for (const name of [...Object.keys(config.ner.scores), ...Object.keys(config.ner.mergeGap)])
    look(name, "ner", known, "kind");
  for (const name of config.rules.categories ?? []) look(name, "rules.categories", categories, "category");
  for (const id of config.rules.enable) look(id, "rules.enable", ids, "rule");
  for (const id of config.rules.disable) look(id, "rules.disable", ids, "rule");
  return problems;
}

/** Kinds and categories of a flag such as `EMAIL,CREDENTIAL`, all that were given. @throws ClosemaskError `usage` */
export function kindList(given: ParsedOptions[string], config: Config, flag: string): string[] | undefined {
  const values = listOf(given);
  if (values.length === 0) return undefined;
  const names = values.flatMap((value) => value.split(",").map((name) => name.trim().toUpperCase()));
  const known = kindsOf(config);
  for (const name of names) {
    if (!known.includes(name)) throw unknown("usage", `${flag} names an unknown kind or category`, name, known);
  }
  return names;
}

/** Kinds that values can have. */
export function valueKinds(config: Config): string[] {
  const own = [...config.patterns, ...config.deny].flatMap(({ kind }) => (kind === undefined ? [] : [kind]));
  own.push(...Object.values(config.ner.labels));
  return [...kindTable().map(({ kind }) => kind), "CUSTOM", ...own];
}

function kindsOf(config: Config): string[] {
  return [...valueKinds(config), ...categories()];
}

function unknown(code: "config" | "usage", message: string, name: string, names: readonly string[]): ClosemaskError {
  const near = nearest(name, names);
  return new ClosemaskError(code, message, {
    hint: near === undefined ? "closemask rules list shows the names" : `did you mean ${near}?`,
  });
}
