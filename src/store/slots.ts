// The open part of a page: what a store must know of its slots without unsealing them, as one packed blob of four
// columns. Numbers only, all of them keyed or harmless; never a value.

import { ClosemaskError } from "../errors.ts";

/** Views of one blob: changing them changes it. They serve for page after page, which come and go by the thousand. */
export interface Slots {
  /** The blob is its start, see `blobOf`. */
  readonly memory: Uint8Array;
  /** Handles, then fingerprints, then times of the last use (milliseconds since 1970, coarse), each `count` of them. */
  readonly columns: Float64Array;
  /** Behind the columns a word for each slot: kind number, style bits, flags; see the functions below. */
  readonly words: Uint32Array;
  count: number;
}

export const SLOT_BYTES = 28;
/** Words that the columns take for a slot. */
const COLUMN_WORDS = 6;
const MAX_SLOTS = 255;
const LITERAL = 1 << 24;
const DEAD = 1 << 25;
/** Kind numbers are below this. */
export const MAX_KINDS = 0x10000;

/** Slots to be filled, valid until the next call: they are made to be written. */
export function makeSlots(count: number): Slots {
  made.count = count;
  return made;
}

/** How many slots blobs of so many bytes have together. */
export function slotsIn(bytes: number): number {
  return Math.floor(bytes / SLOT_BYTES);
}

/** @throws ClosemaskError `store-corrupt` when the blob cannot be one. */
export function viewSlots(blob: Uint8Array): Slots {
  const count = countIn(blob);
  return slotsAt(blob.byteOffset % 8 === 0 ? blob : Uint8Array.from(blob), count);
}

/** Puts a blob in the place of another one. @throws like `viewSlots` */
export function setBlob(slots: Slots, blob: Uint8Array): void {
  const count = countIn(blob);
  slots.memory.set(blob);
  slots.count = count;
}

export function blobOf({ memory, count }: Slots): Uint8Array {
  return memory.subarray(0, count * SLOT_BYTES);
}

/** Slots over memory of theirs, of which the first `count` are to be used. */
export function slotsAt(memory: Uint8Array, count: number): Slots {
  const { buffer, byteOffset, length } = memory;
  return {
    memory,
    columns: new Float64Array(buffer, byteOffset, Math.floor(length / 8)),
    words: new Uint32Array(buffer, byteOffset, length / 4),
    count,
  };
}

function countIn(blob: Uint8Array): number {
  const count = blob.length / SLOT_BYTES;
  if (Number.isInteger(count) && count >= 1 && count <= MAX_SLOTS) return count;
  throw new ClosemaskError("store-corrupt", "a page of the store has an impossible size", {
    hint: "restore the store from a backup",
  });
}

const made = slotsAt(new Uint8Array(MAX_SLOTS * SLOT_BYTES), 0);

/** Where a slot's word is. */
function wordAt({ count }: Slots, i: number): number {
  return COLUMN_WORDS * count + i;
}

export function fillSlot(
  slots: Slots,
  i: number,
  handle: number,
  fingerprint: number,
  used: number,
  info: number,
): void {
  slots.columns[i] = handle;
  slots.columns[slots.count + i] = fingerprint;
  slots.words[wordAt(slots, i)] = info;
  setUsed(slots, i, used);
}

/** -1 for an empty slot. */
export function handleOf(slots: Slots, i: number): number {
  return slots.columns[i] ?? -1;
}

export function fingerprintOf(slots: Slots, i: number): number {
  return slots.columns[slots.count + i] ?? -1;
}

export function usedOf(slots: Slots, i: number): number {
  return slots.columns[2 * slots.count + i] ?? 0;
}

export function setUsed(slots: Slots, i: number, used: number): void {
  slots.columns[2 * slots.count + i] = used;
}

/** The live slot of a handle, -1 when there is none. */
export function findSlot(slots: Slots, handle: number): number {
  for (let i = 0; i < slots.count; i++) {
    if (slots.columns[i] === handle && !isDead(slots, i)) return i;
  }
  return -1;
}

export function packInfo(kind: number, styles: number, literal: boolean): number {
  return kind | (styles << 16) | (literal ? LITERAL : 0);
}

export function kindOf(slots: Slots, i: number): number {
  return (slots.words[wordAt(slots, i)] ?? 0) & 0xffff;
}

export function stylesOf(slots: Slots, i: number): number {
  return ((slots.words[wordAt(slots, i)] ?? 0) >>> 16) & 0xff;
}

export function isLiteral(slots: Slots, i: number): boolean {
  return ((slots.words[wordAt(slots, i)] ?? 0) & LITERAL) !== 0;
}

export function isDead(slots: Slots, i: number): boolean {
  return i >= slots.count || ((slots.words[wordAt(slots, i)] ?? DEAD) & DEAD) !== 0;
}

export function addStyles(slots: Slots, i: number, styles: number): void {
  slots.words[wordAt(slots, i)] = (slots.words[wordAt(slots, i)] ?? 0) | (styles << 16);
}

export function setLiteral(slots: Slots, i: number): void {
  slots.words[wordAt(slots, i)] = (slots.words[wordAt(slots, i)] ?? 0) | LITERAL;
}

/** Empties a slot; nothing of the entry stays but its place. */
export function killSlot(slots: Slots, i: number): void {
  fillSlot(slots, i, -1, -1, 0, DEAD);
}
