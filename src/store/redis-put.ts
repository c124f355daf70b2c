// Putting values into a session of Redis. What comes in one call goes in pieces that follow each other on one connection: Redis
// writes one while the next is sealed here, which halves the wait for many new values. Near the limit of the session it
// goes in one piece, since there it may be refused, and a call is stored wholly or not at all.

import type { Columns, StoreLimits } from "../mask/store.ts";
import { evictionSize, handlesUsedUp, sessionFull, touchStep } from "./limits.ts";
import { torn } from "./redis-error.ts";
import { FULL, NEAR, USED_UP } from "./redis-layout.ts";
import type { Reply } from "./redis-link.ts";
import { packPut, type Tokens, unpackPut } from "./redis-pack.ts";
import { SCRIPTS } from "./redis-scripts.ts";
import { bufferAt, type Life, type RedisSession } from "./redis-session.ts";

export interface PutOptions extends Pick<RedisSession, "run" | "within" | "namesOf" | "clock"> {
  readonly tokens: Tokens;
  readonly limits: StoreLimits;
  /** What Redis says of removed entries. */
  hear(salt: Buffer, gone: Reply | undefined): void;
}

/** Values of one script. */
const PIECE = 256;

export function createPut(options: PutOptions): (columns: Columns) => Promise<undefined> {
  const { tokens, limits } = options;
  const settings = [
    String(limits.ttl),
    String(touchStep(limits)),
    String(limits.maxEntries),
    limits.atLimit === "evict" ? "1" : "0",
    String(evictionSize(0, limits)),
  ];

  /** Redis has met the script, as far as this process knows. */
  let isKnown = false;

  /** Null where the session has another life by now, or is so full that the pieces may not all fit. */
  async function putPieces(columns: Columns, { salt, sealer }: Life, size: number): Promise<Reply[][] | "near" | null> {
    const { count } = columns;
    const used = namesIn(columns);
    const sent: Promise<Reply[] | null>[] = [];
    for (let from = 0; from < count; from += size) {
      const to = Math.min(from + size, count);
      const { records, sealed, counters } = packPut(columns, from, to, sealer, tokens);
      const behind = String(count - (to - from));
      // Only with the first: what follows on the connection finds them there.
      const names = from === 0 ? tokens.fresh(used) : [];
      const args = [salt, options.clock(), ...settings, String(to - from), behind, records, sealed, counters, ...names];
      const piece = options.run(SCRIPTS.put, args, true);
      // One that fails while the next is sealed is looked at when all are there.
      piece.catch(() => {});
      sent.push(piece);
      // The first one of all brings the script along: those behind it would overtake it.
      if (!isKnown) await piece.catch(() => {});
      // So that it leaves before the next one is sealed.
      else if (to < count) await new Promise((resolve) => setImmediate(resolve));
      isKnown = true;
    }
    const answers = await all(sent);
    if (answers.includes(null)) return null;
    const there = answers as Reply[][];
    if (there.some(([word]) => word === NEAR)) return "near";
    if (there.some(([word]) => word === FULL)) throw sessionFull(limits);
    if (there.some(([word]) => word === USED_UP)) throw handlesUsedUp();
    tokens.keep(used);
    options.hear(salt, there.at(-1)?.[1]);
    return there;
  }

  async function unpack(columns: Columns, answers: readonly Reply[][]): Promise<void> {
    columns.issues.room(columns.count);
    let from = 0;
    for (const answer of answers) {
      const results = bufferAt(answer, 2);
      const whole = bufferAt(answer, 3);
      const unknown = unpackPut(results, whole, columns, from, tokens.nameOf);
      if (unknown.size > 0) {
        await options.namesOf(unknown);
        unpackPut(results, whole, columns, from, tokens.nameOf);
      }
      from += results.length;
    }
    if (from !== columns.count) throw torn();
  }

  return async (columns) => {
    const { count } = columns;
    if (count === 0) {
      columns.issues.room(0);
      return undefined;
    }
    const answers = await options.within(async (life) => {
      const done = await putPieces(columns, life, PIECE);
      return done === "near" ? ((await putPieces(columns, life, count)) as Reply[][] | null) : done;
    });
    await unpack(columns, answers);
    return undefined;
  };
}

/** Kinds and counters. */
function namesIn({ count, kinds, counters }: Columns): Set<string> {
  const used = new Set<string>();
  for (let n = 0; n < count; n++) {
    used.add(kinds[n] as string);
    const counter = counters[n];
    if (counter !== undefined) used.add(counter.counter);
  }
  return used;
}

/** Waits for all, also when one fails: none may still be at work when the columns are filled anew. */
async function all<T>(sent: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(sent);
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}
