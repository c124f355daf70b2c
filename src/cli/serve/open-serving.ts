// From the effective configuration to what the server works with; called again when the configuration is read again.

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { DIALECTS } from "../../proxy/dialects/index.ts";
import { clientName } from "../../server/client-session.ts";
import { createGuard, isLoopback } from "../../server/guard.ts";
import { createProviders, type ProviderSettings, parseUpstream } from "../../server/providers.ts";
import { createRoutes } from "../../server/routes.ts";
import type { Serving } from "../../server/serving.ts";
import type { Config } from "../config/schema.ts";
import { isProxyHardened } from "../hardened.ts";
import { nerSettings, type OpenNames, openNames } from "../names.ts";
import type { Setup } from "../open.ts";
import { openDetection } from "../open-detection.ts";
import { openUpstream } from "../open-upstream.ts";
import { readPem } from "../read-pem.ts";
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

/** With what looks for names, which has an end of its own; null where nobody does. */
export interface OpenServing extends Serving {
  readonly names: OpenNames | null;
}

/** The same text in every request, so that what the provider has cached stays valid. */
const SYSTEM_NOTE =
  "Some values in this conversation are replaced by tokens such as EMAILX004271935: a name in capitals, the letter X, Y or Z, and digits. Each token stands for one real value. Copy tokens exactly as they are wherever you would write the value; do not explain, change or make up tokens.";

/** @throws ClosemaskError `config`, `pattern`, `usage`, `input` */
export async function openServing(setup: Setup, serving: ServingOptions): Promise<OpenServing> {
  const { config } = setup;
  const { serve } = config;
  const { options, host } = serving;
  const given = Array.isArray(options.upstream) ? options.upstream.map(parseUpstream) : [];
  const own = { ...serving.providers, ...config.providers, ...Object.fromEntries(given) };
  const providers = createProviders(own, [...DIALECTS.keys()]);
  const routes = createRoutes({ providers, llmUrl: serve.llmUrl });
  const hardened = isProxyHardened(config);
  const detection = await openDetection(setup, options);
  const names = await openNames(setup, detection.policy, await startSidecar(setup, options));
  return {
    names,
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
      names: names?.finder,
      version: versionOf(config),
    },
    restore: restorePolicy(config),
    sessions: {
      rules: serve.sessions,
      fallback: config.session,
      tenants: { rules: serve.tenants, fallback: config.tenant },
    },
    blobs: serve.blobs ?? (hardened ? "block" : "warn"),
    hardened,
    ...(serve.systemNote ? { systemNote: SYSTEM_NOTE } : {}),
    bodyLimit: serve.bodyLimit * 1024 * 1024,
    enabled: serve.enabled,
    upstream: openUpstream(config),
    signAws: async (request) => (await import("./aws-signer.ts")).signAws(request),
  };
}

/** Starts the sidecar where it is what looks for names, and nobody says where another one is. @throws ClosemaskError `ner` */
async function startSidecar(setup: Setup, options: ParsedOptions): Promise<string | undefined> {
  const { config, command, paths, say } = setup;
  const settings = nerSettings(config, command);
  if (settings?.engine !== "sidecar" || config.ner.url !== undefined) return undefined;
  const { ensureSidecar } = await import("../ner/start-sidecar.ts");
  const [, script = ""] = process.argv;
  const flags = typeof options.config === "string" ? ["--config", resolve(options.config)] : [];
  try {
    return (await ensureSidecar({ paths, script, flags })).url;
  } catch (error) {
    if (!(error instanceof ClosemaskError) || settings.onFailure === "block") throw error;
    say.warn(error.message, error.hint);
    return undefined;
  }
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
function versionOf({ level, rules, patterns, allow, deny, policies, ner }: Config): string {
  const decides = [VERSION, level, rules, patterns, allow, deny, policies, ner];
  return createHash("sha256").update(JSON.stringify(decides)).digest("base64");
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
