// The hub that models come from, as far as it is used: what files a model has, and a file from some byte on. Follows redirects
// itself, since what authenticates is for the hub alone. A mirror that only has files will do.

import type { Readable } from "node:stream";
import { ClosemaskError } from "../../errors.ts";
import { faultOf, type Upstream } from "../../upstream/client.ts";
import { VERSION } from "../version.ts";

export interface HubFile {
  readonly path: string;
  /** Bytes, where the hub says it. */
  readonly size?: number | undefined;
  readonly check?: Check | undefined;
}

/** What the content must hash to: of large files SHA-256, of small ones git's hash. */
export interface Check {
  readonly kind: "sha256" | "git";
  readonly hex: string;
}

export interface HubAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readable;
  readonly size: number | undefined;
  readonly check: Check | undefined;
}

export interface Listing {
  /** The commit, so that all files are of one. */
  readonly revision: string;
  readonly files: readonly HubFile[];
}

export interface Hub {
  /** For messages. */
  readonly host: string;
  /** Null where the place has no list, which mirrors may lack. @throws ClosemaskError `ner` */
  list(model: string, revision: string): Promise<Listing | null>;
  /** A file's bytes from `from` on, if it is still the one with this etag. @throws what `faultOf` explains */
  open(model: string, revision: string, path: string, from?: number, etag?: string): Promise<HubAnswer>;
}

export interface HubOptions {
  /** URL without a path of a model: HF_ENDPOINT. */
  readonly endpoint: string;
  /** HF_TOKEN. */
  readonly token: string | undefined;
  readonly upstream: Upstream;
  readonly signal: AbortSignal;
}

const REDIRECTS = 10;
const LIST_MAX = 16 * 1024 * 1024;

/** @throws ClosemaskError `usage` when the endpoint is no URL */
export function createHub({ endpoint, token, upstream, signal }: HubOptions): Hub {
  const base = readEndpoint(endpoint);

  async function get(url: URL, more: readonly string[]): Promise<HubAnswer> {
    let target = url;
    // Hash and size of what lies elsewhere are said by the hub, before the redirect.
    let size: number | undefined;
    let check: Check | undefined;
    for (let n = 0; n <= REDIRECTS; n++) {
      const authorization =
        token !== undefined && target.origin === base.origin ? ["authorization", `Bearer ${token}`] : [];
      const response = await upstream.send({
        method: "GET",
        url: target,
        headers: ["user-agent", `closemask/${VERSION}`, "accept-encoding", "identity", ...authorization, ...more],
        body: null,
        signal,
      });
      const headers = toMap(response.headers);
      size ??= toSize(headers.get("x-linked-size"));
      check ??= toCheck(headers.get("x-linked-etag")) ?? (n === 0 ? toCheck(headers.get("etag")) : undefined);
      const location = headers.get("location");
      if (response.status < 300 || response.status > 399 || location === undefined) {
        return { status: response.status, headers, body: response.body, size, check };
      }
      response.body.destroy();
      response.body.on("error", () => {});
      const next = new URL(location, target);
      if (target.protocol === "https:" && next.protocol !== "https:") throw weaker();
      target = next;
    }
    throw new ClosemaskError("ner", "the hub redirects without an end");
  }

  async function getJson(path: string): Promise<unknown> {
    const { status, body } = await get(new URL(`${base.href}${path}`), []).catch((error: unknown) => {
      throw notReached(base, error);
    });
    if (status !== 200) {
      body.destroy();
      body.on("error", () => {});
      if (status === 404 || status === 405 || status === 501) return null;
      throw refused(status, base);
    }
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > LIST_MAX) throw new ClosemaskError("ner", "the hub's list of files is too long");
        chunks.push(chunk);
      }
      return JSON.parse(Buffer.concat(chunks).toString("utf8"));
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error instanceof ClosemaskError ? error : notReached(base, error);
    }
  }

  return {
    host: base.host,
    async list(model, revision) {
      const at = encodeURIComponent(revision);
      const info = toListing(await getJson(`api/models/${model}/revision/${at}?blobs=true`), revision);
      if (info !== null) return info;
      const tree = toListing(await getJson(`api/models/${model}/tree/${at}?recursive=true`), revision);
      if (tree !== null || revision !== "main") return tree;
      return toListing(await getJson(`api/models/${model}?blobs=true`), revision);
    },
    open(model, revision, path, from = 0, etag) {
      const name = path.split("/").map(encodeURIComponent).join("/");
      const range = from === 0 ? [] : ["range", `bytes=${from}-`, ...(etag === undefined ? [] : ["if-range", etag])];
      return get(new URL(`${base.href}${model}/resolve/${encodeURIComponent(revision)}/${name}`), range);
    },
  };
}

function readEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new ClosemaskError("usage", "HF_ENDPOINT is no URL of a hub", { hint: "HF_ENDPOINT=https://huggingface.co" });
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** The two forms of a list: that of a revision has the commit and `siblings`, that of a tree only files. */
function toListing(value: unknown, revision: string): Listing | null {
  const info = isObject(value) && !Array.isArray(value) ? value : {};
  const items = Array.isArray(value) ? value : info.siblings;
  if (!Array.isArray(items)) return null;
  const files = items.flatMap((item): HubFile[] => {
    if (!isObject(item) || item.type === "directory") return [];
    const path = item.rfilename ?? item.path;
    if (typeof path !== "string" || !isSafe(path)) return [];
    const lfs = isObject(item.lfs) ? item.lfs : {};
    const size = toNumber(lfs.size) ?? toNumber(item.size);
    const check = toCheck(lfs.sha256 ?? lfs.oid) ?? toCheck(isObject(item.lfs) ? undefined : (item.blobId ?? item.oid));
    return [{ path, size, check }];
  });
  const { sha } = info;
  return { revision: typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha) ? sha : revision, files };
}

/** Below the model's folder, on every system. */
function isSafe(path: string): boolean {
  return path.length < 500 && /^[\w.-]+(?:\/[\w.-]+)*$/.test(path) && !path.split("/").includes("..");
}

/** 64 digits are SHA-256, 40 are git's hash; other etags mean nothing. */
function toCheck(value: unknown): Check | undefined {
  const hex = typeof value === "string" ? /^(?:W\/)?"?(?:sha256:)?([0-9a-f]+)"?$/.exec(value)?.[1] : undefined;
  if (hex?.length === 64) return { kind: "sha256", hex };
  return hex?.length === 40 ? { kind: "git", hex } : undefined;
}

function toSize(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function toNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function toMap(flat: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) map.set(String(flat[i]).toLowerCase(), String(flat[i + 1]));
  return map;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function weaker(): ClosemaskError {
  return new ClosemaskError("ner", "the hub redirects from https to http");
}

/** What a status that is no success means. */
export function refused(status: number, { host }: { readonly host: string }): ClosemaskError {
  const closed = status === 401 || status === 403;
  return new ClosemaskError("ner", `${host} answered ${status}${closed ? ", so the model is not open to you" : ""}`, {
    hint: closed ? "set HF_TOKEN, and accept the model's terms on its page" : "try again later; what has come is kept",
  });
}

export function notReached({ host }: { readonly host: string }, error: unknown): ClosemaskError {
  if (error instanceof ClosemaskError) return error;
  const fault = faultOf(error);
  return new ClosemaskError("ner", `${host} cannot be reached: ${fault.replace("-", " ")}`, {
    hint:
      fault === "tls"
        ? "NODE_EXTRA_CA_CERTS or serve.ca names certificates to trust"
        : "HF_ENDPOINT names a mirror, HTTPS_PROXY a proxy, ner pull --from a folder",
    cause: error,
  });
}
