// Whole sessions kept as items: dump, load and sealing anew, in steps. None of them is a picture of one moment when others write
// meanwhile.

import type { SessionDump } from "../mask/store.ts";
import type { Listing, NewItem } from "./items.ts";
import { type Context, type Life, lastsOf } from "./items-life.ts";
import { entriesOf } from "./items-limits.ts";
import { logLiterals } from "./items-log.ts";
import { nextOf, raise } from "./items-numbers.ts";
import {
  handleIn,
  isReserved,
  type Numbered,
  nameOf,
  numberedIn,
  packEntry,
  packNumbers,
  torn,
  unpackEntry,
} from "./items-pack.ts";
import type { ItemsSession } from "./items-session.ts";
import { importTooLarge, isExpiredAt, sessionConflict } from "./limits.ts";

type DumpEntry = SessionDump["entries"][number];

/** Entries of one step. */
const AT_ONCE = 1000;

export async function dumpSession(listing: Listing, context: Context, life: Life): Promise<SessionDump | null> {
  const { lives, limits, names, now, name } = context;
  const state = await lives.tally(life, {});
  if (typeof state === "string") return null;
  const counters = new Map<string, string>();
  for await (const piece of listing.list(life.group, "c"))
    for (const item of piece) counters.set(item.name.slice(1), names.open(item.bytes.subarray(8)));
  const named = ({ token, number }: Numbered): { counter: string; number: number } => {
    const counter = counters.get(token);
    if (counter === undefined) throw torn();
    return { counter, number };
  };
  const entries: DumpEntry[] = [];
  const reserved: number[] = [];
  for await (const { name: at, held } of entriesOf(listing, life)) {
    const handle = handleIn(at);
    if (held === null) reserved.push(handle);
    else if (!isExpiredAt(held.used, limits, now())) {
      const { fingerprint, styles, literal, firstSeen, used, numbers, sealed } = held;
      const common = { handle, fingerprint, styles, literal: literal > 0, firstSeen, lastUsed: used };
      entries.push({ ...common, ...life.sealer.open(sealed, handle), numbers: numbers.map(named) });
    }
  }
  const reservedNumbers: { counter: string; number: number }[] = [];
  for await (const piece of listing.list(life.group, "n"))
    for (const item of piece) if (isReserved(item.bytes)) reservedNumbers.push(named(numberedIn(item.name)));
  return { name, created: state.created ?? 0, entries, reserved, reservedNumbers };
}

/** First everything is checked, then it is written: what another process takes meanwhile stays its own. */
export async function loadSession(session: ItemsSession, dump: SessionDump): Promise<{ added: number; known: number }> {
  const { context } = session;
  const { lives, limits } = context;
  const result = await session.within(async (life) => {
    const entries = dump.entries.toSorted((a, b) => a.firstSeen - b.firstSeen);
    const fresh = await unknownOf(context, life, entries);
    const counted = await lives.tally(
      life,
      { entries: fresh.length },
      { most: { field: "entries", value: limits.maxEntries } },
    );
    if (counted === "gone") return null;
    if (counted === "over") throw importTooLarge(limits);
    let added = 0;
    for (let from = 0; from < fresh.length; from += AT_ONCE)
      added += await write(context, life, fresh.slice(from, from + AT_ONCE));
    return (await lives.isCurrent(life)) ? { added, known: dump.entries.length - added } : null;
  });
  await session.reserve(dump.reserved, dump.reservedNumbers);
  return result;
}

/** Those that are not there. @throws ClosemaskError `session-conflict` */
async function unknownOf(context: Context, life: Life, entries: readonly DumpEntry[]): Promise<DumpEntry[]> {
  const { items, tokenOf } = context;
  const nexts = new Map<string, number>();
  for (const counter of new Set(entries.flatMap(({ numbers }) => numbers.map((one) => one.counter))))
    nexts.set(counter, await nextOf(context, life, tokenOf(counter)));
  const fresh: DumpEntry[] = [];
  let conflicts = 0;
  const found = await items.get(
    life.group,
    entries.map(({ handle }) => nameOf.entry(handle)),
  );
  for (const [i, entry] of entries.entries()) {
    const item = found[i] ?? null;
    const held = item === null ? null : unpackEntry(item.bytes);
    if (held !== null) {
      if (held.fingerprint !== entry.fingerprint) conflicts++;
      continue;
    }
    fresh.push(entry);
    if (entry.numbers.some(({ counter, number }) => number < (nexts.get(counter) as number))) conflicts++;
  }
  if (conflicts > 0) throw sessionConflict(conflicts);
  return fresh;
}

/** Entries with their numbers; what was only set aside gives way to them. Returns how many were written. */
async function write(context: Context, life: Life, entries: readonly DumpEntry[]): Promise<number> {
  const { limits, now, tokenOf } = context;
  const numbered = entries.flatMap(({ handle, numbers }) => numbers.map((one) => ({ handle, ...one })));
  await place(
    context,
    life,
    numbered.map(({ handle, counter, number }) => ({
      name: nameOf.number({ token: tokenOf(counter), number }),
      bytes: packNumbers([handle, now()]),
      lasts: 0,
    })),
  );
  const highest = new Map<string, number>();
  for (const { counter, number } of numbered) highest.set(counter, Math.max(number, highest.get(counter) ?? 0));
  for (const [counter, number] of highest) await raise(context, life, counter, number + 1);
  const literals = entries.flatMap(({ literal, handle }) => (literal ? [handle] : []));
  const first = literals.length === 0 ? 0 : await logLiterals(context, life, literals);
  const places = new Map(literals.map((handle, i) => [handle, first + i]));
  return await place(
    context,
    life,
    entries.map(({ handle, fingerprint, kind, value, styles, firstSeen, lastUsed, numbers }) => ({
      name: nameOf.entry(handle),
      bytes: packEntry({
        fingerprint,
        kind: tokenOf(kind),
        styles,
        literal: places.get(handle) ?? 0,
        firstSeen,
        used: lastUsed,
        numbers: numbers.map(({ counter, number }) => ({ token: tokenOf(counter), number })),
        // Which other handles the value may have is not in a dump: it is bound to the one it has.
        sealed: life.sealer.seal([handle, -1, -1], 0, kind, value),
      }),
      lasts: lastsOf(limits),
    })),
  );
}

/** Writes items where nothing is, or where something is set aside. @throws ClosemaskError `session-conflict` */
async function place({ items, lives }: Context, life: Life, wanted: readonly NewItem[]): Promise<number> {
  if (wanted.length === 0) return 0;
  const found = await items.get(
    life.group,
    wanted.map((item) => item.name),
  );
  const free = wanted.filter((_, i) => found[i] === null);
  const reserved = wanted.flatMap((item, i) => {
    const there = found[i] ?? null;
    return there !== null && isReserved(there.bytes) ? [{ ...item, version: there.version }] : [];
  });
  const added = await items.add(life.group, free);
  const swapped = await items.swap(life.group, reserved);
  if (reserved.length > 0) await lives.tally(life, { reserved: -reserved.length });
  const done = [...added, ...swapped].filter(Boolean).length;
  if (done < wanted.length) throw sessionConflict(wanted.length - done);
  return done;
}

/** Returns how many entries were sealed anew. */
export async function resealSession(listing: Listing, { items, limits }: Context, life: Life): Promise<number> {
  let total = 0;
  let old: (NewItem & { readonly version: string })[] = [];
  const flush = async (): Promise<void> => {
    if (old.length > 0) total += (await items.swap(life.group, old)).filter(Boolean).length;
    old = [];
  };
  for await (const { name, item, held } of entriesOf(listing, life)) {
    if (held === null || !life.sealer.isOld(held.sealed)) continue;
    const { kind, value } = life.sealer.open(held.sealed, handleIn(name));
    const sealed = life.sealer.seal(life.sealer.handlesOf(held.sealed), 0, kind, value);
    old.push({ name, bytes: packEntry({ ...held, sealed }), lasts: lastsOf(limits), version: item.version });
    if (old.length >= AT_ONCE) await flush();
  }
  await flush();
  return total;
}
