// From the effective configuration to what the server works with; called again when the configuration is read again.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ClosemaskError } from "../../errors.ts";
import { DIALECTS } from "../../proxy/dialects/index.ts";
import { clientName } from "../../server/client-session.ts";
import { createGuard, isLoopback } from "../../server/guard.ts";
import { createProviders, type ProviderSettings, parseUpstream } from "../../server/providers.ts";
import { createRoutes } from "../../server/routes.ts";
import type { Serving } from "../../server/serving.ts";
import { createUpstream, type Upstream } from "../../upstream/client.ts";
import type { Config } from "../config/schema.ts";
import { parseDuration } from "../config/units.ts";
import { expandPath, type Setup } from "../open.ts";
import { openDetection } from "../open-detection.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { VERSION } from "../version.ts";
import { restorePolicy } from "./restore-policy.ts";

export interface ServingOptions {
  readonly options: ParsedOptions;
  /** Address that is really listened on. */
  readonly host: string;
  /** Providers that the configuration does not name. */
  readonly providers?: Readonly<Record<string, ProviderSettings>>;
}

/** The same text in every request, so that what the provider has cached stays valid. */
const SYSTEM_NOTE =
  "Some values in this conversation are replaced by tokens such as EMAILX004271935: a name in capitals, the letter X, Y or Z, and digits. Each token stands for one real value. Copy tokens exactly as they are wherever you would write the value; do not explain, change or make up tokens.";

/** @throws ClosemaskError `config`, `pattern`, `usage`, `input` */
export async function openServing(setup: Setup, serving: ServingOptions): Promise<Serving> {
  const { config } = setup;
  const { serve } = config;
  const { options, host } = serving;
  const given = Array.isArray(options.upstream) ? options.upstream.map(parseUpstream) : [];
  const own = { ...serving.providers, ...config.providers, ...Object.fromEntries(given) };
  const providers = createProviders(own, [...DIALECTS.keys()]);
  const routes = createRoutes({ providers, llmUrl: serve.llmUrl });
  const hardened = serve.profile === "hardened";
  const detection = await openDetection(setup, options);
  return {
    guard: createGuard({
      loopback: isLoopback(host),
      hosts: serve.hosts,
      origins: serve.origins,
      tokens: tokensOf(config, host),
    }),
    routes,
    providers: Object.keys(own),
    detection: {
      detector: detection.detector,
      policy: detection.policy,
      secrets: detection.secrets,
      sources: detection.sources,
      version: versionOf(config),
    },
    restore: restorePolicy(config),
    sessions: { rules: serve.sessions, fallback: config.session },
    blobs: serve.blobs ?? (hardened ? "block" : "warn"),
    hardened,
    ...(serve.systemNote ? { systemNote: SYSTEM_NOTE } : {}),
    bodyLimit: serve.bodyLimit * 1024 * 1024,
    enabled: serve.enabled,
    upstream: openUpstream(config),
    signAws: async (request) => (await import("./aws-signer.ts")).signAws(request),
  };
}

/** Whoever can reach the proxy from elsewhere must show that it may. @throws ClosemaskError `usage` */
function tokensOf({ serve }: Config, host: string): Map<string, string> {
  const tokens = new Map(Object.entries(serve.authTokens ?? {}));
  if (serve.authToken !== undefined) tokens.set(clientName(serve.authToken), serve.authToken);
  if (tokens.size === 0 && !isLoopback(host)) {
    throw new ClosemaskError("usage", `listening on ${host} needs a token that clients must send`, {
      hint: "set serve.authToken, or CLOSEMASK_SERVE_AUTH_TOKEN",
    });
  }
  return tokens;
}

/** Of everything that decides what is found. */
function versionOf({ level, rules, patterns, allow, deny, policies }: Config): string {
  const decides = [VERSION, level, rules, patterns, allow, deny, policies];
  return createHash("sha256").update(JSON.stringify(decides)).digest("base64");
}

function openUpstream({ serve }: Config): Upstream {
  const { env } = process;
  return createUpstream({
    proxies: { https: env.HTTPS_PROXY ?? env.https_proxy, http: env.HTTP_PROXY ?? env.http_proxy },
    noProxy: env.NO_PROXY ?? env.no_proxy,
    ca: serve.ca === undefined ? undefined : readPem(serve.ca, "serve.ca"),
    idleTimeout: parseDuration(serve.idleTimeout),
  });
}

/** Certificate and key; undefined for plain HTTP. @throws ClosemaskError `usage`, `input` */
export function openTls({ serve }: Config): { cert: string; key: string } | undefined {
  const { tlsCert, tlsKey } = serve;
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new ClosemaskError("usage", "TLS needs both a certificate and its key", { hint: "--tls-cert and --tls-key" });
  }
  return { cert: readPem(tlsCert, "serve.tlsCert"), key: readPem(tlsKey, "serve.tlsKey") };
}

function readPem(file: string, setting: string): string {
  try {
    return readFileSync(expandPath(file), "utf8");
  } catch (error) {
    throw new ClosemaskError("input", `cannot read the file of ${setting}: ${reasonOf(codeOf(error))}`, {
      cause: error,
    });
  }
}
