// One session in Redis: the SessionStore contract, one script a call. Values are sealed here, with a key that depends on the
// salt of the session's present life; where another process has purged it meanwhile, everything is sealed anew.

import { randomBytes } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { createValueColumns, fillColumns, resultsOf } from "../mask/columns.ts";
import type {
  EachLiteral,
  Entries,
  Entry,
  Handle,
  NewEntry,
  PutResult,
  SessionDump,
  SessionStore,
  StoreLimits,
} from "../mask/store.ts";
import { type KeyRing, ringIsOld } from "./keys.ts";
import { RESERVED_LIMIT, touchStep } from "./limits.ts";
import { torn } from "./redis-error.ts";
import { DONE, GONE, TORN } from "./redis-layout.ts";
import type { RedisLink, Reply } from "./redis-link.ts";
import { markKey, OLD_KEY } from "./redis-mark.ts";
import { createTokens, packHandles, packNumbers, type Tokens, unpackHandles } from "./redis-pack.ts";
import { createPut } from "./redis-put.ts";
import { SCRIPTS, type Script } from "./redis-scripts.ts";
import { createEntrySealer, type EntrySealer, type Names, SALT_BYTES } from "./shared-seal.ts";

type Numbered = SessionDump["reservedNumbers"][number];

export interface RedisSessionOptions {
  readonly link: RedisLink;
  readonly name: string;
  /** Its keys, in the order that the scripts have them. */
  readonly keys: readonly string[];
  readonly ring: KeyRing;
  readonly names: Names;
  readonly limits: StoreLimits;
  /** Milliseconds since 1970; null is the clock of the server, so that machines need not agree. */
  readonly now: (() => number) | null;
  /** Called before a session is made: what is in no list could not be found to be purged. */
  register(): Promise<void>;
}

export interface RedisSession extends SessionStore {
  readonly keys: readonly string[];
  readonly tokens: Tokens;
  /** Runs a script of this session; null when there is none. @throws ClosemaskError */
  run(script: Script, args: readonly (string | Buffer)[], writes?: boolean): Promise<Reply[] | null>;
  /** The same for scripts that need the life's salt first: made when there is none. */
  within<T>(step: (life: Life) => Promise<T | null>): Promise<T>;
  /** True when the session is there. */
  exists(): Promise<boolean>;
  /** Makes it where there is none, as of `created` (milliseconds since 1970). */
  ensure(created?: number): Promise<Life>;
  /** The names of tokens, those that this process has not met from Redis. */
  namesOf(tokens: Iterable<string>): Promise<Map<string, string>>;
  /** The session was purged here. */
  forget(): void;
  /** Entries were removed here. */
  forgetRemovals(): void;
  clock(): string;
}

/** From one making of a session to its purge. */
export interface Life {
  readonly salt: Buffer;
  readonly sealer: EntrySealer;
}

/** Handles that are looked up, or set aside, in one call; more are asked for at the same time. */
const AT_ONCE = 4096;
/** Lives that a call may meet: more purges than that in one call is a fault. */
const LIVES = 5;
/** Milliseconds that what Redis said of removed entries may be old. */
const EPOCH_AGE = 100;

export function createRedisSession(options: RedisSessionOptions): RedisSession {
  const { link, name, keys, ring, names, limits } = options;
  const tokens = createTokens(names, name);
  const step = touchStep(limits);
  const writing = [...keys, markKey(keys[0] as string, ring)];
  let life: Life | null = null;
  /** What Redis last said of removed entries, how often that changed, and when it was said. */
  let removals = "";
  let epochs = 0;
  let heard = Number.NEGATIVE_INFINITY;

  const clock = (): string => (options.now === null ? "" : String(options.now()));

  function hear(salt: Buffer | null, gone: Reply | undefined): void {
    heard = performance.now();
    const found = salt === null ? "" : `${salt.toString("base64")} ${String(gone)}`;
    if (found === removals) return;
    removals = found;
    epochs++;
  }

  function lifeOf(salt: Buffer): Life {
    if (life?.salt.equals(salt)) return life;
    tokens.forget();
    life = { salt: Buffer.from(salt), sealer: createEntrySealer(ring, name, salt) };
    return life;
  }

  async function run(script: Script, args: readonly (string | Buffer)[], writes = false): Promise<Reply[] | null> {
    const answer = await link.script(script, writes ? writing : keys, args, writes);
    if (answer[0] === TORN) throw torn();
    if (answer[0] === OLD_KEY) throw ringIsOld();
    if (answer[0] !== GONE) return answer;
    hear(null, undefined);
    return null;
  }

  async function ensure(created?: number): Promise<Life> {
    const found = await look();
    if (found !== null) return found;
    await options.register();
    const at = created === undefined ? clock() : String(created);
    const answer = await run(SCRIPTS.ensure, [randomBytes(SALT_BYTES), at, names.seal(name)], true);
    const salt = bufferAt(answer, 2);
    hear(salt, answer?.[1]);
    return lifeOf(salt);
  }

  async function within<T>(act: (life: Life) => Promise<T | null>): Promise<T> {
    for (let lives = 0; lives < LIVES; lives++) {
      const done = await act(life ?? (await ensure()));
      if (done !== null) return done;
      life = null;
    }
    throw new ClosemaskError("store-failed", "the session was purged again and again meanwhile", {
      hint: "end the process that purges it",
    });
  }

  async function look(): Promise<Life | null> {
    const answer = await run(SCRIPTS.look, []);
    if (answer === null) return null;
    const salt = bufferAt(answer, 2);
    hear(salt, answer[1]);
    return lifeOf(salt);
  }

  async function namesOf(wanted: Iterable<string>): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const unknown: string[] = [];
    for (const token of new Set(wanted)) {
      const known = tokens.nameOf(token);
      if (known === undefined) unknown.push(token);
      else found.set(token, known);
    }
    if (unknown.length === 0) return found;
    const key = keys[8] as string;
    const sealed = await link.command(key, ["HMGET", key, ...unknown.map((token) => Buffer.from(token, "latin1"))]);
    for (const [i, token] of unknown.entries()) {
      const text = Array.isArray(sealed) ? sealed[i] : null;
      if (!Buffer.isBuffer(text)) throw torn();
      const opened = names.open(text);
      tokens.of(opened);
      found.set(token, opened);
    }
    return found;
  }

  const putColumns = createPut({ run, within, namesOf, clock, hear, tokens, limits });

  async function put(entries: readonly NewEntry[]): Promise<PutResult[]> {
    if (entries.length === 0) return [];
    const columns = createValueColumns();
    fillColumns(columns, entries);
    await putColumns(columns);
    return resultsOf(columns.issues);
  }

  /** Hands over what is found, in the order of the question. */
  async function find(
    handles: ArrayLike<Handle>,
    count: number,
    isUse: boolean,
    each: (at: number, kind: string, styles: number, value: Buffer) => void,
  ): Promise<void> {
    const pieces = Array.from({ length: Math.ceil(count / AT_ONCE) }, (_, i) => i * AT_ONCE);
    const asked = pieces.map((from) => packHandles(handles, from, Math.min(from + AT_ONCE, count)));
    const common = [clock(), String(limits.ttl), String(step)];
    const answers = await Promise.all(asked.map((packed) => run(SCRIPTS.get, [...common, packed, isUse ? "1" : "0"])));
    for (const [p, answer] of answers.entries()) {
      if (answer === null) continue;
      const salt = bufferAt(answer, 2);
      hear(salt, answer[1]);
      const { sealer } = lifeOf(salt);
      const styles = bufferAt(answer, 3);
      const packed = asked[p] as Buffer;
      let next = 4;
      for (let i = 0; i < styles.length; i++) {
        if (styles[i] === 0) continue;
        const { kind, value } = sealer.open(bufferAt(answer, next++), packed.readDoubleBE(8 * i));
        each((pieces[p] as number) + i, kind, styles[i] as number, value);
      }
    }
  }

  async function getColumns(handles: Float64Array, count: number, into: Entries): Promise<undefined> {
    // Filled in when all is there: a call that fails leaves nothing half.
    const found: [number, string, number, Buffer][] = [];
    await find(handles, count, true, (...one) => found.push(one));
    into.room(count);
    for (const [at, kind, styles, value] of found) into.set(at, kind, styles, value, 0, value.length);
    return undefined;
  }

  async function get(handles: readonly Handle[]): Promise<(Entry | null)[]> {
    const out: (Entry | null)[] = handles.map(() => null);
    await find(handles, handles.length, true, (at, kind, styles, value) => {
      out[at] = { handle: handles[at] as number, kind, value, styles };
    });
    return out;
  }

  async function getNumbered(wanted: readonly Numbered[]): Promise<(Entry | null)[]> {
    if (wanted.length === 0) return [];
    const answer = await run(SCRIPTS.numbers, [packNumbers(wanted, tokens)]);
    if (answer === null) return wanted.map(() => null);
    return await get([...unpackHandles(bufferAt(answer, 2))]);
  }

  async function reserve(handles: readonly Handle[], numbers: readonly Numbered[] = []): Promise<number> {
    const some = [...new Set(handles)];
    const others = [...new Map(numbers.map((one) => [`${one.counter} ${one.number}`, one])).values()];
    let refused = 0;
    for (let from = 0; from < Math.max(some.length, others.length); from += AT_ONCE) {
      const packed = packHandles(some.slice(from, from + AT_ONCE));
      const numbered = others.slice(from, from + AT_ONCE);
      const used = new Set(numbered.map(({ counter }) => counter));
      refused += await within(async ({ salt }) => {
        const args = [
          salt,
          clock(),
          String(RESERVED_LIMIT),
          packed,
          packNumbers(numbered, tokens),
          ...tokens.fresh(used),
        ];
        const answer = await run(SCRIPTS.reserve, args, true);
        if (answer === null) return null;
        tokens.keep(used);
        hear(salt, answer[1]);
        return Number(answer[2]);
      });
    }
    return refused;
  }

  async function literals(limit: number, each: EachLiteral): Promise<void> {
    const answer = await run(SCRIPTS.literals, [String(limit)]);
    if (answer === null) return;
    const handles = unpackHandles(bufferAt(answer, 2));
    for (let from = 0; from < handles.length; from += AT_ONCE) {
      const some = handles.subarray(from, from + AT_ONCE);
      await find(some, some.length, false, (at, kind, _, value) => {
        each({ handle: some[at] as number, kind, value }, false);
      });
    }
  }

  function epoch(): number | Promise<number> {
    if (performance.now() - heard < EPOCH_AGE) return epochs;
    return look().then(() => epochs);
  }

  async function mark(): Promise<string> {
    if (performance.now() - heard >= EPOCH_AGE) await look();
    return removals;
  }

  return {
    put,
    putColumns,
    get,
    getColumns,
    getNumbered,
    reserve,
    literals,
    epoch,
    mark,
    keys,
    tokens,
    run,
    within,
    ensure,
    namesOf,
    clock,
    exists: async () => (await look()) !== null,
    forgetRemovals() {
      removals = "";
      epochs++;
    },
    forget() {
      life = null;
      tokens.forget();
      hear(null, undefined);
    },
  };
}

/** Enough of the answers that a script gives when it is done. */
export function bufferAt(answer: Reply[] | null, at: number): Buffer {
  const found = answer?.[at];
  if (answer?.[0] !== DONE || !Buffer.isBuffer(found)) throw torn();
  return found;
}
