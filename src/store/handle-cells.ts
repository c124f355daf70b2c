// From handle to page for handles of nine digits, of which a session may have a million: one word for each. Cells stand in
// order of a hash that can be undone, so that where a cell stands says most of the hash, and the cell holds what is left of it.
// In order, a table also grows where it is: it is read and written from front to back, and never there twice.

/** Handles below can be kept here. */
export const NARROW = 2 ** 30;

const MASK = NARROW - 1;
const SPREAD = 0x9e3779b1;
/** Undoes SPREAD, modulo NARROW. */
const GATHER = 0x0e8b2f51;

/** Spreads handles that follow one another as well as random ones. Of 30 bits either half is mixed into the other. */
function hashOf(handle: number): number {
  return Math.imul(handle ^ (handle >>> 15), SPREAD) & MASK;
}

function handleOf(hash: number): number {
  const mixed = Math.imul(hash, GATHER) & MASK;
  return mixed ^ (mixed >>> 15);
}

/** A table has a multiple of so many places: with few bits of scale a product with a hash is exact. */
const PLACES = 1024;
const SCALE = NARROW / PLACES;
/** Bits that say how far a cell stands behind its place, and one; 0 is a free cell. */
const REACH_BITS = 6;
const REACH = (1 << REACH_BITS) - 1;
/** What the second column holds. */
const UPPER = 2 ** 16;
/** Cells behind the last place. */
const BEHIND = REACH + 1;
/** Of cells with four in five taken few stand more than a dozen behind their place, and one in millions out of reach. */
const FULL = 0.85;
const GROWTH = 1.4;
/** Places that room is made for. From the third on only what is touched takes memory, and nothing that was given up is left over. */
const ROOMS = [PLACES, 16 * PLACES, 2048 * PLACES, NARROW];

/** A class, since it is asked for every value. */
export class Cells {
  size = 0;
  /** From the highest bit: the rest of the hash, the reach, the lower bits of the page. */
  private cells = new Uint32Array(0);
  /** The upper bits of pages, once one has some. */
  private upper: Uint16Array<ArrayBuffer> | null = null;
  /** Takes over what finds no room when the table has grown. */
  private readonly refuse: (handle: number, page: number) => void;
  /** Cells in use, with those that have lost their page. */
  private used = 0;
  /** Those from which the table grows. */
  private most = 0;
  /** The places, in PLACES. */
  private scale = 0;
  private restShift = 0;
  private pageBits = 0;
  /** Pages below are kept in the cell alone. */
  private whole = 0;

  constructor(expected: number, refuse: (handle: number, page: number) => void) {
    this.refuse = refuse;
    this.setScale(Math.max(1, Math.ceil((expected * 1.05) / FULL / PLACES)));
    this.makeRoom();
  }

  /** The handle's page, 0 where none is kept. */
  find(handle: number): number {
    const at = this.placeOf(handle);
    return at < 0 ? 0 : this.pageAt(at);
  }

  /** Sets the handle's page; false where that cannot be kept, and then nothing is. */
  set(handle: number, page: number): boolean {
    const fits = page < this.whole * UPPER;
    const at = this.placeOf(handle);
    if (at < 0) {
      if (!fits) return false;
      if (this.used < this.most) return this.insert(~at, handle, page);
      this.grow();
      return this.set(handle, page);
    }
    const before = this.pageAt(at);
    if (before === 0 && fits) this.size++;
    if (before !== 0 && !fits) this.size--;
    this.setPage(at, fits ? page : 0);
    return fits;
  }

  /** What stands where the search begins. */
  touch(handle: number): number {
    return this.cells[this.home(hashOf(handle))] as number;
  }

  each(visit: (handle: number, page: number) => void): void {
    const { cells } = this;
    const end = this.scale * PLACES + BEHIND;
    for (let at = 0; at < end; at++) {
      const page = cells[at] === 0 ? 0 : this.pageAt(at);
      if (page !== 0) visit(handleOf(this.hashAt(at)), page);
    }
  }

  private home(hash: number): number {
    return Math.floor((hash * this.scale) / SCALE);
  }

  /** Where the handle is; where none is the complement of where it would be, behind all that comes before it. */
  private placeOf(handle: number): number {
    const { cells, pageBits, restShift } = this;
    const hash = hashOf(handle);
    let at = this.home(hash);
    const rest = hash - firstOf(at, this.scale);
    for (let reach = 1; ; reach++, at++) {
      const cell = cells[at] as number;
      const its = (cell >>> pageBits) & REACH;
      if (its < reach) return ~at;
      if (its > reach) continue;
      if (cell >>> restShift === rest) return at;
      if (cell >>> restShift > rest) return ~at;
    }
  }

  /** Puts a cell there, and moves those behind; false where one would be out of reach. */
  private insert(at: number, handle: number, page: number): boolean {
    const { cells, pageBits, upper } = this;
    const hash = hashOf(handle);
    const home = this.home(hash);
    if (at - home >= REACH) return false;
    let free = at;
    for (; cells[free] !== 0; free++) if ((((cells[free] as number) >>> pageBits) & REACH) === REACH) return false;
    for (let i = free; i > at; i--) cells[i] = (cells[i - 1] as number) + (1 << pageBits);
    if (free > at) upper?.copyWithin(at + 1, at, free);
    this.put(at, hash, home, page);
    this.used++;
    this.size++;
    return true;
  }

  private put(at: number, hash: number, home: number, page: number): void {
    const rest = hash - firstOf(home, this.scale);
    this.cells[at] = (rest << this.restShift) | ((at - home + 1) << this.pageBits);
    this.setPage(at, page);
  }

  private setPage(at: number, page: number): void {
    const { cells, pageBits, whole } = this;
    cells[at] = (((cells[at] as number) >>> pageBits) << pageBits) | (page & (whole - 1));
    if (page >= whole) this.upper ??= new Uint16Array(cells.length);
    if (this.upper !== null) this.upper[at] = Math.floor(page / whole);
  }

  private pageAt(at: number): number {
    const lower = (this.cells[at] as number) & (this.whole - 1);
    return this.upper === null ? lower : (this.upper[at] as number) * this.whole + lower;
  }

  private hashAt(at: number): number {
    const cell = this.cells[at] as number;
    return firstOf(at - ((cell >>> this.pageBits) & REACH) + 1, this.scale) + (cell >>> this.restShift);
  }

  private setScale(scale: number): void {
    const restBits = Math.max(1, 32 - Math.clz32(Math.ceil(SCALE / scale) - 1));
    this.scale = scale;
    this.restShift = 32 - restBits;
    this.pageBits = this.restShift - REACH_BITS;
    this.whole = 2 ** this.pageBits;
    this.most = Math.floor(scale * PLACES * FULL);
  }

  private makeRoom(): void {
    const needed = this.scale * PLACES;
    if (needed + BEHIND <= this.cells.length) return;
    const room = BEHIND + (ROOMS.find((places) => places >= needed) as number);
    this.cells = copied(this.cells, new Uint32Array(room));
    if (this.upper !== null) this.upper = copied(this.upper, new Uint16Array(room));
  }

  /** Moves all cells to the end of the larger table, and from there, one by one, to where they belong: never beyond one that waits. */
  private grow(): void {
    const { scale, restShift, pageBits, whole } = this;
    const end = scale * PLACES + BEHIND;
    this.setScale(Math.ceil(scale * GROWTH));
    this.makeRoom();
    const { cells, upper } = this;
    const by = (this.scale - scale) * PLACES;
    cells.copyWithin(by, 0, end);
    cells.fill(0, 0, by);
    upper?.copyWithin(by, 0, end);
    let next = 0;
    this.used = 0;
    for (let from = by; from < by + end; from++) {
      const cell = cells[from] as number;
      cells[from] = 0;
      const page = (upper === null ? 0 : (upper[from] as number)) * whole + (cell & (whole - 1));
      if (cell === 0 || page === 0) continue;
      const hash = firstOf(from - by - ((cell >>> pageBits) & REACH) + 1, scale) + (cell >>> restShift);
      const home = this.home(hash);
      const at = Math.max(home, next);
      if (at - home >= REACH) {
        this.size--;
        this.refuse(handleOf(hash), page);
        continue;
      }
      this.put(at, hash, home, page);
      this.used++;
      next = at + 1;
    }
  }
}

/** The lowest hash whose place is `home`. */
function firstOf(home: number, scale: number): number {
  return Math.ceil((home * SCALE) / scale);
}

function copied<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}
