// From handle to page, in memory: hash tables in typed arrays, eleven to fourteen bytes a handle. It only says where to
// look: the page's slots are the truth, so a handle that is gone may stay in it.

export interface HandleIndex {
  /** The page that was added last for the handle, 0 when none was. */
  find(handle: number): number;
  add(handle: number, page: number): void;
  readonly size: number;
  /** Calls `visit` for each handle, in no order. */
  each(visit: (handle: number, page: number) => void): void;
}

/** Handles below have keys of four bytes: those of nine digits, which nearly all are. */
const NARROW = 2 ** 32 - 1;
/** Tables grow one by one: the old copy of a whole index would be as many megabytes. */
const PARTS = 16;

/** `expected` handles find room without anything being moved. */
export function createHandleIndex(expected = 0): HandleIndex {
  const narrow = createParts((capacity) => new Uint32Array(capacity), expected / PARTS);
  const wide = createParts((capacity) => new Float64Array(capacity), 0);
  const tableOf = (handle: number): Table => {
    const tables = handle < NARROW ? narrow : wide;
    return tables[hashOf(handle) >>> 28] as Table;
  };
  return {
    find: (handle) => tableOf(handle).find(handle),
    add: (handle, page) => tableOf(handle).add(handle, page),
    each(visit) {
      for (const table of [...narrow, ...wide]) table.each(visit);
    },
    get size() {
      return [...narrow, ...wide].reduce((sum, table) => sum + table.size, 0);
    },
  };
}

function createParts(makeKeys: MakeKeys, expected: number): Table[] {
  return Array.from({ length: PARTS }, () => new Table(makeKeys, expected));
}

/** Spreads handles that follow one another as well as random ones. 32 bits; the highest say which table. */
function hashOf(handle: number): number {
  const high = handle < NARROW ? 0 : Math.floor(handle / 0x100000000);
  return (Math.imul(handle | 0, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
}

type Keys = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type MakeKeys = (capacity: number) => Keys;

const FIRST_CAPACITY = 8;
const FULL = 0.75;
const GROWTH = 1.3;

/** Open addressing in order of the hash. A class, since thirty-two of them as closures would be slow to call. */
class Table {
  size = 0;
  private keys: Keys;
  private pages: Uint32Array<ArrayBuffer>;
  private limit: number;
  private readonly makeKeys: MakeKeys;

  constructor(makeKeys: MakeKeys, expected: number) {
    this.makeKeys = makeKeys;
    const capacity = Math.max(FIRST_CAPACITY, Math.ceil((expected * 1.05) / FULL));
    this.keys = makeKeys(capacity);
    this.pages = new Uint32Array(capacity);
    this.limit = Math.floor(capacity * FULL);
  }

  find(handle: number): number {
    return this.pages[this.place(handle)] as number;
  }

  add(handle: number, page: number): void {
    let at = this.place(handle);
    if (this.pages[at] === 0) {
      if (this.size >= this.limit) {
        this.grow();
        at = this.place(handle);
      }
      this.keys[at] = handle;
      this.size++;
    }
    this.pages[at] = page;
  }

  each(visit: (handle: number, page: number) => void): void {
    for (let i = 0; i < this.pages.length; i++) {
      const page = this.pages[i] as number;
      if (page !== 0) visit(this.keys[i] as number, page);
    }
  }

  /** Where the handle is or would be: there is always a free place. */
  private place(handle: number): number {
    const { keys, pages } = this;
    const { length } = keys;
    // Four bits of the hash chose the table; the others count from the start of the table to its end.
    let at = Math.floor((((hashOf(handle) << 4) >>> 0) * length) / 0x100000000);
    while (keys[at] !== handle || pages[at] === 0) {
      if (pages[at] === 0) return at;
      if (++at === length) at = 0;
    }
    return at;
  }

  private grow(): void {
    const { keys, pages } = this;
    const capacity = Math.ceil(keys.length * GROWTH);
    this.keys = this.makeKeys(capacity);
    this.pages = new Uint32Array(capacity);
    this.limit = Math.floor(capacity * FULL);
    for (let i = 0; i < keys.length; i++) {
      if (pages[i] === 0) continue;
      const handle = keys[i] as number;
      const at = this.place(handle);
      this.keys[at] = handle;
      this.pages[at] = pages[i] as number;
    }
  }
}
