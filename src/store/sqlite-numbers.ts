// The numbers of a session's counters: which entry has which, which comes next, and which were seen in a text and so are
// never given. A counter only goes up: below its next number nothing is free. Inside the caller's transaction.

import type { CounterOf, SessionDump } from "../mask/store.ts";
import { type Database, toNumber } from "./sqlite-database.ts";

type Numbered = SessionDump["reservedNumbers"][number];

/** The place of a reserved number: no page has the number 0. */
const RESERVED = 0;

/** Hands out numbers during one put; `save` writes down how far the counters went. */
export interface Numbering {
  /** The number of the entry at `place` in the counter that it asks for, 0 when there is none. */
  numberOf(counter: CounterOf | undefined, place: number): number;
  save(): void;
}

interface Counter {
  readonly no: number;
  readonly first: number;
  next: number;
  /** The lowest number from `next` on that is reserved. */
  obstacle: number;
}

export function createNumbering(db: Database, session: number): Numbering {
  const counters = new Map<string, Counter>();

  function counterOf(name: string): Counter {
    let counter = counters.get(name);
    if (counter !== undefined) return counter;
    const no = ensureCounter(db, session, name);
    const next = toNumber(db.get("SELECT next FROM counter WHERE no = ?", no)?.[0]);
    counter = { no, first: next, next, obstacle: obstacleFrom(no, next) };
    counters.set(name, counter);
    return counter;
  }

  function obstacleFrom(no: number, from: number): number {
    const row = db.get("SELECT n FROM number WHERE counter = ? AND n >= ? ORDER BY n LIMIT 1", no, from);
    return row === undefined ? Number.POSITIVE_INFINITY : toNumber(row[0]);
  }

  return {
    numberOf(wanted, place) {
      if (wanted === undefined) return 0;
      const counter = counterOf(wanted.counter);
      const has = db.get("SELECT n FROM number WHERE place = ? AND counter = ?", place, counter.no);
      if (has !== undefined) return toNumber(has[0]);
      while (counter.next === counter.obstacle) counter.obstacle = obstacleFrom(counter.no, ++counter.next);
      if (counter.next >= wanted.limit) return 0;
      db.run("INSERT INTO number VALUES (?, ?, ?)", counter.no, counter.next, place);
      return counter.next++;
    },
    save() {
      for (const { no, next, first } of counters.values()) {
        if (next !== first) db.run("UPDATE counter SET next = ? WHERE no = ?", next, no);
      }
    },
  };
}

/** Where the entry with that number is, 0 when there is none. */
export function placeOfNumber(db: Database, session: number, { counter, number }: Numbered): number {
  const place =
    "SELECT place FROM number WHERE counter = (SELECT no FROM counter WHERE session = ? AND name = ?) AND n = ?";
  const row = db.get(place, session, counter, number);
  return row === undefined ? RESERVED : toNumber(row[0]);
}

/** The numbers of the entry at `place`; of RESERVED, the reserved ones. */
export function numbersOf(db: Database, session: number, place: number): Numbered[] {
  const rows =
    "SELECT counter.name, n FROM number JOIN counter ON counter.no = number.counter WHERE place = ? AND counter.session = ?";
  return db.all(rows, place, session).map(([counter, n]) => ({ counter: String(counter), number: toNumber(n) }));
}

/** Takes its numbers from the entry at `place`. They stay given. */
export function forgetNumbers(db: Database, session: number, place: number): void {
  const own = "(SELECT no FROM counter WHERE session = ?)";
  db.run(`DELETE FROM number WHERE place = ? AND counter IN ${own}`, place, session);
}

/** True when the counter has given the number, be it to an entry that is gone. */
export function isGiven(db: Database, session: number, { counter, number }: Numbered): boolean {
  const given = "SELECT 1 FROM counter WHERE session = ? AND name = ? AND next > ?";
  return db.get(given, session, counter, number) !== undefined;
}

/** True when the number was given or is reserved. */
export function isOutOfUse(db: Database, session: number, { counter, number }: Numbered): boolean {
  const out =
    "SELECT 1 FROM counter WHERE session = ? AND name = ? AND (next > ? OR EXISTS (SELECT 1 FROM number WHERE counter = no AND n = ?))";
  return db.get(out, session, counter, number, number) !== undefined;
}

/** Reserves a number that is not out of use. */
export function reserveNumber(db: Database, session: number, { counter, number }: Numbered): void {
  db.run("INSERT INTO number VALUES (?, ?, ?)", ensureCounter(db, session, counter), number, RESERVED);
}

/** Gives an imported entry the number it had, reserved here or not. True when it was reserved. */
export function takeNumber(db: Database, session: number, { counter, number }: Numbered, place: number): boolean {
  const no = ensureCounter(db, session, counter);
  db.run("DELETE FROM number WHERE counter = ? AND n = ?", no, number);
  const wasReserved = db.get("SELECT changes()")?.[0] === 1;
  db.run("INSERT INTO number VALUES (?, ?, ?)", no, number, place);
  db.run("UPDATE counter SET next = max(next, ?) WHERE no = ?", number + 1, no);
  return wasReserved;
}

export function reservedNumbers(db: Database, session: number): Numbered[] {
  return numbersOf(db, session, RESERVED);
}

function ensureCounter(db: Database, session: number, name: string): number {
  const find = "SELECT no FROM counter WHERE session = ? AND name = ?";
  let row = db.get(find, session, name);
  if (row === undefined) {
    db.run("INSERT INTO counter(session, name) VALUES (?, ?)", session, name);
    row = db.get(find, session, name);
  }
  return toNumber(row?.[0]);
}
