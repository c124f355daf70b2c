// Headers on their way to a provider: what belongs to one connection, to the proxy or to a browser stays behind, what
// authenticates passes unread, and the rest leaves masked. Order and spelling are kept.

import { ALL_HEADERS } from "../proxy/exchange.ts";

export interface RequestHeaderOptions {
  /** A header of the provider's that authenticates, in lower case. */
  readonly authHeader?: string | undefined;
  /** Masks a value; null to drop the header. */
  readonly mask: (name: string, value: string) => Promise<string | null>;
}

/** Of one connection only. */
export const HOP_BY_HOP: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

const DROPPED = new Set([
  ...HOP_BY_HOP,
  // Made anew from what is sent.
  "host",
  "content-length",
  "content-encoding",
  "accept-encoding",
  "expect",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
  "want-digest",
  // Answers are rewritten: parts of them, and what was stored of them, mean something else.
  "range",
  "if-range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  // A browser's and a network's own.
  "origin",
  "referer",
  "forwarded",
  "via",
  "x-real-ip",
]);
const DROPPED_START = /^(?:x-closemask-|x-forwarded-|sec-fetch-|sec-websocket-|sec-ch-)/;

/** What authenticates: passed as it is and never read, since rules would find the key. */
const AUTH = new Set([
  "authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "x-amz-security-token",
  "chatgpt-account-id",
  "openai-organization",
  "openai-project",
  "cookie",
]);

/** Written by SDKs from closed lists: nothing of a user's is in them, unless they look as if. */
const STRUCTURAL =
  /^(?:accept|accept-language|content-type|anthropic-version|anthropic-beta|anthropic-dangerous-direct-browser-access|openai-beta|x-stainless-[\w-]+|x-goog-api-client|priority|cache-control|pragma|x-app)$/;

/** Headers of the outgoing request as a flat list. `raw` is a flat list too. */
export async function requestHeaders(raw: readonly string[], options: RequestHeaderOptions): Promise<string[]> {
  const { authHeader, mask } = options;
  const named = connectionNames(raw);
  const kept: { readonly name: string; readonly value: string; readonly read: boolean }[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const lower = name.toLowerCase();
    const isAuth = lower === authHeader || AUTH.has(lower);
    if (named.has(lower) || (!isAuth && (DROPPED.has(lower) || DROPPED_START.test(lower)))) continue;
    const value = raw[i + 1] as string;
    // A number that somebody put into a name: there is no way to mask it.
    const digits = name.replace(/\D+/g, " ");
    if (/\d{7}/.test(name) && (await mask(ALL_HEADERS, digits)) !== digits) continue;
    // Boundaries of forms may be digits.
    const plain = STRUCTURAL.test(lower) && !(lower === "content-type" ? /@/ : /@|\d{7}/).test(value);
    kept.push({ name, value, read: !isAuth && !plain });
  }
  // Nearly always nothing is found, and one look at all of them says so: no rule sees across lines.
  const all = kept.flatMap(({ value, read }) => (read ? [value] : [])).join("\n");
  const clean = all === "" || (await mask(ALL_HEADERS, all)) === all;
  const headers: string[] = [];
  for (const { name, value, read } of kept) {
    const sent = read && !clean ? await mask(name, value) : value;
    if (sent !== null) headers.push(name, sent);
  }
  headers.push("accept-encoding", "identity");
  return headers;
}

/** Headers that `Connection` names as its own. */
export function connectionNames(raw: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if ((raw[i] as string).toLowerCase() !== "connection") continue;
    for (const name of (raw[i + 1] as string).split(",")) names.add(name.trim().toLowerCase());
  }
  return names;
}
