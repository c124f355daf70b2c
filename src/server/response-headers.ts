// Headers on their way back: what no longer fits the body is dropped, and URLs that a client follows point at the proxy, since
// answers that bypass it arrive unrestored. Nothing that would lead a client elsewhere passes.

import { connectionNames, HOP_BY_HOP } from "./request-headers.ts";

export interface ResponseHeaderOptions {
  /** Turns a URL of the provider into one of the proxy; null for one of somebody else. */
  readonly toProxy: (url: string) => string | null;
  /** The body may be restored, so nobody may keep it. */
  readonly private: boolean;
  readonly streams: boolean;
}

const DROPPED = new Set([
  ...HOP_BY_HOP,
  "content-length",
  "content-encoding",
  "etag",
  "last-modified",
  "accept-ranges",
  "content-range",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
  "alt-svc",
  "strict-transport-security",
  "public-key-pins",
  "public-key-pins-report-only",
  "report-to",
  "reporting-endpoints",
  "nel",
  "cache-control",
  "x-accel-buffering",
]);

/** The proxy's own: what it says, and which pages may read it. */
const OWN = /^(?:x-closemask-|access-control-)/;

/** Absolute URLs that clients follow. */
const URLS = new Set([
  "location",
  "content-location",
  "operation-location",
  "azure-asyncoperation",
  "x-goog-upload-url",
]);

/** A flat list, of a flat list. */
export function responseHeaders(raw: readonly string[], options: ResponseHeaderOptions): string[] {
  const named = connectionNames(raw);
  const headers: string[] = [];
  let cacheControl: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    const lower = name.toLowerCase();
    if (lower === "cache-control") cacheControl = value;
    if (DROPPED.has(lower) || OWN.test(lower) || named.has(lower)) continue;
    if (URLS.has(lower)) {
      const url = options.toProxy(value);
      if (url !== null) headers.push(name, url);
    } else if (lower === "set-cookie") headers.push(name, value.replace(/;\s*domain=[^;]*/gi, ""));
    else if (lower === "link")
      headers.push(
        name,
        value.replace(/<([^>]*)>/g, (all, url) => linked(all, url, options)),
      );
    else headers.push(name, value);
  }
  if (options.private) headers.push("cache-control", "no-store");
  else if (cacheControl !== undefined) headers.push("cache-control", cacheControl);
  if (options.streams) headers.push("x-accel-buffering", "no");
  return headers;
}

function linked(all: string, url: string, { toProxy }: ResponseHeaderOptions): string {
  const ours = toProxy(url);
  return ours === null ? all : `<${ours}>`;
}

/** Turns URLs under `upstreamBase` into ones under `publicBase`, and leaves relative ones. Neither ends in a slash. */
export function proxyUrls(upstreamBase: string, publicBase: string): (url: string) => string | null {
  return (url) => {
    if (url.startsWith("/") && !url.startsWith("//")) return publicBase + url;
    const parsed = URL.parse(url);
    // What is neither absolute nor from the root stays relative to the proxy; without a scheme it would lead elsewhere.
    if (parsed === null) return url.startsWith("//") ? null : url;
    return parsed.origin === upstreamBase ? publicBase + parsed.pathname + parsed.search + parsed.hash : null;
  };
}
