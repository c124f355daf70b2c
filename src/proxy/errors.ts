// Errors of the proxy's own in the envelopes of the APIs, so that SDKs show their message. A message comes from
// the proxy's code and holds nothing of a request.

import { STATUS } from "./refusal.ts";
import type { ErrorShape, RefusalKind } from "./types.ts";

/** Codes begin with the program's name: nobody takes them for the provider's. */
function codeOf(kind: RefusalKind): string {
  return `closemask_${kind.replaceAll("-", "_")}`;
}

const SHAPES: Readonly<Record<ErrorShape, (kind: RefusalKind, message: string) => object>> = {
  openai: (kind, message) => ({ error: { message, type: "invalid_request_error", param: null, code: codeOf(kind) } }),
  anthropic: (kind, message) => ({
    type: "error",
    error: {
      type: kind === "blocked" ? "permission_error" : "invalid_request_error",
      message: `${message} [${codeOf(kind)}]`,
    },
  }),
  gemini: (kind, message) => ({
    error: {
      code: STATUS[kind],
      message,
      status: STATUS[kind] === 403 ? "PERMISSION_DENIED" : "INVALID_ARGUMENT",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: codeOf(kind).toUpperCase(),
          domain: "closemask",
        },
      ],
    },
  }),
  ollama: (kind, message) => ({ error: `${message} [${codeOf(kind)}]` }),
  mistral: (kind, message) => ({
    object: "error",
    message,
    type: "invalid_request_error",
    param: null,
    code: codeOf(kind),
  }),
  cohere: (kind, message) => ({ message: `${message} [${codeOf(kind)}]` }),
};

export function errorBody(shape: ErrorShape, kind: RefusalKind, message: string): Buffer {
  return Buffer.from(JSON.stringify(SHAPES[shape](kind, `closemask: ${message}`)));
}
