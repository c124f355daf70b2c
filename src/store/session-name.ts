// What a session may be called. Names appear in paths, keys of remote stores and messages, so the alphabet is small.

import { ClosemaskError } from "../errors.ts";

const SESSION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function isSessionName(name: string): boolean {
  return SESSION_NAME.test(name);
}

/** @throws ClosemaskError `usage` when the name is not one. */
export function checkSessionName(name: string): void {
  if (isSessionName(name)) return;
  throw new ClosemaskError("usage", "not a session name", {
    hint: "use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit",
  });
}
