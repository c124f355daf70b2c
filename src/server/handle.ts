// Around each request: what is counted and told of it, and what becomes of what goes wrong in it. Whatever is thrown ends as an
// error for the client, and never as a request that left all the same.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Span } from "../audit/tracing.ts";
import { ClosemaskError } from "../errors.ts";
import { refusalOf } from "../proxy/refusal.ts";
import type { Refusal, RefusalKind } from "../proxy/types.ts";
import { GONE } from "./body.ts";
import { exchangeOne, type Progress, recordedOf } from "./one-exchange.ts";
import { answerRefusal } from "./own-error.ts";
import { type Recorder, recordAnswer, recordRefusal } from "./record.ts";
import type { HandlerOptions } from "./serving.ts";

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createHandle(options: HandlerOptions): Handle {
  const { metrics, observer, now, recorder, tracing } = options;
  let count = 0;

  return async function handle(request, response) {
    const started = now();
    const traceparent = request.headers.traceparent;
    const span = tracing?.start("request", "server", typeof traceparent === "string" ? traceparent : undefined);
    const progress: Progress = { id: ++count, provider: "none", endpoint: "none", shape: "openai", span };
    let refused: RefusalKind | undefined;
    metrics.gauge("inFlight", 1);
    // A client that goes away takes its request at the provider along.
    const gone = new AbortController();
    response.on("error", ignore);
    response.once("close", () => {
      if (!response.writableFinished) gone.abort();
    });

    function refuse(refusal: Refusal): void {
      refused = refusal.kind;
      metrics.count("refused", [refusal.kind]);
      answerRefusal(response, progress.shape, refusal);
    }

    try {
      const refusal = await exchangeOne(options, request, response, gone.signal, progress);
      if (refusal !== null) refuse(refusal);
    } catch (error) {
      if (error === GONE || gone.signal.aborted) response.destroy();
      else {
        if (!(error instanceof ClosemaskError)) observer.failed(error);
        if (response.headersSent) response.destroy();
        else refuse(refusalOf(error));
      }
    }
    metrics.gauge("inFlight", -1);
    if (gone.signal.aborted) metrics.count("aborted", []);
    tell(request.method ?? "", response, progress, refused, now() - started);
    if (recorder !== undefined) record(recorder, progress, refused);
    if (span !== undefined) close(span, response, progress, refused);
  };

  /** When it is over, so that nothing can be held back any more: the next request is. */
  function record(to: Recorder, progress: Progress, refused: RefusalKind | undefined): void {
    const { relayed } = progress;
    try {
      if (refused !== undefined) recordRefusal(to, recordedOf(progress), refused);
      else if (relayed !== undefined) recordAnswer(to, recordedOf(progress), relayed.counts, relayed.broken);
    } catch (error) {
      observer.failed(error);
    }
  }

  function tell(
    method: string,
    response: ServerResponse,
    progress: Progress,
    refused: RefusalKind | undefined,
    seconds: number,
  ): void {
    const { id, provider, endpoint, counts, relayed } = progress;
    const status = response.headersSent ? response.statusCode : 499;
    metrics.count("requests", [provider, endpoint, String(status)]);
    metrics.observe("total", seconds);
    for (const [kind, by] of counts?.masked ?? []) metrics.count("masked", [kind], by);
    for (const [what, by] of counts?.warnings ?? []) metrics.count("warnings", [what], by);
    const back = relayed?.counts;
    if (back !== undefined) {
      for (const [kind, by] of back.restored) metrics.count("restored", [kind], by);
      for (const [kind, by] of back.withheld) metrics.count("withheld", [kind], by);
      metrics.count("unresolved", [], back.unresolved);
      metrics.count("credentials", [], back.credentialsInTools);
      metrics.count("probes", [], back.probes);
    }
    observer.done?.({
      id,
      method,
      provider,
      endpoint,
      status,
      masked: sum(counts?.masked),
      restored: sum(back?.restored),
      unresolved: back?.unresolved ?? 0,
      probes: back?.probes ?? 0,
      warnings: [...(counts?.warnings.keys() ?? [])],
      ...(refused === undefined ? {} : { refused }),
      seconds,
    });
  }
}

function close(span: Span, response: ServerResponse, progress: Progress, refused: RefusalKind | undefined): void {
  const { provider, endpoint, counts, relayed } = progress;
  span.set({ provider, endpoint, status: response.headersSent ? response.statusCode : 499 });
  if (counts !== undefined) span.counted("masked", counts.masked);
  if (relayed?.counts !== undefined) span.counted("restored", relayed.counts.restored);
  if (refused !== undefined) span.failed(refused);
  span.end();
}

function ignore(): void {
  // A client that went away is noticed when its connection closes.
}

function sum(counts: ReadonlyMap<string, number> = new Map()): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
