// One request to a service for named entities: JSON out, text in, over connections that are kept. It bounds time, size and how
// many run at once, and says why no answer came; it repeats nothing and reads no dialect.
//
// Node's own client, not undici: the library has no other dependency for it, and it speaks to Unix sockets.

import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestPlain } from "node:http";
import { Agent as HttpsAgent, request as requestSecure } from "node:https";
import { getCACertificates } from "node:tls";
import { type Address, readAddress } from "./address.ts";

/** Why there was no answer. */
export type FaultReason = "refused" | "unknown-host" | "timeout" | "tls" | "reset" | "too-large";

/** Stays in this folder: the engine makes a ClosemaskError of it. */
export class Fault extends Error {
  readonly reason: FaultReason;

  constructor(reason: FaultReason, cause?: unknown) {
    super(reason, cause === undefined ? {} : { cause });
    this.reason = reason;
  }
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface TransportOptions {
  readonly url: string;
  /** Milliseconds for one request, from when it is sent; 0 for ever. */
  readonly timeout: number;
  /** Requests at once. */
  readonly concurrency: number;
  /** Certificates in PEM that are trusted beside those of Node. */
  readonly ca?: string | undefined;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, where they count. */
  readonly proxyEnv?: Readonly<Record<string, string | undefined>> | undefined;
}

export interface Transport {
  readonly address: Address;
  /** @throws Fault, or the reason of the signal */
  send(method: "GET" | "POST", path: string, body?: unknown, signal?: AbortSignal): Promise<Answer>;
  /** Ends the connections once nothing runs on them. */
  close(): void;
}

/** Bytes of an answer. */
const ANSWER_MAX = 32 * 1024 * 1024;
/** Below what servers keep idle connections for: uvicorn 5 s. */
const KEEP_ALIVE = 4000;

export function createTransport(options: TransportOptions): Transport {
  const { timeout, concurrency, ca } = options;
  const address = readAddress(options.url);
  const loopback = address.socket !== null || /^(?:localhost|127\.|::1$)/.test(address.host);
  const common = {
    keepAlive: true,
    timeout: KEEP_ALIVE,
    maxSockets: concurrency,
    ...(options.proxyEnv === undefined || loopback ? {} : { proxyEnv: options.proxyEnv }),
  };
  const trusted = ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] };
  const agent = address.secure ? new HttpsAgent({ ...common, ...trusted }) : new HttpAgent(common);
  let running = 0;
  let closing = false;
  const waiting: (() => void)[] = [];

  /** A place among those that run; their time begins when they are sent. */
  async function enter(): Promise<void> {
    if (running < concurrency) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
    if (closing && running === 0) agent.destroy();
  }

  return {
    address,
    async send(method, path, body, signal) {
      await enter();
      try {
        signal?.throwIfAborted();
        return await exchange(method, path, body === undefined ? undefined : JSON.stringify(body), signal);
      } finally {
        leave();
      }
    },
    close() {
      closing = true;
      if (running === 0) agent.destroy();
    },
  };

  function exchange(
    method: string,
    path: string,
    body: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const { secure, socket, host, port, prefix, authorization } = address;
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const where: RequestOptions = {
      agent,
      method,
      path: prefix + path,
      ...(socket === null ? { host, port } : { socketPath: socket }),
      headers: {
        accept: "application/json, text/plain",
        ...(authorization === undefined ? {} : { authorization }),
        ...(bytes === undefined ? {} : { "content-type": "application/json", "content-length": bytes.length }),
      },
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? requestSecure : requestPlain)(where);
      const timer = timeout === 0 ? undefined : setTimeout(() => end(new Fault("timeout")), timeout);
      const onAbort = (): void => end(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });

      function settled(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      }
      function end(error: unknown): void {
        settled();
        reject(error);
        request.destroy();
      }

      request.on("error", (error) => end(new Fault(reasonOf(error), error)));
      request.on("response", (response) => {
        read(response).then(
          (text) => {
            settled();
            resolve({ status: response.statusCode ?? 0, text });
          },
          (error: unknown) => end(error instanceof Fault ? error : new Fault("reset", error)),
        );
      });
      request.end(bytes);
    });
  }
}

async function read(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > ANSWER_MAX) throw new Fault("too-large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function reasonOf(error: unknown): FaultReason {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)$/.test(code)) return "refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "unknown-host";
  if (/TIMEOUT|TIMEDOUT/.test(code)) return "timeout";
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return "tls";
  return "reset";
}
