// A hub on loopback, laid out as the real one: lists, files with their hashes, redirects to another host, and all that can go
// wrong on the way.

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { onTestFinished } from "vitest";
import type { Tiny } from "../../ner/model-kit.ts";
import type { Certificate } from "../../upstream/tls-kit.ts";

export interface HubOptions {
  /** By `owner/name`. */
  readonly models: Readonly<Record<string, Tiny>>;
  /** Which lists it has: that of a revision, that of a tree, none. */
  readonly lists?: "revision" | "tree" | "none";
  /** Sends large files (.onnx) to another host. */
  readonly redirects?: boolean;
  /** What must come in `authorization`. */
  readonly token?: string;
  /** Bytes after which the n-th answer with a file breaks off. */
  readonly cuts?: readonly number[];
  /** Milliseconds between pieces of a file. */
  readonly slow?: number;
  /** Status of the n-th answer with a file instead of it; 0 for none. */
  readonly faults?: readonly number[];
  /** Files whose content is not what the hub says. */
  readonly damaged?: readonly string[];
  /** Takes no notice of ranges. */
  readonly whole?: boolean;
  readonly tls?: Certificate;
}

export interface Asked {
  readonly host: "hub" | "storage";
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface Hub {
  readonly url: string;
  readonly asked: Asked[];
  /** Requests for a file, as far as they are to the point. */
  ranges(file: string): (string | undefined)[];
}

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const PIECE = 4096;

export async function startHub(options: HubOptions): Promise<Hub> {
  const asked: Asked[] = [];
  let files = 0;
  const storage = await listen((request, response) => {
    note("storage", request);
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const found = find(path);
    if (found === null) fail(response, 404);
    else void sendFile(found.file, found.content, request, response);
  });
  const hub = await listen((request, response) => {
    note("hub", request);
    const { pathname } = new URL(request.url ?? "/", "http://hub");
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) fail(response, 401);
    else if (pathname.startsWith("/api/models/")) sendList(pathname, response);
    else answerFile(pathname, request, response);
  }, options.tls);

  function note(host: Asked["host"], { url = "", headers }: IncomingMessage): void {
    asked.push({ host, path: url, range: headers.range, authorization: headers.authorization });
  }

  function find(path: string): { file: string; content: Buffer } | null {
    const [owner, name, ...rest] = path.split("/");
    const file = rest.join("/");
    const content = options.models[`${owner}/${name}`]?.files[file];
    return content === undefined ? null : { file, content };
  }

  function sendList(pathname: string, response: ServerResponse): void {
    const { lists = "revision" } = options;
    const [, model = "", kind, revision] =
      /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/(.+)$/.exec(pathname) ?? [];
    const tiny = options.models[model];
    if (kind !== lists || tiny === undefined || !["main", COMMIT].includes(revision ?? "")) {
      fail(response, 404);
      return;
    }
    const entries = Object.entries(tiny.files);
    if (kind === "tree") {
      const list = entries.map(([path, content]) => ({
        type: "file",
        path,
        size: content.length,
        oid: gitHash(content),
        ...(isLarge(path) ? { lfs: { oid: sha256(content), size: content.length, pointerSize: 134 } } : {}),
      }));
      sendJson(response, [{ type: "directory", path: "onnx", size: 0, oid: COMMIT }, ...list]);
      return;
    }
    const siblings = entries.map(([path, content]) => ({
      rfilename: path,
      size: content.length,
      blobId: gitHash(content),
      ...(isLarge(path) ? { lfs: { sha256: sha256(content), size: content.length, pointerSize: 134 } } : {}),
    }));
    sendJson(response, { id: model, sha: COMMIT, siblings });
  }

  function answerFile(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const [, model = "", , file = ""] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const found = find(`${model}/${file}`);
    if (found === null) {
      fail(response, 404);
      return;
    }
    response.setHeader("x-repo-commit", COMMIT);
    if (options.redirects === true && isLarge(file)) {
      response.setHeader("x-linked-etag", `"${sha256(found.content)}"`);
      response.setHeader("x-linked-size", found.content.length);
      response.writeHead(302, { location: `${storage}/${model}/${file}` }).end();
    } else void sendFile(file, found.content, request, response);
  }

  async function sendFile(
    file: string,
    stated: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const fault = options.faults?.[files] ?? 0;
    const cut = options.cuts?.[files] ?? Number.POSITIVE_INFINITY;
    files++;
    if (fault !== 0) return fail(response, fault);
    const content = options.damaged?.includes(file) ? Buffer.from(stated.map((byte) => byte ^ 1)) : stated;
    const etag = `"${isLarge(file) ? sha256(stated) : gitHash(stated)}"`;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const same = (request.headers["if-range"] ?? etag) === etag;
    const partial = options.whole !== true && same && start > 0;
    if (partial && start >= content.length) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      return;
    }
    const body = partial ? content.subarray(start) : content;
    response.writeHead(partial ? 206 : 200, {
      etag,
      "content-length": body.length,
      ...(partial ? { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
    });
    for (let at = 0; at < body.length; at += PIECE) {
      if (at >= cut) {
        // What was written first has to arrive.
        await new Promise((resolve) => setTimeout(resolve, 20));
        response.destroy();
        return;
      }
      response.write(body.subarray(at, Math.min(at + PIECE, cut)));
      if (options.slow !== undefined) await new Promise((resolve) => setTimeout(resolve, options.slow));
      if (response.destroyed) return;
    }
    response.end();
  }

  return {
    url: hub,
    asked,
    ranges: (file) =>
      asked
        .filter(({ host, path }) => path.endsWith(`/${file}`) && (host === "storage" || !options.redirects))
        .map(({ range }) => range),
  };
}

async function listen(handler: RequestListener, tls?: Certificate): Promise<string> {
  const server = tls === undefined ? createServer(handler) : createTlsServer(tls, handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `${tls === undefined ? "http" : "https"}://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
}

function isLarge(path: string): boolean {
  return /\.onnx(?:_data)?$/.test(path);
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function gitHash(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json" }).end('{"error":"no"}');
}
