// Pages of the proxy's own: /health, /metrics, and a line at the root for clients that only look whether somebody is there. What
// they say beyond that is for those who may use the proxy.

import type { IncomingMessage, ServerResponse } from "node:http";
import { answer } from "./answer.ts";
import { TOKEN_HEADER, type Verdict } from "./guard.ts";
import type { Metrics } from "./metrics.ts";
import { answerRefusal } from "./own-error.ts";
import type { Serving } from "./serving.ts";

export interface Health {
  /** False when requests would be refused. */
  readonly ok: boolean;
  /** Tells this process from another one behind the same port. */
  readonly instance: string;
  /** Parts and settings; no value, no path of the user's. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface PagesOptions {
  readonly serving: () => Serving;
  readonly metrics: Metrics;
  readonly health: () => Promise<Health>;
  /** Further gauges of /metrics. */
  readonly gauges: () => Readonly<Record<string, number>>;
}

const JSON_TYPE = ["content-type", "application/json; charset=utf-8", "cache-control", "no-store"];

/** True when the request is for one of them; it is answered then. */
export function ownPage(options: PagesOptions, request: IncomingMessage, response: ServerResponse): boolean {
  const { method, url = "/" } = request;
  const path = url.split("?")[0] ?? "";
  if ((method !== "GET" && method !== "HEAD") || !/^\/(?:health|metrics)?$/.test(path)) return false;
  const guard = options.serving().guard;
  const origin = guard.checkOrigin(headerReader(request));
  if (!origin.ok) {
    answerRefusal(response, "openai", origin.refusal);
    return true;
  }
  const verdict = guard.check(headerReader(request));
  if (path === "/") text(response, "closemask is running\n");
  else if (path === "/health") void health(options, verdict, response);
  else if (verdict.ok) {
    const body = options.metrics.page(options.gauges());
    answer(response, 200, ["content-type", "text/plain; version=0.0.4; charset=utf-8"], Buffer.from(body));
  } else answerRefusal(response, "openai", verdict.refusal);
  return true;
}

async function health(options: PagesOptions, verdict: Verdict, response: ServerResponse): Promise<void> {
  const { ok, instance, details } = await options.health();
  // Probes of a cluster have no token: they learn whether it works, and no more.
  const basics = { status: ok ? "ok" : "failing", instance };
  const body = verdict.ok ? { ...basics, ...details } : basics;
  answer(response, ok ? 200 : 503, JSON_TYPE, Buffer.from(`${JSON.stringify(body, null, 2)}\n`));
}

function text(response: ServerResponse, body: string): void {
  answer(response, 200, ["content-type", "text/plain; charset=utf-8"], Buffer.from(body));
}

/** Prometheus has a token where HTTP has one. */
function headerReader({ headers }: IncomingMessage): (name: string) => string | undefined {
  return (name) => {
    const value = headers[name];
    if (name === TOKEN_HEADER && value === undefined) return /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    return Array.isArray(value) ? value[0] : value;
  };
}
