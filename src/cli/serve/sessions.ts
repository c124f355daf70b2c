// The sessions that requests work in: opened when the first one comes, and kept for the next.

import { createLiterals } from "../../detect/literal-table.ts";
import { ClosemaskError } from "../../errors.ts";
import { loadLessons } from "../../mask/lessons.ts";
import { createSession } from "../../mask/session.ts";
import type { SessionStore } from "../../mask/store.ts";
import type { OpenSession } from "../../server/serving.ts";
import { sessionKeys } from "../../store/keys.ts";
import type { Style } from "../../types.ts";
import type { OpenStore } from "../open-store.ts";
import { isSpared } from "../spared-names.ts";
import type { OwnDetections } from "./own-detection.ts";

/** Learned values that a session finds again; the newest count. */
const LITERALS_MAX = 50_000;
/** Sessions that are kept open; the one that was used longest ago makes room. */
const OPEN_MAX = 256;

export interface Sessions {
  open(name: string): OpenSession | Promise<OpenSession>;
  readonly size: number;
}

export interface SessionsOptions extends Pick<OpenStore, "store" | "ring" | "refresh"> {
  readonly style: Style;
  readonly length: 6 | 8;
  /** What finds values in a session, where the user has decided about some. */
  readonly detection?: OwnDetections;
  /** Before the first request of a session: with its store. */
  readonly opened?: (name: string, store: SessionStore) => Promise<void>;
}

export function createSessions(options: SessionsOptions): Sessions {
  const { store, ring, refresh, style, length } = options;
  const opened = new Map<string, OpenSession>();
  const opening = new Map<string, Promise<OpenSession>>();

  async function make(name: string): Promise<OpenSession> {
    const found = await store.session(name);
    if (found === null) throw new ClosemaskError("session-missing", "the session cannot be made");
    const session = createSession({ store: found, idKey: sessionKeys(ring, name).id, style, length, refresh });
    const literals = createLiterals(LITERALS_MAX);
    // A filter of the same session may have learned a name that the proxy spares.
    await loadLessons(session, LITERALS_MAX, literals, isSpared);
    await options.opened?.(name, found);
    const { detection } = options;
    const made = { session, literals, ...(detection === undefined ? {} : { detection: detection(name) }) };
    opened.set(name, made);
    for (const oldest of opened.keys()) {
      if (opened.size <= OPEN_MAX) break;
      opened.delete(oldest);
    }
    return made;
  }

  return {
    open(name) {
      const found = opened.get(name);
      if (found !== undefined) {
        opened.delete(name);
        opened.set(name, found);
        return found;
      }
      // Requests come at once; they must share what the session learns.
      let under = opening.get(name);
      if (under === undefined) {
        under = make(name).finally(() => opening.delete(name));
        opening.set(name, under);
      }
      return under;
    },
    get size() {
      return opened.size;
    },
  };
}
