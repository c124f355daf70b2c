// The shelf: the index of a session on disk, so that opening one need not read all of its pages. A log of handles, each
// with its page, in rows that are written once; what came later counts. A row has the number of the last page it covers.

import { ClosemaskError } from "../errors.ts";
import { createHandleIndex, type HandleIndex } from "./handle-index.ts";
import type { ShelfRows } from "./lazy-index.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";
import { LAST, numberIn, rowOf } from "./sqlite-schema.ts";
import type { State } from "./sqlite-state.ts";

/** Handles of a row. */
const ROW = 8192;

/** Handles that wait to be put on the shelf, with their pages. */
export interface Tail {
  readonly size: number;
  add(handle: number, page: number): void;
  /** Forgets those whose page is not above `through`. */
  drop(through: number): void;
  /** Both columns, as views. */
  columns(): { readonly handles: Float64Array; readonly pages: Uint32Array };
}

export function createTail(): Tail {
  let handles = new Float64Array(ROW);
  let pages = new Uint32Array(ROW);
  let size = 0;

  function grow(): void {
    const [oldHandles, oldPages] = [handles, pages];
    handles = new Float64Array(2 * size);
    handles.set(oldHandles);
    pages = new Uint32Array(2 * size);
    pages.set(oldPages);
  }

  return {
    get size() {
      return size;
    },
    add(handle, page) {
      if (size === pages.length) grow();
      handles[size] = handle;
      pages[size++] = page;
    },
    drop(through) {
      if (size === 0 || (pages[0] as number) > through) return;
      let from = 0;
      while (from < size && (pages[from] as number) <= through) from++;
      handles.copyWithin(0, from, size);
      pages.copyWithin(0, from, size);
      size -= from;
    },
    columns: () => ({ handles: handles.subarray(0, size), pages: pages.subarray(0, size) }),
  };
}

/** Puts the tail on the shelf once it fills a row, and cleans the shelf when much of it is gone. */
export function shelve(db: Database, state: State): void {
  const { row, index, tail } = state;
  if (row.gone > Math.max(ROW, index.size / 12)) clean(db, state);
  else if (tail.size < ROW) return;
  else {
    const { handles, pages } = tail.columns();
    writeRow(db, rowOf(row.no, state.last), handles, pages);
  }
  row.shelved = state.last;
  tail.drop(state.last);
}

// A page with a few dead slots keeps them in the index, where they do no harm.
function clean(db: Database, state: State): void {
  const { row } = state;
  const live = livePages(db, row.no);
  const kept = createHandleIndex(row.entries);
  db.run("DELETE FROM shelf WHERE no BETWEEN ? AND ?", rowOf(row.no, 0), rowOf(row.no, LAST));
  const fresh = createTail();
  let rows = 0;
  const write = (): void => {
    const { handles, pages } = fresh.columns();
    // No page has more slots than a row, so there are at least as many pages as rows.
    writeRow(db, rowOf(row.no, ++rows), handles, pages);
    fresh.drop(LAST);
  };
  state.index.each((handle, page) => {
    if (!live.has(page)) return;
    kept.add(handle, page);
    fresh.add(handle, page);
    if (fresh.size === ROW) write();
  });
  if (fresh.size > 0) write();
  state.index = kept;
  row.gone = 0;
  row.shelf++;
  state.shelf = row.shelf;
}

function livePages(db: Database, session: number): ReadonlySet<number> {
  const live = new Set<number>();
  const all = "SELECT no FROM page WHERE no BETWEEN ? AND ?";
  for (const [no] of db.each(all, rowOf(session, 0), rowOf(session, LAST))) live.add(numberIn(toNumber(no)));
  return live;
}

function writeRow(db: Database, no: number, handles: Float64Array, pages: Uint32Array): void {
  db.run("INSERT INTO shelf VALUES (?, ?, ?)", no, bytesOf(handles), bytesOf(pages));
}

/** Adds to an index what the shelf holds behind page `after`, and perhaps some of what it holds before. */
export function readShelf(db: Database, session: number, after: number, index: HandleIndex): void {
  eachRow(db, session, after, LAST, (handles, pages) => index.addAll(handles, pages()));
}

/** The rows of the shelf up to the one that covers page `through`. They stay what they are until the shelf is cleaned. */
export function shelfRows(db: Database, session: number, through: number, size: number): ShelfRows {
  return { size, each: (visit) => eachRow(db, session, 0, through, visit) };
}

function eachRow(
  db: Database,
  session: number,
  after: number,
  through: number,
  visit: Parameters<ShelfRows["each"]>[0],
): void {
  // Row by row: all of it at once would be tens of megabytes.
  const rows = "SELECT no, handles FROM shelf WHERE no > ? AND no <= ? ORDER BY no";
  for (const [no, blob] of db.each(rows, rowOf(session, after), rowOf(session, through))) {
    const handles = columnOf(toBytes(blob), 8);
    visit(new Float64Array(handles.buffer, handles.byteOffset, handles.length / 8), () => {
      const pages = columnOf(toBytes(db.get("SELECT pages FROM shelf WHERE no = ?", toNumber(no))?.[0]), 4);
      if (2 * pages.length !== handles.length) throw impossible();
      return new Uint32Array(pages.buffer, pages.byteOffset, pages.length / 4);
    });
  }
}

/** A column of numbers of so many bytes, where they can be read. */
function columnOf(bytes: Uint8Array, width: number): Uint8Array {
  if (bytes.length % width !== 0) throw impossible();
  return bytes.byteOffset % width === 0 ? bytes : Uint8Array.from(bytes);
}

function impossible(): ClosemaskError {
  return new ClosemaskError("store-corrupt", "the index of the store has an impossible size", {
    hint: "restore the store from a backup",
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
