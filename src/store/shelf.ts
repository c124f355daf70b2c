// A sorted table of handles with the page of each, in parts of one size: blobs of the store become parts as they are, and
// newcomers are merged in place. A session of a million entries has twelve megabytes of it, and they are not to be doubled.

export interface Shelf {
  readonly size: number;
  /** The page of a handle, 0 when it is not there. */
  find(handle: number): number;
  /** Adds larger handles than all that are there, in rising order. May take the arrays as its own. */
  append(handles: Float64Array, pages: Uint32Array): void;
  /** Merges handles in rising order; the page of one that is there is replaced. */
  insert(handles: Float64Array, pages: Uint32Array): void;
  /** Leaves out the handles whose page `keep` refuses. */
  retain(keep: (page: number) => boolean): void;
  /** All of it in order, as views. */
  parts(): readonly { readonly handles: Float64Array; readonly pages: Uint32Array }[];
}

const SHIFT = 14;
const PART = 1 << SHIFT;

export function createShelf(): Shelf {
  const handles: Float64Array[] = [];
  const pages: Uint32Array[] = [];
  let size = 0;

  const handleAt = (i: number): number => (handles[i >>> SHIFT] as Float64Array)[i & (PART - 1)] as number;
  const pageAt = (i: number): number => (pages[i >>> SHIFT] as Uint32Array)[i & (PART - 1)] as number;

  function set(i: number, handle: number, page: number): void {
    (handles[i >>> SHIFT] as Float64Array)[i & (PART - 1)] = handle;
    (pages[i >>> SHIFT] as Uint32Array)[i & (PART - 1)] = page;
  }

  function resize(to: number): void {
    size = to;
    const count = Math.ceil(to / PART);
    while (handles.length < count) {
      handles.push(new Float64Array(PART));
      pages.push(new Uint32Array(PART));
    }
    handles.length = count;
    pages.length = count;
  }

  // Handles are spread evenly within a width, so a few interpolated steps come close; halving bounds the worst case.
  function find(handle: number): number {
    let low = 0;
    let high = size - 1;
    for (let step = 0; low <= high; step++) {
      const first = handleAt(low);
      const last = handleAt(high);
      if (handle < first || handle > last) return 0;
      const guess = low + Math.floor(((handle - first) / (last - first || 1)) * (high - low));
      const middle = step % 3 === 2 ? (low + high) >>> 1 : guess;
      const found = handleAt(middle);
      if (found === handle) return pageAt(middle);
      if (found < handle) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  function append(more: Float64Array, theirPages: Uint32Array): void {
    if (size % PART === 0 && more.length === PART && theirPages.length === PART) {
      handles.push(more);
      pages.push(theirPages);
      size += PART;
      return;
    }
    const from = size;
    resize(from + more.length);
    for (let i = 0; i < more.length; i++) set(from + i, more[i] ?? 0, theirPages[i] ?? 0);
  }

  // From the end, so that everything moves once and nothing is overwritten before it has moved.
  function insert(more: Float64Array, theirPages: Uint32Array): void {
    let from = size - 1;
    let to = size + more.length - 1;
    resize(to + 1);
    for (let j = more.length - 1; j >= 0; j--) {
      const handle = more[j] ?? 0;
      for (; from >= 0 && handleAt(from) > handle; from--, to--) set(to, handleAt(from), pageAt(from));
      if (from >= 0 && handleAt(from) === handle) from--;
      set(to--, handle, theirPages[j] ?? 0);
    }
    closeGap(from + 1, to + 1);
  }

  /** Moves what begins at `to` down to `from`. */
  function closeGap(from: number, to: number): void {
    if (from === to) return;
    for (let i = to; i < size; i++) set(from + i - to, handleAt(i), pageAt(i));
    resize(size + from - to);
  }

  function retain(keep: (page: number) => boolean): void {
    let to = 0;
    for (let i = 0; i < size; i++) if (keep(pageAt(i))) set(to++, handleAt(i), pageAt(i));
    resize(to);
  }

  return {
    get size() {
      return size;
    },
    find,
    append,
    insert,
    retain,
    parts: () =>
      handles.map((part, i) => {
        const count = Math.min(PART, size - i * PART);
        return { handles: part.subarray(0, count), pages: (pages[i] as Uint32Array).subarray(0, count) };
      }),
  };
}
