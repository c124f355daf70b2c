// The log of literals of a session kept as items: one item for each place, in the order in which values became literals, and one
// that says which places there are.

import type { Context, Life } from "./items-life.ts";
import { nameOf, numberAt, packNumbers } from "./items-pack.ts";

/** Writes entries into the log; returns the place of the first one. */
export async function logLiterals(context: Context, life: Life, handles: readonly number[]): Promise<number> {
  const { items, now } = context;
  const first = await takePlaces(context, life, handles.length);
  await items.add(
    life.group,
    handles.map((handle, i) => ({ name: nameOf.literal(first + i), bytes: packNumbers([handle, now()]), lasts: 0 })),
  );
  return first;
}

async function takePlaces({ items, now }: Context, life: Life, count: number): Promise<number> {
  for (;;) {
    const [found = null] = await items.get(life.group, [nameOf.log]);
    // An engine that may have forgotten the log begins behind all places that it can have given.
    const first = found === null ? (items.listing === undefined ? now() : 1) : numberAt(found.bytes, 1);
    const start = found === null ? first : numberAt(found.bytes, 0);
    const item = { name: nameOf.log, bytes: packNumbers([start, first + count]), lasts: 0 };
    const [done] =
      found === null
        ? await items.add(life.group, [item])
        : await items.swap(life.group, [{ ...item, version: found.version }]);
    if (done === true) return first;
  }
}

/** The newest `limit` places, oldest first, in pieces. */
export async function* placesOf(
  { items }: Context,
  life: Life,
  limit: number,
): AsyncGenerator<readonly { readonly place: number; readonly handle: number }[]> {
  const [log = null] = await items.get(life.group, [nameOf.log]);
  if (log === null) return;
  const end = numberAt(log.bytes, 1);
  for (let from = Math.max(numberAt(log.bytes, 0), end - limit); from < end; from += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, end - from) }, (_, i) => from + i);
    const found = await items.get(life.group, places.map(nameOf.literal));
    yield places.flatMap((place, i) => {
      const item = found[i] ?? null;
      return item === null ? [] : [{ place, handle: numberAt(item.bytes, 0) }];
    });
  }
}

/** Literals that are looked up at once. */
const AT_ONCE = 2000;
