// What is left of a refused request is read and thrown away before its connection is closed: many clients send all of it before
// they read, and a connection that is closed with bytes unread is reset, the answer along with it.

import type { ServerResponse } from "node:http";

export interface LingerBounds {
  readonly bytes: number;
  /** Milliseconds, in all and without a byte. */
  readonly time: number;
  readonly silence: number;
}

const BOUNDS: LingerBounds = { bytes: 512 * 1024 * 1024, time: 30_000, silence: 5_000 };

/** Ends an answer that has been written whole, once its request has come whole or has reached a bound. */
export function linger(response: ServerResponse, { bytes, time, silence }: LingerBounds = BOUNDS): void {
  const { req: request } = response;
  let left = bytes;
  const late = setTimeout(cut, time).unref();
  const silent = setTimeout(cut, silence).unref();

  function take(chunk: Buffer): void {
    left -= chunk.length;
    if (left < 0) cut();
    else silent.refresh();
  }
  function stop(): void {
    clearTimeout(late);
    clearTimeout(silent);
    request.off("data", take).off("end", end).off("close", stop).off("error", stop);
  }
  function end(): void {
    stop();
    response.end();
  }
  function cut(): void {
    end();
    request.destroy();
  }
  request.on("data", take).on("end", end).on("close", stop).on("error", stop);
  request.resume();
}
