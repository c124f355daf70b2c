// Parses the arguments of a filter from its table, without commander, whose start costs more than everything else a filter
// loads. It only accepts what it is sure of: for help, mistakes and anything rare it answers null, and commander decides.

import { type CommandSpec, type OptionParts, type OptionSpec, optionParts, type ParsedOptions } from "./spec.ts";

export interface Parsed {
  readonly args: string[];
  readonly options: ParsedOptions;
}

/** Arguments behind the command's name. The result equals commander's. */
export function parseQuickly(spec: CommandSpec, argv: readonly string[]): Parsed | null {
  const known = new Map<string, { option: OptionSpec; parts: OptionParts }>();
  const options: Record<string, string | boolean | string[] | undefined> = {};
  const given = new Set<string>();
  for (const option of spec.options ?? []) {
    const parts = optionParts(option);
    known.set(parts.long, { option, parts });
    if (parts.short !== undefined) known.set(parts.short, { option, parts });
    if (parts.negated) options[parts.key] = true;
  }
  const args: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === "--") {
      args.push(...argv.slice(i + 1));
      break;
    }
    if (word === "-" || !word.startsWith("-")) {
      args.push(word);
      continue;
    }
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const found = known.get(equals < 0 ? word : word.slice(0, equals));
    if (found === undefined) return null;
    const { option, parts } = found;
    given.add(parts.key);
    if (parts.value === "none") {
      if (equals >= 0) return null;
      options[parts.key] = !parts.negated;
      continue;
    }
    // Bare optional values were written as `--name=` by `settleOptional`.
    const value = equals >= 0 ? word.slice(equals + 1) : argv[++i];
    if (value === undefined || (equals < 0 && value.startsWith("-") && value !== "-")) return null;
    if (option.choices !== undefined && !option.choices.includes(value)) return null;
    if (option.repeats) options[parts.key] = [...((options[parts.key] as string[] | undefined) ?? []), value];
    else options[parts.key] = value;
  }
  for (const { option, parts } of known.values()) {
    if (given.has(parts.key) && option.conflicts?.some((key) => given.has(key))) return null;
  }
  return { args, options };
}

/**
 * Writes options whose value is optional so that they never take the next word: `-i FILE` becomes `--in-place= FILE`, and
 * `-i=.bak` and `-i.bak` become `--in-place=.bak`.
 */
export function settleOptional(spec: CommandSpec, argv: readonly string[]): string[] {
  const optional = (spec.options ?? []).map(optionParts).filter((parts) => parts.value === "optional");
  const end = argv.indexOf("--");
  return argv.map((word, i) => {
    if (end >= 0 && i >= end) return word;
    for (const { short, long } of optional) {
      if (word === long || word === short) return `${long}=`;
      if (short !== undefined && word.startsWith(short) && !word.startsWith("--")) {
        return `${long}=${word.slice(2).replace(/^=/, "")}`;
      }
    }
    return word;
  });
}
