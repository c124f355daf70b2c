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
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = chunk;
      length += bytes.length;
      if (length > limit) return tooLarge(limit);
      chunks.push(bytes);
    }
  } catch {
    throw GONE;
  }
  if (!request.complete) throw GONE;
  const first = chunks[0];
  const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length);
  return decoded(whole, request.headers["content-encoding"], limit);
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
