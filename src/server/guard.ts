// Who may talk to the proxy at all: the Host and Origin of a request, against web pages that reach for it, and the token that
// a bind beyond loopback asks for. Looks at headers only, and keeps no token of a client's.

import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import { refuse } from "../proxy/refusal.ts";
import type { Refusal } from "../proxy/types.ts";

export interface GuardOptions {
  /** Bound to loopback: only names of this machine are right. */
  readonly loopback: boolean;
  /** Further names in `Host`, without port. */
  readonly hosts: readonly string[];
  /** Origins of pages that may use the proxy. */
  readonly origins: readonly string[];
  /** Tokens by the name of their client; none when none is asked for. */
  readonly tokens: ReadonlyMap<string, string>;
}

export type Verdict =
  | {
      readonly ok: true;
      /** Name of the client whose token it has; undefined where none is asked for. */
      readonly client: string | undefined;
      /** The origin to be named in the answer. */
      readonly origin: string | undefined;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** Where a client puts its token: beside what authenticates it at the provider, and never sent there. */
export const TOKEN_HEADER = "x-closemask-token";

export interface Guard {
  check(header: (name: string) => string | undefined): Verdict;
  /** The same without the token, which browsers do not send along when they only ask. */
  checkOrigin(header: (name: string) => string | undefined): Verdict;
}

export function createGuard(options: GuardOptions): Guard {
  const { loopback } = options;
  const hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
  const origins = new Set(options.origins);
  const tokens = [...options.tokens].map(([client, token]) => ({ client, digest: digestOf(token) }));

  function checkOrigin(header: (name: string) => string | undefined): Verdict {
    const host = hostName(header("host") ?? "");
    if (loopback && !isLocal(host) && !hosts.has(host)) {
      return no("origin", "the Host header names another machine; add it to serve.hosts if that is meant");
    }
    const origin = header("origin");
    if (origin !== undefined && !origins.has(origin)) {
      return no("origin", "web pages of this origin may not use the proxy; add it to serve.origins");
    }
    if (origin === undefined && header("sec-fetch-site") === "cross-site") {
      return no("origin", "a web page of another site may not use the proxy");
    }
    return { ok: true, client: undefined, origin };
  }

  return {
    checkOrigin,
    check(header) {
      const verdict = checkOrigin(header);
      if (!verdict.ok || tokens.length === 0) return verdict;
      const given = header(TOKEN_HEADER);
      if (given === undefined) return no("auth", `the header ${TOKEN_HEADER} is missing`);
      const digest = digestOf(given);
      // All of them, so that time says nothing.
      const [found] = tokens.filter((token) => timingSafeEqual(token.digest, digest));
      if (found === undefined) return no("auth", `the header ${TOKEN_HEADER} holds no token of this proxy`);
      return { ...verdict, client: found.client };
    },
  };
}

function no(kind: "auth" | "origin", message: string): Verdict {
  return { ok: false, refusal: refuse(kind, message) };
}

function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function hostName(host: string): string {
  const [, name = ""] = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host.trim().toLowerCase()) ?? [];
  return name.replace(/\.$/, "");
}

function isLocal(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  return isLoopback(host.replace(/^\[|\]$/g, ""));
}

/** An address, or the name, of this machine only. */
export function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  const version = isIP(host);
  if (version === 4) return host.startsWith("127.");
  return version === 6 && /^(?:0*:)*:?0*1$/.test(host) && !host.includes(".");
}
