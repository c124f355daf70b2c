// The way out to other machines, as configuration and environment say: proxies, certificates, patience.

import { createUpstream, type Upstream } from "../upstream/client.ts";
import type { Config } from "./config/schema.ts";
import { parseDuration } from "./config/units.ts";
import { readPem } from "./read-pem.ts";

/** `idleTimeout` in milliseconds; that of `serve` when it is left out. @throws ClosemaskError `input` */
export function openUpstream({ serve }: Config, idleTimeout = parseDuration(serve.idleTimeout)): Upstream {
  const { env } = process;
  return createUpstream({
    proxies: { https: env.HTTPS_PROXY ?? env.https_proxy, http: env.HTTP_PROXY ?? env.http_proxy },
    noProxy: env.NO_PROXY ?? env.no_proxy,
    ca: serve.ca === undefined ? undefined : readPem(serve.ca, "serve.ca"),
    idleTimeout,
  });
}
