// An index of handles whose older part stays on disk until it pays to have it in memory: a run that masks one line looks
// through the shelf for a handful of handles, in a twentieth of the time that it takes to build the tables of a million.

import { createHandleIndex, type HandleIndex } from "./handle-index.ts";

/** What is on disk, in rows of handles with their pages; a later row counts more than an earlier one. */
export interface ShelfRows {
  /** Handles in all rows, about. */
  readonly size: number;
  /** Calls `visit` for each row in order. The columns are valid until it returns. */
  each(visit: (handles: Float64Array, pages: () => Uint32Array) => void): void;
}

/** Looks through the shelf, and handles asked for at once, from which it is loaded: then more is likely to come. */
const SEARCHES = 8;
const MANY = 256;
/** Handles that are looked for one by one: the engine does that eight at a time. */
const FEW = 8;

/** Fewer are loaded in a millisecond or two. */
export const LAZY_LEAST = 16 * 1024;

/** Rows must stay what they are as long as the index is asked. */
export function createLazyIndex(rows: ShelfRows): HandleIndex {
  /** What came behind the rows; all once they are loaded. */
  let memory = createHandleIndex();
  /** What is known of the rows, with 0 for what is not in them. */
  const known = new Map<number, number>();
  let searches = 0;
  let loaded = false;

  function load(): void {
    const all = createHandleIndex(rows.size + memory.size);
    rows.each((handles, pages) => all.addAll(handles, pages()));
    memory.each((handle, page) => all.add(handle, page));
    memory = all;
    known.clear();
    loaded = true;
  }

  /** Finds out about handles that nothing is known of. */
  function search(wanted: readonly number[]): void {
    if (++searches > SEARCHES || wanted.length > MANY) {
      load();
      return;
    }
    for (const handle of wanted) known.set(handle, 0);
    const look = wanted.length > FEW ? many(wanted) : few(wanted);
    rows.each((handles, pages) => look(handles, (handle, at) => known.set(handle, pages()[at] as number)));
  }

  function isUnknown(handle: number): boolean {
    return !loaded && !known.has(handle) && memory.find(handle) === 0;
  }

  function find(handle: number): number {
    if (isUnknown(handle)) search([handle]);
    return memory.find(handle) || (known.get(handle) ?? 0);
  }

  return {
    find,
    add: (handle, page) => memory.add(handle, page),
    addAll: (handles, pages) => memory.addAll(handles, pages),
    warm(handles, end, step) {
      if (!loaded) {
        const wanted = new Set<number>();
        for (let i = 0; i < end; i += step) if (isUnknown(handles[i] as number)) wanted.add(handles[i] as number);
        if (wanted.size > 0) search([...wanted]);
      }
      return memory.warm(handles, end, step);
    },
    each(visit) {
      if (!loaded) load();
      memory.each(visit);
    },
    get size() {
      return loaded ? memory.size : rows.size + memory.size;
    },
  };
}

type Look = (handles: Float64Array, found: (handle: number, at: number) => void) => void;

function few(wanted: readonly number[]): Look {
  return (handles, found) => {
    for (const handle of wanted) {
      const at = handles.lastIndexOf(handle);
      if (at >= 0) found(handle, at);
    }
  };
}

const FILTER_BITS = 16;

function many(wanted: readonly number[]): Look {
  const all = new Set(wanted);
  const filter = new Int32Array(1 << (FILTER_BITS - 5));
  for (const handle of wanted) {
    const bit = bitOf(handle);
    filter[bit >>> 5] = (filter[bit >>> 5] as number) | (1 << (bit & 31));
  }
  return (handles, found) => {
    for (let i = 0; i < handles.length; i++) {
      const handle = handles[i] as number;
      const bit = bitOf(handle);
      if ((((filter[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1 && all.has(handle)) found(handle, i);
    }
  };
}

function bitOf(handle: number): number {
  return Math.imul(handle | 0, 0x9e3779b1) >>> (32 - FILTER_BITS);
}
