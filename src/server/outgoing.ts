// What leaves of a request: its body, its query and its headers, masked by one exchange. Either all of it can go, or nothing.

import type { IncomingMessage } from "node:http";
import { ALL_HEADERS, type Exchange } from "../proxy/exchange.ts";
import { refuse } from "../proxy/refusal.ts";
import type { Counts, Refusal } from "../proxy/types.ts";
import { requestHeaders } from "./request-headers.ts";
import type { Route } from "./routes.ts";

export type Outgoing =
  | {
      readonly ok: true;
      readonly url: URL;
      /** A flat list. */
      readonly headers: string[];
      readonly body: Buffer;
      readonly counts: Counts;
      readonly streams: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** Counts of a request in which nothing was looked for. */
const NOTHING: Counts = { masked: new Map(), rules: new Map(), warnings: new Map() };

/** `exchange` is null when masking is off. */
export async function prepare(
  exchange: Exchange | null,
  route: Route,
  request: Pick<IncomingMessage, "rawHeaders">,
  body: Buffer,
): Promise<Outgoing> {
  const url = new URL(route.url);
  if (exchange === null) {
    url.search = route.query;
    const headers = await requestHeaders(request.rawHeaders, { mask: async (_, value) => value });
    return { ok: true, url, headers, body, counts: NOTHING, streams: false };
  }
  if (await pathHoldsValue(exchange, route.path)) {
    return refused("the path holds a value that would have been masked elsewhere");
  }
  const outcome = await exchange.maskRequest(body);
  if (!outcome.ok) return outcome;
  const query = await exchange.maskQuery(route.query);
  if (query === null) return refused("the query holds a value that cannot be masked there");
  url.search = query;
  let dropped = 0;
  const headers = await requestHeaders(request.rawHeaders, {
    authHeader: route.provider.authHeader,
    async mask(name, value) {
      const sent = await exchange.maskHeader(name, value);
      if (sent === null && name !== ALL_HEADERS) dropped++;
      return sent;
    },
  });
  const counts: Counts = {
    masked: together(outcome.counts.masked, exchange.beside.masked),
    rules: together(outcome.counts.rules, exchange.beside.rules),
    warnings: together(outcome.counts.warnings, exchange.beside.warnings, dropped === 0 ? [] : [["header", dropped]]),
  };
  return { ok: true, url, headers, body: outcome.body, counts, streams: outcome.streams };
}

function together(...counts: readonly Iterable<readonly [string, number]>[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const [what, by] of counts.flatMap((some) => [...some])) all.set(what, (all.get(what) ?? 0) + by);
  return all;
}

/** Paths without a part that a client chooses. */
const FIXED =
  /^\/(?:v1\/|api\/)?(?:chat\/completions|responses|messages|messages\/count_tokens|embeddings|models|chat|generate)$/;

/** A masked path would be another path, so it is looked at only. */
async function pathHoldsValue(exchange: Exchange, path: string): Promise<boolean> {
  return !FIXED.test(path) && exchange.holdsValue(decodePath(path));
}

/** Undoes percent-encoding where it is one: what else stands in a path hides nothing then. */
function decodePath(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

function refused(message: string): Outgoing {
  return { ok: false, refusal: refuse("not-inspectable", message) };
}
