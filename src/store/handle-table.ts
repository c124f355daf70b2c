// From handle to page for handles of any length: hash tables in typed arrays, sixteen to twenty-four bytes a handle.

/** Tables grow one by one: the old copy of a whole index would be as many megabytes. */
const PARTS = 16;

/** Any handles, each with its page. */
export class Handles {
  private readonly tables = Array.from({ length: PARTS }, () => new Table());

  get size(): number {
    return this.tables.reduce((sum, table) => sum + table.size, 0);
  }

  find(handle: number): number {
    const hash = hashOf(handle);
    return (this.tables[hash >>> 28] as Table).find(handle, hash);
  }

  add(handle: number, page: number): void {
    const hash = hashOf(handle);
    (this.tables[hash >>> 28] as Table).add(handle, hash, page);
  }

  /** What stands where the search begins. */
  touch(handle: number): number {
    const hash = hashOf(handle);
    return (this.tables[hash >>> 28] as Table).touch(hash);
  }

  each(visit: (handle: number, page: number) => void): void {
    for (const table of this.tables) table.each(visit);
  }
}

const WORD = 0x100000000;

/** Spreads handles that follow one another as well as random ones. 32 bits; the highest say which table. */
function hashOf(handle: number): number {
  return (Math.imul(handle | 0, 0x9e3779b1) ^ Math.imul(Math.floor(handle / WORD), 0x85ebca6b)) >>> 0;
}

const FIRST_CAPACITY = 8;
const FULL = 0.75;
const GROWTH = 1.5;
const CELL = 3;

/** Open addressing in order of the hash. A cell has three words: page, 0 where it is free, and the handle's lower and upper part. */
class Table {
  size = 0;
  private capacity = FIRST_CAPACITY;
  private cells = new Uint32Array(CELL * FIRST_CAPACITY);

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
      this.cells[at + 2] = Math.floor(handle / WORD);
      this.size++;
    }
    this.cells[at] = page;
  }

  touch(hash: number): number {
    return this.cells[this.first(hash)] as number;
  }

  each(visit: (handle: number, page: number) => void): void {
    for (let at = 0; at < this.cells.length; at += CELL) {
      const page = this.cells[at] as number;
      if (page !== 0) visit(this.handleAt(at), page);
    }
  }

  private handleAt(at: number): number {
    return (this.cells[at + 2] as number) * WORD + (this.cells[at + 1] as number);
  }

  /** Four bits of the hash chose the table; the others count from the start of the table to its end. */
  private first(hash: number): number {
    return Math.floor((((hash << 4) >>> 0) * this.capacity) / WORD) * CELL;
  }

  /** Where the handle is or would be: there is always a free place. */
  private place(handle: number, hash: number): number {
    const { cells } = this;
    const low = handle >>> 0;
    const high = Math.floor(handle / WORD);
    let at = this.first(hash);
    while (cells[at] !== 0) {
      if (cells[at + 1] === low && cells[at + 2] === high) break;
      at += CELL;
      if (at === cells.length) at = 0;
    }
    return at;
  }

  private grow(): void {
    const { cells } = this;
    this.capacity = Math.ceil(this.capacity * GROWTH);
    this.cells = new Uint32Array(CELL * this.capacity);
    for (let from = 0; from < cells.length; from += CELL) {
      if (cells[from] === 0) continue;
      const handle = (cells[from + 2] as number) * WORD + (cells[from + 1] as number);
      this.cells.set(cells.subarray(from, from + CELL), this.place(handle, hashOf(handle)));
    }
  }
}
