// Why a request is not sent: the reasons with their status, and what the store's and the policy's errors are among them. No
// message holds what was sent.

import { ClosemaskError } from "../errors.ts";
import type { Refusal, RefusalKind } from "./types.ts";

/** A status that SDKs do not try again: none of 408, 409, 429 and 5xx. */
export const STATUS: Readonly<Record<RefusalKind, number>> = {
  "invalid-json": 400,
  "too-deep": 400,
  "not-inspectable": 400,
  "unsupported-encoding": 415,
  "too-large": 413,
  blob: 403,
  url: 403,
  tokens: 400,
  "field-limit": 400,
  blocked: 403,
  egress: 403,
  store: 422,
  audit: 422,
  detector: 422,
  names: 422,
  "unknown-endpoint": 404,
  websocket: 426,
  signed: 400,
  // The one kind that says nothing about the request: it may be tried again.
  upstream: 502,
  auth: 401,
  origin: 403,
  "shutting-down": 503,
};

export function refuse(kind: RefusalKind, message: string): Refusal {
  return { kind, status: STATUS[kind], message };
}

/** What an error means for the request; what is no known error comes from the code that looks at texts. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ClosemaskError))
    return refuse("detector", "the request could not be inspected, so it was not sent");
  const hint = error.hint === "" ? "" : ` (${error.hint})`;
  if (error.code === "blocked") return refuse("blocked", `${error.message}${hint}`);
  if (error.code === "ner")
    return refuse("names", `names could not be looked for, so nothing was sent: ${error.message}${hint}`);
  if (error.code === "audit")
    return refuse("audit", `nothing may be sent without a record of it: ${error.message}${hint}`);
  return refuse("store", `values could not be stored, so nothing was sent: ${error.message}${hint}`);
}
