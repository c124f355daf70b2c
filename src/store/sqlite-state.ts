// What a process knows of one session in the file, brought up to date at the start of each transaction: its row, its keys,
// its pages and the index of its handles. Purges by other processes are noticed here.

import { randomBytes } from "node:crypto";
import { createHandleIndex, type HandleIndex } from "./handle-index.ts";
import { pageKey, type SessionKeys } from "./keys.ts";
import { createLazyIndex, LAZY_LEAST } from "./lazy-index.ts";
import { handleOf, isDead, viewSlots } from "./slots.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";
import { createPages, type Pages } from "./sqlite-pages.ts";
import { createReserved, type Reserved } from "./sqlite-reserved.ts";
import { checkRow, LAST, numberIn, rowOf } from "./sqlite-schema.ts";
import { createTail, readShelf, shelfRows, type Tail } from "./sqlite-shelf.ts";

/** The session's row. Change it, then `saveState`. */
export interface SessionRow {
  readonly no: number;
  readonly created: number;
  used: number;
  entries: number;
  evicted: number;
  /** Handles and numbers. */
  reserved: number;
  /** The handles among them. */
  held: number;
  /** Entries removed since the shelf was last cleaned: the index still knows them. */
  gone: number;
  /** The number of the last page that was made, be it gone. */
  pages: number;
  /** Raised each time the shelf is cleaned. */
  shelf: number;
  /** The last page the shelf covers. */
  shelved: number;
}

export interface State {
  readonly row: SessionRow;
  readonly pages: Pages;
  readonly reserved: Reserved;
  index: HandleIndex;
  /** What of the index is not on the shelf yet. */
  readonly tail: Tail;
  /** The last page in the index. */
  last: number;
  /** The shelf that the index began with. */
  shelf: number;
}

export interface StateHolder {
  /** Inside a transaction: the session as it is now, null when there is none. */
  current(): State | null;
  /** The same without a transaction, as long as nobody else has written; undefined when somebody has. */
  unchanged(): State | null | undefined;
  /** Inside a write transaction: the same, made when there is none. */
  ensure(now: number): State;
  /** Throws away what is known. */
  forget(): void;
}

const SALT_BYTES = 32;
const ROW = "no, created, used, entries, evicted, reserved, held, gone, pages, shelf, shelved";

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
    checkRow(row.no, 0);
    db.run("INSERT INTO salt VALUES (?, ?)", row.no, randomBytes(SALT_BYTES));
    state = begin(row);
    return state;
  }

  function begin(row: SessionRow): State {
    const salt = toBytes(db.get("SELECT salt FROM salt WHERE session = ?", row.no)?.[0]);
    const pageKeys = new Map([...keys.seal].map(([no, key]) => [no, pageKey(key, salt)]));
    const pages = createPages(db, { session: row.no, name, keys: pageKeys, newest: keys.newest });
    return caughtUp(unread(row, pages));
  }

  function unread(row: SessionRow, pages: Pages): State {
    const isLarge = row.entries + row.gone >= LAZY_LEAST;
    const index = isLarge
      ? createLazyIndex(shelfRows(db, row.no, row.shelved, row.entries + row.gone))
      : createHandleIndex(row.entries);
    const last = isLarge ? row.shelved : 0;
    return { row, pages, index, reserved: createReserved(), tail: createTail(), last, shelf: row.shelf };
  }

  function refreshed(old: State, row: SessionRow): State {
    old.pages.outdate();
    // Another process has cleaned the shelf: its rows are others now, and what is gone is not to pile up here either.
    const fresh = row.shelf === old.shelf ? { ...old, row } : { ...unread(row, old.pages), reserved: old.reserved };
    return caughtUp(fresh);
  }

  /** Takes in what came after `last`: from the shelf what is there, the rest from the pages themselves. */
  function caughtUp(fresh: State): State {
    const { row, index, tail } = fresh;
    tail.drop(row.shelved);
    if (fresh.last < row.shelved) {
      readShelf(db, row.no, fresh.last, index);
      fresh.last = row.shelved;
    }
    if (fresh.last === row.pages) return fresh;
    const newer = "SELECT no, slots FROM page WHERE no > ? AND no <= ? ORDER BY no";
    for (const [no, blob] of db.each(newer, rowOf(row.no, fresh.last), rowOf(row.no, LAST))) {
      const page = numberIn(toNumber(no));
      const slots = viewSlots(toBytes(blob));
      for (let i = 0; i < slots.count; i++) {
        if (isDead(slots, i)) continue;
        index.add(handleOf(slots, i), page);
        tail.add(handleOf(slots, i), page);
      }
    }
    fresh.last = row.pages;
    return fresh;
  }

  return {
    current,
    unchanged: () => (db.version() === seen ? state : undefined),
    ensure,
    forget: () => {
      state = null;
      seen = -1;
    },
  };
}

export function saveState(db: Database, { row }: State): void {
  db.run(
    "UPDATE session SET used = ?, entries = ?, evicted = ?, reserved = ?, held = ?, gone = ?, pages = ?, shelf = ?, shelved = ? WHERE no = ?",
    row.used,
    row.entries,
    row.evicted,
    row.reserved,
    row.held,
    row.gone,
    row.pages,
    row.shelf,
    row.shelved,
    row.no,
  );
}

function readRow(db: Database, name: string): SessionRow | null {
  const found = db.get(`SELECT ${ROW} FROM session WHERE name = ?`, name);
  if (found === undefined) return null;
  const [
    no = 0,
    created = 0,
    used = 0,
    entries = 0,
    evicted = 0,
    reserved = 0,
    held = 0,
    gone = 0,
    pages = 0,
    shelf = 0,
    shelved = 0,
  ] = found.map(toNumber);
  return { no, created, used, entries, evicted, reserved, held, gone, pages, shelf, shelved };
}
