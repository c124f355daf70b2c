// Asks a key service over HTTP: JSON there and back, within one time for all tries. What is sent and answered holds key material,
// so none of it is ever in an error, and nothing goes in the clear beyond loopback.

import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { ClosemaskError } from "../errors.ts";
import { isLoopback } from "./loopback.ts";

export interface KeyServiceOptions {
  /** For messages: `Vault`, `AWS KMS`. */
  readonly name: string;
  /** Certificates in PEM that it may have, instead of the usual ones. */
  readonly ca?: string | undefined;
  /** Milliseconds for a call with all its tries. */
  readonly timeout: number;
}

export interface ServiceAnswer {
  readonly status: number;
  /** The body as JSON; null when it is none. */
  readonly body: unknown;
}

const TRIES = 4;
/** Milliseconds before the second try; twice as many before each further one. */
const PAUSE = 150;
const MAX_BYTES = 64 * 1024;

/** @throws ClosemaskError `config` when key material would travel in the clear, or it is no address */
export function checkServiceUrl(text: string, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ClosemaskError("config", `${setting} is no address of a service`, { hint: "such as https://vault:8200" });
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new ClosemaskError("config", `${setting} would send key material without TLS`, {
      hint: "use https; plain http is for loopback only",
    });
  }
  return url;
}

/**
 * The last answer: any status that no other try would change, or what the service kept saying.
 * @throws ClosemaskError `key-source` when none came in time
 */
export async function callService(
  options: KeyServiceOptions,
  url: URL,
  headersOf: (body: Buffer) => Promise<Readonly<Record<string, string>>>,
  content: object,
): Promise<ServiceAnswer> {
  const body = Buffer.from(JSON.stringify(content));
  const signal = AbortSignal.timeout(options.timeout);
  let answer: ServiceAnswer | null = null;
  let failure: unknown;
  for (let tries = 0; tries < TRIES && !signal.aborted; tries++) {
    if (tries > 0) await pause(PAUSE * 2 ** (tries - 1), signal);
    try {
      // Signed anew for each try: signatures age.
      answer = await post(url, await headersOf(body), body, options.ca, signal);
      if (answer.status !== 429 && answer.status < 500) return answer;
    } catch (error) {
      if (error instanceof ClosemaskError) throw error;
      failure = error;
    }
  }
  if (answer !== null) return answer;
  throw new ClosemaskError("key-source", `${options.name} cannot be reached${reasonOf(failure, signal)}`, {
    hint: "check its address and that it runs; key.timeout says how long it is tried",
    cause: failure,
  });
}

function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<ServiceAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ServiceAnswer>();
  const send = url.protocol === "https:" ? overHttps : overHttp;
  const options = {
    method: "POST",
    signal,
    agent: false as const,
    headers: { "content-type": "application/json", ...headers, "content-length": String(body.length) },
    ...(ca === undefined ? {} : { ca }),
  };
  const request = send(url, options, (response) => {
    const pieces: Buffer[] = [];
    let size = 0;
    response.on("error", reject);
    response.on("data", (piece: Buffer) => {
      size += piece.length;
      if (size > MAX_BYTES) request.destroy(new Error("the answer is too long"));
      else pieces.push(piece);
    });
    response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(pieces)) }));
  });
  request.on("error", reject);
  request.end(body);
  return promise;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}

async function pause(time: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, time);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}

/** Codes of Node's are words of its own; messages may hold addresses. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return " in time";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : "";
}

/** A text at a path of an answer; undefined when there is none. */
export function textAt(body: unknown, ...path: readonly string[]): string | undefined {
  let at: unknown = body;
  for (const key of path) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  return typeof at === "string" ? at : undefined;
}
