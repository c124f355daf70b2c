// The sqlite store: the Store contract over one file that several processes share. Everything completes at once.

import { ABLE, type SessionDump, type SessionInfo, type Store, type StoreLimits } from "../mask/store.ts";
import { checkValue, type KeyRing, sessionKeys, writingKey } from "./keys.ts";
import { touchStep } from "./limits.ts";
import { checkSessionName } from "./session-name.ts";
import { createDatabase, type Database, toNumber } from "./sqlite-database.ts";
import { dropLessons } from "./sqlite-lessons.ts";
import { countSealed, guardWrites, readMark } from "./sqlite-mark.ts";
import { eraseNotes, tidyNotes } from "./sqlite-notes.ts";
import { openDatabase } from "./sqlite-open.ts";
import { LAST, rowOf } from "./sqlite-schema.ts";
import { createSqliteSession, type SqliteSession } from "./sqlite-session.ts";
import type { State } from "./sqlite-state.ts";
import { createTexts, eraseTexts, resealTexts, type Texts } from "./sqlite-texts.ts";
import { dumpSession, loadSession } from "./sqlite-transfer.ts";
import { describe, prune, reseal } from "./sqlite-upkeep.ts";

export interface SqliteStoreOptions {
  /** The file; made with its folder when there is none. */
  readonly path: string;
  readonly ring: KeyRing;
  readonly limits: StoreLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** False: a call that finds another process at work fails with `store-locked` at once. Default: it waits, and everything with it. */
  readonly waits?: boolean;
}

/** The contract with every answer at once, and what only this engine has. */
export interface SqliteStore extends Store {
  session(name: string, options?: { create?: boolean }): SqliteSession | null;
  /** Sealed texts of a session, which go with it. */
  texts(session: string): Texts;
  list(): SessionInfo[];
  purge(name: string): boolean;
  prune(): number;
  dump(name: string): SessionDump | null;
  load(dump: SessionDump): { added: number; known: number };
  reseal(progress?: (entries: number) => void): number;
  sealedBy(): Map<number, number>;
  newestKey(): number;
  /**
   * For a quiet moment of a long-lived process: writes down noted uses, now and then removes what expired, and folds the
   * write-ahead log into the file.
   */
  idle(): void;
  close(): void;
}

/** @throws ClosemaskError `key-wrong`, `store-newer`, `store-*`. */
export function createSqliteStore({ path, ring, limits, now, waits = true }: SqliteStoreOptions): SqliteStore {
  const newest = writingKey(ring).no;
  const db = guardWrites(createDatabase(openDatabase(path, checkValue(ring), waits)), newest);
  const sessions = new Map<string, SqliteSession>();
  let pruned = now();

  function session(name: string, { create = true }: { create?: boolean } = {}): SqliteSession | null {
    checkSessionName(name);
    if (!create && !exists(db, name)) return null;
    const opened = open(name);
    if (!exists(db, name)) db.write(() => opened.state.ensure(now()));
    return opened;
  }

  function open(name: string): SqliteSession {
    let opened = sessions.get(name);
    if (opened === undefined) {
      opened = createSqliteSession({ db, name, keys: sessionKeys(ring, name), limits, now });
      sessions.set(name, opened);
    }
    return opened;
  }

  function names(): string[] {
    return db.read(() => db.all("SELECT name FROM session ORDER BY name").map((row) => String(row[0])));
  }

  // A session that another process purged meanwhile is left out.
  function inEach<T>(transaction: Database["read"], step: (state: State, name: string) => T): T[] {
    return names().flatMap((name) =>
      transaction(() => {
        const state = open(name).state.current();
        return state === null ? [] : [step(state, name)];
      }),
    );
  }

  function pruneAll(): number {
    pruned = now();
    return sum(inEach(db.write, (state) => prune(db, state, limits, now())));
  }

  function purge(name: string): boolean {
    checkSessionName(name);
    if (!exists(db, name)) return false;
    const purged = db.write(() => erase(db, name));
    sessions.get(name)?.state.forget();
    // The salt is overwritten in the file; the log's copy goes with it.
    db.checkpoint(true);
    return purged;
  }

  return {
    type: "sqlite",
    capabilities: ABLE,
    session,
    texts: (name) => {
      checkSessionName(name);
      const ensure = (): void => void open(name).state.ensure(now());
      return createTexts({ db, session: name, keys: sessionKeys(ring, name), now, ttl: limits.ttl, ensure });
    },
    purge,
    list: () => inEach(db.read, (state, name) => describe(db, state, name, limits, now())),
    prune: pruneAll,
    reseal: (progress) => {
      // Raises the mark, also where there is nothing to seal.
      db.write(() => {});
      for (const name of names()) resealNotes(name);
      return sum(names().map((name) => resealAll(name, progress)));
    },
    sealedBy: () => countSealed(db),
    newestKey: () => db.read(() => readMark(db)),
    dump: (name) => {
      checkSessionName(name);
      if (!exists(db, name)) return null;
      return db.read(() => {
        const state = open(name).state.current();
        return state === null ? null : dumpSession(db, state, name, limits, now());
      });
    },
    load: (dump) => {
      checkSessionName(dump.name);
      return db.write(() => loadSession(db, open(dump.name).state.ensure(dump.created), dump, limits));
    },
    idle: () => {
      for (const opened of sessions.values()) opened.flush();
      if (limits.ttl > 0 && now() - pruned > touchStep(limits)) pruneAll();
      db.checkpoint(false);
    },
    close: () => {
      for (const opened of sessions.values()) opened.flush();
      db.close();
    },
  };

  function resealNotes(name: string): void {
    db.write(() => {
      const current = open(name).state.current();
      if (current !== null) tidyNotes(db, current.row.no, sessionKeys(ring, name), limits, now());
    });
  }

  // In steps, so that other processes get their turn.
  function resealAll(name: string, progress?: (entries: number) => void): number {
    const { state } = open(name);
    db.write(() => {
      resealTexts(db, name, sessionKeys(ring, name));
      const current = state.current();
      if (current !== null) dropLessons(db, current.row.no);
    });
    let total = 0;
    for (;;) {
      const entries = db.write(() => {
        const current = state.current();
        return current === null ? 0 : reseal(db, current, newest);
      });
      if (entries === 0) return total;
      total += entries;
      progress?.(entries);
    }
  }
}

function exists(db: Database, name: string): boolean {
  return db.read(() => db.get("SELECT 1 FROM session WHERE name = ?", name) !== undefined);
}

function erase(db: Database, name: string): boolean {
  const row = db.get("SELECT no FROM session WHERE name = ?", name);
  if (row === undefined) return false;
  const no = toNumber(row[0]);
  db.run("DELETE FROM salt WHERE session = ?", no);
  db.run("DELETE FROM number WHERE counter IN (SELECT no FROM counter WHERE session = ?)", no);
  for (const table of ["literal", "counter", "reserved"]) db.run(`DELETE FROM ${table} WHERE session = ?`, no);
  for (const table of ["page", "shelf"]) {
    db.run(`DELETE FROM ${table} WHERE no BETWEEN ? AND ?`, rowOf(no, 0), rowOf(no, LAST));
  }
  eraseNotes(db, no);
  eraseTexts(db, no);
  dropLessons(db, no);
  db.run("DELETE FROM session WHERE no = ?", no);
  return true;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
