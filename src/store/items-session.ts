// One session kept as items: the SessionStore contract over an engine that has neither scripts nor transactions. Values are sealed
// here, with keys of the session's present life; where another process has purged it meanwhile, everything is done anew.

import { ClosemaskError } from "../errors.ts";
import type { EachLiteral, Entry, Handle, NewEntry, PutResult, SessionStore } from "../mask/store.ts";
import type { Item } from "./items.ts";
import { type Context, createLives, type Life, type LivesOptions, lastsOf } from "./items-life.ts";
import { placesOf } from "./items-log.ts";
import { handlesOfNumbers, reserveNames, reserveNumbers } from "./items-numbers.ts";
import { type Held, nameOf, packEntry, type Token, unpackEntry } from "./items-pack.ts";
import { putEntries } from "./items-put.ts";
import { isExpiredAt, touchStep } from "./limits.ts";

export type ItemsSessionOptions = LivesOptions & Pick<Context, "limits" | "reservedLimit">;

export interface ItemsSession extends SessionStore {
  readonly context: Context;
  /** Runs steps of which one ends with null when the session was purged meanwhile. */
  within<T>(step: (life: Life) => Promise<T | null>): Promise<T>;
}

/** Lives that a call may meet: more purges than that in one call is a fault. */
const LIVES = 5;

export function createItemsSession(options: ItemsSessionOptions): ItemsSession {
  const { items, names, name, limits, now, reservedLimit } = options;
  const lives = createLives(options);
  const tokens = new Map<string, Token>();
  const kinds = new Map<Token, string>();

  function tokenOf(wanted: string): Token {
    let token = tokens.get(wanted);
    if (token === undefined) {
      token = names.token(name, wanted).toString("hex");
      tokens.set(wanted, token);
      kinds.set(token, wanted);
    }
    return token;
  }

  const context: Context = {
    ...options,
    lives,
    tokenOf,
    kindOf(held, handle, life) {
      const known = kinds.get(held.kind);
      if (known !== undefined) return known;
      const { kind } = life.sealer.open(held.sealed, handle);
      tokenOf(kind);
      return kind;
    },
  };

  async function within<T>(step: (life: Life) => Promise<T | null>): Promise<T> {
    for (let turn = 0; turn < LIVES; turn++) {
      const done = await step(await lives.ensure());
      if (done !== null) return done;
      lives.forget();
    }
    throw new ClosemaskError("store-failed", "the session was purged again and again meanwhile", {
      hint: "end the process that purges it",
    });
  }

  async function put(entries: readonly NewEntry[]): Promise<PutResult[]> {
    if (entries.length === 0) return [];
    return await within((life) => putEntries(context, life, entries));
  }

  /** What is there and has not expired. */
  async function find(life: Life, handles: readonly Handle[]): Promise<({ held: Held; item: Item } | null)[]> {
    const found = handles.length === 0 ? [] : await items.get(life.group, handles.map(nameOf.entry));
    return found.map((item) => {
      const held = item === null ? null : unpackEntry(item.bytes);
      return item === null || held === null || isExpiredAt(held.used, limits, now()) ? null : { held, item };
    });
  }

  /** Notes a use that is older than a step. Where another process changes the entry, that is a use too. */
  async function touch(life: Life, found: readonly { handle: Handle; held: Held; item: Item }[]): Promise<void> {
    const used = now();
    const stale = found.filter(({ held }) => used - held.used > touchStep(limits));
    if (stale.length === 0) return;
    await items
      .swap(
        life.group,
        stale.map(({ handle, held, item }) => ({
          name: nameOf.entry(handle),
          bytes: packEntry({ ...held, used }),
          lasts: lastsOf(limits),
          version: item.version,
        })),
      )
      // A use that cannot be noted, because the service takes no writes, is no reason to restore nothing.
      .catch(() => {});
  }

  async function getAt(life: Life, handles: readonly Handle[]): Promise<((Entry & { readonly held: Held }) | null)[]> {
    const found = await find(life, handles);
    await touch(
      life,
      found.flatMap((one, i) => (one === null ? [] : [{ handle: handles[i] as Handle, ...one }])),
    );
    return found.map((one, i) => {
      if (one === null) return null;
      const handle = handles[i] as Handle;
      const { kind, value } = life.sealer.open(one.held.sealed, handle);
      return { handle, kind, value, styles: one.held.styles, held: one.held };
    });
  }

  const toEntry = (found: Entry | null): Entry | null =>
    found && { handle: found.handle, kind: found.kind, value: found.value, styles: found.styles };

  /** Steps of a look-up in the present life; what is not found is looked for again where that is another one by now. */
  async function lookUp(count: number, step: (life: Life) => Promise<(Entry | null)[]>): Promise<(Entry | null)[]> {
    const life = count === 0 ? null : await lives.look();
    if (life === null) return Array.from({ length: count }, () => null);
    const found = await step(life);
    if (!found.includes(null)) return found;
    const present = await lives.ask();
    return present === null || present.version === life.version ? found : await step(present);
  }

  const get = (handles: readonly Handle[]): Promise<(Entry | null)[]> =>
    lookUp(handles.length, async (life) => (await getAt(life, handles)).map(toEntry));

  async function getNumbered(
    wanted: readonly { readonly counter: string; readonly number: number }[],
  ): Promise<(Entry | null)[]> {
    if (items.listing === undefined) return wanted.map(() => null);
    return await lookUp(wanted.length, async (life) => {
      const found = await getAt(life, await handlesOfNumbers(context, life, wanted));
      return found.map((entry, i) => {
        const { counter, number } = wanted[i] as (typeof wanted)[number];
        const token = tokenOf(counter);
        // An entry that was made anew has other numbers.
        const owns = entry?.held.numbers.some((one) => one.token === token && one.number === number) === true;
        return owns ? toEntry(entry) : null;
      });
    });
  }

  async function reserve(
    handles: readonly Handle[],
    numbers: readonly { readonly counter: string; readonly number: number }[] = [],
  ): Promise<number> {
    if (handles.length === 0 && numbers.length === 0) return 0;
    return await within(async (life) => {
      let gone = false;
      const room = async (count: number): Promise<number> => {
        if (items.listing === undefined) return count;
        const most = { field: "reserved", value: reservedLimit } as const;
        const counted = await lives.tally(life, { reserved: count }, { most });
        gone ||= counted === "gone";
        if (counted !== "over") return count;
        const now = await lives.tally(life, {});
        const left = typeof now === "string" ? 0 : Math.max(0, reservedLimit - (now.reserved ?? 0));
        if (left > 0) await lives.tally(life, { reserved: left });
        return left;
      };
      const first = await reserveNames(context, life, handles.map(nameOf.entry), room);
      const second =
        numbers.length === 0 || items.listing === undefined
          ? { added: 0, refused: 0 }
          : await reserveNumbers(context, life, numbers, room);
      if (first.added + second.added > 0 && !(await lives.isCurrent(life))) return null;
      return gone ? null : first.refused + second.refused;
    });
  }

  async function literals(limit: number, each: EachLiteral): Promise<void> {
    const life = limit <= 0 ? null : await lives.ask();
    if (life === null) return;
    for await (const some of placesOf(context, life, limit)) {
      const found = await find(
        life,
        some.map(({ handle }) => handle),
      );
      for (const [i, one] of found.entries()) {
        const { place, handle } = some[i] as (typeof some)[number];
        // An entry that was made anew is a literal only if it has another place.
        if (one?.held.literal === place) each({ handle, ...life.sealer.open(one.held.sealed, handle) }, false);
      }
    }
  }

  return {
    put,
    get,
    getNumbered,
    reserve,
    literals,
    epoch: lives.epoch,
    mark: lives.mark,
    forgets: items.listing === undefined,
    context,
    within,
  };
}
