// What happens to a span once it is found: mask, redact, keep or block, by kind, category and value.

import type { RunBounded } from "../detect/custom.ts";
import { categoryOf } from "../detect/kinds.ts";
import type { Action, Kind } from "../types.ts";

/** A value that stays readable, or a pattern of such values. */
export interface Allowed {
  /** The whole value, with `*` for any run of characters. Compared in any case. */
  readonly value?: string | undefined;
  /** Source of a regular expression that the whole value matches. */
  readonly pattern?: string | undefined;
  /** Of `imsu`, for the pattern. */
  readonly flags?: string | undefined;
  /** Kind or category that it is limited to. */
  readonly kind?: string | undefined;
}

/** What happens to which kinds and values. */
export interface PolicyOptions {
  /** By kind or category; the kind's own entry wins. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Kinds and categories that count; all when absent. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** What stays readable; a text is the value of an entry. An entry without value and pattern allows its kind, or everything; instances refuse one. */
  readonly allow?: readonly (string | Allowed)[];
  /** Runs the patterns of `allow`; without it they run as they are. */
  readonly runBounded?: RunBounded;
}

/** Says what happens to a kind, and which values stay readable. */
export interface Policy {
  /** What happens to a kind, before its value is known. */
  action(kind: Kind): Action;
  /** False when nothing is on the allow list. */
  readonly allowsSome: boolean;
  /** True when the value (latin1 view of its bytes) of this kind is on the allow list. */
  allows(value: string, kind: Kind): boolean;
}

/** Characters of a value that patterns look at; a longer one is masked. */
const PATTERN_VALUE_MAX = 4096;
/** Milliseconds for one of them. */
const PATTERN_MS = 100;

/** The policy of options. Patterns of `allow` must be valid. */
export function createPolicy(options: PolicyOptions = {}): Policy {
  const { actions = {}, only, except = [], allow = [], runBounded } = options;
  const byName = new Map(Object.entries(actions));
  const decided = new Map<Kind, Action>();
  const allowed = allow.map((entry) => compile(typeof entry === "string" ? { value: entry } : entry, runBounded));
  return {
    action(kind) {
      let action = decided.get(kind);
      if (action === undefined) {
        const counts = (only === undefined || names(only, kind)) && !names(except, kind);
        action = counts ? (byName.get(kind) ?? byName.get(categoryOf(kind)) ?? "mask") : "keep";
        decided.set(kind, action);
      }
      return action;
    },
    allowsSome: allowed.length > 0,
    allows: (value, kind) =>
      allowed.some((entry) => (entry.kind === undefined || names([entry.kind], kind)) && entry.test(value)),
  };
}

function names(list: readonly string[], kind: Kind): boolean {
  return list.includes(kind) || list.includes(categoryOf(kind));
}

interface Compiled {
  readonly kind: string | undefined;
  test(value: string): boolean;
}

function compile({ value, pattern, flags = "", kind }: Allowed, runBounded: RunBounded | undefined): Compiled {
  if (pattern !== undefined) {
    // Not `^` and `$`, which the flag m makes ends of lines.
    const expression = new RegExp(`(?<![\\s\\S])(?:${pattern})(?![\\s\\S])`, flags);
    return { kind, test: (found) => found.length <= PATTERN_VALUE_MAX && matches(expression, found, runBounded) };
  }
  if (value === undefined) return { kind, test: () => true };
  const parts = Buffer.from(value)
    .toString("latin1")
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`, "is");
  return { kind, test: (found) => expression.test(found) };
}

function matches(expression: RegExp, value: string, runBounded: RunBounded | undefined): boolean {
  // Patterns see text; what is no UTF-8 they see byte by byte.
  const bytes = Buffer.from(value, "latin1");
  const text = bytes.toString("utf8");
  const seen = Buffer.from(text).equals(bytes) ? text : value;
  let found = false;
  const work = (): void => {
    found = expression.test(seen);
  };
  if (runBounded === undefined) work();
  // What takes too long is not allowed, so it is masked.
  else if (!runBounded(work, PATTERN_MS)) return false;
  return found;
}
