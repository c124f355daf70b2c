// Numbers of counters, kept as items: one for each number that was given or set aside, which decides who has it, and one for the
// counter, below whose `next` nothing is given any more. `next` moves before a number is told to anybody.

import type { Context, Life } from "./items-life.ts";
import { isReserved, nameOf, numberAt, packNumbers, RESERVED_BYTES, type Token } from "./items-pack.ts";

/** Who wants a number: an entry, or rather its handle. */
export interface Need {
  readonly handle: number;
  readonly limit: number;
}

/** Numbers that are looked at in one step. */
const AT_ONCE = 256;

/** The first number that was never given. */
export async function nextOf(context: Context, life: Life, token: Token): Promise<number> {
  const [counter] = await context.items.get(life.group, [nameOf.counter(token)]);
  return counter == null ? 1 : numberAt(counter.bytes, 0);
}

/** Numbers in the order of the needs; 0 where the limit is reached. */
export async function giveNumbers(
  context: Context,
  life: Life,
  counter: string,
  needs: readonly Need[],
): Promise<number[]> {
  const token = context.tokenOf(counter);
  const given: number[] = [];
  let next = await nextOf(context, life, token);
  while (given.length < needs.length) {
    const free = await freeFrom(context, life, token, next, Math.min(AT_ONCE, needs.length - given.length));
    const wanted: { at: number; number: number }[] = [];
    for (let at = given.length, i = 0; at < needs.length && i < free.length; at++) {
      const number = free[i] as number;
      // A number that is too high for one need stays for the next one.
      if (number >= (needs[at] as Need).limit) given[at] = 0;
      else wanted.push({ at, number: free[i++] as number });
    }
    const made = await context.items.add(
      life.group,
      wanted.map(({ at, number }) => ({
        name: nameOf.number({ token, number }),
        bytes: packNumbers([(needs[at] as Need).handle, context.now()]),
        lasts: 0,
      })),
    );
    const failed = made.indexOf(false);
    const kept = failed === -1 ? wanted : wanted.slice(0, failed);
    for (const { at, number } of kept) given[at] = number;
    // Numbers behind one that another process took meanwhile go back, so that the order of the values stays.
    const back = wanted.filter((_, i) => failed !== -1 && i > failed && made[i] === true);
    await takeBack(
      context,
      life,
      counter,
      back.map(({ number }) => number),
    );
    if (failed !== -1) given.length = (wanted[failed] as { at: number }).at;
    next = (wanted[failed === -1 ? wanted.length - 1 : failed]?.number ?? next - 1) + 1;
  }
  await raise(context, life, counter, Math.max(0, ...given) + 1);
  return given;
}

/** The first numbers from `next` on that have no item. */
async function freeFrom({ items }: Context, life: Life, token: Token, next: number, count: number): Promise<number[]> {
  const free: number[] = [];
  for (let from = next; free.length < count; from += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, i) => from + i);
    const found = await items.get(
      life.group,
      some.slice(0, count - free.length).map((number) => nameOf.number({ token, number })),
    );
    for (const [i, item] of found.entries()) if (item === null) free.push(some[i] as number);
    if (found.length < AT_ONCE) from += found.length - AT_ONCE;
  }
  return free;
}

/** Numbers that were given to nobody in the end. */
export async function takeBack(
  context: Context,
  life: Life,
  counter: string,
  numbers: readonly number[],
): Promise<void> {
  if (numbers.length === 0) return;
  const token = context.tokenOf(counter);
  await context.items.remove(
    life.group,
    numbers.map((number) => nameOf.number({ token, number })),
  );
}

/** Makes sure that nothing below `next` is given from now on. */
export async function raise(context: Context, life: Life, counter: string, next: number): Promise<void> {
  const { items, names } = context;
  const name = nameOf.counter(context.tokenOf(counter));
  const bytes = packNumbers([next], names.seal(counter));
  for (;;) {
    const [found = null] = await items.get(life.group, [name]);
    if (found !== null && numberAt(found.bytes, 0) >= next) return;
    const item = { name, bytes, lasts: 0 };
    const [done] =
      found === null
        ? await items.add(life.group, [item])
        : await items.swap(life.group, [{ ...item, version: found.version }]);
    if (done === true) return;
  }
}

/** The handles of numbers; -1 where there is none. */
export async function handlesOfNumbers(
  context: Context,
  life: Life,
  wanted: readonly { readonly counter: string; readonly number: number }[],
): Promise<number[]> {
  const asked = wanted.map(({ counter, number }) => nameOf.number({ token: context.tokenOf(counter), number }));
  const found = await context.items.get(life.group, asked);
  return found.map((item) => (item === null || isReserved(item.bytes) ? -1 : numberAt(item.bytes, 0)));
}

/**
 * Sets numbers aside, as many as `room` says; those that were given or are set aside already count as done. Returns how many
 * are new, and how many found no room.
 */
export async function reserveNumbers(
  context: Context,
  life: Life,
  numbers: readonly { readonly counter: string; readonly number: number }[],
  room: (count: number) => Promise<number>,
): Promise<{ added: number; refused: number }> {
  const nexts = new Map<string, number>();
  for (const { counter } of numbers) {
    if (nexts.has(counter)) continue;
    nexts.set(counter, 0);
    // With its sealed name, lest a dump could not say whose number it is.
    await raise(context, life, counter, 1);
    nexts.set(counter, await nextOf(context, life, context.tokenOf(counter)));
  }
  const open = numbers.filter(({ counter, number }) => number >= (nexts.get(counter) as number));
  return await reserveNames(
    context,
    life,
    open.map(({ counter, number }) => nameOf.number({ token: context.tokenOf(counter), number })),
    room,
  );
}

/** The same for any names. */
export async function reserveNames(
  { items }: Context,
  life: Life,
  wanted: readonly string[],
  room: (count: number) => Promise<number>,
): Promise<{ added: number; refused: number }> {
  const names = [...new Set(wanted)];
  if (names.length === 0) return { added: 0, refused: 0 };
  const found = await items.get(life.group, names);
  const absent = names.filter((_, i) => found[i] === null);
  const most = absent.length === 0 ? 0 : await room(absent.length);
  const some = absent.slice(0, most);
  const made = await items.add(
    life.group,
    some.map((name) => ({ name, bytes: RESERVED_BYTES, lasts: 0 })),
  );
  return { added: made.filter(Boolean).length, refused: absent.length - some.length };
}
