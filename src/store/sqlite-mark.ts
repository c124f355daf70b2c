// The mark of a store's file: the number of the newest sealing key that has written there. Looked at and raised inside of
// each write transaction, so that from a moment on nobody writes with an older key, however long it has been running.

import { ringIsOld } from "./keys.ts";
import { slotsIn } from "./slots.ts";
import { type Database, toNumber } from "./sqlite-database.ts";

const NAME = "sealing";

/** The same database, whose writes are refused when a newer sealing key than `own` writes. */
export function guardWrites(db: Database, own: number): Database {
  let mark = 0;
  let seen = -1;

  function look(): void {
    const version = db.version();
    if (version !== seen) {
      mark = readMark(db);
      seen = version;
    }
    if (mark > own) throw ringIsOld();
    if (mark === own) return;
    db.run("INSERT OR REPLACE INTO header VALUES (?, ?)", NAME, own);
    mark = own;
  }

  db.onRollback(() => {
    seen = -1;
  });
  return {
    ...db,
    write: (step) =>
      db.write(() => {
        look();
        return step();
      }),
  };
}

/** 0 where nothing was ever written. Inside of a transaction. */
export function readMark(db: Database): number {
  const row = db.get("SELECT value FROM header WHERE name = ?", NAME);
  return row === undefined ? 0 : toNumber(row[0]);
}

/** What each sealing key has sealed: entries, notes and texts together, by its number. Walks through all of them. */
export function countSealed(db: Database): Map<number, number> {
  const counts = new Map<number, number>();
  const add = (no: number, count: number): void => void counts.set(no, (counts.get(no) ?? 0) + count);
  db.read(() => {
    for (const [key, slots] of db.each("SELECT key, sum(length(slots)) FROM page GROUP BY key")) {
      add(toNumber(key), slotsIn(toNumber(slots)));
    }
    for (const table of ["note", "sealed_text"]) {
      if (db.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table) === undefined) continue;
      for (const [key, count] of db.each(`SELECT key, count(*) FROM ${table} GROUP BY key`)) {
        add(toNumber(key), toNumber(count));
      }
    }
  });
  return counts;
}
