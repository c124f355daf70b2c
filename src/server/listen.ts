// The server itself: sockets, limits and times, the two pages of its own, and its end. Requests for providers are handed on as
// they come; nothing here reads their bodies.

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Server } from "node:tls";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { ClosemaskError } from "../errors.ts";
import { refuse } from "../proxy/refusal.ts";
import { createHandle } from "./handle.ts";
import { answerRefusal } from "./own-error.ts";
import { ownPage, type PagesOptions } from "./pages.ts";
import type { HandlerOptions } from "./serving.ts";
import { refuseUpgrade } from "./upgrade.ts";

export interface ListenOptions extends Omit<HandlerOptions, "scheme">, PagesOptions {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Another certificate, for connections from now on; only where there was one. @throws what is wrong with it */
  renewTls(tls: { readonly cert: string; readonly key: string }): void;
  /** Takes no more requests, and resolves when those under way have ended, or after `patience` milliseconds has ended them. */
  close(patience: number): Promise<void>;
}

/** Bytes of all headers of a request: gateways send large tokens. */
const HEADER_LIMIT = 64 * 1024;
const HEADERS_TIMEOUT = 60_000;
/** For the whole of a request; uploads may be slow. */
const REQUEST_TIMEOUT = 600_000;
/** Longer than the pools of clients keep an idle connection. */
const KEEP_ALIVE = 95_000;

/** Milliseconds between two looks for idle connections at the end. */
const SWEEP = 50;

/** @throws ClosemaskError `listen` when the port cannot be had. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, port, tls } = options;
  const scheme = tls === undefined ? "http" : "https";
  const handle = createHandle({ ...options, scheme });
  const app = createApp(options);
  const sockets = new Set<Socket>();
  let closing = false;
  app.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  app.server.on("upgrade", (request, socket) => refuseUpgrade(options.serving(), request, socket));
  app.addHook("onRequest", (request, reply, done) => {
    // From here on it is not fastify's: bodies are neither read nor limited by it.
    reply.hijack();
    if (closing) answerRefusal(reply.raw, "openai", CLOSING, ["connection", "close"]);
    else if (!ownPage(options, request.raw, reply.raw)) void handle(request.raw, reply.raw);
    done();
  });
  app.all("/*", nothing);
  app.setNotFoundHandler(nothing);

  try {
    await app.listen({ host, port });
  } catch (error) {
    throw cannotListen(host, port, error);
  }
  const address = app.server.address();
  const bound = address === null || typeof address === "string" ? port : address.port;
  return {
    url: `${scheme}://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    renewTls({ cert, key }) {
      if (tls !== undefined) (app.server as unknown as Server).setSecureContext({ cert, key });
    },
    async close(patience) {
      closing = true;
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, patience);
      // A connection may become idle later, and its client may keep it for long.
      const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP);
      await app.close();
      clearInterval(sweep);
      clearTimeout(timer);
    },
  };
}

function nothing(): void {
  // The hook has answered.
}

function createApp({ tls }: ListenOptions): FastifyInstance {
  const limits = {
    maxHeaderSize: HEADER_LIMIT,
    headersTimeout: HEADERS_TIMEOUT,
    // Some clients offer HTTP/2 with every request: who does not take the offer answers as usual.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => /\bwebsocket\b/i.test(headers.upgrade ?? ""),
  };
  const common = {
    logger: false,
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    exposeHeadRoutes: false,
    // A path that is no path.
    frameworkErrors(_error: unknown, _request: unknown, reply: FastifyReply) {
      reply.hijack();
      answerRefusal(reply.raw, "openai", BAD_PATH);
    },
  } as const;
  // Both have what is used of them in common.
  return tls === undefined
    ? fastify({ ...common, http: limits })
    : (fastify({ ...common, https: { ...limits, ...tls } }) as unknown as FastifyInstance);
}

const CLOSING = refuse("shutting-down", "the proxy is shutting down");
const BAD_PATH = refuse("not-inspectable", "the path cannot be read");

function cannotListen(host: string, port: number, error: unknown): ClosemaskError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const says =
    code === "EADDRINUSE"
      ? "something listens there already"
      : code === "EACCES"
        ? "permission denied"
        : code === "EADDRNOTAVAIL" || code === "ENOTFOUND"
          ? "the address is not one of this machine"
          : "the system refuses it";
  return new ClosemaskError("listen", `cannot listen on ${host} port ${port}: ${says}`, {
    hint: code === "EADDRINUSE" ? "closemask serve status, or another --port" : "",
    cause: error,
  });
}
