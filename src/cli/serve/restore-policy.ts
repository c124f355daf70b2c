// Where values may be put back, as the configuration says it by kind, category and tool.

import { categoryOf } from "../../detect/kinds.ts";
import type { RestorePolicy } from "../../proxy/exchange.ts";
import type { Kind } from "../../types.ts";
import type { Config } from "../config/schema.ts";
import { isProxyHardened } from "../hardened.ts";

type Place = "text" | "tools";

export function restorePolicy(config: Config): RestorePolicy {
  const { policies, serve } = config;
  const hardened = isProxyHardened(config);
  const decided = new Map<Kind, ReadonlySet<Place>>();
  const tools = Object.entries(serve.tools);
  const unrestored = new Set(tools.flatMap(([name, { restore }]) => (restore === false ? [name] : [])));

  function placesOf(kind: Kind): ReadonlySet<Place> {
    let places = decided.get(kind);
    if (places === undefined) {
      const category = categoryOf(kind);
      // Hardened: what a model makes a tool do must not get a credential along.
      const usual: readonly Place[] = hardened && category === "CREDENTIAL" ? ["text"] : ["text", "tools"];
      places = new Set(policies[kind]?.restore ?? policies[category]?.restore ?? usual);
      decided.set(kind, places);
    }
    return places;
  }

  return {
    unmaskedTools: new Set(tools.flatMap(([name, { mask }]) => (mask === false ? [name] : []))),
    allows(kind, { channel, tool, inUrl }) {
      if (channel === "tools" && tool !== undefined && unrestored.has(tool)) return false;
      // A URL that a model has made up may lead anywhere.
      if (inUrl && categoryOf(kind) === "CREDENTIAL") return false;
      return placesOf(kind).has(channel);
    },
  };
}
