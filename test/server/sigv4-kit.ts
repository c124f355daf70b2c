// Signature Version 4 of AWS by its documentation, to hold what the proxy signs against.

import { createHash, createHmac } from "node:crypto";
import { expect } from "vitest";
import type { Received } from "./fake-upstream.ts";

export interface Signable {
  readonly method: string;
  /** As on the wire. */
  readonly path: string;
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const twice = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** Signature Version 4 as its documentation describes it. */
export function signatureOf(request: Signable, names: readonly string[], secret: string, scope: string): string {
  const { method, path, query, headers, body } = request;
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join("");
  const canonical = [method, twice(path), query, lines, names.join(";"), sha256(body)].join("\n");
  const date = headers["x-amz-date"] ?? "";
  const text = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<Buffer | string>((made, part) => hmac(made, part), `AWS4${secret}`);
  return hmac(key, text).toString("hex");
}

/** What a request says of its own signature, and what that should be. */
export function verified(
  { method, url, headers, body }: Received,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): {
  scope: string;
  names: string[];
  is: string;
  due: string;
} {
  const [, key, scope = "", list = "", is = ""] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  expect(key).toBe(credentials.accessKeyId);
  const names = list.split(";");
  const [path = "", query = ""] = url.split("?");
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const request = { method, path, query, headers: all, body };
  return { scope, names, is, due: signatureOf(request, names, credentials.secretAccessKey, scope) };
}
