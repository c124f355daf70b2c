// Puts back what is remembered of placeholders in the style `dollar`: finds them, looks them up by their text and writes the values.
// Stops before anything else that may be a placeholder. Memory is laid out by swap-wasm.ts.

import { triggers } from "./triggers.ts";

const LABEL_MAX: usize = 16;
/** Bytes before the byte that a placeholder is read from in which it may begin. */
const LONGEST: usize = 48;

/** A slot: the id and how many characters it has, the label in two words, where the value lies, its length and its kind's number. */
const SLOT: usize = 32;
const VALUE_AT: usize = 24;
const VALUE_LENGTH: usize = 28;
const KIND: usize = 30;

let table: usize = 0;
let mask: u32 = 0;
let room: u32 = 0;
let arena: usize = 0;
let arenaEnd: usize = 0;
let found: usize = 0;
let counts: usize = 0;

let count: u32 = 0;
let free: usize = 0;

/** What `read` has read. */
let id: u64 = 0;
let low: u64 = 0;
let high: u64 = 0;
let end: usize = 0;

/** Where the output ends, and why the last run stopped: at its end, at what it does not know, or where the output had no room. */
let written: usize = 0;
let reason: i32 = 0;

export const AT_END: i32 = 0;
export const UNKNOWN: i32 = 1;
export const FULL: i32 = 2;

export function setup(
  tableAt: usize,
  slotBits: u32,
  arenaAt: usize,
  arenaSize: usize,
  foundAt: usize,
  countsAt: usize,
): void {
  table = tableAt;
  mask = (1 << slotBits) - 1;
  room = (mask >>> 2) * 3;
  arena = arenaAt;
  arenaEnd = arenaAt + arenaSize;
  found = foundAt;
  counts = countsAt;
  clear();
}

export function clear(): void {
  memory.fill(table, 0, (<usize>mask + 1) * SLOT);
  count = 0;
  free = arena;
}

export function writtenTo(): usize {
  return written;
}

export function stoppedAt(): i32 {
  return reason;
}

/** Reads `${LABEL_id}` at a place; false when nothing of that shape stands there. Behind the text are zeros. */
function read(at: usize): bool {
  let i: usize = at + 2;
  const label: usize = i;
  const most: usize = i + LABEL_MAX + 1;
  if (load<u8>(i) - 0x41 >= 26) return false;
  while (i < most && (load<u8>(i) - 0x41 < 26 || load<u8>(i) === 0x5f)) i++;
  // The label ends at the last underscore.
  const underscore: usize = i - 1;
  if (underscore - label < 2 || load<u8>(underscore) !== 0x5f) return false;
  let value: u64 = 0;
  const first: usize = i;
  while (i - first <= 10) {
    const byte: u32 = <u32>load<u8>(i);
    const digit: u32 = byte - 0x30;
    const letter: u32 = byte - 0x61;
    if (digit < 10) value = value * 36 + <u64>digit;
    else if (letter < 26) value = value * 36 + <u64>(letter + 10);
    else break;
    i++;
  }
  const length: usize = i - first;
  if ((length !== 6 && length !== 8 && length !== 10) || load<u8>(i) !== 0x7d) return false;
  id = value | (<u64>length << 56);
  low = wordOf(label, underscore - label);
  high = underscore - label > 8 ? wordOf(label + 8, underscore - label - 8) : 0;
  end = i + 1;
  return true;
}

/** Up to eight bytes as a number. */
function wordOf(at: usize, length: usize): u64 {
  const word: u64 = load<u64>(at);
  return length >= 8 ? word : word & ((<u64>1 << (<u64>length << 3)) - 1);
}

/** The slot of what was read, or a free one. */
function slotOf(): usize {
  const mixed: u64 = (id ^ (low * 0x9e3779b97f4a7c15) ^ high) * 0xff51afd7ed558ccd;
  let slot: u32 = <u32>(mixed >>> 40) & mask;
  let at: usize = table + <usize>slot * SLOT;
  while (load<u32>(at, VALUE_AT) !== 0) {
    if (load<u64>(at) === id && load<u64>(at, 8) === low && load<u64>(at, 16) === high) return at;
    slot = (slot + 1) & mask;
    at = table + <usize>slot * SLOT;
  }
  return at;
}

/** Remembers the value `[value, value + length)` of the placeholder at `text`; false when there is no room. */
export function put(text: usize, value: usize, length: u32, kind: u32): bool {
  // What is none is as good as remembered.
  if (!read(text)) return true;
  const at: usize = slotOf();
  if (load<u32>(at, VALUE_AT) !== 0) return true;
  if (count === room || free + <usize>length > arenaEnd) return false;
  count++;
  store<u64>(at, id);
  store<u64>(at, low, 8);
  store<u64>(at, high, 16);
  store<u32>(at, <u32>free, VALUE_AT);
  store<u16>(at, <u16>length, VALUE_LENGTH);
  store<u16>(at, <u16>kind, KIND);
  memory.copy(free, value, <usize>length);
  free += <usize>length;
  return true;
}

/**
 * Copies `[from, to)` to `[out, outEnd)`, which has room for twice as much, with values in place of what is remembered. Returns how far
 * it came, which may be behind `to` when a placeholder is. Reads a byte before the text, and up to LONGEST behind it: what does not belong
 * to it there is zero.
 */
export function swap(from: usize, to: usize, out: usize, outEnd: usize): usize {
  const most: usize = outEnd - (to - from);
  // What is read from a byte behind the end may begin before it.
  const last: usize = found + (<usize>triggers(from, to + LONGEST, found) << 2);
  let at: usize = from;
  written = out;
  reason = AT_END;
  for (let next: usize = found; next < last; next += 4) {
    const place: usize = from + <usize>load<u32>(next);
    if (place < at) continue;
    let value: usize = 0;
    let slot: usize = 0;
    if (load<u8>(place) === 0x24) {
      if (place >= to || !read(place)) continue;
      slot = slotOf();
      value = <usize>load<u32>(slot, VALUE_AT);
    }
    if (value === 0) {
      reason = UNKNOWN;
      const begin: usize = place - at > LONGEST ? place - LONGEST : at;
      copy(at, begin);
      return begin;
    }
    const length: usize = <usize>load<u16>(slot, VALUE_LENGTH);
    copy(at, place);
    memory.copy(written, value, length);
    written += length;
    at = end;
    const counter: usize = counts + (<usize>load<u16>(slot, KIND) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
    if (written > most) {
      reason = FULL;
      return at;
    }
  }
  if (at < to) {
    copy(at, to);
    at = to;
  }
  return at;
}

function copy(from: usize, to: usize): void {
  memory.copy(written, from, to - from);
  written += to - from;
}
