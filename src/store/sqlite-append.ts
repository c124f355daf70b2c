// Packs new entries into pages and appends them, keeping index and literals in step. Inside the caller's write transaction.

import { PAGE_BYTES, PAGE_SLOTS } from "./seal.ts";
import { fillSlot, makeSlots, packInfo } from "./slots.ts";
import type { Database } from "./sqlite-database.ts";
import { placeOf } from "./sqlite-pages.ts";
import type { State } from "./sqlite-state.ts";

/** An entry to be appended; `place` is filled in. */
export interface NewSlot {
  readonly handle: number;
  readonly fingerprint: number;
  readonly kind: string;
  readonly value: Uint8Array;
  readonly styles: number;
  readonly literal: boolean;
  readonly used: number;
  place: number;
}

/** Appends entries that were first seen at `created`, and tells each its place. */
export function appendEntries(db: Database, state: State, entries: readonly NewSlot[], created: number): void {
  if (entries.length === 0) return;
  let page = state.row.pages + 1;
  for (let from = 0, to = 0; from < entries.length; from = to, page++) {
    to = endOfPage(entries, from);
    const batch = from === 0 && to === entries.length ? entries : entries.slice(from, to);
    const slots = makeSlots(batch.length);
    for (let i = 0; i < batch.length; i++) {
      const entry = batch[i] as NewSlot;
      const { handle, literal } = entry;
      entry.place = placeOf(page, i);
      const info = packInfo(db.kindNo(entry.kind), entry.styles, literal);
      fillSlot(slots, i, handle, entry.fingerprint, entry.used, info);
      state.index.add(handle, page);
      state.tail.add(handle, page);
      if (literal) db.run("INSERT INTO literal VALUES (?, ?)", state.row.no, entry.place);
    }
    state.pages.append(page, slots, batch, created);
  }
  state.row.pages = state.last = page - 1;
  state.row.entries += entries.length;
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
