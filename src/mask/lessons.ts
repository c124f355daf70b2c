// Which values a session knows from then on, wherever they stand: for those who mark them in the store, and those who load them.

import type { Literals } from "../detect/literals.ts";
import { isRemembered } from "../detect/memorable.ts";
import { isNameKind } from "../detect/name-literal.ts";
import type { Rule } from "../detect/rule.ts";
import type { EachLiteral, SessionStore } from "./store.ts";

/** True for a value of a rule, `bytes[start, end)`, that is looked for behind it, and in later runs of the session. */
export function isLesson(bytes: Uint8Array, start: number, end: number, rule: Rule): boolean {
  return rule.remembers === true && isRemembered(bytes, start, end, rule.tier === "name");
}

/** Stands for how `isRemembered` judges: a store keeps the judgement. Another number with every change to it. */
export const JUDGE = 1;

/**
 * Takes in what a session knows, the newest `limit` values. A store may hold more, which earlier versions marked: what no run learns
 * today would have a second run mask more than the first.
 */
export async function loadLessons(
  session: Pick<SessionStore, "literals">,
  limit: number,
  into: Literals,
  isSpared?: (name: string) => boolean,
): Promise<void> {
  const take: EachLiteral = ({ value, kind }, judged) => {
    const bounded = isNameKind(kind);
    if (!judged && !isRemembered(value, 0, value.length, bounded)) return false;
    if (bounded && isSpared?.(Buffer.from(value).toString("utf8")) === true) return true;
    into.addLater({ value: Buffer.from(value.buffer, value.byteOffset, value.length), kind, bounded });
    return true;
  };
  await session.literals(limit, take, JUDGE);
}
