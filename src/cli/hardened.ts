// The hardened profile: what it refuses to run with, as a list. Every command that opens a store asks, and doctor shows each.

import { ClosemaskError } from "../errors.ts";
import { isLoopback } from "../store/loopback.ts";
import type { Config } from "./config/schema.ts";

/** `serve.profile` alone only decides what the proxy lets out and restores: see `isProxyHardened`. */
export function isHardened({ profile }: Config): boolean {
  return profile === "hardened";
}

export function isProxyHardened({ profile, serve }: Config): boolean {
  return profile === "hardened" || serve.profile === "hardened";
}

/** One for each setting that the profile does not stand; empty under another profile. */
export function hardenedRefusals(config: Config, command: string): ClosemaskError[] {
  if (!isHardened(config)) return [];
  return [
    ...failOpen(config),
    ...remoteStore(config),
    ...binds(config, command),
    ...names(config),
    ...auditLog(config),
  ];
}

/** @throws ClosemaskError `config`: the first of them, and how many more */
export function checkHardened(config: Config, command: string): void {
  const [first, ...more] = hardenedRefusals(config, command);
  if (first === undefined) return;
  const rest = more.length === 0 ? "" : ` (and ${more.length} more: closemask doctor)`;
  throw new ClosemaskError("config", `${first.message}${rest}`, { hint: first.hint });
}

/** What lets text pass when something fails, or unlooked at. What a user decided to keep is a decision, and doctor lists it. */
function failOpen({ onError, ner, serve }: Config): ClosemaskError[] {
  const found: ClosemaskError[] = [];
  if (onError === "pass") found.push(no("onError is pass", "set onError to block or redact"));
  if (ner.onFailure === "pass") found.push(no("ner.onFailure is pass", "set ner.onFailure to block or rules"));
  if (!serve.enabled) found.push(no("serve.enabled is false", "set serve.enabled to true"));
  if (serve.blobs === "allow" || serve.blobs === "warn") {
    found.push(no(`serve.blobs is ${serve.blobs}`, "leave serve.blobs out, or set it to block"));
  }
  const unmasked = Object.entries(serve.tools).flatMap(([name, { mask }]) => (mask === false ? [name] : []));
  if (unmasked.length > 0) found.push(no(`serve.tools leaves ${unmasked.join(", ")} unmasked`, "remove mask: false"));
  return found;
}

/**
 * On loopback bytes never leave the kernel, and who reads them there reads the memory of the process as well. A cluster and
 * Sentinels name further addresses by themselves, so that loopback is no promise there.
 */
function remoteStore({ store }: Config): ClosemaskError[] {
  const type = store.type === "layered" ? store.layered.back : store.type;
  if (type === "redis") return redisRefusals(store);
  if (type === "memcached") {
    const { servers } = store.memcached;
    const isHere = [hostOf(store.url), ...servers.map((server) => hostOf(`memcached://${server}`))].every(isOnLoopback);
    return isHere ? [] : [no("memcached has no TLS", "use servers on loopback only, or another store")];
  }
  if (type === "dynamodb" && store.dynamodb.endpoint?.startsWith("http:") === true) {
    if (isOnLoopback(hostOf(store.dynamodb.endpoint))) return [];
    return [no("store.dynamodb.endpoint is without TLS", "use https://")];
  }
  return [];
}

function redisRefusals({ url = "", redis }: Config["store"]): ClosemaskError[] {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || parsed.protocol === "rediss:" || parsed.protocol === "valkeys:") return [];
  if (isOnLoopback(parsed.hostname) && redis.mode === "single" && redis.nodes.length === 0) return [];
  return [no("store.url is without TLS", "use rediss://; plain redis:// is for a single server on loopback only")];
}

/** The host of an address; "" is this machine, as for the clients. */
function hostOf(url = ""): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}

function isOnLoopback(host: string): boolean {
  return isLoopback(host || "127.0.0.1");
}

/** Events hold no value, but tell who masked what, when and how much. */
function auditLog({ audit: { http, syslog } }: Config): ClosemaskError[] {
  const found: ClosemaskError[] = [];
  if (http?.startsWith("http:") === true && !isOnLoopback(hostOf(http)))
    found.push(no("audit.http is without TLS", "use https://"));
  if (syslog !== undefined && /^(?:udp|tcp):/.test(syslog) && !isOnLoopback(hostOf(syslog)))
    found.push(no("audit.syslog is without TLS", "use tls://"));
  return found;
}

function binds({ serve }: Config, command: string): ClosemaskError[] {
  if (command === "run") {
    return [no("the proxy of run asks its client for no token", "closemask serve, with serve.authToken")];
  }
  if (command !== "serve") return [];
  if (serve.authToken !== undefined || Object.keys(serve.authTokens ?? {}).length > 0) return [];
  return [no("serve asks clients for no token", "set serve.authToken, or CLOSEMASK_SERVE_AUTH_TOKEN")];
}

/** What looks for names sees the text before it is masked. */
function names({ ner }: Config): ClosemaskError[] {
  const urls = [ner.engine, ner.url].filter((text) => text?.startsWith("http:"));
  return urls.flatMap((text) => {
    const url = URL.canParse(text ?? "") ? new URL(text ?? "") : null;
    if (url === null || isLoopback(url.hostname)) return [];
    return [no("names are looked for by a service without TLS", "use https://, or a service on loopback")];
  });
}

function no(what: string, hint: string): ClosemaskError {
  return new ClosemaskError("config", `the hardened profile refuses: ${what}`, { hint });
}
