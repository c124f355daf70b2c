// One session of the sqlite store: the SessionStore contract over pages and index. Each call is one transaction that first
// takes in what other processes wrote.

import { ClosemaskError } from "../errors.ts";
import { createValueColumns, fillColumns, resultsOf, type ValueColumns } from "../mask/columns.ts";
import { createEntries } from "../mask/restored.ts";
import type {
  Columns,
  EachLiteral,
  Entries,
  Entry,
  Handle,
  NewEntry,
  PutResult,
  SessionDump,
  SessionStore,
  StoreLimits,
} from "../mask/store.ts";
import type { SessionKeys } from "./keys.ts";
import { isExpiredAt, RESERVED_LIMIT, touchStep } from "./limits.ts";
import { endAt, kindAt, type OpenPage, startAt } from "./seal.ts";
import { findSlot, handleOf, isDead, type Slots, setUsed, stylesOf, usedOf } from "./slots.ts";
import type { Database } from "./sqlite-database.ts";
import { readLiterals } from "./sqlite-literals.ts";
import { addNotes, hasNotes, readNotes, tidyNotes } from "./sqlite-notes.ts";
import { isOutOfUse, placeOfNumber, reserveNumber } from "./sqlite-numbers.ts";
import { mixedUp, pageOf, placeOf, slotOf } from "./sqlite-pages.ts";
import { createDesk, putEntries } from "./sqlite-put.ts";
import { isReserved, reserveHandle } from "./sqlite-reserved.ts";
import { createState, type State, type StateHolder, saveState } from "./sqlite-state.ts";

export interface SqliteSession extends SessionStore {
  readonly state: StateHolder;
  addNotes(records: readonly Uint8Array[]): void;
  notes(each: (record: Uint8Array) => void): void;
  /** Writes down the uses that `get` noted. */
  flush(): void;
}

type Numbered = SessionDump["reservedNumbers"][number];

/** Noted uses from which they are written down. */
const TOUCHES = 1024;
/** Those that wait at most while another process holds the file. */
const TOUCHES_MAX = 16 * TOUCHES;

export function createSqliteSession(options: {
  db: Database;
  name: string;
  keys: SessionKeys;
  limits: StoreLimits;
  now: () => number;
}): SqliteSession {
  const { db, name, keys, limits, now } = options;
  const state = createState(db, name, keys);
  const desk = createDesk();
  /** For entries that come as objects. */
  let columns: ValueColumns | null = null;
  const step = touchStep(limits);
  let touched: number[] = [];
  /** For entries that leave as objects. */
  let entries: Entries | null = null;
  /** Pages that are looked up, used again. */
  let order = new Float64Array(64);
  /** What the row last said of removed entries, and how often that changed. */
  let removals = "";
  let epochs = 0;

  db.onRollback(state.forget);

  function put(entries: readonly NewEntry[]): PutResult[] {
    if (entries.length === 0) return [];
    columns ??= createValueColumns();
    fillColumns(columns, entries);
    putColumns(columns);
    return resultsOf(columns.issues);
  }

  function putColumns(given: Columns): undefined {
    db.write(() => {
      const at = now();
      const current = state.ensure(at);
      touch(current, at);
      putEntries({ db, state: current, columns: given, limits, now: at, desk });
    });
    return undefined;
  }

  function get(handles: readonly Handle[]): (Entry | null)[] {
    entries ??= createEntries();
    getColumns(Float64Array.from(handles), handles.length, entries);
    return entriesOf(entries, handles);
  }

  function getColumns(handles: Float64Array, count: number, into: Entries): undefined {
    lookUp(count, into, (current, pages) => {
      current.index.warm(handles, count, 1);
      for (let i = 0; i < count; i++) pages[i] = current.index.find(handles[i] as number);
      return handles;
    });
    return undefined;
  }

  function getNumbered(wanted: readonly Numbered[]): (Entry | null)[] {
    const handles = new Float64Array(wanted.length).fill(-1);
    entries ??= createEntries();
    lookUp(wanted.length, entries, (current, pages) => {
      for (const [i, numbered] of wanted.entries()) {
        const place = placeOfNumber(db, current.row.no, numbered);
        const slots = place === 0 ? null : current.pages.slots(pageOf(place));
        pages[i] = slots === null ? 0 : pageOf(place);
        if (slots !== null) handles[i] = handleOf(slots, slotOf(place));
      }
      return handles;
    });
    return entriesOf(entries, handles);
  }

  /** `locate` says in which page each handle would be, 0 where in none. */
  function lookUp(count: number, into: Entries, locate: (current: State, pages: Float64Array) => Float64Array): void {
    into.room(count);
    if (count === 0) return;
    db.read(() => {
      const current = state.current();
      if (current === null) return;
      if (order.length < count) order = new Float64Array(2 * count);
      const handles = locate(current, order);
      // In the order of pages, so that each is opened once. Page and position are one number: those sort without a callback.
      let found = 0;
      for (let i = 0; i < count; i++) {
        const page = order[i] as number;
        if (page !== 0) order[found++] = page * count + i;
      }
      order.subarray(0, found).sort();
      const at = now();
      let page = 0;
      let slots: Slots | null = null;
      let open: OpenPage | null = null;
      let slot = -1;
      for (let k = 0; k < found; k++) {
        const i = (order[k] as number) % count;
        const next = ((order[k] as number) - i) / count;
        if (next !== page) {
          page = next;
          slots = current.pages.load(page);
          open = slots === null ? null : current.pages.opened(page);
          slot = -1;
        }
        if (slots === null || open === null) continue;
        const handle = handles[i] as number;
        // What was masked together is often restored in the same order.
        slot = handleOf(slots, slot + 1) === handle && !isDead(slots, slot + 1) ? slot + 1 : findSlot(slots, handle);
        if (slot < 0 || isExpiredAt(usedOf(slots, slot), limits, at)) continue;
        const start = startAt(open, slot, handle);
        if (start < 0) throw mixedUp();
        if (isStale(slots, slot, at)) touched.push(placeOf(page, slot));
        into.set(i, kindAt(open, slot), stylesOf(slots, slot), open.plain, start, endAt(open, slot));
      }
    });
    if (touched.length >= TOUCHES) flush();
  }

  function isStale(slots: Slots, slot: number, at: number): boolean {
    return at - usedOf(slots, slot) > step;
  }

  function flush(): void {
    if (touched.length === 0) return;
    try {
      db.write(() => {
        const current = state.current();
        if (current !== null) touch(current, now());
      });
    } catch (error) {
      // A use that is not written down only lets an entry expire earlier: no reason to fail a look-up.
      if (!(error instanceof ClosemaskError)) throw error;
      if (error.code === "store-locked" && touched.length < TOUCHES_MAX) return;
    }
    touched = [];
  }

  function touch(current: State, at: number): void {
    const byPage = Map.groupBy(touched, pageOf);
    touched = [];
    for (const [page, places] of byPage) {
      const slots = current.pages.slots(page);
      if (slots === null) continue;
      for (const place of places) if (!isDead(slots, slotOf(place))) setUsed(slots, slotOf(place), at);
      current.pages.save(page, slots);
    }
    if (byPage.size === 0) return;
    current.row.used = at;
    saveState(db, current);
  }

  function reserve(handles: readonly Handle[], numbers: readonly Numbered[] = []): number {
    const fresh = db.read(() => freshOnes(state.current(), handles, numbers));
    if (fresh.handles.length + fresh.numbers.length === 0) return 0;
    return db.write(() => {
      const current = state.ensure(now());
      const { row } = current;
      const free = freshOnes(current, fresh.handles, fresh.numbers);
      let refused = 0;
      const keep = (store: () => void): void => {
        if (row.reserved >= RESERVED_LIMIT) refused++;
        else store();
      };
      for (const handle of free.handles) {
        if (!isTaken(current, handle)) keep(() => reserveHandle(db, current, handle));
      }
      for (const numbered of free.numbers) {
        keep(() => {
          reserveNumber(db, row.no, numbered);
          row.reserved++;
        });
      }
      saveState(db, current);
      return refused;
    });
  }

  /** Those that are not out of use, each once. */
  function freshOnes(
    current: State | null,
    handles: readonly Handle[],
    numbers: readonly Numbered[],
  ): { handles: Handle[]; numbers: Numbered[] } {
    const distinct = new Map(numbers.map((numbered) => [`${numbered.counter} ${numbered.number}`, numbered]));
    return {
      handles: [...new Set(handles)].filter((handle) => current === null || !isReserved(db, current, handle)),
      numbers: [...distinct.values()].filter(
        (numbered) => current === null || !isOutOfUse(db, current.row.no, numbered),
      ),
    };
  }

  function isTaken(current: State, handle: Handle): boolean {
    const page = current.index.find(handle);
    const slots = page === 0 ? null : current.pages.slots(page);
    return slots !== null && findSlot(slots, handle) >= 0;
  }

  function literals(limit: number, each: EachLiteral, judge?: number): void {
    readLiterals({ db, state, name, keys, limits, now: now(), limit, each, judge });
  }

  function add(records: readonly Uint8Array[]): void {
    db.write(() => addNotes(db, state.ensure(now()).row.no, keys, records, now()));
  }

  function notes(each: (record: Uint8Array) => void): void {
    const found = db.read(() => state.current() !== null && hasNotes(db));
    if (!found) return;
    db.write(() => {
      const current = state.current();
      if (current !== null) tidyNotes(db, current.row.no, keys, limits, now());
    });
    db.read(() => {
      const current = state.current();
      if (current !== null) readNotes(db, current.row.no, keys, limits, now(), each);
    });
  }

  // `gone` starts anew with some shelves, and both with a new row: together they never come back.
  function epoch(): number {
    const known = state.unchanged();
    const row = (known === undefined ? db.read(() => state.current()) : known)?.row;
    const found = row === undefined ? "" : `${row.no} ${row.shelf} ${row.gone}`;
    if (found !== removals) {
      removals = found;
      epochs++;
    }
    return epochs;
  }

  return {
    put,
    putColumns,
    get,
    getColumns,
    getNumbered,
    reserve,
    literals,
    addNotes: add,
    notes,
    epoch,
    state,
    flush,
  };
}

/** Entries as objects, each with bytes of its own. */
function entriesOf({ count, kinds, styles, bytes, froms, tos }: Entries, handles: ArrayLike<Handle>): (Entry | null)[] {
  return Array.from({ length: count }, (_, i) => {
    const bits = styles[i] as number;
    if (bits < 0) return null;
    const value = Buffer.from(bytes.subarray(froms[i], tos[i]));
    return { handle: handles[i] as number, kind: kinds[i] as string, value, styles: bits };
  });
}
