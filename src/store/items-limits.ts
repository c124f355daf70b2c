// Room in a session kept as items: entries are counted beside its state, before they are made. When the count says that it is
// full, everything is looked through: what has expired goes, then what was unused longest, and the count is right again.

import type { Item, Listing } from "./items.ts";
import type { Context, Life } from "./items-life.ts";
import { type Held, handleIn, isReserved, nameOf, numberAt, unpackEntry } from "./items-pack.ts";
import { evictionSize, isExpiredAt, sessionFull } from "./limits.ts";

/** An entry as a look through a session finds it. */
export interface Seen extends Omit<Held, "sealed"> {
  readonly handle: number;
  readonly version: string;
  /** Sealed bytes. */
  readonly size: number;
}

/** Looks through the entries of a session. */
export async function* entriesOf(
  listing: Listing,
  life: Life,
): AsyncGenerator<{ readonly name: string; readonly item: Item; readonly held: Held | null }> {
  for await (const piece of listing.list(life.group, "e"))
    for (const item of piece) yield { name: item.name, item, held: unpackEntry(item.bytes) };
}

/**
 * Counts `count` more entries, and makes room for them. Null after a purge.
 * @throws ClosemaskError `session-full`
 */
export async function makeRoom(
  context: Context,
  life: Life,
  count: number,
  keep: ReadonlySet<number>,
): Promise<true | null> {
  const { items, lives, limits, now } = context;
  const { listing } = items;
  if (listing === undefined || count === 0) return true;
  const bound = { set: { used: now() }, most: { field: "entries", value: limits.maxEntries } } as const;
  const counted = await lives.tally(life, { entries: count }, bound);
  if (counted === "gone") return null;
  if (counted !== "over") return true;
  const before = await lives.tally(life, {});
  if (typeof before === "string") return null;
  const seen = await look(listing, life);
  const free = seen.filter(({ handle }) => !keep.has(handle));
  const expired = free.filter(({ used }) => isExpiredAt(used, limits, now()));
  const gone = await dropEntries(context, life, expired);
  let left = seen.length - gone;
  let evicted = 0;
  if (left + count > limits.maxEntries && limits.atLimit === "evict") {
    const oldest = free.filter((entry) => !expired.includes(entry)).sort((a, b) => a.used - b.used);
    const needed = evictionSize(left + count - limits.maxEntries, limits);
    evicted = await dropEntries(context, life, oldest.slice(0, needed));
    left -= evicted;
  }
  const change = { entries: left - (before.entries ?? 0), gone: gone + evicted, evicted };
  if ((await lives.tally(life, change)) === "gone") return null;
  const again = await lives.tally(life, { entries: count }, bound);
  if (again === "gone") return null;
  if (again === "over") throw sessionFull(limits);
  return true;
}

async function look(listing: Listing, life: Life): Promise<Seen[]> {
  const seen: Seen[] = [];
  for await (const { name, item, held } of entriesOf(listing, life)) {
    if (held === null) continue;
    const { sealed, ...rest } = held;
    seen.push({ ...rest, handle: handleIn(name), version: item.version, size: sealed.length });
  }
  return seen;
}

/** Removes entries that nobody has changed meanwhile, with their numbers. Returns how many. */
async function dropEntries({ items }: Context, life: Life, entries: readonly Seen[]): Promise<number> {
  if (items.listing === undefined || entries.length === 0) return 0;
  const done = await items.listing.drop(
    life.group,
    entries.map(({ handle, version }) => ({ name: nameOf.entry(handle), version })),
  );
  const gone = entries.filter((_, i) => done[i] === true);
  await items.remove(
    life.group,
    gone.flatMap(({ numbers, literal }) => [
      ...numbers.map(nameOf.number),
      ...(literal === 0 ? [] : [nameOf.literal(literal)]),
    ]),
  );
  return gone.length;
}

/** Removes what has expired, and numbers and places of the log that lead nowhere; returns how many entries. */
export async function pruneSession(context: Context, life: Life): Promise<number> {
  const { items, lives, limits, now } = context;
  const { listing } = items;
  if (listing === undefined) return 0;
  const before = await lives.tally(life, {});
  if (typeof before === "string") return 0;
  const seen = await look(listing, life);
  const expired = seen.filter(({ used }) => isExpiredAt(used, limits, now()));
  const gone = await dropEntries(context, life, expired);
  const left = new Set(seen.map(({ handle }) => handle));
  for (const { handle } of expired) left.delete(handle);
  await dropIdle(context, life, listing, left);
  const missing = seen.length - gone - (before.entries ?? 0);
  if (gone > 0 || missing !== 0) await lives.tally(life, { entries: missing, gone });
  return gone;
}

/** Milliseconds after which what leads to no entry belongs to none that is being made. */
const IDLE = 3_600_000;

// An entry that is being made has its numbers and its place in the log first.
async function dropIdle(context: Context, life: Life, listing: Listing, left: ReadonlySet<number>): Promise<void> {
  for (const prefix of ["n", "l"]) {
    for await (const piece of listing.list(life.group, prefix)) {
      const idle = piece.filter(
        ({ bytes }) => !isReserved(bytes) && !left.has(numberAt(bytes, 0)) && context.now() - numberAt(bytes, 1) > IDLE,
      );
      if (idle.length === 0) continue;
      const found = await context.items.get(
        life.group,
        idle.map(({ bytes }) => nameOf.entry(numberAt(bytes, 0))),
      );
      const dropped = idle.filter((_, i) => found[i] === null);
      await listing.drop(life.group, dropped);
    }
  }
}
