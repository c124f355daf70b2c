// The anchors that hold four bytes of which few texts have many: they are looked for by those four, in a table, at every
// place of the text for itself. What the table lets through is compared byte by byte. A hundred anchors more are a hundred
// rows more; the cost of a byte stays.

import type { Charset } from "./charset.ts";
import type { Anchor } from "./rule.ts";

/** Bytes of an anchor that it is looked for by. */
export const WINDOW = 4;

/** Compiled anchors. Plain numbers, so that they can be made ahead and loaded as they lie. */
export interface Needles {
  /** Hash table of windows, folded to small letters: by slot, the first record of those that hash to it, 0 where there is none. */
  readonly slots: Uint16Array;
  /**
   * An anchor that one of the windows belongs to, sixteen bytes: its first eight bytes as `folds` leaves them, the number of its
   * folds, its length, the offset of the window, marks, the anchor, two bytes, and how many records the slot has. The first record
   * is nobody's.
   */
  readonly records: Uint8Array;
  /** What is to be set in eight bytes of the text before they are compared: nothing, the bit of small letters, or all. */
  readonly folds: Uint8Array;
  /** By anchor, where its bytes begin in `program`; one more for the end. Those of anchors that are no needles are empty. */
  readonly programs: Uint32Array;
  /** What each byte of an anchor must be: a byte, a letter in either case (FOLDED), or a member of a set (SET). */
  readonly program: Uint16Array;
  /** Sets, 32 bytes each, a bit for each member. */
  readonly sets: Uint8Array;
  /** See `filtersOf`. */
  readonly filters: Uint8Array;
}

/** A record. */
const RECORD = 16;
const HEAD = 8;
const FOLDS_AT = 8;
const LENGTH_AT = 9;
const OFFSET_AT = 10;
const MARKS_AT = 11;
const ANCHOR_AT = 12;
const COUNT_AT = 14;
/** Marks: there is more to compare than the head; the head has sets in it. */
const LONG = 1;
const SETS = 2;

const FOLDED = 0x100;
const SET = 0x200;

/** Windows of an anchor that the table may get; more are a shape. */
const MOST_WINDOWS = 64;
/** How often a window may be expected in a text: one in so many bytes. */
const RARE = 1000;

/** Makes a letter small, and maps other bytes too, always in the same way. */
function fold(word: number): number {
  return (word | 0x20202020) >>> 0;
}

/** Slot of a window in a table of `1 << bits` slots. Fibonacci hashing, D. Knuth, TAOCP 3, 6.4. */
function slotOf(window: number, bits: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - bits);
}

/** Bits of a window's place in a filter. */
const FILTER_BITS = 17;
const FILTER_BYTES = 1 << (FILTER_BITS - 3);

/**
 * Place of a window in the first filter: a byte by both of its halves, each multiplied by itself, since sixteen bits are multiplied
 * eight at a time; and in that a bit by the last byte. Nearly as good as a product of the whole.
 */
function firstPlace(window: number): number {
  const spread = (Math.imul(window & 0xffff, 0x9e37) + Math.imul(window >>> 16, 0x79b1)) & 0xffff;
  return ((spread >>> 2) << 3) | ((window >>> 24) & 7);
}

/** Place of a window in the second filter. */
function secondPlace(window: number): number {
  return Math.imul(window, 0x85ebca6b) >>> (32 - FILTER_BITS);
}

/** Two filters of one bit for each window: few places of a text need more than the first, and of the others few get through both. */
function filtersOf(windows: Iterable<number>): Uint8Array {
  const filters = new Uint8Array(2 * FILTER_BYTES);
  for (const window of windows)
    for (const place of [firstPlace(window), 8 * FILTER_BYTES + secondPlace(window)])
      filters[place >> 3] = (filters[place >> 3] as number) | (1 << (place & 7));
  return filters;
}

/** True for anchors that are looked for by a window. */
export function isNeedle(anchor: Anchor): boolean {
  return windowOf(anchor) >= 0;
}

/** Compiles those of the anchors that are needles. */
export function compileNeedles(anchors: readonly Anchor[]): Needles {
  const sets: Charset[] = [];
  const numbers = new Map<string, number>();
  const program: number[] = [];
  const programs: number[] = [];
  const byWindow = new Map<number, Place[]>();
  for (const [anchor, bytes] of anchors.entries()) {
    programs.push(program.length);
    const offset = windowOf(bytes);
    if (offset < 0) continue;
    const codes = bytes.map((set) => codeOf(set, sets, numbers));
    program.push(...codes);
    const place = { anchor, offset, codes, bytes };
    for (const window of new Set(windowsAt(bytes, offset))) {
      const list = byWindow.get(window);
      if (list === undefined) byWindow.set(window, [place]);
      else list.push(place);
    }
  }
  programs.push(program.length);
  const bits = Math.max(4, Math.ceil(Math.log2(2 * byWindow.size + 1)));
  return {
    ...recordsOf(byWindow, bits),
    programs: Uint32Array.from(programs),
    program: Uint16Array.from(program),
    sets: Uint8Array.from(sets.flatMap(bitsOf)),
    filters: filtersOf(byWindow.keys()),
  };
}

/** An anchor, and where in it the window is that it is looked for by. */
interface Place {
  readonly anchor: number;
  readonly offset: number;
  readonly codes: readonly number[];
  readonly bytes: Anchor;
}

function recordsOf(byWindow: ReadonlyMap<number, readonly Place[]>, bits: number) {
  const slots = new Uint16Array(1 << bits);
  const bySlot = new Map<number, Map<string, Head>>();
  for (const [window, places] of byWindow) {
    const slot = slotOf(window, bits);
    const heads = bySlot.get(slot) ?? new Map<string, Head>();
    bySlot.set(slot, heads);
    // Several windows of an anchor may hash to one slot: they are one record where its head does not tell them apart.
    for (const place of places) {
      const head = headOf(place, window);
      heads.set(`${place.anchor} ${head.bytes.toString("hex")} ${head.folds.toString("hex")}`, head);
    }
  }
  const count = [...bySlot.values()].reduce((sum, { size }) => sum + size, 1);
  if (count > 0xffff) throw new RangeError("too many anchors");
  const records = new Uint8Array(RECORD * count);
  // Nothing is like the first one: its eight bytes are 0, and all bits are set in what is compared with them.
  const folds: Buffer[] = [Buffer.alloc(HEAD, 0xff)];
  records[COUNT_AT] = 1;
  let at = RECORD;
  for (const [slot, heads] of bySlot) {
    if (heads.size > 0xff) throw new RangeError("too many anchors with windows that hash alike");
    slots[slot] = at / RECORD;
    for (const head of heads.values()) {
      const { anchor, offset, codes } = head.place;
      records.set(head.bytes, at);
      let number = folds.findIndex((other) => other.equals(head.folds));
      if (number < 0) number = folds.push(head.folds) - 1;
      if (number > 0xff) throw new RangeError("too many ways to fold anchors");
      records[at + FOLDS_AT] = number;
      records[at + LENGTH_AT] = codes.length;
      records[at + OFFSET_AT] = offset;
      records[at + MARKS_AT] = head.sets ? SETS : codes.length > HEAD ? LONG : 0;
      records[at + ANCHOR_AT] = anchor & 0xff;
      records[at + ANCHOR_AT + 1] = anchor >> 8;
      records[at + COUNT_AT] = heads.size;
      at += RECORD;
    }
  }
  return { slots, records, folds: Uint8Array.from(folds.flatMap((bytes) => [...bytes])) };
}

/** The first eight bytes of an anchor as one of its windows has them. */
interface Head {
  readonly place: Place;
  readonly bytes: Buffer;
  /** How the text is folded before they are compared. */
  readonly folds: Buffer;
  /** Some of them are sets, of which they say nothing. */
  readonly sets: boolean;
}

function headOf(place: Place, window: number): Head {
  const bytes = Buffer.alloc(HEAD, 0xff);
  const folds = Buffer.alloc(HEAD, 0xff);
  let sets = false;
  for (const [k, set] of place.bytes.slice(0, HEAD).entries()) {
    const inWindow = k - place.offset;
    // In the window a set is the few bytes that are folded to the window's own.
    const members = membersOf(set).filter(
      (byte) => inWindow < 0 || inWindow >= WINDOW || (byte | 0x20) === ((window >>> (8 * inWindow)) & 0xff),
    );
    const [first = 0, second = first] = members;
    if (members.length === 1 || (members.length === 2 && second === (first | 0x20))) {
      bytes[k] = second;
      folds[k] = first ^ second;
    } else sets = true;
  }
  return { place, bytes, folds, sets };
}

/** Calls back with each needle that ends in `(start, to]`; a needle may begin from `from` on. In no particular order. */
export function findNeedles(
  needles: Needles,
  bytes: Uint8Array,
  from: number,
  to: number,
  found: (end: number, anchor: number) => void,
): void {
  const { slots, records, filters } = needles;
  const bits = 31 - Math.clz32(slots.length);
  // The line break before the text belongs to it.
  let word = NEWLINE | (at(bytes, from) << 8) | (at(bytes, from + 1) << 16) | (at(bytes, from + 2) << 24);
  for (let i = from - 1; i + WINDOW <= to; i++) {
    const window = fold(word);
    word = (word >>> 8) | (at(bytes, i + WINDOW) << 24);
    const place = firstPlace(window);
    if ((((filters[place >> 3] as number) >> (place & 7)) & 1) === 0) continue;
    const first = slots[slotOf(window, bits)] as number;
    if (first === 0) continue;
    const last = first + (records[RECORD * first + COUNT_AT] as number);
    for (let k = RECORD * first; k < RECORD * last; k += RECORD) {
      const anchor = (records[k + ANCHOR_AT] as number) | ((records[k + ANCHOR_AT + 1] as number) << 8);
      const start = i - (records[k + OFFSET_AT] as number);
      const end = start + (records[k + LENGTH_AT] as number);
      if (start >= from - 1 && end <= to && matches(needles, anchor, bytes, from, start)) found(end, anchor);
    }
  }
}

const NEWLINE = 10;

function at(bytes: Uint8Array, k: number): number {
  return k < bytes.length ? (bytes[k] as number) : 0;
}

function matches({ programs, program, sets }: Needles, anchor: number, bytes: Uint8Array, from: number, start: number) {
  const first = programs[anchor] as number;
  const length = (programs[anchor + 1] as number) - first;
  for (let k = 0; k < length; k++) {
    const byte = start + k < from ? NEWLINE : (bytes[start + k] as number);
    const code = program[first + k] as number;
    if (code < FOLDED ? byte !== code : code < SET ? (byte | 0x20) !== (code & 0xff) : !has(sets, code - SET, byte))
      return false;
  }
  return true;
}

function has(sets: Uint8Array, set: number, byte: number): boolean {
  return (((sets[32 * set + (byte >> 3)] as number) >> (byte & 7)) & 1) === 1;
}

function codeOf(set: Charset, sets: Charset[], numbers: Map<string, number>): number {
  const members = membersOf(set);
  const [first = 0, second] = members;
  if (members.length === 1) return first;
  if (members.length === 2 && second === (first | 0x20) && second >= 0x61 && second <= 0x7a) return FOLDED | second;
  const key = members.join();
  let number = numbers.get(key);
  if (number === undefined) {
    number = sets.push(set) - 1;
    if (number > 0x1ff) throw new RangeError("too many sets of bytes in anchors");
    numbers.set(key, number);
  }
  return SET | number;
}

function bitsOf(set: Charset): number[] {
  const bits: number[] = new Array(32).fill(0);
  for (const byte of membersOf(set)) bits[byte >> 3] = (bits[byte >> 3] as number) | (1 << (byte & 7));
  return bits;
}

const members = new Map<Charset, readonly number[]>();

function membersOf(set: Charset): readonly number[] {
  let list = members.get(set);
  if (list === undefined) {
    list = [...set.keys()].filter((byte) => set[byte] === 1);
    members.set(set, list);
  }
  return list;
}

/** Offset of the window that an anchor is looked for by, the rarest; -1 when none is rare enough. */
function windowOf(anchor: Anchor): number {
  let best = -1;
  let least = 1 / RARE;
  for (let k = 0; k + WINDOW <= anchor.length; k++) {
    const part = anchor.slice(k, k + WINDOW);
    if (part.reduce((product, set) => product * membersOf(set).length, 1) > 8 * MOST_WINDOWS) continue;
    const odds = part.reduce((product, set) => product * oddsOf(set), 1);
    if (odds >= least || new Set(windowsAt(anchor, k)).size > MOST_WINDOWS) continue;
    best = k;
    least = odds;
  }
  return best;
}

/** All texts of a window, folded. */
function windowsAt(anchor: Anchor, offset: number): number[] {
  let list = [0];
  for (let k = 0; k < WINDOW; k++)
    list = list.flatMap((head) =>
      membersOf(anchor[offset + k] as Charset).map((byte) => (head | (byte << (8 * k))) >>> 0),
    );
  return list.map(fold);
}

/** Letters by how often English and its logs have them, per mille of all bytes; space and digits as logs have them. */
const PER_MILLE = "e90 t65 a60 o55 i55 n55 s50 r45 h40 d35 l30 c25 u22 m20 f18 p18 g15 w15 y14 b12 v8 k6 x2 j2 q1 z1";
const odds = new Float64Array(256).fill(0.001);
for (const entry of PER_MILLE.split(" ")) odds[entry.charCodeAt(0)] = Number(entry.slice(1)) / 1000;
for (const digit of Buffer.from("0123456789")) odds[digit] = 0.1;
for (const mark of Buffer.from("._-/:\"'=,\n")) odds[mark] = 0.01;
odds[0x20] = 0.12;
// Bytes of other scripts: few lead bytes, many that follow.
for (let byte = 0x80; byte < 0xc0; byte++) odds[byte] = 0.005;
for (let byte = 0xe4; byte < 0xea; byte++) odds[byte] = 0.05;

/** How often a byte of the set is to be expected; a capital letter counts as its small one, since windows are folded. */
function oddsOf(set: Charset): number {
  const folded = new Set(membersOf(set).map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)));
  return [...folded].reduce((sum, byte) => sum + (odds[byte] as number), 0);
}
