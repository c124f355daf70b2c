// A session of the sqlite store as plain data, and back. Loading is all or nothing: one conflict refuses it.

import type { SessionDump, StoreLimits } from "../mask/store.ts";
import { isExpiredAt, RESERVED_LIMIT, sessionConflict, sessionFull } from "./limits.ts";
import { findSlot, fingerprintOf, handleOf, isDead, isLiteral, kindOf, stylesOf, usedOf } from "./slots.ts";
import { appendEntries } from "./sqlite-append.ts";
import { type Database, toNumber } from "./sqlite-database.ts";
import { placeOf } from "./sqlite-pages.ts";
import { type State, saveState, shelve } from "./sqlite-state.ts";
import { pagesOf } from "./sqlite-upkeep.ts";

type DumpEntry = SessionDump["entries"][number];

export function dumpSession(db: Database, state: State, name: string, limits: StoreLimits, now: number): SessionDump {
  const entries: DumpEntry[] = [];
  for (const { page, slots, created } of pagesOf(db, state)) {
    for (let i = 0; i < slots.count; i++) {
      const handle = handleOf(slots, i);
      const used = usedOf(slots, i);
      if (isDead(slots, i) || isExpiredAt(used, limits, now)) continue;
      const found = state.pages.value(page, i, handle);
      if (found === null) continue;
      entries.push({
        handle,
        fingerprint: fingerprintOf(slots, i),
        kind: db.kindName(kindOf(slots, i)),
        value: found.value,
        styles: stylesOf(slots, i),
        literal: isLiteral(slots, i),
        firstSeen: created,
        lastUsed: used,
        numbers: numbersOf(db, placeOf(page, i)),
      });
    }
  }
  const reserved = db.all("SELECT handle FROM reserved WHERE session = ?", state.row.no).map((row) => toNumber(row[0]));
  return { name, created: state.row.created, entries, reserved };
}

function numbersOf(db: Database, place: number): DumpEntry["numbers"] {
  const rows = db.all(
    "SELECT counter.name, number.n FROM number JOIN counter ON counter.no = number.counter WHERE number.place = ?",
    place,
  );
  return rows.map(([counter, number]) => ({ counter: String(counter), number: toNumber(number) }));
}

/** @throws ClosemaskError `session-conflict`, `session-full`. */
export function loadSession(
  db: Database,
  state: State,
  dump: SessionDump,
  limits: StoreLimits,
): { added: number; known: number } {
  const fresh = newOnes(db, state, dump);
  if (state.row.entries + fresh.length > limits.maxEntries) throw sessionFull(limits);
  // Pages carry the time of the first sight for all their slots.
  const byAge = Map.groupBy(
    fresh.toSorted((a, b) => a.firstSeen - b.firstSeen),
    (entry) => entry.firstSeen,
  );
  for (const [created, group] of byAge) {
    const places = appendEntries(
      db,
      state,
      group.map((entry) => ({ ...entry, used: entry.lastUsed })),
      created,
    );
    group.forEach(({ numbers }, i) => {
      for (const { counter, number } of numbers) addNumber(db, state, counter, number, places[i] ?? 0);
    });
  }
  reserveAll(db, state, dump.reserved);
  shelve(db, state);
  saveState(db, state);
  return { added: fresh.length, known: dump.entries.length - fresh.length };
}

function newOnes(db: Database, state: State, dump: SessionDump): DumpEntry[] {
  let conflicts = 0;
  const fresh: DumpEntry[] = [];
  for (const entry of dump.entries) {
    const page = state.index.find(entry.handle);
    const slots = page === 0 ? null : state.pages.slots(page);
    const slot = slots === null ? -1 : findSlot(slots, entry.handle);
    if (slots !== null && slot >= 0) {
      if (fingerprintOf(slots, slot) !== entry.fingerprint) conflicts++;
    } else {
      fresh.push(entry);
      if (entry.numbers.some(({ counter, number }) => isGiven(db, state, counter, number))) conflicts++;
    }
  }
  if (conflicts > 0) throw sessionConflict(conflicts);
  return fresh;
}

function isGiven(db: Database, state: State, counter: string, number: number): boolean {
  const given = "SELECT 1 FROM counter WHERE session = ? AND name = ? AND next > ?";
  return db.get(given, state.row.no, counter, number) !== undefined;
}

function addNumber(db: Database, state: State, counter: string, number: number, place: number): void {
  db.run("INSERT OR IGNORE INTO counter(session, name) VALUES (?, ?)", state.row.no, counter);
  db.run(
    "INSERT INTO number SELECT no, ?, ? FROM counter WHERE session = ? AND name = ?",
    number,
    place,
    state.row.no,
    counter,
  );
  db.run("UPDATE counter SET next = max(next, ?) WHERE session = ? AND name = ?", number + 1, state.row.no, counter);
}

function reserveAll(db: Database, state: State, handles: readonly number[]): void {
  for (const handle of handles) {
    if (state.row.reserved >= RESERVED_LIMIT) break;
    db.run("INSERT OR IGNORE INTO reserved VALUES (?, ?)", state.row.no, handle);
    state.row.reserved += toNumber(db.get("SELECT changes()")?.[0]);
  }
}
