// What happens to a span once it is found: mask, redact, keep or block, by kind, category and value.

import { categoryOf } from "../detect/kinds.ts";
import type { Action, Kind } from "../types.ts";

export interface PolicyOptions {
  /** By kind or category; the kind's own entry wins. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Kinds and categories that count; all when absent. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** Values that stay readable: exact, or with `*` for any run of characters. Compared in any case. */
  readonly allow?: readonly string[];
}

export interface Policy {
  /** What happens to a kind, before its value is known. */
  action(kind: Kind): Action;
  /** False when nothing is on the allow list. */
  readonly allowsSome: boolean;
  /** True when the value (latin1 view of its bytes) is on the allow list. */
  allows(value: string): boolean;
}

export function createPolicy(options: PolicyOptions = {}): Policy {
  const { actions = {}, only, except = [], allow = [] } = options;
  const byName = new Map(Object.entries(actions));
  const decided = new Map<Kind, Action>();
  const names = (list: readonly string[], kind: Kind): boolean =>
    list.includes(kind) || list.includes(categoryOf(kind));
  const expressions = allow.map(
    (text) =>
      new RegExp(
        `^${Buffer.from(text)
          .toString("latin1")
          .split("*")
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
          .join(".*")}$`,
        "is",
      ),
  );
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
    allowsSome: expressions.length > 0,
    allows: (value) => expressions.some((expression) => expression.test(value)),
  };
}
