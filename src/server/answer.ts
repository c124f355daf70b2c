// Writes an answer to the client's socket: whole ones at once, streams piece by piece, never faster than the client reads.

import type { ServerResponse } from "node:http";

/** A whole answer. `headers` is a flat list; the length is added. */
export function answer(response: ServerResponse, status: number, headers: readonly string[], body: Buffer): void {
  if (response.headersSent || response.destroyed) return;
  const bodiless = status === 204 || status === 304;
  writeHead(response, status, bodiless ? headers : [...headers, "content-length", String(body.length)]);
  response.end(bodiless || response.req.method === "HEAD" ? undefined : body);
}

/** An answer of which the length is not known. */
export interface OpenAnswer {
  /** Resolves when more may be written. The bytes may be used again by their owner: they are copied. */
  write(bytes: Buffer): Promise<void>;
  /** It is whole. */
  end(): void;
  /** It is not: ends it so that the client can tell, once what was written is with the system. */
  breakOff(): Promise<void>;
}

/**
 * Headers leave with the first bytes, or by themselves when those do not come at once: clients of streams wait for them. What
 * fails before that can still be answered with an error.
 */
export function openAnswer(response: ServerResponse, status: number, headers: readonly string[]): OpenAnswer {
  const flush = setImmediate(() => {
    if (begin()) response.flushHeaders();
  });

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
    if (!response.write(Buffer.from(bytes))) await drained(response);
  }

  return {
    write,
    end() {
      begin();
      response.end();
    },
    async breakOff() {
      begin();
      await flushed(response);
      response.destroy();
    },
  };
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
