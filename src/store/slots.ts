// The open part of a page: what a store must know of its slots without unsealing them, as one packed blob of four
// columns. Numbers only, all of them keyed or harmless; never a value.

import { ClosemaskError } from "../errors.ts";

/** Two views of one blob: changing them changes the blob. Few objects, since pages come and go by the thousand. */
export interface Slots {
  readonly blob: Uint8Array;
  readonly count: number;
  /** Handles, then fingerprints, then times of the last use (milliseconds since 1970, coarse). */
  readonly columns: Float64Array;
  /** Kind number, style bits, flags; see the functions below. */
  readonly info: Uint32Array;
}

export const SLOT_BYTES = 28;
const MAX_SLOTS = 255;
const LITERAL = 1 << 24;
const DEAD = 1 << 25;
/** Kind numbers are below this. */
export const MAX_KINDS = 0x10000;

/** Slots to be filled, valid until the next call: they are made to be written. */
export function makeSlots(count: number): Slots {
  return viewSlots(made.subarray(0, count * SLOT_BYTES));
}

const made = new Uint8Array(MAX_SLOTS * SLOT_BYTES);

/** How many slots blobs of so many bytes have together. */
export function slotsIn(bytes: number): number {
  return Math.floor(bytes / SLOT_BYTES);
}

/** @throws ClosemaskError `store-corrupt` when the blob cannot be one. */
export function viewSlots(blob: Uint8Array): Slots {
  const count = blob.length / SLOT_BYTES;
  if (!Number.isInteger(count) || count < 1 || count > MAX_SLOTS) {
    throw new ClosemaskError("store-corrupt", "a page of the store has an impossible size", {
      hint: "restore the store from a backup",
    });
  }
  const own = blob.byteOffset % 8 === 0 ? blob : Uint8Array.from(blob);
  const { buffer, byteOffset } = own;
  return {
    blob: own,
    count,
    columns: new Float64Array(buffer, byteOffset, 3 * count),
    info: new Uint32Array(buffer, byteOffset + 24 * count, count),
  };
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
  slots.info[i] = info;
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
  return (slots.info[i] ?? 0) & 0xffff;
}

export function stylesOf(slots: Slots, i: number): number {
  return ((slots.info[i] ?? 0) >>> 16) & 0xff;
}

export function isLiteral(slots: Slots, i: number): boolean {
  return ((slots.info[i] ?? 0) & LITERAL) !== 0;
}

export function isDead(slots: Slots, i: number): boolean {
  return ((slots.info[i] ?? DEAD) & DEAD) !== 0;
}

export function addStyles(slots: Slots, i: number, styles: number): void {
  slots.info[i] = (slots.info[i] ?? 0) | (styles << 16);
}

export function setLiteral(slots: Slots, i: number): void {
  slots.info[i] = (slots.info[i] ?? 0) | LITERAL;
}

/** Empties a slot; nothing of the entry stays but its place. */
export function killSlot(slots: Slots, i: number): void {
  fillSlot(slots, i, -1, -1, 0, DEAD);
}
