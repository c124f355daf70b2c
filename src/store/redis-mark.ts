// The mark of a Redis store: the number of the newest sealing key that has written. Each session has it in its state, where
// the scripts that write look at it in the same step; the store has it in a key of its own, for sessions that are yet to be made.

import { type KeyRing, ringIsOld, writingKey } from "./keys.ts";
import type { RedisLink } from "./redis-link.ts";

/** The first element of the answer to who would write with an older sealing key. */
export const OLD_KEY = 7;

/**
 * The last key of a script that writes: one that is never made, in the slot of the session, whose end says which sealing key
 * writes. A key, because what follows in ARGV is each script's own.
 */
export function markKey(sessionKey: string, ring: KeyRing): string {
  return `${sessionKey}:w${writingKey(ring).no}`;
}

/** Lua, behind the reading of `state`, whose 11th field is the mark. */
export const CHECK_MARK = `
if KEYS[12] then
  local own, mark = tonumber(string.match(KEYS[12], '%d+$')), tonumber(state[11] or 0)
  if own < mark then return {${OLD_KEY}} end
  if salt and own > mark then redis.pcall('HSET', m, 'sealing', own) end
end
`;

/** Looks at the store's mark and raises it. @throws ClosemaskError `key-wrong` when a newer sealing key writes */
export async function raiseMark(link: RedisLink, prefix: string, ring: KeyRing): Promise<void> {
  const own = writingKey(ring).no;
  const mark = await readMark(link, prefix);
  if (mark > own) throw ringIsOld();
  const key = storeMark(prefix);
  if (mark < own) await link.command(key, ["HSET", key, "no", String(own)]);
}

/** The store's mark; 0 where nothing was ever written. */
export async function readMark(link: RedisLink, prefix: string): Promise<number> {
  const key = storeMark(prefix);
  // A hash, since docs/scale.md lets users write those.
  const found = await link.command(key, ["HMGET", key, "no"]);
  return Number(Array.isArray(found) ? (found[0] ?? 0) : 0);
}

function storeMark(prefix: string): string {
  return `${prefix}:sealing`;
}
