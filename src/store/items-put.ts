// Finding and making entries kept as items. All is read and decided first, then written, each entry by the one step that its item
// allows; where another process was faster, everything is read and decided again.

import { ClosemaskError } from "../errors.ts";
import type { NewEntry, PutResult } from "../mask/store.ts";
import { STYLE_BIT } from "../mask/store.ts";
import type { NewItem } from "./items.ts";
import { type Context, type Life, lastsOf } from "./items-life.ts";
import { makeRoom } from "./items-limits.ts";
import { logLiterals } from "./items-log.ts";
import { giveNumbers, takeBack } from "./items-numbers.ts";
import { type Held, nameOf, packEntry, unpackEntry } from "./items-pack.ts";
import { handlesUsedUp, isExpiredAt, touchStep } from "./limits.ts";

/** What lies at a handle; `held` is null where it is set aside. */
interface Found {
  readonly held: Held | null;
  readonly version: string;
}

/** The entry that some of the values get. */
interface Choice {
  readonly handle: number;
  readonly state: "made" | "lapsed" | "known";
  /** That of the item to be replaced; empty for a new one. */
  readonly version: string;
  held: Held;
  isChanged: boolean;
  /** Numbers that were given to it just now. */
  readonly fresh: { readonly counter: string; readonly number: number }[];
}

/** Attempts against other processes that change the same entries. */
const TURNS = 50;
const LONGEST_PAUSE = 50;

/** Null after a purge. @throws ClosemaskError */
export async function putEntries(
  context: Context,
  life: Life,
  entries: readonly NewEntry[],
): Promise<PutResult[] | null> {
  const { lives } = context;
  const created = new Set<number>();
  /** Entries that were counted and are not made yet. */
  let credit = 0;
  try {
    for (let turn = 0; turn < TURNS; turn++) {
      const found = await read(context, life, entries);
      const choices = choose(context, life, entries, found);
      const distinct = [...new Set(choices)];
      const made = distinct.filter(({ state }) => state === "made").length;
      if (made > credit) {
        const keep = new Set(distinct.map(({ handle }) => handle));
        if ((await makeRoom(context, life, made - credit, keep)) === null) return null;
        credit = made;
      }
      refresh(context, distinct);
      const numbers = await number(context, life, entries, choices);
      await log(context, life, entries, choices);
      const { written, failed } = await write(context, life, distinct);
      for (const choice of written) {
        if (choice.state !== "known") created.add(choice.handle);
        if (choice.state === "made") credit--;
      }
      const lapsed = written.filter(({ state }) => state === "lapsed").length;
      if (lapsed > 0) {
        if ((await lives.tally(life, { gone: lapsed })) === "gone") return null;
        if (context.items.listing === undefined) lives.forgetRemovals();
      }
      if (failed.length > 0) {
        await giveBack(context, life, failed);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(LONGEST_PAUSE, 2 ** turn)));
        continue;
      }
      // What was written into a life that is over is nowhere to be found.
      if (written.length > 0 && !(await lives.isCurrent(life))) return null;
      return choices.map((choice, i) => ({
        handle: choice.handle,
        kind: context.kindOf(choice.held, choice.handle, life),
        number: numbers[i] as number,
        // Of several values that are one, the first one made it.
        created: created.delete(choice.handle),
      }));
    }
  } finally {
    if (credit > 0) await lives.tally(life, { entries: -credit }).catch(() => {});
  }
  throw new ClosemaskError("store-failed", "other processes changed the same entries again and again", {
    hint: "try again; many processes that number the same kind of value get in each other's way",
  });
}

/** What lies at the handles: at the first ones, and at the others of values that are not found there. */
async function read(context: Context, life: Life, entries: readonly NewEntry[]): Promise<Map<number, Found | null>> {
  const found = new Map<number, Found | null>();
  const ask = async (wanted: Iterable<number>): Promise<void> => {
    const handles = [...new Set(wanted)].filter((handle) => !found.has(handle));
    const items = handles.length === 0 ? [] : await context.items.get(life.group, handles.map(nameOf.entry));
    for (const [i, item] of items.entries())
      found.set(handles[i] as number, item && { held: unpackEntry(item.bytes), version: item.version });
  };
  await ask(entries.flatMap(({ handles }) => handles.slice(0, 1)));
  const open = entries.filter(({ handles: [first = -1], fingerprint }) => {
    return found.get(first)?.held?.fingerprint !== fingerprint;
  });
  await ask(open.flatMap(({ handles }) => handles.slice(1)));
  return found;
}

function choose(
  context: Context,
  life: Life,
  entries: readonly NewEntry[],
  found: ReadonlyMap<number, Found | null>,
): Choice[] {
  const now = context.now();
  const taken = new Map<number, Choice>();
  const isLive = (held: Held): boolean => !isExpiredAt(held.used, context.limits, now);

  function choiceOf(entry: NewEntry): Choice {
    const { handles, fingerprint } = entry;
    // A value that has passed over a handle keeps the one it took, also when the first one's owner is gone.
    for (const handle of handles) {
      const chosen = taken.get(handle);
      if (chosen?.held.fingerprint === fingerprint) return chosen;
      const there = found.get(handle);
      if (chosen === undefined && there?.held?.fingerprint === fingerprint && isLive(there.held)) {
        return take({ handle, state: "known", version: there.version, held: there.held, isChanged: false, fresh: [] });
      }
    }
    for (const handle of handles) {
      if (taken.has(handle)) continue;
      const there = found.get(handle) ?? null;
      if (there !== null && there.held?.fingerprint !== fingerprint) continue;
      const state = there === null ? "made" : "lapsed";
      const held = heldOf(context, life, entry, now);
      return take({ handle, state, version: there?.version ?? "", held, isChanged: true, fresh: [] });
    }
    throw handlesUsedUp();
  }

  function take(choice: Choice): Choice {
    taken.set(choice.handle, choice);
    return choice;
  }

  return entries.map((entry) => {
    const choice = choiceOf(entry);
    const styles = choice.held.styles | STYLE_BIT[entry.style];
    if (styles !== choice.held.styles) change(choice, { styles });
    return choice;
  });
}

function heldOf(context: Context, life: Life, entry: NewEntry, now: number): Held {
  const { fingerprint, kind, value, handles } = entry;
  return {
    fingerprint,
    kind: context.tokenOf(kind),
    styles: 0,
    literal: 0,
    firstSeen: now,
    used: now,
    numbers: [],
    sealed: life.sealer.seal(handles, 0, kind, value),
  };
}

function change(choice: Choice, more: Partial<Held>): void {
  choice.held = { ...choice.held, ...more };
  choice.isChanged = true;
}

function refresh({ limits, now }: Context, choices: readonly Choice[]): void {
  const used = now();
  for (const choice of choices) if (used - choice.held.used > touchStep(limits)) change(choice, { used });
}

/** The number of each value, in the order of the values. */
async function number(
  context: Context,
  life: Life,
  entries: readonly NewEntry[],
  choices: readonly Choice[],
): Promise<number[]> {
  const out = entries.map(() => 0);
  if (context.items.listing === undefined) return out;
  const byCounter = new Map<string, number[]>();
  for (const [i, { counter }] of entries.entries()) {
    if (counter !== undefined) byCounter.set(counter, [...(byCounter.get(counter) ?? []), i]);
  }
  for (const [counter, places] of byCounter) {
    const token = context.tokenOf(counter);
    const has = (i: number): number =>
      (choices[i] as Choice).held.numbers.find((one) => one.token === token)?.number ?? 0;
    const open = new Map<Choice, { handle: number; limit: number }>();
    for (const i of places) {
      const choice = choices[i] as Choice;
      const limit = entries[i]?.counterLimit ?? Number.POSITIVE_INFINITY;
      if (has(i) === 0 && !open.has(choice)) open.set(choice, { handle: choice.handle, limit });
    }
    const given = open.size === 0 ? [] : await giveNumbers(context, life, counter, [...open.values()]);
    for (const [k, choice] of [...open.keys()].entries()) {
      const own = given[k] as number;
      if (own === 0) continue;
      choice.fresh.push({ counter, number: own });
      change(choice, { numbers: [...choice.held.numbers, { token, number: own }] });
    }
    for (const i of places) out[i] = has(i);
  }
  return out;
}

/** Writes new literals into the log. */
async function log(
  context: Context,
  life: Life,
  entries: readonly NewEntry[],
  choices: readonly Choice[],
): Promise<void> {
  const fresh = [...new Set(choices.filter((_, i) => entries[i]?.literal === true))].filter(
    ({ held }) => held.literal === 0,
  );
  if (fresh.length === 0) return;
  const first = await logLiterals(
    context,
    life,
    fresh.map(({ handle }) => handle),
  );
  for (const [i, choice] of fresh.entries()) change(choice, { literal: first + i });
}

async function write(
  { items, limits }: Context,
  life: Life,
  choices: readonly Choice[],
): Promise<{ written: Choice[]; failed: Choice[] }> {
  const changed = choices.filter(({ isChanged }) => isChanged);
  const fresh = changed.filter(({ state }) => state === "made");
  const others = changed.filter(({ state }) => state !== "made");
  const itemOf = ({ handle, held }: Choice): NewItem => ({
    name: nameOf.entry(handle),
    bytes: packEntry(held),
    lasts: lastsOf(limits),
  });
  const [added, swapped] = await Promise.all([
    fresh.length === 0 ? [] : items.add(life.group, fresh.map(itemOf)),
    others.length === 0
      ? []
      : items.swap(
          life.group,
          others.map((choice) => ({ ...itemOf(choice), version: choice.version })),
        ),
  ]);
  const all = [...fresh, ...others];
  const done = [...added, ...swapped];
  return { written: all.filter((_, i) => done[i] === true), failed: all.filter((_, i) => done[i] !== true) };
}

/** The numbers of entries that another process has written first. */
async function giveBack(context: Context, life: Life, failed: readonly Choice[]): Promise<void> {
  const byCounter = new Map<string, number[]>();
  for (const { counter, number: own } of failed.flatMap(({ fresh }) => fresh))
    byCounter.set(counter, [...(byCounter.get(counter) ?? []), own]);
  for (const [counter, numbers] of byCounter) await takeBack(context, life, counter, numbers);
}
