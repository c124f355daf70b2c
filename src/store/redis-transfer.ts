// Whole sessions of Redis: dump, load and sealing anew, in steps, so that no script holds the server for long. None of them
// is a picture of one moment when others write meanwhile.

import type { SessionDump, StoreLimits } from "../mask/store.ts";
import { importTooLarge, isExpiredAt, sessionConflict, touchStep } from "./limits.ts";
import { torn } from "./redis-error.ts";
import { CONFLICT, FULL } from "./redis-layout.ts";
import type { RedisLink, Reply } from "./redis-link.ts";
import { packLoad, unpackInfo, unpackNumbered } from "./redis-pack.ts";
import { SCRIPTS } from "./redis-scripts.ts";
import type { RedisSession } from "./redis-session.ts";

type DumpEntry = SessionDump["entries"][number];

/** Entries of one step. */
const AT_ONCE = 1000;
/** Number of the sealing key and nonce: they tell one sealing from another. */
const SEALED_HEAD = 14;

export async function dumpSession(
  link: RedisLink,
  session: RedisSession,
  name: string,
  limits: StoreLimits,
): Promise<SessionDump | null> {
  const [m, e, i, u, , , r, c] = session.keys as [string, string, string, string, string, string, string, string];
  const state = await link.command(m, ["HMGET", m, "created", "salt"]);
  if (!Array.isArray(state) || !Buffer.isBuffer(state[1])) return null;
  const { sealer } = await session.ensure();
  const now = Number(session.clock() === "" ? await serverTime(link, m) : session.clock());
  const found = new Map<number, Omit<DumpEntry, "numbers"> & { numbers: { token: string; number: number }[] }>();
  await scan(link, i, "HSCAN", async (fields) => {
    const handles = fields.filter((_, at) => at % 2 === 0);
    if (handles.length === 0) return;
    const sealed = listOf(await link.command(e, ["HMGET", e, ...handles]));
    const uses = listOf(await link.command(u, ["ZMSCORE", u, ...handles]));
    for (const [at, packed] of handles.entries()) {
      const value = sealed[at];
      const handle = packed.readDoubleBE(0);
      const lastUsed = Number(uses[at] ?? 0);
      // Removed between two questions.
      if (!Buffer.isBuffer(value) || isExpiredAt(lastUsed, limits, now)) continue;
      const { numbers, ...info } = unpackInfo(fields[2 * at + 1] as Buffer);
      found.set(handle, { handle, ...sealer.open(value, handle), ...info, lastUsed, numbers: [...numbers] });
    }
  });
  const reserved = new Set<number>();
  await scan(link, r, "SSCAN", (members) => {
    for (const member of members) reserved.add(member.readDoubleBE(0));
  });
  const numbers = new Map<string, { token: string; number: number }>();
  await scan(link, c, "HSCAN", (fields) => {
    for (let at = 0; at < fields.length; at += 2) {
      const field = fields[at] as Buffer;
      if (fields[at + 1]?.length === 0) numbers.set(field.toString("latin1"), unpackNumbered(field));
    }
  });
  const all = [...numbers.values(), ...[...found.values()].flatMap((entry) => entry.numbers)];
  const counters = await session.namesOf(all.map(({ token }) => token));
  const named = ({ token, number }: { token: string; number: number }): { counter: string; number: number } => {
    const counter = counters.get(token);
    if (counter === undefined) throw torn();
    return { counter, number };
  };
  return {
    name,
    created: Number(state[0]),
    entries: [...found.values()].map((entry) => ({ ...entry, numbers: entry.numbers.map(named) })),
    reserved: [...reserved],
    reservedNumbers: [...numbers.values()].map(named),
  };
}

/** First everything is checked, then it is written: what another process takes between two steps still stays its own. */
export async function loadSession(
  session: RedisSession,
  dump: SessionDump,
  limits: StoreLimits,
): Promise<{ added: number; known: number }> {
  const { tokens } = session;
  const entries = dump.entries.toSorted((a, b) => a.firstSeen - b.firstSeen);
  const pieces: DumpEntry[][] = [];
  for (let from = 0; from < entries.length; from += AT_ONCE) pieces.push(entries.slice(from, from + AT_ONCE));

  const step = (piece: readonly DumpEntry[], act: "check" | "write"): Promise<Reply[]> =>
    session.within(async ({ salt, sealer }) => {
      const { records, sealed } = packLoad(piece, sealer, tokens);
      const used = new Set(piece.flatMap(({ kind, numbers }) => [kind, ...numbers.map(({ counter }) => counter)]));
      const common = [
        salt,
        act,
        String(limits.maxEntries),
        records,
        sealed,
        String(limits.ttl),
        String(touchStep(limits)),
      ];
      const answer = await session.run(SCRIPTS.load, [...common, ...tokens.fresh(used)], act === "write");
      if (answer !== null && act === "write" && typeof answer[2] === "number") tokens.keep(used);
      return answer;
    });

  let conflicts = 0;
  let fresh = 0;
  let size = 0;
  for (const piece of pieces) {
    const answer = await step(piece, "check");
    if (answer[0] === CONFLICT) conflicts += Number(answer[1]);
    else {
      fresh += Number(answer[2]);
      size = Number(answer[3]);
    }
  }
  if (conflicts > 0) throw sessionConflict(conflicts);
  if (size + fresh > limits.maxEntries) throw importTooLarge(limits);
  let added = 0;
  for (const piece of pieces) {
    const answer = await step(piece, "write");
    if (answer[0] === CONFLICT) throw sessionConflict(Number(answer[1]));
    if (answer[0] === FULL) throw importTooLarge(limits);
    added += Number(answer[2]);
  }
  await session.reserve(dump.reserved, dump.reservedNumbers);
  return { added, known: dump.entries.length - added };
}

/** Returns how many entries were sealed anew. Raises the mark first, so that none is sealed the old way behind it. */
export async function resealSession(
  link: RedisLink,
  session: RedisSession,
  progress?: (entries: number) => void,
): Promise<number> {
  const e = session.keys[1] as string;
  const { sealer } = await session.ensure();
  await session.run(SCRIPTS.reseal, [], true);
  let total = 0;
  await scan(link, e, "HSCAN", async (fields) => {
    const args: Buffer[] = [];
    for (let at = 0; at < fields.length; at += 2) {
      const handle = fields[at] as Buffer;
      const old = fields[at + 1] as Buffer;
      if (!sealer.isOld(old)) continue;
      const { kind, value } = sealer.open(old, handle.readDoubleBE(0));
      const handles = sealer.handlesOf(old);
      args.push(handle, old.subarray(0, SEALED_HEAD), sealer.seal(handles, 0, kind, value));
    }
    if (args.length === 0) return;
    const answer = await session.run(SCRIPTS.reseal, args, true);
    const done = Number(answer?.[2] ?? 0);
    total += done;
    progress?.(done);
  });
  return total;
}

/** Adds to `counts` what each sealing key has sealed in a session. */
export async function countSealed(session: RedisSession, counts: Map<number, number>): Promise<void> {
  let cursor = "0";
  do {
    const answer = await session.run(SCRIPTS.sealed, [cursor, String(AT_ONCE)]);
    if (answer === null) return;
    const [, , next, ...pairs] = answer;
    for (let at = 0; at < pairs.length; at += 2) {
      const no = Number(pairs[at]);
      counts.set(no, (counts.get(no) ?? 0) + Number(pairs[at + 1]));
    }
    cursor = String(next);
  } while (cursor !== "0");
}

async function serverTime(link: RedisLink, key: string): Promise<number> {
  const [seconds, micros] = listOf(await link.command(key, ["TIME"]));
  return Number(String(seconds)) * 1000 + Math.floor(Number(String(micros)) / 1000);
}

/** Hands over the elements of a hash or set; some may come twice. */
async function scan(
  link: RedisLink,
  key: string,
  command: "HSCAN" | "SSCAN",
  each: (elements: Buffer[]) => void | Promise<void>,
): Promise<void> {
  let cursor = "0";
  do {
    const [next, elements] = listOf(await link.command(key, [command, key, cursor, "COUNT", String(AT_ONCE)]));
    await each(listOf(elements).filter((element) => Buffer.isBuffer(element)));
    cursor = String(next);
  } while (cursor !== "0");
}

function listOf(reply: Reply | undefined): Reply[] {
  if (!Array.isArray(reply)) throw torn();
  return reply;
}
