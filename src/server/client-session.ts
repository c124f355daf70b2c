// Which session a request works in. Names only: opening one is the caller's. Clients with tokens of their own never get at each
// other's sessions, whatever they ask for.

import { createHash } from "node:crypto";
import { isSessionName } from "../store/session-name.ts";

/** One line of `serve.sessions`; all that it names must hold. `{}` in `session` becomes what was matched. */
export interface SessionRule {
  /** Beginning of the SHA-256 of the API key in hex, or `*`. */
  readonly apiKey?: string | undefined;
  /** Id of a session of Claude Code, or `*`. */
  readonly claudeSession?: string | undefined;
  /** Beginning of the path on the proxy. */
  readonly path?: string | undefined;
  readonly session: string;
}

export interface SessionOfOptions {
  readonly rules: readonly SessionRule[];
  /** Where nothing names one. */
  readonly fallback: string;
}

export const SESSION_HEADER = "x-closemask-session";
const CLAUDE_HEADER = "x-claude-code-session-id";

/** The session's name; null when the client asks for one that is no name. */
export function sessionOf(
  header: (name: string) => string | undefined,
  path: string,
  client: string | undefined,
  { rules, fallback }: SessionOfOptions,
): string | null {
  const asked = header(SESSION_HEADER);
  const name = asked ?? mapped(header, path, rules);
  const own = client === undefined ? (name ?? fallback) : name === undefined ? client : `${client}.${name}`;
  return (asked === undefined || isSessionName(asked)) && isSessionName(own) ? own : null;
}

function mapped(
  header: (name: string) => string | undefined,
  path: string,
  rules: readonly SessionRule[],
): string | undefined {
  for (const rule of rules) {
    let matched = "";
    if (rule.apiKey !== undefined) {
      const hash = keyHash(header);
      if (hash === undefined || (rule.apiKey !== "*" && !hash.startsWith(rule.apiKey.toLowerCase()))) continue;
      matched = hash.slice(0, 16);
    }
    if (rule.claudeSession !== undefined) {
      const id = header(CLAUDE_HEADER);
      if (id === undefined || !isSessionName(id)) continue;
      if (rule.claudeSession !== "*" && rule.claudeSession !== id) continue;
      matched = id;
    }
    if (rule.path !== undefined && path !== rule.path && !path.startsWith(`${rule.path.replace(/\/$/, "")}/`)) continue;
    return rule.session.replaceAll("{}", matched);
  }
  return undefined;
}

/** SHA-256 of what authenticates the client at its provider, in hex. */
function keyHash(header: (name: string) => string | undefined): string | undefined {
  const key =
    header("x-api-key") ??
    header("api-key") ??
    header("x-goog-api-key") ??
    header("authorization")?.replace(/^Bearer\s+/i, "");
  return key === undefined || key === "" ? undefined : createHash("sha256").update(key).digest("hex");
}

/** The name that stands for a client whose token has none: the same for the same token. */
export function clientName(token: string): string {
  return `client-${createHash("sha256").update(`closemask client\0${token}`).digest("hex").slice(0, 12)}`;
}
