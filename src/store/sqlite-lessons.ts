// What a session has learned, put together: its literals are spread over as many pages as it has, all of which a start would have
// to open. A copy of them lies sealed in one row, made by a start that had to open many. The pages are the truth: the copy counts as
// long as the table of literals has as many rows up to its end as when it was made, and goes when one of them does.

import { ClosemaskError } from "../errors.ts";
import type { StoredLiteral } from "../mask/store.ts";
import { pageKey, type SessionKeys } from "./keys.ts";
import { type Database, toBytes, toNumber } from "./sqlite-database.ts";
import { openText, sealText, type TextBinding } from "./text-seal.ts";

/** Made with the first copy: files of before have none, and programs of before do not mind it. */
const TABLE = `CREATE TABLE IF NOT EXISTS lesson(
  session INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  through INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  key INTEGER NOT NULL,
  sealed BLOB NOT NULL
)`;
/** No text of the chat has such a name. */
const NAME = "lessons";

/** Literals from which a copy is worth making, and those behind its end from which it is worth making anew. */
const WORTH = 128;
const BEHIND = 512;

/** Whose copy it is. */
export interface LessonOwner {
  /** Its number in the file, and its name. */
  readonly no: number;
  readonly name: string;
  readonly keys: SessionKeys;
}

/** Literals, in the order of their places. */
export interface Lessons {
  readonly count: number;
  readonly places: Float64Array;
  /** Milliseconds since 1970 of each one's last use, or of an earlier one. */
  readonly used: Float64Array;
  literal(i: number): StoredLiteral;
}

/** Which literals a copy has: those from one place to another that were worth keeping. */
export interface LessonRange {
  readonly first: number;
  readonly through: number;
}

/** Takes literals in order, for a copy. */
export interface LessonWriter {
  add(literal: StoredLiteral, place: number, used: number): void;
  /** One that has what an older copy has from place `first` on, and then the same. */
  behind(copy: Lessons | null, first: number): LessonWriter;
  /** In the layout of a copy. */
  bytes(judge: number, kindNo: (kind: string) => number): Uint8Array;
}

/** Whether a copy is worth making, where so many literals were read from the pages, beside those of an older copy or without one. */
export function isWorthKeeping(read: number, hadCopy: boolean): boolean {
  return read >= (hadCopy ? BEHIND : WORTH);
}

/**
 * Inside a transaction: the copy that was made by the same judge, and has what is wanted from place `first` on; null when there is
 * none, or it is out of date.
 */
export function readLessons(
  db: Database,
  owner: LessonOwner,
  judge: number,
  first: number,
): (Lessons & LessonRange) | null {
  if (!hasTable(db)) return null;
  const row = db.get("SELECT key, first, through, rows, sealed FROM lesson WHERE session = ?", owner.no);
  if (row === undefined) return null;
  const [keyNo = 0, from = 0, through = 0, rows = 0] = row.slice(0, 4).map(toNumber);
  if (from > first || rowsThrough(db, owner.no, through) !== rows) return null;
  const binding = bindingOf(db, owner, keyNo);
  if (binding === null) return null;
  try {
    const lessons = readLayout(openText(toBytes(row[4]), binding), judge, db.kindName);
    return lessons === null ? null : { ...lessons, first: from, through };
  } catch (error) {
    // Altered, or of another key: what it says is in the pages too.
    if (error instanceof ClosemaskError) return null;
    throw error;
  }
}

/** Inside a write transaction: keeps what a writer took, which are all literals of a range that are worth it. */
export function keepLessons(
  db: Database,
  owner: LessonOwner,
  judge: number,
  { first, through }: LessonRange,
  writer: LessonWriter,
): void {
  const keyNo = owner.keys.newest;
  const binding = bindingOf(db, owner, keyNo);
  if (binding === null) return;
  db.run(TABLE);
  const sealed = sealText(writer.bytes(judge, db.kindNo), binding);
  const rows = rowsThrough(db, owner.no, through);
  db.run("INSERT OR REPLACE INTO lesson VALUES (?, ?, ?, ?, ?, ?)", owner.no, first, through, rows, keyNo, sealed);
}

/** Inside a write transaction: the copy goes, since a value in it does, or its key. */
export function dropLessons(db: Database, session: number): void {
  if (hasTable(db)) db.run("DELETE FROM lesson WHERE session = ?", session);
}

function rowsThrough(db: Database, session: number, through: number): number {
  return toNumber(db.get("SELECT count(*) FROM literal WHERE session = ? AND place <= ?", session, through)?.[0]);
}

function hasTable(db: Database): boolean {
  return db.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'lesson'") !== undefined;
}

function bindingOf(db: Database, { no, name, keys }: LessonOwner, keyNo: number): TextBinding | null {
  const sealing = keys.seal.get(keyNo);
  if (sealing === undefined) return null;
  const salt = toBytes(db.get("SELECT salt FROM salt WHERE session = ?", no)?.[0]);
  return { key: pageKey(sealing, salt), keyNo, session: name, name: NAME };
}

// Layout: the judge and the count, four bytes each; handles, places and uses, eight bytes each; ends of the values, four; numbers of
// kinds, two; the values.
const HEAD = 8;
const EACH = 3 * 8 + 4 + 2;

function readLayout(plain: Buffer, judge: number, kindName: (no: number) => string): Lessons | null {
  const bytes = plain.byteOffset % 8 === 0 ? plain : Buffer.from(Uint8Array.from(plain).buffer);
  if (bytes.length < HEAD || bytes.readUInt32LE(0) !== judge) return null;
  const count = bytes.readUInt32LE(4);
  if (bytes.length < HEAD + EACH * count) return null;
  const { buffer, byteOffset } = bytes;
  const [handles, places, used, ends, kinds, values] = columnsIn(buffer, byteOffset, count, bytes.length);
  return {
    count,
    places,
    used,
    literal: (i) => ({
      handle: handles[i] as number,
      kind: kindName(kinds[i] as number),
      value: values.subarray(i === 0 ? 0 : (ends[i - 1] as number), ends[i] as number),
    }),
  };
}

function columnsIn(
  buffer: ArrayBufferLike,
  from: number,
  count: number,
  size: number,
): [Float64Array, Float64Array, Float64Array, Uint32Array, Uint16Array, Uint8Array] {
  const at = from + HEAD;
  return [
    new Float64Array(buffer, at, count),
    new Float64Array(buffer, at + 8 * count, count),
    new Float64Array(buffer, at + 16 * count, count),
    new Uint32Array(buffer, at + 24 * count, count),
    new Uint16Array(buffer, at + 28 * count, count),
    new Uint8Array(buffer, at + 30 * count, size - HEAD - EACH * count),
  ];
}

interface Lesson {
  readonly literal: StoredLiteral;
  readonly place: number;
  readonly used: number;
}

export function createLessonWriter(before: readonly Lesson[] = []): LessonWriter {
  const lessons = [...before];
  return {
    add({ handle, kind, value }, place, used) {
      lessons.push({ literal: { handle, kind, value: Uint8Array.from(value) }, place, used });
    },
    behind(copy, first) {
      const older: Lesson[] = [];
      for (let i = 0; copy !== null && i < copy.count; i++) {
        const place = copy.places[i] as number;
        if (place >= first) older.push({ literal: copy.literal(i), place, used: copy.used[i] as number });
      }
      return createLessonWriter([...older, ...lessons]);
    },
    bytes(judge, kindNo) {
      const count = lessons.length;
      const size = lessons.reduce((sum, { literal }) => sum + literal.value.length, 0);
      const out = Buffer.from(new ArrayBuffer(HEAD + EACH * count + size));
      out.writeUInt32LE(judge, 0);
      out.writeUInt32LE(count, 4);
      const [handles, places, uses, ends, kinds, values] = columnsIn(out.buffer, out.byteOffset, count, out.length);
      let end = 0;
      for (const [i, { literal, place, used }] of lessons.entries()) {
        handles[i] = literal.handle;
        places[i] = place;
        uses[i] = used;
        kinds[i] = kindNo(literal.kind);
        values.set(literal.value, end);
        end += literal.value.length;
        ends[i] = end;
      }
      return out;
    },
  };
}
