// What a session is made of, for the hooks: they go through the same machines as the proxy, which a session's methods do not
// show. Not part of what programs see.

import type { Literals } from "../detect/literals.ts";
import { ClosemaskError } from "../errors.ts";
import type { KnownNames } from "../mask/policy-shape.ts";
import type { Session } from "../mask/session.ts";
import type { Detection } from "./detection.ts";
import type { RestorePlace } from "./options.ts";
import type { CloseMaskSession } from "./session-types.ts";

export interface SessionParts {
  readonly name: string;
  readonly tenant: string | null;
  readonly session: Session;
  readonly detection: Detection;
  readonly literals: Literals;
  readonly restore: Readonly<Record<string, readonly RestorePlace[]>>;
  /** Called once. */
  readonly onClose: () => void;
}

export interface OpenParts extends SessionParts {
  /** @throws ClosemaskError `usage` once the session is closed */
  checkOpen(): void;
}

const parts = new WeakMap<CloseMaskSession, OpenParts>();

export function keepParts(session: CloseMaskSession, of: OpenParts): CloseMaskSession {
  parts.set(session, of);
  return session;
}

/** Kinds that only the session's instance knows; any for a session that is not one of ours. */
export function knownOf(session: CloseMaskSession): KnownNames {
  return parts.get(session)?.detection.known ?? { own: [], open: true };
}

/** @throws ClosemaskError `usage` for anything that `open` of an instance did not return */
export function partsOf(session: CloseMaskSession): OpenParts {
  const found = parts.get(session);
  if (found === undefined) {
    throw new ClosemaskError("usage", "a hook needs a session of closemask", {
      hint: "const session = await createCloseMask().open()",
    });
  }
  return found;
}
