// Lines to a collector over HTTP: one POST of NDJSON a batch, over a connection that is kept.

import { Agent as HttpAgent, type IncomingMessage, request as requestPlain } from "node:http";
import { Agent as HttpsAgent, request as requestSecure } from "node:https";
import { getCACertificates } from "node:tls";
import type { Item, Verdict } from "./delivery.ts";

export interface HttpOptions {
  readonly url: string;
  /** By name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates in PEM that are trusted beside those of Node. */
  readonly ca?: string | undefined;
  /** Milliseconds for one request. */
  readonly timeout: number;
}

/** Answers that say that the same lines would be refused again. Those about who may, or where, can be set right meanwhile. */
const REFUSED = new Set([400, 406, 415, 422]);
/** Milliseconds that a collector may ask to be left alone. */
const ASKED_MAX = 60_000;

/** Resolves to a function that never throws. */
export function createHttpPost({
  url: text,
  headers,
  ca,
  timeout,
}: HttpOptions): (batch: readonly Item[]) => Promise<Verdict> {
  const url = new URL(text);
  const secure = url.protocol === "https:";
  const agent = secure
    ? new HttpsAgent({
        keepAlive: true,
        maxSockets: 1,
        ...(ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] }),
      })
    : new HttpAgent({ keepAlive: true, maxSockets: 1 });
  const request = secure ? requestSecure : requestPlain;
  const auth =
    url.username === "" ? {} : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` };

  return (batch) => {
    const body = Buffer.from(batch.map(({ line }) => `${line}\n`).join(""));
    return new Promise((resolve) => {
      const again = (): void => resolve({ again: 0 });
      const post = request(
        url,
        {
          method: "POST",
          agent,
          ...auth,
          headers: { ...headers, "content-type": "application/x-ndjson", "content-length": body.length },
          signal: AbortSignal.timeout(timeout),
        },
        (response) => {
          response.resume();
          response.on("error", again);
          response.on("end", () => resolve(verdictOf(response)));
          response.on("close", again);
        },
      );
      post.on("error", again);
      post.end(body);
    });
  };
}

function verdictOf({ statusCode = 0, headers }: IncomingMessage): Verdict {
  if (statusCode >= 200 && statusCode < 300) return "taken";
  if (statusCode === 413) return "too-much";
  if (REFUSED.has(statusCode)) return "refused";
  const asked = Number(headers["retry-after"]) * 1000;
  return { again: Number.isFinite(asked) ? Math.min(ASKED_MAX, Math.max(0, asked)) : 0 };
}
