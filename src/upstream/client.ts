// The outgoing request: one connection pool for all providers, kept alive, through the proxy that the environment names. It
// adds no header of its own, follows no redirect and repeats nothing: that is the client's business.

import type { Readable } from "node:stream";
import { getCACertificates } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from "undici";

export interface UpstreamOptions {
  /** URLs of proxies, by the scheme of the provider; loopback is always reached directly. */
  readonly proxies?: { readonly https?: string | undefined; readonly http?: string | undefined } | undefined;
  /** Hosts reached directly, as in NO_PROXY. */
  readonly noProxy?: string | undefined;
  /** Certificates in PEM that are trusted beside those of Node. */
  readonly ca?: string | undefined;
  /** Milliseconds for a connection to stand. Default 30 s. */
  readonly connectTimeout?: number;
  /** Milliseconds of silence, before and in a response, after which it counts as dead; 0 for never. */
  readonly idleTimeout: number;
}

export interface UpstreamRequest {
  readonly method: string;
  readonly url: URL;
  /** Name, value, name, value: order and spelling are kept. Without host, content-length and hop-by-hop headers. */
  readonly headers: string[];
  readonly body: Buffer | null;
  readonly signal: AbortSignal;
}

export interface UpstreamResponse {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: string[];
  readonly body: Readable;
}

/** Why no answer came. */
export type UpstreamFault = "refused" | "unknown-host" | "timeout" | "tls" | "reset" | "aborted";

export interface Upstream {
  /** Resolves when the headers are there. @throws what `faultOf` explains */
  send(request: UpstreamRequest): Promise<UpstreamResponse>;
  /** Ends when what is under way has ended. */
  close(): Promise<void>;
  /** Ends now. */
  destroy(): Promise<void>;
}

const CONNECT_TIMEOUT = 30_000;
/** Below what load balancers keep idle connections for; a shorter time that the provider states counts. */
const KEEP_ALIVE = 15_000;
const LOOPBACK = "localhost,127.0.0.1,::1";

export function createUpstream(options: UpstreamOptions): Upstream {
  const agent = createAgent(options);
  return {
    async send({ method, url, headers, body, signal }) {
      const response = await request(url, {
        method,
        headers,
        body,
        signal,
        dispatcher: agent,
        responseHeaders: "raw",
      });
      return {
        status: response.statusCode,
        // With `raw` the headers are a flat list; the type only knows the other form.
        headers: response.headers as unknown as string[],
        body: response.body,
      };
    },
    close: () => agent.close(),
    destroy: () => agent.destroy(),
  };
}

function createAgent({
  proxies = {},
  noProxy,
  ca,
  idleTimeout,
  connectTimeout = CONNECT_TIMEOUT,
}: UpstreamOptions): Dispatcher {
  const trusted = ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] };
  const common = {
    allowH2: false,
    bodyTimeout: idleTimeout,
    headersTimeout: idleTimeout,
    keepAliveTimeout: KEEP_ALIVE,
    // Gateways answer with large tokens and long lists of limits.
    maxHeaderSize: 64 * 1024,
    connect: { timeout: connectTimeout, ...trusted },
  };
  const { https = "", http = "" } = proxies;
  if (https === "" && http === "") return new Agent(common);
  return new EnvHttpProxyAgent({
    ...common,
    requestTls: { timeout: connectTimeout, ...trusted },
    proxyTls: { timeout: connectTimeout, ...trusted },
    httpsProxy: https,
    httpProxy: http,
    noProxy: noProxy === undefined || noProxy === "" ? LOOPBACK : `${noProxy},${LOOPBACK}`,
  });
}

/** What an error of `send`, or of a response's body, means. */
export function faultOf(error: unknown): UpstreamFault {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined) ?? "";
  if (code === "UND_ERR_ABORTED" || code === "ABORT_ERR" || (error instanceof Error && error.name === "AbortError")) {
    return "aborted";
  }
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return "timeout";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "unknown-host";
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(code)) return "refused";
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return "tls";
  return "reset";
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
