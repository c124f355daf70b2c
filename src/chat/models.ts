// Which models a provider lists: asked when somebody wants to know, bounded, and remembered for a while.

import { ClosemaskError } from "../errors.ts";
import { upstreamRefusal } from "../server/own-error.ts";
import { faultOf, type UpstreamResponse } from "../upstream/client.ts";
import { chunksOf, failure, headersFor, NO_HINTS, routeTo, type Talking } from "./talk.ts";

/** Names of the models of a provider, by name. @throws ClosemaskError */
export type Models = (provider: string) => Promise<readonly string[]>;

export interface ModelsOptions {
  readonly talking: () => Pick<Talking, "routes" | "upstream">;
  keyOf(provider: string): Promise<string | undefined>;
  /** Milliseconds from any start. */
  now(): number;
}

/** Milliseconds that a list counts. */
const AGE = 5 * 60_000;

/** Remembers the provider that was asked last. */
export function createModels({ talking, keyOf, now }: ModelsOptions): Models {
  let last: { readonly provider: string; readonly names: readonly string[]; readonly at: number } | null = null;
  return async (provider) => {
    if (last?.provider === provider && now() - last.at < AGE) return last.names;
    const names = await listModels(talking(), provider, await keyOf(provider));
    last = { provider, names, at: now() };
    return names;
  };
}

/** Names of the models that a provider lists, sorted; not more than MODELS_MAX. @throws ClosemaskError `upstream`, `usage` */
async function listModels(
  talking: Pick<Talking, "routes" | "upstream">,
  provider: string,
  key: string | undefined,
): Promise<string[]> {
  const { api } = routeTo(talking, provider, "");
  const { path, names } = api.models;
  const route = talking.routes.find(`/${provider}${path}`, NO_HINTS);
  if (route === null) throw new TypeError("a path of a provider has a route");
  const url = new URL(route.url);
  url.search = route.query;
  const headers = headersFor(api, route, key);
  try {
    // Nothing of the user's is in it, so there is nothing to mask.
    const signal = AbortSignal.timeout(MODELS_PATIENCE);
    const response = await talking.upstream.send({ method: "GET", url, headers, body: null, signal });
    if (response.status < 200 || response.status > 299) throw await failure(provider, response);
    const found = names(JSON.parse((await wholeOf(response, MODELS_BYTES)).toString()));
    return [...new Set(found.filter((name) => name !== "" && name.length <= NAME_MAX))].sort().slice(0, MODELS_MAX);
  } catch (error) {
    if (error instanceof ClosemaskError) throw error;
    if (error instanceof SyntaxError)
      throw new ClosemaskError("upstream", `${provider} lists no models`, { hint: NAMED });
    const { message } = upstreamRefusal(provider, faultOf(error));
    throw new ClosemaskError("upstream", message, { hint: NAMED, cause: error });
  }
}

const NAMED = "/model NAME takes any name";
const MODELS_MAX = 1000;
const MODELS_BYTES = 4 * 1024 * 1024;
/** Milliseconds. */
const MODELS_PATIENCE = 10_000;
const NAME_MAX = 200;

/** @throws ClosemaskError `upstream` when it is longer, and what the connection throws */
async function wholeOf(response: UpstreamResponse, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response)) {
    length += chunk.length;
    if (length > most) throw new ClosemaskError("upstream", "the answer is too long");
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
