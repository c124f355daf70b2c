// Which session a request works in, and of which tenant. Names only: opening one is the caller's. Clients with tokens of their
// own never get at each other's sessions, whatever they ask for, and no request at another tenant's.

import { createHash } from "node:crypto";
import { isSessionName, storedName } from "../store/session-name.ts";

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

/** One line of `serve.tenants`; all that it names must hold. `{}` in `tenant` becomes what was matched last. */
export interface TenantRule {
  /** Name of the client by its token, or `*` for any that has one. */
  readonly client?: string | undefined;
  /** Beginning of the SHA-256 of the API key in hex, or `*`. */
  readonly apiKey?: string | undefined;
  /** A header that names the tenant: of a gateway that lets no client set it. */
  readonly header?: string | undefined;
  readonly tenant: string;
}

export interface SessionOfOptions {
  readonly rules: readonly SessionRule[];
  /** Where nothing names one. */
  readonly fallback: string;
  /** Left out where there are no tenants. */
  readonly tenants?: { readonly rules: readonly TenantRule[]; readonly fallback: string | undefined };
}

/** Why there is no session: the client asks for one that is no name, or is of no tenant. */
export type NoSession = "name" | "tenant";

export const SESSION_HEADER = "x-closemask-session";
const CLAUDE_HEADER = "x-claude-code-session-id";

/** The session's name, as stores have it. */
export function sessionOf(
  header: (name: string) => string | undefined,
  path: string,
  client: string | undefined,
  { rules, fallback, tenants }: SessionOfOptions,
): { readonly name: string } | { readonly none: NoSession } {
  const tenant = tenantOf(header, client, tenants);
  if (tenant === undefined) return { none: "tenant" };
  const asked = header(SESSION_HEADER);
  const name = asked ?? mapped(header, path, rules);
  const own = client === undefined ? (name ?? fallback) : name === undefined ? client : `${client}.${name}`;
  const isName = (asked === undefined || isSessionName(asked)) && isSessionName(own);
  return isName ? { name: storedName(tenant, own) } : { none: "name" };
}

/** Null where there are no tenants; undefined where there are, and the request is of none. */
function tenantOf(
  header: (name: string) => string | undefined,
  client: string | undefined,
  tenants: SessionOfOptions["tenants"],
): string | null | undefined {
  const { rules = [], fallback } = tenants ?? {};
  for (const rule of rules) {
    let matched = "";
    if (rule.client !== undefined) {
      if (client === undefined || (rule.client !== "*" && rule.client !== client)) continue;
      matched = client;
    }
    if (rule.apiKey !== undefined) {
      const hash = keyHash(header);
      if (hash === undefined || (rule.apiKey !== "*" && !hash.startsWith(rule.apiKey.toLowerCase()))) continue;
      matched = hash.slice(0, 16);
    }
    if (rule.header !== undefined) {
      const named = header(rule.header.toLowerCase());
      if (named === undefined) continue;
      matched = named;
    }
    const tenant = rule.tenant.replaceAll("{}", matched);
    // A header that holds no name is nobody's: not the next rule's either.
    return isSessionName(tenant) ? tenant : undefined;
  }
  return fallback ?? (rules.length === 0 ? null : undefined);
}

/** Raw headers without those that name a tenant: they are the gateway's and the proxy's, not the provider's. */
export function withoutTenants(raw: readonly string[], { tenants }: SessionOfOptions): string[] {
  const names = new Set(tenants?.rules.flatMap(({ header }) => (header === undefined ? [] : [header.toLowerCase()])));
  if (names.size === 0) return [...raw];
  return raw.filter((_, at) => !names.has((raw[at - (at % 2)] as string).toLowerCase()));
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
