// Opens a store's file, making it first when there is none: whole, with mode 0600, under its name in one step, so that no
// process ever sees half a store. Refuses newer versions, other programs' databases and wrong keys.

import { randomUUID, timingSafeEqual } from "node:crypto";
import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ClosemaskError } from "../errors.ts";
import { makeFolder } from "../folders.ts";
import { storeError } from "./sqlite-error.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./sqlite-schema.ts";
import { isStoreThere } from "./store-file.ts";

/** Milliseconds that another process's lock is waited for. */
export const BUSY_TIMEOUT = 10_000;
/** Memory for pages of the file; the whole process is to stay small with a million entries. */
const CACHE_KB = 512;
/** Bytes of a page of a new file: half as many calls to write a million values as with 4 KB. */
const PAGE_SIZE = 8192;
/** Bytes the write-ahead log keeps after a checkpoint. */
const LOG_BYTES = 8 << 20;
/** Those from which it is folded into the file: each time the disk is waited for twice, ten to twenty milliseconds. */
const LOG_MOST = 32 << 20;

/**
 * `waits`: statements wait for other processes' locks. Where they do not, what finds one fails at once; opening waits all the same.
 * @throws ClosemaskError `key-wrong`, `store-newer`, `store-*`.
 */
export function openDatabase(path: string, check: Uint8Array, waits: boolean): DatabaseSync {
  try {
    if (!existsSync(path)) createDatabase(path, check);
    else if (statSync(path).size === 0) refuseRemains(path);
    const sql = verified(new DatabaseSync(path, { timeout: BUSY_TIMEOUT }), path, check);
    if (!waits) sql.exec("PRAGMA busy_timeout = 0");
    return sql;
  } catch (error) {
    throw storeError(error);
  }
}

/** The key check value in a store's header: null when there is no store, so that a new key may be made for it. */
export function readCheckValue(path: string): Uint8Array | null {
  if (!isStoreThere(path)) return null;
  let sql: DatabaseSync | undefined;
  try {
    sql = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    return readHeader(sql);
  } catch (error) {
    throw storeError(error);
  } finally {
    sql?.close();
  }
}

// Made under another name and linked into place: linking fails when another process was first, and then its file counts.
function createDatabase(path: string, check: Uint8Array): void {
  makeFolder(dirname(path));
  const draft = `${path}.${randomUUID()}`;
  try {
    closeSync(openSync(draft, "wx", 0o600));
    const sql = new DatabaseSync(draft);
    try {
      // Nobody knows the file yet, so it need reach the disk only once, as a whole.
      sql.exec(`PRAGMA synchronous = OFF; PRAGMA page_size = ${PAGE_SIZE}; PRAGMA journal_mode = WAL; BEGIN`);
      writeSchema(sql, check);
      sql.exec("COMMIT");
    } finally {
      sql.close();
    }
    syncFile(draft);
    putInPlace(draft, path);
  } finally {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(draft + suffix, { force: true });
  }
}

function writeSchema(sql: DatabaseSync, check: Uint8Array): void {
  sql.exec(`PRAGMA application_id = ${APPLICATION_ID}; ${SCHEMA}`);
  const header = sql.prepare("INSERT INTO header VALUES (?, ?)");
  header.run("version", SCHEMA_VERSION);
  header.run("check", check);
}

/**
 * Makes a store of an empty file, which somebody made, or SQLite behind a link to nowhere. In place, because it may be a link's; under
 * SQLite's lock, because another process may be about it too.
 */
function fill(sql: DatabaseSync, path: string, check: Uint8Array): void {
  // Never a device: its mode is everybody's.
  if (!statSync(path).isFile()) throw notOurs();
  chmodSync(path, 0o600);
  sql.exec(`PRAGMA page_size = ${PAGE_SIZE}; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE`);
  if (isBlank(sql)) writeSchema(sql, check);
  sql.exec("COMMIT");
}

/** True for a database without anything in it, and for an empty file. */
function isBlank(sql: DatabaseSync): boolean {
  const { application_id: application } = sql.prepare("PRAGMA application_id").get() ?? {};
  if (application !== 0) return false;
  const { user_version: version } = sql.prepare("PRAGMA user_version").get() ?? {};
  return version === 0 && sql.prepare("SELECT 1 FROM sqlite_master").get() === undefined;
}

/** SQLite would delete the log, which may be all that is left of a store. */
function refuseRemains(path: string): void {
  if (isStoreThere(path)) {
    throw new ClosemaskError("store-corrupt", "the store's file is empty, but its write-ahead log is not", {
      hint: "restore both from a backup, or move both away to start a new store (its placeholders are then lost)",
    });
  }
}

function syncFile(path: string): void {
  const fd = openSync(path, "r+");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function putInPlace(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP" && code !== "ENOSYS") throw error;
    // A file system without hard links; the window between the two calls is as small as it gets there.
    if (!existsSync(path)) renameSync(draft, path);
  }
}

function verified(sql: DatabaseSync, path: string, check: Uint8Array): DatabaseSync {
  try {
    if (isBlank(sql)) fill(sql, path, check);
    const found = readHeader(sql);
    if (found.length !== check.length || !timingSafeEqual(found, check)) {
      throw new ClosemaskError("key-wrong", "this key is not the one the store was made with", {
        hint: "`closemask keys status` says which key is in use: set CLOSEMASK_KEY to the right one, or CLOSEMASK_STORE_PATH to another file",
      });
    }
    const { page_size: size } = sql.prepare("PRAGMA page_size").get() ?? {};
    const logPages = Math.floor(LOG_MOST / Number(size));
    sql.exec(
      `PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KB}; PRAGMA wal_autocheckpoint = ${logPages}; PRAGMA journal_size_limit = ${LOG_BYTES}; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY`,
    );
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

function readHeader(sql: DatabaseSync): Uint8Array {
  const { application_id: application } = sql.prepare("PRAGMA application_id").get() ?? {};
  if (application !== APPLICATION_ID) throw notOurs();
  const header = new Map(
    sql
      .prepare("SELECT name, value FROM header")
      .all()
      .map((row) => [row.name, row.value]),
  );
  const version = header.get("version");
  const check = header.get("check");
  if (typeof version !== "number" || !(check instanceof Uint8Array)) throw notOurs();
  if (version > SCHEMA_VERSION) {
    throw new ClosemaskError("store-newer", "the store was written by a newer closemask", {
      hint: "run `npm install -g closemask@latest`, or set CLOSEMASK_STORE_PATH to another file",
    });
  }
  return check;
}

function notOurs(): ClosemaskError {
  return new ClosemaskError("store-corrupt", "the file is a database, but not a closemask store", {
    hint: "set `store.path` or CLOSEMASK_STORE_PATH to another file",
  });
}
