// What a session and a tenant may be called. Names appear in paths, keys of remote stores and messages, so the alphabet is
// small. A store knows a tenant's session as `tenant/session`; nobody else may name one so.

import { ClosemaskError } from "../errors.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const SLASH = "/";

export function isSessionName(name: string): boolean {
  return NAME.test(name);
}

/**
 * For stores: a session, or a tenant's as `storedName` makes it. What a user or client says goes through `checkPlainName`.
 * @throws ClosemaskError `usage`
 */
export function checkSessionName(name: string): void {
  const { tenant, session } = splitName(name);
  checkPlainName(session);
  if (tenant !== null) checkTenant(tenant);
}

/** @throws ClosemaskError `usage` when it is no session's name, or names a tenant too. */
export function checkPlainName(name: string): void {
  if (!NAME.test(name)) throw notA("session");
}

/** @throws ClosemaskError `usage` */
export function checkTenant(name: string): void {
  if (!NAME.test(name)) throw notA("tenant");
}

/** The name under which a store has a tenant's session, or one of no tenant. @throws ClosemaskError `usage` */
export function storedName(tenant: string | null, session: string): string {
  checkPlainName(session);
  if (tenant === null) return session;
  checkTenant(tenant);
  return tenant + SLASH + session;
}

/** The inverse: whose session a store's name stands for. */
export function splitName(name: string): { readonly tenant: string | null; readonly session: string } {
  const at = name.indexOf(SLASH);
  return at < 0 ? { tenant: null, session: name } : { tenant: name.slice(0, at), session: name.slice(at + 1) };
}

function notA(what: "session" | "tenant"): ClosemaskError {
  return new ClosemaskError("usage", `not a ${what} name`, {
    hint: "use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit",
  });
}
