// A finding as reports tell it: what the machine found, in which file, and a fingerprint that says nothing of the value.

import { hash } from "node:crypto";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { categoryOf, kindTable } from "../../detect/kinds.ts";
import type { Found } from "../../mask/scan-feed.ts";
import type { Category, Kind } from "../../types.ts";

export interface Finding extends Found {
  /** Of the file, with slashes, as it was named; `stdin`. */
  readonly name: string;
  /** The same as seen from the working folder, for services that know files by their place in a repository. */
  readonly file: string;
  readonly kind: Kind;
  readonly category: Category;
  /** 32 hex digits from rule, file and the text around the value, with the number of the same in the file. */
  readonly fingerprint: string;
}

/** How grave a finding is, by its confidence. */
export type Severity = "error" | "warning" | "note";

/** Places of a file that are told apart; more of them count as one. */
const PLACES_MAX = 100_000;

/** Makes findings of one file. */
export function createNamer(name: string): (found: Found) => Finding {
  const places = new Map<string, number>();
  const file = fromHere(name);
  return (found) => {
    const n = (places.get(found.place) ?? 0) + 1;
    if (n > 1 || places.size < PLACES_MAX) places.set(found.place, n);
    const fingerprint = hash("sha256", JSON.stringify([found.rule.id, file, found.place, n])).slice(0, 32);
    const { kind } = found.rule;
    return { ...found, name, file, kind, category: categoryOf(kind), fingerprint };
  };
}

/** A path below the working folder without it. */
function fromHere(name: string): string {
  if (!isAbsolute(name)) return name;
  const path = relative(resolve("."), name);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? name : path.replaceAll(sep, "/");
}

export function severityOf({ confidence }: Finding): Severity {
  return confidence >= 0.85 ? "error" : confidence >= 0.5 ? "warning" : "note";
}

/** `e-mail address`; for kinds of the configuration, `value of kind EMPLOYEE_ID`. */
export function describeKind(kind: Kind): string {
  return kindTable().find((info) => info.kind === kind)?.description ?? `value of kind ${kind}`;
}

/** One sentence about a finding, without its value. */
export function sentence({ kind, rule, confidence, check }: Finding): string {
  const checked = check === "none" ? "" : `, check ${check}`;
  return `${describeKind(kind)} (${kind}), found by rule ${rule.id} with confidence ${confidence.toFixed(2)}${checked}`;
}
