// The pages of one session: reads them through a bounded cache, appends, updates and empties slots. All calls belong
// inside a transaction. Pages are numbered from 1 on in each session, and no number is used twice.

import type { KeyObject } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { lacksKey } from "./keys.ts";
import { type OpenPage, openPage, type SealedValue, sealPage, type ValueColumns, valueAt } from "./seal.ts";
import { createSlotRoom } from "./slot-room.ts";
import { blobOf, handleOf, isDead, isLiteral, killSlot, SLOT_BYTES, type Slots } from "./slots.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";
import { dropLessons } from "./sqlite-lessons.ts";
import { forgetNumbers } from "./sqlite-numbers.ts";
import { checkRow, rowOf } from "./sqlite-schema.ts";

/** One life of a session, until it is purged. */
export interface PageOwner {
  readonly session: number;
  readonly name: string;
  /** Page keys by number of the sealing key. */
  readonly keys: ReadonlyMap<number, KeyObject>;
  readonly newest: number;
}

export interface Pages {
  /**
   * The page's slots as of this transaction; null when the page is gone. Valid until another page is asked for. Change them, then
   * `save`.
   */
  slots(no: number): Slots | null;
  /** The slots that were just asked for stay valid until they are saved. */
  hold(no: number): void;
  /** The same with the values in one step, for who wants those next. */
  load(no: number): Slots | null;
  /** The page's values; null when it is gone. */
  opened(no: number): OpenPage | null;
  /** A slot's value, as a view of the page, which others get too; null when it is not that handle's. */
  value(no: number, slot: number, handle: number): SealedValue | null;
  save(no: number, slots: Slots): void;
  /** Seals a new page, whose values stand in `columns` from `from` on. */
  append(no: number, slots: Slots, columns: ValueColumns, from: number, created: number): void;
  /** Empties slots and seals the rest anew; a page without live slots is deleted. */
  kill(no: number, doomed: readonly number[]): void;
  /** Seals the page with the newest key. */
  reseal(no: number): void;
  /** Another process has written: slots must be read again; values never change. */
  outdate(): void;
}

interface Cached {
  stamp: number;
  slots: Slots;
  readonly open: OpenPage | null;
  readonly bytes: number;
  held: boolean;
}

/** Bytes of pages that one session keeps in memory: of opened ones, some forty thousand values, and of slots alone, where memory is short. */
const OPEN_BYTES = 2 << 20;
const SLOTS_BYTES = 768 << 10;
/** What a cached page costs besides its bytes. */
const OVERHEAD = 1000;
const SLOT_STEP = 256;
const EMPTY_SLOT: SealedValue = { handle: -1, kind: "", value: new Uint8Array(0) };

/** The place of a slot in its session as one number, rising with age; for tables that point at entries. */
export function placeOf(page: number, slot: number): number {
  return page * SLOT_STEP + slot;
}

export function pageOf(place: number): number {
  return Math.floor(place / SLOT_STEP);
}

export function slotOf(place: number): number {
  return place % SLOT_STEP;
}

export function createPages(db: Database, owner: PageOwner): Pages {
  const { session } = owner;
  const cache = new Map<number, Cached>();
  const room = createSlotRoom();
  let cachedBytes = 0;
  let stamp = 1;

  function slots(no: number): Slots | null {
    const known = cache.get(no);
    if (known !== undefined && known.stamp === stamp) return known.slots;
    const row = db.get("SELECT slots FROM page WHERE no = ?", rowOf(session, no));
    if (row === undefined) {
      drop(no);
      return null;
    }
    const blob = toBytes(row[0]);
    if (known === undefined) return keep(no, room.view(blob), null).slots;
    room.free(known.slots);
    known.stamp = stamp;
    known.slots = room.view(blob);
    return known.slots;
  }

  function value(no: number, slot: number, handle: number): SealedValue | null {
    const page = opened(no);
    return page === null ? null : valueAt(page, slot, handle);
  }

  function load(no: number): Slots | null {
    const known = cache.get(no);
    return known?.open || opened(no) !== null ? slots(no) : null;
  }

  function opened(no: number): OpenPage | null {
    const known = cache.get(no);
    if (known?.open) return known.open;
    const row = db.get("SELECT key, slots, sealed FROM page WHERE no = ?", rowOf(session, no));
    if (row === undefined) return null;
    const sealed = toBytes(row[2]);
    const open = openPage(sealed, binding(no, toNumber(row[0])));
    const current = known?.stamp === stamp;
    if (current) remove(no, known);
    else drop(no);
    return keep(no, current ? known.slots : room.view(toBytes(row[1])), open).open;
  }

  function keep(no: number, fresh: Slots, open: OpenPage | null): Cached {
    const bytes = OVERHEAD + SLOT_BYTES * fresh.count + (open === null ? 0 : open.plain.length);
    const entry = { stamp, slots: fresh, open, bytes, held: false };
    cache.set(no, entry);
    cachedBytes += bytes;
    // The oldest goes first; the page just read stays whatever its size, or a large value could never be returned.
    const most = open === null ? SLOTS_BYTES : OPEN_BYTES;
    for (const [oldest, { held }] of cache) {
      if (cachedBytes <= most || oldest === no) break;
      if (!held) drop(oldest);
    }
    return entry;
  }

  function drop(no: number): void {
    const known = cache.get(no);
    if (known === undefined) return;
    remove(no, known);
    room.free(known.slots);
  }

  function remove(no: number, { bytes }: Cached): void {
    cachedBytes -= bytes;
    cache.delete(no);
  }

  function hold(no: number): void {
    const known = cache.get(no);
    if (known !== undefined) known.held = true;
  }

  function binding(page: number, keyNo: number): Parameters<typeof openPage>[1] {
    const key = owner.keys.get(keyNo);
    if (key === undefined) throw lacksKey(keyNo);
    return { key, keyNo, session: owner.name, page };
  }

  function append(no: number, fresh: Slots, columns: ValueColumns, from: number, created: number): void {
    checkRow(session, no);
    const sealed = sealPage(columns, from, from + fresh.count, binding(no, owner.newest));
    const row = rowOf(session, no);
    db.run("INSERT INTO page VALUES (?, ?, ?, ?, ?)", row, owner.newest, created, blobOf(fresh), sealed);
  }

  function save(no: number, changed: Slots): void {
    const known = cache.get(no);
    if (known !== undefined) known.held = false;
    db.run("UPDATE page SET slots = ? WHERE no = ?", blobOf(changed), rowOf(session, no));
  }

  function kill(no: number, doomed: readonly number[]): void {
    const before = slots(no);
    if (before === null) return;
    const place = (slot: number): number => placeOf(no, slot);
    if (doomed.some((slot) => isLiteral(before, slot))) dropLessons(db, session);
    for (const slot of doomed) {
      if (isLiteral(before, slot)) db.run("DELETE FROM literal WHERE session = ? AND place = ?", session, place(slot));
      forgetNumbers(db, session, place(slot));
    }
    const gone = new Set(doomed);
    const rest = Array.from({ length: before.count }, (_, i) => i).filter((i) => !gone.has(i) && !isDead(before, i));
    if (rest.length === 0) {
      db.run("DELETE FROM page WHERE no = ?", rowOf(session, no));
    } else {
      const kept = valuesOf(no, before, new Set(rest));
      for (const slot of doomed) killSlot(before, slot);
      rewrite(no, before, kept);
    }
    drop(no);
  }

  function reseal(no: number): void {
    const before = slots(no);
    if (before === null) return;
    rewrite(no, before, valuesOf(no, before, new Set(Array(before.count).keys())));
    drop(no);
  }

  /** The values of the wanted slots; the others are empty. */
  function valuesOf(no: number, before: Slots, wanted: ReadonlySet<number>): ValueColumns {
    const handles: number[] = [];
    const kinds: string[] = [];
    const values: Uint8Array[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    let end = 0;
    for (let i = 0; i < before.count; i++) {
      const isWanted = wanted.has(i) && !isDead(before, i);
      const found = isWanted ? value(no, i, handleOf(before, i)) : EMPTY_SLOT;
      if (found === null) throw mixedUp();
      handles.push(found.handle);
      kinds.push(found.kind);
      values.push(found.value);
      starts.push(end);
      end += found.value.length;
      ends.push(end);
    }
    return { handles, kinds, bytes: Buffer.concat(values), starts, ends };
  }

  function rewrite(no: number, after: Slots, values: ValueColumns): void {
    const sealed = sealPage(values, 0, after.count, binding(no, owner.newest));
    const row = rowOf(session, no);
    db.run("UPDATE page SET key = ?, slots = ?, sealed = ? WHERE no = ?", owner.newest, blobOf(after), sealed, row);
  }

  return {
    slots,
    hold,
    load,
    opened,
    value,
    save,
    append,
    kill,
    reseal,
    outdate: () => {
      stamp++;
    },
  };
}

export function mixedUp(): ClosemaskError {
  return new ClosemaskError("store-corrupt", "a page of the store does not hold what its slots say", {
    hint: "restore the store from a backup",
  });
}
