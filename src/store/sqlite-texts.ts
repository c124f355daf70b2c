// Sealed texts of a session beside its entries: what the chat keeps. Under the same sealing keys and the session's salt, so that
// rotation and purging reach them. The table is made when the first text is written, so that older programs know the file.

import type { KeyObject } from "node:crypto";
import type { SessionTexts } from "../mask/store.ts";
import { lacksKey, pageKey, type SessionKeys } from "./keys.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";
import { openText, sealText } from "./text-seal.ts";

/** The contract with every answer at once. Names are not sealed here. */
export interface Texts extends SessionTexts {
  get(name: string): Uint8Array | null;
  put(name: string, bytes: Uint8Array): void;
  names(prefix: string): string[];
  remove(name: string): void;
}

export interface TextsOptions {
  readonly db: Database;
  readonly session: string;
  readonly keys: SessionKeys;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since it was written after which a text is gone; 0 keeps for ever. */
  readonly ttl: number;
  /** Makes the session when it is missing. */
  readonly ensure: () => void;
}

const TABLE = `CREATE TABLE IF NOT EXISTS sealed_text(
  session INTEGER NOT NULL,
  name TEXT NOT NULL,
  written INTEGER NOT NULL,
  key INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY(session, name)
) WITHOUT ROWID`;

export function createTexts({ db, session, keys, now, ttl, ensure }: TextsOptions): Texts {
  /** Inside a transaction. Null when there is no such session, or nothing was ever written. */
  function numberOf(): number | null {
    if (!hasTable(db)) return null;
    const row = db.get("SELECT no FROM session WHERE name = ?", session);
    return row === undefined ? null : toNumber(row[0]);
  }

  const since = (): number => (ttl === 0 ? 0 : now() - ttl);

  return {
    get: (name) =>
      db.read(() => {
        const no = numberOf();
        if (no === null) return null;
        const row = db.get(
          "SELECT key, sealed FROM sealed_text WHERE session = ? AND name = ? AND written >= ?",
          no,
          name,
          since(),
        );
        if (row === undefined) return null;
        const keyNo = toNumber(row[0]);
        return openText(toBytes(row[1]), { key: keyFor(db, keys, no, keyNo), keyNo, session, name });
      }),
    put: (name, bytes) =>
      db.write(() => {
        ensure();
        db.run(TABLE);
        const no = numberOf() ?? 0;
        const keyNo = keys.newest;
        const sealed = sealText(bytes, { key: keyFor(db, keys, no, keyNo), keyNo, session, name });
        db.run("DELETE FROM sealed_text WHERE session = ? AND written < ?", no, since());
        db.run("INSERT OR REPLACE INTO sealed_text VALUES (?, ?, ?, ?, ?)", no, name, now(), keyNo, sealed);
      }),
    names: (prefix) =>
      db.read(() => {
        const no = numberOf();
        if (no === null) return [];
        return db
          .all("SELECT name FROM sealed_text WHERE session = ? AND written >= ? ORDER BY name", no, since())
          .map((row) => String(row[0]))
          .filter((name) => name.startsWith(prefix));
      }),
    remove: (name) =>
      db.write(() => {
        const no = numberOf();
        if (no !== null) db.run("DELETE FROM sealed_text WHERE session = ? AND name = ?", no, name);
      }),
  };
}

/** Inside a transaction. */
function hasTable(db: Database): boolean {
  return db.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sealed_text'") !== undefined;
}

/** Inside the transaction that erases the session. */
export function eraseTexts(db: Database, session: number): void {
  if (hasTable(db)) db.run("DELETE FROM sealed_text WHERE session = ?", session);
}

/** Inside a write transaction: seals anew what an older key has sealed; returns how many texts. */
export function resealTexts(db: Database, session: string, keys: SessionKeys): number {
  if (!hasTable(db)) return 0;
  const row = db.get("SELECT no FROM session WHERE name = ?", session);
  if (row === undefined) return 0;
  const no = toNumber(row[0]);
  const old = db.all("SELECT name, key, sealed FROM sealed_text WHERE session = ? AND key <> ?", no, keys.newest);
  for (const [named, key, sealed] of old) {
    const name = String(named);
    const keyNo = toNumber(key);
    const bytes = openText(toBytes(sealed), { key: keyFor(db, keys, no, keyNo), keyNo, session, name });
    const to = { key: keyFor(db, keys, no, keys.newest), keyNo: keys.newest, session, name };
    db.run(
      "UPDATE sealed_text SET key = ?, sealed = ? WHERE session = ? AND name = ?",
      keys.newest,
      sealText(bytes, to),
      no,
      name,
    );
  }
  return old.length;
}

/** @throws ClosemaskError `key-wrong` when the key is not in the ring. */
function keyFor(db: Database, keys: SessionKeys, session: number, keyNo: number): KeyObject {
  const sealing = keys.seal.get(keyNo);
  if (sealing === undefined) throw lacksKey(keyNo);
  return pageKey(sealing, toBytes(db.get("SELECT salt FROM salt WHERE session = ?", session)?.[0]));
}
