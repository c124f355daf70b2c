// `--fail-on`: which findings make the exit code 1. Kinds and categories say what, a level says how sure; without either
// all of them do.

import { THRESHOLD } from "../../detect/rule.ts";
import { ClosemaskError } from "../../errors.ts";
import { kindList } from "../config/names.ts";
import type { Config } from "../config/schema.ts";
import { listOf, type ParsedOptions } from "../tree/spec.ts";
import type { Finding } from "./finding.ts";

/** @throws ClosemaskError `usage` for an unknown name and for two levels. */
export function parseFailOn(option: ParsedOptions[string], config: Config): (finding: Finding) => boolean {
  const given = listOf(option);
  if (given.length === 0) return () => true;
  const words = given.flatMap((value) => value.split(",").map((word) => word.trim()));
  const levels = words.filter((word) => isLevel(word.toLowerCase()));
  if (levels.length > 1) {
    throw new ClosemaskError("usage", "--fail-on takes one level", { hint: "--fail-on CREDENTIAL,strict" });
  }
  const level = levels[0]?.toLowerCase();
  const least = level !== undefined && isLevel(level) ? THRESHOLD[level] : 0;
  const named = words.filter((word) => !levels.includes(word));
  const names = named.length === 0 ? null : kindList(named, config, "--fail-on");
  return ({ confidence, kind, category }) =>
    confidence >= least && (names == null || names.includes(kind) || names.includes(category));
}

function isLevel(word: string): word is keyof typeof THRESHOLD {
  return Object.hasOwn(THRESHOLD, word);
}
