// Services for named entities as real HTTP servers on loopback: a word list for a model, each dialect, and every way to fail.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Spoken = "closemask" | "presidio" | "gliner";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | null;
  /** Tells connections apart. */
  readonly port: number;
}

export interface ServiceOptions {
  readonly dialect?: Spoken;
  /** Label by word. */
  readonly words?: Readonly<Record<string, string>>;
  /** Languages that it knows. */
  readonly languages?: readonly string[];
  /** Changes an offset that it is about to answer with. */
  readonly shift?: (offset: number, text: string) => number;
  /** Answers in its place; false lets it answer. */
  readonly instead?: (asked: Asked, response: ServerResponse) => boolean;
  /** Listens on a Unix socket. */
  readonly socket?: string;
  /** Presidio only: takes one text. */
  readonly single?: boolean;
}

export interface Service {
  readonly url: string;
  readonly port: number;
  readonly asked: Asked[];
  /** Requests about texts, without those that find out what it is. */
  texts(): string[];
  most(): number;
  close(): Promise<void>;
}

export const WORDS: Readonly<Record<string, string>> = {
  "Alice Smith": "PERSON",
  "Bob Jones": "PERSON",
  张三: "PERSON",
  "Acme Corp": "ORGANIZATION",
  Paris: "LOCATION",
};

interface Hit {
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Where the words stand, in code points. */
function hitsIn(text: string, words: Readonly<Record<string, string>>): Hit[] {
  const hits: Hit[] = [];
  for (const [value, label] of Object.entries(words)) {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      const start = [...text.slice(0, at)].length;
      hits.push({ label, value, start, end: start + [...value].length });
    }
  }
  return hits;
}

/** Goes with the test. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const { dialect = "closemask", words = WORDS, languages = ["en", "zh"], shift = (offset) => offset } = options;
  const asked: Asked[] = [];
  let running = 0;
  let most = 0;

  const found = (text: string): Hit[] =>
    hitsIn(text, words).map((hit) => ({ ...hit, start: shift(hit.start, text), end: shift(hit.end, text) }));

  /** Status, and what is answered as JSON; a text as it is. */
  function answerTo({ method, path, body }: Asked): readonly [number, unknown] {
    if (path === "/health") {
      if (dialect === "presidio") return [200, "Presidio Analyzer service is up"];
      return [200, dialect === "gliner" ? { status: "ok", model: "m" } : { status: "ok", models: languages }];
    }
    if (path.startsWith("/supportedentities") && dialect === "presidio") {
      const language = new URL(path, "http://x").searchParams.get("language") ?? "";
      if (languages.includes(language)) return [200, ["PERSON"]];
      return [500, { error: "No matching recognizers were found to serve the request." }];
    }
    if (method !== "POST" || path !== (dialect === "presidio" ? "/analyze" : "/detect")) return [404, {}];
    const { text, language, labels } = body ?? {};
    if (dialect === "presidio") {
      if (typeof language !== "string" || !languages.includes(language)) return [500, { error: "language" }];
      const list = (each: string): object[] =>
        found(each).map(({ label, start, end }) => ({ entity_type: label, start, end, score: 0.85 }));
      if (typeof text === "string") return [200, list(text)];
      return Array.isArray(text) && options.single !== true ? [200, text.map(list)] : [400, { error: "text" }];
    }
    if (typeof text !== "string") return [400, { error: "text" }];
    if (dialect === "closemask") {
      if (typeof language === "string" && !languages.includes(language)) return [400, { error: "language" }];
      return [200, { entities: found(text).map(({ label, ...hit }) => ({ type: label, ...hit, score: 0.9 })) }];
    }
    if (!Array.isArray(labels)) return [422, { error: "labels" }];
    const entities = found(text)
      .filter(({ label }) => labels.includes(label.toLowerCase()))
      .map(({ label, value, start, end }) => ({ text: value, label: label.toLowerCase(), start, end, score: 0.7 }));
    return [200, { entities, elapsed_ms: 1 }];
  }

  const server: Server = createServer((request, response) => {
    running++;
    most = Math.max(most, running);
    response.on("close", () => running--);
    void read(request).then((text) => {
      const one: Asked = {
        method: request.method ?? "",
        path: request.url ?? "",
        body: text === "" ? null : JSON.parse(text),
        port: request.socket.remotePort ?? 0,
      };
      asked.push(one);
      if (options.instead?.(one, response) === true) return;
      const [status, value] = answerTo(one);
      response.statusCode = status;
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    });
  });
  await new Promise<void>((resolve) =>
    options.socket === undefined ? server.listen(0, "127.0.0.1", resolve) : server.listen(options.socket, resolve),
  );
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const port = options.socket === undefined ? (server.address() as AddressInfo).port : 0;
  return {
    url: options.socket === undefined ? `http://127.0.0.1:${port}` : `unix:${options.socket}`,
    port,
    asked,
    texts: () =>
      asked.flatMap(({ body }) => (body === null ? [] : ([body.text].flat() as string[]))).filter((t) => t !== SAMPLE),
    most: () => most,
    close,
  };
}

/** For `instead`: breaks the connection off. */
export function cut(response: ServerResponse): true {
  response.destroy();
  return true;
}

/** For `instead`: answers so. */
export function say(response: ServerResponse, text: string, status = 200): true {
  response.statusCode = status;
  response.end(text);
  return true;
}

const SAMPLE = "This is a test.";

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}
