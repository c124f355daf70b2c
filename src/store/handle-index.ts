// From handle to page, in memory: hash tables in typed arrays, eleven to sixteen bytes a handle. It only says where to look:
// the page's slots are the truth, so a handle that is gone may stay in it.

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

/** Handles below have keys of one word: those of nine digits, which nearly all are. */
const NARROW = 2 ** 32 - 1;
/** Tables grow one by one: the old copy of a whole index would be as many megabytes. */
const PARTS = 16;

/** Handles whose places a processor's cache holds at once. */
const AT_ONCE = 1024;

/** `expected` handles find room without anything being moved. */
export function createHandleIndex(expected = 0): HandleIndex {
  const narrow = Array.from({ length: PARTS }, () => new Table(2, expected / PARTS));
  const wide = Array.from({ length: PARTS }, () => new Table(3, 0));
  const tableOf = (handle: number, hash: number): Table => {
    const tables = handle < NARROW ? narrow : wide;
    return tables[hash >>> 28] as Table;
  };
  function add(handle: number, page: number): void {
    const hash = hashOf(handle);
    tableOf(handle, hash).add(handle, hash, page);
  }

  function warm(handles: Float64Array, end: number, step: number): number {
    let seen = 0;
    for (let i = 0; i < end; i += step) {
      const hash = hashOf(handles[i] as number);
      seen ^= tableOf(handles[i] as number, hash).touch(hash);
    }
    return seen;
  }

  return {
    find(handle) {
      const hash = hashOf(handle);
      return tableOf(handle, hash).find(handle, hash);
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
      for (const table of [...narrow, ...wide]) table.each(visit);
    },
    get size() {
      return [...narrow, ...wide].reduce((sum, table) => sum + table.size, 0);
    },
  };
}

const WORD = 0x100000000;

/** Spreads handles that follow one another as well as random ones. 32 bits; the highest say which table. */
function hashOf(handle: number): number {
  const high = handle < NARROW ? 0 : Math.floor(handle / WORD);
  return (Math.imul(handle | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
}

const FIRST_CAPACITY = 8;
const FULL = 0.75;
const GROWTH = 1.5;

/**
 * Open addressing in order of the hash. A cell has two or three words: page, 0 where it is free, and the handle's lower and
 * upper part. A class, since thirty-two of them as closures would be slow to call.
 */
class Table {
  size = 0;
  private readonly width: 2 | 3;
  private cells: Uint32Array<ArrayBuffer>;
  private capacity: number;

  constructor(width: 2 | 3, expected: number) {
    this.width = width;
    this.capacity = Math.max(FIRST_CAPACITY, Math.ceil((expected * 1.05) / FULL));
    this.cells = new Uint32Array(width * this.capacity);
  }

  find(handle: number, hash: number): number {
    return this.cells[this.place(handle, hash)] as number;
  }

  add(handle: number, hash: number, page: number): void {
    let at = this.place(handle, hash);
    if (this.cells[at] === 0) {
      if (this.size >= Math.floor(this.capacity * FULL)) {
        this.grow();
        at = this.place(handle, hash);
      }
      this.cells[at + 1] = handle >>> 0;
      if (this.width === 3) this.cells[at + 2] = Math.floor(handle / WORD);
      this.size++;
    }
    this.cells[at] = page;
  }

  /** What stands where the search begins. */
  touch(hash: number): number {
    return this.cells[this.first(hash)] as number;
  }

  each(visit: (handle: number, page: number) => void): void {
    for (let at = 0; at < this.cells.length; at += this.width) {
      const page = this.cells[at] as number;
      if (page !== 0) visit(this.handleAt(at), page);
    }
  }

  private handleAt(at: number): number {
    const high = this.width === 3 ? (this.cells[at + 2] as number) : 0;
    return high * WORD + (this.cells[at + 1] as number);
  }

  /** Four bits of the hash chose the table; the others count from the start of the table to its end. */
  private first(hash: number): number {
    return Math.floor((((hash << 4) >>> 0) * this.capacity) / WORD) * this.width;
  }

  /** Where the handle is or would be: there is always a free place. */
  private place(handle: number, hash: number): number {
    const { cells, width } = this;
    const low = handle >>> 0;
    const high = width === 3 ? Math.floor(handle / WORD) : 0;
    let at = this.first(hash);
    while (cells[at] !== 0) {
      if (cells[at + 1] === low && (width === 2 || cells[at + 2] === high)) break;
      at += width;
      if (at === cells.length) at = 0;
    }
    return at;
  }

  private grow(): void {
    const { cells, width } = this;
    this.capacity = Math.ceil(this.capacity * GROWTH);
    this.cells = new Uint32Array(width * this.capacity);
    for (let from = 0; from < cells.length; from += width) {
      if (cells[from] === 0) continue;
      const low = cells[from + 1] as number;
      const handle = width === 3 ? (cells[from + 2] as number) * WORD + low : low;
      const at = this.place(handle, hashOf(handle));
      this.cells[at] = cells[from] as number;
      this.cells[at + 1] = low;
      if (width === 3) this.cells[at + 2] = cells[from + 2] as number;
    }
  }
}
