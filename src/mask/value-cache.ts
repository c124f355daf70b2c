// What was given out lately, by the bytes of the value: a look-up makes no string and no object. Values lie one behind the
// other in one array, so that the cache is as large as it says and nothing for the collector to walk through.

/** Values by number, in the order they were added. */
export interface ValueTable {
  readonly capacity: number;
  /** Number of the value `bytes[start, end)`, -1 when it is not in the table. `hash` is `hashOf` the same bytes. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number;
  /** Adds a value that is not in the table; its number, or -1 when it is full. */
  add(bytes: Uint8Array, start: number, end: number, hash: number): number;
  clear(): void;
}

export interface ValueCache<A> {
  /** Number of a value, -1 when it is not remembered. What is kept for it stands there in `answers`. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number;
  /**
   * Remembers a value, whose answer is to be written at the number; -1 when it is too long to be kept. `weight` is what the
   * answer holds in bytes outside of its columns.
   */
  add(bytes: Uint8Array, start: number, end: number, hash: number, weight?: number): number;
  /** Those that the last number is one of. */
  readonly answers: A;
}

/** Bytes at either end of a value that its hash depends on, besides its length. */
const HASHED = 48;

/** A hash of `bytes[start, end)`, 32 bits. Not keyed: it never leaves the process, and long chains are cut off. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = Math.imul(end - start, 0x9e3779b1);
  const head = end - start > 2 * HASHED ? start + HASHED : end;
  for (let i = start; i < head; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  if (head < end) for (let i = end - HASHED; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) | 0;
}

/** Places that are looked at before a value counts as absent. */
const PROBES = 16;

/** A table of at most `capacity` values (a power of two) with `room` bytes in all. */
export function createValueTable(capacity: number, room: number): ValueTable {
  const mask = 2 * capacity - 1;
  /** Number of a value and one; 0 where none is. */
  const places = new Int32Array(2 * capacity);
  const hashes = new Int32Array(capacity);
  const ends = new Int32Array(capacity + 1);
  const arena = new Uint8Array(room);
  let count = 0;

  function holds(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = ends[number] as number;
    if ((ends[number + 1] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== arena[at++]) return false;
    return true;
  }

  return {
    capacity,
    find(bytes, start, end, hash) {
      for (let probe = 0; probe < PROBES; probe++) {
        const number = (places[(hash + probe) & mask] as number) - 1;
        if (number < 0) return -1;
        if (hashes[number] === hash && holds(number, bytes, start, end)) return number;
      }
      return -1;
    },
    add(bytes, start, end, hash) {
      const at = ends[count] as number;
      if (count === capacity || at + end - start > room) return -1;
      let probe = 0;
      while (places[(hash + probe) & mask] !== 0) if (++probe === PROBES) return -1;
      places[(hash + probe) & mask] = count + 1;
      hashes[count] = hash;
      for (let i = start, to = at; i < end; i++) arena[to++] = bytes[i] as number;
      ends[count + 1] = at + end - start;
      return count++;
    },
    clear() {
      if (count === 0) return;
      places.fill(0);
      count = 0;
    },
  };
}

/** What a cache keeps for its values, by number: columns of numbers, where an object for each would be the collector's. */
export interface Answers<A> {
  /** Takes over answer `at` of another generation as answer `to`; returns its weight. */
  take(to: number, from: A, at: number): number;
}

const CAPACITY = 8192;
const ROOM = 512 * 1024;
/** A cache begins with a part of its size: most runs meet few values, and a start is to be cheap. */
const FIRST = 32;

interface Generation<A> {
  readonly table: ValueTable;
  readonly answers: A;
  weight: number;
}

/** A cache of two generations, the older one dropped when the younger is full; what is used moves to the younger. */
export function createValueCache<A extends Answers<A>>(
  answersFor: (capacity: number) => A,
  capacity = CAPACITY,
  room = ROOM,
  heaviest = Number.POSITIVE_INFINITY,
): ValueCache<A> {
  let size = Math.max(1, capacity / FIRST);
  let young = createGeneration();
  let old = young;

  function createGeneration(): Generation<A> {
    const share = (room * size) / capacity;
    return { table: createValueTable(size, share), answers: answersFor(size), weight: 0 };
  }

  /** What is young becomes old. The cache has its full size when it is full for the third time. */
  function turn(): void {
    if (size < capacity) {
      size = Math.min(capacity, size * 8);
      old = young;
      young = createGeneration();
    } else if (old === young || old.table.capacity < size) {
      old = young;
      young = createGeneration();
    } else {
      [young, old] = [old, young];
      young.table.clear();
      young.weight = 0;
    }
  }

  function put(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if (end - start > room / 8) return -1;
    if (young.weight > heaviest) turn();
    let number = young.table.add(bytes, start, end, hash);
    while (number < 0) {
      turn();
      number = young.table.add(bytes, start, end, hash);
    }
    return number;
  }

  return {
    get answers() {
      return young.answers;
    },
    find(bytes, start, end, hash) {
      const number = young.table.find(bytes, start, end, hash);
      if (number >= 0 || old === young) return number;
      const before = old.table.find(bytes, start, end, hash);
      if (before < 0) return -1;
      const { answers } = old;
      // A turn may empty the old generation, but not what it answers until the new one is filled.
      const moved = put(bytes, start, end, hash);
      young.weight += young.answers.take(moved, answers, before);
      return moved;
    },
    add(bytes, start, end, hash, weight = 0) {
      const known = young.table.find(bytes, start, end, hash);
      const number = known >= 0 ? known : put(bytes, start, end, hash);
      if (number >= 0) young.weight += weight;
      return number;
    },
  };
}
