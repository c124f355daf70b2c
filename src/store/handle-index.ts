// From handle to page, in memory: a sorted snapshot, which a store keeps as a blob and loads without work, and a hash
// table of what came after it. Newer pages win. It only says where to look: the page's slots are the truth.

/** Handles in rising order and the page of each. */
export interface Snapshot {
  readonly handles: Float64Array;
  readonly pages: Uint32Array;
}

export interface HandleIndex {
  /** The newest page that held the handle, 0 when none did. */
  find(handle: number): number;
  add(handle: number, page: number): void;
  /** How many additions since the snapshot. */
  readonly tail: number;
  readonly snapshot: Snapshot;
  /** Everything as one snapshot, which becomes the index's own. Pages that `keep` refuses are left out. */
  merge(keep?: (page: number) => boolean): Snapshot;
}

const EMPTY: Snapshot = { handles: new Float64Array(0), pages: new Uint32Array(0) };
const FIRST_CAPACITY = 1024;

export function createHandleIndex(start: Snapshot = EMPTY): HandleIndex {
  let snapshot = start;
  let keys = new Float64Array(0);
  let pages = new Uint32Array(0);
  let count = 0;

  function place(handle: number): number {
    const mask = keys.length - 1;
    // Handles are below 2^53: mix the high part in, or widths of one length would cluster.
    let at = (Math.imul((handle % 0x100000000) | 0, 0x9e3779b1) ^ (handle / 0x100000000)) >>> 0;
    at = (at ^ (at >>> 15)) & mask;
    while (pages[at] !== 0 && keys[at] !== handle) at = (at + 1) & mask;
    return at;
  }

  function add(handle: number, page: number): void {
    if (count * 2 >= keys.length) grow();
    const at = place(handle);
    if (pages[at] === 0) {
      keys[at] = handle;
      count++;
    }
    pages[at] = page;
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
    if (count > 0) {
      const page = pages[place(handle)] ?? 0;
      if (page !== 0) return page;
    }
    return findSorted(snapshot, handle);
  }

  function merge(keep: (page: number) => boolean = () => true): Snapshot {
    const tail = new Float64Array(count);
    let n = 0;
    for (let i = 0; i < keys.length; i++) if (pages[i] !== 0) tail[n++] = keys[i] ?? 0;
    tail.sort();
    const handles = new Float64Array(snapshot.handles.length + n);
    const merged = new Uint32Array(handles.length);
    let size = 0;
    const push = (handle: number, page: number): void => {
      if (!keep(page)) return;
      handles[size] = handle;
      merged[size++] = page;
    };
    let i = 0;
    for (let j = 0; j < n; j++) {
      const handle = tail[j] ?? 0;
      for (; i < snapshot.handles.length && (snapshot.handles[i] ?? 0) < handle; i++) {
        push(snapshot.handles[i] ?? 0, snapshot.pages[i] ?? 0);
      }
      if (snapshot.handles[i] === handle) i++;
      push(handle, pages[place(handle)] ?? 0);
    }
    for (; i < snapshot.handles.length; i++) push(snapshot.handles[i] ?? 0, snapshot.pages[i] ?? 0);
    snapshot = { handles: handles.subarray(0, size), pages: merged.subarray(0, size) };
    keys = new Float64Array(0);
    pages = new Uint32Array(0);
    count = 0;
    return snapshot;
  }

  return {
    find,
    add,
    merge,
    get tail() {
      return count;
    },
    get snapshot() {
      return snapshot;
    },
  };
}

// Handles are spread evenly within a width, so a few interpolated steps come close; halving bounds the worst case.
function findSorted({ handles, pages }: Snapshot, handle: number): number {
  let low = 0;
  let high = handles.length - 1;
  for (let step = 0; low <= high; step++) {
    const first = handles[low] ?? 0;
    const last = handles[high] ?? 0;
    if (handle < first || handle > last) return 0;
    const guess = low + Math.floor(((handle - first) / (last - first || 1)) * (high - low));
    const middle = step % 3 === 2 ? (low + high) >>> 1 : guess;
    const found = handles[middle] ?? 0;
    if (found === handle) return pages[middle] ?? 0;
    if (found < handle) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}
