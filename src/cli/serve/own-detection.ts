// What finds values in the sessions about whose values the user has decided something in the chat; all others share what the
// configuration says. Looked at again after a moment, since a chat may be open at the same time.

import { createHash } from "node:crypto";
import type { Store } from "../../mask/store.ts";
import type { Detection } from "../../proxy/exchange.ts";
import type { OpenSession, OwnDetection } from "../../server/serving.ts";
import { type OutsideLists, outsideLists } from "../session-lists.ts";

export interface OwnDetectionOptions {
  readonly store: Store;
  /** Milliseconds from any start. */
  readonly now: () => number;
  /** Detection with these lists beside the configuration of the time. */
  readonly make: (lists: OutsideLists) => Promise<Omit<Detection, "version" | "names">>;
}

/** Milliseconds that a decision may be old. */
const AGE = 2000;

export type OwnDetections = (session: string) => NonNullable<OpenSession["detection"]>;

export function createOwnDetections({ store, now, make }: OwnDetectionOptions): OwnDetections {
  return (session) => {
    let looked = Number.NEGATIVE_INFINITY;
    let lists: OutsideLists | null = null;
    let made: { readonly base: Detection; readonly key: string; readonly own: Promise<OwnDetection> } | null = null;

    async function build(base: Detection, found: OutsideLists, key: string): Promise<OwnDetection> {
      const decided = createHash("sha256").update(key).digest("base64");
      const { detector, policy, secrets, sources } = await make(found);
      const version = `${base.version} ${decided}`;
      return { detection: { detector, policy, secrets, sources, names: base.names, version }, decided };
    }

    return async (base) => {
      if (now() - looked > AGE) {
        const at = now();
        lists = await outsideLists(store, session);
        looked = at;
      }
      if (lists === null) return null;
      const key = JSON.stringify(lists);
      if (made === null || made.base !== base || made.key !== key) {
        const own = build(base, lists, key);
        made = { base, key, own };
        // The next request tries again.
        own.catch(() => {
          made = null;
        });
      }
      return made.own;
    };
  };
}
