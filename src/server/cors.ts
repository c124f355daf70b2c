// Answers to browsers, for pages whose origin the configuration allows.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "../proxy/types.ts";
import { answer } from "./answer.ts";
import type { Verdict } from "./guard.ts";

/** A browser that asks whether it may. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

export function preflight(verdict: Verdict, { headers }: IncomingMessage, response: ServerResponse): Refusal | null {
  if (!verdict.ok) return verdict.refusal;
  if (verdict.origin !== undefined) allowOrigin(response, verdict.origin);
  const asked = headers["access-control-request-headers"] ?? "*";
  const allowed = ["access-control-allow-methods", "*", "access-control-allow-headers", asked];
  answer(response, 204, [...allowed, "access-control-max-age", "600"], Buffer.alloc(0));
  return null;
}

export function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-expose-headers", "*");
  response.setHeader("vary", "origin");
}
