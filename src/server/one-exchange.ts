// One request and its answer: who asks, for whom it is and in which session; then masked, sent, and the answer restored. Nothing
// is sent before everything of it is masked.

import type { IncomingMessage, ServerResponse } from "node:http";
import { createExchange } from "../proxy/create-exchange.ts";
import { DIALECTS } from "../proxy/dialects/index.ts";
import { structuredFor } from "../proxy/dialects/structured.ts";
import type { Exchange } from "../proxy/exchange.ts";
import { refuse } from "../proxy/refusal.ts";
import type { Counts, ErrorShape, Refusal } from "../proxy/types.ts";
import { faultOf, type UpstreamResponse } from "../upstream/client.ts";
import { answer } from "./answer.ts";
import { GONE, readBody } from "./body.ts";
import { sessionOf, withoutTenants } from "./client-session.ts";
import { allowOrigin, isPreflight, preflight } from "./cors.ts";
import { endpointOf, type Spoken } from "./endpoint.ts";
import { prepare } from "./outgoing.ts";
import { upstreamRefusal } from "./own-error.ts";
import { type Relayed, relay } from "./relay.ts";
import { proxyUrls } from "./response-headers.ts";
import type { Route } from "./routes.ts";
import type { HandlerOptions, Serving } from "./serving.ts";
import { isToSign, refuseSigned, signAnew } from "./signing.ts";

/** What becomes known of a request on its way; its end is told of it. */
export interface Progress {
  readonly id: number;
  provider: string;
  endpoint: string;
  shape: ErrorShape;
  counts?: Counts;
  relayed?: Relayed;
}

/** Bytes of an answer that are held at once; a longer one passes unrestored. */
const ANSWER_LIMIT = 128 * 1024 * 1024;

const MESSAGES = {
  route:
    "no provider has this path; /anthropic, /openai and others name theirs, and azure needs providers.azure.baseUrl",
  tenant: "the request is of no tenant that this proxy knows",
  session: "the session asked for has no name that a session can have",
} as const;

/** Resolves to why the request is refused, or null when it has its answer. @throws GONE, and what the store throws */
export async function exchangeOne(
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
  progress: Progress,
): Promise<Refusal | null> {
  const serving = options.serving();
  const { method = "GET", url: target = "/" } = request;
  const header = (name: string): string | undefined => headerOf(request, name);
  const route = serving.routes.find(target, {
    anthropic: header("anthropic-version") !== undefined,
    gemini: header("x-goog-api-key") !== undefined || /[?&]key=/.test(target),
  });
  const spoken = route === null ? null : endpointOf(DIALECTS, route.provider.dialect, method, route.path, route.query);
  if (route !== null && spoken !== null) {
    progress.provider = route.provider.name;
    progress.endpoint = spoken.endpoint.name;
    progress.shape = spoken.dialect.errors;
  }

  if (isPreflight(request)) return preflight(serving.guard.checkOrigin(header), request, response);
  const verdict = serving.guard.check(header);
  if (!verdict.ok) return verdict.refusal;
  if (verdict.origin !== undefined) allowOrigin(response, verdict.origin);
  if (route === null || spoken === null) return refuse("unknown-endpoint", MESSAGES.route);
  const unsendable = refuseSigned(route.provider, header);
  if (unsendable !== null) return unsendable;
  const found = sessionOf(header, target.split("?")[0] ?? "/", verdict.client, serving.sessions);
  if ("none" in found) {
    return found.none === "tenant" ? refuse("auth", MESSAGES.tenant) : refuse("not-inspectable", MESSAGES.session);
  }
  const session = found.name;

  const read = await readBody(request, serving.bodyLimit);
  if (!read.ok) return read.refusal;
  const publicBase = `${options.scheme}://${header("host") ?? "localhost"}${route.prefix}`;
  const endpoint = structuredFor(spoken.endpoint, spoken.dialect.name, read.body);
  const exchange = serving.enabled
    ? await openExchange(options, serving, session, route, { ...spoken, endpoint }, publicBase)
    : null;
  const started = options.now();
  const outgoing = await prepare(
    exchange,
    route,
    { rawHeaders: withoutTenants(request.rawHeaders, serving.sessions) },
    read.body,
  );
  if (!outgoing.ok) return outgoing.refusal;
  options.metrics.observe("mask", options.now() - started);
  progress.counts = outgoing.counts;
  options.observer.masked?.({ id: progress.id, before: read.body, after: outgoing.body });
  options.observer.sent?.(progress.id, route, outgoing.body);
  const own = ownHeaders(outgoing.counts, serving.enabled);
  if (options.dryRun) {
    const type = header("content-type") ?? "application/octet-stream";
    answer(response, 200, ["content-type", type, "x-closemask-dry-run", outgoing.url.href, ...own], outgoing.body);
    return null;
  }

  let { headers } = outgoing;
  if (serving.signAws !== undefined && isToSign(route.provider, header)) {
    const { url, body } = outgoing;
    const request = { method, url, headers, body, authorization: header("authorization") };
    const signed = await signAnew(serving.signAws, request);
    if ("refusal" in signed) return signed.refusal;
    headers = signed.headers;
  }
  if (signal.aborted) throw GONE;
  const sent = options.now();
  let upstream: UpstreamResponse;
  try {
    upstream = await serving.upstream.send({
      method,
      url: outgoing.url,
      headers,
      // Without a body there is no length to be told.
      body: outgoing.body.length === 0 && !mayHaveBody(method) ? null : outgoing.body,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw GONE;
    const fault = faultOf(error);
    options.metrics.count("faults", [route.provider.name, fault]);
    return upstreamRefusal(route.provider.name, fault);
  }
  const { received } = options.observer;
  progress.relayed = await relay({
    upstream,
    response,
    exchange,
    streams: outgoing.streams,
    toProxy: proxyUrls(route.url.origin, publicBase),
    own,
    limit: ANSWER_LIMIT,
    onWire: received === undefined ? undefined : (chunk) => received(progress.id, chunk),
    onFirstByte: () => options.metrics.observe("first-byte", options.now() - sent),
    onStream: (by) => options.metrics.gauge("streams", by),
  });
  received?.(progress.id, null);
  if (progress.relayed.broken && !signal.aborted) options.metrics.count("faults", [route.provider.name, "cut"]);
  return null;
}

/** The one way to an exchange, for requests that come in and for the chat. */
export async function openExchange(
  { open: openSession, memory }: Pick<HandlerOptions, "open" | "memory">,
  {
    detection,
    restore,
    blobs,
    hardened,
    systemNote,
  }: Pick<Serving, "detection" | "restore" | "blobs" | "hardened" | "systemNote">,
  sessionName: string,
  { provider, url }: Route,
  spoken: Spoken,
  publicBase: string,
): Promise<Exchange> {
  return createExchange({
    ...(await openSession(sessionName)),
    ...spoken,
    detection,
    memory,
    sessionName,
    provider: provider.name,
    restore,
    blobs,
    hardened,
    ...(systemNote === undefined ? {} : { systemNote }),
    publicBase,
    upstreamBase: url.origin,
  });
}

function ownHeaders({ masked, warnings }: Counts, enabled: boolean): string[] {
  const total = (counts: ReadonlyMap<string, number>): string => {
    let sum = 0;
    for (const count of counts.values()) sum += count;
    return String(sum);
  };
  if (!enabled) return ["x-closemask-disabled", "1"];
  const passed = warnings.size === 0 ? [] : ["x-closemask-degraded", total(warnings)];
  return ["x-closemask-masked", total(masked), ...passed];
}

function mayHaveBody(method: string): boolean {
  return method === "POST" || method === "PUT" || method === "PATCH";
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
