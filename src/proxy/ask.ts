// What the proxy asks a session, in objects: several requests wait for a store at the same time, so that each question needs
// columns of its own, and its answers outlive them.

import type { LookAlike } from "../mask/placeholder.ts";
import { createRestorations, type Restorations } from "../mask/restored.ts";
import type { Session } from "../mask/session.ts";
import type { Kind } from "../types.ts";

/** What a placeholder stands for. */
export interface Restored {
  /** Where it really starts: a `word` may stand behind other letters. */
  readonly start: number;
  readonly value: Uint8Array;
  readonly kind: Kind;
}

/** Columns that nobody is using. */
const free: Restorations[] = [];
const FREE_MAX = 8;

/** What look-alikes stand for, in their order; null where the session has not issued them in that form. */
export async function askRestored(
  session: Pick<Session, "restore">,
  found: readonly LookAlike[],
  bytes: Buffer,
): Promise<(Restored | null)[]> {
  const answers = free.pop() ?? createRestorations();
  const done = session.restore(found, bytes, answers);
  if (done !== undefined) await done;
  const { starts, kinds, values, froms, tos } = answers;
  const restored = found.map((_, i) => {
    const start = starts[i] as number;
    if (start < 0) return null;
    return { start, value: Buffer.from((values[i] as Uint8Array).subarray(froms[i], tos[i])), kind: kinds[i] as Kind };
  });
  if (free.length < FREE_MAX) free.push(answers);
  return restored;
}
