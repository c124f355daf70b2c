// Reads a request's body whole, within a bound, and undoes its content codings.

import type { IncomingMessage } from "node:http";
import { refuse } from "../proxy/refusal.ts";
import type { Refusal, RefusalKind } from "../proxy/types.ts";
import { decodeBody } from "../upstream/coding.ts";

export type Body = { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly refusal: Refusal };

/** The client went away before its request was whole. */
export const GONE = Symbol("gone");

/** @throws GONE */
export async function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) return tooLarge(limit);
  const chunks = await chunksOf(request, limit);
  if (chunks === null) return tooLarge(limit);
  const first = chunks[0];
  const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
  return decoded(whole, request.headers["content-encoding"], limit);
}

/** Null when there are more bytes than `limit`: the rest stays unread. @throws GONE */
function chunksOf(request: IncomingMessage, limit: number): Promise<Buffer[] | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    function stop(): void {
      request.off("data", take).off("end", end).off("close", gone).off("error", gone);
    }
    function take(chunk: Buffer): void {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= limit) return;
      stop();
      request.pause();
      resolve(null);
    }
    function end(): void {
      stop();
      if (request.complete) resolve(chunks);
      else reject(GONE);
    }
    function gone(): void {
      stop();
      reject(GONE);
    }
    request.on("data", take).on("end", end).on("close", gone).on("error", gone);
    if (request.destroyed) gone();
  });
}

async function decoded(body: Buffer, coding: string | undefined, limit: number): Promise<Body> {
  const result = await decodeBody(body, coding, limit);
  if ("body" in result) return { ok: true, body: result.body };
  switch (result.fault) {
    case "too-large":
      return tooLarge(limit);
    case "unknown":
      return refused("unsupported-encoding", "the content coding of the request is none of gzip, deflate, br and zstd");
    default:
      return refused("unsupported-encoding", "the request does not have the content coding that it names");
  }
}

function tooLarge(limit: number): Body {
  return refused("too-large", `the request is larger than ${Math.floor(limit / 1024 / 1024)} MiB, see serve.bodyLimit`);
}

function refused(kind: RefusalKind, message: string): Body {
  return { ok: false, refusal: refuse(kind, message) };
}
