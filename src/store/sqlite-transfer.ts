// A session of the sqlite store as plain data, and back. Loading is all or nothing: one conflict refuses it.

import type { SessionDump, StoreLimits } from "../mask/store.ts";
import { importTooLarge, isExpiredAt, RESERVED_LIMIT, sessionConflict } from "./limits.ts";
import { findSlot, fingerprintOf, handleOf, isDead, isLiteral, kindOf, stylesOf, usedOf } from "./slots.ts";
import { addEntry, appendEntries, createBatch } from "./sqlite-append.ts";
import { type Database, toNumber } from "./sqlite-database.ts";
import { isGiven, isOutOfUse, numbersOf, reservedNumbers, reserveNumber, takeNumber } from "./sqlite-numbers.ts";
import { placeOf } from "./sqlite-pages.ts";
import { reserveHandle } from "./sqlite-reserved.ts";
import { shelve } from "./sqlite-shelf.ts";
import { type State, saveState } from "./sqlite-state.ts";
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
        value: Uint8Array.from(found.value),
        styles: stylesOf(slots, i),
        literal: isLiteral(slots, i),
        firstSeen: created,
        lastUsed: used,
        numbers: numbersOf(db, state.row.no, placeOf(page, i)),
      });
    }
  }
  const reserved = db.all("SELECT handle FROM reserved WHERE session = ?", state.row.no).map((row) => toNumber(row[0]));
  return { name, created: state.row.created, entries, reserved, reservedNumbers: reservedNumbers(db, state.row.no) };
}

/** @throws ClosemaskError `session-conflict`, `session-full`. */
export function loadSession(
  db: Database,
  state: State,
  dump: SessionDump,
  limits: StoreLimits,
): { added: number; known: number } {
  const fresh = newOnes(db, state, dump);
  if (state.row.entries + fresh.length > limits.maxEntries) throw importTooLarge(limits);
  // Pages carry the time of the first sight for all their slots.
  const byAge = Map.groupBy(
    fresh.toSorted((a, b) => a.firstSeen - b.firstSeen),
    (entry) => entry.firstSeen,
  );
  for (const [created, group] of byAge) {
    const batch = createBatch();
    batch.begin(Buffer.concat(group.map(({ value }) => value)), state.row.pages + 1);
    let end = 0;
    for (const { handle, fingerprint, kind, value, styles, literal, lastUsed } of group) {
      const start = end;
      end += value.length;
      const number = addEntry(state, batch, handle, fingerprint, kind, start, end, lastUsed);
      batch.setStyles(number, styles);
      if (literal) batch.setLiteral(number);
    }
    appendEntries(db, state, batch, created);
    for (const [n, { numbers }] of group.entries()) {
      const place = batch.places[n] as number;
      for (const numbered of numbers) if (takeNumber(db, state.row.no, numbered, place)) state.row.reserved--;
    }
  }
  reserveAll(db, state, dump);
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
      if (entry.numbers.some((numbered) => isGiven(db, state.row.no, numbered))) conflicts++;
    }
  }
  if (conflicts > 0) throw sessionConflict(conflicts);
  return fresh;
}

// Handles first, then numbers that are free here. What does not fit is left out.
function reserveAll(db: Database, state: State, dump: SessionDump): void {
  const { row } = state;
  for (const handle of dump.reserved) {
    if (row.reserved >= RESERVED_LIMIT) return;
    reserveHandle(db, state, handle);
  }
  for (const numbered of dump.reservedNumbers) {
    if (row.reserved >= RESERVED_LIMIT) return;
    if (isOutOfUse(db, row.no, numbered)) continue;
    reserveNumber(db, row.no, numbered);
    row.reserved++;
  }
}
