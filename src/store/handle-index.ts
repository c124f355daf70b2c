// From handle to page, in memory: the shelf, a sorted table that a store keeps in blobs, and a hash table of what came
// after it. Newer pages win. It only says where to look: the page's slots are the truth.

import { createShelf, type Shelf } from "./shelf.ts";

export interface HandleIndex {
  /** The newest page that held the handle, 0 when none did. */
  find(handle: number): number;
  add(handle: number, page: number): void;
  /** How many additions since the last merge. */
  readonly tail: number;
  readonly shelf: Shelf;
  /** Puts everything on the shelf. Pages that `keep` refuses are left out. */
  merge(keep?: (page: number) => boolean): void;
}

const FIRST_CAPACITY = 1024;

/**
 * Handles that are there have a bit set, others mostly not: nearly all look-ups of new values end here. Sixteen bits a
 * handle at the start, eight when it is full.
 */
interface Filter {
  mark(handle: number): void;
  passes(handle: number): boolean;
  readonly room: number;
}

function createFilter(count: number): Filter {
  let size = 1 << 16;
  while (size < 16 * count && size < 1 << 30) size *= 2;
  const bits = new Uint8Array(size >>> 3);
  // The low digits of a handle are spread evenly, whatever its width.
  return {
    room: size >>> 3,
    mark(handle) {
      const at = handle % size;
      bits[at >>> 3] = (bits[at >>> 3] as number) | (1 << (at & 7));
    },
    passes(handle) {
      const at = handle % size;
      return ((bits[at >>> 3] as number) & (1 << (at & 7))) !== 0;
    },
  };
}

/** The shelf becomes the index's own. */
export function createHandleIndex(shelf = createShelf()): HandleIndex {
  let keys = new Float64Array(0);
  let pages = new Uint32Array(0);
  let count = 0;
  let filter = filtered();

  function filtered(): Filter {
    const fresh = createFilter(shelf.size + count);
    for (const { handles } of shelf.parts()) for (let i = 0; i < handles.length; i++) fresh.mark(handles[i] as number);
    for (let i = 0; i < keys.length; i++) if (pages[i] !== 0) fresh.mark(keys[i] as number);
    return fresh;
  }

  function place(handle: number): number {
    const mask = keys.length - 1;
    // Handles are below 2^53: mix the high part in, or widths of one length would cluster.
    let at = (Math.imul((handle % 0x100000000) | 0, 0x9e3779b1) ^ (handle / 0x100000000)) >>> 0;
    at = (at ^ (at >>> 15)) & mask;
    while (pages[at] !== 0 && keys[at] !== handle) at = (at + 1) & mask;
    return at;
  }

  function add(handle: number, page: number): void {
    if (count * 3 >= keys.length * 2) grow();
    const at = place(handle);
    if (pages[at] === 0) {
      keys[at] = handle;
      count++;
    }
    pages[at] = page;
    if (shelf.size + count > filter.room) filter = filtered();
    else filter.mark(handle);
  }

  function grow(): void {
    const oldKeys = keys;
    const oldPages = pages;
    const capacity = Math.max(FIRST_CAPACITY, keys.length * 2);
    keys = new Float64Array(capacity);
    pages = new Uint32Array(capacity);
    for (let i = 0; i < oldKeys.length; i++) {
      const page = oldPages[i] ?? 0;
      if (page === 0) continue;
      const at = place(oldKeys[i] ?? 0);
      keys[at] = oldKeys[i] ?? 0;
      pages[at] = page;
    }
  }

  function find(handle: number): number {
    if (!filter.passes(handle)) return 0;
    if (count > 0) {
      const page = pages[place(handle)] ?? 0;
      if (page !== 0) return page;
    }
    return shelf.find(handle);
  }

  function merge(keep?: (page: number) => boolean): void {
    const handles = new Float64Array(count);
    let n = 0;
    for (let i = 0; i < keys.length; i++) if (pages[i] !== 0) handles[n++] = keys[i] ?? 0;
    handles.sort();
    shelf.insert(
      handles,
      Uint32Array.from(handles, (handle) => pages[place(handle)] ?? 0),
    );
    if (keep !== undefined) shelf.retain(keep);
    keys = new Float64Array(0);
    pages = new Uint32Array(0);
    count = 0;
  }

  return {
    find,
    add,
    merge,
    shelf,
    get tail() {
      return count;
    },
  };
}
