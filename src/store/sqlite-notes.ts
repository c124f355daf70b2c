// Notes of a session: records that are no values, sealed with its key, which outlast the process that wrote them. They lie in
// rows of many, oldest first; what is beyond the bound goes. Inside the caller's transaction.

import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import type { StoreLimits } from "../mask/store.ts";
import { pageKey, type SessionKeys } from "./keys.ts";
import { NONCE_BYTES, TAG_BYTES, takeNonce } from "./nonce.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";

/** Sealed bytes that a session may have: about as many records as the memory of a process takes in. */
const NOTES_MAX = 4 * 1024 * 1024;
/** Rows from which they are written anew as few. */
const ROWS_MAX = 128;
/** Bytes of such a row, about. */
const ROW_BYTES = 256 * 1024;
/** Rows, of those put together, in which notes of one time to live are. */
const STEPS = 16;

/** Made when the first notes come: files of before have none, and programs of before do not mind it. */
const TABLE = `CREATE TABLE IF NOT EXISTS note(
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER NOT NULL,
  key INTEGER NOT NULL,
  created INTEGER NOT NULL,
  sealed BLOB NOT NULL
)`;

interface Row {
  readonly no: number;
  readonly key: number;
  readonly created: number;
  readonly sealed: Uint8Array;
}

export function addNotes(
  db: Database,
  session: number,
  keys: SessionKeys,
  records: readonly Uint8Array[],
  now: number,
): void {
  if (records.length === 0) return;
  db.run(TABLE);
  insert(db, session, keys, records, now);
  trim(db, session);
}

/** Hands over what is there, oldest first. Rows that do not open are left out. */
export function readNotes(
  db: Database,
  session: number,
  keys: SessionKeys,
  limits: StoreLimits,
  now: number,
  each: (record: Uint8Array) => void,
): void {
  if (!hasNotes(db)) return;
  const rows = rowsOf(db, session).filter(({ created }) => limits.ttl === 0 || created + limits.ttl > now);
  const keyOf = keysOf(db, session, keys);
  for (const row of rows) for (const record of open(row, session, keyOf) ?? []) each(record);
}

/** Puts many rows together, drops what expired, and seals all with the newest key. */
export function tidyNotes(db: Database, session: number, keys: SessionKeys, limits: StoreLimits, now: number): void {
  if (!hasNotes(db)) return;
  if (limits.ttl > 0) db.run("DELETE FROM note WHERE session = ? AND created <= ?", session, now - limits.ttl);
  const rows = rowsOf(db, session);
  if (rows.length <= ROWS_MAX && rows.every(({ key }) => key === keys.newest)) return;
  const keyOf = keysOf(db, session, keys);
  let batch: Uint8Array[] = [];
  let size = 0;
  let from = 0;
  let to = 0;
  const put = (): void => {
    if (batch.length > 0) insert(db, session, keys, batch, to);
    batch = [];
    size = 0;
  };
  db.run("DELETE FROM note WHERE session = ?", session);
  for (const row of rows) {
    // What lies together expires together.
    if (limits.ttl > 0 && row.created - from > limits.ttl / STEPS) put();
    if (batch.length === 0) from = row.created;
    to = row.created;
    for (const record of open(row, session, keyOf) ?? []) {
      batch.push(record);
      size += record.length;
    }
    if (size >= ROW_BYTES) put();
  }
  put();
}

export function eraseNotes(db: Database, session: number): void {
  if (hasNotes(db)) db.run("DELETE FROM note WHERE session = ?", session);
}

/** Whether there are any, of any session. */
export function hasNotes(db: Database): boolean {
  return db.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'note'") !== undefined;
}

function rowsOf(db: Database, session: number): Row[] {
  const all = "SELECT no, key, created, sealed FROM note WHERE session = ? ORDER BY no";
  return db.all(all, session).map(([no, key, created, sealed]) => ({
    no: toNumber(no),
    key: toNumber(key),
    created: toNumber(created),
    sealed: toBytes(sealed),
  }));
}

function insert(
  db: Database,
  session: number,
  keys: SessionKeys,
  records: readonly Uint8Array[],
  created: number,
): void {
  const key = keysOf(db, session, keys)(keys.newest);
  if (key === null) return;
  const nonce = takeNonce();
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(associated(session, keys.newest));
  const parts: Uint8Array[] = [nonce];
  for (const record of records) {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(record.length);
    parts.push(cipher.update(head), cipher.update(record));
  }
  cipher.final();
  parts.push(cipher.getAuthTag());
  const into = "INSERT INTO note(session, key, created, sealed) VALUES (?, ?, ?, ?)";
  db.run(into, session, keys.newest, created, Buffer.concat(parts));
}

/** The oldest rows go until the rest fits. */
function trim(db: Database, session: number): void {
  const sizes = db.all("SELECT no, length(sealed) FROM note WHERE session = ? ORDER BY no DESC", session);
  let total = 0;
  for (const [no, size] of sizes) {
    total += toNumber(size);
    if (total <= NOTES_MAX) continue;
    db.run("DELETE FROM note WHERE session = ? AND no <= ?", session, toNumber(no));
    return;
  }
}

function keysOf(db: Database, session: number, keys: SessionKeys): (no: number) => KeyObject | null {
  const salt = toBytes(db.get("SELECT salt FROM salt WHERE session = ?", session)?.[0]);
  const made = new Map<number, KeyObject>();
  return (no) => {
    const sealing = keys.seal.get(no);
    if (sealing === undefined) return null;
    const key = made.get(no) ?? pageKey(sealing, salt);
    made.set(no, key);
    return key;
  };
}

/** Null when it was altered, or sealed by a key that is gone: what notes say is of use, and never needed. */
function open({ key: keyNo, sealed }: Row, session: number, keyOf: (no: number) => KeyObject | null): Buffer[] | null {
  const key = keyOf(keyNo);
  if (key === null || sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(associated(session, keyNo));
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, end));
  try {
    decipher.final();
  } catch {
    return null;
  }
  const records: Buffer[] = [];
  for (let at = 0; at + 4 <= plain.length; ) {
    const next = at + 4 + plain.readUInt32LE(at);
    records.push(plain.subarray(at + 4, next));
    at = next;
  }
  return records;
}

function associated(session: number, keyNo: number): Buffer {
  return Buffer.from(`closemask notes 1 ${session} ${keyNo}`);
}
