// Which endpoint of which protocol a request is for. Told by the path: users point one dialect at any host, so the provider's own
// only comes first.

import { GEMINI_ARRAY } from "../proxy/dialects/gemini.ts";
import type { Dialect, Endpoint } from "../proxy/types.ts";

export interface Spoken {
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
}

/** The last endpoint of a dialect takes whatever no other does: that one counts when no dialect knows the path. */
export function endpointOf(
  dialects: ReadonlyMap<string, Dialect>,
  own: string,
  method: string,
  path: string,
  query = "",
): Spoken {
  const first = dialects.get(own);
  if (first === undefined) throw new TypeError(`no dialect is called ${own}`);
  for (const dialect of new Set([first, ...dialects.values()])) {
    const endpoint = dialect.endpoints.slice(0, -1).find((known) => fits(known, method, path));
    if (endpoint !== undefined) return { dialect, endpoint: asked(endpoint, dialect, path, query) };
  }
  const fallback = first.endpoints.at(-1);
  if (fallback === undefined) throw new TypeError(`the dialect ${own} has no endpoints`);
  return { dialect: first, endpoint: fallback };
}

/** Gemini streams one array when it is not asked for events. */
function asked(endpoint: Endpoint, { name }: Dialect, path: string, query: string): Endpoint {
  const array = name === "gemini" && path.endsWith(":streamGenerateContent") && !/[?&]alt=sse(?:&|$)/.test(query);
  return array ? { ...endpoint, stream: GEMINI_ARRAY } : endpoint;
}

function fits({ methods, path: pattern }: Endpoint, method: string, path: string): boolean {
  return (methods === undefined || methods.includes(method)) && pattern.test(path);
}
