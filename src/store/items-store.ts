// A store over an engine of items: the Store contract for services that keep small items by name. What such a service sees: keyed
// hashes, times, counts and ciphertext.

import { ClosemaskError } from "../errors.ts";
import { ABLE, type SessionInfo, type Store, type StoreLimits } from "../mask/store.ts";
import type { Items, Listing } from "./items.ts";
import { sealedName, stateName } from "./items-life.ts";
import { entriesOf, pruneSession } from "./items-limits.ts";
import { handleIn, isReserved, torn } from "./items-pack.ts";
import { createItemsSession, type ItemsSession } from "./items-session.ts";
import { dumpSession, loadSession, resealSession } from "./items-transfer.ts";
import { checkValue, type KeyRing } from "./keys.ts";
import { isExpiredAt, RESERVED_LIMIT } from "./limits.ts";
import { checkSessionName } from "./session-name.ts";
import { createNames } from "./shared-seal.ts";

export interface ItemsStoreOptions {
  readonly items: Items;
  /** What the names of all groups of this store begin with. */
  readonly prefix: string;
  readonly ring: KeyRing;
  readonly limits: StoreLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly reservedLimit?: number;
}

const FORMAT = "closemask 1";
/** In names of items, which have blanks for separators in some protocols. */
const PREFIX = /^[\w.:-]{1,64}$/;

export function checkPrefix(prefix: string, setting: string): void {
  if (PREFIX.test(prefix)) return;
  throw new ClosemaskError("config", `${setting} is not one`, {
    hint: "use 1 to 64 letters, digits, dots, colons, dashes and underscores",
  });
}

/** Closes the engine when it cannot be used. @throws ClosemaskError `store-*`, `key-wrong` */
export async function openItemsStore(options: ItemsStoreOptions): Promise<Store> {
  const { items, prefix, ring, limits, now, reservedLimit = RESERVED_LIMIT } = options;
  const { listing } = items;
  try {
    await checkKey(items, prefix, ring);
  } catch (error) {
    await items.close();
    throw error;
  }
  const names = createNames(ring);
  const sessions = new Map<string, ItemsSession>();

  function open(name: string): ItemsSession {
    checkSessionName(name);
    let opened = sessions.get(name);
    if (opened === undefined) {
      const hash = names.sessionHash(name);
      opened = createItemsSession({ items, main: prefix, name, hash, ring, names, limits, now, reservedLimit });
      sessions.set(name, opened);
    }
    return opened;
  }

  function able(what: string): Listing {
    if (listing !== undefined) return listing;
    throw new ClosemaskError("store-unable", `${items.type} cannot ${what}: it does not know what it holds`, {
      hint: "use sqlite, redis or dynamodb for that, or `closemask sessions purge <name>` for a session whose name you know",
    });
  }

  async function describe(list: Listing, session: ItemsSession): Promise<SessionInfo | null> {
    const { context } = session;
    const life = await context.lives.look();
    if (life === null) return null;
    const state = await context.lives.tally(life, {});
    if (typeof state === "string") return null;
    const byKind: Record<string, number> = Object.create(null);
    let [entries, bytes, reserved] = [0, 0, 0];
    for await (const { name, held } of entriesOf(list, life)) {
      if (held === null) reserved++;
      else if (!isExpiredAt(held.used, limits, now())) {
        const kind = context.kindOf(held, handleIn(name), life);
        byKind[kind] = (byKind[kind] ?? 0) + 1;
        entries++;
        bytes += held.sealed.length;
      }
    }
    for await (const piece of list.list(life.group, "n"))
      reserved += piece.filter((item) => isReserved(item.bytes)).length;
    const { created = 0, used = created, evicted = 0 } = state;
    return { name: context.name, entries, byKind, created, lastUsed: used, bytes, reserved, evicted };
  }

  async function all(list: Listing): Promise<ItemsSession[]> {
    const found: ItemsSession[] = [];
    for await (const piece of list.list(prefix, "s")) {
      for (const item of piece) {
        const name = names.open(sealedName(item));
        // A session's keys follow from its name: one that says another name was put there by somebody else.
        if (stateName(names.sessionHash(name)) !== item.name) throw torn();
        found.push(open(name));
      }
    }
    return found.sort((a, b) => (a.context.name < b.context.name ? -1 : 1));
  }

  async function each(list: Listing, step: (session: ItemsSession) => Promise<number>): Promise<number> {
    let total = 0;
    for (const session of await all(list)) total += await step(session);
    return total;
  }

  const purge = async (name: string): Promise<boolean> => {
    const { context } = open(name);
    const { lives } = context;
    lives.forget();
    const [state = null] = await items.get(prefix, [stateName(context.hash)]);
    const life = state === null ? null : await lives.ensure();
    await items.remove(prefix, [stateName(context.hash)]);
    lives.forget();
    if (life === null) return false;
    if (listing !== undefined) {
      for await (const piece of listing.list(life.group, ""))
        await items.remove(
          life.group,
          piece.map((item) => item.name),
        );
    }
    return true;
  };

  return {
    type: items.type,
    capabilities: listing === undefined ? { lists: false, counts: false, numbers: false, keeps: false } : ABLE,
    async session(name, { create = true } = {}) {
      const opened = open(name);
      if (create) await opened.context.lives.ensure();
      else if ((await opened.context.lives.look()) === null) return null;
      return opened;
    },
    async list() {
      const list = able("list sessions");
      const found = await Promise.all((await all(list)).map((session) => describe(list, session)));
      return found.filter((info) => info !== null);
    },
    purge,
    async prune() {
      return await each(able("look for expired entries"), async ({ context }) => {
        const life = await context.lives.look();
        return life === null ? 0 : await pruneSession(context, life);
      });
    },
    async dump(name) {
      const { context } = open(name);
      const list = able("export a session");
      const life = await context.lives.look();
      return life === null ? null : await dumpSession(list, context, life);
    },
    async load(dump) {
      const session = open(dump.name);
      able("import a session");
      await session.context.lives.ensure(dump.created);
      return await loadSession(session, dump);
    },
    async reseal() {
      const list = able("seal its entries anew");
      return await each(list, async ({ context }) => {
        const life = await context.lives.look();
        return life === null ? 0 : await resealSession(list, context, life);
      });
    },
    close: () => items.close(),
  };
}

async function checkKey(items: Items, prefix: string, ring: KeyRing): Promise<void> {
  const own = Buffer.from(`${FORMAT} ${Buffer.from(checkValue(ring)).toString("base64url")}`);
  // Read first: a service that is full lets nothing be written, and much be restored.
  let [found = null] = await items.get(prefix, ["check"]);
  if (found === null) {
    await items.add(prefix, [{ name: "check", bytes: own, lasts: 0 }]);
    [found = null] = await items.get(prefix, ["check"]);
  }
  if (found === null || found.bytes.equals(own)) return;
  const text = found.bytes.toString("latin1");
  if (text.startsWith("closemask ") && !text.startsWith(`${FORMAT} `)) {
    throw new ClosemaskError("store-newer", "the store was written by a newer closemask", {
      hint: "run `npm install -g closemask@latest`",
    });
  }
  throw new ClosemaskError("key-wrong", "this key is not the one the store was made with", {
    hint: `set CLOSEMASK_KEY to what \`closemask keys export\` prints on a machine that uses the store, or set another store.${items.type}.prefix`,
  });
}
