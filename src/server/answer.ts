// Writes an answer to the client's socket: whole ones at once, streams piece by piece, never faster than the client reads.

import type { IncomingMessage, ServerResponse } from "node:http";
import { linger } from "./linger.ts";

/** A whole answer. `headers` is a flat list; the length is added. */
export function answer(response: ServerResponse, status: number, headers: readonly string[], body: Buffer): void {
  if (response.headersSent || response.destroyed) return;
  const bodiless = status === 204 || status === 304;
  writeHead(response, status, bodiless ? headers : [...headers, "content-length", String(body.length)]);
  response.end(bodiless || response.req.method === "HEAD" ? undefined : body);
}

/** An answer that has no body, with the length that its headers name or none. */
export function answerWithout(response: ServerResponse, status: number, headers: readonly string[]): void {
  if (response.headersSent || response.destroyed) return;
  writeHead(response, status, headers);
  response.end();
}

/** A whole answer to a request that has not come whole. The client has all of it at once; only its connection ends later. */
export function answerUnread(response: ServerResponse, status: number, headers: readonly string[], body: Buffer): void {
  if (response.headersSent || response.destroyed) return;
  writeHead(response, status, [...headers, "content-length", String(body.length)]);
  if (response.req.method === "HEAD") response.flushHeaders();
  else response.write(body);
  linger(response);
}

/** An answer of which the length is not known. */
export interface OpenAnswer {
  /** Resolves when more may be written. The bytes may be used again by their owner: they are copied. */
  write(bytes: Buffer): Promise<void>;
  /** It is whole. `trailers` are for clients that asked for them, see `takesTrailers`; a flat list. */
  end(trailers?: readonly string[]): void;
  /** It is not: ends it so that the client can tell, once what was written is with the system. */
  breakOff(): Promise<void>;
}

/**
 * Headers leave with the first bytes, or by themselves when those do not come at once: clients of streams wait for them. What
 * fails before that can still be answered with an error. What is written before others have their turn goes out in one piece: the
 * last bytes of a stream and its end most of all, and each piece is a call of the system.
 */
export function openAnswer(response: ServerResponse, status: number, headers: readonly string[]): OpenAnswer {
  const flush = setImmediate(() => {
    if (begin()) response.flushHeaders();
  });
  let corked: NodeJS.Immediate | undefined;

  // The socket: a response that is corked itself loses its end.
  function cork(): void {
    const { socket } = response;
    if (corked !== undefined || socket === null) return;
    socket.cork();
    corked = setImmediate(() => {
      corked = undefined;
      socket.uncork();
    });
  }

  /** False when somebody else has answered. */
  function begin(): boolean {
    clearImmediate(flush);
    if (response.headersSent || response.destroyed) return false;
    writeHead(response, status, headers);
    return true;
  }

  async function write(bytes: Buffer): Promise<void> {
    if (bytes.length === 0 || response.destroyed) return;
    begin();
    cork();
    if (!response.write(Buffer.from(bytes))) await drained(response);
  }

  return {
    write,
    end(trailers = []) {
      begin();
      if (trailers.length > 0) response.addTrailers(pairs(trailers));
      // It uncorks the socket, which is another answer's then.
      clearImmediate(corked);
      response.end();
    },
    async breakOff() {
      begin();
      await flushed(response);
      response.destroy();
    },
  };
}

/** Whether a client reads headers behind the body. Others may stumble over them, so they get none. */
export function takesTrailers({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion !== "1.0" && /(?:^|,)\s*trailers\s*(?:,|$)/i.test(String(headers.te ?? ""));
}

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] as string, flat[2 * i + 1] as string]);
}

function writeHead(response: ServerResponse, status: number, headers: readonly string[]): void {
  if (response.getHeaderNames().length === 0) {
    response.writeHead(status, [...headers]);
    return;
  }
  for (let i = 0; i + 1 < headers.length; i += 2) {
    response.appendHeader(headers[i] as string, headers[i + 1] as string);
  }
  response.writeHead(status);
}

/** A socket that closes never drains; whoever reads the upstream learns of the client's end by its own signal. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
    if (response.destroyed) done();
  });
}

/** Until what was written is with the system, or the client is gone. */
function flushed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.socket === null) return resolve();
    response.once("close", resolve);
    response.write("", () => resolve());
  });
}
