// Packs new entries into pages and appends them, keeping index and literals in step. Inside the caller's write transaction.

import { PAGE_BYTES, PAGE_SLOTS } from "./seal.ts";
import { fillSlot, makeSlots, packInfo } from "./slots.ts";
import type { Database } from "./sqlite-database.ts";
import { placeOf } from "./sqlite-pages.ts";
import type { State } from "./sqlite-state.ts";

export interface NewSlot {
  readonly handle: number;
  readonly fingerprint: number;
  readonly kind: string;
  readonly value: Uint8Array;
  readonly styles: number;
  readonly literal: boolean;
  readonly used: number;
}

/** Appends entries that were first seen at `created`; returns the place of each. */
export function appendEntries(db: Database, state: State, entries: readonly NewSlot[], created: number): number[] {
  const places: number[] = [];
  for (let from = 0, to = 0; from < entries.length; from = to) {
    to = endOfPage(entries, from);
    const batch = entries.slice(from, to);
    const slots = makeSlots(batch.length);
    batch.forEach(({ handle, fingerprint, kind, styles, literal, used }, i) => {
      fillSlot(slots, i, handle, fingerprint, used, packInfo(db.kindNo(kind), styles, literal));
    });
    const page = state.pages.append(slots, batch, created);
    state.last = page;
    batch.forEach(({ handle, literal }, i) => {
      const place = placeOf(page, i);
      state.index.add(handle, page);
      if (literal) db.run("INSERT INTO literal VALUES (?, ?)", state.row.no, place);
      places.push(place);
    });
  }
  state.row.entries += entries.length;
  return places;
}

function endOfPage(entries: readonly NewSlot[], from: number): number {
  let bytes = entries[from]?.value.length ?? 0;
  let to = from + 1;
  for (; to < entries.length && to - from < PAGE_SLOTS; to++) {
    bytes += entries[to]?.value.length ?? 0;
    if (bytes > PAGE_BYTES) break;
  }
  return to;
}
