// Which values may come back where: by kind or category and place, and never a credential inside of a URL that a tool gets.

import { categoryOf } from "../detect/kinds.ts";
import type { LookAlike } from "../mask/placeholder.ts";
import type { Restorations } from "../mask/restored.ts";
import type { Session } from "../mask/session.ts";
import type { Kind } from "../types.ts";
import { byKind } from "./detection.ts";
import type { RestorePlace } from "./options.ts";

/** Says no to a value whose placeholder is `bytes[start, end)`. */
export type Allows = (kind: Kind, bytes: Buffer, start: number) => boolean;

export interface RestoreQuestion {
  readonly place?: RestorePlace | undefined;
  readonly allows?: ((kind: Kind) => boolean) | undefined;
}

/** A URL is looked for this far back. */
const URL_MAX = 2048;
/** What ends a URL, going back. */
const OUTSIDE = /[\0- "'<>`\\]/;

/** Undefined where everything may come back. */
export function restoreRules(
  policy: Readonly<Record<string, readonly RestorePlace[]>>,
  { place = "text", allows }: RestoreQuestion = {},
): Allows | undefined {
  if (place === "text" && allows === undefined && Object.keys(policy).length === 0) return undefined;
  return (kind, bytes, start) => {
    if (byKind(policy, kind)?.includes(place) === false || allows?.(kind) === false) return false;
    // A URL that a model has made up may lead anywhere.
    return place !== "tools" || categoryOf(kind) !== "CREDENTIAL" || !isInUrl(bytes, start);
  };
}

function isInUrl(bytes: Buffer, at: number): boolean {
  const before = bytes.toString("latin1", Math.max(0, at - URL_MAX), at);
  const run = before.slice(before.split("").findLastIndex((character) => OUTSIDE.test(character)) + 1);
  return /[a-z][a-z0-9+.-]*:\/\//i.test(run);
}

/** A session that restores only what the rules allow. */
export function guarded(
  session: Pick<Session, "begin" | "restore">,
  allows: Allows | undefined,
): Pick<Session, "begin" | "restore"> {
  if (allows === undefined) return session;
  function withhold(found: readonly LookAlike[], bytes: Buffer, into: Restorations): undefined {
    for (let i = 0; i < found.length; i++) {
      const start = into.starts[i] as number;
      if (start >= 0 && allows?.(into.kinds[i] as Kind, bytes, start) === false) into.starts[i] = -1;
    }
    return undefined;
  }
  return {
    begin: () => session.begin(),
    restore(found, bytes, into) {
      const asked = session.restore(found, bytes, into);
      return asked === undefined ? withhold(found, bytes, into) : asked.then(() => withhold(found, bytes, into));
    },
  };
}
