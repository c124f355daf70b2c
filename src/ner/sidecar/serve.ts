// The sidecar's server: HTTP on loopback or a Unix socket, JSON in and out, in the dialects of services that people know. It
// bounds what it takes, and no answer or log line quotes a text.

import { chmodSync, unlinkSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { ClosemaskError } from "../../errors.ts";
import { type DialectName, readQuery } from "./dialects.ts";
import type { Source } from "./source.ts";

/** Where it listens. */
export type Place = { readonly host: string; readonly port: number } | { readonly socket: string };

/** Faults on purpose, for tests of those who ask. */
export interface Faults {
  /** Milliseconds before each answer. */
  readonly delay?: number;
  /** `error` answers 500, `loading` 503 and says so in /health, `offsets` is off by one, `hang` never answers. */
  readonly fault?: "error" | "loading" | "offsets" | "hang" | undefined;
}

export interface SidecarOptions {
  readonly place: Place;
  readonly source: Source;
  readonly dialects: readonly DialectName[];
  /** Further members of /health. */
  readonly details: () => Readonly<Record<string, unknown>>;
  readonly faults?: Faults;
  /** Gets what failed, without a text. */
  readonly log: (line: string) => void;
}

export interface Sidecar {
  /** `http://127.0.0.1:8847`, or `unix:` and the path. */
  readonly url: string;
  readonly requests: () => { readonly served: number; readonly active: number; readonly failed: number };
  /** Milliseconds since 1970 when the last request for entities came or ended. */
  readonly used: () => number;
  /** Takes no more, and resolves when what is under way has ended. */
  close(): Promise<void>;
}

/** Bytes of a body, and of all bodies under way. */
const BODY_MAX = 4 * 1024 * 1024;
const WAITING_MAX = 64 * 1024 * 1024;
/** Longer than the pools of clients keep an idle connection. */
const KEEP_ALIVE = 95_000;

interface Reply {
  readonly status: number;
  /** JSON, or a text as it is. */
  readonly body: unknown;
}

const reply = (status: number, body: unknown): Reply => ({ status, body });

/** @throws ClosemaskError `listen` */
export async function serveSidecar(options: SidecarOptions): Promise<Sidecar> {
  const { place, source, dialects, details, faults = {}, log } = options;
  const started = Date.now();
  let used = started;
  let waiting = 0;
  const counts = { served: 0, active: 0, failed: 0 };

  async function answer(request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    // Web pages send it, and have no business here.
    if (request.headers.origin !== undefined) return reply(403, { error: "web pages may not ask" });
    if (request.method === "GET") return ask(pathname);
    if (request.method !== "POST") return reply(405, { error: "method not allowed" });
    const language = /^\/load\/([\w-]{1,40}|\*)$/.exec(pathname)?.[1];
    if (language !== undefined) {
      await source.load(language);
      return reply(200, { status: "ok", language });
    }
    return await detect(pathname, request, signal);
  }

  function ask(pathname: string): Reply {
    const loaded = source.loaded();
    switch (pathname) {
      case "/health": {
        const ready = loaded.length > 0 && faults.fault !== "loading";
        const status = ready ? "ok" : "initializing";
        const uptime = (Date.now() - started) / 1000;
        if (dialects.length === 1 && dialects[0] === "presidio") {
          return reply(ready ? 200 : 503, ready ? "Presidio Analyzer service is up" : "starting");
        }
        return reply(ready ? 200 : 503, { status, models: ready ? loaded : [], uptime, ...details(), ...counts });
      }
      case "/models":
        return reply(200, { loaded, available: source.available });
      default:
        return reply(404, { error: "not found" });
    }
  }

  async function detect(pathname: string, request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
    const body = await readBody(request);
    if (body === null) return reply(413, { error: `the body is larger than ${BODY_MAX} bytes` });
    if (waiting + body.length > WAITING_MAX) return reply(503, { error: "too much is waiting" });
    waiting += body.length;
    counts.active++;
    used = Date.now();
    try {
      const query = readQuery(pathname, parse(body), dialects);
      if (query === null) return reply(404, { error: "not found" });
      if (typeof query === "string") return reply(400, { error: query });
      if (faults.fault === "hang") return await new Promise(() => {});
      if (faults.fault === "error") return reply(500, { error: "a fault on purpose" });
      if (faults.fault === "loading") return reply(503, { error: "the model is loading" });
      if (faults.delay) await new Promise((resolve) => setTimeout(resolve, faults.delay));
      const begun = performance.now();
      const found = await Promise.all(query.texts.map((text) => source.detect(text, query.language, signal)));
      const answered = query.answer(found, performance.now() - begun);
      counts.served++;
      return reply(200, faults.fault === "offsets" ? offByOne(answered) : answered);
    } finally {
      waiting -= body.length;
      counts.active--;
      used = Date.now();
    }
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE, requestTimeout: 60_000 }, (request, response) => {
    const gone = new AbortController();
    response.on("close", () => gone.abort(new Error("the client has gone")));
    answer(request, gone.signal).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => {
        if (gone.signal.aborted) return;
        counts.failed++;
        const { status, body } = faultReply(error);
        log(`answered ${status}${error instanceof ClosemaskError ? `: ${error.message}` : ""}`);
        send(response, status, body);
      },
    );
  });
  const url = await listen(server, place);
  return {
    url,
    requests: () => counts,
    used: () => (counts.active > 0 ? Date.now() : used),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 5000).unref();
      });
    },
  };
}

function faultReply(error: unknown): Reply {
  if (!(error instanceof ClosemaskError)) return reply(500, { error: "internal error" });
  return reply(error.code === "input" ? 400 : 503, { error: error.message });
}

/** The answer with its offsets wrong and the rest right, as of a service that counts something else. */
function offByOne(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(offByOne);
  if (typeof answer !== "object" || answer === null) return answer;
  const moved = (key: string, value: unknown): unknown =>
    (key === "start" || key === "end") && typeof value === "number" ? value + 1 : offByOne(value);
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, moved(key, value)]));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

/** Null when it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > BODY_MAX) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > BODY_MAX) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const plain = typeof body === "string";
  const text = plain ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": plain ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    // What was not read would be taken for the next request.
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(text);
}

async function listen(server: Server, place: Place): Promise<string> {
  try {
    return await bind(server, place);
  } catch (error) {
    // A socket file stays when its process was killed.
    if (!("socket" in place) || codeOf(error) !== "EADDRINUSE" || (await answers(place.socket))) {
      throw cannotListen(place, error);
    }
    unlinkSync(place.socket);
    return await bind(server, place).catch((again: unknown) => {
      throw cannotListen(place, again);
    });
  }
}

function bind(server: Server, place: Place): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen("socket" in place ? { path: place.socket } : place, () => {
      server.off("error", reject);
      if ("socket" in place) {
        // A named pipe of Windows has no mode.
        if (!place.socket.startsWith("\\\\")) chmodSync(place.socket, 0o600);
        resolve(`unix:${place.socket}`);
        return;
      }
      const address = server.address();
      const port = address === null || typeof address === "string" ? place.port : address.port;
      resolve(`http://${place.host.includes(":") ? `[${place.host}]` : place.host}:${port}`);
    });
  });
}

/** True when somebody listens there. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}

function cannotListen(place: Place, cause: unknown): ClosemaskError {
  const where = "socket" in place ? "the Unix socket" : `${place.host} port ${place.port}`;
  const taken = codeOf(cause) === "EADDRINUSE";
  const says = taken
    ? "something listens there already"
    : codeOf(cause) === "EACCES"
      ? "permission denied"
      : "the system refuses it";
  return new ClosemaskError("listen", `cannot listen on ${where}: ${says}`, {
    hint: taken ? "closemask ner status, or another ner.sidecar.port" : "",
    cause,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
