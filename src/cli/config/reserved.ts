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
  return [refuseStore(config), refuseKey(config)].filter((problem) => problem !== null);
}

/** The settings that a store needs and does not have. */
export function refuseStore({ store: { type, url, memcached, layered } }: Config): ClosemaskError | null {
  const engine = type === "layered" ? layered.back : type;
  if (engine === "redis" && url === undefined) return needsUrl(engine, "CLOSEMASK_STORE_URL=redis://127.0.0.1:6379");
  if (engine === "memcached" && url === undefined && memcached.servers.length === 0)
    return needsUrl(engine, "CLOSEMASK_STORE_URL=memcached://127.0.0.1:11211");
  return null;
}

/** A key in the environment counts before any source, so that nothing is missing then. */
function refuseKey({ key: { source, command } }: Config): ClosemaskError | null {
  const { CLOSEMASK_KEY, CLOSEMASK_KEY_FILE } = process.env;
  if (source !== "command" || command !== undefined || CLOSEMASK_KEY || CLOSEMASK_KEY_FILE) return null;
  return new ClosemaskError("config", "key.source command needs key.command", {
    hint: "set key.command or CLOSEMASK_KEY_COMMAND to what prints the key",
  });
}

function needsUrl(engine: string, hint: string): ClosemaskError {
  return new ClosemaskError("config", `store.type ${engine} needs store.url`, { hint });
}
