// What the options of a policy may be: their values, and the kinds and categories that they name.

import { KINDS } from "../detect/kinds.ts";
import { ClosemaskError } from "../errors.ts";
import { nearest } from "../text/nearest.ts";
import {
  block,
  both,
  either,
  isObject,
  listOf,
  type OptionShape,
  oneOf,
  recordOf,
  shown,
  TEXT,
} from "./option-shape.ts";
import type { PolicyOptions } from "./policy.ts";

/** What a kind may be called, as in the configuration. */
export const KIND = /^[A-Z][A-Z0-9_]{1,31}$/;
/** Such categories have no kinds of ours. */
const EMPTY = ["PERSONAL", "HEALTHCARE", "CUSTOM"];

const ENTRY = both(
  block({ value: TEXT, pattern: TEXT, flags: TEXT, kind: TEXT }),
  // One whose value is missing would allow everything.
  (entry, path) => {
    const { value, pattern, flags } = entry as Readonly<Record<string, unknown>>;
    if (value !== undefined && pattern !== undefined)
      return { path, message: "has a value and a pattern", hint: "keep one" };
    if (value === undefined && pattern === undefined)
      return {
        path,
        message: "says nothing that is allowed",
        hint: "give it value or pattern; actions keep whole kinds",
      };
    return flags === undefined || pattern !== undefined
      ? null
      : { path, message: "has flags without a pattern", hint: "" };
  },
);

/** Members of PolicyOptions, but what runs patterns. */
export const POLICY_SHAPE: Readonly<Record<keyof Omit<PolicyOptions, "runBounded">, OptionShape>> = {
  actions: recordOf(oneOf("mask", "redact", "keep", "block")),
  only: listOf(TEXT),
  except: listOf(TEXT),
  allow: listOf(either(isObject, ENTRY, TEXT)),
};

/** Kinds and categories: ours, and those that options bring. */
export interface KnownNames {
  readonly own: readonly string[];
  /** Whether there may be others: those of an engine for names. */
  readonly open: boolean;
}

/** @throws ClosemaskError `config` for a name in the policy that stands for nothing */
export function checkPolicyNames(
  { actions = {}, only = [], except = [], allow = [] }: PolicyOptions,
  known: KnownNames,
): void {
  checkKinds("only", only, known);
  checkKinds("except", except, known);
  checkKinds("actions", Object.keys(actions), known);
  const limited = allow.flatMap((entry) => (typeof entry === "string" || entry.kind === undefined ? [] : [entry.kind]));
  checkKinds("allow", limited, known);
}

/** A mistyped kind would mask less than was meant. @throws ClosemaskError `config` */
export function checkKinds(option: string, names: readonly string[], { own, open }: KnownNames): void {
  if (names.length === 0) return;
  const known = new Set([...KINDS.flatMap(({ kind, category }) => [kind, category]), ...EMPTY, ...own]);
  const stranger = names.find((name) => !known.has(name) && !(open && KIND.test(name)));
  if (stranger === undefined) return;
  const near = nearest(stranger, [...known]);
  throw new ClosemaskError("config", `${option}: there is no kind or category ${shown(stranger)}`, {
    hint: near === undefined ? "closemask rules list" : `did you mean ${near}?`,
  });
}
