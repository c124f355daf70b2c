// Which provider a request is for, and where there: by the first part of its path, or by a path that only one API has. Joins
// paths so that it does not matter whether a client's base URL names the version or not.

import { checkBaseUrl, type Provider } from "./providers.ts";

export interface Route {
  readonly provider: Provider;
  /** Where the request goes, without the query. */
  readonly url: URL;
  /** The path there behind the provider's own prefix, as dialects know it: `/v1/chat/completions`. */
  readonly path: string;
  /** With the question mark, or empty. As it came. */
  readonly query: string;
  /** What stands before the provider's paths on the proxy. */
  readonly prefix: string;
}

export interface RoutesOptions {
  readonly providers: ReadonlyMap<string, Provider>;
  /** Where requests go that name no provider: a base URL, or an endpoint of it. */
  readonly llmUrl?: string | undefined;
}

/** What a path without a provider's name says of who speaks it. */
export interface Hints {
  /** Has a header that only clients of Anthropic send. */
  readonly anthropic: boolean;
  /** Authenticates as clients of Gemini do. */
  readonly gemini: boolean;
}

export interface Routes {
  /** Null when no provider has such a path, or the provider's place is not known. */
  find(target: string, hints: Hints): Route | null;
}

/** The name under which the provider of `llmUrl` has all its paths. */
const LLM = "llm";

/** @throws ClosemaskError `config` when `llmUrl` is no URL. */
export function createRoutes({ providers, llmUrl }: RoutesOptions): Routes {
  const llm = llmUrl === undefined ? undefined : llmProvider(llmUrl, providers);
  return {
    find(target, hints) {
      const mark = target.indexOf("?");
      const query = mark < 0 ? "" : target.slice(mark);
      // Slashes that a base URL and a path both bring.
      const path = plainPath((mark < 0 ? target : target.slice(0, mark)).replace(/\/{2,}/g, "/"));
      if (path === null) return null;
      const [, name = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
      const named = name === LLM ? llm : providers.get(name);
      // `/openai/deployments/…` is a path of Azure, whatever it looks like.
      if (named !== undefined && !isAzurePath(path)) return route(named, rest === "" ? "/" : rest, query);
      if (llm !== undefined) return isWellKnown(path) ? route(llm, path, query) : null;
      const spoken = providerOf(path, hints);
      const provider = spoken === null ? undefined : providers.get(spoken);
      return provider === undefined ? null : route(provider, path, query);
    },
  };
}

/** The path as a URL has it: dots resolved. Null when it is none. */
function plainPath(path: string): string | null {
  return URL.parse(path, "http://proxy")?.pathname ?? null;
}

function route(provider: Provider, rest: string, query: string): Route | null {
  if (provider.baseUrl === "") return null;
  const base = new URL(provider.baseUrl);
  const start = base.pathname.replace(/\/$/, "");
  const url = new URL(base.origin);
  url.pathname = joinPath(provider, start, rest);
  const path = url.pathname.startsWith(`${start}/`) ? url.pathname.slice(start.length) : url.pathname;
  return { provider, url, path, query, prefix: `/${provider.name}` };
}

/**
 * Puts a path behind a base's. It may begin with the base itself, or with another root of the host; and where the base has
 * a version, it may bring one of its own, which then does not count.
 */
export function joinPath(provider: Pick<Provider, "roots" | "unversioned">, base: string, rest: string): string {
  const starts = (root: string): boolean => rest === root || rest.startsWith(`${root}/`);
  if (base === "") return provider.unversioned === true ? rest.replace(VERSION, "") : rest;
  if (starts(base)) return rest;
  const [, first = ""] = base.split("/");
  // A version alone says nothing about where a path begins.
  if (!isVersion(first) && starts(`/${first}`)) return rest;
  if (provider.roots?.some(starts)) return rest;
  if (base.split("/").some(isVersion)) return base + rest.replace(VERSION, "");
  return base + rest;
}

/** A version at the beginning of a path. */
const VERSION = /^\/v\d\w*(?=\/|$)/;

function isVersion(segment: string): boolean {
  return /^v\d\w*$/.test(segment);
}

function isAzurePath(path: string): boolean {
  return /^\/openai\/deployments\//.test(path);
}

/** Endpoints that may stand without a version. */
const BARE = /^\/(?:chat\/completions|completions|responses|embeddings|models|moderations)(?:\/|$)/;

function isWellKnown(path: string): boolean {
  return BARE.test(path) || /^\/(?:upload\/)?v\d\w*\//.test(path) || /^\/(?:api|openai)\//.test(path);
}

/** Name of the provider whose path this is. */
function providerOf(path: string, hints: Hints): string | null {
  if (isAzurePath(path)) return "azure";
  if (/^\/v1\/(?:messages|complete)(?:\/|$)/.test(path)) return "anthropic";
  if (/^\/(?:upload\/)?v1(?:beta|alpha)\w*\//.test(path) || /^\/v1\/models\/[^/]+:\w+$/.test(path)) return "gemini";
  if (/^\/v1\/models(?:\/|$)/.test(path) && hints.gemini) return "gemini";
  if (/^\/v1\//.test(path) && hints.anthropic) return "anthropic";
  if (/^\/v2\/(?:chat|embed|rerank)$/.test(path)) return "cohere";
  if (/^\/v1\//.test(path) || BARE.test(path)) return "openai";
  if (/^\/api\//.test(path)) return hints.anthropic || path === "/api/hello" ? "anthropic" : "ollama";
  return null;
}

/** Ends of URLs that are endpoints. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|embeddings|v1\/messages|api\/chat|api\/generate)$/;

/** A base URL without path gets that which closemask knows of its host. */
function llmProvider(llmUrl: string, providers: ReadonlyMap<string, Provider>): Provider {
  const base = checkBaseUrl(llmUrl, "serve.llmUrl").replace(ENDPOINT, "");
  const host = new URL(base).origin;
  const known = [...providers.values()].find(({ baseUrl }) => baseUrl.startsWith(`${host}/`) || baseUrl === host);
  return {
    name: LLM,
    baseUrl: base === host && known !== undefined ? known.baseUrl : base,
    dialect: known?.dialect ?? "openai",
    roots: known?.roots,
    unversioned: known?.unversioned === true,
  };
}
