// From handle to page, in memory: five to seven bytes a handle of nine digits, which nearly all have. It only says where to look:
// the page's slots are the truth, so a handle that is gone may stay in it.

import { Cells, NARROW } from "./handle-cells.ts";
import { Handles } from "./handle-table.ts";

export interface HandleIndex {
  /** The page that was added last for the handle, 0 when none was. */
  find(handle: number): number;
  add(handle: number, page: number): void;
  addAll(handles: Float64Array, pages: Uint32Array): void;
  /**
   * For handles that are about to be asked for, each `step`th one before `end`: has their places fetched from memory side by
   * side. One question after the other waits for memory each time. Returns a number of no meaning, which makes the looking count.
   */
  warm(handles: Float64Array, end: number, step: number): number;
  readonly size: number;
  /** Calls `visit` for each handle, in no order. */
  each(visit: (handle: number, page: number) => void): void;
}

/** Handles whose places a processor's cache holds at once. */
const AT_ONCE = 1024;

/** `expected` handles find room without anything being moved. */
export function createHandleIndex(expected = 0): HandleIndex {
  /** Longer handles, and those for which the cells have no room. What is here is not looked for there. */
  let others: Handles | null = null;
  const cells = new Cells(expected, addOther);

  function addOther(handle: number, page: number): void {
    others ??= new Handles();
    others.add(handle, page);
  }

  function add(handle: number, page: number): void {
    const isOther = handle >= NARROW || (others !== null && others.find(handle) !== 0);
    if (isOther || !cells.set(handle, page)) addOther(handle, page);
  }

  function warm(handles: Float64Array, end: number, step: number): number {
    let seen = 0;
    for (let i = 0; i < end; i += step) {
      const handle = handles[i] as number;
      seen ^= handle < NARROW ? cells.touch(handle) : (others?.touch(handle) ?? 0);
    }
    return seen;
  }

  return {
    find(handle) {
      const page = handle < NARROW ? cells.find(handle) : 0;
      return page === 0 && others !== null ? others.find(handle) : page;
    },
    add,
    addAll(handles, pages) {
      for (let from = 0; from < handles.length; from += AT_ONCE) {
        const some = handles.subarray(from, from + AT_ONCE);
        warm(some, some.length, 1);
        for (let i = 0; i < some.length; i++) add(some[i] as number, pages[from + i] as number);
      }
    },
    warm,
    each(visit) {
      cells.each(visit);
      others?.each(visit);
    },
    get size() {
      return cells.size + (others?.size ?? 0);
    },
  };
}
