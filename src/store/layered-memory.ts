// Copies of entries in the memory of a process, for a store in front of a slower one. Bounded in bytes and entries: below `evictAt`
// of the limits nothing goes, above `rejectAt` nothing comes in.

export interface MemoryLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
  /** Part of the limits, 0 to 1, down to which the copies unused longest go. */
  readonly evictAt: number;
  /** Part of the limits from which no more copies are taken in until others have gone. */
  readonly rejectAt: number;
  /** Milliseconds that a copy serves. */
  readonly ttl: number;
}

export interface Copy {
  readonly kind: string;
  readonly value: Uint8Array;
  /** Bits of the styles that the entry is known to have been written in; it may have more. */
  readonly styles: number;
}

export interface Copies {
  get(group: string, handle: number): Copy | null;
  /** Keeps copies, with their styles added to those that are there already. */
  add(group: string, copies: Iterable<Copy & { readonly handle: number }>): void;
  /** Removes the copies of a group. */
  drop(group: string): void;
  readonly size: {
    readonly entries: number;
    readonly bytes: number;
    readonly evicted: number;
    readonly rejected: number;
  };
}

/** Bytes of an entry besides its value, about. */
const OVERHEAD = 200;

interface Kept extends Copy {
  readonly since: number;
  readonly bytes: number;
}

export function createCopies(limits: MemoryLimits, now: () => number): Copies {
  const { ttl } = limits;
  const reject = { bytes: limits.rejectAt * limits.maxBytes, entries: limits.rejectAt * limits.maxEntries };
  const evict = { bytes: limits.evictAt * limits.maxBytes, entries: limits.evictAt * limits.maxEntries };
  /** All copies, the one unused longest first. */
  const kept = new Map<string, Kept>();
  let [bytes, evicted, rejected] = [0, 0, 0];

  function remove(key: string, { bytes: own }: Kept): void {
    kept.delete(key);
    bytes -= own;
  }

  function keep(key: string, copy: Copy): void {
    const before = kept.get(key);
    if (before !== undefined) remove(key, before);
    const own = copy.value.length + key.length + OVERHEAD;
    if (bytes + own > reject.bytes || kept.size + 1 > reject.entries) {
      rejected++;
      return;
    }
    const styles = copy.styles | (before?.styles ?? 0);
    kept.set(key, { kind: copy.kind, value: Uint8Array.from(copy.value), styles, since: now(), bytes: own });
    bytes += own;
  }

  return {
    get(group, handle) {
      const key = `${group} ${handle}`;
      const found = kept.get(key);
      if (found === undefined) return null;
      kept.delete(key);
      if (now() - found.since >= ttl) {
        bytes -= found.bytes;
        return null;
      }
      kept.set(key, found);
      return found;
    },
    add(group, copies) {
      for (const copy of copies) keep(`${group} ${copy.handle}`, copy);
      for (const [key, copy] of kept) {
        if (bytes <= evict.bytes && kept.size <= evict.entries) break;
        remove(key, copy);
        evicted++;
      }
    },
    drop(group) {
      for (const [key, copy] of kept) if (key.startsWith(`${group} `)) remove(key, copy);
    },
    get size() {
      return { entries: kept.size, bytes, evicted, rejected };
    },
  };
}
