// The tables of a store. Pages are appended and hold everything about their slots; there is no index by handle on disk
// but the shelf, a log of handles in blobs: handles are random, and a tree of random keys writes 4 KB for each of them.
// Pages and shelves have a session's number and their own in one row number (see `rowOf`), so that they need no index,
// which each put would have to write. A number whose place is 0, where no entry is, is a reserved one.

import { ClosemaskError } from "../errors.ts";

/** Raised with every change that older programs cannot read. */
export const SCHEMA_VERSION = 1;

/** Marks the file as ours (`PRAGMA application_id`), so that another program's database is never taken for a store. */
export const APPLICATION_ID = 0x636d736b;

export const SCHEMA = `
CREATE TABLE header(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE kind(no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE session(
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  used INTEGER NOT NULL,
  entries INTEGER NOT NULL DEFAULT 0,
  evicted INTEGER NOT NULL DEFAULT 0,
  reserved INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  pages INTEGER NOT NULL DEFAULT 0,
  shelf INTEGER NOT NULL DEFAULT 0,
  shelved INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE salt(session INTEGER PRIMARY KEY, salt BLOB NOT NULL);
CREATE TABLE page(
  no INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  created INTEGER NOT NULL,
  slots BLOB NOT NULL,
  sealed BLOB NOT NULL
);
CREATE TABLE shelf(no INTEGER PRIMARY KEY, handles BLOB NOT NULL, pages BLOB NOT NULL);
CREATE TABLE literal(session INTEGER, place INTEGER, PRIMARY KEY(session, place)) WITHOUT ROWID;
CREATE TABLE counter(
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER NOT NULL,
  name TEXT NOT NULL,
  next INTEGER NOT NULL DEFAULT 1,
  UNIQUE(session, name)
);
CREATE TABLE number(counter INTEGER, n INTEGER, place INTEGER NOT NULL, PRIMARY KEY(counter, n)) WITHOUT ROWID;
CREATE INDEX number_of_place ON number(place, counter, n);
CREATE TABLE reserved(session INTEGER, handle INTEGER, PRIMARY KEY(session, handle)) WITHOUT ROWID;
`;

/** Pages that a session can have in its life. */
const PAGES = 0x100000000;
/** Above, row numbers would be too large for JavaScript. */
const MAX_SESSION = 2 ** 21;

/** The row of a session's page or shelf. A session's rows lie between its 0, which none has, and its `LAST`. */
export function rowOf(session: number, no: number): number {
  return session * PAGES + no;
}

/** Of a row, the page's or shelf's number in its session. */
export function numberIn(row: number): number {
  return row % PAGES;
}

export const LAST = PAGES - 1;

/** @throws ClosemaskError `store-full` when the number of a new session or page is too large. */
export function checkRow(session: number, no: number): void {
  if (session < MAX_SESSION && no < LAST) return;
  throw new ClosemaskError("store-full", `the store has used up its ${no < LAST ? "sessions" : "pages"}`, {
    hint: "set CLOSEMASK_STORE_PATH to a new file",
  });
}
