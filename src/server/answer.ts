// Writes an answer to the client's socket: whole ones at once, streams piece by piece, never faster than the client reads.

import { once } from "node:events";
import type { ServerResponse } from "node:http";

/** A whole answer. `headers` is a flat list; the length is added. */
export function answer(response: ServerResponse, status: number, headers: readonly string[], body: Buffer): void {
  if (response.headersSent || response.destroyed) return;
  const bodiless = status === 204 || status === 304;
  writeHead(response, status, bodiless ? headers : [...headers, "content-length", String(body.length)]);
  response.end(bodiless || response.req.method === "HEAD" ? undefined : body);
}

/** Also sends them: clients of streams wait for the headers. */
export function beginStream(response: ServerResponse, status: number, headers: readonly string[]): void {
  writeHead(response, status, headers);
  response.flushHeaders();
}

function writeHead(response: ServerResponse, status: number, headers: readonly string[]): void {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    response.appendHeader(headers[i] as string, headers[i + 1] as string);
  }
  response.writeHead(status);
}

/** Resolves when more may be written. What is written may be used again by its owner: it is copied. */
export async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || response.destroyed) return;
  if (response.write(Buffer.from(bytes))) return;
  // A socket that closes never drains.
  const closed = new AbortController();
  const onClose = (): void => closed.abort();
  response.once("close", onClose);
  try {
    if (!response.destroyed) await once(response, "drain", { signal: closed.signal });
  } catch {
    // The client is gone; whoever reads the upstream learns of it by its own signal.
  } finally {
    response.off("close", onClose);
  }
}
