// Settings whose parts are not in this version: the schema has their names, so that files stay valid later. Who sets one is
// told, and what would mask less or keep elsewhere than it says is refused.

import { ClosemaskError } from "../../errors.ts";
import type { Config } from "./schema.ts";

const RESERVED = /^imported(?:\.|$)/;

/** True for the path of a setting that has no effect. */
export function isReserved(path: string): boolean {
  return RESERVED.test(path);
}

/** What is said of settings that have no effect, in one message; null when none is set. */
export function noteReserved(paths: Iterable<string>): { message: string; hint: string } | null {
  const set = [...paths].filter(isReserved);
  if (set.length === 0) return null;
  const names = set.slice(0, 5).join(", ") + (set.length > 5 ? ` and ${set.length - 5} more` : "");
  return {
    message: `not part of this version and without effect: ${names}`,
    hint: "closemask config show says where each is set",
  };
}

/** What cannot work and must not be passed over in silence. */
export function refusals(config: Config): ClosemaskError[] {
  return [refuseStore(config)].filter((problem) => problem !== null);
}

/** The settings that a store needs and does not have. */
export function refuseStore({ store: { type, url, memcached, layered } }: Config): ClosemaskError | null {
  const engine = type === "layered" ? layered.back : type;
  if (engine === "redis" && url === undefined) return needsUrl(engine, "CLOSEMASK_STORE_URL=redis://127.0.0.1:6379");
  if (engine === "memcached" && url === undefined && memcached.servers.length === 0)
    return needsUrl(engine, "CLOSEMASK_STORE_URL=memcached://127.0.0.1:11211");
  return null;
}

function needsUrl(engine: string, hint: string): ClosemaskError {
  return new ClosemaskError("config", `store.type ${engine} needs store.url`, { hint });
}
