// The state of one session kept as items: from its making to its purge it has one life, with a salt of its own, on which the
// keys and the names of its items depend. Who knows the session remembers its life for a moment.

import { createHash, randomBytes } from "node:crypto";
import type { StoreLimits } from "../mask/store.ts";
import type { Item, Items, Tallies } from "./items.ts";
import { type Held, type Token, torn } from "./items-pack.ts";
import type { KeyRing } from "./keys.ts";
import { touchStep } from "./limits.ts";
import { createEntrySealer, type EntrySealer, type Names, SALT_BYTES } from "./shared-seal.ts";

/** From one making of a session to its purge. */
export interface Life {
  /** Where its items are. */
  readonly group: string;
  /** That of its state. */
  readonly version: string;
  readonly sealer: EntrySealer;
}

/** Numbers beside the state of a session. */
export type TallyField = "entries" | "gone" | "evicted" | "reserved" | "created" | "used";

export interface Lives {
  /** The present life, as of a tenth of a second ago; null when there is none now. */
  look(): Promise<Life | null>;
  /** The present life, as of now. */
  ask(): Promise<Life | null>;
  /** Makes the session where there is none, as of `created` (milliseconds since 1970). */
  ensure(created?: number): Promise<Life>;
  /** True when the session is in that life now. */
  isCurrent(life: Life): Promise<boolean>;
  /** Changes the numbers beside the state; `gone` after a purge. For engines with a Listing. */
  tally(
    life: Life,
    add: Tallies,
    more?: { readonly set?: Tallies; readonly most?: { readonly field: TallyField; readonly value: number } },
  ): Promise<"gone" | "over" | Tallies>;
  /** See SessionStore, both. */
  epoch(): Promise<number>;
  mark(): Promise<string>;
  /** Entries were removed here, where the engine keeps no count of them. */
  forgetRemovals(): void;
  /** The session was purged here. */
  forget(): void;
}

export interface LivesOptions {
  readonly items: Items;
  /** The group of the states of all sessions. */
  readonly main: string;
  readonly name: string;
  /** Hash of the name. */
  readonly hash: string;
  readonly ring: KeyRing;
  readonly names: Names;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What the steps of a session need. */
export interface Context extends LivesOptions {
  readonly lives: Lives;
  readonly limits: StoreLimits;
  /** Handles and numbers, taken together, that may be set aside. */
  readonly reservedLimit: number;
  tokenOf(name: string): Token;
  /** The kind of an entry; asks the sealed value when this process has not met it. @throws ClosemaskError */
  kindOf(held: Held, handle: number, life: Life): string;
}

/** Milliseconds that what the service said of the session may be old. */
const MAX_AGE = 100;

export function stateName(hash: string): string {
  return `s${hash}`;
}

/** How long the item of an entry lasts that was used just now: two steps longer than the entry, whose use is noted coarsely. */
export function lastsOf(limits: StoreLimits): number {
  return limits.ttl === 0 ? 0 : limits.ttl + 2 * touchStep(limits);
}

/** The name that the state of a session holds, sealed. */
export function sealedName({ bytes }: Item): Buffer {
  if (bytes.length <= SALT_BYTES) throw torn();
  return bytes.subarray(SALT_BYTES);
}

export function createLives(options: LivesOptions): Lives {
  const { items, main, name, hash, ring, names, now } = options;
  const state = stateName(hash);
  let known: Life | null = null;
  /** What the service last said of removed entries, how often that changed, and when it was said. */
  let removals = "";
  let epochs = 0;
  let heard = Number.NEGATIVE_INFINITY;

  function hear(found: { version: string; gone: number } | null): void {
    heard = performance.now();
    const said = found === null ? "" : `${found.version} ${found.gone}`;
    if (said === removals) return;
    removals = said;
    epochs++;
  }

  function lifeOf({ bytes, version }: Item): Life {
    if (known?.version === version) return known;
    if (bytes.length <= SALT_BYTES) throw torn();
    const salt = Buffer.from(bytes.subarray(0, SALT_BYTES));
    const id = createHash("sha256").update(salt).digest("base64url").slice(0, 12);
    known = { group: `${main}.${hash}.${id}`, version, sealer: createEntrySealer(ring, name, salt) };
    return known;
  }

  async function ask(): Promise<Life | null> {
    const [found = null] = await items.get(main, [state]);
    hear(found === null ? null : { version: found.version, gone: found.tallies.gone ?? 0 });
    if (found === null) {
      known = null;
      return null;
    }
    return lifeOf(found);
  }

  // That there is none is never remembered: another process may have made it, and given placeholders out.
  const look = async (): Promise<Life | null> =>
    known !== null && performance.now() - heard < MAX_AGE ? known : await ask();

  async function ensure(created = now()): Promise<Life> {
    const there = await look();
    if (there !== null) return there;
    for (;;) {
      const bytes = Buffer.concat([randomBytes(SALT_BYTES), names.seal(name)]);
      const [isNew] = await items.add(main, [{ name: state, bytes, lasts: 0 }]);
      const life = await ask();
      if (life === null) continue;
      if (isNew === true) await tally(life, {}, { set: { created, used: created } });
      return life;
    }
  }

  const tally: Lives["tally"] = async (life, add, more = {}) => {
    if (items.listing === undefined) return {};
    const after = await items.listing.tally(main, state, { version: life.version, add, ...more });
    if (typeof after !== "string") hear({ version: life.version, gone: after.gone ?? 0 });
    return after;
  };

  return {
    look,
    ask,
    ensure,
    tally,
    isCurrent: async (life) => (await ask())?.version === life.version,
    async epoch() {
      if (performance.now() - heard >= MAX_AGE) await ask();
      return epochs;
    },
    async mark() {
      if (performance.now() - heard >= MAX_AGE) await ask();
      return removals;
    },
    forgetRemovals() {
      removals = "";
      epochs++;
    },
    forget() {
      known = null;
      hear(null);
    },
  };
}
