// The handles of a session that no value may have: seen in a text, or passed over. Kept in memory too, for every new value
// asks about its handle. They are never fewer, so their count tells whether another process has added some.

import { createHandleIndex, type HandleIndex } from "./handle-index.ts";
import { type Database, toNumber } from "./sqlite-database.ts";
import type { State } from "./sqlite-state.ts";

/** The reserved handles as they were when they were `count`. */
export interface Reserved {
  count: number;
  handles: HandleIndex;
}

/** In place of a page. */
const HERE = 1;

export function createReserved(): Reserved {
  return { count: 0, handles: createHandleIndex() };
}

export function isReserved(db: Database, state: State, handle: number): boolean {
  const { row, reserved } = state;
  if (row.held === 0) return false;
  if (reserved.count !== row.held) load(db, state);
  return reserved.handles.find(handle) !== 0;
}

/** Reserves a handle unless it is. Inside a write transaction; the row is the caller's to save. */
export function reserveHandle(db: Database, state: State, handle: number): void {
  if (isReserved(db, state, handle)) return;
  const { row, reserved } = state;
  db.run("INSERT INTO reserved VALUES (?, ?)", row.no, handle);
  reserved.handles.add(handle, HERE);
  reserved.count++;
  row.held++;
  row.reserved++;
}

function load(db: Database, { row, reserved }: State): void {
  reserved.handles = createHandleIndex(row.held);
  for (const [handle] of db.each("SELECT handle FROM reserved WHERE session = ?", row.no)) {
    reserved.handles.add(toNumber(handle), HERE);
  }
  reserved.count = row.held;
}
