// Errors of the proxy's own, in the shape of the API that was called, so that its clients show them. Their messages come from
// the proxy's code and hold nothing of a request.

import type { ServerResponse } from "node:http";
import { errorBody } from "../proxy/errors.ts";
import { refuse } from "../proxy/refusal.ts";
import type { ErrorShape, Refusal } from "../proxy/types.ts";
import type { UpstreamFault } from "../upstream/client.ts";
import { answer, answerUnread } from "./answer.ts";

export function answerRefusal(
  response: ServerResponse,
  shape: ErrorShape,
  { kind, status, message }: Refusal,
  headers: readonly string[] = [],
): void {
  const body = errorBody(shape, kind, message);
  const whole = ["content-type", "application/json; charset=utf-8", "x-closemask-refused", kind, ...headers];
  if (response.req.complete) answer(response, status, whole, body);
  else answerUnread(response, status, [...whole, "connection", "close"], body);
}

const FAULTS: Readonly<Record<UpstreamFault, string>> = {
  refused: "the provider refuses the connection",
  "unknown-host": "the provider's host is not known",
  timeout: "the provider does not answer in time",
  tls: "the provider's certificate is not trusted, or TLS fails",
  reset: "the connection to the provider broke off",
  aborted: "the request was given up",
};

export function upstreamRefusal(provider: string, fault: UpstreamFault): Refusal {
  return refuse("upstream", `${provider}: ${FAULTS[fault]}`);
}
