// Known values, found wherever they stand: the user's own secrets and what a session has learned. Of each value as many grams of four
// bytes are indexed as there are places between two that are looked up in a text: eight where all values are long enough, else four.
// Nothing is spent when there are none.

import { LITERAL_MIN, type Literal, type Literals } from "./literals.ts";
import { standsAlone } from "./name-literal.ts";

/** Bytes of a gram. */
const GRAM = 4;
/** The most bytes between two places that are looked up: so many in a row hold the start of one of as many grams. */
const STRIDE_BITS = 3;
const STRIDE = 1 << STRIDE_BITS;
const WORD_BYTES = 4;

/** How far apart the places may be for a literal of a length, which must have as many grams. */
function strideOf(length: number): number {
  if (length >= GRAM + STRIDE - 1) return STRIDE;
  return length >= GRAM + WORD_BYTES - 1 ? WORD_BYTES : 2;
}

/** Makes a table for at most `limit` values. All in typed arrays: fifty thousand objects would cost as many megabytes. */
export function createLiterals(limit: number): Literals {
  // Values one behind the other, by number.
  let arena = Buffer.alloc(1024);
  let starts = new Int32Array(65);
  let about = new Uint16Array(64);
  /** How many grams of each are indexed: of those that came before a shorter one more than it takes now. */
  let linked = new Uint8Array(64);
  let count = 0;
  /** So many of the first are not indexed, and how much text was looked through since. */
  let later = 0;
  let finds = 0;
  const abouts: Readonly<Required<Omit<Literal, "value">>>[] = [];
  // Grams in chains by slot. A gram's entry is the number of the literal and, in the low bits, where in it the gram stands.
  let chain = new Int32Array(64 * STRIDE);
  let used = 0;
  let slots = 8;
  let heads = new Int32Array(1 << slots).fill(-1);
  let bits = new Int32Array(1 << (slots + FINER - 5));
  let stride = STRIDE;

  const lengthOf = (n: number): number => (starts[n + 1] as number) - (starts[n] as number);
  const fine = (gram: number): number => Math.imul(gram, SPREAD) >>> (32 - slots - FINER);
  /** A second bit, so that of the words of a text that are no gram one in a hundred is looked up instead of one in twenty. */
  const finer = (gram: number): number => Math.imul(gram, SPREAD_AGAIN) >>> (32 - slots - FINER);

  /** How many grams of a literal that comes now are indexed. */
  const gramsOf = (length: number): number => Math.min(stride, length - GRAM + 1);

  function link(n: number, offset: number): void {
    const entry = n * STRIDE + offset;
    const at = fine(readGram(arena, (starts[n] as number) + offset));
    bits[at >>> 5] = (bits[at >>> 5] as number) | (1 << (at & 31));
    const other = finer(readGram(arena, (starts[n] as number) + offset));
    bits[other >>> 5] = (bits[other >>> 5] as number) | (1 << (other & 31));
    chain[entry] = heads[at >>> FINER] as number;
    heads[at >>> FINER] = entry;
  }

  function index(n: number): void {
    const length = lengthOf(n);
    stride = Math.min(stride, strideOf(length));
    used += gramsOf(length);
    if (used > FILL * heads.length && slots < MOST_SLOTS) rehash(n);
    linkAll(n);
  }

  function linkAll(n: number): void {
    const grams = gramsOf(lengthOf(n));
    linked[n] = grams;
    for (let offset = 0; offset < grams; offset++) link(n, offset);
  }

  /** Makes the table larger, with what stands before literal `end`. */
  function rehash(end: number): void {
    while (used > FILL << slots && slots < MOST_SLOTS) slots++;
    // Beyond, all there may ever be: see `roomFor`.
    if (slots > SMALL_SLOTS) while (stride * limit > FILL << slots && slots < MOST_SLOTS) slots++;
    heads = new Int32Array(1 << slots).fill(-1);
    bits = new Int32Array(1 << (slots + FINER - 5));
    for (let n = later; n < end; n++) {
      used -= linked[n] as number;
      linkAll(n);
      used += linked[n] as number;
    }
  }

  /** Makes room for one more. */
  function grow(): void {
    const more = roomFor(count + 1, limit);
    starts = copied(starts, new Int32Array(more + 1));
    about = copied(about, new Uint16Array(more));
    linked = copied(linked, new Uint8Array(more));
    chain = copied(chain, new Int32Array(STRIDE * more));
  }

  /** Forgets the oldest tenth at once: one at a time would be quadratic. */
  function forget(): void {
    const surplus = Math.max(1, Math.ceil(limit / 10));
    const from = starts[surplus] as number;
    arena.copyWithin(0, from, starts[count]);
    for (let n = surplus; n <= count; n++) starts[n - surplus] = (starts[n] as number) - from;
    about.copyWithin(0, surplus, count);
    count -= surplus;
    indexAll();
  }

  function indexAll(): void {
    later = 0;
    used = 0;
    stride = STRIDE;
    heads.fill(-1);
    bits.fill(0);
    for (let n = 0; n < count; n++) index(n);
  }

  /** Whether the value is known: looked for by its last gram, since many begin alike, with the prefix of a provider. */
  function holds(value: Buffer): boolean {
    const offset = gramsOf(value.length) - 1;
    for (
      let entry = heads[fine(readGram(value, offset)) >>> FINER] as number;
      entry >= 0;
      entry = chain[entry] as number
    ) {
      const n = entry >>> STRIDE_BITS;
      if (entry % STRIDE === offset && lengthOf(n) === value.length && stands(value, 0, n)) return true;
    }
    for (let n = 0; n < later; n++) if (lengthOf(n) === value.length && stands(value, 0, n)) return true;
    return false;
  }

  /** What is not indexed is, when it stands in the text, or when it takes longer to find that out. */
  function settleLater(bytes: Uint8Array, from: number, to: number): void {
    if (++finds > FINDS || to - from > SHORT || isLaterIn(bytes, from, to)) indexAll();
  }

  /** True when one of those that are not indexed stands in a short text: the text's grams are indexed in their place. */
  function isLaterIn(bytes: Uint8Array, from: number, to: number): boolean {
    const grams = new Int32Array(1 << (SHORT_BITS - 5));
    const set = (bit: number): void => {
      grams[bit >>> 5] = (grams[bit >>> 5] as number) | (1 << (bit & 31));
    };
    const isSet = (bit: number): boolean => (((grams[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1;
    for (let i = from; i <= to - GRAM; i++) {
      const gram = readGram(bytes, i);
      set(Math.imul(gram, SPREAD) >>> (32 - SHORT_BITS));
      set(Math.imul(gram, SPREAD_AGAIN) >>> (32 - SHORT_BITS));
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
    for (let n = 0; n < later; n++) {
      const start = starts[n] as number;
      const gram = readGram(arena, start);
      if (!isSet(Math.imul(gram, SPREAD) >>> (32 - SHORT_BITS))) continue;
      if (!isSet(Math.imul(gram, SPREAD_AGAIN) >>> (32 - SHORT_BITS))) continue;
      if (text.includes(arena.subarray(start, starts[n + 1]))) return true;
    }
    return false;
  }

  /** True when literal `n` stands in `bytes` at `at`. */
  function stands(bytes: Uint8Array, at: number, n: number): boolean {
    const start = starts[n] as number;
    for (let i = lengthOf(n) - 1; i >= 0; i--) if (bytes[at + i] !== arena[start + i]) return false;
    return true;
  }

  /** The first place from `from` on that may hold the start of a gram; -1 when there is none before `to`. */
  function candidate(bytes: Uint8Array, from: number, to: number): number {
    const field = bits;
    const shift = 32 - slots - FINER;
    const last = to - GRAM;
    if (stride < WORD_BYTES) {
      for (let i = from; i <= last; i += stride) {
        const gram = readGram(bytes, i);
        const at = Math.imul(gram, SPREAD) >>> shift;
        if (((field[at >>> 5] as number) & (1 << (at & 31))) === 0) continue;
        const other = Math.imul(gram, SPREAD_AGAIN) >>> shift;
        if (((field[other >>> 5] as number) & (1 << (other & 31))) !== 0) return i;
      }
      return -1;
    }
    // Four bytes at once where they lie in one word.
    const step = stride / WORD_BYTES;
    const words = wordsOf(bytes);
    const base = bytes.byteOffset;
    const end = (last + base) >> 2;
    for (let w = (from + base + 3) >> 2; w <= end; w += step) {
      const at = Math.imul(words[w] as number, SPREAD) >>> shift;
      if (((field[at >>> 5] as number) & (1 << (at & 31))) === 0) continue;
      const other = Math.imul(words[w] as number, SPREAD_AGAIN) >>> shift;
      if (((field[other >>> 5] as number) & (1 << (other & 31))) !== 0) return (w << 2) - base;
    }
    return -1;
  }

  /** Takes out all values from number `n` on, which were added last: their grams stand first in their chains. */
  function takeOut(n: number): void {
    for (let m = count - 1; m >= n; m--) {
      const grams = linked[m] as number;
      used -= grams;
      for (let offset = grams - 1; offset >= 0; offset--) {
        const entry = m * STRIDE + offset;
        heads[fine(readGram(arena, (starts[m] as number) + offset)) >>> FINER] = chain[entry] as number;
      }
    }
    count = n;
  }

  function add(literal: Literal): void {
    if (literal.value.length < LITERAL_MIN || holds(literal.value)) return;
    if (count === limit) forget();
    append(literal);
    index(count++);
  }

  function append({ value, kind, spread = false, denied = false, bounded = false }: Literal): void {
    if (count === about.length) grow();
    const start = starts[count] as number;
    if (start + value.length > arena.length) {
      const more = arena.length < SMALL ? 2 * arena.length : Math.max(2 * arena.length, USUAL * limit);
      arena = copied(arena.subarray(0, start), Buffer.alloc(Math.max(more, start + value.length)));
    }
    arena.set(value, start);
    starts[count + 1] = start + value.length;
    let what = abouts.findIndex(
      (a) => a.kind === kind && a.spread === spread && a.denied === denied && a.bounded === bounded,
    );
    if (what < 0) what = abouts.push({ kind, spread, denied, bounded }) - 1;
    about[count] = what;
  }

  return {
    get size() {
      return count;
    },
    get bounded() {
      return abouts.some(({ bounded }) => bounded);
    },
    add,
    addLater(literal) {
      if (literal.value.length < LITERAL_MIN) return;
      if (later < count || count === limit) {
        add(literal);
        return;
      }
      append(literal);
      later = ++count;
    },
    addForNow(list) {
      if (count + list.length > limit) return null;
      const before = count;
      for (const literal of list) add(literal);
      return () => takeOut(before);
    },
    find(bytes, from, to, hit) {
      if (count === 0 || to - from < LITERAL_MIN) return;
      if (later > 0) settleLater(bytes, from, to);
      let least = from;
      for (let i = candidate(bytes, from, to); i >= 0; i = candidate(bytes, i, to)) {
        const gram = readGram(bytes, i);
        // Leftmost first, then longest.
        let best = -1;
        let start = 0;
        let end = 0;
        for (let entry = heads[fine(gram) >>> FINER] as number; entry >= 0; entry = chain[entry] as number) {
          const n = entry >>> STRIDE_BITS;
          const offset = entry % STRIDE;
          if (readGram(arena, (starts[n] as number) + offset) !== gram) continue;
          const at = i - offset;
          const stop = at + lengthOf(n);
          if (
            offset >= stride ||
            at < least ||
            stop > to ||
            (best >= 0 && (at > start || (at === start && stop <= end)))
          )
            continue;
          if (!stands(bytes, at, n)) continue;
          if (abouts[about[n] as number]?.bounded === true && !standsAlone(bytes, at, stop, to)) continue;
          best = n;
          start = at;
          end = stop;
        }
        i += stride;
        if (best < 0) continue;
        hit(start, end, abouts[about[best] as number] as (typeof abouts)[number]);
        least = end;
        if (end > i) i += Math.floor((end - i) / stride) * stride;
      }
    },
  };
}

/** Grams that a slot has at most on average. Hardly one that is no gram of theirs gets as far as a slot. */
const FILL = 2;
/** Slots are looked up through bits that are finer by this power of two, most of which are not set. */
const FINER = 5;
const MOST_SLOTS = 19;
const SMALL_SLOTS = 15;
/** Bytes of an arena that still grows in steps, and those of most literals. */
const SMALL = 128 * 1024;
const USUAL = 40;
/** Stretches of text, and bytes of each, in which values are looked for that are not indexed: to index one takes a microsecond. */
const FINDS = 32;
const SHORT = 8 * 1024;
const SHORT_BITS = 16;
const SPREAD = 0x9e3779b1;
const SPREAD_AGAIN = 0x85ebca77;

function readGram(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/**
 * How many literals have room next, of which there are `count`. From some thousand on it is all there may be: what is not touched of
 * a large array takes no memory, and to grow would be to leave holes where the smaller ones were.
 */
function roomFor(count: number, limit: number): number {
  return count > limit / 16 ? limit : Math.min(limit, 2 * count);
}

function copied<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

let viewed: ArrayBufferLike | null = null;
let view: Int32Array = new Int32Array(0);

/** The buffer behind `bytes` as little-endian words. Kept, since the same buffer comes again and again. */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (viewed !== bytes.buffer) {
    viewed = bytes.buffer;
    view = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
  }
  return view;
}
