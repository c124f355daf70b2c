// `closemask:allow` in a line of text: what the people who wrote the line vouch for. A word right behind it names a kind,
// category or rule; a word that names nothing allows nothing, so that a mistyped one does not hide a finding.

import { categoryOf } from "../detect/kinds.ts";
import type { Rule } from "../detect/rule.ts";

/** What a line allows: everything, or what is named. */
export type Allowed = "all" | readonly string[];

export interface Directives {
  /** For findings of the line itself; null when it says nothing. */
  readonly here: Allowed | null;
  /** For findings of the line behind it. */
  readonly next: Allowed | null;
}

const MARK = "closemask:allow";
const NEXT = "-next-line";
/** Bytes behind the mark that may hold names. */
const NAMES_MAX = 256;
/** Of a line without directives. */
export const SILENT: Directives = { here: null, next: null };

/** Reads the directives in `bytes[start, end)`, a line or a part of one. */
export function readDirectives(bytes: Buffer, start: number, end: number): Directives {
  const line = bytes.subarray(start, end);
  let at = line.indexOf(MARK);
  if (at < 0) return SILENT;
  let here: Allowed | null = null;
  let next: Allowed | null = null;
  for (; at >= 0; at = line.indexOf(MARK, at + MARK.length)) {
    const rest = line.toString("latin1", at + MARK.length, at + MARK.length + NAMES_MAX);
    const forNext = rest.startsWith(NEXT);
    const behind = forNext ? rest.slice(NEXT.length) : rest;
    // `closemask:allowed` is another word.
    if (/^[\w-]/.test(behind)) continue;
    const names = /^[ \t]+([A-Za-z][\w-]*(?:[ \t]*,[ \t]*[A-Za-z][\w-]*)*)/.exec(behind)?.[1];
    const said = names === undefined ? "all" : names.split(",").map((name) => name.trim().replace(/-+$/, ""));
    if (forNext) next = joinAllowed(next, said);
    else here = joinAllowed(here, said);
  }
  return { here, next };
}

/** Both together. */
export function joinAllowed(a: Allowed | null, b: Allowed | null): Allowed | null {
  if (a === null || b === "all") return b;
  if (b === null || a === "all") return a;
  return [...a, ...b];
}

/** True when a finding of `rule` is among what is allowed. */
export function isAllowed(allowed: Allowed | null, rule: Rule): boolean {
  if (allowed === null) return false;
  if (allowed === "all") return true;
  return allowed.includes(rule.id) || allowed.includes(rule.kind) || allowed.includes(categoryOf(rule.kind));
}
