// What a process knows of one session in the file, brought up to date at the start of each transaction: its row, its keys,
// its pages and the index of its handles. Purges by other processes are noticed here.

import { randomBytes } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { createHandleIndex, type HandleIndex } from "./handle-index.ts";
import { pageKey, type SessionKeys } from "./keys.ts";
import { createShelf, type Shelf } from "./shelf.ts";
import { handleOf, isDead, viewSlots } from "./slots.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";
import { createPages, type Pages } from "./sqlite-pages.ts";

/** The session's row. Change it, then `saveState`. */
export interface SessionRow {
  readonly no: number;
  readonly created: number;
  used: number;
  entries: number;
  evicted: number;
  reserved: number;
  /** Entries removed since the shelf was made: the index still knows them. */
  gone: number;
  /** Raised with each shelf. */
  shelf: number;
  /** The last page the shelf covers. */
  shelved: number;
}

export interface State {
  readonly row: SessionRow;
  readonly pages: Pages;
  index: HandleIndex;
  /** The last page in the index. */
  last: number;
  /** The shelf that the index began with. */
  shelf: number;
}

export interface StateHolder {
  /** Inside a transaction: the session as it is now, null when there is none. */
  current(): State | null;
  /** Inside a write transaction: the same, made when there is none. */
  ensure(now: number): State;
  /** Throws away what is known. */
  forget(): void;
}

const SALT_BYTES = 32;
/** Additions from which a new shelf is made, unless it is already more than twelve times as large. */
const SHELF_TAIL = 8192;
const ROW = "no, created, used, entries, evicted, reserved, gone, shelf, shelved";

export function createState(db: Database, name: string, keys: SessionKeys): StateHolder {
  let state: State | null = null;
  let seen = -1;

  function current(): State | null {
    const version = db.version();
    if (version === seen) return state;
    const row = readRow(db, name);
    if (row === null) state = null;
    else if (state === null || state.row.no !== row.no) state = begin(row);
    else state = refreshed(state, row);
    seen = version;
    return state;
  }

  function ensure(now: number): State {
    const found = current();
    if (found !== null) return found;
    db.run("INSERT INTO session(name, created, used) VALUES (?, ?, ?)", name, now, now);
    const row = readRow(db, name);
    if (row === null) throw new Error("a session just made is not there");
    db.run("INSERT INTO salt VALUES (?, ?)", row.no, randomBytes(SALT_BYTES));
    state = begin(row);
    return state;
  }

  function begin(row: SessionRow): State {
    const salt = toBytes(db.get("SELECT salt FROM salt WHERE session = ?", row.no)?.[0]);
    const pageKeys = new Map([...keys.seal].map(([no, key]) => [no, pageKey(key, salt)]));
    const pages = createPages(db, { session: row.no, name, keys: pageKeys, newest: keys.newest });
    const index = createHandleIndex(readShelf(db, row.no));
    return tailed({ row, pages, index, last: row.shelved, shelf: row.shelf });
  }

  function refreshed(old: State, row: SessionRow): State {
    old.pages.outdate();
    const fresh: State = { ...old, row };
    // Another process has put the index on the shelf: that is cheaper to load than to make once more.
    if (row.shelf !== old.shelf && old.index.tail > SHELF_TAIL) {
      Object.assign(fresh, { index: createHandleIndex(readShelf(db, row.no)), last: row.shelved, shelf: row.shelf });
    }
    return tailed(fresh);
  }

  function tailed(fresh: State): State {
    const newer = "SELECT no, slots FROM page WHERE session = ? AND no > ? ORDER BY no";
    for (const [no, blob] of db.each(newer, fresh.row.no, fresh.last)) {
      const slots = viewSlots(toBytes(blob));
      fresh.last = toNumber(no);
      for (let i = 0; i < slots.count; i++) {
        if (!isDead(slots, i)) fresh.index.add(handleOf(slots, i), fresh.last);
      }
    }
    return fresh;
  }

  return {
    current,
    ensure,
    forget: () => {
      state = null;
      seen = -1;
    },
  };
}

export function saveState(db: Database, { row }: State): void {
  db.run(
    "UPDATE session SET used = ?, entries = ?, evicted = ?, reserved = ?, gone = ?, shelf = ?, shelved = ? WHERE no = ?",
    row.used,
    row.entries,
    row.evicted,
    row.reserved,
    row.gone,
    row.shelf,
    row.shelved,
    row.no,
  );
}

/** Writes a new shelf when the tail has grown or many entries are gone. Its cost is spread: it is made ever more rarely. */
export function shelve(db: Database, state: State): void {
  const { row, index } = state;
  const many = (count: number): boolean => count > Math.max(SHELF_TAIL, index.shelf.size / 12);
  const clean = many(row.gone);
  if (!clean && !many(index.tail)) return;
  index.merge(clean ? livePages(db, row.no) : undefined);
  db.run("DELETE FROM shelf WHERE session = ?", row.no);
  for (const { handles, pages } of index.shelf.parts()) {
    db.run("INSERT INTO shelf(session, handles, pages) VALUES (?, ?, ?)", row.no, bytesOf(handles), bytesOf(pages));
  }
  row.shelved = state.last;
  row.shelf++;
  if (clean) row.gone = 0;
  state.shelf = row.shelf;
}

// A page with a few dead slots keeps them in the index, where they do no harm.
function livePages(db: Database, session: number): (page: number) => boolean {
  const live = new Set<number>();
  for (const [no] of db.each("SELECT no FROM page WHERE session = ?", session)) live.add(toNumber(no));
  return (page) => live.has(page);
}

function readRow(db: Database, name: string): SessionRow | null {
  const found = db.get(`SELECT ${ROW} FROM session WHERE name = ?`, name);
  if (found === undefined) return null;
  const [no = 0, created = 0, used = 0, entries = 0, evicted = 0, reserved = 0, gone = 0, shelf = 0, shelved = 0] =
    found.map(toNumber);
  return { no, created, used, entries, evicted, reserved, gone, shelf, shelved };
}

// Row by row: all of it twice in memory would be tens of megabytes.
function readShelf(db: Database, session: number): Shelf {
  const shelf = createShelf();
  for (const row of db.each("SELECT handles, pages FROM shelf WHERE session = ? ORDER BY no", session)) {
    const [handles, pages] = row.map((blob) => aligned(toBytes(blob)));
    if (handles === undefined || pages === undefined || handles.length !== 2 * pages.length || pages.length % 4 !== 0) {
      throw new ClosemaskError("store-corrupt", "the index of the store has an impossible size", {
        hint: "restore the store from a backup",
      });
    }
    const count = pages.length / 4;
    shelf.append(
      new Float64Array(handles.buffer, handles.byteOffset, count),
      new Uint32Array(pages.buffer, pages.byteOffset, count),
    );
  }
  return shelf;
}

function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
